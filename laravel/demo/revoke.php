<?php

// Denies a token in Redis. usage: revoke.php TOKEN

declare(strict_types=1);

require __DIR__ . '/console.php';

Jwtcore\Laravel\Jwt::revoke(Jwtcore\Laravel\Jwt::verify($argv[1]));
