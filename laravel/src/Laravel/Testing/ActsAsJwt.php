<?php

// For an application's tests: requests that carry a token of a user.

declare(strict_types=1);

namespace Jwtcore\Laravel\Testing;

use Illuminate\Contracts\Auth\Authenticatable;
use Jwtcore\Algorithm;
use Jwtcore\Key;
use Jwtcore\Laravel\JwtManager;
use Jwtcore\Signer;
use Jwtcore\Trust;
use Jwtcore\Verifier;

/** For Laravel's `TestCase`. The token is really signed and verified, under a secret that is made for the test. */
trait ActsAsJwt
{
    /**
     * Sends the following requests with a token for a user.
     *
     * @param array<string, mixed> $claims beside or in place of sub, the user's claim, iat, exp and jti
     */
    public function actingAsJwt(Authenticatable $user, array $claims = [], string $verifier = 'default'): static
    {
        $jwt = $this->app->make(JwtManager::class);
        $key = Key::secret('test-only: ' . random_bytes(32), Algorithm::HS256);
        $jwt->useVerifier($verifier, new Verifier(Trust::anyIssuer()->anyAudience()->keys($key)));
        $id = $user->getAuthIdentifier();
        $own = ['sub' => (string) $id, $jwt->userClaim() => $id, 'iat' => time(), 'exp' => time() + 3600];
        $token = (new Signer($key, Algorithm::HS256))->sign($claims + $own + ['jti' => bin2hex(random_bytes(16))]);
        return $this->withHeader('Authorization', "Bearer $token");
    }
}
