<?php

// The vectors of testdata/, which every language reads.

declare(strict_types=1);

namespace Jwtcore\Tests;

use Jwtcore\Algorithm;
use Jwtcore\JwsVerifier;
use Jwtcore\Key;
use Jwtcore\Trust;
use Jwtcore\Verifier;

final class Vectors
{
    public static function path(string $file): string
    {
        return dirname(__DIR__, 2) . "/testdata/$file";
    }

    public static function text(string $file): string
    {
        return (string) file_get_contents(self::path($file));
    }

    /** @return array<array-key, mixed> */
    public static function json(string $file): array
    {
        return json_decode(self::text($file), true, 64, JSON_THROW_ON_ERROR);
    }

    /** @param array<string, mixed> $case of cases.json */
    public static function verifierOf(array $case): Verifier
    {
        $trust = self::trust($case['iss'], $case['aud'], null)->keys(self::keyOf($case));
        return new Verifier($case['typ'] === null ? $trust : $trust->typ($case['typ']));
    }

    /** @param array<string, mixed> $case */
    public static function keyOf(array $case): Key
    {
        $algorithms = array_map(Algorithm::named(...), $case['alg']);
        return isset($case['secret_file'])
            ? Key::secret(self::text($case['secret_file']), ...$algorithms)
            : Key::from(self::text($case['key']), ...$algorithms);
    }

    /** @param array<string, mixed> $recipe of an issuer's recipe.json */
    public static function verifierOfRecipe(string $issuer, array $recipe): Verifier
    {
        ['issuer' => $iss, 'audience' => $aud] = $recipe;
        $trust = self::trust($iss, $aud['any_of'] ?? $aud, $aud['claim'] ?? null)->keys(self::keyOfRecipe($issuer, $recipe));
        $trust = $recipe['typ'] === null ? $trust : $trust->typ($recipe['typ']);
        foreach ($recipe['required'] as $rule) {
            $trust = $trust->requires($rule['claim'], ...($rule['values'] ?? []));
        }
        foreach ($recipe['header'] as $rule) {
            $trust = $trust->requiresHeader($rule['member'] ?? $rule['name'], ...$rule['values']);
        }
        $trust = $recipe['allow_integer_sub'] ? $trust->allowIntegerSub() : $trust;
        $verifier = new Verifier($trust);
        return $recipe['max_token_len'] === null ? $verifier : $verifier->withMaxTokenLen($recipe['max_token_len']);
    }

    /** @param array<string, mixed> $recipe */
    public static function jwsVerifierOfRecipe(string $issuer, array $recipe): JwsVerifier
    {
        $verifier = new JwsVerifier(self::keyOfRecipe($issuer, $recipe));
        return $recipe['max_token_len'] === null ? $verifier : $verifier->withMaxTokenLen($recipe['max_token_len']);
    }

    /** @param array<string, mixed> $recipe */
    public static function keyOfRecipe(string $issuer, array $recipe): Key
    {
        $algorithms = array_map(Algorithm::named(...), $recipe['algorithms']);
        return $recipe['keys'] === null
            ? Key::secret(self::text("issuers/$issuer/{$recipe['secret_file']}"), ...$algorithms)
            : Key::from(self::text("issuers/$issuer/{$recipe['keys']}"), ...$algorithms);
    }

    private static function trust(?array $iss, ?array $aud, ?string $claim): Trust
    {
        $trust = $iss === null ? Trust::anyIssuer() : Trust::issuer(...$iss);
        return match (true) {
            $aud === null => $trust->anyAudience(),
            $claim === null => $trust->audience(...$aud),
            default => $trust->audienceIn($claim, ...$aud),
        };
    }
}
