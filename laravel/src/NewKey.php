<?php

// A key that was just made, to be written where it belongs.

declare(strict_types=1);

namespace Jwtcore;

use Jwtcore\Exception\SetupFault;
use Jwtcore\Exception\Status;
use Jwtcore\Native\Loader;

/** A new private key, or secret, in the forms in which it is stored and published. */
final readonly class NewKey
{
    private const PRIVATE_PEM = 1;
    private const PRIVATE_JWK = 2;
    private const PUBLIC_PEM = 3;
    private const PUBLIC_JWK = 4;
    private const SECRET = 6;

    /**
     * @param string $private PEM (PKCS#8), or the bytes of a secret
     * @param string $privateJwk the same as a JWK
     * @param ?string $public PEM (SPKI); null for a secret
     * @param ?string $publicJwk the same as a JWK; null for a secret
     */
    private function __construct(
        public string $private,
        public string $privateJwk,
        public ?string $public,
        public ?string $publicJwk,
    ) {
    }

    /**
     * Makes a key for an algorithm. `rsaBits` is 2048 to 4096, and counts for RSA alone.
     *
     * @throws SetupFault
     */
    public static function generate(Algorithm $algorithm, ?string $keyId = null, int $rsaBits = 2048): self
    {
        $isRsa = in_array($algorithm->value[0], ['R', 'P'], true);
        $library = Loader::library();
        [$status, $key] = $library->generateKey($algorithm->bit(), $isRsa ? $rsaBits : 0, $keyId);
        if ($status !== 0) {
            throw Status::exception($status, $library);
        }
        $export = static function (int $form) use ($library, $key): string {
            [$status, $text] = $library->exportKey($key, $form);
            return $status === 0 ? $text : throw Status::exception($status, $library);
        };
        try {
            return $algorithm->isSymmetric()
                ? new self($export(self::SECRET), $export(self::PRIVATE_JWK), null, null)
                : new self(...array_map($export, [self::PRIVATE_PEM, self::PRIVATE_JWK, self::PUBLIC_PEM, self::PUBLIC_JWK]));
        } finally {
            $library->freeKey($key);
        }
    }

    /** @return array<string, mixed> nothing of the private key */
    public function __debugInfo(): array
    {
        return ['public' => $this->public];
    }
}
