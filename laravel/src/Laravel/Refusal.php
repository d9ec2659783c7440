<?php

// What a refused request is answered (RFC 6750 section 3).

declare(strict_types=1);

namespace Jwtcore\Laravel;

use Illuminate\Http\JsonResponse;
use Illuminate\Http\Request;
use Illuminate\Http\Response;
use Jwtcore\Exception\InvalidToken;
use Jwtcore\Exception\Unavailable;

/** An answer with its status, its error and what `WWW-Authenticate` says. */
final class Refusal
{
    private function __construct(
        private readonly int $status,
        private readonly ?string $error,
        private readonly string $description,
        private readonly ?string $scope = null,
    ) {
    }

    /** 401 without an error code: the request carries no token. */
    public static function withoutToken(): self
    {
        return new self(401, null, 'a bearer token is needed');
    }

    /** 401 `invalid_token`. */
    public static function of(InvalidToken $refusal): self
    {
        return new self(401, 'invalid_token', $refusal->getMessage());
    }

    /** 400 `invalid_request`. */
    public static function malformed(MalformedAuthorization $fault): self
    {
        return new self(400, 'invalid_request', $fault->getMessage());
    }

    /** 403 `insufficient_scope`. */
    public static function scope(string $needed): self
    {
        return new self(403, 'insufficient_scope', 'the token does not grant what this asks for', $needed);
    }

    /** 503: a store that has to be asked did not answer. */
    public static function unavailable(Unavailable $fault): self
    {
        return new self(503, 'temporarily_unavailable', $fault->getMessage());
    }

    public function response(Request $request): Response|JsonResponse
    {
        $body = array_filter(
            ['error' => $this->error ?? 'unauthorized', 'error_description' => $this->description, 'scope' => $this->scope],
            static fn (?string $value) => $value !== null
        );
        $headers = $this->status === 503 ? ['Retry-After' => '1'] : ['WWW-Authenticate' => $this->challenge()];
        return $request->expectsJson()
            ? new JsonResponse($body, $this->status, $headers)
            : new Response($this->description, $this->status, $headers + ['Content-Type' => 'text/plain; charset=UTF-8']);
    }

    private function challenge(): string
    {
        if ($this->error === null) {
            return 'Bearer';
        }
        // Only what a quoted string of the header may hold (RFC 6750 section 3).
        $quoted = static fn (string $text) => '"' . preg_replace('/[^\x20\x21\x23-\x5B\x5D-\x7E]/', '', $text) . '"';
        $challenge = "Bearer error={$quoted($this->error)}, error_description={$quoted($this->description)}";
        return $this->scope === null ? $challenge : "$challenge, scope={$quoted($this->scope)}";
    }
}
