<?php

// Under each way of starting PHP it works, or an exception names the exact setting or file to change.

declare(strict_types=1);

namespace Jwtcore\Tests\Environment;

use Jwtcore\Native\Loader;
use Jwtcore\Native\Preload;
use Jwtcore\Tests\Tokens;
use PHPUnit\Framework\TestCase;

final class EnvironmentTest extends TestCase
{
    private const SCRIPT = __DIR__ . '/verify.php';
    private string $folder;

    protected function setUp(): void
    {
        $this->folder = sys_get_temp_dir() . '/jwtcore-environment-' . bin2hex(random_bytes(6));
        mkdir($this->folder, 0700);
    }

    protected function tearDown(): void
    {
        exec('rm -rf ' . escapeshellarg($this->folder));
    }

    public function testCli(): void
    {
        $this->assertSame('accepted u1', $this->cli([]));
        $this->assertSame('accepted u1', $this->cli(['-d', 'ffi.enable=1']));
    }

    public function testCliWithFfiOff(): void
    {
        $answer = $this->cli(['-d', 'ffi.enable=0']);
        $this->assertStringStartsWith('Jwtcore\Exception\LibraryFault: FFI is switched off by ffi.enable in ', $answer);
    }

    public function testCliWithoutFfi(): void
    {
        $this->assertStringContainsString('LibraryFault: PHP has no FFI: install the extension ffi', $this->cli(['-n']));
    }

    public function testLibraryIsMissing(): void
    {
        $answer = $this->cli([], '/nowhere/libjwtcore.so');
        $this->assertStringContainsString('there is no file /nowhere/libjwtcore.so: correct the environment variable', $answer);
        $answer = $this->cli([], 'libjwtcore-nowhere.so.9');
        $this->assertStringContainsString('libjwtcore cannot be loaded from libjwtcore-nowhere.so.9', $answer);
    }

    public function testLibraryIsOfAnotherInterface(): void
    {
        $all = $this->stub('all', static fn (string $function) => true);
        $this->assertStringContainsString('libjwtcore 9.9.9 has interface 99 and the package needs', $this->cli([], $all));
        $few = $this->stub('few', static fn (string $function) => str_contains($function, 'version'));
        $this->assertStringContainsString("$few is a libjwtcore of another interface", $this->cli([], $few));
    }

    public function testLibraryIsForAnotherMachine(): void
    {
        $binary = (string) file_get_contents(Loader::path());
        // 64-bit RISC-V's number, and then one of 32 bits.
        foreach ([[18, "\xF3"], [4, "\x01"]] as [$at, $byte]) {
            $file = "$this->folder/libjwtcore.so";
            file_put_contents($file, substr_replace($binary, $byte, $at, 1));
            $this->assertStringContainsString("$file is not a library for this machine", $this->cli([], $file));
        }
        file_put_contents("$this->folder/text.so", 'no library');
        $this->assertStringContainsString('is not a library for this machine', $this->cli([], "$this->folder/text.so"));
    }

    public function testFpmWithFfiOn(): void
    {
        $this->assertSame('accepted u1', $this->fpm(['ffi.enable' => '1']));
    }

    public function testFpmPreloaded(): void
    {
        $this->assertSame('accepted u1', $this->fpm($this->preloading()));
    }

    public function testFpmByItsDefaultNamesTheSettings(): void
    {
        $answer = $this->fpm(['ffi.enable' => 'preload']);
        $this->assertStringContainsString('LibraryFault: FFI is restricted by ffi.enable=preload', $answer);
        $this->assertStringContainsString('set ffi.preload and opcache.preload', $answer);
    }

    public function testFpmWithFfiOff(): void
    {
        $this->assertStringContainsString('FFI is switched off by ffi.enable', $this->fpm(['ffi.enable' => '0']));
    }

    public function testFpmWithLibraryMissing(): void
    {
        $answer = $this->fpm(['ffi.enable' => '1'], '/nowhere/libjwtcore.so');
        $this->assertStringContainsString('there is no file /nowhere/libjwtcore.so', $answer);
    }

    public function testPreloadedClassOfAFormerReleaseNamesTheRestart(): void
    {
        $ini = $this->preloading();
        $former = "$this->folder/Library.php";
        $class = (string) file_get_contents(__DIR__ . '/../../src/Native/Library.php');
        file_put_contents($former, preg_replace("/PACKAGE = '[^']+'/", "PACKAGE = '0.0.1'", $class));
        file_put_contents($ini['opcache.preload'], "<?php require_once '$former';");
        $answer = $this->fpm($ini);
        $this->assertStringContainsString('the preloaded class is of jwtcore 0.0.1', $answer);
        $this->assertStringContainsString('restart PHP-FPM after a deploy', $answer);
    }

    public function testRequestsSeeEveryChangeOfAKeyFile(): void
    {
        $file = "$this->folder/secret";
        $pool = new FpmPool($this->preloading(), ['JWTCORE_LIBRARY' => Loader::path(), 'JWTCORE_TEST_KEY' => $file]);
        $answers = function () use ($pool): array {
            return [$pool->get(__DIR__ . '/key-file.php'), $pool->get(__DIR__ . '/key-file.php')];
        };
        $other = strrev(Tokens::SECRET);
        try {
            file_put_contents($file, Tokens::SECRET);
            $this->assertSame(['accepted u1', 'accepted u1'], $answers());
            // In place, of one length, and most likely within one second.
            file_put_contents($file, $other);
            $this->assertSame(['invalid-signature', 'invalid-signature'], $answers());
            file_put_contents($file, Tokens::SECRET);
            // From now on the file's times tell.
            sleep(3);
            $this->assertSame(['accepted u1', 'accepted u1'], $answers());
            file_put_contents($file, $other);
            $this->assertSame(['invalid-signature', 'invalid-signature'], $answers());
            sleep(3);
            $this->assertSame(['invalid-signature', 'invalid-signature'], $answers());
            file_put_contents("$file.new", Tokens::SECRET);
            rename("$file.new", $file);
            $this->assertSame(['accepted u1', 'accepted u1'], $answers());
            unlink($file);
            $this->assertSame(['', ''], $answers());
        } finally {
            $pool->stop();
        }
    }

    public function testDoctorSaysTheSame(): void
    {
        [$output, $status] = $this->doctor([]);
        $this->assertSame(0, $status, $output);
        $this->assertMatchesRegularExpression('/^library +ok +\d+\.\d+\.\d+ .*HS256.*RS256.*EdDSA/m', $output);
        [$output, $status] = $this->doctor(['-d', 'ffi.enable=0']);
        $this->assertSame(2, $status);
        $this->assertMatchesRegularExpression('/^library +wrong +FFI is switched off/m', $output);
    }

    public function testHeaderIsThatOfTheLibrary(): void
    {
        exec(escapeshellarg(__DIR__ . '/../../bin/build-header') . ' --check 2>&1', $output, $status);
        $this->assertSame([[], 0], [$output, $status]);
    }

    public function testPackageAndLibraryHaveOneVersion(): void
    {
        $this->assertSame(Loader::installedPackage(), \Jwtcore\Native\Library::PACKAGE);
        $this->assertSame(Loader::installedPackage(), Loader::library()->version());
    }

    /** @return array<string, string> */
    private function preloading(): array
    {
        $ini = ['opcache.enable' => '1'];
        foreach (Preload::install($this->folder, FpmPool::isRoot() ? 'root' : null) as $line) {
            [$name, $value] = explode('=', $line, 2);
            $ini[$name] = $value;
        }
        return $ini;
    }

    /** @param list<string> $options */
    private function cli(array $options, ?string $library = null): string
    {
        $library ??= Loader::path();
        $command = implode(' ', array_map('escapeshellarg', [PHP_BINARY, ...$options, self::SCRIPT]));
        return (string) shell_exec('JWTCORE_LIBRARY=' . escapeshellarg($library) . " $command 2>&1");
    }

    /** @param array<string, string> $ini */
    private function fpm(array $ini, ?string $library = null): string
    {
        $pool = new FpmPool($ini, ['JWTCORE_LIBRARY' => $library ?? Loader::path()]);
        try {
            $answer = $pool->get(self::SCRIPT);
            // The second request finds what the first left behind.
            $this->assertSame($answer, $pool->get(self::SCRIPT));
            return $answer;
        } finally {
            $pool->stop();
        }
    }

    /**
     * @param list<string> $options
     * @return array{string, int}
     */
    private function doctor(array $options): array
    {
        $command = [PHP_BINARY, ...$options, __DIR__ . '/../../bin/jwtcore-doctor'];
        exec(implode(' ', array_map('escapeshellarg', $command)) . ' 2>&1', $output, $status);
        return [implode("\n", $output), $status];
    }

    /** A library that has some of the functions, and says that it is of interface 99. */
    private function stub(string $name, \Closure $has): string
    {
        preg_match_all('/\b(jwtcore_\w+)\(/', Loader::header(), $found);
        $source = '';
        foreach (array_filter($found[1], $has) as $function) {
            $source .= match ($function) {
                'jwtcore_abi_version' => "unsigned $function(void) { return 99; }\n",
                'jwtcore_version' => "const char *$function(void) { return \"9.9.9\"; }\n",
                default => "unsigned $function(void) { return 0; }\n",
            };
        }
        file_put_contents("$this->folder/$name.c", $source);
        $file = "$this->folder/lib$name.so";
        exec('cc -shared -fPIC -o ' . escapeshellarg($file) . ' ' . escapeshellarg("$this->folder/$name.c") . ' 2>&1', $output, $status);
        $this->assertSame(0, $status, implode("\n", $output));
        return $file;
    }
}
