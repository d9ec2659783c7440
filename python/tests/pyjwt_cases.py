# Thousands of tokens and options for PyJWT and jwtcore.pyjwt alike. Tokens are put together by hand, so that neither
# library's encoder stands in the way of what is to be tried.

from __future__ import annotations

import base64
import hashlib
import hmac
import itertools
import json
import time
from collections.abc import Iterator
from typing import Any, NamedTuple

from conftest import TESTDATA

from jwtcore import PrivateKey

SECRET = "a test secret of thirty-two bytes"
#: Far from every limit of time, so that how long the tests take decides nothing.
SOON, LONG_AGO = int(time.time()) + 500, int(time.time()) - 500


class Case(NamedTuple):
    what: str
    token: Any
    key: Any
    options: dict[str, Any]


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def hs256(header: str, payload: str | bytes, secret: str = SECRET) -> str:
    signed = f"{b64(header.encode())}.{b64(payload if isinstance(payload, bytes) else payload.encode())}"
    return f"{signed}.{b64(hmac.digest(secret.encode(), signed.encode(), hashlib.sha256))}"


HEADER = '{"alg":"HS256","typ":"JWT"}'
HEADERS = [
    HEADER,
    '{"alg":"HS256"}',
    '{"typ":"jwt","alg":"HS256"}',
    '{"typ":"at+jwt","alg":"HS256"}',
    '{"typ":"application/jwt","alg":"HS256"}',
    '{"typ":"logout+jwt","alg":"HS256"}',
    '{"typ":7,"alg":"HS256"}',
    '{"alg":"HS256","kid":"any"}',
    '{"alg":"HS256","kid":7}',
    '{"alg":"HS256","kid":""}',
    '{"alg":"HS256","kid":"' + "k" * 300 + '"}',
    '{"alg":"HS256","jwk":{"kty":"oct","k":"eHg"},"jku":"https://attacker.test","x5c":["AA"]}',
    '{"alg":"HS256","crit":[]}',
    '{"alg":"HS256","crit":["exp"],"exp":1}',
    '{"alg":"HS256","crit":"exp"}',
    '{"alg":"HS256","crit":["b64"],"b64":true}',
    '{"alg":"HS256","crit":["b64"],"b64":false}',
    '{"alg":"HS256","b64":true}',
    '{"alg":"HS256","alg":"HS256"}',
    '{"alg":"HS256","x":{"a":1,"a":2}}',
    '{"alg":"hs256"}',
    '{"alg":"HS384"}',
    '{"alg":"none"}',
    '{"alg":"None"}',
    '{"alg":""}',
    '{"alg":null}',
    '{"alg":["HS256"]}',
    "{}",
    "[]",
    "null",
    '"HS256"',
    "not json",
    "",
    ' {"alg" : "HS256"} ',
    '{"alg":"HS256"}x',
    '\ufeff{"alg":"HS256"}',
    '{"\\u0061lg":"HS256"}',
    '{"alg":"HS256","x":NaN}',
    '{"alg":"HS256","x":"\\ud800"}',
    '{"alg":"HS256","x":' + "[" * 40 + "]" * 40 + "}",
    '{"alg":"HS256",' + ",".join(f'"m{n}":{n}' for n in range(70)) + "}",
]

TIMES: list[Any] = [
    *(SOON, LONG_AGO, float(SOON), LONG_AGO + 0.5, str(SOON), str(LONG_AGO), "soon", "", None, True, False, [], {}),
    *(-1, 0, 2**53, 2**53 + 1, 2**63, 10**20, -(2**60), 1e300),
]
TEXTS: list[Any] = ["x", "", "y", 7, -1, 2**70, 1.5, None, True, [], ["x"], {}, {"x": 1}, "\u00e9\U0001f600", "x\u0000"]
AUDIENCES: list[Any] = [*TEXTS, ["x", "y"], ["y"], ["x", 7], [["x"]], [None], [""], "xx"]

OPTIONS: list[dict[str, Any]] = [
    {},
    {"audience": "x"},
    {"audience": ["x", "z"]},
    {"audience": {"x"}},
    {"audience": []},
    {"audience": 7},
    {"audience": "x", "options": {"strict_aud": True}},
    {"audience": ["x"], "options": {"strict_aud": True}},
    {"audience": "x", "options": {"verify_aud": False}},
    {"issuer": "x"},
    {"issuer": ["x", "z"]},
    {"issuer": {"x": 1}},
    {"issuer": 7},
    {"issuer": "x", "options": {"verify_iss": False}},
    {"subject": "x"},
    {"subject": "x", "options": {"verify_sub": False}},
    {"leeway": 1000},
    {"leeway": 1000.5},
    {"options": {"verify_exp": False}},
    {"options": {"verify_nbf": False, "verify_iat": False}},
    {"options": {"verify_jti": False}},
    {"options": {"require": ["exp", "sub"]}},
    {"options": {"require": ["x"]}},
    {"options": {f"verify_{name}": False for name in ("exp", "nbf", "iat", "aud", "iss", "sub", "jti")}},
    {"algorithms": ["HS256", "HS512"]},
    {"algorithms": ["HS512"]},
    {"algorithms": ["HS384", "ES256"]},
    {"algorithms": ["unknown", "HS256"]},
    {"algorithms": ["unknown"]},
    {"algorithms": []},
    {"algorithms": None},
    {"algorithms": "HS256"},
    {"algorithms": ["none"]},
    {"algorithms": ["HS256", "none"]},
    {"options": {"verify_signature": False}},
    {"verify": True},
    {"detached_payload": b"x"},
]


def payloads() -> Iterator[tuple[str, str | bytes]]:
    for name, values in [
        *((name, TIMES) for name in ("exp", "nbf", "iat")),
        *((name, TEXTS) for name in ("iss", "sub", "jti")),
        ("aud", AUDIENCES),
    ]:
        for value in values:
            yield f"{name}={value!r}", json.dumps({name: value})
    for what, text in [
        ("empty", "{}"),
        ("others", '{"a":1,"b":[1,2,{"c":null}],"d":"\\u00e9","e":1.5,"f":-0,"g":12345678901234567890}'),
        ("list", "[]"),
        ("text", '"x"'),
        ("number", "7"),
        ("nothing", ""),
        ("junk", "not json"),
        ("behind", "{}x"),
        ("white space", ' { "a" : 1 } \n'),
        ("duplicate", '{"a":1,"a":2}'),
        ("duplicate sub", '{"sub":"x","sub":"y"}'),
        ("escaped duplicate", '{"sub":"x","\\u0073ub":"y"}'),
        ("nested duplicate", '{"a":{"b":1,"b":2}}'),
        ("NaN", '{"a":NaN}'),
        ("Infinity", '{"a":-Infinity}'),
        ("infinite", '{"a":1e400}'),
        ("control", '{"a":"\x01"}'),
        ("lone surrogate", '{"a":"\\ud800"}'),
        ("mark", "\ufeff{}"),
        ("deep", '{"a":' + "[" * 40 + "]" * 40 + "}"),
        ("many", "{" + ",".join(f'"m{n}":{n}' for n in range(300)) + "}"),
        ("large", '{"a":"' + "x" * 20_000 + '"}'),
        ("leading zero", '{"exp":01}'),
        ("solidus", '{"iss":"\\/x","aud":"x"}'),
    ]:
        yield what, text
    yield "no UTF-8", b'{"a":"\xff"}'
    yield "UTF-16", '{"a":1}'.encode("utf-16")


def broken(token: str) -> Iterator[tuple[str, Any]]:
    header, payload, signature = token.split(".")
    yield "as bytes", token.encode()
    yield "as bytearray", bytearray(token.encode())
    yield "as None", None
    yield "as a number", 7
    yield "empty", ""
    yield "no dot", "abc"
    yield "one dot", f"{header}.{payload}"
    yield "no signature", f"{header}.{payload}."
    yield "no payload", f"{header}..{signature}"
    yield "four parts", f"{token}.{signature}"
    yield "five parts", f"{token}.{signature}.{signature}"
    yield "padded", f"{header}=.{payload}.{signature}"
    yield "padded signature", f"{header}.{payload}.{signature}="
    yield "standard alphabet", token.replace("-", "+").replace("_", "/")
    yield "white space before", " " + token
    yield "line end behind", token + "\n"
    yield "line end within", f"{header}.{payload}\n.{signature}"
    yield "percent signs", token.replace(".", "%2E")
    yield "unused bits", f"{header}.{payload}.{signature[:-1]}{'B' if signature[-1] == 'A' else chr(ord(signature[-1]) + 1)}"
    yield "another character", f"{header}.{payload}.{'B' if signature[0] == 'A' else 'A'}{signature[1:]}"
    yield "shorter", token[:-4]
    yield "longer", token + "AAAA"
    yield "beyond ASCII", token + "\u00e9"
    yield "surrogate", token + "\ud800"
    yield "bearer", "Bearer " + token
    yield "JSON", json.dumps({"payload": payload, "signatures": [{"protected": header, "signature": signature}]})


def cases() -> Iterator[Case]:
    """Every token with every set of options where that is telling, and keys of every kind."""
    good = hs256(HEADER, json.dumps({"iss": "x", "sub": "x", "aud": "x", "exp": SOON, "iat": LONG_AGO, "jti": "x"}))
    minted = [
        *((f"payload {what}", hs256(HEADER, payload)) for what, payload in payloads()),
        *((f"header {header[:60]}", hs256(header, '{"sub":"x"}')) for header in HEADERS),
        *((f"broken {what}", token) for what, token in broken(good)),
        ("good", good),
        ("other secret", hs256(HEADER, "{}", "b" + SECRET[1:])),
    ]
    for (what, token), options in itertools.product(minted, OPTIONS):
        yield Case(what, token, SECRET, {"algorithms": ["HS256"], **options})
    yield from keys(good)


def keys(good: str) -> Iterator[Case]:
    for what, key in [
        ("as bytes", SECRET.encode()),
        ("short", "short"),
        ("empty", ""),
        ("None", None),
        ("a number", 7),
        ("31 bytes", "x" * 31),
        ("line end", SECRET + "\n"),
        ("JWK text", '{"kty":"oct","k":"eHg"}'),
        ("SSH", "ssh-rsa AAAA"),
    ]:
        yield Case(f"key {what}", good, key, {"algorithms": ["HS256"], "audience": "x"})
    for name, algorithms in [
        ("rsa-2048", ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"]),
        ("p256", ["ES256"]),
        ("p384", ["ES384"]),
        ("p521", ["ES512"]),
        ("ed25519", ["EdDSA"]),
    ]:
        public = (TESTDATA / f"keys/{name}.pem").read_text()
        private = (TESTDATA / f"keys/private/test-only-{name}.pem").read_text()
        for algorithm in algorithms:
            pair = PrivateKey.from_pem(private, algorithm)
            token = pair.signer().sign({"sub": "x", "exp": SOON})
            confused = hs256(HEADER, "{}", public)
            for listed in ([algorithm], algorithms, ["RS256", "ES256", "HS256"], ["HS256"], ["EdDSA"], [algorithm, "x"]):
                for at, key in enumerate((public, public.encode(), private, f"\n{public}\n", public[:-40], SECRET)):
                    yield Case(f"{name} {algorithm} key {at}", token, key, {"algorithms": listed})
                    yield Case(f"{name} {algorithm} key {at} confused", confused, key, {"algorithms": listed})
