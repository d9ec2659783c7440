<?php

// Measures one verification a request under PHP-FPM: jwtcore preloaded, jwtcore by FFI::cdef, and PHP's own OpenSSL.
//
// usage: JWTCORE_LIBRARY=... php benches/php/bench.php [--check]
// CPU time of the one worker (nanoseconds, from the kernel), all subjects interleaved, medians of rounds, above an empty
// script in the same pool. Writes benches/report/php.json. --check: two short rounds, nothing written.
//
// `distinct` walks through 256 tokens, with jwtcore's cache switched off, so that nothing is answered from memory.
// `repeated` takes one token, with the settings as they come.

declare(strict_types=1);

require __DIR__ . '/../../laravel/autoload.php';
require __DIR__ . '/FastCgi.php';

use Jwtcore\Algorithm;
use Jwtcore\Key;
use Jwtcore\Native\Preload;
use Jwtcore\NewKey;
use Jwtcore\Signer;
use Jwtcore\Tests\Environment\FpmPool;

const TOKENS = 256;
const PAYLOAD = ['name' => 'A user of the bench', 'roles' => ['reader', 'writer'], 'tenant' => 'a-tenant-of-the-bench',
    'email' => 'user@issuer.test', 'picture' => 'https://issuer.test/pictures/0123456789abcdef0123456789abcdef.png'];
/** Each subject's pool and script. */
const SUBJECTS = ['jwtcore-preload' => ['preload', 'jwtcore'], 'jwtcore-cdef' => ['cdef', 'jwtcore'], 'php-openssl' => ['cdef', 'openssl']];
/** A request of jwtcore under RS256 and ES256 takes at most this part of one of PHP's own OpenSSL. */
const GOAL = 8;
/** At most this much more resident memory at the last request than at the tenth part of them. */
const MEMORY_LIMIT_KIB = 256;
/** Key files that are younger are read at each request: see Jwtcore\Key. */
const SETTLING_S = 3;

/** A pool of one worker. */
final class Pool
{
    private readonly FpmPool $pool;
    private readonly FastCgi $client;
    private readonly int $worker;

    /** @param array<string, string> $ini */
    public function __construct(array $ini)
    {
        $this->pool = new FpmPool($ini, ['JWTCORE_LIBRARY' => (string) getenv('JWTCORE_LIBRARY')]);
        $this->client = new FastCgi("{$this->pool->folder}/socket");
        $master = trim((string) file_get_contents("{$this->pool->folder}/pid"));
        $this->worker = (int) trim((string) file_get_contents("/proc/$master/task/$master/children"));
    }

    /** @param array<string, string> $parameters */
    public function ask(string $script, array $parameters): string
    {
        return $this->client->body(['SCRIPT_FILENAME' => __DIR__ . "/scripts/$script.php", 'REQUEST_METHOD' => 'GET'] + $parameters);
    }

    /** The worker's CPU time of one request in nanoseconds, over so many. */
    public function time(string $script, int $requests, \Closure $parameters): float
    {
        $began = $this->cpu();
        for ($number = 0; $number < $requests; $number++) {
            $this->ask($script, $parameters($number));
        }
        return ($this->cpu() - $began) / $requests;
    }

    /** The worker's resident memory in KiB. */
    public function resident(): int
    {
        preg_match('/^VmRSS:\s+(\d+)/m', (string) file_get_contents("/proc/$this->worker/status"), $found);
        return (int) $found[1];
    }

    public function stop(): void
    {
        $this->pool->stop();
    }

    private function cpu(): int
    {
        return (int) explode(' ', (string) file_get_contents("/proc/$this->worker/schedstat"))[0];
    }
}

/** @return array<string, Pool> */
function pools(string $folder): array
{
    $preload = ['opcache.enable' => '1'];
    foreach (Preload::install($folder, FpmPool::isRoot() ? 'root' : null) as $line) {
        [$name, $value] = explode('=', $line, 2);
        $preload[$name] = $value;
    }
    return ['preload' => new Pool($preload), 'cdef' => new Pool(['opcache.enable' => '1', 'ffi.enable' => '1'])];
}

/** @return array{string, list<string>} a key file that verifies, and tokens */
function material(string $folder, Algorithm $algorithm): array
{
    $key = NewKey::generate($algorithm);
    $file = "$folder/$algorithm->value";
    file_put_contents($file, $key->public ?? $key->private);
    $private = $algorithm->isSymmetric() ? Key::secret($key->private, $algorithm) : Key::from($key->private, $algorithm);
    $signer = new Signer($private, $algorithm);
    $tokens = [];
    for ($number = 0; $number < TOKENS; $number++) {
        $tokens[] = $signer->sign(['iss' => 'https://issuer.test', 'aud' => 'https://api.test', 'sub' => "user-$number",
            'iat' => time(), 'exp' => time() + 7200] + PAYLOAD);
    }
    return [$file, $tokens];
}

/** No subject can be lazy: each reads the right claim, and refuses a token whose signature is another. */
function prove(Pool $pool, string $script, \Closure $parameters, string $token): void
{
    $tampered = substr($token, 0, -8) . strrev(substr($token, -8));
    $answers = [$pool->ask($script, $parameters($token)), $pool->ask($script, $parameters($tampered))];
    if ($answers[0] !== 'user-5' || str_starts_with($answers[1], 'user-')) {
        throw new RuntimeException("$script does not verify: " . implode(' | ', $answers));
    }
}

/**
 * @param array<string, Pool> $pools
 * @param list<string> $tokens
 * @return list<array<string, mixed>> the report's rows
 */
function measure(array $pools, string $case, \Closure $parameters, array $tokens, int $rounds, int $batch): array
{
    $times = [];
    for ($round = 0; $round < $rounds; $round++) {
        $ask = static fn (int $number) => $parameters($tokens[($round * $batch + $number) % count($tokens)]);
        $empty = array_map(static fn (Pool $pool) => $pool->time('empty', $batch, $ask), $pools);
        foreach (SUBJECTS as $subject => [$pool, $script]) {
            $times[$subject][] = $pools[$pool]->time($script, $batch, $ask) - $empty[$pool];
        }
    }
    $rows = [];
    foreach ($times as $subject => $values) {
        sort($values);
        $rows[] = ['case' => $case, 'subject' => $subject, 'median_ns' => (int) round($values[intdiv(count($values), 2)]),
            'p90_ns' => (int) round($values[(int) floor((count($values) - 1) * 0.9)]), 'allocations' => null];
    }
    return $rows;
}

/** @param list<array<string, mixed>> $rows of one case */
function show(array $rows): void
{
    $median = array_column($rows, 'median_ns', 'subject');
    printf(
        "%-24s  preload %6.1f us   cdef %6.1f us   PHP's OpenSSL %6.1f us   ratio to preload %5.1f\n",
        $rows[0]['case'],
        $median['jwtcore-preload'] / 1000,
        $median['jwtcore-cdef'] / 1000,
        $median['php-openssl'] / 1000,
        $median['php-openssl'] / $median['jwtcore-preload']
    );
}

/** @param list<array<string, mixed>> $report */
function judge(array $report): void
{
    foreach (['RS256', 'ES256'] as $alg) {
        foreach (['distinct', 'repeated'] as $kind) {
            $rows = array_filter($report, static fn (array $row) => $row['case'] === "php-fpm/$alg/$kind");
            $median = array_column($rows, 'median_ns', 'subject');
            $ratio = $median['php-openssl'] / $median['jwtcore-preload'];
            printf("%-8s  php-fpm/%s/%s: %.1f times as fast, at least %d\n", $ratio >= GOAL ? 'reached' : 'MISSED', $alg, $kind, $ratio, GOAL);
        }
    }
}

$check = in_array('--check', $argv, true);
[$rounds, $batch, $memoryRequests] = $check ? [2, 20, 2000] : [21, 400, 100000];
$folder = sys_get_temp_dir() . '/jwtcore-bench-' . getmypid();
mkdir($folder, 0700);
register_shutdown_function(static fn () => exec('rm -rf ' . escapeshellarg($folder)));

$pools = pools($folder);
$material = [];
foreach ([Algorithm::HS256, Algorithm::RS256, Algorithm::ES256] as $algorithm) {
    $material[$algorithm->value] = material($folder, $algorithm);
}
sleep(SETTLING_S);
$report = [];
foreach ($material as $alg => [$file, $tokens]) {
    foreach (['distinct' => $tokens, 'repeated' => [$tokens[5]]] as $kind => $used) {
        $parameters = static fn (string $token): array => ['BENCH_ALG' => $alg, 'BENCH_KEY' => $file,
            'BENCH_CACHE' => $kind === 'distinct' ? 'off' : 'default', 'HTTP_AUTHORIZATION' => "Bearer $token"];
        foreach (SUBJECTS as [$pool, $script]) {
            prove($pools[$pool], $script, $parameters, $tokens[5]);
        }
        $rows = measure($pools, "php-fpm/$alg/$kind", $parameters, $used, $rounds, $batch);
        show($rows);
        array_push($report, ...$rows);
    }
}
$check || judge($report);

// Distinct tokens of the last algorithm with the settings as they come: the cache fills and stays within its bounds.
$parameters = ['BENCH_ALG' => $alg, 'BENCH_KEY' => $file, 'BENCH_CACHE' => 'default'];
for ($number = 0, $tenth = 0; $number < $memoryRequests; $number++) {
    $pools['preload']->ask('jwtcore', $parameters + ['HTTP_AUTHORIZATION' => 'Bearer ' . $tokens[$number % TOKENS]]);
    $tenth = $number === intdiv($memoryRequests, 10) ? $pools['preload']->resident() : $tenth;
}
$grown = $pools['preload']->resident() - $tenth;
printf("memory  %d requests: %+d KiB resident after the first tenth (limit %d)\n", $memoryRequests, $grown, MEMORY_LIMIT_KIB);
$report[] = ['case' => 'php-fpm/memory/' . $memoryRequests, 'subject' => 'jwtcore-preload', 'grown_kib' => $grown];

array_map(static fn (Pool $pool) => $pool->stop(), $pools);
if (!$check) {
    file_put_contents(__DIR__ . '/../report/php.json', json_encode($report, JSON_PRETTY_PRINT) . "\n");
}
exit($grown > MEMORY_LIMIT_KIB ? 1 : 0);
