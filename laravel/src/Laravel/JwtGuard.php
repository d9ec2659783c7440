<?php

// The guard `jwt`: the user of a request by its bearer token.

declare(strict_types=1);

namespace Jwtcore\Laravel;

use Illuminate\Auth\GuardHelpers;
use Illuminate\Contracts\Auth\Guard;
use Illuminate\Contracts\Auth\UserProvider;
use Illuminate\Http\Request;
use Jwtcore\Claims;
use Jwtcore\Exception\InvalidToken;
use Jwtcore\Exception\Unavailable;

/**
 * Resolves the user through the application's user provider by the configured user claim; without a provider, a plain
 * user of claims. A fault of the set-up is thrown: it is a 500, never a 401.
 */
final class JwtGuard implements Guard
{
    use GuardHelpers;

    private bool $resolved = false;
    private ?Claims $claims = null;

    public function __construct(
        private readonly JwtManager $jwt,
        private Request $request,
        ?UserProvider $provider,
        private readonly ?string $verifier = null,
    ) {
        $this->provider = $provider;
    }

    /** The user, or null where the request has no acceptable token or the provider no such user. */
    public function user()
    {
        if (!$this->resolved) {
            $this->resolved = true;
            $this->claims = $this->verified();
            $this->user = $this->claims === null ? null : $this->userOf($this->claims);
        }
        return $this->user;
    }

    /** The claims of the request's token, if it was accepted. */
    public function claims(): ?Claims
    {
        $this->user();
        return $this->claims;
    }

    /** Tokens are the only credentials: whether `token` among them is acceptable. */
    public function validate(array $credentials = []): bool
    {
        try {
            $claims = $this->jwt->verify((string) ($credentials['token'] ?? ''), $this->verifierName());
            return $this->userOf($claims) !== null;
        } catch (InvalidToken) {
            return false;
        }
    }

    /** Forgets all of the former request. */
    public function setRequest(Request $request): self
    {
        $this->request = $request;
        $this->resolved = false;
        $this->user = null;
        $this->claims = null;
        return $this;
    }

    private function verified(): ?Claims
    {
        try {
            $token = BearerToken::of($this->request);
            $claims = $token === null ? null : $this->jwt->verify($token, $this->verifierName());
            $refusal = $claims === null ? Refusal::withoutToken() : null;
        } catch (InvalidToken $invalid) {
            $refusal = Refusal::of($invalid);
        } catch (MalformedAuthorization $malformed) {
            $refusal = Refusal::malformed($malformed);
        } catch (Unavailable $unavailable) {
            $refusal = Refusal::unavailable($unavailable);
        }
        $this->request->attributes->set(RequestState::REFUSAL, $refusal);
        if ($refusal !== null) {
            return null;
        }
        RequestState::keep($this->request, $claims);
        return $claims;
    }

    private function userOf(Claims $claims)
    {
        $id = UserId::of($claims, $this->jwt->userClaim()) ?? $claims->subject();
        if ($id === null || $id === '') {
            return null;
        }
        return $this->provider === null ? new ClaimsUser($id, $claims) : $this->provider->retrieveById($id);
    }

    private function verifierName(): string
    {
        return $this->verifier ?? $this->jwt->verifierFor($this->request);
    }
}
