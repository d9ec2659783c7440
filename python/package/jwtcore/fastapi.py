# For FastAPI: a dependency that hands a route the accepted claims and shows up in OpenAPI.

# FastAPI looks at the types themselves, which must therefore not be texts.
from typing import Optional, Union

from fastapi import HTTPException
from fastapi.security import HTTPBearer
from starlette.requests import HTTPConnection

from ._holder import VerifierHolder
from ._native import Claims, Verifier
from ._request import REFUSALS, Authenticator, Unauthenticated, answer_to
from .asgi import JWTMiddleware

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._request import IsRevoked

__all__ = ["JWTBearer", "JWTMiddleware"]


class JWTBearer(HTTPBearer):
    """`claims: Annotated[Claims, Depends(JWTBearer(verifier))]`: verifies the request's bearer token.

    With `optional`, a request without a token gets None; a token that is refused is refused all the same.
    """

    def __init__(
        self,
        verifier: Union[Verifier, VerifierHolder],
        *,
        is_revoked: "Optional[IsRevoked]" = None,
        optional: bool = False,
        scheme_name: Optional[str] = None,
        description: Optional[str] = None,
    ) -> None:
        super().__init__(bearerFormat="JWT", scheme_name=scheme_name, description=description, auto_error=not optional)
        self._authenticator = Authenticator(verifier, is_revoked)

    async def __call__(  # type: ignore[override]
        self,
        request: HTTPConnection,  # pyright: ignore[reportIncompatibleMethodOverride]
    ) -> Optional[Claims]:
        try:
            return await self._authenticator.authenticate_async(request.headers.getlist("authorization"))
        except REFUSALS as error:
            if not self.auto_error and isinstance(error, Unauthenticated) and error.error is None:
                return None
            answer = answer_to(error)
            if answer is None:
                raise
            raise HTTPException(answer.status, answer.body, answer.headers) from error
