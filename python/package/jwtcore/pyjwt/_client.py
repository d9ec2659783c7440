# PyJWT's client of a JWKS endpoint, over the standard library's HTTP.

from __future__ import annotations

import http.client
import json
import math
import threading
import time
import urllib.request
from functools import lru_cache
from typing import Any, cast
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

from ._keys import PyJWK, PyJWKSet
from ._tokens import get_unverified_header
from .exceptions import PyJWKClientConnectionError, PyJWKClientError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ssl import SSLContext

#: The greatest length of an answer: as long as a key set may be for the core.
_MAX_ANSWER_LEN = 1024 * 1024


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """An endpoint that sends elsewhere is no longer the one that was trusted."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


class PyJWKClient:
    """Fetches an issuer's keys, and keeps them for `lifespan` seconds."""

    def __init__(
        self,
        uri: str,
        cache_keys: bool = False,
        max_cached_keys: int = 16,
        cache_jwk_set: bool = True,
        lifespan: float = 300,
        headers: dict[str, Any] | None = None,
        timeout: float = 30,
        ssl_context: SSLContext | None = None,
        cooldown_duration: float = 30,
    ) -> None:
        scheme = urlsplit(uri).scheme.lower()
        if scheme not in ("http", "https"):
            raise PyJWKClientError(f"Invalid JWKS URI scheme {scheme!r}: only 'http' and 'https' are supported.")
        if not (math.isfinite(cooldown_duration) and cooldown_duration >= 0):
            raise PyJWKClientError(f"Cooldown duration must be finite and not negative, not {cooldown_duration}")
        if cache_jwk_set and lifespan <= 0:
            raise PyJWKClientError(f'Lifespan must be greater than 0, the input is "{lifespan}"')
        self.uri = uri
        self.headers = headers or {}
        self.timeout = timeout
        self.ssl_context = ssl_context
        self.cooldown_duration = cooldown_duration
        self.lifespan = lifespan
        self._keeps_set = cache_jwk_set
        self._kept: tuple[float, PyJWKSet] | None = None
        self._last_fetch: float | None = None
        # One thread fetches, the others wait for what it brings.
        self._lock = threading.RLock()
        if cache_keys:
            self.get_signing_key = lru_cache(max_cached_keys)(self.get_signing_key)  # type: ignore[method-assign]

    def fetch_data(self) -> dict[str, Any]:
        """Fetches the JWKS. An endpoint that cannot be reached leaves what was kept."""
        handlers: list[Any] = [_NoRedirects()]
        if self.ssl_context is not None:
            handlers.append(urllib.request.HTTPSHandler(context=self.ssl_context))
        try:
            request = urllib.request.Request(self.uri, headers=self.headers)
            with urllib.request.build_opener(*handlers).open(request, timeout=self.timeout) as answer:
                text: bytes = answer.read(_MAX_ANSWER_LEN + 1)
        except (URLError, TimeoutError, http.client.HTTPException) as error:
            if isinstance(error, HTTPError):
                error.close()
            raise PyJWKClientConnectionError(f'Fail to fetch data from the url, err: "{error}"') from error
        if len(text) > _MAX_ANSWER_LEN:
            raise PyJWKClientError("The JWKS endpoint's answer is longer than 1 MiB")
        try:
            jwks: Any = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise PyJWKClientError("The JWKS endpoint did not return JSON") from error
        if not isinstance(jwks, dict):
            raise PyJWKClientError("The JWKS endpoint did not return a JSON object")
        return cast("dict[str, Any]", jwks)

    def get_jwk_set(self, refresh: bool = False) -> PyJWKSet:
        """The key set, kept or fetched."""
        with self._lock:
            if self._kept is not None and not refresh and time.monotonic() < self._kept[0] + self.lifespan:
                return self._kept[1]
            keys = PyJWKSet.from_dict(self.fetch_data())
            self._last_fetch = time.monotonic()
            if self._keeps_set:
                self._kept = (self._last_fetch, keys)
            return keys

    def get_signing_keys(self, refresh: bool = False) -> list[PyJWK]:
        """The named keys that are for signatures."""
        keys = [key for key in self.get_jwk_set(refresh) if key.public_key_use in ("sig", None) and key.key_id]
        if not keys:
            raise PyJWKClientError("The JWKS endpoint did not contain any signing keys")
        return keys

    def get_signing_key(self, kid: str) -> PyJWK:
        """The key of a name. An unknown name has the set fetched anew, at most once in `cooldown_duration` seconds:
        there are as many names as somebody cares to send."""
        with self._lock:
            key = self.match_kid(self.get_signing_keys(), kid)
            if key is None and not self._is_cooling_down():
                key = self.match_kid(self.get_signing_keys(refresh=True), kid)
        if key is None:
            raise PyJWKClientError(f'Unable to find a signing key that matches: "{kid}"')
        return key

    def get_signing_key_from_jwt(self, token: str | bytes) -> PyJWK:
        """The key whose name a token's header bears."""
        return self.get_signing_key(get_unverified_header(token).get("kid", ""))

    @staticmethod
    def match_kid(signing_keys: list[PyJWK], kid: str) -> PyJWK | None:
        """The key of a name among several."""
        return next((key for key in signing_keys if key.key_id == kid), None)

    def _is_cooling_down(self) -> bool:
        if not self._keeps_set or self._last_fetch is None:
            return False
        return time.monotonic() - self._last_fetch < self.cooldown_duration
