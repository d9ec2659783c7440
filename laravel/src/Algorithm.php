<?php

// The closed set of signature algorithms; there is no `none`.

declare(strict_types=1);

namespace Jwtcore;

use Jwtcore\Exception\InvalidConfiguration;

/** A JWS signature algorithm (RFC 7518 section 3.1, RFC 8037, RFC 8812). */
enum Algorithm: string
{
    case HS256 = 'HS256';
    case HS384 = 'HS384';
    case HS512 = 'HS512';
    case RS256 = 'RS256';
    case RS384 = 'RS384';
    case RS512 = 'RS512';
    case PS256 = 'PS256';
    case PS384 = 'PS384';
    case PS512 = 'PS512';
    case ES256 = 'ES256';
    case ES384 = 'ES384';
    case ES512 = 'ES512';
    case ES256K = 'ES256K';
    case EdDSA = 'EdDSA';

    /**
     * The algorithm of an exact, case-sensitive name; `Ed25519` is another name of EdDSA (RFC 9864).
     *
     * @throws InvalidConfiguration for any other name
     */
    public static function named(string $name): self
    {
        return self::tryFrom($name === 'Ed25519' ? 'EdDSA' : $name)
            ?? throw new InvalidConfiguration(
                'no algorithm of that name: use one of ' . implode(', ', array_column(self::cases(), 'value'))
            );
    }

    /** The algorithm's bit in libjwtcore's sets of algorithms. */
    public function bit(): int
    {
        return match ($this) {
            self::HS256 => 1,
            self::HS384 => 2,
            self::HS512 => 4,
            self::RS256 => 8,
            self::RS384 => 16,
            self::RS512 => 32,
            self::PS256 => 64,
            self::PS384 => 128,
            self::PS512 => 256,
            self::ES256 => 512,
            self::ES384 => 1024,
            self::ES512 => 2048,
            self::ES256K => 4096,
            self::EdDSA => 8192,
        };
    }

    /** The algorithm of one bit. */
    public static function ofBit(int $bit): self
    {
        return match ($bit) {
            1 => self::HS256,
            2 => self::HS384,
            4 => self::HS512,
            8 => self::RS256,
            16 => self::RS384,
            32 => self::RS512,
            64 => self::PS256,
            128 => self::PS384,
            256 => self::PS512,
            512 => self::ES256,
            1024 => self::ES384,
            2048 => self::ES512,
            4096 => self::ES256K,
            8192 => self::EdDSA,
            default => throw new InvalidConfiguration(
                'the library names an algorithm that this package does not know: update it'
            ),
        };
    }

    /** Whether the algorithm's key is a shared secret. */
    public function isSymmetric(): bool
    {
        return str_starts_with($this->value, 'HS');
    }
}
