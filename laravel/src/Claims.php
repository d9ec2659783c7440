<?php

// The claims of an accepted token. There is no other way to get them.

declare(strict_types=1);

namespace Jwtcore;

use Jwtcore\Exception\InvalidClaim;
use Jwtcore\Exception\MissingClaim;

/**
 * The claims of an accepted token (RFC 7519 section 4). Immutable.
 *
 * A claim's name is literal, never a dotted path. Integers beyond 64 bits are strings of their digits.
 */
final readonly class Claims implements \JsonSerializable
{
    /**
     * @internal
     * @param array<array-key, mixed> $all
     */
    public function __construct(
        private array $all,
        private string $json,
        private Algorithm $algorithm,
        private ?string $keyId,
        private int $trustIndex,
        private ?int $exp,
        private ?int $nbf,
        private ?int $iat,
    ) {
    }

    /** Who issued the token (section 4.1.1). */
    public function issuer(): ?string
    {
        return isset($this->all['iss']) ? (string) $this->all['iss'] : null;
    }

    /** Whom the token is about (section 4.1.2). An integer, where it is allowed, as its decimal text. */
    public function subject(): ?string
    {
        return isset($this->all['sub']) ? (string) $this->all['sub'] : null;
    }

    /**
     * Whom the token is for (section 4.1.3).
     *
     * @return list<string>
     */
    public function audience(): array
    {
        return array_values(array_map(strval(...), (array) ($this->all['aud'] ?? [])));
    }

    /** The token's own name (section 4.1.7). */
    public function id(): ?string
    {
        return isset($this->all['jti']) ? (string) $this->all['jti'] : null;
    }

    /** When the token expires (section 4.1.4), in whole seconds since 1970, floored. */
    public function expiresAt(): ?int
    {
        return $this->exp;
    }

    /** Before when it is not valid (section 4.1.5), in whole seconds since 1970, floored. */
    public function notBefore(): ?int
    {
        return $this->nbf;
    }

    /** When it was issued (section 4.1.6), in whole seconds since 1970, floored. */
    public function issuedAt(): ?int
    {
        return $this->iat;
    }

    /** Whether the token has a claim, also with the value null. */
    public function has(string $name): bool
    {
        return array_key_exists($name, $this->all);
    }

    /** A claim's value, or null where it is absent. Objects are arrays. */
    public function get(string $name): mixed
    {
        return $this->all[$name] ?? null;
    }

    /**
     * A claim that is a string.
     *
     * @throws MissingClaim|InvalidClaim
     */
    public function string(string $name): string
    {
        $value = $this->present($name);
        return is_string($value) ? $value : throw $this->unexpected();
    }

    /**
     * A claim that is an integer of 64 bits.
     *
     * @throws MissingClaim|InvalidClaim
     */
    public function int(string $name): int
    {
        $value = $this->present($name);
        return is_int($value) ? $value : throw $this->unexpected();
    }

    /**
     * A claim that is a number.
     *
     * @throws MissingClaim|InvalidClaim
     */
    public function float(string $name): float
    {
        $value = $this->present($name);
        return is_int($value) || is_float($value) ? (float) $value : throw $this->unexpected();
    }

    /**
     * A claim that is true or false.
     *
     * @throws MissingClaim|InvalidClaim
     */
    public function bool(string $name): bool
    {
        $value = $this->present($name);
        return is_bool($value) ? $value : throw $this->unexpected();
    }

    /**
     * A claim that is an array or an object.
     *
     * @return array<array-key, mixed>
     * @throws MissingClaim|InvalidClaim
     */
    public function array(string $name): array
    {
        $value = $this->present($name);
        return is_array($value) ? $value : throw $this->unexpected();
    }

    /**
     * What the token allows: `scope`, separated by spaces (RFC 8693 section 4.2), or an array `scopes` or `scp`, in
     * which a string is separated by spaces too.
     *
     * @return list<string>
     */
    public function scopes(): array
    {
        foreach (['scope', 'scopes', 'scp'] as $name) {
            $value = $this->all[$name] ?? null;
            if (is_string($value)) {
                return array_values(array_filter(explode(' ', $value), static fn (string $scope) => $scope !== ''));
            }
            if (is_array($value)) {
                return array_values(array_filter($value, is_string(...)));
            }
        }
        return [];
    }

    /** @return array<array-key, mixed> all claims, objects as arrays */
    public function all(): array
    {
        return $this->all;
    }

    /** The payload's JSON text, exactly as it was signed. */
    public function json(): string
    {
        return $this->json;
    }

    /** The algorithm of the key that verified the token. */
    public function algorithm(): Algorithm
    {
        return $this->algorithm;
    }

    /** The name (`kid`) of that key, if it has one. */
    public function keyId(): ?string
    {
        return $this->keyId;
    }

    /** Which of the verifier's trusts accepted the token, counted from 0. */
    public function trustIndex(): int
    {
        return $this->trustIndex;
    }

    /** @return array<array-key, mixed> */
    public function jsonSerialize(): array
    {
        return $this->all;
    }

    /** @return array<string, mixed> which key was used: a token's claims do not belong in dumps */
    public function __debugInfo(): array
    {
        return ['algorithm' => $this->algorithm->value, 'keyId' => $this->keyId, 'trustIndex' => $this->trustIndex];
    }

    private function present(string $name): mixed
    {
        return $this->has($name) ? $this->all[$name] : throw new MissingClaim(
            'a claim that is asked for is absent: have the issuer put the claim into the token',
            163,
            'missing-claim',
        );
    }

    private function unexpected(): InvalidClaim
    {
        return new InvalidClaim(
            'a claim is not of the type that it was read as: read the claim as the type that the issuer sends',
            165,
            'unexpected-claim-type',
        );
    }
}
