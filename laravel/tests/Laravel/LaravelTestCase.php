<?php

// The demo's application with keys and users of the test's own.

declare(strict_types=1);

namespace Jwtcore\Tests\Laravel;

use Demo\User;
use Illuminate\Contracts\Console\Kernel;
use Illuminate\Foundation\Testing\TestCase;
use Jwtcore\Algorithm;
use Jwtcore\Laravel\JwtManager;
use Jwtcore\NewKey;

abstract class LaravelTestCase extends TestCase
{
    private static ?NewKey $key = null;

    public function createApplication()
    {
        $app = require __DIR__ . '/../../demo/bootstrap/app.php';
        $app->make(Kernel::class)->bootstrap();
        return $app;
    }

    protected function setUp(): void
    {
        parent::setUp();
        self::$key ??= NewKey::generate(Algorithm::ES256);
        $database = config('database.connections.sqlite.database');
        is_file($database) || touch($database);
        file_put_contents(storage_path('jwtcore/private.pem'), self::$key->private);
        file_put_contents(storage_path('jwtcore/public.pem'), self::$key->public);
        file_put_contents(storage_path('logs/laravel.log'), '');
        User::makeTable();
        User::create(['id' => 7, 'name' => 'Ada']);
        User::create(['id' => 8, 'name' => 'Ben']);
    }

    /** A token of the application's own for a user, with other claims beside or in place of its own. */
    protected function token(array $claims = [], int $user = 7): string
    {
        return $this->jwt()->issueFor(User::findOrFail($user), $claims);
    }

    protected function jwt(): JwtManager
    {
        return $this->app->make(JwtManager::class);
    }

    /** @return array<string, string> */
    protected function bearer(string $token): array
    {
        return ['Authorization' => "Bearer $token", 'Accept' => 'application/json'];
    }
}
