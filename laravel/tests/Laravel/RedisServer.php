<?php

// A real redis-server on a port of its own, stopped by its process id.

declare(strict_types=1);

namespace Jwtcore\Tests\Laravel;

final class RedisServer
{
    private static ?self $shared = null;

    /** @param resource $process */
    private function __construct(private $process, public readonly int $port, private readonly string $folder)
    {
    }

    /** One server for the whole run. */
    public static function shared(): self
    {
        return self::$shared ??= self::start();
    }

    public static function stopAtEnd(): void
    {
        register_shutdown_function(static fn () => self::$shared?->stop());
    }

    public static function start(): self
    {
        $port = self::freePort();
        $folder = sys_get_temp_dir() . '/jwtcore-redis-' . getmypid() . "-$port";
        mkdir($folder, 0700);
        $command = ['redis-server', '--port', (string) $port, '--bind', '127.0.0.1', '--save', '', '--dir', $folder];
        $process = proc_open($command, [['file', '/dev/null', 'r'], ['file', "$folder/log", 'w'], ['file', "$folder/log", 'a']], $pipes);
        $server = new self($process, $port, $folder);
        for ($tries = 0; $tries < 100; $tries++) {
            if ($server->cli('PING') === 'PONG') {
                return $server;
            }
            usleep(50_000);
        }
        throw new \RuntimeException('redis-server does not answer: ' . file_get_contents("$folder/log"));
    }

    /** What plain redis-cli prints. */
    public function cli(string ...$arguments): string
    {
        $command = ['redis-cli', '-p', (string) $this->port, ...$arguments];
        return trim((string) shell_exec(implode(' ', array_map('escapeshellarg', $command)) . ' 2>/dev/null'));
    }

    public function stop(): void
    {
        if (is_resource($this->process)) {
            proc_terminate($this->process, SIGTERM);
            proc_close($this->process);
            exec('rm -rf ' . escapeshellarg($this->folder));
        }
    }

    public static function freePort(): int
    {
        $socket = stream_socket_server('tcp://127.0.0.1:0');
        $port = (int) substr(strrchr(stream_socket_get_name($socket, false), ':'), 1);
        fclose($socket);
        return $port;
    }
}
