<?php

// Tokens of the application's own, and the artisan commands.

declare(strict_types=1);

namespace Jwtcore\Tests\Laravel;

use Demo\User;
use Illuminate\Support\Facades\Artisan;
use Jwtcore\Exception\InvalidConfiguration;
use Jwtcore\Exception\InvalidKey;
use Jwtcore\Laravel\Jwt;
use Jwtcore\Laravel\JwtManager;

final class IssuingTest extends LaravelTestCase
{
    public function testIssuesForAUserWithTimesAndARandomJti(): void
    {
        $before = time();
        $claims = Jwt::verify(Jwt::issueFor(User::find(7), ['scope' => 'a']));
        $this->assertSame(['7', 7, 'a'], [$claims->subject(), $claims->int('uid'), $claims->string('scope')]);
        $this->assertGreaterThanOrEqual($before, $claims->issuedAt());
        $this->assertSame($claims->issuedAt() + 3600, $claims->expiresAt());
        $this->assertMatchesRegularExpression('/\A[A-Za-z0-9_-]{22}\z/', $claims->id());
        $this->assertNotSame($claims->id(), Jwt::verify(Jwt::issueFor(User::find(7)))->id());
    }

    public function testOpensAPrivateKeyWithItsPassphrase(): void
    {
        $plain = (string) file_get_contents(storage_path('jwtcore/private.pem'));
        openssl_pkey_export(openssl_pkey_get_private($plain), $encrypted, 'test-only passphrase');
        file_put_contents(storage_path('jwtcore/private.pem'), $encrypted);
        config(['jwtcore.issuing.passphrase' => 'test-only passphrase']);
        $this->assertSame('7', Jwt::verify($this->token())->subject());
        config(['jwtcore.issuing.passphrase' => 'wrong']);
        $this->app->forgetInstance(JwtManager::class);
        $this->expectException(InvalidKey::class);
        $this->token();
    }

    public function testKeygenWritesPrivateFilesAndOverwritesNone(): void
    {
        $folder = storage_path('new');
        foreach (['ES256' => 'private.pem', 'HS512' => 'secret', 'RS256' => 'private.pem'] as $algorithm => $file) {
            exec('rm -rf ' . escapeshellarg($folder));
            clearstatcache();
            $this->assertSame(0, Artisan::call('jwtcore:keygen', ['--alg' => $algorithm, '--folder' => $folder]), Artisan::output());
            $this->assertSame(0600, fileperms("$folder/$file") & 0777);
            $this->assertSame(2, Artisan::call('jwtcore:keygen', ['--alg' => $algorithm, '--folder' => $folder]));
            $this->assertStringContainsString('move it away', Artisan::output());
        }
        $this->assertSame(2, Artisan::call('jwtcore:keygen', ['--alg' => 'none']));
    }

    public function testVerifyCommandAnswersByExitCode(): void
    {
        $this->assertSame(0, Artisan::call('jwtcore:verify', ['token' => $this->token()]));
        $this->assertStringContainsString('"uid":7', Artisan::output());
        $this->assertSame(1, Artisan::call('jwtcore:verify', ['token' => 'x.y.z']));
        $this->assertStringContainsString('refused: malformed-base64', Artisan::output());
        $this->assertSame(2, Artisan::call('jwtcore:verify', ['token' => 'x.y.z', '--verifier' => 'nobody']));
    }

    public function testDoctorSeesEveryVerifier(): void
    {
        $this->assertSame(0, Artisan::call('jwtcore:doctor'));
        $this->assertStringContainsString('verifier other', Artisan::output());
        unlink(storage_path('jwtcore/public.pem'));
        $this->assertSame(2, Artisan::call('jwtcore:doctor'));
        $this->assertStringContainsString('there is no key file at', Artisan::output());
    }

    public function testInstallWritesThePreloadFiles(): void
    {
        $folder = storage_path('preload');
        $this->assertSame(0, Artisan::call('jwtcore:install', ['--folder' => $folder, '--user' => 'www-data']));
        $output = Artisan::output();
        $this->assertStringContainsString("ffi.preload=$folder/jwtcore-preload.h", $output);
        $this->assertStringContainsString('opcache.preload_user=www-data', $output);
        $this->assertFileExists("$folder/jwtcore-preload.php");
    }

    public function testWrongSettingsNameTheMend(): void
    {
        foreach (
            [
                ['leway' => 30],
                ['issuer' => null],
                ['audience' => []],
                ['algorithms' => []],
                ['algorithms' => ['HS256', 'ES256']],
                ['algorithms' => ['HS256'], 'secret' => null],
                ['keys' => []],
            ] as $wrong
        ) {
            config(['jwtcore.verifiers.wrong' => $wrong + config('jwtcore.verifiers.other')]);
            $this->app->forgetInstance(JwtManager::class);
            try {
                $this->jwt()->verifier('wrong')->prepare();
                $this->fail('accepted: ' . json_encode($wrong));
            } catch (InvalidConfiguration $fault) {
                $this->assertStringContainsString("'wrong'", $fault->getMessage());
                $this->assertStringContainsString(':', $fault->getMessage());
            }
        }
    }
}
