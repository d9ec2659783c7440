# For Flask: a decorator for views.

from __future__ import annotations

from functools import wraps

import flask

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
    """Has a view called with accepted tokens only; the claims then stand in `flask.g.claims`."""
    authenticator = Authenticator(verifier, is_revoked)

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            try:
                flask.g.claims = authenticator.authenticate(flask.request.headers.getlist("Authorization"))
            except REFUSALS as error:
                answer = answer_to(error)
                if answer is None:
                    raise
                return flask.jsonify(answer.body), answer.status, answer.headers
            return flask.current_app.ensure_sync(view)(*args, **kwargs)

        return guarded

    return decorate
