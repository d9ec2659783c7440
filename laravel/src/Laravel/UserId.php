<?php

// The user's identifier in the claims: an integer or a non-empty string, and nothing else.

declare(strict_types=1);

namespace Jwtcore\Laravel;

use Jwtcore\Claims;

/** @internal */
final class UserId
{
    public static function of(Claims $claims, string $claim): int|string|null
    {
        $id = $claims->get($claim);
        return is_int($id) || (is_string($id) && $id !== '') ? $id : null;
    }
}
