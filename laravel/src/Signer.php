<?php

// Claims to token, over a signer that the whole process shares.

declare(strict_types=1);

namespace Jwtcore;

use Jwtcore\Exception\InvalidConfiguration;
use Jwtcore\Exception\SetupFault;
use Jwtcore\Exception\Status;
use Jwtcore\Native\Loader;

/** Signs JSON Web Tokens with one private key, or one secret, bound to one algorithm. */
final class Signer
{
    private const BAD_HANDLE = 302;

    private ?int $handle = null;
    private ?string $stamp = null;

    /** Takes a private key (PEM, DER, JWK) or a secret. With a `kid`, each header names it. */
    public function __construct(private readonly Key $key, private readonly Algorithm $algorithm)
    {
    }

    /**
     * Signs claims into a token. `typ` goes into the header: null stands for `JWT`, an empty text for none.
     *
     * @param array<string, mixed> $claims each member once, registered ones of their types
     * @throws SetupFault where the key or the claims are wrong
     */
    public function sign(array $claims, ?string $typ = null): string
    {
        try {
            $json = json_encode(
                (object) $claims,
                JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_PRESERVE_ZERO_FRACTION
            );
        } catch (\JsonException $fault) {
            throw new InvalidConfiguration('the claims are no JSON: give texts in UTF-8 and finite numbers', previous: $fault);
        }
        $library = Loader::library();
        [$status, $token] = $library->sign($this->handle(), $json, $typ);
        if ($status === self::BAD_HANDLE) {
            $this->handle = null;
            [$status, $token] = $library->sign($this->handle(), $json, $typ);
        }
        return $status === 0 ? $token : throw Status::exception($status, $library);
    }

    /** The algorithm that the key is bound to. */
    public function algorithm(): Algorithm
    {
        return $this->algorithm;
    }

    private function handle(): int
    {
        $stamp = $this->key->stamp();
        if ($this->handle !== null && $stamp !== null && $stamp === $this->stamp) {
            return $this->handle;
        }
        [$source, $text, $kid] = $this->key->material();
        $library = Loader::library();
        [$status, $handle] = $library->sharedSigner($source, $this->algorithm->bit(), $text, $kid);
        if ($status !== 0) {
            throw Status::exception($status, $library);
        }
        $this->stamp = $stamp;
        return $this->handle = $handle;
    }
}
