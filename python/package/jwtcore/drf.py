# For Django REST framework: an authentication class.

from __future__ import annotations

from rest_framework.authentication import BaseAuthentication  # type: ignore[import-untyped,unused-ignore]
from rest_framework.exceptions import APIException, AuthenticationFailed, ParseError  # type: ignore[import-untyped,unused-ignore]

from ._request import REFUSALS, Authenticator, Unauthenticated, answer_to
from .django import authorization

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._holder import VerifierHolder
    from ._native import Claims, Verifier

__all__ = ["ClaimsUser", "JWTAuthentication"]


class ClaimsUser:
    """A user who is nothing but a token's claims. Stands in `request.user` unless `get_user` says otherwise."""

    is_authenticated = True
    is_anonymous = False
    is_active = True

    def __init__(self, claims: Claims) -> None:
        self.claims = claims

    @property
    def pk(self) -> str | None:
        """Whom the token is about."""
        return self.claims.sub

    def __str__(self) -> str:
        return self.claims.sub or ""


class _Unavailable(APIException):  # type: ignore[misc,unused-ignore]
    status_code = 503
    default_detail = "temporarily_unavailable"
    default_code = "temporarily_unavailable"


class JWTAuthentication(BaseAuthentication):  # type: ignore[misc,unused-ignore]
    """Derive from it and set `verifier`; `request.auth` then holds the claims. Override `is_revoked` to ask a deny-list.

    A request without a bearer token is left to other authentication classes and to the view's permissions.
    """

    verifier: Verifier | VerifierHolder

    def is_revoked(self, claims: Claims) -> bool:
        """Whether an accepted token was revoked; override to ask."""
        return False

    def get_user(self, claims: Claims) -> Any:
        """The user of accepted claims; override to look one up. None refuses."""
        return ClaimsUser(claims)

    def authenticate(self, request: Any) -> tuple[Any, Claims] | None:
        try:
            claims = Authenticator(self.verifier, self.is_revoked).authenticate(authorization(request))
        except REFUSALS as error:
            if isinstance(error, Unauthenticated) and error.error is None:
                return None
            raise self._exception(error) from error
        user = self.get_user(claims)
        if user is None:
            raise AuthenticationFailed({"error": "invalid_token", "reason": "unknown-user"})
        return user, claims

    def authenticate_header(self, request: Any) -> str:  # pyright: ignore[reportIncompatibleMethodOverride]
        """The challenge of a 401."""
        return "Bearer"

    def _exception(self, error: Exception) -> Exception:
        answer = answer_to(error)
        if answer is None:
            return error
        kinds: dict[int, Any] = {400: ParseError, 401: AuthenticationFailed, 503: _Unavailable}
        made: Exception = kinds[answer.status](answer.body)
        return made
