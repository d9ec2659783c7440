<?php

// The middlewares: who passes, what the request carries then, and what a refused one is answered.

declare(strict_types=1);

namespace Jwtcore\Tests\Laravel;

use Jwtcore\Algorithm;
use Jwtcore\NewKey;

final class MiddlewareTest extends LaravelTestCase
{
    public function testPassesWithAnAcceptableToken(): void
    {
        $this->get('/api/me', $this->bearer($this->token()))->assertOk()->assertExactJson(['user_id' => 7, 'name' => 'Ada']);
    }

    public function testWithoutTokenTheChallengeHasNoError(): void
    {
        $response = $this->get('/api/me', ['Accept' => 'application/json']);
        $response->assertStatus(401)->assertJsonPath('error', 'unauthorized');
        $this->assertSame('Bearer', $response->headers->get('WWW-Authenticate'));
    }

    public function testOtherSchemesAreNoToken(): void
    {
        foreach (['Basic dTpw', 'bearerx y', 'Token x'] as $header) {
            $this->get('/api/me', ['Authorization' => $header])->assertStatus(401)->assertHeader('WWW-Authenticate', 'Bearer');
        }
    }

    public function testTokensElsewhereThanInTheHeaderAreIgnored(): void
    {
        $token = $this->token();
        $this->get("/api/me?token=$token&access_token=$token")->assertStatus(401);
        $this->withUnencryptedCookie('token', $token)->get('/api/me')->assertStatus(401);
        $this->post('/api/claims', ['access_token' => $token])->assertStatus(401);
    }

    public function testMalformedHeaderIsABadRequest(): void
    {
        foreach (['Bearer', 'Bearer ', 'Bearer a b', 'Bearer a,b', "Bearer \xC3\xA9", 'Bearer a, Bearer b'] as $header) {
            $response = $this->get('/api/me', ['Authorization' => $header, 'Accept' => 'application/json']);
            $response->assertStatus(400)->assertJsonPath('error', 'invalid_request');
            $this->assertStringStartsWith('Bearer error="invalid_request"', $response->headers->get('WWW-Authenticate'));
        }
    }

    public function testRefusedTokensSayWhy(): void
    {
        $good = $this->token();
        // Not the last character, whose unused bits have to be zero.
        $edited = substr_replace($good, $good[-20] === 'A' ? 'B' : 'A', -20, 1);
        foreach (
            [
                'the signature does not verify' => $edited,
                'the token has expired' => $this->token(['exp' => time() - 1]),
                'meant for another audience' => $this->token(['aud' => 'https://other.test']),
                'nbf lies in the future' => $this->token(['nbf' => time() + 60]),
            ] as $why => $token
        ) {
            $response = $this->get('/api/me', $this->bearer($token));
            $response->assertStatus(401)->assertJsonPath('error', 'invalid_token');
            $challenge = $response->headers->get('WWW-Authenticate');
            $this->assertStringContainsString('Bearer error="invalid_token"', $challenge);
            $this->assertStringContainsString($why, $challenge);
            $this->assertStringNotContainsString($token, $response->getContent() . $challenge);
        }
    }

    public function testAnswersPlainTextWhereNoJsonIsAsked(): void
    {
        $response = $this->get('/api/me', ['Authorization' => 'Bearer x.y.z', 'Accept' => 'text/html']);
        $response->assertStatus(401);
        $this->assertStringStartsWith('text/plain', $response->headers->get('Content-Type'));
    }

    public function testUserClaimIsRequiredAndTyped(): void
    {
        foreach ([null, '', [], [7], 7.5, true, ['id' => 7]] as $uid) {
            $this->get('/api/me', $this->bearer($this->token(['uid' => $uid])))->assertStatus(401);
        }
        $claims = ['iss' => 'https://api.test', 'aud' => 'https://api.test', 'sub' => '7'];
        $this->get('/api/me', $this->bearer($this->jwt()->issue($claims)))->assertStatus(401);
        $this->get('/api/me', $this->bearer($this->token(['uid' => 'seven'])))->assertOk()->assertJsonPath('user_id', 'seven');
    }

    public function testUserIdThatTheClientSentIsRemoved(): void
    {
        $headers = $this->bearer($this->token());
        $this->get('/api/claims?user_id=8&a=1', $headers)->assertOk()
            ->assertJsonPath('input.user_id', 7)->assertJsonPath('query.a', '1');
        $this->get('/api/claims?user_id[]=8', $headers)->assertJsonPath('input.user_id', 7);
        $this->post('/api/claims', ['user_id' => 8, 'a' => 1], $headers)->assertJsonPath('input.user_id', 7)->assertJsonPath('input.a', 1);
        $this->postJson('/api/claims', ['user_id' => 8, 'a' => 1], $headers)->assertJsonPath('input.user_id', 7)->assertJsonPath('input.a', 1);
        $this->postJson('/api/claims?user_id=9', ['user_id' => ['x']], $headers)->assertJsonPath('input.user_id', 7);
        $spoofed = $this->jwt()->issue(['sub' => '7']);
        $this->postJson('/api/claims?user_id=8', ['user_id' => 8], $this->bearer($spoofed))->assertStatus(401);
    }

    public function testWithoutMergingTheRequestStaysAsItIs(): void
    {
        config(['jwtcore.merge_user_id' => false]);
        $this->get('/api/claims?user_id=8', $this->bearer($this->jwt()->issue(['sub' => 'service'])))
            ->assertOk()->assertJsonPath('input.user_id', '8')->assertJsonPath('sub', 'service');
    }

    public function testScopesAllAndAny(): void
    {
        $both = $this->bearer($this->token(['scope' => 'orders.read orders.list']));
        $one = $this->bearer($this->token(['scp' => ['orders.read']]));
        $this->get('/api/orders', $both)->assertOk();
        $this->get('/api/any', $one)->assertOk();
        $response = $this->get('/api/orders', $one);
        $response->assertStatus(403)->assertJsonPath('error', 'insufficient_scope');
        $this->assertStringContainsString('scope="orders.read orders.list"', $response->headers->get('WWW-Authenticate'));
        $this->get('/api/any', $this->bearer($this->token()))->assertStatus(403);
    }

    public function testNamedVerifierAndResolverByRequest(): void
    {
        $other = $this->token(['aud' => 'https://other.test']);
        $this->get('/api/other', $this->bearer($other))->assertOk();
        $this->get('/api/other', $this->bearer($this->token()))->assertStatus(401);
        $this->get('/api/me', $this->bearer($other))->assertStatus(401);
        $this->jwt()->chooseVerifierBy(static fn ($request) => $request->header('X-Tenant'));
        $this->get('/api/me', $this->bearer($other) + ['X-Tenant' => 'other'])->assertOk();
        $this->get('/api/me', $this->bearer($this->token()))->assertOk();
    }

    public function testFaultOfTheSetUpIsLoggedAndNoRefusal(): void
    {
        $token = $this->token();
        unlink(storage_path('jwtcore/public.pem'));
        $response = $this->get('/api/me', $this->bearer($token));
        $response->assertStatus(500);
        $this->assertStringNotContainsString('public.pem', $response->getContent());
        $log = file_get_contents(storage_path('logs/laravel.log'));
        $this->assertStringContainsString('there is no key file at', $log);
        $this->assertStringNotContainsString($token, $log);
    }

    public function testReplacedKeyCountsAtOnce(): void
    {
        $old = $this->token();
        $key = NewKey::generate(Algorithm::ES256);
        foreach (['private' => $key->private, 'public' => $key->public] as $name => $pem) {
            file_put_contents(storage_path("jwtcore/$name.new"), $pem);
            rename(storage_path("jwtcore/$name.new"), storage_path("jwtcore/$name.pem"));
        }
        $this->get('/api/me', $this->bearer($old))->assertStatus(401);
        $this->get('/api/me', $this->bearer($this->token()))->assertOk();
    }
}
