# jwtcore under PyJWT's names: `from jwtcore import pyjwt as jwt`. What differs, and why, is listed in docs/pyjwt.md.
"""jwtcore under PyJWT's names: `from jwtcore import pyjwt as jwt`."""

from __future__ import annotations

from .._native import __version__
from . import exceptions
from ._keys import PyJWK, PyJWKSet
from ._tokens import (
    InsecureKeyLengthWarning,
    PyJWT,
    RemovedInPyjwt3Warning,
    decode,
    decode_complete,
    encode,
    get_unverified_header,
)
from .exceptions import (
    DecodeError,
    ExpiredSignatureError,
    ImmatureSignatureError,
    InvalidAlgorithmError,
    InvalidAudienceError,
    InvalidIssuedAtError,
    InvalidIssuerError,
    InvalidJTIError,
    InvalidKeyError,
    InvalidSignatureError,
    InvalidSubjectError,
    InvalidTokenError,
    MissingRequiredClaimError,
    PyJWKClientConnectionError,
    PyJWKClientError,
    PyJWKError,
    PyJWKSetError,
    PyJWTError,
    RefusedOnPurposeError,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._client import PyJWKClient

#: What PyJWT has and this has not, and why.
_ABSENT = {
    "PyJWS": "payloads that are no claims are verified by jwtcore.JwsVerifier",
    "register_algorithm": "the set of algorithms is closed",
    "unregister_algorithm": "list the algorithms that are accepted at each call",
    "get_algorithm_by_name": "algorithms are no objects here; keys are read by jwtcore.Key",
}


def __getattr__(name: str) -> object:
    # Imported when it is asked for: HTTP and TLS take longer to import than all the rest.
    if name == "PyJWKClient":
        from ._client import PyJWKClient

        return PyJWKClient
    if name in _ABSENT:
        raise AttributeError(f"jwtcore.pyjwt has no {name}: {_ABSENT[name]} (docs/pyjwt.md)")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = [
    "DecodeError",
    "ExpiredSignatureError",
    "ImmatureSignatureError",
    "InsecureKeyLengthWarning",
    "InvalidAlgorithmError",
    "InvalidAudienceError",
    "InvalidIssuedAtError",
    "InvalidIssuerError",
    "InvalidJTIError",
    "InvalidKeyError",
    "InvalidSignatureError",
    "InvalidSubjectError",
    "InvalidTokenError",
    "MissingRequiredClaimError",
    "PyJWK",
    "PyJWKClient",
    "PyJWKClientConnectionError",
    "PyJWKClientError",
    "PyJWKError",
    "PyJWKSet",
    "PyJWKSetError",
    "PyJWT",
    "PyJWTError",
    "RefusedOnPurposeError",
    "RemovedInPyjwt3Warning",
    "__version__",
    "decode",
    "decode_complete",
    "encode",
    "exceptions",
    "get_unverified_header",
]
