# Bad input: each wrong type names its parameter, each wrong value is refused, and nothing panics.

from __future__ import annotations

import sys
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from conftest import AUDIENCE, ISSUER, NOW, SECRET, claims_of, verifier_of
from hypothesis import given, settings
from hypothesis import strategies as st

import jwtcore
from jwtcore import Key, KeySet, PrivateKey, Signer, Trust, Verifier


class Text(str):
    """A subclass of str that lies about itself."""

    def encode(self, *_: Any) -> bytes:
        return b"other"

    def __str__(self) -> str:
        return "other"


@pytest.mark.parametrize("wrong", [None, 1, 1.5, True, [], {}, object(), bytearray(b"x"), memoryview(b"x")])
def test_a_token_of_another_type_is_a_type_error(verifier: Verifier, wrong: Any) -> None:
    found = type(wrong).__name__
    for call in (verifier.verify, jwtcore.hazmat.unverified_issuer, lambda token: verifier.verify_many([token])):
        with pytest.raises(TypeError, match=f"token must be str or bytes, not {found}"):
            call(wrong)


@pytest.mark.parametrize("wrong", [1, None, "a token", b"a token"])
def test_tokens_are_an_iterable_of_tokens(verifier: Verifier, wrong: Any) -> None:
    with pytest.raises(TypeError, match="tokens must be an iterable of tokens"):
        verifier.verify_many(wrong)


@pytest.mark.parametrize("text", ["\ud800", "a.\udfff.b", "é.è.ê", "\x00", "", ".", "..", "...", " a.b.c", "a.b.c\n"])
def test_text_that_is_no_token_is_a_malformed_token(verifier: Verifier, text: str) -> None:
    with pytest.raises(jwtcore.MalformedTokenError):
        verifier.verify(text)
    with pytest.raises(jwtcore.MalformedTokenError):
        verifier.verify(text.encode("utf-8", "surrogatepass"))


def test_a_subclass_of_str_is_read_as_the_text_that_it_holds(verifier: Verifier, token: str) -> None:
    assert verifier.verify(Text(token), now=NOW) == verifier.verify(token, now=NOW)
    assert verifier_of(Key.from_secret(SECRET, Text("HS256")), issuer=Text(ISSUER))


@pytest.mark.parametrize("wrong", ["1", b"1", [], object(), True, timedelta(1)])
def test_now_of_another_type_is_a_type_error(verifier: Verifier, token: str, wrong: Any) -> None:
    with pytest.raises(TypeError, match="now must be a number or an aware datetime"):
        verifier.verify(token, now=wrong)


@pytest.mark.parametrize("wrong", [float("nan"), float("inf"), -float("inf"), 2**53 + 1, -(2**53) - 1, 10**400, 1e300])
def test_now_beyond_all_times_is_a_value_error(verifier: Verifier, token: str, wrong: Any) -> None:
    with pytest.raises(ValueError, match="now must"):
        verifier.verify(token, now=wrong)


def test_now_as_a_naive_datetime_is_a_value_error(verifier: Verifier, token: str) -> None:
    with pytest.raises(ValueError, match="without a time zone"):
        verifier.verify(token, now=datetime(2026, 1, 1))


def test_now_is_floored_to_whole_seconds(pair: PrivateKey) -> None:
    verifier, token = verifier_of(pair.public_key()), pair.signer().sign(claims_of(exp=NOW, nbf=NOW - 1))
    aware = datetime.fromtimestamp(NOW, timezone(timedelta(hours=-5)))
    for now in (NOW - 1, NOW - 0.001, float(NOW - 1), aware - timedelta(microseconds=1)):
        assert verifier.verify(token, now=now)
    for now in (NOW, float(NOW), NOW + 0.5, aware):
        with pytest.raises(jwtcore.ExpiredTokenError):
            verifier.verify(token, now=now)
    with pytest.raises(jwtcore.ImmatureTokenError):
        verifier.verify(token, now=-(2**53))


@pytest.mark.parametrize(
    ("option", "wrong", "kind"),
    [
        ("issuer", None, TypeError),
        ("issuer", 1, TypeError),
        ("issuer", [1], TypeError),
        ("issuer", b"x", TypeError),
        ("audience", None, TypeError),
        ("audience", [None], TypeError),
        ("audience", "\ud800", ValueError),
        ("algorithms", 1, TypeError),
        ("algorithms", [b"ES256"], TypeError),
        ("leeway", "1", TypeError),
        ("leeway", 1.5, TypeError),
        ("leeway", True, TypeError),
        ("leeway", -1, ValueError),
        ("leeway", 10**30, ValueError),
        ("leeway", timedelta(milliseconds=1), ValueError),
        ("leeway", timedelta(days=-1), ValueError),
        ("max_age", None, None),
        ("max_age", "x", TypeError),
        ("typ", 1, TypeError),
        ("required", "sub", TypeError),
        ("required", 1, TypeError),
        ("required", [1], TypeError),
        ("required", {1: "x"}, TypeError),
        ("required", {"x": 1}, TypeError),
        ("required_header", ["x"], TypeError),
        ("required_header", {"x": None}, ValueError),
        ("audience_claim", 1, TypeError),
        ("max_token_len", "1", TypeError),
        ("max_token_len", -1, ValueError),
        ("exp_optional", 1, TypeError),
        ("keys", None, TypeError),
        ("keys", "x", TypeError),
        ("keys", [1], TypeError),
    ],
)
def test_an_option_of_a_wrong_type_names_itself(pair: PrivateKey, option: str, wrong: Any, kind: Any) -> None:
    arguments: dict[str, Any] = {"keys": pair.public_key(), "issuer": ISSUER, "audience": AUDIENCE, option: wrong}
    if kind is None:
        assert Verifier(**arguments)
        return
    with pytest.raises(kind, match=option):
        Verifier(**arguments)
    if option != "max_token_len":
        with pytest.raises(kind, match=option):
            Trust(**arguments)


@pytest.mark.parametrize(
    ("options", "name"),
    [
        ({"issuer": []}, "empty-expectation"),
        ({"issuer": ""}, "empty-expectation"),
        ({"audience": []}, "empty-expectation"),
        ({"typ": ""}, "empty-expectation"),
        ({"required": [""]}, "empty-expectation"),
        ({"required": {"x": []}}, "empty-expectation"),
        ({"required": [str(n) for n in range(17)]}, "too-many-rules"),
        ({"leeway": 601}, "leeway-too-large"),
        ({"max_age": 0}, "invalid-limit"),
        ({"max_age": 5, "unchecked_time": True}, "invalid-limit"),
        ({"max_token_len": 0}, "invalid-limit"),
        ({"max_token_len": 2**20 + 1}, "invalid-limit"),
        ({"max_token_len": sys.maxsize}, "invalid-limit"),
        ({"algorithms": []}, "empty-expectation"),
        ({"algorithms": ["none"]}, "unsupported-algorithm"),
        ({"algorithms": ["es256"]}, "unsupported-algorithm"),
        ({"algorithms": ["ES256K"]}, "unsupported-algorithm"),
        ({"audience": jwtcore.UNCHECKED, "audience_claim": "x"}, "contradictory-options"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused(pair: PrivateKey, options: Any, name: str) -> None:
    with pytest.raises(jwtcore.JwtcoreError) as refusal:
        verifier_of(pair.public_key(), **options)
    assert refusal.value.name == name
    assert isinstance(refusal.value, (jwtcore.ConfigurationError, jwtcore.InvalidKeyError))


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (lambda: Key.from_pem(1), "pem must be str or bytes, not int"),
        (lambda: Key.from_pem(bytearray(b"x"), "ES256"), "pem must be str or bytes, not bytearray"),
        (lambda: Key.from_pem("x", 1), "algorithm must be str, not int"),
        (lambda: Key.from_pem("x", None, kid=1), None),
        (lambda: Key.from_der("x"), "der must be bytes, not str"),
        (lambda: Key.from_jwk(1), "jwk must be a mapping, str or bytes, not int"),
        (lambda: Key.from_secret("x" * 32, "HS256"), "secret must be bytes, not str"),
        (lambda: Key.from_secret(memoryview(SECRET), "HS256"), "secret must be bytes, not memoryview"),
        (lambda: Key.from_secret(SECRET, "HS256", kid=7), "kid must be str, not int"),
        (lambda: KeySet(1), "keys must be an iterable of Key, not int"),
        (lambda: KeySet([1]), "each of keys must be Key, not int"),
        (lambda: KeySet.from_jwks(1), "jwks must be a mapping, str or bytes, not int"),
        (lambda: KeySet.from_jwks("{}", default_algorithms=1), "default_algorithms must be a mapping, not int"),
        (lambda: KeySet.from_jwks("{}", default_algorithms={"RSA": 1}), "default_algorithms must be str or an iterable"),
        (lambda: PrivateKey.generate(1), "algorithm must be str, not int"),
        (lambda: PrivateKey.generate("RS256", rsa_bits="x"), "rsa_bits must be int, not str"),
        (lambda: PrivateKey.from_pem(1, "ES256"), "pem must be str or bytes, not int"),
        (lambda: Signer.from_pem("x", None), "algorithm must be str, not NoneType"),
        (lambda: Signer.from_secret(SECRET, "HS256").sign(1), "claims must be a mapping, or the text"),
        (lambda: Signer.from_secret(SECRET, "HS256").sign({}, expires_in=1.5), "expires_in must be a whole number"),
        (lambda: Signer.from_secret(SECRET, "HS256").sign({}, typ=1), "typ"),
        (lambda: Signer.from_secret(SECRET, "HS256").sign_payload("x"), "payload must be bytes, not str"),
        (lambda: Verifier.for_trusts(1), "trusts must be an iterable of Trust, not int"),
        (lambda: Verifier.for_trusts([1]), "each of trusts must be Trust, not int"),
    ],
)
def test_an_argument_of_a_wrong_type_names_itself(call: Any, match: str | None) -> None:
    if match is None:
        with pytest.raises(jwtcore.InvalidKeyError):
            call()
        return
    with pytest.raises(TypeError, match=match):
        call()


@pytest.mark.parametrize("threads", [0, 257, -1, 10**30])
def test_threads_beyond_reason_are_a_value_error(verifier: Verifier, threads: int) -> None:
    with pytest.raises(ValueError, match="threads"):
        verifier.verify_many([], threads=threads)


def test_a_secret_that_is_a_key_is_refused(pair: PrivateKey) -> None:
    for secret in (pair.public_key().to_pem().encode(), pair.to_pem().encode()):
        with pytest.raises(jwtcore.InvalidKeyError) as refusal:
            Key.from_secret(secret, "HS256")
        assert refusal.value.name == "secret-looks-like-key"


def test_a_mapping_that_raises_passes_its_own_exception_on() -> None:
    class Broken(dict):  # type: ignore[type-arg]
        def __iter__(self) -> Any:
            raise RuntimeError("own")

        def items(self) -> Any:
            raise RuntimeError("own")

    with pytest.raises(RuntimeError, match="own"):
        Key.from_jwk(Broken(kty="oct"))


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(), st.binary(), st.text(alphabet="abcXYZ019-_.=")))
def test_any_text_is_refused_as_a_token(junk: str | bytes) -> None:
    verifier = verifier_of(Key.from_secret(SECRET, "HS256"))
    with pytest.raises(jwtcore.InvalidTokenError):
        verifier.verify(junk)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(min_value=-1e307, max_value=1e307) | st.text(),
    lambda children: st.lists(children, max_size=4) | st.dictionaries(st.text(), children, max_size=4),
    max_leaves=20,
)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.text().filter(lambda name: name not in {"iss", "aud", "sub", "exp", "nbf", "iat", "jti"}), JSON, max_size=8))
def test_any_claims_come_back_as_they_were_signed(extra: dict[str, Any]) -> None:
    claims = {**claims_of(), **extra}
    token = Signer.from_secret(SECRET, "HS256").sign(claims)
    accepted = verifier_of(Key.from_secret(SECRET, "HS256")).verify(token, now=NOW)
    assert accepted.to_dict() == claims
    assert all(accepted[name] == value for name, value in claims.items())
    assert list(accepted) == list(claims)


@settings(max_examples=200, deadline=None)
@given(at=st.integers(min_value=0), bit=st.integers(min_value=0, max_value=7))
def test_no_bit_of_a_token_can_be_changed(at: int, bit: int) -> None:
    token = bytearray(Signer.from_secret(SECRET, "HS256").sign(claims_of()).encode())
    token[at % len(token)] ^= 1 << bit
    with pytest.raises(jwtcore.InvalidTokenError):
        verifier_of(Key.from_secret(SECRET, "HS256")).verify(bytes(token), now=NOW)
