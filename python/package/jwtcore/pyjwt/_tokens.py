# PyJWT's encode and decode. The signature and the token's form are the core's to judge; the options, PyJWT's.

from __future__ import annotations

import json
import time
from base64 import urlsafe_b64decode
from binascii import Error as Base64Error
from calendar import timegm
from datetime import datetime, timedelta
from typing import cast
from warnings import warn

from .._errors import JwtcoreError
from ._keys import PyJWK, signer_for, verifier_for
from .exceptions import (
    DecodeError,
    ExpiredSignatureError,
    ImmatureSignatureError,
    InvalidAudienceError,
    InvalidIssuerError,
    InvalidSubjectError,
    InvalidTokenError,
    MissingRequiredClaimError,
    RefusedOnPurposeError,
    translated,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence
    from typing import Any

#: An algorithm that was not given, which is not None.
_UNSET: Any = object()
#: The greatest length of a header segment that is read before it is verified: 8 KiB decoded, as the core has it.
_MAX_HEADER_LEN = 8 * 1024 * 4 // 3 + 4
_TIMES = ("exp", "iat", "nbf")
_ALPHABET = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


class RemovedInPyjwt3Warning(DeprecationWarning):
    """Of arguments that PyJWT is about to remove."""


class InsecureKeyLengthWarning(UserWarning):
    """Never given: short keys are refused."""


class PyJWT:
    """PyJWT's object with options of its own."""

    def __init__(self, options: dict[str, Any] | None = None) -> None:
        self.options: dict[str, Any] = {**_default_options(), **(options or {})}
        _refuse_unverified(self.options)

    def encode(
        self,
        payload: dict[str, Any],
        key: Any,
        algorithm: str | None = _UNSET,
        headers: dict[str, Any] | None = None,
        json_encoder: type[json.JSONEncoder] | None = None,
        sort_headers: bool = True,
    ) -> str:
        """Signs claims. The header's members are `alg`, `typ` and `kid`; their order is the core's."""
        if not isinstance(payload, dict):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError("Expecting a dict object, as JWT only supports JSON objects as payloads.")
        payload = payload.copy()
        for name in _TIMES:
            if isinstance(payload.get(name), datetime):
                payload[name] = timegm(payload[name].utctimetuple())
        if "iss" in payload and not isinstance(payload["iss"], str):
            raise TypeError("Issuer (iss) must be a string.")
        text = json.dumps(payload, separators=(",", ":"), cls=json_encoder)
        named, typ, kid = _header(headers)
        signer = signer_for(key, named or _algorithm(algorithm, key), kid)
        try:
            return signer.sign(text, typ=typ)
        except JwtcoreError as error:
            raise translated(error) from error

    def decode(
        self,
        jwt: str | bytes,
        key: Any = "",
        algorithms: Sequence[str] | None = None,
        options: dict[str, Any] | None = None,
        verify: bool | None = None,
        detached_payload: bytes | None = None,
        audience: str | Iterable[str] | None = None,
        subject: str | None = None,
        issuer: str | Container[str] | None = None,
        leeway: float | timedelta = 0,
        **kwargs: Any,
    ) -> dict[str, Any]:
        """Verifies a token, judges its claims, and returns them."""
        claims = self._verified(
            jwt, key, algorithms, options, verify, detached_payload, audience, issuer, subject, leeway, kwargs
        )
        return claims

    def decode_complete(
        self,
        jwt: str | bytes,
        key: Any = "",
        algorithms: Sequence[str] | None = None,
        options: dict[str, Any] | None = None,
        verify: bool | None = None,
        detached_payload: bytes | None = None,
        audience: str | Iterable[str] | None = None,
        issuer: str | Container[str] | None = None,
        subject: str | None = None,
        leeway: float | timedelta = 0,
        **kwargs: Any,
    ) -> dict[str, Any]:
        """As `decode`, with the header and the signature beside the claims."""
        claims = self._verified(
            jwt, key, algorithms, options, verify, detached_payload, audience, issuer, subject, leeway, kwargs
        )
        token = jwt.encode() if isinstance(jwt, str) else jwt
        header, _, signature = token.split(b".")
        return {"payload": claims, "header": json.loads(_decoded(header)), "signature": _decoded(signature)}

    def _verified(
        self,
        jwt: str | bytes,
        key: Any,
        algorithms: Sequence[str] | None,
        options: dict[str, Any] | None,
        verify: bool | None,
        detached_payload: bytes | None,
        audience: str | Iterable[str] | None,
        issuer: str | Container[str] | None,
        subject: str | None,
        leeway: float | timedelta,
        kwargs: dict[str, Any],
    ) -> dict[str, Any]:
        merged = self.options if options is None else {**self.options, **options}
        _refuse_unverified(merged)
        _warn_of_legacy(verify, kwargs)
        if detached_payload is not None:
            raise RefusedOnPurposeError("detached payloads (RFC 7797) are not served")
        if not algorithms and not isinstance(key, PyJWK):
            raise DecodeError('It is required that you pass in a value for the "algorithms" argument when calling decode().')
        if not isinstance(jwt, (str, bytes)):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise DecodeError(f"Invalid token type. Token must be str or bytes, not {type(jwt).__name__}")
        verifier = verifier_for(key, algorithms, merged.get("typ"), merged.get("max_token_len"))
        try:
            claims = verifier.verify(jwt).to_dict()
        except JwtcoreError as error:
            raise translated(error) from error
        _judge(claims, merged, audience, issuer, subject, leeway)
        return claims


def get_unverified_header(jwt: str | bytes) -> dict[str, Any]:
    """The header that a token carries, **which anybody may have written**: to look a key up by its `kid`, and for
    nothing else. Read as strictly as a verifier reads it."""
    if isinstance(jwt, str):
        jwt = jwt.encode("utf-8", "surrogatepass")
    if not isinstance(jwt, bytes):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise DecodeError(f"Invalid token type. Token must be str or bytes, not {type(jwt).__name__}")
    header = jwt.split(b".", 1)[0]
    if jwt.count(b".") != 2 or not header:
        raise DecodeError("Not enough segments" if jwt.count(b".") < 2 else "Too many segments")
    if len(header) > _MAX_HEADER_LEN:
        raise DecodeError("the header is too long")
    try:
        members: Any = json.loads(_decoded(header).decode(), object_pairs_hook=_without_duplicates)
    except (ValueError, RecursionError) as error:
        raise DecodeError("Invalid header string") from error
    if not isinstance(members, dict):
        raise DecodeError("Invalid header string: must be a json object")
    found = cast("dict[str, Any]", members)
    if not isinstance(found.get("kid", ""), str):
        raise InvalidTokenError("Key ID header parameter must be a string")
    if "crit" in found or "b64" in found:
        raise InvalidTokenError("critical extensions are not served")
    return found


def _default_options() -> dict[str, Any]:
    verified = ("signature", "exp", "nbf", "iat", "aud", "iss", "sub", "jti")
    options: dict[str, Any] = {f"verify_{name}": True for name in verified}
    return {**options, "require": [], "strict_aud": False, "enforce_minimum_key_length": True}


def _refuse_unverified(options: dict[str, Any]) -> None:
    if not options.get("verify_signature", True):
        raise RefusedOnPurposeError(
            "verify_signature=False is not served: nothing that a token says counts before its signature is verified. "
            "To choose a key use get_unverified_header, to choose a verifier jwtcore.hazmat.unverified_issuer"
        )


def _warn_of_legacy(verify: bool | None, kwargs: dict[str, Any]) -> None:
    if verify is False:
        warn("The `verify` argument to `decode` does nothing", DeprecationWarning, stacklevel=4)
    if kwargs:
        warn(f"Unsupported kwargs: {tuple(kwargs)}", RemovedInPyjwt3Warning, stacklevel=4)


def _algorithm(algorithm: str | None, key: Any) -> str:
    if isinstance(key, PyJWK) and (algorithm is _UNSET or algorithm is None):
        return key.algorithm_name
    if algorithm is _UNSET:
        return "HS256"
    return "none" if algorithm is None else algorithm


def _header(headers: dict[str, Any] | None) -> tuple[str | None, str | None, str | None]:
    """The algorithm, typ and kid of a header's members."""
    headers = dict(headers or {})
    algorithm, typ, kid = headers.pop("alg", None), headers.pop("typ", "JWT"), headers.pop("kid", None)
    if kid is not None and not isinstance(kid, str):
        raise InvalidTokenError("Key ID header parameter must be a string")
    if headers:
        raise RefusedOnPurposeError(f"headers may hold alg, typ and kid, not {', '.join(sorted(map(str, headers)))}")
    return algorithm, typ or None, kid


def _judge(
    claims: dict[str, Any],
    options: dict[str, Any],
    audience: str | Iterable[str] | None,
    issuer: str | Container[str] | None,
    subject: str | None,
    leeway: float | timedelta,
) -> None:
    """PyJWT's rules, in its order. That the registered claims are of their types, the core has seen to."""
    seconds = leeway.total_seconds() if isinstance(leeway, timedelta) else leeway
    if audience is not None and not isinstance(audience, str) and not hasattr(audience, "__iter__"):
        raise TypeError("audience must be a string, iterable or None")
    for name in options["require"]:
        if claims.get(name) is None:
            raise MissingRequiredClaimError(name)
    _judge_times(claims, options, time.time(), seconds)
    if options["verify_iss"] and issuer is not None:
        _judge_issuer(claims, issuer)
    if options["verify_aud"]:
        _judge_audience(claims, audience, bool(options["strict_aud"]))
    if options["verify_sub"] and "sub" in claims:
        if not isinstance(claims["sub"], str):
            raise InvalidSubjectError("Subject must be a string")
        if subject is not None and claims["sub"] != subject:
            raise InvalidSubjectError("Invalid subject")


def _judge_times(claims: dict[str, Any], options: dict[str, Any], now: float, leeway: float) -> None:
    for name in ("iat", "nbf"):
        if options[f"verify_{name}"] and name in claims and int(claims[name]) > now + leeway:
            raise ImmatureSignatureError(f"The token is not yet valid ({name})")
    if options["verify_exp"] and "exp" in claims and int(claims["exp"]) <= now - leeway:
        raise ExpiredSignatureError("Signature has expired")


def _judge_issuer(claims: dict[str, Any], issuer: str | Container[str]) -> None:
    if "iss" not in claims:
        raise MissingRequiredClaimError("iss")
    try:
        is_expected = claims["iss"] == issuer if isinstance(issuer, str) else claims["iss"] in issuer
    except TypeError:
        raise InvalidIssuerError('Issuer param must be "str" or "Container[str]"') from None
    if not is_expected:
        raise InvalidIssuerError("Invalid issuer")


def _judge_audience(claims: dict[str, Any], audience: str | Iterable[str] | None, strict: bool) -> None:
    found = claims.get("aud")
    if audience is None:
        if found:
            raise InvalidAudienceError("Invalid audience")
        return
    if not found:
        raise MissingRequiredClaimError("aud")
    if strict:
        if not isinstance(audience, str) or found != audience:
            raise InvalidAudienceError("Audience doesn't match (strict)")
        return
    several = [found] if isinstance(found, str) else found
    if not any(one in several for one in ([audience] if isinstance(audience, str) else audience)):
        raise InvalidAudienceError("Audience doesn't match")


def _decoded(segment: bytes) -> bytes:
    if not _ALPHABET.issuperset(segment):
        raise DecodeError("Invalid header padding")
    try:
        return urlsafe_b64decode(segment + b"=" * (-len(segment) % 4))
    except Base64Error as error:
        raise DecodeError("Invalid header padding") from error


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise DecodeError("Invalid header string: a member stands twice")
    return members


_default = PyJWT()
encode = _default.encode
decode = _default.decode
decode_complete = _default.decode_complete
