# For Starlette: the ASGI middleware, and a decorator for single routes.

from __future__ import annotations

from functools import wraps

from starlette.responses import JSONResponse

from ._request import REFUSALS, Authenticator, answer_to
from .asgi import JWTMiddleware

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from ._holder import VerifierHolder
    from ._native import Verifier
    from ._request import IsRevoked

    Endpoint = Callable[[Request], Awaitable[Response]]

__all__ = ["JWTMiddleware", "jwt_required"]


def jwt_required(
    verifier: Verifier | VerifierHolder, *, is_revoked: IsRevoked | None = None
) -> Callable[[Endpoint], Endpoint]:
    """Has an endpoint called with accepted tokens only; the claims then stand in `request.state.claims`."""
    authenticator = Authenticator(verifier, is_revoked)

    def decorate(endpoint: Endpoint) -> Endpoint:
        @wraps(endpoint)
        async def guarded(request: Request) -> Response:
            try:
                headers = request.headers.getlist("authorization")
                request.state.claims = await authenticator.authenticate_async(headers)
            except REFUSALS as error:
                answer = answer_to(error)
                if answer is None:
                    raise
                return JSONResponse(answer.body, answer.status, answer.headers)
            return await endpoint(request)

        return guarded

    return decorate
