<?php

// Prints a token for the demo's user. usage: token.php [CLAIMS], a JSON object of claims in place of its own

declare(strict_types=1);

require __DIR__ . '/console.php';

echo Jwtcore\Laravel\Jwt::issueFor(Demo\User::findOrFail(7), json_decode($argv[1] ?? '{}', true, 32, JSON_THROW_ON_ERROR));
