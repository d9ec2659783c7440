<?php

// The same verification over PHP's own functions: what every PHP library costs at the least.

header('Content-Type: text/plain');

function decoded(string $text): string
{
    return base64_decode(strtr($text, '-_', '+/'), true);
}

/** r and s as the DER that OpenSSL takes. */
function der(string $signature): string
{
    $integer = static function (string $bytes): string {
        $bytes = ltrim($bytes, "\0");
        $bytes = ord($bytes[0]) > 127 ? "\0$bytes" : $bytes;
        return "\x02" . chr(strlen($bytes)) . $bytes;
    };
    $both = $integer(substr($signature, 0, 32)) . $integer(substr($signature, 32));
    return "\x30" . chr(strlen($both)) . $both;
}

[$header, $payload, $signature] = explode('.', substr($_SERVER['HTTP_AUTHORIZATION'], 7));
$alg = json_decode(decoded($header), true)['alg'];
$key = file_get_contents($_SERVER['BENCH_KEY']);
$good = $alg === $_SERVER['BENCH_ALG'] && match ($alg) {
    'HS256' => hash_equals(hash_hmac('sha256', "$header.$payload", $key, true), decoded($signature)),
    'RS256' => openssl_verify("$header.$payload", decoded($signature), openssl_pkey_get_public($key), 'sha256') === 1,
    'ES256' => openssl_verify("$header.$payload", der(decoded($signature)), openssl_pkey_get_public($key), 'sha256') === 1,
};
$claims = json_decode(decoded($payload), true);
if (!$good || $claims['exp'] <= time() || $claims['iss'] !== 'https://issuer.test' || $claims['aud'] !== 'https://api.test') {
    exit('refused');
}
echo $claims['sub'];
