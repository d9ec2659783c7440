<?php

// The application's verifiers and its issuer, by the names in config/jwtcore.php.

declare(strict_types=1);

namespace Jwtcore\Laravel;

use Closure;
use Illuminate\Contracts\Auth\Authenticatable;
use Illuminate\Contracts\Container\Container;
use Illuminate\Http\Request;
use Jwtcore\Claims;
use Jwtcore\Exception\ExpiredToken;
use Jwtcore\Exception\InvalidConfiguration;
use Jwtcore\Exception\JwtcoreException;
use Jwtcore\Laravel\Revocation\RedisRevocationCheck;
use Jwtcore\Laravel\Revocation\RevocationCheck;
use Jwtcore\Native\Loader;
use Jwtcore\Verifier;
use Psr\Clock\ClockInterface;

/** Verifies and issues tokens as config/jwtcore.php says. Keeps nothing of a request. */
final class JwtManager
{
    /** @var array<string, Verifier> */
    private array $verifiers = [];
    private ?TokenIssuer $issuer = null;
    /** @var ?Closure(Request): ?string */
    private ?Closure $resolver = null;

    public function __construct(private readonly Container $container)
    {
    }

    /**
     * Chooses a verifier's name by the request where a route names none, for several issuers or tenants.
     *
     * @param Closure(Request): ?string $resolver null stands for `default`
     */
    public function chooseVerifierBy(Closure $resolver): void
    {
        $this->resolver = $resolver;
    }

    /** The verifier's name for a request. */
    public function verifierFor(Request $request): string
    {
        return ($this->resolver === null ? null : ($this->resolver)($request)) ?? 'default';
    }

    /**
     * Verifies a token with a verifier and asks its revocation check.
     *
     * @throws JwtcoreException `InvalidToken`: 401; `Unavailable`: 503; `SetupFault`: 500
     */
    public function verify(#[\SensitiveParameter] string $token, string $verifier = 'default'): Claims
    {
        $claims = $this->verifier($verifier)->verify($token);
        $this->checkEnd($verifier);
        $this->revocationCheck($verifier)?->check($claims)->orThrow();
        return $claims;
    }

    /** The verifier of a name, without its revocation check. */
    public function verifier(string $name = 'default'): Verifier
    {
        return $this->verifiers[$name] ??= $this->make($name);
    }

    /** Puts a verifier in the place of the configured one, for tests. */
    public function useVerifier(string $name, Verifier $verifier): void
    {
        $this->verifiers[$name] = $verifier;
    }

    /** What is asked after verification. */
    public function revocationCheck(string $verifier = 'default'): ?RevocationCheck
    {
        $check = $this->settings("verifiers.$verifier.revocation");
        return match (true) {
            $check === null => null,
            $check === 'redis' => $this->container->make(RedisRevocationCheck::class),
            is_string($check) && is_a($check, RevocationCheck::class, true) => $this->container->make($check),
            default => throw new InvalidConfiguration(
                "the verifier '$verifier' in config/jwtcore.php names no revocation check: use null, 'redis' or a class"
            ),
        };
    }

    /**
     * Denies an accepted token from now on, on every service that asks the same Redis.
     *
     * @throws JwtcoreException
     */
    public function revoke(Claims $claims): void
    {
        $this->container->make(RedisRevocationCheck::class)->deny($claims);
    }

    /**
     * Issues a token with these claims; iat, exp and a random jti, and the configured issuer and audience come by
     * themselves.
     *
     * @param array<string, mixed> $claims
     */
    public function issue(array $claims): string
    {
        return $this->issuer()->issue($claims);
    }

    /**
     * Issues a token for a user: `sub` and the configured user claim are the user's identifier.
     *
     * @param array<string, mixed> $claims
     */
    public function issueFor(Authenticatable $user, array $claims = []): string
    {
        $id = $user->getAuthIdentifier();
        return $this->issue($claims + ['sub' => (string) $id, $this->userClaim() => $id]);
    }

    /** The name of the claim that names the user. */
    public function userClaim(): string
    {
        return (string) $this->settings('user_claim');
    }

    /** Whether the user's claim is merged into the request. */
    public function mergesUserId(): bool
    {
        return (bool) $this->settings('merge_user_id');
    }

    private function issuer(): TokenIssuer
    {
        return $this->issuer ??= TokenIssuer::fromSettings((array) $this->settings('issuing'), $this->clock());
    }

    private function make(string $name): Verifier
    {
        Loader::configure($this->settings('library'));
        $settings = $this->settings("verifiers.$name");
        if (!is_array($settings)) {
            throw new InvalidConfiguration("there is no verifier '$name': add it to verifiers in config/jwtcore.php");
        }
        return VerifierFactory::make($name, $settings)->withClock($this->clock());
    }

    private function checkEnd(string $verifier): void
    {
        $until = $this->settings("verifiers.$verifier.until");
        if ($until === null) {
            return;
        }
        $end = is_string($until) ? strtotime("$until UTC") : $until;
        if (!is_int($end)) {
            throw new InvalidConfiguration("until of the verifier '$verifier' is no date: write it like 2027-01-31");
        }
        if (($this->clock()?->now()->getTimestamp() ?? time()) >= $end) {
            throw new ExpiredToken('tokens of this kind are no longer accepted: get a new token', 158, 'expired');
        }
    }

    private function clock(): ?ClockInterface
    {
        return $this->container->bound(ClockInterface::class) ? $this->container->make(ClockInterface::class) : null;
    }

    private function settings(string $name): mixed
    {
        return $this->container->make('config')->get("jwtcore.$name");
    }
}
