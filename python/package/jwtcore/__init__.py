# jwtcore: a strict and fast verifier and signer of JSON Web Tokens (RFC 7519).
"""A strict and fast verifier and signer of JSON Web Tokens (RFC 7519)."""

from __future__ import annotations

from . import hazmat
from ._errors import (
    AudienceError,
    ClaimError,
    ConfigurationError,
    ExpiredTokenError,
    ImmatureTokenError,
    InternalError,
    InvalidKeyError,
    InvalidSignatureError,
    InvalidTokenError,
    IssuerError,
    JwtcoreError,
    MalformedTokenError,
    MissingClaimError,
    RevokedTokenError,
    TokenTypeError,
    UnavailableError,
    UnknownKeyError,
)
from ._holder import VerifierHolder
from ._native import (
    UNCHECKED,
    Claims,
    JwsVerifier,
    Key,
    KeySet,
    PrivateKey,
    Signer,
    Trust,
    Unchecked,
    VerifiedPayload,
    Verifier,
    __version__,
)

__all__ = [
    "UNCHECKED",
    "AudienceError",
    "ClaimError",
    "Claims",
    "ConfigurationError",
    "ExpiredTokenError",
    "ImmatureTokenError",
    "InternalError",
    "InvalidKeyError",
    "InvalidSignatureError",
    "InvalidTokenError",
    "IssuerError",
    "JwtcoreError",
    "JwsVerifier",
    "Key",
    "KeySet",
    "MalformedTokenError",
    "MissingClaimError",
    "PrivateKey",
    "RevokedTokenError",
    "Signer",
    "TokenTypeError",
    "Trust",
    "UnavailableError",
    "Unchecked",
    "UnknownKeyError",
    "VerifiedPayload",
    "Verifier",
    "VerifierHolder",
    "__version__",
    "hazmat",
]
