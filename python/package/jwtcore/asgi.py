# Middleware for any ASGI application: Starlette, FastAPI and others. Needs none of them.

from __future__ import annotations

from ._request import REFUSALS, Authenticator, Unauthenticated, answer_to

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Container, MutableMapping
    from typing import Any

    from ._holder import VerifierHolder
    from ._native import Verifier
    from ._request import Answer, IsRevoked

    Scope = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
    Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
    App = Callable[[Scope, Receive, Send], Awaitable[None]]

#: Of a WebSocket whose handshake is refused: policy violation (RFC 6455 section 7.4.1).
_POLICY_VIOLATION = 1008


class JWTMiddleware:
    """Lets requests and WebSockets pass that bring an accepted token; its claims then stand in `request.state.claims`.

    With `optional`, requests without a token pass too, with None; a token that is refused is refused all the same.
    Requests of the paths in `exempt` are not looked at.
    """

    def __init__(
        self,
        app: App,
        verifier: Verifier | VerifierHolder,
        *,
        is_revoked: IsRevoked | None = None,
        optional: bool = False,
        exempt: Container[str] = (),
    ) -> None:
        self.app = app
        self.authenticator = Authenticator(verifier, is_revoked)
        self.optional = optional
        self.exempt = exempt

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or scope.get("path", "") in self.exempt:
            await self.app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        headers = [value.decode("latin-1") for name, value in scope["headers"] if name == b"authorization"]
        try:
            state["claims"] = await self.authenticator.authenticate_async(headers)
        except REFUSALS as error:
            if not (self.optional and isinstance(error, Unauthenticated) and error.error is None):
                answer = answer_to(error)
                if answer is None:
                    raise
                await _refuse(scope, receive, send, answer)
                return
            state["claims"] = None
        await self.app(scope, receive, send)


async def _refuse(scope: Scope, receive: Receive, send: Send, answer: Answer) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
        return
    body = answer.text
    headers = {"content-type": "application/json", "content-length": str(len(body)), **answer.headers}
    encoded = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": encoded})
    await send({"type": "http.response.body", "body": body})
