<?php

// The plain PHP classes: verifying, signing, keys and claims.

declare(strict_types=1);

namespace Jwtcore\Tests;

use Jwtcore\Algorithm;
use Jwtcore\Exception\ExpiredToken;
use Jwtcore\Exception\ImmatureToken;
use Jwtcore\Exception\InvalidClaim;
use Jwtcore\Exception\InvalidConfiguration;
use Jwtcore\Exception\InvalidKey;
use Jwtcore\Exception\InvalidSignature;
use Jwtcore\Exception\MissingClaim;
use Jwtcore\Exception\UnknownKey;
use Jwtcore\Key;
use Jwtcore\NewKey;
use Jwtcore\Signer;
use Jwtcore\Trust;
use Jwtcore\Verifier;
use PHPUnit\Framework\TestCase;

final class LibraryTest extends TestCase
{
    /** @dataProvider algorithms */
    public function testSignsAndVerifiesWithNewKeys(Algorithm $algorithm): void
    {
        $key = NewKey::generate($algorithm, 'k1');
        [$private, $public] = $algorithm->isSymmetric()
            ? [Key::secret($key->private, $algorithm), Key::secret($key->private, $algorithm)]
            : [Key::from($key->private), Key::from((string) $key->public, $algorithm)];
        $claims = ['iss' => 'https://issuer.test', 'aud' => ['https://api.test'], 'exp' => Tokens::NOW + 60, 'uid' => 7];
        $token = (new Signer($private->named('k1'), $algorithm))->sign($claims);
        $trust = Trust::issuer('https://issuer.test')->audience('https://api.test')->keys($public->named('k1'));
        $accepted = (new Verifier($trust))->verify($token, Tokens::NOW);
        $this->assertSame([$algorithm, 'k1', 0], [$accepted->algorithm(), $accepted->keyId(), $accepted->trustIndex()]);
        $this->assertSame($claims, $accepted->all());
        $this->assertSame(7, $accepted->int('uid'));
    }

    public function algorithms(): iterable
    {
        foreach (Algorithm::cases() as $algorithm) {
            if ((\Jwtcore\Native\Loader::library()->algorithms() & $algorithm->bit()) !== 0) {
                yield $algorithm->value => [$algorithm];
            }
        }
    }

    public function testNewKeysAreReadBackFromTheirJwks(): void
    {
        foreach ([Algorithm::ES256, Algorithm::EdDSA, Algorithm::RS256] as $algorithm) {
            $key = NewKey::generate($algorithm, 'k1');
            $token = (new Signer(Key::from($key->privateJwk), $algorithm))->sign(['exp' => Tokens::NOW + 1]);
            $verifier = new Verifier(Trust::anyIssuer()->anyAudience()->keys(Key::from((string) $key->publicJwk)));
            $this->assertSame('k1', $verifier->verify($token, Tokens::NOW)->keyId());
            $this->assertStringNotContainsString('"d"', (string) $key->publicJwk);
        }
    }

    public function testJudgesTheTimesByLeewayAndClock(): void
    {
        $token = Tokens::signed();
        $verifier = Tokens::verifier();
        $this->assertSame(1767229200, $verifier->verify($token, 1767229199)->expiresAt());
        $this->assertThrows(ExpiredToken::class, 'expired', fn () => $verifier->verify($token, 1767229200));
        $lenient = new Verifier(Tokens::trust()->leeway(30));
        $this->assertSame('u1', $lenient->verify($token, 1767229229)->subject());
        $this->assertThrows(ExpiredToken::class, 'expired', fn () => $lenient->verify($token, 1767229230));
        $future = Tokens::signed(str_replace('"sub"', '"nbf":1767225700,"sub"', Tokens::CLAIMS));
        $this->assertThrows(ImmatureToken::class, 'not-yet-valid', fn () => $verifier->verify($future, Tokens::NOW));
        $this->assertThrows(
            InvalidConfiguration::class,
            'leeway-too-large',
            fn () => (new Verifier(Tokens::trust()->leeway(601)))->prepare()
        );
    }

    public function testTakesAClockOfPsr20(): void
    {
        if (!interface_exists(\Psr\Clock\ClockInterface::class)) {
            eval('namespace Psr\Clock; interface ClockInterface { public function now(): \DateTimeImmutable; }');
        }
        $clock = eval('return new class implements \Psr\Clock\ClockInterface {
            public function now(): \DateTimeImmutable { return new \DateTimeImmutable("@1767225600"); }
        };');
        $this->assertSame('u1', Tokens::verifier()->withClock($clock)->verify(Tokens::signed())->subject());
        $this->assertThrows(ExpiredToken::class, 'expired', fn () => Tokens::verifier()->verify(Tokens::signed()));
    }

    public function testRequiresClaimsAndValues(): void
    {
        $verify = static fn (Trust $trust, string $members = '"scope":"a"') => (new Verifier($trust))
            ->verify(Tokens::signed(str_replace('"sub"', "$members,\"sub\"", Tokens::CLAIMS)), Tokens::NOW);
        $this->assertSame('a', $verify(Tokens::trust()->requires('scope'))->string('scope'));
        $this->assertSame('a', $verify(Tokens::trust()->requires('scope', 'a', 'b'))->string('scope'));
        $this->assertThrows(MissingClaim::class, 'missing-claim', fn () => $verify(Tokens::trust()->requires('jti')));
        $this->assertThrows(InvalidClaim::class, 'wrong-claim-value', fn () => $verify(Tokens::trust()->requires('scope', 'b')));
        $literal = $verify(Tokens::trust()->requires('kubernetes.io'), '"kubernetes.io":{"namespace":"n"}');
        $this->assertSame(['namespace' => 'n'], $literal->array('kubernetes.io'));
    }

    public function testClaimsAreTyped(): void
    {
        $json = str_replace(
            '"sub"',
            '"big":18446744073709551616,"pi":3.5,"yes":true,"nothing":null,"list":[1],"7":"seven","sub"',
            Tokens::CLAIMS
        );
        $claims = Tokens::verifier()->verify(Tokens::signed($json), Tokens::NOW);
        $this->assertSame('18446744073709551616', $claims->get('big'));
        $this->assertSame([3.5, true, [1]], [$claims->float('pi'), $claims->bool('yes'), $claims->array('list')]);
        $this->assertSame('seven', $claims->string('7'));
        $this->assertSame([true, null, false, null], [
            $claims->has('nothing'), $claims->get('nothing'), $claims->has('absent'), $claims->get('absent'),
        ]);
        $this->assertSame($json, $claims->json());
        $this->assertSame(['https://api.test'], $claims->audience());
        $this->assertThrows(MissingClaim::class, 'missing-claim', fn () => $claims->string('absent'));
        $this->assertThrows(InvalidClaim::class, 'unexpected-claim-type', fn () => $claims->int('sub'));
    }

    public function testRefusesNumbersThatWouldBeOthersInTheLibrary(): void
    {
        $trust = Tokens::trust();
        $this->assertThrows(InvalidConfiguration::class, '', fn () => $trust->leeway(-1));
        $this->assertThrows(InvalidConfiguration::class, '', fn () => $trust->maxAge(0));
        $this->assertThrows(InvalidConfiguration::class, '', fn () => $trust->maxAge(-1));
        $large = 1 << 32;
        $this->assertThrows(
            InvalidConfiguration::class,
            'leeway-too-large',
            fn () => (new Verifier($trust->leeway($large + 30)))->prepare()
        );
        $this->assertThrows(
            InvalidConfiguration::class,
            'invalid-limit',
            fn () => (new Verifier($trust))->withMaxTokenLen($large + 1000)->prepare()
        );
        // As old as may be is as old as may be, and not a few seconds.
        $old = Tokens::signed(str_replace('"sub"', '"iat":1,"sub"', Tokens::CLAIMS));
        (new Verifier($trust->maxAge($large + 5)))->verify($old, Tokens::NOW);
    }

    public function testReadsScopesInEveryForm(): void
    {
        foreach (['"scope":"a  b"' => ['a', 'b'], '"scopes":["a","b"]' => ['a', 'b'], '"scp":["a"]' => ['a'], '"x":1' => []] as $member => $scopes) {
            $json = str_replace('"sub"', "$member,\"sub\"", Tokens::CLAIMS);
            $this->assertSame($scopes, Tokens::verifier()->verify(Tokens::signed($json), Tokens::NOW)->scopes());
        }
    }

    public function testReadsAKeyFileAgainWhenItChanges(): void
    {
        $file = tempnam(sys_get_temp_dir(), 'jwtcore');
        [$old, $new] = [NewKey::generate(Algorithm::ES256), NewKey::generate(Algorithm::ES256)];
        $token = static fn (NewKey $key) => (new Signer(Key::from($key->private), Algorithm::ES256))->sign(['exp' => Tokens::NOW + 1]);
        try {
            file_put_contents($file, $old->public);
            $verifier = new Verifier(Trust::anyIssuer()->anyAudience()->keys(Key::fromFile($file, Algorithm::ES256)));
            $verifier->verify($token($old), Tokens::NOW);
            $this->assertThrows(InvalidSignature::class, 'invalid-signature', fn () => $verifier->verify($token($new), Tokens::NOW));
            file_put_contents("$file.new", $new->public);
            rename("$file.new", $file);
            $verifier->verify($token($new), Tokens::NOW);
            $this->assertThrows(InvalidSignature::class, 'invalid-signature', fn () => $verifier->verify($token($old), Tokens::NOW));
        } finally {
            unlink($file);
        }
        $this->assertThrows(InvalidConfiguration::class, '', fn () => $verifier->verify($token($new), Tokens::NOW));
    }

    public function testSelectsKeysOfASetByKid(): void
    {
        $case = ['alg' => ['RS256'], 'key' => 'issuers/auth0/jwks.json'];
        $verifier = new Verifier(Trust::anyIssuer()->anyAudience()->keys(Vectors::keyOf($case)));
        $this->assertThrows(
            UnknownKey::class,
            'unknown-key',
            fn () => $verifier->verify(Vectors::text('issuers/auth0/unknown-kid.jwt'), Tokens::NOW)
        );
    }

    public function testOneOfSeveralTrustsAccepts(): void
    {
        $other = Trust::issuer('https://other.test')->audience('https://api.test')
            ->keys(Key::fromFile(Vectors::path('keys/p256.pem'), Algorithm::ES256));
        $claims = (new Verifier($other, Tokens::trust()))->verify(Tokens::signed(), Tokens::NOW);
        $this->assertSame(1, $claims->trustIndex());
    }

    public function testFaultsOfTheSetUpNameTheMend(): void
    {
        foreach (
            [
                [InvalidConfiguration::class, '', fn () => Key::fromFile('/nowhere/key.pem', Algorithm::ES256)],
                [InvalidKey::class, 'malformed-pem', fn () => Key::from('-----BEGIN PUBLIC KEY-----', Algorithm::ES256)],
                [InvalidKey::class, 'no-algorithm-for-key', fn () => Key::from(Vectors::text('keys/p256.pem'), Algorithm::RS256)],
            ] as [$class, $name, $key]
        ) {
            $verifier = fn () => (new Verifier(Trust::anyIssuer()->anyAudience()->keys($key())))->prepare();
            $this->assertThrows($class, $name, $verifier);
        }
        $this->assertThrows(InvalidConfiguration::class, '', fn () => Algorithm::named('none'));
        $this->assertThrows(InvalidConfiguration::class, '', fn () => serialize(Key::secret(Tokens::SECRET)));
    }

    public function testSignerRefusesWhatAVerifierWould(): void
    {
        $signer = new Signer(Key::secret(Tokens::SECRET, Algorithm::HS256), Algorithm::HS256);
        $this->assertThrows(InvalidConfiguration::class, 'malformed-claims', fn () => $signer->sign(['exp' => 'tomorrow']));
        $this->assertThrows(InvalidConfiguration::class, '', fn () => $signer->sign(['sub' => "\xFF"]));
        $this->assertThrows(InvalidConfiguration::class, '', fn () => $signer->sign(['n' => NAN]));
        $this->assertStringStartsWith('ey', $signer->sign([]));
    }

    private function assertThrows(string $class, string $name, \Closure $call): void
    {
        try {
            $call();
        } catch (\Jwtcore\Exception\JwtcoreException $exception) {
            $this->assertSame([$class, $name], [$exception::class, $exception->errorName], $exception->getMessage());
            $this->assertStringContainsString(':', $exception->getMessage());
            return;
        }
        $this->fail('nothing was thrown');
    }
}
