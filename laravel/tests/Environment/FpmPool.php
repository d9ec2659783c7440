<?php

// A real PHP-FPM on a socket of its own, asked through cgi-fcgi, stopped by its process id.

declare(strict_types=1);

namespace Jwtcore\Tests\Environment;

final class FpmPool
{
    public readonly string $folder;
    /** @var resource */
    private $process;

    /**
     * @param array<string, string> $ini settings of php.ini
     * @param array<string, string> $environment of the workers
     */
    public function __construct(array $ini, array $environment = [])
    {
        $this->folder = sys_get_temp_dir() . '/jwtcore-fpm-' . bin2hex(random_bytes(6));
        mkdir($this->folder, 0700);
        file_put_contents("$this->folder/fpm.conf", $this->configuration($environment));
        $command = [self::binary(), '--nodaemonize', '--fpm-config', "$this->folder/fpm.conf"];
        foreach ($ini as $name => $value) {
            array_push($command, '-d', "$name=$value");
        }
        if (self::isRoot()) {
            $command[] = '--allow-to-run-as-root';
        }
        $log = ['file', "$this->folder/log", 'a'];
        $this->process = proc_open($command, [['file', '/dev/null', 'r'], $log, $log], $pipes);
        for ($tries = 0; $tries < 100 && !file_exists("$this->folder/socket"); $tries++) {
            usleep(50_000);
        }
        if (!file_exists("$this->folder/socket")) {
            throw new \RuntimeException('PHP-FPM does not start: ' . file_get_contents("$this->folder/log"));
        }
    }

    /** The body that a script answers. */
    public function get(string $script): string
    {
        $environment = ['SCRIPT_FILENAME' => $script, 'REQUEST_METHOD' => 'GET', 'PATH' => (string) getenv('PATH')];
        $command = ['cgi-fcgi', '-bind', '-connect', "$this->folder/socket"];
        $process = proc_open($command, [['file', '/dev/null', 'r'], ['pipe', 'w'], ['pipe', 'w']], $pipes, null, $environment);
        $answer = (string) stream_get_contents($pipes[1]);
        array_map(fclose(...), $pipes);
        proc_close($process);
        return explode("\r\n\r\n", $answer, 2)[1] ?? $answer;
    }

    public function stop(): void
    {
        proc_terminate($this->process, SIGTERM);
        proc_close($this->process);
        exec('rm -rf ' . escapeshellarg($this->folder));
    }

    public static function isRoot(): bool
    {
        return posix_geteuid() === 0;
    }

    private static function binary(): string
    {
        $version = PHP_MAJOR_VERSION . '.' . PHP_MINOR_VERSION;
        return is_file("/usr/sbin/php-fpm$version") ? "/usr/sbin/php-fpm$version" : 'php-fpm';
    }

    /** @param array<string, string> $environment */
    private function configuration(array $environment): string
    {
        $lines = [
            '[global]', "error_log = $this->folder/log", "pid = $this->folder/pid",
            '[www]', "listen = $this->folder/socket", 'pm = static', 'pm.max_children = 1', 'catch_workers_output = yes',
        ];
        if (self::isRoot()) {
            array_push($lines, 'user = root', 'group = root');
        }
        foreach ($environment as $name => $value) {
            $lines[] = "env[$name] = $value";
        }
        return implode("\n", $lines) . "\n";
    }
}
