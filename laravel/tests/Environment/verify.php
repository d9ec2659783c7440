<?php

// Verifies one token and prints its subject, or the exception: run by the tests under each way of starting PHP.

declare(strict_types=1);

require_once __DIR__ . '/../../autoload.php';

error_reporting(E_ALL);
set_error_handler(static function (int $level, string $message): never {
    exit("a warning: $message");
});
try {
    $token = Jwtcore\Tests\Tokens::signed();
    $claims = Jwtcore\Tests\Tokens::verifier()->verify($token, Jwtcore\Tests\Tokens::NOW);
    echo 'accepted ', $claims->subject();
} catch (Throwable $exception) {
    echo $exception::class, ': ', $exception->getMessage();
}
