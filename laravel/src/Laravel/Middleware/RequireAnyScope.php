<?php

// The middleware `jwt.scopeAny:a,b`: the token grants one of the scopes.

declare(strict_types=1);

namespace Jwtcore\Laravel\Middleware;

/** Stands behind `jwt` or `auth:jwt`. */
final class RequireAnyScope
{
    use ChecksScopes;

    private function suffices(int $granted, int $asked): bool
    {
        return $granted > 0;
    }
}
