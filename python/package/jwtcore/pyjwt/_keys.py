# From what PyJWT takes as keys to keys of the core, each bound to the algorithms that the caller lists.

from __future__ import annotations

import json
from functools import lru_cache

from .._errors import JwtcoreError
from .._native import UNCHECKED, Key, PrivateKey, Signer, Verifier
from .exceptions import (
    InvalidAlgorithmError,
    InvalidKeyError,
    PyJWKError,
    PyJWKSetError,
    PyJWTError,
    RefusedOnPurposeError,
    translated,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any, TypeVar

    _T = TypeVar("_T")

#: How many verifiers and how many signers are kept prepared: PyJWT's callers hand the key itself to each call.
_PREPARED = 128

_HMAC = ("HS256", "HS384", "HS512")
_ASYMMETRIC = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
_SUPPORTED = (*_HMAC, *_ASYMMETRIC)
_DEFAULT_OF_CURVE = {"P-256": "ES256", "P-384": "ES384", "P-521": "ES512", "Ed25519": "EdDSA"}


class PyJWK:
    """One JWK, bound to an algorithm: the given one, its own, or that of its type."""

    #: The public key or the secret; of a private JWK too.
    key: Key

    def __init__(self, jwk_data: dict[str, Any], algorithm: str | None = None) -> None:
        self._jwk_data = jwk_data
        if not jwk_data.get("kty"):
            raise InvalidKeyError("the JWK has no kty")
        name = algorithm or jwk_data.get("alg") or _default_algorithm(jwk_data)
        refuse_none([name])
        if name not in _SUPPORTED:
            raise PyJWKError(f"no algorithm for this key: jwtcore does not serve {name!r}")
        self.algorithm_name: str = name
        nameless = self._nameless()
        try:
            self._private = _private_part(nameless, name)
            self.key = self._private.public_key() if self._private else Key.from_jwk(nameless, name)
        except (JwtcoreError, TypeError, ValueError) as error:
            raise _key_error(error) from error

    @staticmethod
    def from_dict(obj: dict[str, Any], algorithm: str | None = None) -> PyJWK:
        return PyJWK(obj, algorithm)

    @staticmethod
    def from_json(data: str, algorithm: str | None = None) -> PyJWK:
        return PyJWK(json.loads(data), algorithm)

    @property
    def key_type(self) -> str | None:
        return self._jwk_data.get("kty")

    @property
    def key_id(self) -> str | None:
        return self._jwk_data.get("kid")

    @property
    def public_key_use(self) -> str | None:
        return self._jwk_data.get("use")

    def _signer(self, kid: str | None) -> Signer:
        if self._private is None and self.key_type != "oct":
            raise InvalidKeyError("a public key was given where a private one belongs")
        return _checked(Signer.from_jwk, self._nameless(), self.algorithm_name, kid=kid)

    def _nameless(self) -> dict[str, Any]:
        """Without a name: a token's kid is not compared with that of the key that the caller chose."""
        return {member: value for member, value in self._jwk_data.items() if member not in ("kid", "alg")}

    def __repr__(self) -> str:
        return f"<jwtcore.pyjwt.PyJWK algorithm={self.algorithm_name}>"


class PyJWKSet:
    """The usable keys of a JWKS."""

    def __init__(self, keys: list[dict[str, Any]]) -> None:
        if not keys:
            raise PyJWKSetError("The JWK Set did not contain any keys")
        if not isinstance(keys, list):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise PyJWKSetError("Invalid JWK Set value")
        self.keys: list[PyJWK] = []
        for key in keys:
            if not isinstance(key, dict):  # pyright: ignore[reportUnnecessaryIsInstance]
                continue
            try:
                self.keys.append(PyJWK(key))
            except PyJWTError:
                continue
        if not self.keys:
            raise PyJWKSetError("The JWK Set did not contain any usable keys")

    @staticmethod
    def from_dict(obj: dict[str, Any]) -> PyJWKSet:
        return PyJWKSet(obj.get("keys", []))

    @staticmethod
    def from_json(data: str) -> PyJWKSet:
        return PyJWKSet.from_dict(json.loads(data))

    def __getitem__(self, kid: str) -> PyJWK:
        for key in self.keys:
            if key.key_id == kid:
                return key
        raise KeyError(f"keyset has no key for kid: {kid}")

    def __iter__(self) -> Iterator[PyJWK]:
        return iter(self.keys)


def refuse_none(algorithms: Sequence[str | None]) -> None:
    """There is no `none`."""
    if any(isinstance(one, str) and one.lower() == "none" for one in algorithms):
        raise RefusedOnPurposeError("'none' is no algorithm here: a token without a signature says nothing")


def verifier_for(key: Any, algorithms: Sequence[str] | None, typ: str | None, max_token_len: int | None) -> Verifier:
    """A verifier of signatures and forms alone, kept for the next call with the same key."""
    if isinstance(algorithms, str):
        algorithms = (algorithms,)
    if isinstance(key, PyJWK):
        listed = (key.algorithm_name,) if algorithms is None else tuple(algorithms)
        refuse_none(listed)
        if key.algorithm_name not in listed:
            raise InvalidAlgorithmError("The specified alg value is not allowed")
        return _verifier_over((key.key,), typ, max_token_len)
    listed = tuple(algorithms or ())
    refuse_none(listed)
    listed = tuple(one for one in listed if one in _SUPPORTED)
    if not listed:
        raise InvalidAlgorithmError("Algorithm not supported")
    return _verifier_of(_public_material(key), listed, typ, max_token_len)


def signer_for(key: Any, algorithm: str, kid: str | None) -> Signer:
    """A signer, kept for the next call with the same key."""
    refuse_none([algorithm])
    if algorithm not in _SUPPORTED:
        raise NotImplementedError("Algorithm not supported")
    if isinstance(key, PyJWK):
        if algorithm != key.algorithm_name:
            raise InvalidKeyError(f"the key is bound to {key.algorithm_name}, not to {algorithm}")
        return key._signer(kid)  # pyright: ignore[reportPrivateUsage]
    return _signer_of(_private_material(key), algorithm, kid)


@lru_cache(_PREPARED)
def _verifier_of(
    material: tuple[str, bytes], algorithms: tuple[str, ...], typ: str | None, max_token_len: int | None
) -> Verifier:
    keys: list[Key] = []
    refusal: Exception | None = None
    for algorithm in algorithms:
        try:
            keys.append(_key_of(material, algorithm))
        except JwtcoreError as error:
            # An algorithm that the key does not fit counts for less than any other fault.
            if refusal is None or getattr(refusal, "name", "") == "key-algorithm-mismatch":
                refusal = error
    if not keys:
        raise _key_error(refusal) from refusal
    return _verifier_over(tuple(keys), typ, max_token_len)


def _key_of(material: tuple[str, bytes], algorithm: str) -> Key:
    form, data = material
    if algorithm in _HMAC:
        return Key.from_secret(data, algorithm)
    return Key.from_der(data, algorithm) if form == "der" else Key.from_pem(data, algorithm)


@lru_cache(_PREPARED)
def _verifier_over(keys: tuple[Key, ...], typ: str | None, max_token_len: int | None) -> Verifier:
    return _checked(
        Verifier,
        keys,
        issuer=UNCHECKED,
        audience=UNCHECKED,
        typ=typ,
        exp_optional=True,
        unchecked_time=True,
        allow_integer_sub=True,
        max_token_len=max_token_len,
    )


@lru_cache(_PREPARED)
def _signer_of(material: tuple[str, bytes], algorithm: str, kid: str | None) -> Signer:
    form, data = material
    if algorithm in _HMAC:
        return _checked(Signer.from_secret, data, algorithm, kid=kid)
    return _checked(Signer.from_der if form == "der" else Signer.from_pem, data, algorithm, kid=kid)


def _public_material(key: Any) -> tuple[str, bytes]:
    """A key's form and bytes. Keys of the package cryptography are known by their methods, so that it is not needed."""
    if hasattr(key, "private_bytes") and hasattr(key, "public_key"):
        key = key.public_key()
    if hasattr(key, "public_bytes"):
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        return "der", bytes(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
    return "text", _text_or_secret(key)


def _private_material(key: Any) -> tuple[str, bytes]:
    if hasattr(key, "private_bytes"):
        from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

        return "der", bytes(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))
    return "text", _text_or_secret(key)


def _text_or_secret(key: Any) -> bytes:
    if isinstance(key, str):
        return key.encode()
    if isinstance(key, bytes):
        return key
    raise TypeError(f"key must be str, bytes, a PyJWK or a key of cryptography, not {type(key).__name__}")


def _private_part(jwk: dict[str, Any], algorithm: str) -> PrivateKey | None:
    return PrivateKey.from_jwk(jwk, algorithm) if "d" in jwk and jwk.get("kty") != "oct" else None


def _default_algorithm(jwk: dict[str, Any]) -> str:
    kty, crv = jwk["kty"], jwk.get("crv")
    if kty == "RSA":
        return "RS256"
    if kty == "oct":
        return "HS256"
    if kty in ("EC", "OKP") and crv in _DEFAULT_OF_CURVE:
        return _DEFAULT_OF_CURVE[crv]
    raise InvalidKeyError(f"Unsupported kty or crv: {kty}, {crv}")


def _checked(call: Callable[..., _T], *args: Any, **kwargs: Any) -> _T:
    try:
        return call(*args, **kwargs)
    except JwtcoreError as error:
        raise translated(error) from error


def _key_error(error: Exception | None) -> Exception:
    if isinstance(error, JwtcoreError):
        return translated(error)
    return InvalidKeyError(f"Unable to construct key: {error}")
