<?php

// What the two scope middlewares share: whose scopes count, and the answer where they do not suffice.

declare(strict_types=1);

namespace Jwtcore\Laravel\Middleware;

use Closure;
use Illuminate\Http\Request;
use Jwtcore\Laravel\Refusal;
use Jwtcore\Laravel\RequestState;

/** @internal */
trait ChecksScopes
{
    public function handle(Request $request, Closure $next, string ...$scopes)
    {
        $claims = RequestState::claims($request);
        if ($claims === null) {
            return Refusal::withoutToken()->response($request);
        }
        $granted = array_intersect($scopes, $claims->scopes());
        return $this->suffices(count($granted), count($scopes))
            ? $next($request)
            : Refusal::scope(implode(' ', $scopes))->response($request);
    }

    abstract private function suffices(int $granted, int $asked): bool;
}
