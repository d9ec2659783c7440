<?php

// The facade `Jwt`.

declare(strict_types=1);

namespace Jwtcore\Laravel;

use Illuminate\Support\Facades\Facade;

/**
 * @method static \Jwtcore\Claims verify(string $token, string $verifier = 'default')
 * @method static \Jwtcore\Verifier verifier(string $name = 'default')
 * @method static string issue(array $claims)
 * @method static string issueFor(\Illuminate\Contracts\Auth\Authenticatable $user, array $claims = [])
 * @method static void revoke(\Jwtcore\Claims $claims)
 * @method static void chooseVerifierBy(\Closure $resolver)
 *
 * @see JwtManager
 */
final class Jwt extends Facade
{
    protected static function getFacadeAccessor(): string
    {
        return JwtManager::class;
    }
}
