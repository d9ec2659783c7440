# jwtcore.pyjwt beside PyJWT itself: thousands of tokens and options through both, and each difference with its reason.

from __future__ import annotations

import base64
import inspect
import json
import re
import threading
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import jwt as theirs
import pytest
from conftest import TESTDATA
from cryptography.hazmat.primitives import serialization
from pyjwt_cases import SECRET, Case, cases

from jwtcore import PrivateKey
from jwtcore import pyjwt as ours

#: Each difference that remains: how its reason is called in docs/pyjwt.md, and how it is known.
#: The arguments: what PyJWT did, what jwtcore.pyjwt did, and the name of the core's error, if any.
DIFFERENCES: dict[str, Callable[[str, str, str], bool]] = {
    "refused-on-purpose": lambda _, mine, __: mine == "RefusedOnPurposeError",
    "private-keys": lambda _, __, name: name == "private-key-given",
    "short-secrets": lambda _, __, name: name == "secret-too-short",
    "keys-first": lambda other, mine, _: other != "accepted" and mine == "InvalidKeyError",
    "mixed-algorithms": lambda other, _, name: other in ("InvalidKeyError", "ValueError") and name == "algorithm-not-allowed",
    "algorithms-first": lambda other, mine, name: other != "accepted" and mine == "InvalidAlgorithmError" and not name,
    "strict-json": lambda _, __, name: name
    in ("duplicate-member", "malformed-json", "invalid-utf8", "nesting-too-deep", "too-many-members"),
    "size": lambda _, __, name: name == "token-too-large",
    "padding": lambda _, __, name: name == "padded-base64",
    "typed-claims": lambda _, __, name: re.fullmatch("invalid-(exp|nbf|iat|iss|sub|aud|jti)", name) is not None,
    "header-members": lambda _, __, name: name
    in ("invalid-header-member", "invalid-kid", "critical-header", "unencoded-payload"),
    "typ": lambda _, __, name: name == "wrong-typ",
    "signature-first": lambda other, mine, _: other == "DecodeError" and mine == "InvalidSignatureError",
    "no-other-exceptions": lambda other, mine, _: other == "UnicodeEncodeError" and mine == "DecodeError",
}


def outcome(library: Any, case: Case) -> tuple[str, str, Any]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return "accepted", "", library.decode(case.token, case.key, **case.options)
    except Exception as error:
        return type(error).__name__, getattr(error, "name", ""), None


def test_differences() -> None:
    """What jwtcore accepts PyJWT accepts too, with the same claims; what else differs is listed, with a reason."""
    found: Counter[str] = Counter()
    unexplained: list[Any] = []
    count = 0
    for case in cases():
        count += 1
        (other, _, their_claims), (mine, name, my_claims) = outcome(theirs, case), outcome(ours, case)
        if mine == "accepted":
            assert other == "accepted", case
            assert repr(my_claims) == repr(their_claims), case
        elif other != mine:
            reason = next((reason for reason, holds in DIFFERENCES.items() if holds(other, mine, name)), None)
            found[str(reason)] += 1
            if reason is None:
                unexplained.append((case.what, case.options, other, mine, name))
    print(f"{count} calls, {sum(found.values())} differ: {dict(found.most_common())}")
    assert count > 5000
    assert not unexplained, unexplained[:20]
    assert set(found) == set(DIFFERENCES)


def test_each_difference_has_its_reason_in_writing() -> None:
    text = (Path(__file__).parent.parent / "docs/pyjwt.md").read_text()
    assert set(re.findall(r"^\| `([a-z-]+)` \|", text, re.MULTILINE)) == set(DIFFERENCES)


def test_names_and_inheritance_are_pyjwt_s() -> None:
    absent = {"PyJWS", "get_algorithm_by_name", "register_algorithm", "unregister_algorithm"}
    assert {name for name in theirs.__all__ if not hasattr(ours, name)} == absent
    for name in absent:
        with pytest.raises(AttributeError, match="docs/pyjwt.md"):
            getattr(ours, name)
    for name, other in vars(theirs.exceptions).items():
        if isinstance(other, type):
            mine = getattr(ours.exceptions, name)
            assert [base.__name__ for base in mine.__mro__] == [base.__name__ for base in other.__mro__], name


@pytest.mark.parametrize("function", ["encode", "decode", "decode_complete", "get_unverified_header"])
def test_signatures_are_pyjwt_s(function: str) -> None:
    mine, other = (inspect.signature(getattr(library, function)).parameters for library in (ours, theirs))
    assert list(mine) == list(other)
    for name in mine:
        assert mine[name].kind == other[name].kind
        if name != "algorithm":
            assert mine[name].default == other[name].default, name


def test_client_s_arguments_are_pyjwt_s() -> None:
    mine, other = (inspect.signature(library.PyJWKClient).parameters for library in (ours, theirs))
    assert [(name, one.default) for name, one in mine.items()] == [(name, one.default) for name, one in other.items()]


PAIRS = [("RS256", "rsa-2048"), ("PS512", "rsa-2048"), ("ES256", "p256"), ("ES384", "p384"), ("ES512", "p521"), ("EdDSA", "ed25519")]


@pytest.mark.parametrize(("algorithm", "name"), PAIRS)
def test_tokens_and_keys_pass_both_ways(algorithm: str, name: str) -> None:
    private = (TESTDATA / f"keys/private/test-only-{name}.pem").read_text()
    public = (TESTDATA / f"keys/{name}.pem").read_text()
    objects = serialization.load_pem_private_key(private.encode(), None)
    claims = {"sub": "s", "exp": int(time.time()) + 60, "x": [1, {"y": None}]}
    for signing in (private, private.encode(), objects, PrivateKey.from_pem(private, algorithm).to_jwk()):
        if isinstance(signing, dict):
            minted = [ours.encode(claims, ours.PyJWK(signing), headers={"kid": "k"})]
            minted.append(theirs.encode(claims, theirs.PyJWK(signing), headers={"kid": "k"}))
        else:
            minted = [library.encode(claims, signing, algorithm, {"kid": "k"}) for library in (ours, theirs)]
        for token in minted:
            header = {"alg": algorithm, "kid": "k", "typ": "JWT"}
            for verifying in (public, public.encode(), objects.public_key()):
                complete = [library.decode_complete(token, verifying, [algorithm]) for library in (ours, theirs)]
                assert complete[0] == complete[1]
                assert (complete[0]["payload"], complete[0]["header"]) == (claims, header)
            assert ours.get_unverified_header(token) == theirs.get_unverified_header(token) == header
    jwk = PrivateKey.from_pem(private, algorithm).public_key().to_jwk()
    assert ours.decode(minted[0], ours.PyJWK({**jwk, "kid": "another"})) == claims
    with pytest.raises(ours.InvalidAlgorithmError):
        ours.decode(minted[0], ours.PyJWK(jwk), algorithms=["HS256"])
    with pytest.raises(ours.InvalidKeyError):
        ours.encode(claims, ours.PyJWK(jwk))


def test_encode_takes_what_pyjwt_takes() -> None:
    class Encoder(json.JSONEncoder):
        def default(self, o: Any) -> Any:
            return "set" if isinstance(o, set) else super().default(o)

    aware = datetime(2100, 1, 1, tzinfo=timezone(timedelta(hours=2)))
    for claims in (
        {"exp": aware, "iat": datetime(2020, 1, 1), "nbf": datetime(2020, 1, 1, tzinfo=timezone.utc)},
        {"x": {1}, "text": "\u00e9\U0001f600"},
        {},
    ):
        mine, other = (
            library.encode(claims, SECRET, json_encoder=Encoder, headers={"typ": "at+jwt"}) for library in (ours, theirs)
        )
        assert mine.split(".")[1] == other.split(".")[1]
        assert ours.decode(mine, SECRET, ["HS256"]) == theirs.decode(other, SECRET, ["HS256"])
    assert ours.get_unverified_header(ours.encode({}, SECRET, "HS256", {"typ": None})) == {"alg": "HS256"}
    assert ours.get_unverified_header(ours.encode({}, "x" * 64, "HS256", {"alg": "HS512"}))["alg"] == "HS512"
    for wrong in (None, [], "x", 7):
        with pytest.raises(TypeError, match="Expecting a dict"):
            ours.encode(wrong, SECRET)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="iss"):
        ours.encode({"iss": 7}, SECRET)
    with pytest.raises(ours.InvalidTokenError):
        ours.encode({}, SECRET, headers={"kid": 7})
    with pytest.raises(NotImplementedError):
        ours.encode({}, SECRET, "HS1024")


@pytest.mark.parametrize(
    "call",
    [
        lambda: ours.encode({}, "", algorithm=None),
        lambda: ours.encode({}, "", "none"),
        lambda: ours.encode({}, SECRET, headers={"x5t": "x"}),
        lambda: ours.encode({}, SECRET, headers={"b64": False}),
        lambda: ours.decode("a.b.c", "", ["none"]),
        lambda: ours.decode("a.b.c", SECRET, ["HS256", "None"]),
        lambda: ours.decode("a.b.c", options={"verify_signature": False}),
        lambda: ours.PyJWT({"verify_signature": False}),
        lambda: ours.PyJWK({"kty": "oct", "k": "eHg", "alg": "none"}),
    ],
)
def test_what_is_refused_on_purpose_says_so(call: Callable[[], Any]) -> None:
    with pytest.raises(ours.RefusedOnPurposeError) as refusal:
        call()
    assert not isinstance(refusal.value, ours.InvalidTokenError)
    assert len(str(refusal.value)) > 20


def test_a_pem_as_a_secret_is_refused() -> None:
    public = (TESTDATA / "keys/rsa-2048.pem").read_text()
    for call in (lambda: ours.encode({}, public), lambda: ours.decode("a.b.c", public, ["HS256"])):
        with pytest.raises(ours.InvalidKeyError) as refusal:
            call()
        assert refusal.value.name == "secret-looks-like-key"


def test_options_of_its_own() -> None:
    token = ours.encode({"x": "y" * 20_000}, SECRET, headers={"typ": "logout+jwt"})
    options = {"typ": "logout+jwt", "max_token_len": 100_000}
    assert len(ours.decode(token, SECRET, ["HS256"], options)["x"]) == 20_000
    with pytest.raises(ours.DecodeError):
        ours.decode(token, SECRET, ["HS256"], {"typ": "logout+jwt"})
    decoder = ours.PyJWT({**options, "verify_exp": False})
    assert decoder.decode(token, SECRET, ["HS256"])


def test_an_exception_bears_the_core_s_error_and_no_token() -> None:
    token = ours.encode({"sub": "s"}, SECRET)
    with pytest.raises(ours.InvalidSignatureError) as refusal:
        ours.decode(token, SECRET[::-1], ["HS256"])
    assert (refusal.value.code, refusal.value.name) == (132, "invalid-signature")
    assert token.split(".")[1] not in repr(refusal.value)


def b64(data: str) -> str:
    return base64.urlsafe_b64encode(data.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "header",
    ["", "[]", "x", '{"alg":"HS256","alg":"none"}', '{"kid":7}', '{"crit":[]}', '{"b64":true}', '{"x":"' + "y" * 9000 + '"}'],
)
def test_unverified_headers_are_read_strictly(header: str) -> None:
    with pytest.raises(ours.InvalidTokenError):
        ours.get_unverified_header(f"{b64(header)}.e30.x")


@pytest.mark.parametrize("token", ["", "a", "a.b", "e30.e30.x.x.x", "e30=.e30.x", "e+0.e30.x", "\ud800.e30.x", 7, None, b"."])
def test_unverified_headers_of_what_is_no_token(token: Any) -> None:
    with pytest.raises(ours.DecodeError):
        ours.get_unverified_header(token)


def test_key_sets() -> None:
    public = PrivateKey.generate("ES256", kid="a").public_key().to_jwk()
    keys = ours.PyJWKSet.from_json(json.dumps({"keys": [{"kty": "new"}, 7, public, {"kty": "RSA", "n": "x"}]}))
    assert [key.key_id for key in keys] == ["a"]
    key = keys["a"]
    assert (key.key_type, key.public_key_use, key.algorithm_name) == ("EC", "sig", "ES256")
    with pytest.raises(KeyError):
        keys["b"]
    for wrong in ({}, {"keys": []}, {"keys": {}}, {"keys": "x"}, {"keys": [{}]}):
        with pytest.raises(ours.PyJWKSetError):
            ours.PyJWKSet.from_dict(wrong)
    assert ours.PyJWK.from_json(json.dumps(public)).key_id == "a"
    assert "eHg" not in repr(ours.PyJWK({"kty": "oct", "k": "eHh4" * 11}))
    for name, jwk in [
        (ours.InvalidKeyError, {}),
        (ours.InvalidKeyError, {"kty": "oct", "k": "eHg"}),
        (ours.InvalidKeyError, {"kty": "EC", "crv": "P-1"}),
        (ours.PyJWKError, {**public, "alg": "RSA-OAEP"}),
    ]:
        with pytest.raises(name):
            ours.PyJWK(jwk)


class Endpoint:
    """A JWKS endpoint on loopback."""

    def __init__(self) -> None:
        self.answer: Any = {"keys": []}
        self.status = 200
        self.requests: list[str] = []
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                endpoint.requests.append(self.headers.get("X-Test", ""))
                text = endpoint.answer if isinstance(endpoint.answer, bytes) else json.dumps(endpoint.answer).encode()
                self.send_response(endpoint.status)
                self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/jwks.json"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    one = Endpoint()
    yield one
    one.server.shutdown()
    one.server.server_close()


def test_client_fetches_keeps_and_refreshes(endpoint: Endpoint) -> None:
    first, second = (PrivateKey.generate("ES256", kid=kid) for kid in ("first", "second"))
    endpoint.answer = {"keys": [first.public_key().to_jwk()]}
    client = ours.PyJWKClient(endpoint.url, headers={"X-Test": "seen"}, cooldown_duration=0)
    token = first.signer().sign({"sub": "s"})
    for _ in range(5):
        assert ours.decode(token, client.get_signing_key_from_jwt(token))["sub"] == "s"
    assert endpoint.requests == ["seen"]
    endpoint.answer = {"keys": [one.public_key().to_jwk() for one in (first, second)]}
    token = second.signer().sign({"sub": "s"})
    assert ours.decode(token, client.get_signing_key_from_jwt(token))["sub"] == "s"
    assert len(endpoint.requests) == 2
    cooling = ours.PyJWKClient(endpoint.url)
    for _ in range(5):
        with pytest.raises(ours.PyJWKClientError, match="Unable to find"):
            cooling.get_signing_key("none of them")
    assert len(endpoint.requests) == 3
    expiring = ours.PyJWKClient(endpoint.url, lifespan=1e-9)
    expiring.get_signing_key("first")
    expiring.get_signing_key("first")
    assert len(endpoint.requests) == 5
    keeping = ours.PyJWKClient(endpoint.url, cache_keys=True, cache_jwk_set=False)
    assert keeping.get_signing_key("first") is keeping.get_signing_key("first")
    assert len(endpoint.requests) == 6


def test_client_keeps_what_it_has_when_the_endpoint_fails(endpoint: Endpoint) -> None:
    key = PrivateKey.generate("ES256", kid="a")
    endpoint.answer = {"keys": [key.public_key().to_jwk()]}
    client = ours.PyJWKClient(endpoint.url, cooldown_duration=0)
    client.get_signing_key("a")
    for status, answer, kind in [
        (500, {}, ours.PyJWKClientConnectionError),
        (302, {}, ours.PyJWKClientConnectionError),
        (200, b"no json", ours.PyJWKClientError),
        (200, [], ours.PyJWKClientError),
        (200, b" " * 2_000_000, ours.PyJWKClientError),
        (200, {"keys": []}, ours.PyJWKSetError),
    ]:
        endpoint.status, endpoint.answer = status, answer
        with pytest.raises(kind):
            client.get_signing_key("b")
        assert client.get_signing_key("a").key_id == "a"


@pytest.mark.parametrize(
    "arguments",
    [{"uri": "file:///etc/passwd"}, {"uri": "data:,x"}, {"lifespan": 0}, {"cooldown_duration": -1}, {"cooldown_duration": float("nan")}],
)
def test_client_refuses_settings_that_make_no_sense(arguments: Any) -> None:
    with pytest.raises(ours.PyJWKClientError):
        ours.PyJWKClient(**{"uri": "http://127.0.0.1/", **arguments})


def test_client_cannot_reach_nobody() -> None:
    with pytest.raises(ours.PyJWKClientConnectionError):
        ours.PyJWKClient("http://127.0.0.1:1/").get_jwk_set()
