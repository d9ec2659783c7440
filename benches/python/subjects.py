# The libraries that are measured, each used as its documents have it: the key read once, issuer, audience and expiry
# insisted on, and one claim read.

from __future__ import annotations

from collections.abc import Callable
from typing import Any

ISSUER = "https://issuer.test"
AUDIENCE = "https://api.test"

Verify = Callable[[str], Any]


def jwtcore(algorithm: str, key: bytes) -> Verify:
    import jwtcore as library

    read = library.Key.from_secret if algorithm.startswith("HS") else library.Key.from_pem
    verify = library.Verifier(read(key, algorithm), issuer=ISSUER, audience=AUDIENCE).verify
    return lambda token: verify(token)["uid"]


def jwtcore_pyjwt(algorithm: str, key: bytes) -> Verify:
    from jwtcore import pyjwt as library

    return _pyjwt(library, algorithm, key)


def pyjwt(algorithm: str, key: bytes) -> Verify:
    import jwt as library
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    return _pyjwt(library, algorithm, key if algorithm.startswith("HS") else load_pem_public_key(key))


def _pyjwt(library: Any, algorithm: str, key: Any) -> Verify:
    decode, algorithms, options = library.decode, [algorithm], {"require": ["exp"]}
    return lambda token: decode(token, key, algorithms, options, audience=AUDIENCE, issuer=ISSUER)["uid"]


def joserfc(algorithm: str, key: bytes) -> Verify:
    from joserfc import jwk
    from joserfc import jwt as library

    kind = {"HS": "oct", "RS": "RSA", "PS": "RSA", "ES": "EC", "Ed": "OKP"}[algorithm[:2]]
    imported = jwk.import_key(key, kind)
    rules = library.JWTClaimsRegistry(
        iss={"essential": True, "value": ISSUER},
        aud={"essential": True, "value": AUDIENCE},
        exp={"essential": True},
    )

    def verify(token: str) -> Any:
        decoded = library.decode(token, imported, algorithms=[algorithm])
        rules.validate(decoded.claims)
        return decoded.claims["uid"]

    return verify


def authlib(algorithm: str, key: bytes) -> Verify:
    from authlib.jose import JsonWebKey, JsonWebToken

    kind = {"HS": "oct", "RS": "RSA", "PS": "RSA", "ES": "EC", "Ed": "OKP"}[algorithm[:2]]
    imported, library = JsonWebKey.import_key(key, {"kty": kind}), JsonWebToken([algorithm])
    rules = {
        "iss": {"essential": True, "value": ISSUER},
        "aud": {"essential": True, "value": AUDIENCE},
        "exp": {"essential": True},
    }

    def verify(token: str) -> Any:
        claims = library.decode(token, imported, claims_options=rules)
        claims.validate()
        return claims["uid"]

    return verify


def python_jose(algorithm: str, key: bytes) -> Verify:
    from jose import jwk
    from jose import jwt as library

    imported = jwk.construct(key.decode() if not algorithm.startswith("HS") else key, algorithm)
    options = {"require_exp": True}
    return lambda token: library.decode(token, imported, [algorithm], options, AUDIENCE, ISSUER)["uid"]


#: Every subject by its name in the report.
SUBJECTS: dict[str, Callable[[str, bytes], Verify]] = {
    "jwtcore": jwtcore,
    "jwtcore-pyjwt": jwtcore_pyjwt,
    "pyjwt": pyjwt,
    "joserfc": joserfc,
    "authlib": authlib,
    "python-jose": python_jose,
}
