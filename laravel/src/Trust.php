<?php

// An issuer, its keys, and what is expected of its tokens.

declare(strict_types=1);

namespace Jwtcore;

/**
 * Keys belong to an issuer. A trust joins the two with the audience and the rules for the issuer's tokens. Immutable.
 *
 * Without more said, `exp` is required, the leeway is 0, and a header's typ is absent, `JWT` or `at+jwt`.
 */
final class Trust
{
    private const UNCHECKED_ISSUER = 1;
    private const UNCHECKED_AUDIENCE = 2;
    private const UNCHECKED_IAT = 4;
    private const EXP_OPTIONAL = 16;
    private const INTEGER_SUB = 32;

    /** @var list<Key> */
    private array $keys = [];
    /** @var list<array{0: string, 1: string, 2?: ?string}> */
    private array $rules = [];
    private int $flags = 0;
    private int $leeway = 0;
    private int $maxAge = 0;

    private function __construct()
    {
    }

    /** Exactly this issuer; several are several spellings of one. */
    public static function issuer(string $issuer, string ...$spellings): self
    {
        $trust = new self();
        foreach ([$issuer, ...$spellings] as $one) {
            $trust->rules[] = ['issuer', $one];
        }
        return $trust;
    }

    /** Any issuer or none. Legal in a verifier with one trust. */
    public static function anyIssuer(): self
    {
        $trust = new self();
        $trust->flags = self::UNCHECKED_ISSUER;
        return $trust;
    }

    /** The issuer's keys. */
    public function keys(Key ...$keys): self
    {
        $trust = clone $this;
        array_push($trust->keys, ...array_values($keys));
        return $trust;
    }

    /** `aud` is or contains one of these. */
    public function audience(string $audience, string ...$others): self
    {
        return $this->withRules(array_map(static fn (string $one) => ['audience', $one], [$audience, ...array_values($others)]));
    }

    /** The audience stands in another claim, such as `client_id` in Cognito's access tokens. */
    public function audienceIn(string $claim, string $audience, string ...$others): self
    {
        return $this->audience($audience, ...$others)->withRules([['audience_claim', $claim]]);
    }

    /** Any audience or none. */
    public function anyAudience(): self
    {
        return $this->withFlag(self::UNCHECKED_AUDIENCE);
    }

    /** By how many seconds clocks may differ, at most 600. */
    public function leeway(int $seconds): self
    {
        $trust = clone $this;
        $trust->leeway = $seconds;
        return $trust;
    }

    /** Refuses tokens that were issued longer ago than this many seconds; iat is then required. */
    public function maxAge(int $seconds): self
    {
        $trust = clone $this;
        $trust->maxAge = $seconds;
        return $trust;
    }

    /** Asks for this typ in the header, such as `at+jwt`. */
    public function typ(string $typ): self
    {
        return $this->withRules([['typ', $typ]]);
    }

    /** Asks for a claim, by its literal name, with any value but null; with values, for a string that is one of them. */
    public function requires(string $claim, string ...$values): self
    {
        return $this->withRules(array_map(
            static fn (?string $value) => ['require_claim', $claim, $value],
            $values === [] ? [null] : array_values($values)
        ));
    }

    /** Asks for a header member that is one of these strings. */
    public function requiresHeader(string $member, string $value, string ...$others): self
    {
        return $this->withRules(array_map(
            static fn (string $one) => ['require_header', $member, $one],
            [$value, ...array_values($others)]
        ));
    }

    /** Accepts tokens without exp: they never expire. */
    public function expOptional(): self
    {
        return $this->withFlag(self::EXP_OPTIONAL);
    }

    /** Accepts tokens whose iat lies in the future. */
    public function uncheckedIat(): self
    {
        return $this->withFlag(self::UNCHECKED_IAT);
    }

    /** Accepts a sub that is an integer, for tokens of tymon/jwt-auth. */
    public function allowIntegerSub(): self
    {
        return $this->withFlag(self::INTEGER_SUB);
    }

    /**
     * The calls that describe the trust to libjwtcore's builder.
     *
     * @internal
     * @return list<array{0: string, 1?: mixed, 2?: mixed, 3?: mixed, 4?: mixed, 5?: mixed}>
     */
    public function description(): array
    {
        $keys = array_map(static fn (Key $key) => $key->description(), $this->keys);
        return [['trust', $this->flags, $this->leeway, $this->maxAge], ...$this->rules, ...$keys];
    }

    /**
     * Changes when a key's file does.
     *
     * @internal
     */
    public function stamp(): string
    {
        return implode(',', array_map(static fn (Key $key) => $key->stamp(), $this->keys));
    }

    /** @param list<array{0: string, 1: string, 2?: ?string}> $rules */
    private function withRules(array $rules): self
    {
        $trust = clone $this;
        array_push($trust->rules, ...$rules);
        return $trust;
    }

    private function withFlag(int $flag): self
    {
        $trust = clone $this;
        $trust->flags |= $flag;
        return $trust;
    }
}
