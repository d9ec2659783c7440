# Uses the package as an application would; mypy and pyright check that it has the types that it says. Nothing runs it.

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any, Optional, Union

from typing_extensions import assert_type

import jwtcore


def keys(pem: str, jwks: dict[str, Any]) -> None:
    key = jwtcore.Key.from_pem(pem, "ES256", kid="k")
    assert_type(key.algorithm, Optional[str])
    assert_type(key.to_jwk(), dict[str, str])
    assert_type(jwtcore.KeySet.from_jwks(jwks, default_algorithms={"RSA": "RS256"}).keys, tuple[jwtcore.Key, ...])
    assert_type(jwtcore.PrivateKey.generate("ES256").signer(), jwtcore.Signer)


def verify(key: jwtcore.Key, token: Union[str, bytes]) -> Optional[str]:
    verifier = jwtcore.Verifier([key], issuer="i", audience=jwtcore.UNCHECKED, leeway=timedelta(seconds=1))
    claims = verifier.verify(token, now=datetime.now(timezone.utc))
    assert_type(claims, jwtcore.Claims)
    assert_type(claims.exp, Optional[datetime])
    assert_type(claims.aud, tuple[str, ...])
    assert_type(claims.json, bytes)
    mapping: Mapping[str, Any] = claims
    assert_type(len(mapping), int)
    for one in verifier.verify_many([token], threads=2):
        if isinstance(one, jwtcore.JwtcoreError):
            assert_type(one.code, int)
            assert_type(one.name, str)
        else:
            assert_type(one, jwtcore.Claims)
    holder = jwtcore.VerifierHolder(verifier)
    holder.swap_keys(key)
    assert_type(holder.verify(token), jwtcore.Claims)
    return claims.sub


def sign(signer: jwtcore.Signer) -> str:
    token = signer.sign({"sub": "s"}, expires_in=timedelta(minutes=5))
    assert_type(token, str)
    return token
