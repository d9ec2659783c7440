"""Writes the JWKs, the DER that OpenSSL would not write, and formats/manifest.json. Run after formats.sh."""

import base64
import json
import pathlib
import random

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa, x25519
from cryptography.hazmat.primitives.serialization import (
    Encoding, NoEncryption, PrivateFormat, PublicFormat, load_pem_private_key, load_pem_public_key)

KEYS = pathlib.Path(__file__).resolve().parent.parent / "keys"
OUT = KEYS / "formats"
NAMES = {"rsa-2048": "RS256", "p256": "ES256", "p384": "ES384", "p521": "ES512", "secp256k1": "ES256K", "ed25519": "EdDSA"}
CURVES = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521", "secp256k1": "secp256k1"}
manifest = []


def entry(file, what, kind, alg, verdict):
    suffix = file.rsplit(".", 1)[1]
    form = "pem" if suffix in ("pem", "asc") else "jwk" if suffix == "jwk" else "der"
    item = {"file": file, "what": what, "kind": kind, "format": form, "alg": alg, "verdict": verdict}
    if alg == "ES256K":
        item["feature"] = "es256k"
    assert (OUT / file).exists(), file
    manifest.append(item)


def public_entry(file, what, alg, verdict="accepted"):
    entry(file, what, "public", alg, verdict)


def private_entry(file, what, alg, verdict="accepted"):
    """A private key: read as one, and refused where a public one belongs."""
    entry(file, what, "private", alg, verdict)
    entry(file, what, "public", alg, "private-key-given")


def write(file, content):
    (OUT / file).write_bytes(content.encode() if isinstance(content, str) else content)


def private(name):
    return load_pem_private_key((KEYS / "private" / f"test-only-{name}.pem").read_bytes(), None)


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def uint(number, length=None):
    return b64(number.to_bytes(length or (number.bit_length() + 7) // 8, "big"))


# --- JWK

def public_jwk(key):
    if isinstance(key, rsa.RSAPublicKey):
        numbers = key.public_numbers()
        return {"kty": "RSA", "n": uint(numbers.n), "e": uint(numbers.e)}
    if isinstance(key, ec.EllipticCurvePublicKey):
        numbers, length = key.public_numbers(), (key.curve.key_size + 7) // 8
        crv = CURVES[key.curve.name]
        return {"kty": "EC", "crv": crv, "x": uint(numbers.x, length), "y": uint(numbers.y, length)}
    crv = {ed25519.Ed25519PublicKey: "Ed25519", x25519.X25519PublicKey: "X25519"}
    crv = next((crv for cls, crv in crv.items() if isinstance(key, cls)), "Ed448")
    return {"kty": "OKP", "crv": crv, "x": b64(key.public_bytes(Encoding.Raw, PublicFormat.Raw))}


def private_jwk(key):
    jwk = public_jwk(key.public_key())
    if isinstance(key, rsa.RSAPrivateKey):
        numbers = key.private_numbers()
        members = {"d": numbers.d, "p": numbers.p, "q": numbers.q, "dp": numbers.dmp1, "dq": numbers.dmq1, "qi": numbers.iqmp}
        return jwk | {name: uint(number) for name, number in members.items()}
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return jwk | {"d": uint(key.private_numbers().private_value, (key.curve.key_size + 7) // 8)}
    return jwk | {"d": b64(key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption()))}


def jwk_file(file, jwk):
    write(file, jwk if isinstance(jwk, str) else json.dumps(jwk, separators=(",", ":")))


def jwk_entry(file, what, alg, verdict, jwk):
    jwk_file(file, jwk)
    public_entry(file, what, alg, verdict)


# --- DER

def der(tag, content):
    length = len(content)
    if length < 128:
        return bytes([tag, length]) + content
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(octets)]) + octets + content


def integer(number):
    return der(2, number.to_bytes(number.bit_length() // 8 + 1, "big"))


RSA_ENCRYPTION = bytes.fromhex("06092a864886f70d010101")
EC_P256 = der(0x30, bytes.fromhex("06072a8648ce3d020106082a8648ce3d030107"))


def rsa_spki(n, e, parameters=b"\x05\x00"):
    return der(0x30, der(0x30, RSA_ENCRYPTION + parameters) + der(3, b"\x00" + der(0x30, integer(n) + integer(e))))


def p256_spki(point):
    return der(0x30, EC_P256 + der(3, b"\x00" + point))


def ed25519_spki(point):
    return der(0x30, der(0x30, bytes.fromhex("06032b6570")) + der(3, b"\x00" + point))


def roca_modulus():
    """A modulus of two primes k·M + (65537^a mod M), as the flawed library made them (CVE-2017-15361)."""
    primes = [p for p in range(2, 702) if all(p % d for d in range(2, int(p ** 0.5) + 1))]
    primorial = 1
    for p in primes:
        primorial *= p
    source = random.SystemRandom()

    def prime():
        while True:
            k = source.randrange((3 << 1022) // primorial, (1 << 1024) // primorial)
            p = k * primorial + pow(65537, source.randrange(1 << 256), primorial)
            if p.bit_length() == 1024 and all(pow(base, p - 1, p) == 1 for base in (2, 3, 5, 7, 11, 13)):
                return p

    return prime() * prime()


def pem(label, data):
    text = base64.b64encode(data).decode()
    lines = "\n".join(text[at:at + 64] for at in range(0, len(text), 64))
    return f"-----BEGIN {label}-----\n{lines}\n-----END {label}-----\n"


def der_entry(file, what, alg, verdict, content):
    write(file, content)
    public_entry(file, what, alg, verdict)


def formats_of(name, alg):
    key = private(name)
    for suffix, what in (("spki", "SPKI"), ("certificate", "X.509 certificate")):
        public_entry(f"{name}-{suffix}.pem", f"{what}, PEM", alg)
        public_entry(f"{name}-{suffix}.der", f"{what}, DER", alg)
    jwk_entry(f"{name}.jwk", "JWK without alg, use and kid", alg, "accepted", public_jwk(key.public_key()))
    named = public_jwk(key.public_key()) | {"use": "sig", "key_ops": ["verify"], "alg": alg, "kid": f"{name}-2026"}
    jwk_entry(f"{name}-named.jwk", "JWK with use, key_ops, alg and kid", alg, "accepted", named)
    private_entry(f"test-only-{name}-pkcs8.pem", "PKCS#8 private key, PEM", alg)
    private_entry(f"test-only-{name}-pkcs8.der", "PKCS#8 private key, DER", alg)
    jwk_file(f"test-only-{name}.jwk", private_jwk(key))
    private_entry(f"test-only-{name}.jwk", "private JWK", alg)


for name, alg in NAMES.items():
    formats_of(name, alg)

# Public keys given where a private one belongs.
for file in ("p256-spki.pem", "p256-spki.der", "p256-certificate.pem", "p256.jwk", "rsa-2048-pkcs1.pem"):
    entry(file, "public key where a private one belongs", "private", "ES256" if file[0] == "p" else "RS256", "public-key-given")

# RSA.
RSA, N = private("rsa-2048"), private("rsa-2048").public_key().public_numbers().n
public_entry("rsa-2048-pkcs1.pem", "PKCS#1 RSAPublicKey, PEM", "RS256")
public_entry("rsa-2048-pkcs1.der", "PKCS#1 RSAPublicKey, DER", "RS256")
public_entry("rsa-2048-spki.pem", "SPKI for RSASSA-PSS by the verifier's choice", "PS256")
public_entry("rsa-2048-spki-crlf.pem", "SPKI, PEM with CRLF at each line's end", "RS256")
public_entry("rsa-2048-certificate-with-text.pem", "certificate after `openssl x509 -text`", "RS256")
public_entry("rsa-2048-certificate-chain.pem", "two certificates, of which the first counts", "RS256")
private_entry("test-only-rsa-2048-pkcs1.pem", "PKCS#1 RSAPrivateKey, PEM", "RS256")
private_entry("test-only-rsa-2048-pkcs1.der", "PKCS#1 RSAPrivateKey, DER", "RS256")
for bits, verdict in ((1024, "unsupported-key-size"), (2040, "unsupported-key-size"), (2050, "unsupported-key-size"),
                      (3072, "accepted"), (4096, "accepted"), (8192, "unsupported-key-size")):
    public_entry(f"rsa-{bits}-spki.pem", f"RSA of {bits} bits", "RS256", verdict)
public_entry("rsa-2048-e3-spki.pem", "RSA exponent 3", "RS256")
for e, verdict in ((0, "weak-rsa-exponent"), (1, "weak-rsa-exponent"), (2, "weak-rsa-exponent"), (65536, "weak-rsa-exponent"),
                   (2**33 - 1, "accepted"), (2**33 + 1, "weak-rsa-exponent"), (2**64 + 1, "weak-rsa-exponent")):
    der_entry(f"rsa-2048-e{e}-spki.der", f"RSA exponent {e}", "RS256", verdict, rsa_spki(N, e))
if not (OUT / "rsa-2048-roca-spki.pem").exists():
    write("rsa-2048-roca-spki.pem", pem("PUBLIC KEY", rsa_spki(roca_modulus(), 65537)))
public_entry("rsa-2048-roca-spki.pem", "RSA modulus with the ROCA fingerprint (CVE-2017-15361)", "RS256", "roca-weak-key")
der_entry("rsa-2048-spki-without-null.der", "rsaEncryption without its NULL parameters", "RS256", "malformed-der", rsa_spki(N, 65537, b""))
public_entry("rsassa-pss-spki.pem", "SPKI with the OID id-RSASSA-PSS (RFC 4055)", "PS256", "unsupported-key-type")

# Elliptic curves.
for name in ("p256", "p384", "p521", "secp256k1"):
    private_entry(f"test-only-{name}-sec1.pem", "SEC1 private key, PEM", NAMES[name])
    private_entry(f"test-only-{name}-sec1.der", "SEC1 private key, DER", NAMES[name])
    public_entry(f"{name}-spki-compressed.pem", "compressed point, PEM", NAMES[name], "unsupported-point-format")
public_entry("p256-spki-compressed.der", "compressed point, DER", "ES256", "unsupported-point-format")
entry("test-only-p256-sec1-with-parameters.pem", "EC PARAMETERS, then the SEC1 private key", "private", "ES256", "accepted")
public_entry("p256-spki-explicit.pem", "explicit curve parameters", "ES256", "unsupported-curve")
private_entry("test-only-p256-sec1-explicit.pem", "SEC1 private key with explicit curve parameters", "ES256", "unsupported-curve")
public_entry("p192-spki.pem", "curve P-192", None, "unsupported-curve")
public_entry("brainpool-p256r1-spki.pem", "curve brainpoolP256r1", None, "unsupported-curve")
P256 = private("p256").public_key().public_numbers()
X, Y = P256.x.to_bytes(32, "big"), P256.y.to_bytes(32, "big")
OFF = (P256.y ^ 1).to_bytes(32, "big")
der_entry("p256-spki-off-curve.der", "point off the curve", "ES256", "invalid-public-key", p256_spki(b"\x04" + X + OFF))
der_entry("p256-spki-infinity.der", "point at infinity", "ES256", "invalid-public-key", p256_spki(b"\x00"))
der_entry("p256-spki-hybrid.der", "hybrid point", "ES256", "invalid-public-key", p256_spki(bytes([6 + (Y[31] & 1)]) + X + Y))
der_entry("p256-spki-short-point.der", "point one byte too short", "ES256", "invalid-public-key", p256_spki(b"\x04" + X + Y[:31]))
good = (OUT / "p256-spki.der").read_bytes()
der_entry("p256-spki-trailing-byte.der", "a byte after the structure", "ES256", "malformed-der", good + b"\x00")
der_entry("p256-spki-long-length.der", "length not in its shortest form", "ES256", "malformed-der", b"\x30\x81" + good[1:])
der_entry("p256-spki-truncated.der", "cut off", "ES256", "malformed-der", good[:-1])
der_entry("p256-spki-unused-bits.der", "BIT STRING with unused bits", "ES256", "malformed-der",
          der(0x30, EC_P256 + der(3, b"\x01\x04" + X + Y[:31] + bytes([Y[31] & 0xFE]))))

# Ed25519 and its kin.
for file, what, point in (
    ("small-order-1", "the identity", "01" + "00" * 31),
    ("small-order-2", "a point of order 2", "ec" + "ff" * 30 + "7f"),
    ("small-order-8", "a point of order 8", "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
    ("non-canonical", "y not below the field's prime", "ee" + "ff" * 30 + "7f"),
    ("not-on-curve", "no point has this y", "02" + "00" * 31),
):
    der_entry(f"ed25519-spki-{file}.der", what, "EdDSA", "invalid-public-key", ed25519_spki(bytes.fromhex(point)))
for name in ("x25519", "x448", "ed448"):
    public_entry(f"{name}-spki.pem", f"{name.capitalize()} SPKI", None, "unsupported-key-type")
public_entry("dsa-spki.pem", "DSA SPKI", None, "unsupported-key-type")
write("test-only-rfc8410-ed25519-v1.pem", """-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
-----END PRIVATE KEY-----
""")
write("test-only-rfc8410-ed25519-v2.pem", """-----BEGIN PRIVATE KEY-----
MHICAQEwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
oB8wHQYKKoZIhvcNAQkJFDEPDA1DdXJkbGUgQ2hhaXJzgSEAGb9ECWmEzf6FQbrB
Z9w7lshQhqowtrbLDFw4rXAxZuE=
-----END PRIVATE KEY-----
""")
private_entry("test-only-rfc8410-ed25519-v1.pem", "PKCS#8 of RFC 8410 section 10.3, without public key", "EdDSA")
private_entry("test-only-rfc8410-ed25519-v2.pem", "PKCS#8 of RFC 8410 section 10.3, with attributes and public key", "EdDSA")

# Encrypted private keys.
for file, what, alg in (
    ("test-only-p256-encrypted-pkcs8.pem", "encrypted PKCS#8, PEM", "ES256"),
    ("test-only-p256-encrypted-pkcs8.der", "encrypted PKCS#8, DER", "ES256"),
    ("test-only-p256-encrypted-sec1.pem", "SEC1 with OpenSSL's older encryption", "ES256"),
    ("test-only-rsa-2048-encrypted-pkcs1.pem", "PKCS#1 with OpenSSL's older encryption", "RS256"),
):
    private_entry(file, what, alg, "encrypted-key")

# PEM that is none, or not what its label says.
spki = (OUT / "p256-spki.pem").read_text()
pkcs8_der = (OUT / "test-only-p256-pkcs8.der").read_bytes()
rsa_der = (OUT / "rsa-2048-spki.der").read_bytes()
for file, what, alg, verdict, text in (
    ("p256-spki-without-newline.pem", "no newline at the end", "ES256", "accepted", spki.rstrip("\n")),
    ("p256-spki-after-text.pem", "text before the block", "ES256", "accepted", "The test key of 2026\n\n" + spki),
    ("p256-spki-literal-backslash-n.pem", "newlines written as \\n, as in environment variables", "ES256", "malformed-pem", spki.replace("\n", "\\n")),
    ("p256-spki-one-line.pem", "newlines lost", "ES256", "malformed-pem", spki.replace("\n", " ")),
    ("p256-spki-indented.pem", "indented lines", "ES256", "malformed-pem", spki.replace("\n", "\n  ").rstrip(" ")),
    ("p256-spki-byte-order-mark.pem", "byte-order mark before the block", "ES256", "malformed-pem", "\ufeff" + spki),
    ("p256-spki-without-end.pem", "END line missing", "ES256", "malformed-pem", spki[:spki.index("-----END")]),
    ("p256-spki-wrong-end.pem", "END line of another label", "ES256", "malformed-pem", spki.replace("END PUBLIC KEY", "END CERTIFICATE")),
    ("p256-spki-twice.pem", "two public keys", "ES256", "malformed-pem", spki + spki),
    ("p256-spki-text-after.pem", "text after the block", "ES256", "malformed-pem", spki + "the end\n"),
    ("p256-spki-url-safe.pem", "URL-safe alphabet", "ES256", "malformed-pem", pem("PUBLIC KEY", good).replace("/", "_").replace("+", "-")),
    ("rsa-2048-spki-labelled-pkcs1.pem", "SPKI labelled RSA PUBLIC KEY", "RS256", "malformed-pem", pem("RSA PUBLIC KEY", rsa_der)),
    ("test-only-p256-pkcs8-labelled-public.pem", "private key labelled PUBLIC KEY", "ES256", "private-key-given", pem("PUBLIC KEY", pkcs8_der)),
    ("test-only-p256-spki-then-private.pem", "a private key after the public one", "ES256", "private-key-given",
     spki + (OUT / "test-only-p256-pkcs8.pem").read_text()),
    ("empty.pem", "nothing", None, "malformed-pem", ""),
):
    write(file, text)
    public_entry(file, what, alg, verdict)
public_entry("p256-certificate-request.pem", "a certificate request", "ES256", "malformed-pem")

# Other programs' keys. The SSH public key is neither PEM nor JSON and so is read as DER.
SSH = private("p256")
write("ssh-p256.pub", SSH.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH) + b" test-only\n")
write("ssh-ed25519.pub", private("ed25519").public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH) + b" test-only\n")
if not (OUT / "test-only-ssh-ed25519.pem").exists():
    write("test-only-ssh-ed25519.pem", private("ed25519").private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
public_entry("ssh-p256.pub", "OpenSSH public key", "ES256", "malformed-der")
public_entry("ssh-ed25519.pub", "OpenSSH public key", "EdDSA", "malformed-der")
private_entry("test-only-ssh-ed25519.pem", "OpenSSH private key", "EdDSA", "malformed-pem")
write("pgp-public-key.asc", """-----BEGIN PGP PUBLIC KEY BLOCK-----
Comment: the frame of a PGP key around bytes that are none

dGVzdCBkYXRhLCBub3QgYSBQR1Aga2V5
=AAAA
-----END PGP PUBLIC KEY BLOCK-----
""")
public_entry("pgp-public-key.asc", "PGP public key block", None, "malformed-pem")

# JWKs that are wrong in one way each.
p256, p384, ed = (public_jwk(private(name).public_key()) for name in ("p256", "p384", "ed25519"))
rsa_jwk = public_jwk(RSA.public_key())


def without(jwk, member):
    return {name: value for name, value in jwk.items() if name != member}


def key_with_leading_zero():
    """A P-256 key whose x begins with a zero byte, which some programs cut off."""
    number = 1
    while True:
        x = ec.derive_private_key(number, ec.SECP256R1()).public_key().public_numbers().x
        if x < 1 << 248:
            return ec.derive_private_key(number, ec.SECP256R1()).public_key()
        number += 1


zero = key_with_leading_zero()
zero_jwk = public_jwk(zero)
ed448_key = load_pem_public_key((OUT / "ed448-spki.pem").read_bytes())
x25519_key = load_pem_public_key((OUT / "x25519-spki.pem").read_bytes())
jwk_entry("p256-leading-zero.jwk", "x with a leading zero byte, full length", "ES256", "accepted", zero_jwk)
for file, what, alg, verdict, jwk in (
    ("p256-short-coordinate", "x without its leading zero byte", "ES256", "invalid-public-key", zero_jwk | {"x": uint(zero.public_numbers().x)}),
    ("p256-long-coordinate", "x with one zero byte too many", "ES256", "invalid-public-key", p256 | {"x": b64(b"\x00" + X)}),
    ("p256-off-curve", "point off the curve", "ES256", "invalid-public-key", p256 | {"y": b64(OFF)}),
    ("p256-padded", "base64 padding", "ES256", "malformed-jwk", p256 | {"x": p256["x"] + "="}),
    ("p256-standard-alphabet", "base64's standard alphabet", "ES256", "malformed-jwk",
     p256 | {"x": "+/+/" + p256["x"][4:]}),
    ("p256-unused-bits", "unused bits not zero", "ES256", "malformed-jwk", p256 | {"x": p256["x"][:-1] + chr(ord(p256["x"][-1]) + 1)}),
    ("p256-white-space", "white space in a parameter", "ES256", "malformed-jwk", p256 | {"x": " " + p256["x"]}),
    ("p256-without-y", "y missing", "ES256", "malformed-jwk", without(p256, "y")),
    ("p256-without-crv", "crv missing", "ES256", "malformed-jwk", without(p256, "crv")),
    ("p256-number-x", "x as a number", "ES256", "malformed-jwk", p256 | {"x": 1}),
    ("p256-use-enc", "use enc", "ES256", "key-not-for-signatures", p256 | {"use": "enc"}),
    ("p256-key-ops-sign", "key_ops without verify", "ES256", "key-not-for-signatures", p256 | {"key_ops": ["sign"]}),
    ("p256-key-ops-empty", "key_ops empty", "ES256", "key-not-for-signatures", p256 | {"key_ops": []}),
    ("p256-key-ops-string", "key_ops as a string", "ES256", "malformed-jwk", p256 | {"key_ops": "verify"}),
    ("p256-alg-es384", "alg of another curve", "ES256", "key-algorithm-mismatch", p256 | {"alg": "ES384"}),
    ("p384-alg-es256", "alg of another curve", "ES384", "key-algorithm-mismatch", p384 | {"alg": "ES256"}),
    ("p256-alg-ecdh-es", "alg for encryption", "ES256", "unsupported-algorithm", p256 | {"alg": "ECDH-ES"}),
    ("p256-alg-none", "alg none", "ES256", "unsupported-algorithm", p256 | {"alg": "none"}),
    ("p256-long-kid", "kid of 257 bytes", "ES256", "kid-too-long", p256 | {"kid": "k" * 257}),
    ("p256-number-kid", "kid as a number", "ES256", "kid-too-long", p256 | {"kid": 1}),
    ("p256-crv-p224", "crv P-224", "ES256", "unsupported-curve", p256 | {"crv": "P-224"}),
    ("p256-crv-lower-case", "crv in another case", "ES256", "unsupported-curve", p256 | {"crv": "p-256"}),
    ("rsa-2048-leading-zero", "n with a leading zero byte", "RS256", "malformed-jwk", rsa_jwk | {"n": b64(b"\x00" + N.to_bytes(256, "big"))}),
    ("rsa-2048-without-e", "e missing", "RS256", "malformed-jwk", without(rsa_jwk, "e")),
    ("rsa-2048-e1", "exponent 1", "RS256", "weak-rsa-exponent", rsa_jwk | {"e": "AQ"}),
    ("rsa-2048-alg-rsa-oaep", "alg for encryption", "RS256", "unsupported-algorithm", rsa_jwk | {"alg": "RSA-OAEP"}),
    ("rsa-2048-alg-es256", "alg of another key type", "RS256", "key-algorithm-mismatch", rsa_jwk | {"alg": "ES256"}),
    ("rsa-2048-alg-hs256", "alg HS256 on a public key", "RS256", "key-algorithm-mismatch", rsa_jwk | {"alg": "HS256"}),
    ("rsa-1024", "RSA of 1024 bits", "RS256", "unsupported-key-size",
     public_jwk(load_pem_public_key((OUT / "rsa-1024-spki.pem").read_bytes()))),
    ("ed25519-short", "x of 31 bytes", "EdDSA", "invalid-public-key", ed | {"x": b64(b"\x01" * 31)}),
    ("ed25519-small-order", "the identity", "EdDSA", "invalid-public-key", ed | {"x": b64(b"\x01" + bytes(31))}),
    ("ed25519-alg-ed25519", "alg by its fully-specified name (RFC 9864)", "EdDSA", "accepted", ed | {"alg": "Ed25519"}),
    ("x25519", "OKP key of X25519", None, "unsupported-curve", public_jwk(x25519_key)),
    ("ed448", "OKP key of Ed448", None, "unsupported-curve", public_jwk(ed448_key)),
    ("kty-unknown", "unknown kty", None, "unsupported-key-type", {"kty": "AKP", "alg": "ML-DSA-44", "pub": "AAAA"}),
    ("kty-lower-case", "kty in another case", None, "unsupported-key-type", p256 | {"kty": "ec"}),
):
    jwk_entry(f"{file}.jwk", what, alg, verdict, jwk)
text = json.dumps(p256)
jwk_entry("p256-duplicate-member.jwk", "crv twice", "ES256", "malformed-jwk", text[:-1] + ',"crv":"P-256"}')
jwk_entry("p256-trailing.jwk", "text after the object", "ES256", "malformed-jwk", text + "{}")
jwk_entry("p256-escaped.jwk", "members and values written with escapes", "ES256", "accepted",
          text.replace('"crv"', '"\\u0063rv"').replace("P-256", "P\\u002d256"))
jwk_file("test-only-p256-d-only-wrong.jwk", private_jwk(private("p256")) | {"d": uint(1, 32)})
entry("test-only-p256-d-only-wrong.jwk", "d that does not belong to x and y", "private", "ES256", "invalid-private-key")
jwk_file("test-only-p256-d-zero.jwk", private_jwk(private("p256")) | {"d": b64(bytes(32))})
entry("test-only-p256-d-zero.jwk", "d zero", "private", "ES256", "invalid-private-key")

listed = {item["file"] for item in manifest}
present = {path.name for path in OUT.iterdir()} - {"manifest.json"}
assert listed == present, listed ^ present
lines = ",\n".join("  " + json.dumps(item, ensure_ascii=False) for item in manifest)
(OUT / "manifest.json").write_text(f"[\n{lines}\n]\n")
