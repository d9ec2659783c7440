<?php

// From a token to its accepted claims, over a verifier that the whole process shares.

declare(strict_types=1);

namespace Jwtcore;

use Jwtcore\Exception\InvalidToken;
use Jwtcore\Exception\SetupFault;
use Jwtcore\Native\SharedVerifier;
use Psr\Clock\ClockInterface;

/**
 * Verifies JSON Web Tokens (RFC 7519) under one or several trusts.
 *
 * Keys are parsed once in each PHP process, not once a request: libjwtcore keeps one verifier for each description.
 * Nothing of a request is kept.
 */
final class Verifier
{
    private const ISSUER_DECIDES = 1;
    /** How deep accepted JSON is nested at the most. */
    private const JSON_DEPTH = 33;

    private SharedVerifier $shared;
    private ?ClockInterface $clock = null;

    /** Takes 1 to 64 trusts. Their keys are read at the first use. */
    public function __construct(Trust $trust, Trust ...$others)
    {
        $this->shared = new SharedVerifier([$trust, ...array_values($others)]);
    }

    /** Judges tokens by this clock (PSR-20) in place of the system's. */
    public function withClock(?ClockInterface $clock): self
    {
        $verifier = clone $this;
        $verifier->clock = $clock;
        return $verifier;
    }

    /** The greatest length of a token in bytes, at most 1048576; 16384 by default. */
    public function withMaxTokenLen(int $bytes): self
    {
        $verifier = clone $this;
        $verifier->shared = $this->shared->withMaxTokenLen($bytes);
        return $verifier;
    }

    /**
     * Keeps accepted tokens in mind in so much memory, 4 to 1048576 KiB in each PHP process; 512 by default, which holds
     * some three hundred. A token that comes again costs no signature; its times are judged anew.
     */
    public function withCache(int $kib): self
    {
        $verifier = clone $this;
        $verifier->shared = $this->shared->withCache($kib);
        return $verifier;
    }

    /** Keeps no token in mind: each has its signature verified again. */
    public function withoutCache(): self
    {
        $verifier = clone $this;
        $verifier->shared = $this->shared->withoutCache();
        return $verifier;
    }

    /** Lets trusts share a key, as tenants of one issuer do: the token's iss, read after its signature, then decides. */
    public function issuerDecides(): self
    {
        $verifier = clone $this;
        $verifier->shared = $this->shared->withFlag(self::ISSUER_DECIDES);
        return $verifier;
    }

    /**
     * Verifies a token and judges its claims at `now` (whole seconds since 1970), the clock's time by default.
     *
     * @throws InvalidToken where the token is refused, and of a class of its own for each family of causes
     * @throws SetupFault where a key, a rule or the library is wrong
     */
    public function verify(#[\SensitiveParameter] string $token, ?int $now = null): Claims
    {
        $now ??= $this->clock?->now()->getTimestamp() ?? time();
        [, $json, $algorithm, $trust, $facts, $kid, $exp, $nbf, $iat] = $this->shared->verify($token, $now);
        return new Claims(
            json_decode($json, true, self::JSON_DEPTH, JSON_BIGINT_AS_STRING | JSON_THROW_ON_ERROR),
            $json,
            Algorithm::ofBit($algorithm),
            $kid,
            $trust,
            $facts & 1 ? $exp : null,
            $facts & 2 ? $nbf : null,
            $facts & 4 ? $iat : null,
        );
    }

    /**
     * Reads the keys and checks the rules now, which otherwise happens at the first token.
     *
     * @throws SetupFault
     */
    public function prepare(): void
    {
        $this->shared->prepare();
    }
}
