#!/bin/bash
# Makes two chains of three certificates with OpenSSL's command line, of the shape that the App Store puts into x5c:
# a P-256 leaf, a P-384 intermediate and a P-384 root. The second chain is a stranger's. Existing ones stay.
set -euo pipefail
cd "$(dirname "$0")/.."
private=keys/private/test-only out=issuers/apple
mkdir -p $out
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT

notice='This certificate was made for tests. It vouches for nothing and nobody, and whoever relies on it does so in error. '
notice+='The text stands here only so that the certificate is about as long as those of the App Store.'
cat > "$work/extensions" <<END
[policies]
policyIdentifier = 1.2.840.113635.100.5.6.1
userNotice.1 = @notice
[notice]
explicitText = "$notice"
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
[intermediate]
basicConstraints = critical,CA:TRUE,pathlen:0
keyUsage = critical,keyCertSign,cRLSign
authorityInfoAccess = OCSP;URI:http://ocsp.apple.test/root
crlDistributionPoints = URI:http://crl.apple.test/root.crl
1.2.840.113635.100.6.2.1 = ASN1:NULL
[leaf]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
authorityInfoAccess = OCSP;URI:http://ocsp.apple.test/intermediate
certificatePolicies = @policies
1.2.840.113635.100.6.11.1 = ASN1:NULL
END

key() { test -e "$private-$1.pem" || openssl genpkey -algorithm EC -pkeyopt "ec_paramgen_curve:$2" -out "$private-$1.pem"; }
certificate() { # chain, role, curve, subject, issuer's role
    key "$1-$2" "$3"
    test -e "$out/$1-$2.pem" && return
    openssl req -new -key "$private-$1-$2.pem" -subj "$4" -out "$work/request"
    local signer=(-CA "$out/$1-$5.pem" -CAkey "$private-$1-$5.pem")
    test "$2" = root && signer=(-signkey "$private-$1-root.pem")
    openssl x509 -req -in "$work/request" -days 36500 -sha384 -extfile "$work/extensions" -extensions "$2" \
        "${signer[@]}" -out "$out/$1-$2.pem"
}

for chain in app-store stranger; do
    certificate $chain root         P-384 "/CN=Test-only Root CA - G3/OU=Test-only Certification Authority/O=Test-only Inc./C=US" root
    certificate $chain intermediate P-384 "/CN=Test-only Worldwide Developer Relations Certification Authority/OU=G6/O=Test-only Inc./C=US" root
    certificate $chain leaf         P-256 "/CN=Test-only ECC App Store Receipt Signing/OU=Test-only Worldwide Developer Relations/O=Test-only Inc./C=US" intermediate
    openssl verify -CAfile $out/$chain-root.pem -untrusted $out/$chain-intermediate.pem $out/$chain-leaf.pem
done
