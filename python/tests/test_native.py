# The native interface: keys, sets, verifiers, claims, signers and the holder.

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from conftest import AUDIENCE, ISSUER, NOW, SECRET, claims_of, verifier_of

import jwtcore
from jwtcore import Key, KeySet, PrivateKey, Signer, Trust, Verifier

ALGORITHMS = [
    *("HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA"),
]
UTC = timezone.utc


def refused(name: str, call: Any, *args: Any, **kwargs: Any) -> jwtcore.JwtcoreError:
    with pytest.raises(jwtcore.JwtcoreError) as refusal:
        call(*args, **kwargs)
    assert refusal.value.name == name
    return refusal.value


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_made_key_signs_verifies_and_is_read_back(algorithm: str) -> None:
    key = PrivateKey.generate(algorithm, kid="mine")
    token = key.signer().sign(claims_of())
    assert verifier_of(key.public_key()).verify(token, now=NOW).kid == "mine"
    again = Signer.from_jwk(key.to_jwk(), algorithm)
    assert (again.algorithm, again.kid) == (algorithm, "mine")
    claims = verifier_of(key.public_key()).verify(again.sign(claims_of()), now=NOW)
    assert (claims.algorithm, claims.kid, claims.trust_index) == (algorithm, "mine", 0)
    if algorithm.startswith("HS"):
        assert Key.from_secret(key.secret(), algorithm).algorithm == algorithm
        refused("unsupported-key-type", key.to_pem)
        return
    refused("unsupported-key-type", key.secret)
    pem = key.to_pem()
    for reread in (PrivateKey.from_pem(pem, algorithm), PrivateKey.from_jwk(json.dumps(key.to_jwk()), algorithm)):
        assert reread.public_key().to_jwk().get("x") == key.public_key().to_jwk().get("x")
        assert reread.public_key().thumbprint() == key.public_key().thumbprint()
    public = key.public_key()
    assert Key.from_pem(public.to_pem(), algorithm).thumbprint() == public.thumbprint()
    assert Key.from_jwk(public.to_jwk()).algorithm == algorithm
    assert "d" not in public.to_jwk()
    refused("private-key-given", Key.from_pem, pem, algorithm)
    refused("private-key-given", Key.from_jwk, key.to_jwk(), algorithm)


def test_rsa_keys_are_made_of_the_size_asked_for() -> None:
    key = PrivateKey.generate("RS256", rsa_bits=3072)
    assert len(key.public_key().to_jwk()["n"]) == 512
    refused("unsupported-key-size", PrivateKey.generate, "RS256", rsa_bits=1024)
    with pytest.raises(ValueError, match="rsa_bits"):
        PrivateKey.generate("ES256", rsa_bits=2048)


def test_claims_are_an_immutable_mapping_with_typed_properties(pair: PrivateKey) -> None:
    given = claims_of(aud=["x", AUDIENCE], iat=NOW - 5, nbf=NOW - 5, jti="t1", roles=["a"], deep={"n": [1, 2.5, None]})
    claims = verifier_of(pair.public_key()).verify(pair.signer().sign(given), now=NOW)
    assert isinstance(claims, Mapping)
    assert claims == given
    assert given == dict(claims) == claims.to_dict() == json.loads(claims.json)
    assert list(claims) == list(given) == list(claims.keys())
    assert list(claims.items()) == list(given.items())
    assert list(claims.values()) == list(given.values())
    assert len(claims) == len(given)
    assert (claims.iss, claims.sub, claims.aud, claims.jti) == (ISSUER, "user-7", ("x", AUDIENCE), "t1")
    assert claims.exp == datetime.fromtimestamp(NOW + 600, UTC)
    assert claims.nbf == claims.iat == datetime.fromtimestamp(NOW - 5, UTC)
    assert claims.exp is not None
    assert claims.exp.tzinfo is UTC
    claims["roles"].append("b")
    assert claims["roles"] == ["a"]
    for change in ("claims['sub'] = 'x'", "del claims['sub']", "claims.sub = 'x'", "claims.new = 1"):
        with pytest.raises((TypeError, AttributeError)):
            exec(change, {"claims": claims})
    with pytest.raises(TypeError):
        hash(claims)
    with pytest.raises(TypeError):
        type(claims)()


def test_absent_claims(pair: PrivateKey) -> None:
    verifier = Verifier(
        pair.public_key(), issuer=jwtcore.UNCHECKED, audience=jwtcore.UNCHECKED, exp_optional=True
    )
    claims = verifier.verify(pair.signer().sign({}), now=NOW)
    assert (claims.iss, claims.sub, claims.aud, claims.jti) == (None, None, (), None)
    assert (claims.exp, claims.nbf, claims.iat) == (None, None, None)
    assert (len(claims), dict(claims), list(claims)) == (0, {}, [])
    assert "sub" not in claims
    assert 1 not in claims
    assert "\ud800" not in claims
    assert claims.get("sub") is None
    assert claims.get("sub", 7) == 7
    for absent in ("sub", 1, None, "\ud800"):
        with pytest.raises(KeyError):
            claims[absent]
    assert claims != 1
    assert claims == {}


def test_values_are_python_s_own(pair: PrivateKey) -> None:
    text = (
        '{"iss":"https:\\/\\/issuer.test","aud":"https://api.test","exp":1767226200.5,"a":-0,"b":1e3,"c":123456789012345'
        '678901234567890,"d":-9223372036854775808,"e":1.5,"f":"\\ud83d\\ude00\\u0000","g":[],"h":{},"i":[[{"j":null}]],'
        '"k":true,"l":false,"m":1E307}'
    )
    claims = verifier_of(pair.public_key()).verify(pair.signer().sign(text), now=NOW)
    assert claims.json == text.encode()
    assert claims.to_dict() == json.loads(text)
    for name, value in json.loads(text).items():
        assert claims[name] == value
        assert type(claims[name]) is type(value)


def test_an_integer_sub_where_it_is_allowed() -> None:
    token = Signer.from_secret(SECRET, "HS256").sign_payload(json.dumps(claims_of(sub=7)).encode(), typ="JWT")
    key = Key.from_secret(SECRET, "HS256")
    claims = verifier_of(key, allow_integer_sub=True).verify(token, now=NOW)
    assert (claims.sub, claims["sub"]) == ("7", 7)
    refused("invalid-sub", verifier_of(key).verify, token, now=NOW)


def test_dates_beyond_datetime_are_read_as_numbers(pair: PrivateKey) -> None:
    claims = verifier_of(pair.public_key()).verify(pair.signer().sign(claims_of(exp=2**53)), now=NOW)
    assert claims["exp"] == 2**53
    with pytest.raises(OverflowError, match="exp"):
        claims.exp  # noqa: B018


def test_numbers_that_other_readers_would_make_infinite_are_refused() -> None:
    for number in ("1e308", "-1E400", "9" * 309):
        text = json.dumps(claims_of())[:-1] + f',"big":{number}}}'
        token = Signer.from_secret(SECRET, "HS256").sign_payload(text.encode(), typ="JWT")
        refused("malformed-json", verifier_of(Key.from_secret(SECRET, "HS256")).verify, token, now=NOW)
    claims = claims_of(big=10**307)
    token = Signer.from_secret(SECRET, "HS256").sign(claims)
    assert verifier_of(Key.from_secret(SECRET, "HS256")).verify(token, now=NOW)["big"] == 10**307


@pytest.mark.parametrize(
    ("changes", "options", "name", "kind"),
    [
        ({"exp": NOW}, {}, "expired", jwtcore.ExpiredTokenError),
        ({"nbf": NOW + 1}, {}, "not-yet-valid", jwtcore.ImmatureTokenError),
        ({"iat": NOW + 61}, {}, "issued-in-the-future", jwtcore.ImmatureTokenError),
        ({"iss": "other"}, {}, "wrong-issuer", jwtcore.IssuerError),
        ({"iss": None}, {}, "missing-iss", jwtcore.IssuerError),
        ({"aud": "other"}, {}, "wrong-audience", jwtcore.AudienceError),
        ({"aud": None}, {}, "missing-aud", jwtcore.AudienceError),
        ({"exp": None}, {}, "missing-exp", jwtcore.MissingClaimError),
        ({}, {"required": ["role"]}, "missing-claim", jwtcore.MissingClaimError),
        ({"role": "x"}, {"required": {"role": ["a", "b"]}}, "wrong-claim-value", jwtcore.ClaimError),
        ({}, {"max_age": 60}, "missing-iat", jwtcore.MissingClaimError),
        ({"iat": NOW - 61}, {"max_age": timedelta(minutes=1)}, "too-old", jwtcore.ExpiredTokenError),
        ({}, {"typ": "at+jwt"}, "wrong-typ", jwtcore.TokenTypeError),
        ({}, {"required_header": {"x": "y"}}, "wrong-header-value", jwtcore.TokenTypeError),
        ({}, {"audience_claim": "client_id"}, "missing-aud", jwtcore.AudienceError),
        ({}, {"max_token_len": 40}, "token-too-large", jwtcore.MalformedTokenError),
    ],
)
def test_a_rule_refuses(pair: PrivateKey, changes: Any, options: Any, name: str, kind: type[Exception]) -> None:
    token = pair.signer().sign(claims_of(**changes))
    error = refused(name, verifier_of(pair.public_key(), **options).verify, token, now=NOW)
    assert type(error) is kind
    assert isinstance(error, jwtcore.InvalidTokenError)


@pytest.mark.parametrize(
    ("changes", "options"),
    [
        ({"exp": NOW - 29}, {"leeway": 30}),
        ({"exp": NOW - 29}, {"leeway": timedelta(seconds=30)}),
        ({"iat": NOW + 600}, {"unchecked_iat": True}),
        ({"exp": None}, {"exp_optional": True}),
        ({"exp": NOW - 1}, {"unchecked_time": True}),
        ({"role": "b"}, {"required": {"role": ["a", "b"], "sub": None}}),
        ({"client_id": "app"}, {"audience_claim": "client_id", "audience": "app"}),
        ({"iss": "second"}, {"issuer": ["first", "second"]}),
        ({"aud": ["z", "b"]}, {"audience": {"a", "b"}}),
        ({}, {"algorithms": "ES256"}),
        ({}, {"algorithms": ("RS256", "ES256")}),
    ],
)
def test_a_rule_accepts(pair: PrivateKey, changes: Any, options: Any) -> None:
    token = pair.signer().sign(claims_of(**changes))
    assert verifier_of(pair.public_key(), **options).verify(token, now=NOW)


def test_algorithms_bind_keys_that_name_none_and_narrow_the_others(pair: PrivateKey) -> None:
    rsa = PrivateKey.generate("RS256")
    unbound = Key.from_pem(rsa.public_key().to_pem())
    assert unbound.algorithm is None
    refused("no-algorithm-for-key", verifier_of, unbound)
    refused("no-algorithm-for-key", verifier_of, unbound, algorithms=["ES256"])
    refused("rs-and-ps-on-one-key", verifier_of, unbound, algorithms=["RS256", "PS256"])
    token = rsa.signer().sign(claims_of())
    assert verifier_of(unbound, algorithms=["RS256"]).verify(token, now=NOW)
    refused("algorithm-not-allowed", verifier_of(unbound, algorithms=["PS256"]).verify, token, now=NOW)
    refused("algorithm-not-listed", verifier_of, rsa.public_key(), algorithms=["PS256"])
    both = KeySet([rsa.public_key(), pair.public_key()])
    assert verifier_of(both).verify(token, now=NOW)
    refused("algorithm-not-allowed", verifier_of(both, algorithms=["ES256"]).verify, token, now=NOW)
    refused("no-usable-key", verifier_of, both, algorithms=["EdDSA"])


def test_key_sets_from_jwks() -> None:
    rsa, ec = PrivateKey.generate("PS256", kid="r"), PrivateKey.generate("ES256", kid="e")
    named, unnamed = ec.public_key().to_jwk(), rsa.public_key().to_jwk()
    del unnamed["alg"]
    jwks = {"keys": [{"kty": "RSA", "use": "enc"}, named, {"kty": "new"}, unnamed]}
    for form in (jwks, json.dumps(jwks), json.dumps(jwks).encode()):
        keys = KeySet.from_jwks(form, default_algorithms={"RSA": "PS256"})
        assert [(key.algorithm, key.kid) for key in keys] == [("ES256", "e"), ("PS256", "r")]
    assert [index for index, _ in keys.skipped] == [0, 2]
    assert len(keys) == 2
    for key in (rsa, ec):
        assert verifier_of(keys).verify(key.signer().sign(claims_of()), now=NOW).kid == key.kid
    assert keys.to_jwks() == {"keys": [named, {**unnamed, "alg": "PS256"}]}
    without = KeySet.from_jwks(jwks)
    assert [key.algorithm for key in without] == ["ES256", None]
    assert verifier_of(without, algorithms=["PS256"]).verify(rsa.signer().sign(claims_of()), now=NOW)
    assert verifier_of(without).verify(ec.signer().sign(claims_of()), now=NOW)
    refused("private-key-given", KeySet.from_jwks, {"keys": [ec.to_jwk()]})
    refused("malformed-jwks", KeySet.from_jwks, named)
    refused("malformed-jwk", Key.from_jwk, jwks)
    refused("no-usable-key", KeySet.from_jwks, {"keys": []})
    refused("no-usable-key", KeySet, [])
    refused("key-algorithm-mismatch", KeySet.from_jwks, jwks, default_algorithms={"RSA": "ES256"})
    refused("secrets-among-public-keys", KeySet.from_jwks, {"keys": [named, {"kty": "oct", "k": "A" * 43, "alg": "HS256"}]})


def test_several_trusts_each_with_its_own_keys() -> None:
    a, b = PrivateKey.generate("ES256", kid="a"), PrivateKey.generate("ES256", kid="b")
    trusts = [
        Trust(a.public_key(), issuer="https://a.test", audience=AUDIENCE),
        Trust([b.public_key()], issuer="https://b.test", audience=AUDIENCE, leeway=30),
    ]
    verifier = Verifier.for_trusts(trusts)
    for at, (key, issuer) in enumerate([(a, "https://a.test"), (b, "https://b.test")]):
        assert verifier.verify(key.signer().sign(claims_of(iss=issuer)), now=NOW).trust_index == at
    refused("wrong-issuer", verifier.verify, a.signer().sign(claims_of(iss="https://b.test")), now=NOW)
    shared = [Trust(a.public_key(), issuer=issuer, audience=AUDIENCE) for issuer in ("one", "two")]
    refused("shared-key", Verifier.for_trusts, shared)
    tenants = Verifier.for_trusts(shared, issuer_decides=True)
    assert tenants.verify(a.signer().sign(claims_of(iss="two")), now=NOW).trust_index == 1
    refused("no-trust", Verifier.for_trusts, [])
    with pytest.raises(TypeError, match="for_trusts"):
        verifier.with_keys(a.public_key())


def test_the_holder_swaps_keys_and_keeps_them_where_new_ones_are_refused(pair: PrivateKey) -> None:
    new = PrivateKey.generate("ES256", kid="new")
    holder = jwtcore.VerifierHolder(verifier_of(pair.public_key()))
    before, after = pair.signer().sign(claims_of()), new.signer().sign(claims_of())
    assert holder.verify(before, now=NOW)
    refused("unknown-key", holder.verify, after, now=NOW)
    holder.swap_keys([pair.public_key(), new.public_key()])
    assert len(holder.verify_many([before, after], now=NOW)) == 2
    refused("no-usable-key", holder.swap_keys, [])
    assert holder.verify(after, now=NOW)
    former = holder.swap(verifier_of(new.public_key()))
    assert former.verify(before, now=NOW)
    refused("unknown-key", holder.verify, before, now=NOW)
    assert holder.current.verify(after, now=NOW)


def test_signing_fills_in_times_and_takes_datetimes(hs_signer: Signer, hs_verifier: Verifier) -> None:
    claims = {"iss": ISSUER, "aud": AUDIENCE}
    accepted = hs_verifier.verify(hs_signer.sign(claims, expires_in=60, now=NOW), now=NOW)
    assert (accepted["iat"], accepted["exp"]) == (NOW, NOW + 60)
    accepted = hs_verifier.verify(hs_signer.sign(claims, expires_in=timedelta(hours=1), now=NOW), now=NOW)
    assert accepted["exp"] == NOW + 3600
    given = {**claims, "exp": datetime.fromtimestamp(NOW + 5.5, timezone(timedelta(hours=2)))}
    assert hs_verifier.verify(hs_signer.sign(given), now=NOW)["exp"] == NOW + 5
    assert isinstance(given["exp"], datetime)
    error = refused("reserved-claim-twice", hs_signer.sign, claims_of(), expires_in=60)
    assert isinstance(error, jwtcore.ConfigurationError)
    refused("malformed-claims", hs_signer.sign, "[]")
    refused("malformed-claims", hs_signer.sign, {"exp": "soon"})
    with pytest.raises(ValueError, match="time zone"):
        hs_signer.sign({"exp": datetime(2026, 1, 1)})
    with pytest.raises(ValueError):
        hs_signer.sign({"x": float("nan")})
    with pytest.raises(TypeError):
        hs_signer.sign({"x": object()})


def test_a_typ_of_its_own(pair: PrivateKey) -> None:
    token = pair.signer().sign(claims_of(), typ="logout+jwt")
    assert verifier_of(pair.public_key(), typ="logout+jwt").verify(token, now=NOW)
    refused("wrong-typ", verifier_of(pair.public_key()).verify, token, now=NOW)


def test_payloads_that_are_no_claims(pair: PrivateKey) -> None:
    token = pair.signer().sign_payload(b"\x00\xff", typ="x")
    verified = jwtcore.JwsVerifier(pair.public_key(), typ="x").verify(token)
    assert (verified.payload, verified.algorithm, verified.kid) == (b"\x00\xff", "ES256", "test-key")
    refused("invalid-utf8", verifier_of(pair.public_key(), typ="x").verify, token, now=NOW)


def test_the_unverified_issuer_leads_to_a_verifier(token: str) -> None:
    assert jwtcore.hazmat.unverified_issuer(token) == ISSUER
    assert jwtcore.hazmat.unverified_issuer(token.encode()) == ISSUER
    refused("not-compact", jwtcore.hazmat.unverified_issuer, "x")


def immutable_objects(pair: PrivateKey, token: str) -> list[Any]:
    key = pair.public_key()
    verifier = verifier_of(key)
    jws = jwtcore.JwsVerifier(key)
    return [
        *(key, KeySet([key]), pair, pair.signer(), Key.from_secret(SECRET, "HS256")),
        *(Trust(key, issuer=ISSUER, audience=AUDIENCE), verifier, verifier.verify(token, now=NOW)),
        *(jws, jws.verify(token)),
    ]


def test_copies_are_the_same_object_and_nothing_is_pickled(pair: PrivateKey, token: str) -> None:
    for one in immutable_objects(pair, token):
        assert copy.copy(one) is one
        assert copy.deepcopy(one) is one
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            with pytest.raises(TypeError, match="cannot be pickled"):
                pickle.dumps(one, protocol)


def test_no_repr_shows_a_secret_a_token_or_a_claim(pair: PrivateKey, token: str) -> None:
    d = pair.to_jwk()["d"]
    for one in [*immutable_objects(pair, token), jwtcore.UNCHECKED, jwtcore.VerifierHolder(verifier_of(pair.public_key()))]:
        assert repr(one).startswith(("<jwtcore.", "jwtcore."))
        for secret in (d, SECRET.decode(), "user-7", *token.split(".")):
            assert secret not in repr(one)


def test_exceptions_are_pickled_with_their_code_and_name(verifier: Verifier) -> None:
    error = refused("not-compact", verifier.verify, "x")
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert (str(again), again.code, again.name, again.mend) == (str(error), 101, "not-compact", error.mend)
    assert type(copy.copy(error)) is type(error)


def test_no_exception_holds_the_token_or_a_secret(pair: PrivateKey, token: str) -> None:
    header, payload, signature = token.split(".")
    for bad in (f"{header}.{payload}.{signature[:-4]}AAAA", f"{header}.{payload}x.{signature}", token + "=", "a" * 50):
        error = refused_by(verifier_of(pair.public_key()), bad)
        assert not any(part in f"{error!r}{error.__dict__}" for part in (header, payload, bad))
    with pytest.raises(jwtcore.InvalidKeyError) as refusal:
        Key.from_secret(b"short-secret", "HS256")
    assert "short-secret" not in repr(refusal.value)


def refused_by(verifier: Verifier, token: str) -> jwtcore.JwtcoreError:
    with pytest.raises(jwtcore.InvalidTokenError) as refusal:
        verifier.verify(token, now=NOW)
    return refusal.value
