<?php
// The header in PHP's FFI: the lines that a preprocessor reads taken out, everything defined, and a token verified.
[, $header, $library, $testdata] = $argv;
$lines = preg_grep('/^#/', file($header), PREG_GREP_INVERT);
$ffi = FFI::cdef(implode('', $lines), $library);

function ok(FFI $ffi, int $status): void
{
    if ($status !== 0) {
        throw new RuntimeException($ffi->jwtcore_status_name($status) . ': ' . $ffi->jwtcore_last_error_detail());
    }
}

$handle = $ffi->new('uint64_t');
ok($ffi, $ffi->jwtcore_builder_new(null, FFI::addr($handle)));
$builder = $handle->cdata;
$options = $ffi->new('struct jwtcore_trust_options');
$options->struct_size = FFI::sizeof($options);
$options->flags = $ffi->JWTCORE_TRUST_FLAG_EXP_OPTIONAL;
ok($ffi, $ffi->jwtcore_builder_trust($builder, FFI::addr($options)));
ok($ffi, $ffi->jwtcore_builder_issuer($builder, 'https://issuer.test', 19));
ok($ffi, $ffi->jwtcore_builder_audience($builder, 'https://api.test', 16));
$key = file_get_contents("$testdata/keys/p256.pem");
$source = $ffi->JWTCORE_SOURCE_KEYS;
ok($ffi, $ffi->jwtcore_builder_key($builder, $source, $ffi->JWTCORE_ALGORITHM_ES256, 0, $key, strlen($key), null, 0));
ok($ffi, $ffi->jwtcore_verifier_shared($builder, FFI::addr($handle)));
$verifier = $handle->cdata;
ok($ffi, $ffi->jwtcore_builder_free($builder));

$token = file_get_contents("$testdata/tokens/pyjwt-es256.jwt");
$claims = $ffi->new('char[4096]');
$verified = $ffi->new('struct jwtcore_verified');
$verified->struct_size = FFI::sizeof($verified);
$arguments = [$verifier, $token, strlen($token), 1767225660, $claims, 4096, FFI::addr($verified)];
ok($ffi, $ffi->jwtcore_verify(...$arguments));
$decoded = json_decode(FFI::string($claims, $verified->claims_len), true, 512, JSON_THROW_ON_ERROR);
if ($decoded['iss'] !== 'https://issuer.test' || $verified->algorithm !== $ffi->JWTCORE_ALGORITHM_ES256) {
    throw new RuntimeException('other claims');
}
if ($verifier <= 0 || $ffi->jwtcore_verifier_free($verifier) !== $ffi->JWTCORE_STATUS_BAD_HANDLE) {
    throw new RuntimeException('a shared verifier was freed');
}
echo "ok\n";
