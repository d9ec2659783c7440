<?php

// All calls into libjwtcore. The one file that touches FFI, so that it alone has to be preloaded.

declare(strict_types=1);

namespace Jwtcore\Native;

/**
 * libjwtcore through FFI. Statuses come back as numbers; nothing is thrown for what the library answers.
 *
 * Under `ffi.enable=preload` PHP lets only preloaded code use FFI, so every FFI call stands here, and this class refers
 * to no other class of the package when it is loaded. Buffers that the library writes into are FFI's own: a PHP string
 * handed to a `char *` would be changed in every variable that shares it.
 *
 * @internal
 */
final class Library
{
    /** The package that this class belongs to; a preloaded class is frozen until PHP-FPM restarts. */
    public const PACKAGE = '0.1.0';
    /** The interface that this class was written for. */
    public const ABI = 1;
    /** The scope of the preload header. */
    public const SCOPE = 'jwtcore';

    private const OK = 0;
    private const BUFFER_TOO_SMALL = 300;
    /** Larger than most tokens; grown when one needs it. */
    private const BUFFER_LEN = 4096;
    /** Tokens beyond this length, the greatest that a verifier can be set to accept, get no buffer of their length. */
    private const MAX_TOKEN_LEN = 1048576;

    private \FFI $ffi;
    private \FFI\CData $buffer;
    private int $bufferLen = 0;
    private \FFI\CData $verified;
    private \FFI\CData $verifiedAddress;
    private \FFI\CData $number;
    private \FFI\CData $numberAddress;
    private \FFI\CData $length;
    private \FFI\CData $lengthAddress;

    private function __construct(\FFI $ffi)
    {
        $this->ffi = $ffi;
        $this->verified = $ffi->new('struct jwtcore_verified');
        $this->verified->struct_size = \FFI::sizeof($this->verified);
        $this->verifiedAddress = \FFI::addr($this->verified);
        $this->number = $ffi->new('uint64_t');
        $this->numberAddress = \FFI::addr($this->number);
        $this->length = $ffi->new('size_t');
        $this->lengthAddress = \FFI::addr($this->length);
        $this->grow(self::BUFFER_LEN);
    }

    /** The library of the preload header (`ffi.preload`), or null where none was preloaded. */
    public static function preloaded(): ?self
    {
        try {
            return new self(\FFI::scope(self::SCOPE));
        } catch (\FFI\Exception) {
            return null;
        }
    }

    /**
     * The library at a path, or of the system where it is a bare name.
     *
     * @throws \FFI\Exception where it cannot be loaded
     */
    public static function open(string $header, string $path): self
    {
        return new self(\FFI::cdef($header, $path));
    }

    public function abi(): int
    {
        return $this->ffi->jwtcore_abi_version();
    }

    public function version(): string
    {
        return $this->ffi->jwtcore_version();
    }

    /** The algorithms of the library's build, one bit each. */
    public function algorithms(): int
    {
        return $this->ffi->jwtcore_algorithms();
    }

    /** @return array{string, string, string, int, string} name, sentence, mend, class, and what is known of the last call */
    public function describe(int $status): array
    {
        $detail = $this->ffi->jwtcore_last_error_detail();
        return [
            $this->ffi->jwtcore_status_name($status),
            $this->ffi->jwtcore_status_sentence($status),
            $this->ffi->jwtcore_status_mend($status),
            $this->ffi->jwtcore_status_class($status),
            $detail,
        ];
    }

    /**
     * Borrows the process's verifier for a description, in the form of `jwtcore_verifier_described`, and lets it be
     * remembered by an alias.
     *
     * @return array{int, int} status and handle
     */
    public function describedVerifier(#[\SensitiveParameter] string $description, ?string $alias): array
    {
        $status = $this->ffi->jwtcore_verifier_described(
            $description,
            strlen($description),
            $alias,
            strlen($alias ?? ''),
            $this->numberAddress
        );
        return [$status, $this->number->cdata];
    }

    /** The handle of the process's verifier of an alias; null where none is remembered. */
    public function rememberedVerifier(#[\SensitiveParameter] string $alias): ?int
    {
        $this->ffi->jwtcore_verifier_remembered($alias, strlen($alias), $this->numberAddress);
        return $this->number->cdata ?: null;
    }

    /**
     * Verifies a token.
     *
     * @return array{0: int, 1?: string, 2?: int, 3?: int, 4?: int, 5?: ?string, 6?: int, 7?: int, 8?: int} the status;
     *     where it is 0 also the claims' JSON, algorithm, trust index, facts, kid, exp, nbf, iat
     */
    public function verify(int $verifier, string $token, int $now): array
    {
        $this->makeRoomFor($token);
        $verified = $this->verified;
        $status = $this->ffi->jwtcore_verify(
            $verifier,
            $token,
            strlen($token),
            $now,
            $this->buffer,
            $this->bufferLen,
            $this->verifiedAddress
        );
        if ($status !== self::OK) {
            return [$status];
        }
        $kid = $verified->facts & 8 ? \FFI::string($verified->kid, $verified->kid_len) : null;
        return [
            self::OK,
            \FFI::string($this->buffer, $verified->claims_len),
            $verified->algorithm,
            $verified->trust_index,
            $verified->facts,
            $kid,
            $verified->exp,
            $verified->nbf,
            $verified->iat,
        ];
    }

    /** @return array{int, string} status and payload */
    public function verifyJws(int $verifier, string $token): array
    {
        $this->makeRoomFor($token);
        $verified = $this->verified;
        $status = $this->ffi->jwtcore_verify_jws(
            $verifier,
            $token,
            strlen($token),
            $this->buffer,
            $this->bufferLen,
            $this->verifiedAddress
        );
        return [$status, $status === self::OK ? \FFI::string($this->buffer, $verified->claims_len) : ''];
    }

    /** @return array{int, int} status and handle */
    public function sharedSigner(int $source, int $algorithm, string $key, ?string $kid): array
    {
        $status = $this->ffi->jwtcore_signer_shared(
            $source,
            $algorithm,
            $key,
            strlen($key),
            $kid,
            strlen($kid ?? ''),
            $this->numberAddress
        );
        return [$status, $this->number->cdata];
    }

    /** @return array{int, string} status and token */
    public function sign(int $signer, string $claims, ?string $typ): array
    {
        return $this->written(fn () => $this->ffi->jwtcore_sign(
            $signer,
            $claims,
            strlen($claims),
            $typ,
            strlen($typ ?? ''),
            $this->buffer,
            $this->bufferLen,
            $this->lengthAddress
        ));
    }

    /** @return array{int, int} status and handle */
    public function generateKey(int $algorithm, int $rsaBits, ?string $kid): array
    {
        $status = $this->ffi->jwtcore_key_generate(
            $algorithm,
            $rsaBits,
            $kid,
            strlen($kid ?? ''),
            $this->numberAddress
        );
        return [$status, $this->number->cdata];
    }

    /** @return array{int, string} status and text */
    public function exportKey(int $key, int $form): array
    {
        return $this->written(fn () => $this->ffi->jwtcore_key_export(
            $key,
            $form,
            $this->buffer,
            $this->bufferLen,
            $this->lengthAddress
        ));
    }

    public function freeKey(int $key): int
    {
        return $this->ffi->jwtcore_key_free($key);
    }

    /** @return array{int, string} status and the store's key for a denied token */
    public function deniedKey(string $tenant, string $iss, ?string $sub, string $jti): array
    {
        return $this->written(fn () => $this->ffi->jwtcore_denied_key(
            $tenant,
            strlen($tenant),
            $iss,
            strlen($iss),
            $sub,
            strlen($sub ?? ''),
            $jti,
            strlen($jti),
            $this->buffer,
            $this->bufferLen,
            $this->lengthAddress
        ));
    }

    /**
     * What a call writes into the buffer, which is called again where the buffer was too small.
     *
     * @param \Closure(): int $call
     * @return array{int, string}
     */
    private function written(\Closure $call): array
    {
        $status = $call();
        if ($status === self::BUFFER_TOO_SMALL) {
            $this->grow($this->length->cdata);
            $status = $call();
        }
        if ($status !== self::OK) {
            return [$status, ''];
        }
        $text = \FFI::string($this->buffer, $this->length->cdata);
        \FFI::memset($this->buffer, 0, $this->length->cdata);
        return [$status, $text];
    }

    private function makeRoomFor(string $token): void
    {
        $needed = min(strlen($token), self::MAX_TOKEN_LEN);
        if ($needed > $this->bufferLen) {
            $this->grow($needed);
        }
    }

    private function grow(int $len): void
    {
        $this->buffer = $this->ffi->new("char[$len]");
        $this->bufferLen = $len;
    }
}
