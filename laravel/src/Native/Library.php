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
    private \FFI\CData $number;
    private \FFI\CData $length;

    private function __construct(\FFI $ffi)
    {
        $this->ffi = $ffi;
        $this->verified = $ffi->new('struct jwtcore_verified');
        $this->number = $ffi->new('uint64_t');
        $this->length = $ffi->new('size_t');
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
     * Borrows the process's verifier for a description: a list of builder calls, each the function's name behind
     * `jwtcore_builder_` and its arguments without lengths. `options` and `trust` take theirs as numbers.
     *
     * @param list<array{0: string, 1?: mixed, 2?: mixed, 3?: mixed, 4?: mixed, 5?: mixed}> $calls
     * @return array{int, int} status and handle
     */
    public function sharedVerifier(int $flags, int $maxTokenLen, array $calls): array
    {
        $options = $this->ffi->new('struct jwtcore_verifier_options');
        $options->struct_size = \FFI::sizeof($options);
        $options->flags = $flags;
        $options->max_token_len = $maxTokenLen;
        $status = $this->ffi->jwtcore_builder_new(\FFI::addr($options), \FFI::addr($this->number));
        if ($status !== self::OK) {
            return [$status, 0];
        }
        $builder = $this->number->cdata;
        try {
            foreach ($calls as $call) {
                $status = $this->describeTo($builder, $call);
                if ($status !== self::OK) {
                    return [$status, 0];
                }
            }
            $status = $this->ffi->jwtcore_verifier_shared($builder, \FFI::addr($this->number));
            return [$status, $this->number->cdata];
        } finally {
            if ($status === self::OK) {
                $this->ffi->jwtcore_builder_free($builder);
            } else {
                $this->abandoned[] = $builder;
            }
        }
    }

    /** @var list<int> builders of failed descriptions: freeing one would take the failure's detail away */
    private array $abandoned = [];

    /** Frees the builders of descriptions that failed; to be called when their failure is told. */
    public function freeAbandoned(): void
    {
        foreach ($this->abandoned as $builder) {
            $this->ffi->jwtcore_builder_free($builder);
        }
        $this->abandoned = [];
    }

    /** @param array{0: string, 1?: mixed, 2?: mixed, 3?: mixed, 4?: mixed, 5?: mixed} $call */
    private function describeTo(int $builder, array $call): int
    {
        $ffi = $this->ffi;
        switch ($call[0]) {
            case 'trust':
                $options = $ffi->new('struct jwtcore_trust_options');
                $options->struct_size = \FFI::sizeof($options);
                [, $options->flags, $options->leeway_s, $options->max_age_s] = $call;
                return $ffi->jwtcore_builder_trust($builder, \FFI::addr($options));
            case 'issuer':
                return $ffi->jwtcore_builder_issuer($builder, $call[1], strlen($call[1]));
            case 'audience':
                return $ffi->jwtcore_builder_audience($builder, $call[1], strlen($call[1]));
            case 'audience_claim':
                return $ffi->jwtcore_builder_audience_claim($builder, $call[1], strlen($call[1]));
            case 'typ':
                return $ffi->jwtcore_builder_typ($builder, $call[1], strlen($call[1]));
            case 'require_claim':
                [, $name, $value] = $call;
                return $ffi->jwtcore_builder_require_claim(
                    $builder,
                    $name,
                    strlen($name),
                    $value,
                    strlen($value ?? '')
                );
            case 'require_header':
                [, $name, $value] = $call;
                return $ffi->jwtcore_builder_require_header($builder, $name, strlen($name), $value, strlen($value));
            default:
                [, $source, $algorithms, $flags, $key, $kid] = $call;
                return $ffi->jwtcore_builder_key(
                    $builder,
                    $source,
                    $algorithms,
                    $flags,
                    $key,
                    strlen($key),
                    $kid,
                    strlen($kid ?? '')
                );
        }
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
        $verified->struct_size = \FFI::sizeof($verified);
        $status = $this->ffi->jwtcore_verify(
            $verifier,
            $token,
            strlen($token),
            $now,
            $this->buffer,
            $this->bufferLen,
            \FFI::addr($verified)
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
        $verified->struct_size = \FFI::sizeof($verified);
        $status = $this->ffi->jwtcore_verify_jws(
            $verifier,
            $token,
            strlen($token),
            $this->buffer,
            $this->bufferLen,
            \FFI::addr($verified)
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
            \FFI::addr($this->number)
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
            \FFI::addr($this->length)
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
            \FFI::addr($this->number)
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
            \FFI::addr($this->length)
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
            \FFI::addr($this->length)
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
