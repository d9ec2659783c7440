# PyJWT's exceptions, by name and inheritance, and which of them an error of the core becomes.

from __future__ import annotations

from .._errors import ConfigurationError, JwtcoreError
from .._errors import InvalidKeyError as _InvalidKeyError
from .._errors import InvalidTokenError as _InvalidTokenError


class PyJWTError(Exception):
    """The base of all. `code` and `name` are those of the core's error, where one is behind it."""

    code: int = 0
    name: str = ""


class InvalidTokenError(PyJWTError):
    """The token is refused."""


class DecodeError(InvalidTokenError):
    """The token cannot be read."""


class InvalidSignatureError(DecodeError):
    """The signature does not verify."""


class ExpiredSignatureError(InvalidTokenError):
    """The token has expired."""


class InvalidAudienceError(InvalidTokenError):
    """The audience is not the expected one."""


class InvalidIssuerError(InvalidTokenError):
    """The issuer is not the expected one."""


class InvalidIssuedAtError(InvalidTokenError):
    """`iat` is not a number."""


class ImmatureSignatureError(InvalidTokenError):
    """`nbf` or `iat` lies in the future."""


class InvalidKeyError(PyJWTError):
    """The key cannot be used."""


class InvalidAlgorithmError(InvalidTokenError):
    """The algorithm is not allowed."""


class MissingRequiredClaimError(InvalidTokenError):
    """A claim that is asked for is absent."""

    def __init__(self, claim: str) -> None:
        super().__init__(claim)
        self.claim = claim

    def __str__(self) -> str:
        return f'Token is missing the "{self.claim}" claim'


class InvalidSubjectError(InvalidTokenError):
    """`sub` is not a string, or not the expected one."""


class InvalidJTIError(InvalidTokenError):
    """`jti` is not a string."""


class PyJWKError(PyJWTError):
    """A JWK cannot be used."""


class MissingCryptographyError(PyJWKError):
    """Never raised: nothing here needs the package cryptography."""


class PyJWKSetError(PyJWTError):
    """A JWKS cannot be used."""


class PyJWKClientError(PyJWTError):
    """A JWKS endpoint does not offer what is asked for."""


class PyJWKClientConnectionError(PyJWKClientError):
    """A JWKS endpoint cannot be reached."""


class RefusedOnPurposeError(PyJWTError):
    """PyJWT allows it, and jwtcore does not: docs/pyjwt.md says why, and what to do. Not PyJWT's; no token is at fault."""


_BY_NAME: dict[str, type[PyJWTError]] = {
    "missing-algorithm": InvalidAlgorithmError,
    "unknown-algorithm": InvalidAlgorithmError,
    "algorithm-not-allowed": InvalidAlgorithmError,
    "critical-header": InvalidTokenError,
    "unencoded-payload": InvalidTokenError,
    "invalid-kid": InvalidTokenError,
    "invalid-signature": InvalidSignatureError,
    "invalid-iat": InvalidIssuedAtError,
    "invalid-iss": InvalidIssuerError,
    "invalid-sub": InvalidSubjectError,
    "invalid-aud": InvalidAudienceError,
    "invalid-jti": InvalidJTIError,
    "invalid-exp": DecodeError,
    "invalid-nbf": DecodeError,
    "missing-typ": InvalidTokenError,
    "wrong-typ": InvalidTokenError,
}


def translated(error: JwtcoreError) -> PyJWTError:
    """PyJWT's exception for an error of the core."""
    if isinstance(error, _InvalidTokenError):
        family = _BY_NAME.get(error.name, DecodeError)
    elif isinstance(error, (_InvalidKeyError, ConfigurationError)):
        family = InvalidKeyError
    else:
        family = PyJWTError
    made = family(str(error))
    made.code, made.name = error.code, error.name
    return made
