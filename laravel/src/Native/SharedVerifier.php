<?php

// The process's verifier for one description: asked for when it is needed, and again when it went or a key's file changed.

declare(strict_types=1);

namespace Jwtcore\Native;

use Jwtcore\Exception\InvalidConfiguration;
use Jwtcore\Exception\Status;

/** @internal */
final class SharedVerifier
{
    private const BAD_HANDLE = 302;

    private int $flags = 0;
    private int $maxTokenLen = 0;
    private ?int $handle = null;
    private string $stamp = '';

    /**
     * @param \Closure(): list<array{0: string, 1?: mixed, 2?: mixed, 3?: mixed, 4?: mixed, 5?: mixed}> $description
     * @param \Closure(): string $currentStamp changes when a key's file does
     */
    public function __construct(private readonly \Closure $description, private readonly \Closure $currentStamp)
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
        $shared->maxTokenLen = $bytes;
        return $shared;
    }

    /** Reads the keys and checks the rules. */
    public function prepare(): void
    {
        $this->handle(Loader::library());
    }

    /**
     * What a call with the verifier answers, without its status.
     *
     * @param \Closure(Library, int): array<int, mixed> $call
     * @return array<int, mixed>
     */
    public function answer(\Closure $call): array
    {
        $library = Loader::library();
        $answer = $call($library, $this->handle($library));
        if ($answer[0] === self::BAD_HANDLE) {
            $this->handle = null;
            $answer = $call($library, $this->handle($library));
        }
        return $answer[0] === 0 ? $answer : throw Status::exception($answer[0], $library);
    }

    private function handle(Library $library): int
    {
        $stamp = ($this->currentStamp)();
        if ($this->handle !== null && $stamp === $this->stamp) {
            return $this->handle;
        }
        [$status, $handle] = $library->sharedVerifier($this->flags, $this->maxTokenLen, ($this->description)());
        if ($status !== 0) {
            $fault = Status::exception($status, $library);
            $library->freeAbandoned();
            throw $fault;
        }
        $this->stamp = $stamp;
        return $this->handle = $handle;
    }

    private function afresh(): self
    {
        $shared = clone $this;
        $shared->handle = null;
        return $shared;
    }
}
