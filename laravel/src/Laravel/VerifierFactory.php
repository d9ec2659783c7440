<?php

// From a verifier's settings to a verifier.

declare(strict_types=1);

namespace Jwtcore\Laravel;

use Jwtcore\Algorithm;
use Jwtcore\Exception\InvalidConfiguration;
use Jwtcore\Key;
use Jwtcore\Trust;
use Jwtcore\Verifier;

/** @internal */
final class VerifierFactory
{
    private const DEFAULTS = [
        'keys' => [],
        'secret' => null,
        'secret_file' => null,
        'algorithms' => [],
        'issuer' => null,
        'audience' => null,
        'audience_claim' => null,
        'leeway' => 30,
        'typ' => null,
        'required' => [],
        'max_age' => null,
        'allow_integer_sub' => false,
        'exp_optional' => false,
        'max_token_len' => null,
        'cache_kib' => null,
        'until' => null,
        'revocation' => null,
    ];

    /** @param array<string, mixed> $settings as in config/jwtcore.php */
    public static function make(string $name, array $settings): Verifier
    {
        $unknown = array_diff_key($settings, self::DEFAULTS);
        if ($unknown !== []) {
            throw self::fault($name, 'has no setting ' . implode(', ', array_keys($unknown)) . ': correct its spelling');
        }
        $settings += self::DEFAULTS;
        $verifier = new Verifier(self::trust($name, $settings));
        $len = $settings['max_token_len'];
        $verifier = $len === null ? $verifier : $verifier->withMaxTokenLen((int) $len);
        return match ($settings['cache_kib']) {
            null => $verifier,
            false => $verifier->withoutCache(),
            default => $verifier->withCache((int) $settings['cache_kib']),
        };
    }

    /** @param array<string, mixed> $settings */
    private static function trust(string $name, array $settings): Trust
    {
        $trust = self::issuer($name, $settings['issuer']);
        $trust = self::audience($name, $trust, $settings['audience'], $settings['audience_claim']);
        $trust = $trust->keys(...self::keys($name, $settings))->leeway((int) $settings['leeway']);
        foreach ((array) $settings['required'] as $claim => $values) {
            $trust = is_int($claim) ? $trust->requires($values) : $trust->requires($claim, ...(array) $values);
        }
        $trust = $settings['typ'] === null ? $trust : $trust->typ($settings['typ']);
        $trust = $settings['max_age'] === null ? $trust : $trust->maxAge((int) $settings['max_age']);
        $trust = $settings['allow_integer_sub'] ? $trust->allowIntegerSub() : $trust;
        return $settings['exp_optional'] ? $trust->expOptional() : $trust;
    }

    private static function issuer(string $name, mixed $issuer): Trust
    {
        if ($issuer === false) {
            return Trust::anyIssuer();
        }
        $spellings = array_values(array_filter((array) $issuer, is_string(...)));
        return $spellings === []
            ? throw self::fault($name, 'has no issuer: name it, or set false to accept any')
            : Trust::issuer(...$spellings);
    }

    private static function audience(string $name, Trust $trust, mixed $audience, ?string $claim): Trust
    {
        if ($audience === false) {
            return $trust->anyAudience();
        }
        $any = array_values(array_filter((array) $audience, is_string(...)));
        if ($any === []) {
            throw self::fault($name, 'has no audience: name it, or set false to accept any');
        }
        return $claim === null ? $trust->audience(...$any) : $trust->audienceIn($claim, ...$any);
    }

    /**
     * @param array<string, mixed> $settings
     * @return list<Key>
     */
    private static function keys(string $name, array $settings): array
    {
        $algorithms = array_map(Algorithm::named(...), array_map(trim(...), array_values((array) $settings['algorithms'])));
        if ($algorithms === []) {
            throw self::fault($name, 'lists no algorithm: list those that its tokens may have');
        }
        $isSymmetric = static fn (Algorithm $one) => $one->isSymmetric();
        $symmetric = array_values(array_filter($algorithms, $isSymmetric));
        if ($symmetric !== [] && $symmetric !== $algorithms) {
            throw self::fault($name, 'lists HS beside other algorithms: whoever knows the public key must not be able to sign');
        }
        if ($symmetric !== []) {
            return [self::secret($name, $settings, $symmetric)];
        }
        $keys = array_map(static fn (string $key) => self::key($key, $algorithms), array_values((array) $settings['keys']));
        return $keys === [] ? throw self::fault($name, 'has no keys: name their files, or give their text') : $keys;
    }

    /**
     * @param array<string, mixed> $settings
     * @param list<Algorithm> $algorithms
     */
    private static function secret(string $name, array $settings, array $algorithms): Key
    {
        [$secret, $file] = [$settings['secret'], $settings['secret_file']];
        return match (true) {
            $secret !== null && $file !== null => throw self::fault($name, 'has a secret and a secret_file: keep one'),
            is_string($secret) => Key::secret($secret, ...$algorithms),
            is_string($file) => Key::secretFromFile($file, ...$algorithms),
            default => throw self::fault($name, 'has no secret: set secret or secret_file'),
        };
    }

    /**
     * A key's text, or else its file.
     *
     * @param list<Algorithm> $algorithms
     */
    public static function key(#[\SensitiveParameter] string $key, array $algorithms): Key
    {
        $isText = str_contains($key, '-----BEGIN') || str_starts_with(ltrim($key), '{');
        return $isText ? Key::from($key, ...$algorithms) : Key::fromFile($key, ...$algorithms);
    }

    private static function fault(string $name, string $what): InvalidConfiguration
    {
        return new InvalidConfiguration("the verifier '$name' in config/jwtcore.php $what");
    }
}
