<?php

// What attackers try, through PHP: the same verdicts as in every language, and never a warning.

declare(strict_types=1);

namespace Jwtcore\Tests;

use Jwtcore\Algorithm;
use Jwtcore\Exception\InvalidClaim;
use Jwtcore\Exception\InvalidKey;
use Jwtcore\Exception\InvalidSignature;
use Jwtcore\Exception\InvalidToken;
use Jwtcore\Exception\JwtcoreException;
use Jwtcore\Exception\MalformedToken;
use Jwtcore\Key;
use Jwtcore\Trust;
use Jwtcore\Verifier;
use PHPUnit\Framework\TestCase;

final class HostileTest extends TestCase
{
    /** @dataProvider tokens */
    public function testRefusesWithItsName(string $name, string $token): void
    {
        try {
            Tokens::verifier()->verify($token, Tokens::NOW);
            $this->fail('accepted');
        } catch (InvalidToken $refusal) {
            $this->assertSame($name, $refusal->errorName);
            if (strlen($token) > 8) {
                $this->assertStringNotContainsString($token, $refusal->getMessage());
            }
        }
    }

    public function tokens(): iterable
    {
        $payload = static fn (string $members) => Tokens::signed(str_replace('}', ",$members}", Tokens::CLAIMS));
        $header = static fn (string $members) => Tokens::signed(header: "{\"alg\":\"HS256\",$members}");
        $none = Tokens::encode('{"alg":"none"}') . '.' . Tokens::encode(Tokens::CLAIMS) . '.';
        yield 'none' => ['unknown-algorithm', $none];
        yield 'None in another spelling' => ['unknown-algorithm', Tokens::signed(header: '{"alg":"nOnE"}')];
        yield 'another algorithm' => ['algorithm-not-allowed', Tokens::signed(header: '{"alg":"HS384"}')];
        yield 'crit' => ['critical-header', $header('"crit":["exp"]')];
        yield 'b64' => ['unencoded-payload', $header('"b64":false')];
        yield 'alg twice' => ['duplicate-member', $header('"alg":"HS256"')];
        yield 'alg twice by an escape' => ['duplicate-member', $header('"\u0061lg":"HS256"')];
        yield 'kid no string' => ['invalid-kid', $header('"kid":7')];
        yield 'a claim twice' => ['duplicate-member', $payload('"sub":"admin"')];
        yield 'a nested member twice' => ['duplicate-member', $payload('"a":{"b":1,"\u0062":2}')];
        yield 'exp no number' => ['invalid-exp', Tokens::signed('{"iss":"https://issuer.test","aud":"https://api.test","exp":"1767229200"}')];
        yield 'exp null' => ['invalid-exp', Tokens::signed('{"iss":"https://issuer.test","aud":"https://api.test","exp":null}')];
        yield 'exp 1e400' => ['malformed-json', Tokens::signed('{"iss":"https://issuer.test","aud":"https://api.test","exp":1e400}')];
        yield 'no exp' => ['missing-exp', Tokens::signed('{"iss":"https://issuer.test","aud":"https://api.test"}')];
        yield 'aud object' => ['invalid-aud', Tokens::signed('{"iss":"https://issuer.test","aud":{"0":"https://api.test"},"exp":1767229200}')];
        yield 'aud with a number' => ['invalid-aud', Tokens::signed('{"iss":"https://issuer.test","aud":["https://api.test",1],"exp":1767229200}')];
        yield 'iss by prefix' => ['wrong-issuer', Tokens::signed(str_replace('issuer.test', 'issuer.test.evil', Tokens::CLAIMS))];
        yield 'iss with a NUL' => ['wrong-issuer', Tokens::signed(str_replace('issuer.test', 'issuer.test\u0000', Tokens::CLAIMS))];
        yield 'lone surrogate' => ['malformed-json', $payload('"x":"\ud800"')];
        yield 'byte-order mark' => ['malformed-json', Tokens::signed("\xEF\xBB\xBF" . Tokens::CLAIMS)];
        yield 'invalid UTF-8' => ['invalid-utf8', Tokens::signed(str_replace('u1', "u\xC0\x80", Tokens::CLAIMS))];
        yield 'trailing bytes' => ['malformed-json', Tokens::signed(Tokens::CLAIMS . '{}')];
        yield 'deep nesting' => ['nesting-too-deep', $payload('"x":' . str_repeat('[', 40) . str_repeat(']', 40))];
        yield 'padding' => ['padded-base64', Tokens::signed() . '='];
        yield 'standard alphabet' => ['malformed-base64', Tokens::signed() . '+/'];
        yield 'white space' => ['malformed-base64', Tokens::signed() . "\n"];
        yield 'a NUL' => ['malformed-base64', Tokens::signed() . "\0\0"];
        yield 'signature cut' => ['invalid-signature', substr(Tokens::signed(), 0, -3)];
        yield 'signature gone' => ['invalid-signature', preg_replace('/[^.]*\z/', '', Tokens::signed())];
        yield 'five parts' => ['encrypted-token', 'a.b.c.d.e'];
        yield 'two parts' => ['not-compact', 'a.b'];
        yield 'empty' => ['not-compact', ''];
        yield 'JSON serialization' => ['not-compact', '{"payload":"e30","signatures":[]}'];
        yield 'dots' => ['not-compact', str_repeat('.', 9999)];
        yield 'enormous' => ['token-too-large', str_repeat('a', 16 * 1024 * 1024)];
        yield 'refresh token of another kind' => ['wrong-typ', $header('"typ":"refresh+jwt"')];
    }

    public function testRefusesPublicKeyAsSecret(): void
    {
        foreach (['keys/rsa-2048.pem', 'keys/p256.jwk', 'keys/formats/p384-certificate.der'] as $file) {
            foreach ([Vectors::text($file), "\n " . Vectors::text($file) . "\n"] as $secret) {
                $this->refuses(InvalidKey::class, 'secret-looks-like-key', Key::secret($secret, Algorithm::HS256));
            }
        }
    }

    public function testRefusesShortSecret(): void
    {
        $this->refuses(InvalidKey::class, 'secret-too-short', Key::secret(str_repeat('s', 31), Algorithm::HS256));
    }

    public function testRefusesPrivateKeyWherePublicOneBelongs(): void
    {
        $key = Key::fromFile(Vectors::path('keys/private/test-only-p256.pem'), Algorithm::ES256);
        $this->refuses(InvalidKey::class, 'private-key-given', $key);
    }

    public function testRefusesHs256SignedWithRsaPublicKey(): void
    {
        $case = ['alg' => ['RS256'], 'key' => 'keys/rsa-2048.pem'];
        $verifier = new Verifier(Trust::anyIssuer()->anyAudience()->keys(Vectors::keyOf($case)));
        $this->expectExceptionObject(new MalformedToken('no key of this verifier is bound to the token\'s alg', 122));
        $verifier->verify(Vectors::text('tokens/openssl-hs256-rsa-public-key.jwt'), Tokens::NOW);
    }

    public function testEditedTokenIsNeverAccepted(): void
    {
        $token = Tokens::signed();
        $verifier = Tokens::verifier();
        for ($at = 0; $at < strlen($token); $at++) {
            $edited = $token;
            $edited[$at] = $token[$at] === 'A' ? 'B' : 'A';
            try {
                $verifier->verify($edited, Tokens::NOW);
                $this->fail("accepted with byte $at edited");
            } catch (InvalidToken $refusal) {
                $this->assertNotSame('', $refusal->errorName);
            }
        }
    }

    public function testOutBufferDoesNotReachIntoPhpStrings(): void
    {
        $token = Tokens::signed();
        $copies = [$token, Tokens::CLAIMS, substr($token, 0)];
        Tokens::verifier()->verify($token, Tokens::NOW);
        $this->assertSame([Tokens::signed(), Tokens::CLAIMS, Tokens::signed()], $copies);
    }

    public function testDumpsAndTracesHoldNoSecretAndNoToken(): void
    {
        $token = Tokens::signed() . '=';
        try {
            Tokens::verifier()->verify($token, Tokens::NOW);
            $this->fail('accepted');
        } catch (JwtcoreException $refusal) {
            $this->assertStringNotContainsString(substr($token, 0, 12), (string) $refusal);
        }
        $used = Tokens::verifier();
        $used->prepare();
        foreach ([Key::secret(Tokens::SECRET, Algorithm::HS256), Tokens::trust(), Tokens::verifier(), $used] as $object) {
            $this->assertStringNotContainsString('test-only', print_r($object, true));
        }
        $this->assertStringNotContainsString('u1', print_r(Tokens::verifier()->verify(Tokens::signed(), Tokens::NOW), true));
    }

    public function testFamiliesOfCausesHaveTheirClasses(): void
    {
        $this->assertInstanceOf(InvalidToken::class, new InvalidSignature(''));
        $this->assertTrue(is_a(\Jwtcore\Exception\ExpiredToken::class, InvalidClaim::class, true));
        $this->assertFalse(is_a(InvalidKey::class, InvalidToken::class, true));
    }

    private function refuses(string $class, string $name, Key $key): void
    {
        try {
            (new Verifier(Trust::anyIssuer()->anyAudience()->keys($key)))->prepare();
            $this->fail('accepted');
        } catch (JwtcoreException $fault) {
            $this->assertSame([$class, $name], [$fault::class, $fault->errorName]);
        }
    }
}
