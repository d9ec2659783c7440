<?php

// A user who is only what the token says: for applications without a users' table.

declare(strict_types=1);

namespace Jwtcore\Laravel;

use Illuminate\Contracts\Auth\Authenticatable;
use Jwtcore\Claims;

final class ClaimsUser implements Authenticatable
{
    public function __construct(private readonly int|string $id, public readonly Claims $claims)
    {
    }

    public function getAuthIdentifierName()
    {
        return 'id';
    }

    public function getAuthIdentifier()
    {
        return $this->id;
    }

    /** Newer versions of Laravel ask for this. */
    public function getAuthPasswordName()
    {
        return 'password';
    }

    public function getAuthPassword()
    {
        return '';
    }

    public function getRememberToken()
    {
        return '';
    }

    public function setRememberToken($value)
    {
    }

    public function getRememberTokenName()
    {
        return '';
    }
}
