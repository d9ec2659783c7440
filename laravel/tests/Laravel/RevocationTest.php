<?php

// The deny-list in a real Redis, under the keys that every language uses, with both clients.

declare(strict_types=1);

namespace Jwtcore\Tests\Laravel;

use Illuminate\Support\Facades\Redis;
use Jwtcore\Laravel\JwtManager;
use Jwtcore\Laravel\Revocation\JwtAuthBlacklist;

final class RevocationTest extends LaravelTestCase
{
    /** @dataProvider clients */
    public function testDeniedTokenIsRefusedAndPlainRedisCliSeesIt(string $client): void
    {
        $redis = $this->withRedis($client);
        $redis->cli('FLUSHALL');
        $token = $this->token(['sub' => 'u1', 'jti' => "t-$client"]);
        $this->get('/api/me', $this->bearer($token))->assertOk();
        $this->jwt()->revoke($this->jwt()->verify($token));
        $this->get('/api/me', $this->bearer($token))->assertStatus(401)->assertJsonPath('error', 'invalid_token');
        $key = $this->expectedKey('https://api.test', 'u1', "t-$client");
        $this->assertSame('1', $redis->cli('GET', $key));
        $ttl = (int) $redis->cli('TTL', $key);
        $this->assertTrue($ttl > 4190 && $ttl <= 4200, "$ttl");
        $this->assertSame('1', $redis->cli('DBSIZE'));
        $this->get('/api/me', $this->bearer($this->token()))->assertOk();
    }

    /** @dataProvider clients */
    public function testDenialByAnotherLanguageCounts(string $client): void
    {
        $redis = $this->withRedis($client);
        $token = $this->token(['sub' => 'u2', 'jti' => 'other']);
        $redis->cli('SET', $this->expectedKey('https://api.test', 'u2', 'other'), 'x', 'EX', '60');
        $this->get('/api/me', $this->bearer($token))->assertStatus(401);
    }

    public function testPrefixAndSerializerOfTheApplicationDoNotHideDenials(): void
    {
        $redis = $this->withRedis('phpredis');
        config(['database.redis.default.options' => ['prefix' => 'app:', 'serializer' => \Redis::SERIALIZER_PHP]]);
        Redis::connection('default')->set('mine', 'x');
        $this->assertSame('1', $redis->cli('EXISTS', 'demo_database_mine') ?: $redis->cli('EXISTS', 'app:mine'));
        $token = $this->token(['sub' => 'u3', 'jti' => 'prefixed']);
        $this->jwt()->revoke($this->jwt()->verify($token));
        $this->assertSame('1', $redis->cli('GET', $this->expectedKey('https://api.test', 'u3', 'prefixed')));
        $this->get('/api/me', $this->bearer($token))->assertStatus(401);
    }

    public function testOneRoundTrip(): void
    {
        $redis = $this->withRedis('phpredis');
        $token = $this->token();
        $this->get('/api/me', $this->bearer($token))->assertOk();
        $redis->cli('CONFIG', 'RESETSTAT');
        $this->get('/api/me', $this->bearer($token))->assertOk();
        preg_match_all('/cmdstat_([a-z]+):calls=(\d+)/', $redis->cli('INFO', 'commandstats'), $found, PREG_SET_ORDER);
        $calls = array_column($found, 2, 1);
        unset($calls['config'], $calls['info'], $calls['command']);
        $this->assertSame('1', $calls['exists'] ?? null);
    }

    public function testTokenWithoutJtiIsRefusedUnlessAllowed(): void
    {
        $this->withRedis('phpredis');
        $withoutJti = $this->jwtWithoutJti();
        $this->get('/api/me', $this->bearer($withoutJti))->assertStatus(401);
        config(['jwtcore.revocation.allow_without_jti' => true]);
        $this->get('/api/me', $this->bearer($withoutJti))->assertOk();
    }

    public function testStoreThatDoesNotAnswerFailsClosedUnlessSaid(): void
    {
        $this->withRedis('phpredis');
        config(['database.redis.default.port' => (string) RedisServer::freePort()]);
        $response = $this->get('/api/me', $this->bearer($this->token()));
        $response->assertStatus(503)->assertHeader('Retry-After', '1');
        $this->assertStringContainsString('Redis did not answer', file_get_contents(storage_path('logs/laravel.log')));
        config(['jwtcore.revocation.unavailable' => 'allow']);
        $this->get('/api/me', $this->bearer($this->token()))->assertOk();
    }

    public function testBlacklistOfJwtAuthIsRead(): void
    {
        config(['jwtcore.verifiers.default.revocation' => JwtAuthBlacklist::class]);
        $tagged = cache()->store()->tags(['tymon.jwt']);
        $tagged->put('denied', 'forever', 60);
        $tagged->put('in grace', ['valid_until' => time() + 60], 60);
        $tagged->put('past grace', ['valid_until' => time() - 1], 60);
        foreach (['denied' => 401, 'in grace' => 200, 'past grace' => 401, 'unknown' => 200] as $jti => $status) {
            $this->get('/api/me', $this->bearer($this->token(['jti' => $jti])))->assertStatus($status);
        }
    }

    public function testLegacyVerifierEndsOnItsDate(): void
    {
        $legacy = [
            'secret' => file_get_contents(__DIR__ . '/../../../testdata/issuers/jwt-auth/secret.bin'),
            'algorithms' => ['HS256'],
            'issuer' => false,
            'audience' => false,
            'allow_integer_sub' => true,
            'leeway' => 0,
        ];
        $signer = new \Jwtcore\Signer(\Jwtcore\Key::secret($legacy['secret'], \Jwtcore\Algorithm::HS256), \Jwtcore\Algorithm::HS256);
        $token = $signer->sign(['sub' => '7', 'exp' => time() + 60, 'jti' => 'old']);
        foreach ([gmdate('Y-m-d', time() + 2 * 86400) => true, '2020-01-01' => false] as $until => $accepted) {
            config(['jwtcore.verifiers.legacy' => $legacy + ['until' => $until]]);
            $this->app->forgetInstance(JwtManager::class);
            try {
                $this->assertSame('7', $this->jwt()->verify($token, 'legacy')->subject());
                $this->assertTrue($accepted);
            } catch (\Jwtcore\Exception\ExpiredToken $refusal) {
                $this->assertFalse($accepted, $refusal->getMessage());
            }
        }
    }

    public function clients(): array
    {
        return [['phpredis'], ['predis']];
    }

    private function withRedis(string $client): RedisServer
    {
        $redis = RedisServer::shared();
        config([
            'database.redis.client' => $client,
            'database.redis.default.port' => (string) $redis->port,
            'jwtcore.verifiers.default.revocation' => 'redis',
        ]);
        return $redis;
    }

    private function jwtWithoutJti(): string
    {
        $key = \Jwtcore\Key::fromFile(storage_path('jwtcore/private.pem'), \Jwtcore\Algorithm::ES256);
        return (new \Jwtcore\Signer($key, \Jwtcore\Algorithm::ES256))->sign([
            'iss' => 'https://api.test', 'aud' => 'https://api.test', 'sub' => '7', 'uid' => 7, 'exp' => time() + 60,
        ]);
    }

    /** The protocol's key, written out here from its description: lengths are 16 bits, big-endian. */
    private function expectedKey(string $iss, string $sub, string $jti): string
    {
        $field = static fn (string $text) => pack('n', strlen($text)) . $text;
        $encode = static fn (string $bytes) => rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
        $slot = $encode(substr(hash('sha256', 'jwtcore-slot-v1' . $field('') . $field($sub), true), 0, 8));
        $name = $encode(substr(hash('sha256', $field($iss) . $field($jti), true), 0, 16));
        return "jwtcore:1:{" . $slot . "}:j:$name";
    }
}
