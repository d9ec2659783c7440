<?php

// The middleware `jwt.scope:a,b`: the token grants all of the scopes.

declare(strict_types=1);

namespace Jwtcore\Laravel\Middleware;

/** Stands behind `jwt` or `auth:jwt`. */
final class RequireScopes
{
    use ChecksScopes;

    private function suffices(int $granted, int $asked): bool
    {
        return $asked > 0 && $granted === $asked;
    }
}
