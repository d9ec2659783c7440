# What the tests share: the vectors' folder, test keys, and tokens.

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

import jwtcore

#: A moment at which the tests' tokens are judged.
NOW = 1_767_225_600
ISSUER = "https://issuer.test"
AUDIENCE = "https://api.test"
SECRET = b"a test secret of thirty-two bytes"

TESTDATA = Path(os.environ["JWTCORE_TESTDATA"])


def vectors(name: str) -> Any:
    """A JSON file of the vectors."""
    return json.loads((TESTDATA / name).read_text())


def pytest_report_header() -> str:
    return f"jwtcore {jwtcore.__version__} from {Path(jwtcore.__file__).parent}"


def claims_of(**changes: Any) -> dict[str, Any]:
    """Claims that the tests' verifier accepts, but for changes; None leaves a claim away."""
    claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": "user-7", "exp": NOW + 600, **changes}
    return {name: value for name, value in claims.items() if value is not None}


def verifier_of(keys: Any, **changes: Any) -> jwtcore.Verifier:
    return jwtcore.Verifier(keys, **{"issuer": ISSUER, "audience": AUDIENCE, **changes})


@pytest.fixture(scope="session")
def pair() -> jwtcore.PrivateKey:
    return jwtcore.PrivateKey.generate("ES256", kid="test-key")


@pytest.fixture(scope="session")
def verifier(pair: jwtcore.PrivateKey) -> jwtcore.Verifier:
    return verifier_of(pair.public_key())


@pytest.fixture(scope="session")
def token(pair: jwtcore.PrivateKey) -> str:
    return pair.signer().sign(claims_of())


@pytest.fixture(scope="session")
def hs_signer() -> jwtcore.Signer:
    return jwtcore.Signer.from_secret(SECRET, "HS256")


@pytest.fixture(scope="session")
def hs_verifier() -> jwtcore.Verifier:
    return verifier_of(jwtcore.Key.from_secret(SECRET, "HS256"))
