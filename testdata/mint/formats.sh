#!/bin/bash
# Writes one key in each format with OpenSSL's command line, and the keys that must be refused. What is random
# (new keys, certificates, encryption) stays as it is where it exists; formats.py writes the JWKs and hand-made DER.
set -euo pipefail
cd "$(dirname "$0")/../keys"
out=formats
mkdir -p $out
password=test-only

once() { test -e "$1" || "${@:2}"; }
certificate() { # private key, file without suffix
    once "$2.pem" openssl req -x509 -new -key "$1" -days 36500 -subj "/CN=test-only" -sha256 -out "$2.pem"
    openssl x509 -in "$2.pem" -outform DER -out "$2.der"
}

for name in rsa-2048 p256 p384 p521 secp256k1 ed25519; do
    private=private/test-only-$name.pem
    openssl pkey -in $private -pubout -out $out/$name-spki.pem
    openssl pkey -in $private -pubout -outform DER -out $out/$name-spki.der
    certificate $private $out/$name-certificate
    openssl pkcs8 -topk8 -nocrypt -in $private -out $out/test-only-$name-pkcs8.pem
    openssl pkcs8 -topk8 -nocrypt -in $private -outform DER -out $out/test-only-$name-pkcs8.der
done

# RSA: PKCS#1, with CRLF, after a text, as a chain of certificates, of other sizes and exponents.
openssl rsa -in private/test-only-rsa-2048.pem -RSAPublicKey_out -out $out/rsa-2048-pkcs1.pem
openssl rsa -in private/test-only-rsa-2048.pem -RSAPublicKey_out -outform DER -out $out/rsa-2048-pkcs1.der
openssl rsa -in private/test-only-rsa-2048.pem -traditional -out $out/test-only-rsa-2048-pkcs1.pem
openssl rsa -in private/test-only-rsa-2048.pem -traditional -outform DER -out $out/test-only-rsa-2048-pkcs1.der
sed 's/$/\r/' $out/rsa-2048-spki.pem > $out/rsa-2048-spki-crlf.pem
openssl x509 -in $out/rsa-2048-certificate.pem -text -out $out/rsa-2048-certificate-with-text.pem
cat $out/rsa-2048-certificate.pem $out/p256-certificate.pem > $out/rsa-2048-certificate-chain.pem
for bits in 1024 2040 2050 3072 4096 8192; do
    once $out/rsa-$bits-spki.pem sh -c "openssl genrsa $bits | openssl pkey -pubout -out $out/rsa-$bits-spki.pem"
done
once $out/rsa-2048-e3-spki.pem sh -c "openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 \
    -pkeyopt rsa_keygen_pubexp:3 | openssl pkey -pubout -out $out/rsa-2048-e3-spki.pem"

# Elliptic curves: SEC1, with the block that `openssl ecparam -genkey` puts before it, compressed, explicit.
for name in p256 p384 p521 secp256k1; do
    private=private/test-only-$name.pem
    openssl ec -in $private -out $out/test-only-$name-sec1.pem
    openssl ec -in $private -outform DER -out $out/test-only-$name-sec1.der
    openssl ec -in $private -pubout -conv_form compressed -out $out/$name-spki-compressed.pem
done
openssl ec -in private/test-only-p256.pem -pubout -conv_form compressed -outform DER -out $out/p256-spki-compressed.der
{ openssl ecparam -name prime256v1; cat $out/test-only-p256-sec1.pem; } > $out/test-only-p256-sec1-with-parameters.pem
openssl ec -in private/test-only-p256.pem -pubout -param_enc explicit -out $out/p256-spki-explicit.pem
openssl ec -in private/test-only-p256.pem -param_enc explicit -out $out/test-only-p256-sec1-explicit.pem
once $out/p192-spki.pem sh -c "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-192 |
    openssl pkey -pubout -out $out/p192-spki.pem"
once $out/brainpool-p256r1-spki.pem sh -c "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:brainpoolP256r1 |
    openssl pkey -pubout -out $out/brainpool-p256r1-spki.pem"

# Encrypted private keys.
once $out/test-only-p256-encrypted-pkcs8.pem openssl pkcs8 -topk8 -v2 aes-256-cbc -passout pass:$password \
    -in private/test-only-p256.pem -out $out/test-only-p256-encrypted-pkcs8.pem
openssl pkcs8 -in $out/test-only-p256-encrypted-pkcs8.pem -passin pass:$password -topk8 -nocrypt > /dev/null
once $out/test-only-p256-encrypted-pkcs8.der openssl pkcs8 -topk8 -v2 aes-256-cbc -passout pass:$password \
    -in private/test-only-p256.pem -outform DER -out $out/test-only-p256-encrypted-pkcs8.der
once $out/test-only-p256-encrypted-sec1.pem openssl ec -aes256 -passout pass:$password \
    -in private/test-only-p256.pem -out $out/test-only-p256-encrypted-sec1.pem
once $out/test-only-rsa-2048-encrypted-pkcs1.pem openssl rsa -aes256 -traditional -passout pass:$password \
    -in private/test-only-rsa-2048.pem -out $out/test-only-rsa-2048-encrypted-pkcs1.pem

# Keys of other kinds.
for algorithm in x25519 x448 ed448; do
    once $out/$algorithm-spki.pem sh -c "openssl genpkey -algorithm $algorithm | openssl pkey -pubout -out $out/$algorithm-spki.pem"
done
once $out/rsassa-pss-spki.pem sh -c "openssl genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 |
    openssl pkey -pubout -out $out/rsassa-pss-spki.pem"
once $out/dsa-spki.pem sh -c "openssl dsaparam -genkey 2048 | openssl dsa -pubout -out $out/dsa-spki.pem"
# A CSR and a CRL are PEM and no keys.
once $out/p256-certificate-request.pem openssl req -new -key private/test-only-p256.pem -subj "/CN=test-only" \
    -out $out/p256-certificate-request.pem
