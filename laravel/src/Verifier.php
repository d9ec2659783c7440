<?php

// From a token to its accepted claims, over a verifier that the whole process shares.

declare(strict_types=1);

namespace Jwtcore;

use Jwtcore\Exception\InvalidConfiguration;
use Jwtcore\Exception\InvalidToken;
use Jwtcore\Exception\SetupFault;
use Jwtcore\Exception\Status;
use Jwtcore\Native\Loader;
use Psr\Clock\ClockInterface;

/**
 * Verifies JSON Web Tokens (RFC 7519) under one or several trusts.
 *
 * Keys are parsed once in each PHP process, not once a request: libjwtcore keeps one verifier for each description.
 * Nothing of a request is kept.
 */
final class Verifier
{
    private const BAD_HANDLE = 302;
    private const ISSUER_DECIDES = 1;
    private const JWS = 2;
    /** How deep accepted JSON is nested at the most. */
    private const JSON_DEPTH = 33;

    /** @var list<Trust> */
    private readonly array $trusts;
    private int $flags = 0;
    private int $maxTokenLen = 0;
    private ?ClockInterface $clock = null;
    private ?int $handle = null;
    private string $stamp = '';

    /** Takes 1 to 64 trusts. Their keys are read at the first use. */
    public function __construct(Trust $trust, Trust ...$others)
    {
        $this->trusts = [$trust, ...array_values($others)];
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
        if ($bytes < 1) {
            throw new InvalidConfiguration('the greatest token length is not positive: set 1 to 1048576 bytes');
        }
        $verifier = clone $this;
        $verifier->maxTokenLen = $bytes;
        $verifier->handle = null;
        return $verifier;
    }

    /** Lets trusts share a key, as tenants of one issuer do: the token's iss, read after its signature, then decides. */
    public function issuerDecides(): self
    {
        return $this->withFlag(self::ISSUER_DECIDES);
    }

    /**
     * Verifies a token and judges its claims at `now` (whole seconds since 1970), the clock's time by default.
     *
     * @throws InvalidToken where the token is refused, and of a class of its own for each family of causes
     * @throws SetupFault where a key, a rule or the library is wrong
     */
    public function verify(#[\SensitiveParameter] string $token, ?int $now = null): Claims
    {
        $library = Loader::library();
        $now ??= $this->clock?->now()->getTimestamp() ?? time();
        $answer = $library->verify($this->handle(), $token, $now);
        if ($answer[0] === self::BAD_HANDLE) {
            $this->handle = null;
            $answer = $library->verify($this->handle(), $token, $now);
        }
        if ($answer[0] !== 0) {
            throw Status::exception($answer[0], $library);
        }
        [, $json, $algorithm, $trust, $facts, $kid, $exp, $nbf, $iat] = $answer;
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
     * Verifies a JWS over any payload (RFC 7515), for webhooks and documents, and returns the payload's bytes. What they
     * say, and whether they are still valid, nobody has judged.
     *
     * @throws InvalidToken|SetupFault
     */
    public static function verifyJws(#[\SensitiveParameter] string $token, Key ...$keys): string
    {
        $verifier = (new self(Trust::jws(...$keys)))->withFlag(self::JWS);
        $library = Loader::library();
        [$status, $payload] = $library->verifyJws($verifier->handle(), $token);
        return $status === 0 ? $payload : throw Status::exception($status, $library);
    }

    /**
     * Reads the keys and checks the rules now, which otherwise happens at the first token.
     *
     * @throws SetupFault
     */
    public function prepare(): void
    {
        $this->handle();
    }

    /** The process's verifier; asked for again when a key's file has changed. */
    private function handle(): int
    {
        $stamp = implode(';', array_map(static fn (Trust $trust) => $trust->stamp(), $this->trusts));
        if ($this->handle !== null && $stamp === $this->stamp) {
            return $this->handle;
        }
        $calls = array_merge(...array_map(static fn (Trust $trust) => $trust->description(), $this->trusts));
        $library = Loader::library();
        [$status, $handle] = $library->sharedVerifier($this->flags, $this->maxTokenLen, $calls);
        if ($status !== 0) {
            $fault = Status::exception($status, $library);
            $library->freeAbandoned();
            throw $fault;
        }
        $this->stamp = $stamp;
        return $this->handle = $handle;
    }

    private function withFlag(int $flag): self
    {
        $verifier = clone $this;
        $verifier->flags |= $flag;
        $verifier->handle = null;
        return $verifier;
    }
}
