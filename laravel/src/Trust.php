<?php

// An issuer, its keys, and what is expected of its tokens.

declare(strict_types=1);

namespace Jwtcore;

use Jwtcore\Exception\InvalidConfiguration;
use Jwtcore\Native\Description;

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
    /** The greatest number of a description. */
    private const MAX_NUMBER = 0xFFFFFFFF;

    /** @var list<Key> */
    private array $keys = [];
    /** Records of libjwtcore's description. */
    private string $rules = '';
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
        $trust->rules = Description::records('I', [$issuer, ...$spellings]);
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
        return $this->withRules(Description::records('A', [$audience, ...$others]));
    }

    /** The audience stands in another claim, such as `client_id` in Cognito's access tokens. */
    public function audienceIn(string $claim, string $audience, string ...$others): self
    {
        return $this->audience($audience, ...$others)->withRules(Description::records('C', [$claim]));
    }

    /** Any audience or none. */
    public function anyAudience(): self
    {
        return $this->withFlag(self::UNCHECKED_AUDIENCE);
    }

    /** By how many seconds clocks may differ, at most 600. */
    public function leeway(int $seconds): self
    {
        if ($seconds < 0) {
            throw new InvalidConfiguration('the leeway is negative: set by how many seconds clocks may differ, 0 to 600');
        }
        $trust = clone $this;
        $trust->leeway = min($seconds, self::MAX_NUMBER);
        return $trust;
    }

    /** Refuses tokens that were issued longer ago than this many seconds; iat is then required. */
    public function maxAge(int $seconds): self
    {
        if ($seconds < 1) {
            throw new InvalidConfiguration('the greatest age is not positive: set how many seconds old a token may be');
        }
        $trust = clone $this;
        $trust->maxAge = min($seconds, self::MAX_NUMBER);
        return $trust;
    }

    /** Asks for this typ in the header, such as `at+jwt`. */
    public function typ(string $typ): self
    {
        return $this->withRules(Description::records('Y', [$typ]));
    }

    /** Asks for a claim, by its literal name, with any value but null; with values, for a string that is one of them. */
    public function requires(string $claim, string ...$values): self
    {
        $name = 'R' . Description::text($claim);
        return $this->withRules($values === [] ? $name . Description::text(null) : Description::records($name, $values));
    }

    /** Asks for a header member that is one of these strings. */
    public function requiresHeader(string $member, string $value, string ...$others): self
    {
        return $this->withRules(Description::records('H' . Description::text($member), [$value, ...$others]));
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
     * What verifies payloads alone: keys, and no other rules.
     *
     * @internal
     * @param list<Key> $keys
     */
    public static function ofPayloads(array $keys): self
    {
        $trust = new self();
        $trust->keys = $keys;
        return $trust;
    }

    /**
     * The trust's records in a verifier's description. Reads the keys' files.
     *
     * @internal
     */
    public function description(): string
    {
        $description = $this->head();
        foreach ($this->keys as $key) {
            $description .= $key->description();
        }
        return $description;
    }

    /**
     * The same records with the stamps of the keys' files; null where one has to be read.
     *
     * @internal
     */
    public function alias(): ?string
    {
        $alias = $this->head();
        foreach ($this->keys as $key) {
            $record = $key->alias();
            if ($record === null) {
                return null;
            }
            $alias .= $record;
        }
        return $alias;
    }

    private function head(): string
    {
        return 'T' . pack('N3', $this->flags, $this->leeway, $this->maxAge) . $this->rules;
    }

    private function withRules(string $records): self
    {
        $trust = clone $this;
        $trust->rules .= $records;
        return $trust;
    }

    private function withFlag(int $flag): self
    {
        $trust = clone $this;
        $trust->flags |= $flag;
        return $trust;
    }
}
