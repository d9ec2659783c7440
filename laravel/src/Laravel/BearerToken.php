<?php

// The token of a request: in the Authorization header, and nowhere else (RFC 6750 section 2.1).

declare(strict_types=1);

namespace Jwtcore\Laravel;

use Illuminate\Http\Request;

/** @internal */
final class BearerToken
{
    /**
     * The token, or null where the request carries none.
     *
     * @throws MalformedAuthorization where the header says Bearer and then not one token
     */
    public static function of(Request $request): ?string
    {
        $headers = $request->headers->all('authorization');
        if (count($headers) > 1) {
            throw new MalformedAuthorization('the request has several Authorization headers: send one');
        }
        $header = (string) ($headers[0] ?? '');
        if (preg_match('/\ABearer(?: |\z)/i', $header) !== 1) {
            return null;
        }
        if (preg_match('/\ABearer +([A-Za-z0-9\-._~+\/]+=*)\z/i', $header, $found) !== 1) {
            throw new MalformedAuthorization('the Authorization header is not Bearer and one token: send just these');
        }
        return $found[1];
    }
}
