<?php

// Tokens that no honest issuer makes, signed with a test-only secret.

declare(strict_types=1);

namespace Jwtcore\Tests;

use Jwtcore\Algorithm;
use Jwtcore\Key;
use Jwtcore\Trust;
use Jwtcore\Verifier;

final class Tokens
{
    public const SECRET = 'test-only secret of more than thirty-two bytes';
    public const NOW = 1767225600;
    public const CLAIMS = '{"iss":"https://issuer.test","aud":"https://api.test","sub":"u1","exp":1767229200}';

    public static function verifier(): Verifier
    {
        return new Verifier(self::trust());
    }

    public static function trust(): Trust
    {
        return Trust::issuer('https://issuer.test')->audience('https://api.test')->keys(Key::secret(self::SECRET, Algorithm::HS256));
    }

    /** Signs any header and payload with HS256. */
    public static function signed(string $payload = self::CLAIMS, string $header = '{"alg":"HS256","typ":"JWT"}'): string
    {
        $input = self::encode($header) . '.' . self::encode($payload);
        return "$input." . self::encode(hash_hmac('sha256', $input, self::SECRET, true));
    }

    public static function encode(string $bytes): string
    {
        return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
    }
}
