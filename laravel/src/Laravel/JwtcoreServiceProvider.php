<?php

// Puts the package into a Laravel application: configuration, guard, middleware and commands.

declare(strict_types=1);

namespace Jwtcore\Laravel;

use Illuminate\Auth\AuthenticationException;
use Illuminate\Contracts\Debug\ExceptionHandler;
use Illuminate\Http\Request;
use Illuminate\Support\ServiceProvider;
use Jwtcore\Laravel\Middleware\RequireAnyScope;
use Jwtcore\Laravel\Middleware\RequireScopes;
use Jwtcore\Laravel\Middleware\VerifyJwt;
use Jwtcore\Laravel\Revocation\RedisRevocationCheck;

final class JwtcoreServiceProvider extends ServiceProvider
{
    private const CONFIG = __DIR__ . '/../../config/jwtcore.php';

    public function register(): void
    {
        $this->mergeConfigFrom(self::CONFIG, 'jwtcore');
        $this->app->singleton(JwtManager::class, static fn ($app) => new JwtManager($app));
        $this->app->singleton(RedisRevocationCheck::class, static fn ($app) => new RedisRevocationCheck($app, $app['config']));
    }

    public function boot(): void
    {
        $this->addGuard();
        $this->addMiddleware();
        $this->answerUnauthenticated();
        if ($this->app->runningInConsole()) {
            $this->publishes([self::CONFIG => $this->app->configPath('jwtcore.php')], 'jwtcore-config');
            $this->commands([
                Console\InstallCommand::class,
                Console\KeygenCommand::class,
                Console\VerifyCommand::class,
                Console\DoctorCommand::class,
            ]);
        }
    }

    /** `'driver' => 'jwt'` in config/auth.php, with `provider`, and `verifier` where it is not the request's choice. */
    private function addGuard(): void
    {
        $this->app['auth']->extend('jwt', static function ($app, string $name, array $config): JwtGuard {
            $provider = isset($config['provider']) ? $app['auth']->createUserProvider($config['provider']) : null;
            $guard = new JwtGuard($app[JwtManager::class], $app['request'], $provider, $config['verifier'] ?? null);
            $app->refresh('request', $guard, 'setRequest');
            return $guard;
        });
    }

    private function addMiddleware(): void
    {
        $router = $this->app['router'];
        $router->aliasMiddleware('jwt', VerifyJwt::class);
        $router->aliasMiddleware('jwt.scope', RequireScopes::class);
        $router->aliasMiddleware('jwt.scopeAny', RequireAnyScope::class);
    }

    /** Where `auth:jwt` found no user, the answer says why, as RFC 6750 asks. */
    private function answerUnauthenticated(): void
    {
        $answer = static function (AuthenticationException $exception, Request $request) {
            $refusal = $request->attributes->get(RequestState::REFUSAL);
            return $refusal instanceof Refusal ? $refusal->response($request) : null;
        };
        $this->callAfterResolving(ExceptionHandler::class, static function ($handler) use ($answer): void {
            if (method_exists($handler, 'renderable')) {
                $handler->renderable($answer);
            }
        });
    }
}
