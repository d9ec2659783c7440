#!/bin/bash
# Mints tokens with OpenSSL's command line alone: JSON by hand, base64url and r‖s in the shell.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
private=keys/private/test-only

claims='{"iss":"https://issuer.test","sub":"user-1","aud":"https://api.test","iat":1767225600,"exp":4102444800}'
# As PHP writes JSON by default: slashes escaped.
escaped='{"iss":"https:\/\/issuer.test","sub":"user-1","aud":["https:\/\/other.test","https:\/\/api.test"],"iat":1767225600,"exp":4102444800}'
pretty='{
  "iss": "https://issuer.test",
  "sub": "user-1",
  "aud": "https://api.test",
  "iat": 1767225600,
  "exp": 4.1024448e9
}'

base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }

# INTEGER r and s of the DER signature in $1, each left-padded to $2 bytes.
r_and_s() {
    openssl asn1parse -inform DER -in "$1" | sed -n 's/.*INTEGER *:\([0-9A-F]*\)$/\1/p' | while read -r number; do
        printf '%*s' $(($2 * 2)) "$number" | tr ' ' 0 | sed 's/../\\x&/g' | { read -r -d "" bytes || true; printf '%b' "$bytes"; }
    done
}

hmac()  { openssl dgst "-sha$1" -mac HMAC -macopt "hexkey:$(od -An -v -tx1 "$2" | tr -d ' \n')" -binary; }
rs()    { openssl dgst "-sha$1" -sign "$private-rsa-2048.pem"; }
ps()    { openssl dgst "-sha$1" -sign "$private-rsa-2048.pem" -sigopt rsa_padding_mode:pss -sigopt "rsa_pss_saltlen:$2" -sigopt "rsa_mgf1_md:$3"; }
es_der() { openssl dgst "-sha$1" -sign "$private-$2.pem"; }
es()    { es_der "$1" "$2" > "$work/der"; r_and_s "$work/der" "$3"; }
eddsa() { cat > "$work/input"; openssl pkeyutl -sign -rawin -inkey "$private-ed25519.pem" -in "$work/input"; }

# The payload's bytes are kept beside the tokens that are to be accepted.
mint() { # name, header, claims, then the signing function and its arguments
    name=$1 header=$2 payload=$3; shift 3
    printf %s "$payload" > "tokens/$name.payload"
    mint_refused "$name" "$header" "$payload" "$@"
}
mint_refused() {
    name=$1 header=$2 payload=$3; shift 3
    input=$(printf %s "$header" | base64url).$(printf %s "$payload" | base64url)
    printf %s "$input.$(printf %s "$input" | "$@" | base64url)" > "tokens/$name.jwt"
}

mint openssl-hs256 '{"alg":"HS256","typ":"JWT"}' "$claims" hmac 256 keys/secret-32.bin
mint openssl-hs384 '{"alg":"HS384","typ":"JWT"}' "$claims" hmac 384 keys/secret-48.bin
mint openssl-hs512 '{"alg":"HS512","typ":"JWT"}' "$claims" hmac 512 keys/secret-64.bin
mint openssl-rs256 '{"alg":"RS256","typ":"JWT"}' "$claims" rs 256
mint openssl-rs384 '{"alg":"RS384"}' "$claims" rs 384
mint openssl-rs512 '{"alg":"RS512"}' "$claims" rs 512
mint openssl-ps256 '{"alg":"PS256","typ":"JWT"}' "$claims" ps 256 digest sha256
mint openssl-ps384 '{"alg":"PS384"}' "$claims" ps 384 digest sha384
mint openssl-ps512 '{"alg":"PS512"}' "$claims" ps 512 digest sha512
mint openssl-es256 '{"alg":"ES256","typ":"JWT"}' "$claims" es 256 p256 32
mint openssl-es384 '{"alg":"ES384"}' "$claims" es 384 p384 48
mint openssl-es512 '{"alg":"ES512"}' "$claims" es 512 p521 66
mint openssl-es256k '{"alg":"ES256K"}' "$claims" es 256 secp256k1 32
mint openssl-eddsa '{"alg":"EdDSA","typ":"JWT"}' "$claims" eddsa
mint openssl-ed25519 '{"alg":"Ed25519"}' "$claims" eddsa
mint openssl-hs256-escaped '{"typ":"JWT","alg":"HS256"}' "$escaped" hmac 256 keys/secret-32.bin
mint openssl-es256-pretty '{
  "alg": "ES256",
  "typ": "application\/JWT"
}' "$pretty" es 256 p256 32

# To be refused.
mint_refused openssl-es256-der-signature '{"alg":"ES256"}' "$claims" es_der 256 p256
mint_refused openssl-ps256-salt-0 '{"alg":"PS256"}' "$claims" ps 256 0 sha256
mint_refused openssl-ps256-salt-max '{"alg":"PS256"}' "$claims" ps 256 max sha256
mint_refused openssl-ps256-mgf1-sha1 '{"alg":"PS256"}' "$claims" ps 256 digest sha1
mint_refused openssl-rs256-as-ps256 '{"alg":"PS256"}' "$claims" rs 256
mint_refused openssl-rs256-with-sha512 '{"alg":"RS256"}' "$claims" rs 512
mint_refused openssl-hs256-rsa-public-key '{"alg":"HS256"}' "$claims" hmac 256 keys/rsa-2048.pem
mint_refused openssl-es256-other-key '{"alg":"ES256"}' "$claims" es 256 other-p256 32
