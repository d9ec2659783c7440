"""Mints tokens with PyJWT, and writes the test keys as JWK for the cases that name their keys."""

import json
import pathlib

import jwt
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

HERE = pathlib.Path(__file__).resolve().parent.parent
KEYS = HERE / "keys"
IAT, EXP = 1767225600, 4102444800
CLAIMS = {"iss": "https://issuer.test", "sub": "user-1", "aud": "https://api.test", "iat": IAT, "exp": EXP}


def private(name):
    return load_pem_private_key((KEYS / "private" / f"test-only-{name}.pem").read_bytes(), None)


def write_jwk(name, to_jwk, **members):
    public = private(name).public_key()
    parameters = to_jwk(public, as_dict=True)
    parameters.pop("key_ops", None)
    jwk = {"kty": parameters.pop("kty"), **members, **parameters}
    (KEYS / f"{name}.jwk").write_text(json.dumps(jwk, separators=(",", ":")))


def mint(name, alg, key, claims=None, headers=None, accepted=True):
    token = jwt.encode(CLAIMS if claims is None else claims, key, alg, headers)
    (HERE / "tokens" / f"pyjwt-{name}.jwt").write_text(token)
    if accepted:
        payload = jwt.utils.base64url_decode(token.split(".")[1])
        (HERE / "tokens" / f"pyjwt-{name}.payload").write_bytes(payload)


def mint_changed(name, claims, headers=None, accepted=False):
    """As ES256 under the named key, with some claims replaced, or left away where the value is None."""
    changed = {member: value for member, value in {**CLAIMS, **claims}.items() if value is not None}
    mint(name, "ES256", P256, changed, {"kid": "p256-2026", **(headers or {})}, accepted)


RSA, P256, P384, P521 = private("rsa-2048"), private("p256"), private("p384"), private("p521")
SECP256K1, ED25519 = private("secp256k1"), private("ed25519")

# RSA names no algorithm, the others name theirs.
write_jwk("rsa-2048", RSAAlgorithm.to_jwk, use="sig", kid="rsa-2026")
write_jwk("p256", ECAlgorithm.to_jwk, use="sig", alg="ES256", kid="p256-2026")
write_jwk("p384", ECAlgorithm.to_jwk, use="sig", alg="ES384", kid="p384-2026")
write_jwk("p521", ECAlgorithm.to_jwk, use="sig", alg="ES512", kid="p521-2026")
write_jwk("ed25519", OKPAlgorithm.to_jwk, use="sig", alg="EdDSA", kid="ed25519-2026")

for bits, length in ((256, 32), (384, 48), (512, 64)):
    mint(f"hs{bits}", f"HS{bits}", (KEYS / f"secret-{length}.bin").read_bytes())
    mint(f"rs{bits}", f"RS{bits}", RSA, headers={"kid": "rsa-2026"})
    mint(f"ps{bits}", f"PS{bits}", RSA, headers={"kid": "rsa-2026"})
mint("es256", "ES256", P256, headers={"kid": "p256-2026"})
mint("es384", "ES384", P384, headers={"kid": "p384-2026"})
mint("es512", "ES512", P521, headers={"kid": "p521-2026"})
mint("es256k", "ES256K", SECP256K1)
mint("eddsa", "EdDSA", ED25519, headers={"kid": "ed25519-2026"})

# What else an issuer may do, accepted.
mint("es256-without-kid", "ES256", P256)
mint_changed("aud-array", {"aud": ["https://other.test", "https://api.test"]}, accepted=True)
mint_changed("typ-at-jwt", {}, {"typ": "at+jwt"}, accepted=True)
mint_changed("typ-application-at-jwt", {}, {"typ": "application/AT+JWT"}, accepted=True)
mint_changed("without-typ", {}, {"typ": None}, accepted=True)
mint_changed("fractional-dates", {"iat": 1767225600.25, "exp": 4102444800.75}, accepted=True)
mint_changed("unicode", {"name": "Zoë Ζωή 佐江 \U0001f511", "nested": {"a": [1, {"b": None}]}}, accepted=True)
mint_changed("extra-header-members", {}, {"jku": "https://attacker.test/jwks.json", "x5t": "AAAA"}, accepted=True)
mint_changed("nbf-now", {"nbf": 1767225660}, accepted=True)

# To be refused.
mint_changed("expired", {"exp": 1767225660})
mint_changed("not-yet-valid", {"nbf": 1767225661})
mint_changed("issued-in-the-future", {"iat": 1767225721})
mint_changed("wrong-issuer", {"iss": "https://issuer.test/"})
mint_changed("missing-iss", {"iss": None})
mint_changed("wrong-audience", {"aud": "https://api.test.attacker.test"})
mint_changed("missing-aud", {"aud": None})
mint_changed("missing-exp", {"exp": None})
mint_changed("empty-aud", {"aud": []})
mint_changed("aud-with-number", {"aud": ["https://api.test", 1]})
mint_changed("exp-string", {"exp": "4102444800"})
mint_changed("integer-sub", {"sub": 42})
mint_changed("integer-jti", {"jti": 42})
mint_changed("typ-logout-jwt", {}, {"typ": "logout+jwt"})
mint_changed("unknown-kid", {}, {"kid": "p256-2025"})
mint_changed("crit", {}, {"crit": ["exp"]})
mint("unsecured", "none", None, accepted=False)
mint("hs256-for-rs256", "HS256", (KEYS / "secret-32.bin").read_bytes(), accepted=False)
mint("other-key", "ES256", private("other-p256"), headers={"kid": "p256-2026"}, accepted=False)
