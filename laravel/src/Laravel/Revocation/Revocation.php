<?php

// What a revocation check answers.

declare(strict_types=1);

namespace Jwtcore\Laravel\Revocation;

use Jwtcore\Exception\InvalidToken;
use Jwtcore\Exception\Unavailable;

enum Revocation
{
    case Allowed;
    case Denied;
    /** The token has no jti, so that nobody could deny it. */
    case NotRevocable;
    /** The store did not answer. */
    case Unavailable;

    /** @throws InvalidToken|Unavailable */
    public function orThrow(): void
    {
        match ($this) {
            self::Allowed => null,
            self::Denied => throw new InvalidToken('the token was revoked: get a new token', 0, 'revoked'),
            self::NotRevocable => throw new InvalidToken(
                'the token has no jti, so it could not be revoked: have the issuer name its tokens',
                0,
                'not-revocable'
            ),
            self::Unavailable => throw new Unavailable('the store of revoked tokens did not answer: try again'),
        };
    }
}
