# The vectors that every language reads: cases, formats of keys, issuers, and the table of errors.

from __future__ import annotations

from typing import Any

import pytest
from conftest import TESTDATA, vectors

import jwtcore
from jwtcore import _errors, _native

CASES = vectors("cases.json")
FORMATS = vectors("keys/formats/manifest.json")
ERRORS = vectors("errors.json")
RECIPES = [
    (folder.name, recipe)
    for folder in sorted((TESTDATA / "issuers").iterdir())
    for recipe in vectors(f"issuers/{folder.name}/recipe.json")
]


def expected(entry: dict[str, Any]) -> str:
    """The verdict in this build, which lacks ES256K."""
    return "unsupported-algorithm" if entry.get("feature") == "es256k" else str(entry["verdict"])


def read_key(path: str, algorithm: str) -> jwtcore.Key:
    text = (TESTDATA / path).read_bytes()
    return jwtcore.Key.from_jwk(text, algorithm) if path.endswith(".jwk") else jwtcore.Key.from_pem(text, algorithm)


def keys_of(case: dict[str, Any]) -> list[jwtcore.Key]:
    if "secret_file" in case:
        secret = (TESTDATA / case["secret_file"]).read_bytes()
        return [jwtcore.Key.from_secret(secret, algorithm) for algorithm in case["alg"]]
    return [read_key(case["key"], algorithm) for algorithm in case["alg"]]


def unchecked(value: Any) -> Any:
    return jwtcore.UNCHECKED if value is None else value


def judge(case: dict[str, Any]) -> bytes:
    token = (TESTDATA / case["token"]).read_bytes()
    if case["level"] == "jws":
        return jwtcore.JwsVerifier(keys_of(case), typ=case["typ"]).verify(token).payload
    verifier = jwtcore.Verifier(
        keys_of(case), issuer=unchecked(case["iss"]), audience=unchecked(case["aud"]), typ=case["typ"]
    )
    return verifier.verify(token, now=case["now"]).json


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: dict[str, Any]) -> None:
    verdict = expected(case)
    if verdict == "accepted":
        assert judge(case) == (TESTDATA / case["payload"]).read_bytes()
    else:
        with pytest.raises(jwtcore.JwtcoreError) as refusal:
            judge(case)
        assert refusal.value.name == verdict


@pytest.mark.parametrize("entry", FORMATS, ids=lambda entry: f"{entry['kind']}-{entry['file']}")
def test_format(entry: dict[str, Any]) -> None:
    text = (TESTDATA / "keys/formats" / entry["file"]).read_bytes()
    kind = jwtcore.Key if entry["kind"] == "public" else jwtcore.Signer
    read = getattr(kind, f"from_{entry['format']}")
    algorithm = entry["alg"] or "ES256"
    verdict = expected(entry)
    if verdict == "accepted":
        assert read(text, algorithm).algorithm == ("EdDSA" if algorithm == "Ed25519" else algorithm)
        return
    with pytest.raises(jwtcore.JwtcoreError) as refusal:
        read(text, algorithm)
    assert refusal.value.name == verdict
    assert isinstance(refusal.value, jwtcore.InvalidKeyError)


def issuer_verifier(issuer: str, recipe: dict[str, Any]) -> Any:
    folder = f"issuers/{issuer}"
    if recipe["secret_file"]:
        keys: Any = jwtcore.Key.from_secret((TESTDATA / folder / recipe["secret_file"]).read_bytes())
    else:
        keys = jwtcore.KeySet.from_jwks((TESTDATA / folder / recipe["keys"]).read_bytes())
    options: dict[str, Any] = {"algorithms": recipe["algorithms"], "typ": recipe["typ"]}
    if recipe["max_token_len"] is not None:
        options["max_token_len"] = recipe["max_token_len"]
    if recipe["level"] == "jws":
        return jwtcore.JwsVerifier(keys, **options)
    audience = recipe["audience"]
    if isinstance(audience, dict):
        options["audience_claim"] = audience["claim"]
        audience = audience["any_of"]
    return jwtcore.Verifier(
        keys,
        issuer=unchecked(recipe["issuer"]),
        audience=unchecked(audience),
        required={rule["claim"]: rule.get("values") for rule in recipe["required"]},
        required_header={rule["member"]: rule["values"] for rule in recipe["header"]},
        allow_integer_sub=recipe["allow_integer_sub"],
        **options,
    )


@pytest.mark.parametrize(("issuer", "recipe"), RECIPES, ids=lambda value: value if isinstance(value, str) else "")
def test_issuer(issuer: str, recipe: dict[str, Any]) -> None:
    verifier = issuer_verifier(issuer, recipe)
    options = {} if recipe["level"] == "jws" else {"now": recipe["now"]}
    for name in recipe["accepted"]:
        file = name if isinstance(name, str) else name["token"]
        verifier.verify((TESTDATA / "issuers" / issuer / file).read_bytes(), **options)
    assert recipe["refused"]
    for refused in recipe["refused"]:
        with pytest.raises(jwtcore.InvalidTokenError) as refusal:
            verifier.verify((TESTDATA / "issuers" / issuer / refused["token"]).read_bytes(), **options)
        assert refusal.value.name == refused["error"], refused


@pytest.mark.parametrize("row", ERRORS, ids=lambda row: row["name"])
def test_error_is_the_table_s(row: dict[str, Any]) -> None:
    rows = {number: (name, kind, sentence, mend) for number, name, kind, sentence, mend in _native.error_table()}
    name, kind, sentence, mend = rows.pop(row["number"])
    assert (name, kind, sentence, mend) == (row["name"], row["class"], row["sentence"], row["mend"])
    error = _errors.make(row["number"], name, kind, sentence, mend, "")
    assert (error.code, error.name, error.mend) == (row["number"], row["name"], row["mend"])
    assert isinstance(error, jwtcore.InvalidTokenError) == (kind == "token")
    assert type(error) is not jwtcore.JwtcoreError


def test_table_has_no_error_that_the_core_lacks() -> None:
    assert sorted(row["number"] for row in ERRORS) == sorted(row[0] for row in _native.error_table())
