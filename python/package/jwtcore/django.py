# For Django: a decorator for views, sync and async.

from __future__ import annotations

from functools import wraps
from inspect import iscoroutinefunction

from django.http import JsonResponse  # type: ignore[import-untyped,unused-ignore]

from ._request import REFUSALS, Authenticator, answer_to

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ._holder import VerifierHolder
    from ._native import Verifier
    from ._request import IsRevoked

    View = Callable[..., Any]

__all__ = ["jwt_required"]


def jwt_required(verifier: Verifier | VerifierHolder, *, is_revoked: IsRevoked | None = None) -> Callable[[View], View]:
    """Has a view called with accepted tokens only; the claims then stand in `request.claims`.

    CSRF protection is about cookies: exempt a view from it that takes nothing but bearer tokens.
    """
    authenticator = Authenticator(verifier, is_revoked)

    def decorate(view: View) -> View:
        if iscoroutinefunction(view):

            @wraps(view)
            async def guarded_async(request: Any, *args: Any, **kwargs: Any) -> Any:
                try:
                    request.claims = await authenticator.authenticate_async(authorization(request))
                except REFUSALS as error:
                    return _answer(error)
                return await view(request, *args, **kwargs)

            return guarded_async

        @wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> Any:
            try:
                request.claims = authenticator.authenticate(authorization(request))
            except REFUSALS as error:
                return _answer(error)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def authorization(request: Any) -> list[str]:
    """The Authorization header, if there is one. Servers join several into one with a comma, which is refused later."""
    header = request.META.get("HTTP_AUTHORIZATION")
    return [] if header is None else [header]


def _answer(error: Exception) -> Any:
    answer = answer_to(error)
    if answer is None:
        raise error
    return JsonResponse(answer.body, status=answer.status, headers=answer.headers)
