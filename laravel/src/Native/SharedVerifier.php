<?php

// The process's verifier for one description: asked for when it is needed, and again when it went or a key's file changed.

declare(strict_types=1);

namespace Jwtcore\Native;

use Jwtcore\Exception\InvalidConfiguration;
use Jwtcore\Exception\Status;
use Jwtcore\Trust;

/** @internal */
final class SharedVerifier
{
    private const BAD_HANDLE = 302;
    private const NO_CACHE = 4;
    /** The greatest number of a description. */
    private const MAX_NUMBER = 0xFFFFFFFF;

    private int $maxTokenLen = 0;
    private int $cacheKib = 0;
    private ?int $handle = null;
    /** What the handle was got by. */
    private ?string $alias = null;

    /** @param list<Trust> $trusts */
    public function __construct(private readonly array $trusts, private int $flags = 0)
    {
    }

    public function withFlag(int $flag): self
    {
        $shared = $this->afresh();
        $shared->flags |= $flag;
        return $shared;
    }

    public function withMaxTokenLen(int $bytes): self
    {
        if ($bytes < 1) {
            throw new InvalidConfiguration('the greatest token length is not positive: set 1 to 1048576 bytes');
        }
        $shared = $this->afresh();
        $shared->maxTokenLen = min($bytes, self::MAX_NUMBER);
        return $shared;
    }

    public function withCache(int $kib): self
    {
        if ($kib < 1) {
            throw new InvalidConfiguration('the cache\'s size is not positive: set 4 to 1048576 KiB, or no cache');
        }
        $shared = $this->afresh();
        $shared->flags &= ~self::NO_CACHE;
        $shared->cacheKib = min($kib, self::MAX_NUMBER);
        return $shared;
    }

    public function withoutCache(): self
    {
        $shared = $this->withFlag(self::NO_CACHE);
        $shared->cacheKib = 0;
        return $shared;
    }

    /** Reads the keys and checks the rules. */
    public function prepare(): void
    {
        $this->handle(Loader::library());
    }

    /**
     * What `Library::verify` answers.
     *
     * @return array{0: int, 1: string, 2: int, 3: int, 4: int, 5: ?string, 6: int, 7: int, 8: int}
     */
    public function verify(#[\SensitiveParameter] string $token, int $now): array
    {
        $library = Loader::library();
        $answer = $library->verify($this->handle($library), $token, $now);
        if ($answer[0] === self::BAD_HANDLE) {
            $answer = $library->verify($this->handleAgain($library), $token, $now);
        }
        return $answer[0] === 0 ? $answer : throw Status::exception($answer[0], $library);
    }

    /** The payload that `Library::verifyJws` answers. */
    public function verifyJws(#[\SensitiveParameter] string $token): string
    {
        $library = Loader::library();
        [$status, $payload] = $library->verifyJws($this->handle($library), $token);
        if ($status === self::BAD_HANDLE) {
            [$status, $payload] = $library->verifyJws($this->handleAgain($library), $token);
        }
        return $status === 0 ? $payload : throw Status::exception($status, $library);
    }

    /** @return array<string, mixed> nothing of the keys, which the alias may hold */
    public function __debugInfo(): array
    {
        return ['trusts' => count($this->trusts), 'flags' => $this->flags, 'maxTokenLen' => $this->maxTokenLen];
    }

    /** The handle of the verifier, the same as long as no key's file changes. */
    private function handle(Library $library): int
    {
        $alias = $this->alias();
        if ($this->handle === null || $alias === null || $alias !== $this->alias) {
            $this->handle = $this->remembered($library, $alias) ?? $this->described($library, $alias);
            $this->alias = $alias;
        }
        return $this->handle;
    }

    /** The handle again, after others needed the verifier's place. */
    private function handleAgain(Library $library): int
    {
        return $this->handle = $this->described($library, $this->alias);
    }

    /** The handle that an earlier request's description got, where the keys' files are still those. */
    private function remembered(Library $library, ?string $alias): ?int
    {
        return $alias === null ? null : $library->rememberedVerifier($alias);
    }

    /** Reads the keys' files. */
    private function described(Library $library, ?string $alias): int
    {
        $description = $this->head();
        foreach ($this->trusts as $trust) {
            $description .= $trust->description();
        }
        [$status, $handle] = $library->describedVerifier($description, $alias);
        return $status === 0 ? $handle : throw Status::exception($status, $library);
    }

    /** The description with the stamps of the keys' files in the place of their contents; null where one has to be read. */
    private function alias(): ?string
    {
        $alias = $this->head();
        foreach ($this->trusts as $trust) {
            $records = $trust->alias();
            if ($records === null) {
                return null;
            }
            $alias .= $records;
        }
        return $alias;
    }

    private function head(): string
    {
        return pack('N3', $this->flags, $this->maxTokenLen, $this->cacheKib);
    }

    private function afresh(): self
    {
        $shared = clone $this;
        $shared->handle = $shared->alias = null;
        return $shared;
    }
}
