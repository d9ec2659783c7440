<?php

// Measures one verification a request under PHP-FPM: jwtcore preloaded, jwtcore by FFI::cdef, and PHP's own OpenSSL.
//
// usage: JWTCORE_LIBRARY=... php benches/php/bench.php [--check]
// CPU time of the one worker (nanoseconds, from the kernel), all subjects interleaved, medians of rounds, above an empty
// script in the same pool. Writes benches/report/php.json. --check: two short rounds, nothing written.

declare(strict_types=1);

require __DIR__ . '/../../laravel/autoload.php';
require __DIR__ . '/FastCgi.php';

use Jwtcore\Algorithm;
use Jwtcore\Key;
use Jwtcore\Native\Preload;
use Jwtcore\NewKey;
use Jwtcore\Signer;
use Jwtcore\Tests\Environment\FpmPool;

/** Distinct tokens, so that nothing is answered from memory. */
const TOKENS = 256;
const PAYLOAD = ['name' => 'A user of the bench', 'roles' => ['reader', 'writer'], 'tenant' => 'a-tenant-of-the-bench',
    'email' => 'user@issuer.test', 'picture' => 'https://issuer.test/pictures/0123456789abcdef0123456789abcdef.png'];
/** What the issue of the package asks: at most this much more resident memory at the last request than at the tenth. */
const MEMORY_LIMIT_KIB = 256;

$check = in_array('--check', $argv, true);
[$rounds, $batch, $memoryRequests] = $check ? [2, 20, 2000] : [(int) (getenv("ROUNDS") ?: 21), 400, (int) (getenv("MEM") ?: 100000)];

$folder = sys_get_temp_dir() . '/jwtcore-bench-' . getmypid();
mkdir($folder, 0700);
register_shutdown_function(static fn () => exec('rm -rf ' . escapeshellarg($folder)));

$library = ['JWTCORE_LIBRARY' => (string) getenv('JWTCORE_LIBRARY')];
$opcache = ['opcache.enable' => '1'];
$preload = $opcache;
foreach (Preload::install($folder, FpmPool::isRoot() ? 'root' : null) as $line) {
    [$name, $value] = explode('=', $line, 2);
    $preload[$name] = $value;
}
$pools = ['preload' => new FpmPool($preload, $library), 'cdef' => new FpmPool($opcache + ['ffi.enable' => '1'], $library)];

/** The worker's CPU time in nanoseconds. */
$cpu = static fn (int $pid): int => (int) explode(' ', file_get_contents("/proc/$pid/schedstat"))[0];
/** The worker's resident memory in KiB. */
$resident = static function (int $pid): int {
    preg_match('/^VmRSS:\s+(\d+)/m', file_get_contents("/proc/$pid/status"), $found);
    return (int) $found[1];
};

$clients = [];
$workers = [];
foreach ($pools as $name => $pool) {
    $clients[$name] = new FastCgi("$pool->folder/socket");
    $master = trim(file_get_contents("$pool->folder/pid"));
    $workers[$name] = (int) trim(file_get_contents("/proc/$master/task/$master/children"));
}

$report = [];
$failed = false;
foreach (['HS256', 'RS256', 'ES256'] as $alg) {
    $algorithm = Algorithm::named($alg);
    $key = NewKey::generate($algorithm);
    $file = "$folder/$alg";
    file_put_contents($file, $key->public ?? $key->private);
    $signer = new Signer($algorithm->isSymmetric() ? Key::secret($key->private, $algorithm) : Key::from($key->private, $algorithm), $algorithm);
    $tokens = [];
    for ($number = 0; $number < TOKENS; $number++) {
        $tokens[] = $signer->sign(['iss' => 'https://issuer.test', 'aud' => 'https://api.test', 'sub' => "user-$number",
            'iat' => time(), 'exp' => time() + 7200] + PAYLOAD);
    }
    $ask = static fn (string $pool, string $script, int $number): string => $clients[$pool]->body([
        'SCRIPT_FILENAME' => __DIR__ . "/scripts/$script.php", 'REQUEST_METHOD' => 'GET', 'BENCH_ALG' => $alg,
        'BENCH_KEY' => $file, 'HTTP_AUTHORIZATION' => 'Bearer ' . $tokens[$number % TOKENS],
    ]);
    $subjects = ['jwtcore-preload' => ['preload', 'jwtcore'], 'jwtcore-cdef' => ['cdef', 'jwtcore'], 'php-openssl' => ['cdef', 'openssl']];
    foreach ($subjects as $subject => [$pool, $script]) {
        $tampered = substr($tokens[0], 0, -8) . strrev(substr($tokens[0], -8));
        $tokens[] = $tampered;
        $answers = [$ask($pool, $script, 5), $clients[$pool]->body(['SCRIPT_FILENAME' => __DIR__ . "/scripts/$script.php",
            'REQUEST_METHOD' => 'GET', 'BENCH_ALG' => $alg, 'BENCH_KEY' => $file, 'HTTP_AUTHORIZATION' => "Bearer $tampered"])];
        array_pop($tokens);
        if ($answers[0] !== 'user-5' || str_starts_with($answers[1], 'user-')) {
            throw new RuntimeException("$subject does not verify $alg: " . implode(' | ', $answers));
        }
    }
    $measured = [];
    for ($round = 0; $round < $rounds; $round++) {
        $above = [];
        foreach (['preload', 'cdef'] as $pool) {
            $began = $cpu($workers[$pool]);
            for ($number = 0; $number < $batch; $number++) {
                $ask($pool, 'empty', $number);
            }
            $above[$pool] = ($cpu($workers[$pool]) - $began) / $batch;
        }
        foreach ($subjects as $subject => [$pool, $script]) {
            $began = $cpu($workers[$pool]);
            for ($number = 0; $number < $batch; $number++) {
                $ask($pool, $script, $round * $batch + $number);
            }
            $measured[$subject][] = ($cpu($workers[$pool]) - $began) / $batch - $above[$pool];
        }
    }
    foreach ($measured as $subject => $values) {
        sort($values);
        $report[] = ['case' => "php-fpm/$alg/distinct", 'subject' => $subject,
            'median_ns' => (int) round($values[intdiv(count($values), 2)]),
            'p90_ns' => (int) round($values[(int) floor((count($values) - 1) * 0.9)]), 'allocations' => null];
    }
    $median = array_column(array_filter($report, static fn ($row) => $row['case'] === "php-fpm/$alg/distinct"), 'median_ns', 'subject');
    printf("%s  preload %7.1f us   cdef %7.1f us   PHP's OpenSSL %7.1f us   ratio to preload %5.1f\n", $alg,
        $median['jwtcore-preload'] / 1000, $median['jwtcore-cdef'] / 1000, $median['php-openssl'] / 1000,
        $median['php-openssl'] / $median['jwtcore-preload']);
}

$worker = $workers['preload'];
for ($number = 0, $tenth = 0; $number < $memoryRequests; $number++) {
    $ask('preload', 'jwtcore', $number);
    $tenth = $number === intdiv($memoryRequests, 10) ? $resident($worker) : $tenth;
}
$grown = $resident($worker) - $tenth;
printf("memory  %d requests: %+d KiB resident after the first tenth (limit %d)\n", $memoryRequests, $grown, MEMORY_LIMIT_KIB);
$report[] = ['case' => 'php-fpm/memory/' . $memoryRequests, 'subject' => 'jwtcore-preload', 'grown_kib' => $grown];
$failed = $grown > MEMORY_LIMIT_KIB;

array_map(static fn (FpmPool $pool) => $pool->stop(), $pools);
if (!$check) {
    file_put_contents(__DIR__ . '/../report/php.json', json_encode($report, JSON_PRETTY_PRINT) . "\n");
}
exit($failed ? 1 : 0);
