<?php

// The deny-list in Redis, by issuer and jti, under the keys that every language of jwtcore uses.

declare(strict_types=1);

namespace Jwtcore\Laravel\Revocation;

use Illuminate\Contracts\Config\Repository;
use Illuminate\Contracts\Container\Container;
use Illuminate\Redis\Connections\Connection;
use Illuminate\Redis\RedisManager;
use Jwtcore\Claims;
use Jwtcore\Exception\InvalidConfiguration;
use Jwtcore\Exception\InvalidToken;
use Jwtcore\Exception\Status;
use Jwtcore\Exception\Unavailable;
use Jwtcore\Native\Loader;
use Psr\Log\LoggerInterface;

/**
 * Denies tokens by their jti. Opens a connection of its own from Laravel's settings, without prefix, serializer and
 * compression: the application's would hide what other languages wrote.
 */
final class RedisRevocationCheck implements RevocationCheck
{
    /** How long a denied token is kept beyond its exp: the greatest leeway that any verifier has. */
    private const GREATEST_LEEWAY = 600;
    /** What changes names or values, and must not be taken over. */
    private const DROPPED = ['prefix', 'serializer', 'compression', 'compression_level', 'scan'];
    private const NAME = 'jwtcore';

    private ?Connection $connection = null;

    public function __construct(private readonly Container $container, private readonly Repository $config)
    {
    }

    /** One round trip. */
    public function check(Claims $claims): Revocation
    {
        if ($claims->id() === null) {
            return $this->config->get('jwtcore.revocation.allow_without_jti', false) ? Revocation::Allowed : Revocation::NotRevocable;
        }
        $key = $this->key($claims);
        try {
            $denied = (int) $this->connection()->command('exists', [$key]) > 0;
        } catch (\Throwable $fault) {
            return $this->unanswered($fault);
        }
        return $denied ? Revocation::Denied : Revocation::Allowed;
    }

    /**
     * Denies a token from now on, until its exp and the greatest leeway have passed.
     *
     * @throws InvalidToken for a token without jti
     * @throws Unavailable where Redis did not confirm it
     */
    public function deny(Claims $claims): void
    {
        if ($claims->id() === null) {
            Revocation::NotRevocable->orThrow();
        }
        $key = $this->key($claims);
        $exp = $claims->expiresAt();
        $ttl = $exp === null ? [] : ['EX', max(0, $exp - time()) + self::GREATEST_LEEWAY];
        try {
            $this->connection()->command('eval', $this->evalArguments($key, $ttl));
        } catch (\Throwable $fault) {
            $this->connection = null;
            throw new Unavailable('the store of revoked tokens did not confirm the revocation: try again', previous: $fault);
        }
    }

    /**
     * `SET key 1 EX seconds` as a script, because the two clients spell its options differently.
     *
     * @param array{}|array{string, int} $ttl
     * @return list<mixed>
     */
    private function evalArguments(string $key, array $ttl): array
    {
        $script = "return redis.call('SET', KEYS[1], '1'" . ($ttl === [] ? ')' : ", 'EX', ARGV[1])");
        $arguments = [$key, ...array_slice($ttl, 1)];
        return $this->client() === 'predis' ? [$script, 1, ...$arguments] : [$script, $arguments, 1];
    }

    private function key(Claims $claims): string
    {
        $library = Loader::library();
        $tenant = (string) $this->config->get('jwtcore.revocation.tenant', '');
        [$status, $key] = $library->deniedKey(
            $tenant,
            (string) $claims->issuer(),
            $claims->subject(),
            (string) $claims->id()
        );
        return $status === 0 ? $key : throw Status::exception($status, $library);
    }

    private function connection(): Connection
    {
        return $this->connection ??= (new RedisManager($this->container, $this->client(), [
            'options' => [],
            self::NAME => $this->settings(),
        ]))->connection(self::NAME);
    }

    /** @return array<string, mixed> */
    private function settings(): array
    {
        $name = (string) $this->config->get('jwtcore.revocation.connection', 'default');
        $settings = $this->config->get("database.redis.$name");
        if (!is_array($settings)) {
            throw new InvalidConfiguration(
                "there is no Redis connection '$name': name one of database.redis in revocation.connection of config/jwtcore.php"
            );
        }
        $timeout = (float) $this->config->get('jwtcore.revocation.timeout', 1.0);
        $kept = array_diff_key($settings, array_flip(self::DROPPED));
        $kept['options'] = array_diff_key((array) ($settings['options'] ?? []), array_flip(self::DROPPED));
        return $kept + ['timeout' => $timeout, 'read_timeout' => $timeout, 'read_write_timeout' => $timeout];
    }

    private function client(): string
    {
        return (string) $this->config->get('database.redis.client', 'phpredis');
    }

    private function unanswered(\Throwable $fault): Revocation
    {
        if ($fault instanceof InvalidConfiguration) {
            throw $fault;
        }
        $this->connection = null;
        $allow = $this->config->get('jwtcore.revocation.unavailable', 'refuse') === 'allow';
        if ($this->container->bound(LoggerInterface::class)) {
            $what = $allow ? 'let the request pass, as revocation.unavailable says' : 'refused the request';
            $this->container->make(LoggerInterface::class)->error("jwtcore: Redis did not answer, and jwtcore $what", [
                'exception' => $fault::class,
            ]);
        }
        return $allow ? Revocation::Allowed : Revocation::Unavailable;
    }
}
