<?php

// What every refusal and fault of jwtcore is.

declare(strict_types=1);

namespace Jwtcore\Exception;

/**
 * Why something was refused. Its message says what was wrong and how to mend it, and holds nothing of a token, a key or
 * a secret. Its code is the number, and `errorName` the name, that the error has in every language of jwtcore; 0 and
 * an empty name for faults that only PHP has.
 */
abstract class JwtcoreException extends \RuntimeException
{
    final public function __construct(
        string $message,
        int $number = 0,
        public readonly string $errorName = '',
        ?\Throwable $previous = null,
    ) {
        parent::__construct($message, $number, $previous);
    }
}
