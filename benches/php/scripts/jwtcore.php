<?php

// One verification over jwtcore, and one claim read.

require __DIR__ . '/../../../laravel/autoload.php';

use Jwtcore\Algorithm;
use Jwtcore\Key;
use Jwtcore\Trust;
use Jwtcore\Verifier;

header('Content-Type: text/plain');
$algorithm = Algorithm::named($_SERVER['BENCH_ALG']);
$key = $algorithm->isSymmetric()
    ? Key::secretFromFile($_SERVER['BENCH_KEY'], $algorithm)
    : Key::fromFile($_SERVER['BENCH_KEY'], $algorithm);
$verifier = new Verifier(Trust::issuer('https://issuer.test')->audience('https://api.test')->keys($key));
if ($_SERVER['BENCH_CACHE'] === 'off') {
    $verifier = $verifier->withoutCache();
}
$claims = $verifier->verify(substr($_SERVER['HTTP_AUTHORIZATION'], 7));
echo $claims->string('sub');
