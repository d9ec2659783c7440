<?php

// The middleware `jwt`: nobody passes without an acceptable bearer token.

declare(strict_types=1);

namespace Jwtcore\Laravel\Middleware;

use Closure;
use Illuminate\Http\Request;
use Jwtcore\Claims;
use Jwtcore\Exception\InvalidToken;
use Jwtcore\Exception\MissingClaim;
use Jwtcore\Exception\Unavailable;
use Jwtcore\Laravel\BearerToken;
use Jwtcore\Laravel\JwtManager;
use Jwtcore\Laravel\MalformedAuthorization;
use Jwtcore\Laravel\Refusal;
use Jwtcore\Laravel\RequestState;
use Jwtcore\Laravel\UserId;

/** Keeps the claims on the request, and merges the user's identifier as `user_id` where that is configured. */
final class VerifyJwt
{
    private const USER_ID = 'user_id';

    public function __construct(private readonly JwtManager $jwt)
    {
    }

    /** `jwt` takes the verifier that the request's resolver chooses, `jwt:name` that of the name. */
    public function handle(Request $request, Closure $next, ?string $verifier = null)
    {
        try {
            $token = BearerToken::of($request);
            if ($token === null) {
                return Refusal::withoutToken()->response($request);
            }
            $claims = $this->jwt->verify($token, $verifier ?? $this->jwt->verifierFor($request));
            $this->mergeUserId($request, $claims);
        } catch (InvalidToken $invalid) {
            return Refusal::of($invalid)->response($request);
        } catch (MalformedAuthorization $malformed) {
            return Refusal::malformed($malformed)->response($request);
        } catch (Unavailable $unavailable) {
            report($unavailable);
            return Refusal::unavailable($unavailable)->response($request);
        }
        RequestState::keep($request, $claims);
        return $next($request);
    }

    private function mergeUserId(Request $request, Claims $claims): void
    {
        if (!$this->jwt->mergesUserId()) {
            return;
        }
        RequestState::remove($request, self::USER_ID);
        $id = UserId::of($claims, $this->jwt->userClaim());
        if ($id === null) {
            throw new MissingClaim(
                'the claim that names the user is absent, or no integer and no text: have the issuer put it into the token',
                163,
                'missing-claim'
            );
        }
        $request->merge([self::USER_ID => $id]);
    }
}
