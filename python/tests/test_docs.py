# The documents' examples run as they stand, each document's in one namespace.

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import jwtcore

DOCS = Path(__file__).parent.parent / "docs"


def namespace() -> dict[str, Any]:
    """What the examples take for given."""
    pair = jwtcore.PrivateKey.generate("ES256", kid="2026-11")
    claims = {"iss": "https://issuer.test", "aud": "https://api.test", "sub": "user-7", "role": "reader"}
    return {
        "__name__": "example",
        "pem": pair.public_key().to_pem(),
        "public_pem": pair.public_key().to_pem(),
        "private_pem": pair.to_pem(),
        "jwks": jwtcore.KeySet([pair.public_key()]).to_jwks(),
        "secret": b"a test secret of thirty-two bytes",
        "x": jwtcore.PrivateKey.generate("EdDSA").public_key().to_jwk()["x"],
        "token": pair.signer().sign(claims, expires_in=600),
        "Claims": jwtcore.Claims,
    }


def blocks(document: Path) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```", document.read_text(), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("name", ["python.md", "pyjwt.md", "package-readme.md", "readme.md"])
def test_examples_run(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = blocks(DOCS / name)
    assert found
    given = namespace()
    for block in found:
        exec(compile(block, name, "exec"), given)
    printed = capsys.readouterr().out
    assert "401" not in printed
    if name == "python.md":
        assert "user-7 reader 20" in printed
        assert "not-compact" in printed
        assert given["me"](given["claims"]) == {"sub": "user-7"}


def test_the_documents_name_every_exception() -> None:
    text = (DOCS / "python.md").read_text()
    for name in jwtcore.__all__:
        if name.endswith("Error"):
            assert name in text
