<?php

// Verifies one token with a key from the file that the environment names, and prints its subject or the error's name.

declare(strict_types=1);

require_once __DIR__ . '/../../autoload.php';

use Jwtcore\Algorithm;
use Jwtcore\Exception\JwtcoreException;
use Jwtcore\Key;
use Jwtcore\Tests\Tokens;
use Jwtcore\Trust;
use Jwtcore\Verifier;

try {
    $key = Key::secretFromFile((string) getenv('JWTCORE_TEST_KEY'), Algorithm::HS256);
    $verifier = new Verifier(Trust::issuer('https://issuer.test')->audience('https://api.test')->keys($key));
    $claims = $verifier->verify(Tokens::signed(), Tokens::NOW);
    echo 'accepted ', $claims->subject();
} catch (JwtcoreException $refusal) {
    echo $refusal->errorName;
}
