#!/bin/sh
# Makes the test keys with OpenSSL's command line where they are absent; existing ones stay as they are.
set -eu
cd "$(dirname "$0")/.."
mkdir -p keys/private

private() { # name, then what openssl genpkey takes
    name=$1; shift
    test -e "keys/private/test-only-$name.pem" || openssl genpkey "$@" -out "keys/private/test-only-$name.pem"
    openssl pkey -in "keys/private/test-only-$name.pem" -pubout -out "keys/$name.pem"
}

private rsa-2048  -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -quiet
private p256      -algorithm EC -pkeyopt ec_paramgen_curve:P-256
private p384      -algorithm EC -pkeyopt ec_paramgen_curve:P-384
private p521      -algorithm EC -pkeyopt ec_paramgen_curve:P-521
private secp256k1 -algorithm EC -pkeyopt ec_paramgen_curve:secp256k1
private ed25519   -algorithm ed25519
# Another key of each kind, for tokens that must not verify.
private other-p256 -algorithm EC -pkeyopt ec_paramgen_curve:P-256

for bytes in 32 48 64; do
    test -e "keys/secret-$bytes.bin" || openssl rand -out "keys/secret-$bytes.bin" "$bytes"
done
