<?php

// The guard: users of the table, users of claims, nothing kept between requests.

declare(strict_types=1);

namespace Jwtcore\Tests\Laravel;

use Demo\User;
use Illuminate\Contracts\Http\Kernel;
use Illuminate\Http\Request;
use Jwtcore\Laravel\ClaimsUser;
use Jwtcore\Laravel\Testing\ActsAsJwt;

final class GuardTest extends LaravelTestCase
{
    use ActsAsJwt;

    public function testResolvesTheUserThroughTheProvider(): void
    {
        $this->get('/api/guarded', $this->bearer($this->token()))->assertOk()->assertExactJson(['id' => 7]);
    }

    public function testUserThatIsGoneIsNobody(): void
    {
        $token = $this->token([], 8);
        User::destroy(8);
        $this->get('/api/guarded', $this->bearer($token))->assertStatus(401);
    }

    public function testWithoutProviderTheUserIsWhatTheTokenSays(): void
    {
        $this->get('/api/plain', $this->bearer($this->token(['uid' => 99])))->assertOk()->assertExactJson(['id' => 99]);
        $this->app['request']->headers->set('Authorization', 'Bearer ' . $this->token(['uid' => 'u-1']));
        $guard = auth('plain')->setRequest($this->app['request']);
        $this->assertInstanceOf(ClaimsUser::class, $guard->user());
        $this->assertSame('u-1', $guard->claims()->get('uid'));
    }

    public function testRefusalSaysWhyAsRfc6750Asks(): void
    {
        $response = $this->get('/api/guarded', $this->bearer($this->token(['exp' => time() - 1])));
        $response->assertStatus(401)->assertJsonPath('error', 'invalid_token');
        $this->assertStringContainsString('expired', $response->headers->get('WWW-Authenticate'));
        $response = $this->get('/api/guarded', ['Accept' => 'application/json']);
        $this->assertSame([401, 'Bearer'], [$response->getStatusCode(), $response->headers->get('WWW-Authenticate')]);
        $this->get('/api/guarded', ['Authorization' => 'Bearer a b', 'Accept' => 'application/json'])->assertStatus(400);
    }

    public function testFaultOfTheSetUpIsNo401(): void
    {
        $token = $this->token();
        file_put_contents(storage_path('jwtcore/public.pem'), 'no key');
        $this->get('/api/guarded', $this->bearer($token))->assertStatus(500);
    }

    public function testValidatesTokensAsCredentials(): void
    {
        $this->assertTrue(auth('jwt')->validate(['token' => $this->token()]));
        $this->assertFalse(auth('jwt')->validate(['token' => 'x.y.z']));
        $this->assertFalse(auth('jwt')->validate([]));
    }

    /** As Octane and queue workers do: one application, many requests. */
    public function testTwoUsersThroughOneApplicationDoNotMeet(): void
    {
        $kernel = $this->app->make(Kernel::class);
        $ask = function (string $path, ?string $token) use ($kernel): array {
            $server = ['HTTP_ACCEPT' => 'application/json'] + ($token === null ? [] : ['HTTP_AUTHORIZATION' => "Bearer $token"]);
            $response = $kernel->handle(Request::create($path, 'GET', server: $server));
            return [$response->getStatusCode(), json_decode($response->getContent(), true)];
        };
        [$ada, $ben] = [$this->token(), $this->token([], 8)];
        for ($round = 0; $round < 3; $round++) {
            $this->assertSame([200, ['id' => 7]], $ask('/api/guarded', $ada));
            $this->assertSame([200, ['id' => 8]], $ask('/api/guarded', $ben));
            $this->assertSame(401, $ask('/api/guarded', null)[0]);
            $this->assertSame([200, ['user_id' => 8, 'name' => 'Ben']], $ask('/api/me', $ben));
            $this->assertSame([200, ['user_id' => 7, 'name' => 'Ada']], $ask('/api/me', $ada));
            $this->assertSame(401, $ask('/api/me', null)[0]);
        }
    }

    public function testActingAsJwtSendsAVerifiedToken(): void
    {
        $this->actingAsJwt(User::find(8), ['scope' => 'admin']);
        $this->get('/api/guarded')->assertOk()->assertExactJson(['id' => 8]);
        $this->get('/api/any')->assertOk();
        $this->get('/api/orders')->assertStatus(403);
    }
}
