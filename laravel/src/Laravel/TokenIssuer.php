<?php

// Issues the application's own tokens.

declare(strict_types=1);

namespace Jwtcore\Laravel;

use Jwtcore\Algorithm;
use Jwtcore\Exception\InvalidConfiguration;
use Jwtcore\Exception\InvalidKey;
use Jwtcore\Key;
use Jwtcore\Signer;
use Psr\Clock\ClockInterface;

/** Signs claims, with iat, exp and a random jti of their own. */
final class TokenIssuer
{
    /** A jti's length: 128 bits, which nobody guesses and no two tokens share. */
    private const JTI_BYTES = 16;

    private function __construct(
        private readonly Signer $signer,
        private readonly ?string $issuer,
        private readonly string|array|null $audience,
        private readonly int $ttl,
        private readonly ?ClockInterface $clock,
    ) {
    }

    /** @param array<string, mixed> $settings `issuing` of config/jwtcore.php */
    public static function fromSettings(array $settings, ?ClockInterface $clock): self
    {
        $ttl = (int) ($settings['ttl_seconds'] ?? 3600);
        if ($ttl < 1) {
            throw new InvalidConfiguration('issuing.ttl_seconds in config/jwtcore.php is not positive: set the seconds');
        }
        $algorithm = Algorithm::named((string) ($settings['algorithm'] ?? ''));
        $key = self::key($settings, $algorithm);
        $kid = $settings['kid'] ?? null;
        $signer = new Signer($kid === null ? $key : $key->named((string) $kid), $algorithm);
        return new self($signer, $settings['issuer'] ?? null, $settings['audience'] ?? null, $ttl, $clock);
    }

    /** @param array<string, mixed> $claims those given win over those that come by themselves */
    public function issue(array $claims): string
    {
        $now = $this->clock?->now()->getTimestamp() ?? time();
        $own = ['iss' => $this->issuer, 'aud' => $this->audience, 'iat' => $now, 'exp' => $now + $this->ttl];
        $jti = rtrim(strtr(base64_encode(random_bytes(self::JTI_BYTES)), '+/', '-_'), '=');
        $present = static fn (mixed $value) => $value !== null;
        return $this->signer->sign($claims + array_filter($own, $present) + ['jti' => $jti]);
    }

    /** @param array<string, mixed> $settings */
    private static function key(array $settings, Algorithm $algorithm): Key
    {
        if ($algorithm->isSymmetric()) {
            $secret = $settings['secret'] ?? null;
            return is_string($secret)
                ? Key::secret($secret, $algorithm)
                : throw new InvalidConfiguration('issuing has no secret: set JWTCORE_SECRET, for example by artisan jwtcore:keygen');
        }
        $key = $settings['key'] ?? null;
        if (!is_string($key) || $key === '') {
            throw new InvalidConfiguration('issuing has no key: set JWTCORE_PRIVATE_KEY, for example by artisan jwtcore:keygen');
        }
        $passphrase = $settings['passphrase'] ?? null;
        return $passphrase === null
            ? VerifierFactory::key($key, [$algorithm])
            : Key::from(self::decrypted($key, (string) $passphrase), $algorithm);
    }

    /** Opens an encrypted private key with PHP's OpenSSL; libjwtcore takes none that is encrypted. */
    private static function decrypted(#[\SensitiveParameter] string $key, #[\SensitiveParameter] string $passphrase): string
    {
        if (!extension_loaded('openssl')) {
            throw new InvalidKey('the private key has a passphrase and PHP no OpenSSL: install the extension openssl');
        }
        $pem = str_contains($key, '-----BEGIN') ? $key : (string) @file_get_contents($key);
        $opened = openssl_pkey_get_private($pem, $passphrase);
        $plain = '';
        if ($opened === false || !openssl_pkey_export($opened, $plain)) {
            while (openssl_error_string() !== false) {
                // OpenSSL's queue of errors is emptied, so that nobody else finds these.
            }
            throw new InvalidKey('the private key cannot be opened with its passphrase: check both');
        }
        return $plain;
    }
}
