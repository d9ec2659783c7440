<?php

// One key, or the text of several, and the algorithms that it may be bound to.

declare(strict_types=1);

namespace Jwtcore;

use Jwtcore\Exception\InvalidConfiguration;
use Jwtcore\Native\Description;

/**
 * A key's text, where it comes from, and the algorithms that it may be bound to. Immutable; read by libjwtcore when a
 * verifier or a signer is first used, once in each process.
 *
 * A file is read again when it changes, so that a key can be replaced while PHP runs.
 */
final readonly class Key
{
    private const SOURCE_KEYS = 1;
    private const SOURCE_SECRET = 2;
    private const SOURCE_SECRET_FILE = 3;
    private const FLAG_RS_AND_PS = 1;
    private const FLAG_NAMED_BY_KEYS = 2;
    /** A file's times tell its changes from so many seconds after the last one on. */
    private const SETTLED_AFTER = 2;
    /** The longest text of keys that is read. */
    private const MAX_LEN = 1048576;

    private function __construct(
        private int $source,
        private ?string $text,
        private ?string $file,
        private int $algorithms,
        private int $flags = 0,
        private ?string $keyId = null,
    ) {
    }

    /**
     * PEM, DER, one JWK or a JWKS, told apart by content. A key that names no algorithm is bound to each one given that
     * fits it; with none given, every key has to name its own.
     */
    public static function from(string $text, Algorithm ...$algorithms): self
    {
        return new self(self::SOURCE_KEYS, $text, null, self::bits($algorithms), self::flags($algorithms));
    }

    /** The same from a file. */
    public static function fromFile(string $path, Algorithm ...$algorithms): self
    {
        return new self(self::SOURCE_KEYS, null, $path, self::bits($algorithms), self::flags($algorithms));
    }

    /** An HMAC secret, as raw bytes: at least 32, 48 or 64 for HS256, HS384 or HS512. */
    public static function secret(#[\SensitiveParameter] string $bytes, Algorithm ...$algorithms): self
    {
        return new self(self::SOURCE_SECRET, $bytes, null, self::bits($algorithms));
    }

    /** The bytes of a file as an HMAC secret. Printable text with a newline at its end is refused. */
    public static function secretFromFile(string $path, Algorithm ...$algorithms): self
    {
        return new self(self::SOURCE_SECRET_FILE, null, $path, self::bits($algorithms));
    }

    /** Names a key that has no name (`kid`). */
    public function named(string $keyId): self
    {
        return new self($this->source, $this->text, $this->file, $this->algorithms, $this->flags, $keyId);
    }

    /** Lets an RSA key that names no algorithm serve for both RS and PS. */
    public function allowRsAndPs(): self
    {
        $flags = $this->flags | self::FLAG_RS_AND_PS;
        return new self($this->source, $this->text, $this->file, $this->algorithms, $flags, $this->keyId);
    }

    /**
     * The key's record in a verifier's description. Reads the key's file.
     *
     * @internal
     */
    public function description(): string
    {
        return $this->record('K', $this->contents());
    }

    /**
     * The same record with the stamp of the key's file in the place of its contents; null where its contents have to
     * be read.
     *
     * @internal
     */
    public function alias(): ?string
    {
        if ($this->file === null) {
            return $this->record('K', (string) $this->text);
        }
        $stamp = $this->stamp();
        return $stamp === null ? null : $this->record('F', $stamp);
    }

    /**
     * The arguments that libjwtcore's signers take: source, bytes and name. Reads the key's file.
     *
     * @internal
     * @return array{int, string, ?string}
     */
    public function material(): array
    {
        return [$this->source, $this->contents(), $this->keyId];
    }

    /**
     * A text that changes when the key's file does; constant for a key that has none. Null where that cannot be told:
     * the file is gone, or so young that another change would leave its times, which PHP has in seconds, as they are.
     *
     * @internal
     */
    public function stamp(): ?string
    {
        if ($this->file === null) {
            return '';
        }
        clearstatcache();
        $stat = @stat($this->file);
        if ($stat === false || $stat['ctime'] > time() - self::SETTLED_AFTER) {
            return null;
        }
        return "$stat[dev]:$stat[ino]:$stat[mtime]:$stat[ctime]:$stat[size]:$this->file";
    }

    /** @return array<string, mixed> nothing of the key itself */
    public function __debugInfo(): array
    {
        return ['file' => $this->file, 'keyId' => $this->keyId];
    }

    /** @return never secrets do not belong in caches and queues */
    public function __serialize(): array
    {
        throw new InvalidConfiguration('a key cannot be serialized: store its file\'s path and load it again');
    }

    private function record(string $kind, string $text): string
    {
        $numbers = pack('N3', $this->source, $this->algorithms, $this->flags);
        return $kind . $numbers . Description::text($text) . Description::text($this->keyId);
    }

    private function contents(): string
    {
        return $this->file === null ? (string) $this->text : self::read($this->file);
    }

    private static function read(string $path): string
    {
        $text = @file_get_contents($path, length: self::MAX_LEN + 1);
        if ($text !== false) {
            return $text;
        }
        throw is_file($path)
            ? new InvalidConfiguration("the key file $path cannot be read: let the user of PHP read it")
            : new InvalidConfiguration("there is no key file at $path: correct the path");
    }

    /** @param array<array-key, Algorithm> $algorithms */
    private static function bits(array $algorithms): int
    {
        $bits = 0;
        foreach ($algorithms as $algorithm) {
            $bits |= $algorithm->bit();
        }
        return $bits;
    }

    /** @param array<array-key, Algorithm> $algorithms */
    private static function flags(array $algorithms): int
    {
        return $algorithms === [] ? self::FLAG_NAMED_BY_KEYS : 0;
    }
}
