<?php

// From a signed document to its payload's bytes: the entrance beneath the verifier of claims.

declare(strict_types=1);

namespace Jwtcore;

use Jwtcore\Exception\InvalidToken;
use Jwtcore\Exception\SetupFault;
use Jwtcore\Native\SharedVerifier;

/**
 * Verifies JWS compact tokens (RFC 7515) over any payload, for webhooks and documents. What the payload says, and
 * whether it is still valid, nobody has judged; use `Verifier` for tokens that grant something.
 */
final class JwsVerifier
{
    private const JWS = 2;

    private SharedVerifier $shared;

    /** Takes the keys that sign. They are read at the first use. */
    public function __construct(Key ...$keys)
    {
        $this->shared = new SharedVerifier([Trust::ofPayloads(array_values($keys))], self::JWS);
    }

    /** The greatest length of a token in bytes, at most 1048576; 16384 by default. */
    public function withMaxTokenLen(int $bytes): self
    {
        $verifier = clone $this;
        $verifier->shared = $this->shared->withMaxTokenLen($bytes);
        return $verifier;
    }

    /**
     * The payload's bytes, exactly as they were signed.
     *
     * @throws InvalidToken where the token is refused
     * @throws SetupFault where a key or the library is wrong
     */
    public function verify(#[\SensitiveParameter] string $token): string
    {
        return $this->shared->verifyJws($token);
    }
}
