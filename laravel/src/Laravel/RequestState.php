<?php

// What a request carries after verification, among its attributes.

declare(strict_types=1);

namespace Jwtcore\Laravel;

use Illuminate\Http\Request;
use Jwtcore\Claims;

final class RequestState
{
    /** The attribute that holds the accepted claims. */
    public const CLAIMS = 'jwt.claims';
    /** @internal the attribute that holds why the guard found no user */
    public const REFUSAL = 'jwt.refusal';

    /** The claims of the request's token, where it was accepted. */
    public static function claims(Request $request): ?Claims
    {
        return $request->attributes->get(self::CLAIMS);
    }

    /** @internal */
    public static function keep(Request $request, Claims $claims): void
    {
        $request->attributes->set(self::CLAIMS, $claims);
    }

    /**
     * Takes what the client sent under a name out of query, body and JSON.
     *
     * @internal
     */
    public static function remove(Request $request, string $name): void
    {
        $bags = [$request->query, $request->request];
        if ($request->isJson()) {
            $bags[] = $request->json();
        }
        foreach ($bags as $bag) {
            $bag->remove($name);
        }
        $request->files->remove($name);
    }
}
