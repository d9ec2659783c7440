# From a request's Authorization header to accepted claims, and from a refusal to an answer: what all frameworks share.

from __future__ import annotations

import json
from inspect import isawaitable

from ._errors import InvalidTokenError, JwtcoreError, UnavailableError, named

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from typing import Any, Union

    from ._holder import VerifierHolder
    from ._native import Claims, Verifier

    #: Says whether an accepted token was revoked.
    IsRevoked = Callable[[Claims], Union[bool, Awaitable[bool]]]


class Unauthenticated(Exception):
    """The request brings no bearer token, or more than one thing that could be one."""

    def __init__(self, status: int, error: str | None) -> None:
        super().__init__(error or "no bearer token")
        self.status = status
        self.error = error


class Answer:
    """What a refused request is answered (RFC 6750 section 3)."""

    __slots__ = ("body", "headers", "status")

    def __init__(self, status: int, body: dict[str, str], challenge: str | None) -> None:
        self.status = status
        self.body = body
        self.headers = {} if challenge is None else {"WWW-Authenticate": challenge}

    @property
    def text(self) -> bytes:
        """The body as JSON."""
        return json.dumps(self.body).encode()


class Authenticator:
    """Verifies a request's bearer token. The hook is asked last, of tokens that are accepted otherwise.

    A hook that raises refuses: with 503 where it raises `UnavailableError`, and as an error of the server otherwise.
    """

    def __init__(self, verifier: Verifier | VerifierHolder, is_revoked: IsRevoked | None = None) -> None:
        self.verifier = verifier
        self.is_revoked = is_revoked

    def authenticate(self, headers: Sequence[str]) -> Claims:
        """The claims, under a hook that is no coroutine."""
        claims = self.verifier.verify(bearer_token(headers))
        if self.is_revoked is not None:
            verdict: Any = self.is_revoked(claims)
            if isawaitable(verdict):
                getattr(verdict, "close", bool)()
                raise TypeError("is_revoked must not be a coroutine function here: this framework calls it from a thread")
            refuse_revoked(verdict)
        return claims

    async def authenticate_async(self, headers: Sequence[str]) -> Claims:
        """The claims, under a hook of either kind. One that is no coroutine runs in the event loop: it must not wait."""
        claims = self.verifier.verify(bearer_token(headers))
        if self.is_revoked is not None:
            verdict: Any = self.is_revoked(claims)
            refuse_revoked(await verdict if isawaitable(verdict) else verdict)
        return claims


def bearer_token(headers: Sequence[str]) -> str:
    """The token of a request's Authorization headers, of which there may be one (RFC 6750 section 2.1)."""
    if len(headers) > 1:
        raise Unauthenticated(400, "invalid_request")
    scheme, _, token = headers[0].partition(" ") if headers else ("", "", "")
    if scheme.lower() != "bearer":
        raise Unauthenticated(401, None)
    token = token.strip(" ")
    if not token or " " in token or "," in token:
        raise Unauthenticated(400, "invalid_request")
    return token


def refuse_revoked(verdict: object) -> None:
    """Refuses unless the hook said False: one that forgets to answer lets nobody in."""
    if verdict is not False:
        raise named("token-revoked")


def answer_to(error: Exception) -> Answer | None:
    """The answer to a refused request; none where the fault is the server's, whose own way it then goes."""
    if isinstance(error, Unauthenticated):
        if error.error is None:
            return Answer(error.status, {"error": "unauthenticated"}, "Bearer")
        return Answer(error.status, {"error": error.error}, f'Bearer error="{error.error}"')
    if isinstance(error, InvalidTokenError):
        challenge = f'Bearer error="invalid_token", error_description="{error.name}"'
        return Answer(401, {"error": "invalid_token", "reason": error.name}, challenge)
    if isinstance(error, UnavailableError):
        return Answer(503, {"error": "temporarily_unavailable"}, None)
    return None


#: What is caught where an answer is made.
REFUSALS = (Unauthenticated, JwtcoreError)
