# The exceptions: one class for each family of causes, under JwtcoreError.

from __future__ import annotations


class JwtcoreError(Exception):
    """Something was refused. `code` and `name` are those of the core's table of errors, in every language."""

    #: The error's stable number.
    code: int = 0
    #: The error's stable name.
    name: str = ""
    #: How to mend it.
    mend: str = ""


class InvalidTokenError(JwtcoreError):
    """The token is refused: answer 401."""


class MalformedTokenError(InvalidTokenError):
    """The token is not what a token looks like."""


class UnknownKeyError(InvalidTokenError):
    """No key, or no single one, is meant by the token's algorithm and key name."""


class InvalidSignatureError(InvalidTokenError):
    """The signature does not verify."""


class TokenTypeError(InvalidTokenError):
    """The token is of another kind than the verifier takes."""


class ClaimError(InvalidTokenError):
    """The signature is good, and a claim is not what is expected."""


class ExpiredTokenError(ClaimError):
    """The token has expired, or is older than is accepted."""


class ImmatureTokenError(ClaimError):
    """The token is not valid yet."""


class IssuerError(ClaimError):
    """The issuer is absent, malformed, or another."""


class AudienceError(ClaimError):
    """The audience is absent, malformed, or another."""


class MissingClaimError(ClaimError):
    """A claim that is asked for is absent."""


class RevokedTokenError(InvalidTokenError):
    """The token was revoked, or bears no name by which that could be known."""


class InvalidKeyError(JwtcoreError):
    """A key, a secret or a key set cannot be used: answer 500."""


class ConfigurationError(JwtcoreError):
    """A verifier's or a signer's settings, or claims to be signed, are wrong: answer 500."""


class UnavailableError(JwtcoreError):
    """The store of revoked tokens did not answer: answer 503."""


class InternalError(JwtcoreError):
    """A fault of this package."""


#: Each family's first number, in their order, up to the next one's.
_FAMILIES: tuple[tuple[int, type[JwtcoreError]], ...] = (
    (100, MalformedTokenError),
    (122, UnknownKeyError),
    (123, MalformedTokenError),
    (130, UnknownKeyError),
    (132, InvalidSignatureError),
    (140, ClaimError),
    (143, IssuerError),
    (144, ClaimError),
    (145, AudienceError),
    (146, ClaimError),
    (150, IssuerError),
    (152, AudienceError),
    (154, TokenTypeError),
    (157, MissingClaimError),
    (158, ExpiredTokenError),
    (159, ImmatureTokenError),
    (161, MissingClaimError),
    (162, ExpiredTokenError),
    (163, MissingClaimError),
    (164, ClaimError),
    (166, InvalidTokenError),
    (172, RevokedTokenError),
    (173, InvalidTokenError),
    (174, RevokedTokenError),
    (177, InvalidTokenError),
    (200, InvalidKeyError),
    (230, ConfigurationError),
    (300, InternalError),
    (307, ConfigurationError),
    (308, InternalError),
)

#: What an error of a class is whatever its number.
_CLASSES: dict[str, type[JwtcoreError]] = {
    "token": InvalidTokenError,
    "unavailable": UnavailableError,
}


def make(code: int, name: str, kind: str, sentence: str, mend: str, detail: str) -> JwtcoreError:
    """Makes the exception of an error of the core. The core's errors hold nothing of a token or a key."""
    about = f" ({detail})" if detail else ""
    error = _family(code, kind)(f"{sentence}{about}: {mend}")
    error.code = code
    error.name = name
    error.mend = mend
    return error


def _family(code: int, kind: str) -> type[JwtcoreError]:
    base = _CLASSES.get(kind, JwtcoreError)
    family: type[JwtcoreError] = base
    for first, named in _FAMILIES:
        if code < first:
            break
        family = named
    return family if issubclass(family, base) else base


def named(name: str, detail: str = "") -> JwtcoreError:
    """The exception of the core's error of this name."""
    from ._native import error_table

    row = next(row for row in error_table() if row[1] == name)
    return make(*row, detail)
