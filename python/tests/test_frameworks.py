# The parts for FastAPI, Starlette, Django, Django REST framework and Flask, over the frameworks themselves and HTTP.

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any, Optional

import pytest
from conftest import AUDIENCE, ISSUER

import jwtcore
from jwtcore import Claims, Key, Signer, Verifier

SECRET = b"a test secret of thirty-two bytes"
SIGNER = Signer.from_secret(SECRET, "HS256")
VERIFIER = Verifier(Key.from_secret(SECRET, "HS256"), issuer=ISSUER, audience=AUDIENCE)


def token_of(**claims: Any) -> str:
    return SIGNER.sign({"iss": ISSUER, "aud": AUDIENCE, "sub": "user-7", **claims}, expires_in=60)


def is_revoked(claims: Claims) -> Any:
    """Revokes by jti, and fails by it."""
    if claims.jti == "store down":
        raise jwtcore._errors.named("unavailable")
    if claims.jti == "broken":
        raise RuntimeError("a fault of the hook's")
    return None if claims.jti == "no answer" else claims.jti == "revoked"


async def is_revoked_async(claims: Claims) -> Any:
    return is_revoked(claims)


#: What a client sends, and what it is answered: the status, and what WWW-Authenticate holds.
REQUESTS: list[tuple[str, list[str], int, Optional[str]]] = [
    ("accepted", [f"Bearer {token_of()}"], 200, None),
    ("scheme in small letters", [f"bearer {token_of()}"], 200, None),
    ("nothing", [], 401, "Bearer"),
    ("another scheme", ["Basic dXNlcjpwYXNz"], 401, "Bearer"),
    ("no token", ["Bearer"], 400, "invalid_request"),
    ("two tokens in one", [f"Bearer {token_of()} {token_of()}"], 400, "invalid_request"),
    ("a list", [f"Bearer {token_of()},Bearer {token_of()}"], 400, "invalid_request"),
    ("no token at all", ["Bearer x"], 401, "not-compact"),
    ("other characters", ["Bearer \u00e9.\u00e9.\u00e9"], 401, "malformed-base64"),
    ("expired", [f"Bearer {SIGNER.sign({'iss': ISSUER, 'aud': AUDIENCE, 'exp': 1})}"], 401, "expired"),
    ("another issuer", [f"Bearer {token_of(iss='other')}"], 401, "wrong-issuer"),
    ("another key", [f"Bearer {token_of()[:-4]}AAAA"], 401, "invalid-signature"),
    ("revoked", [f"Bearer {token_of(jti='revoked')}"], 401, "token-revoked"),
    ("no answer of the hook's", [f"Bearer {token_of(jti='no answer')}"], 401, "token-revoked"),
    ("store down", [f"Bearer {token_of(jti='store down')}"], 503, None),
]
IDS = [what for what, *_ in REQUESTS]


def judge(status: int, challenge: Optional[str], body: str, expected: tuple[str, list[str], int, Optional[str]]) -> None:
    what, headers, wanted_status, wanted_challenge = expected
    assert status == wanted_status, (what, body)
    if wanted_status == 200:
        assert "user-7" in body
    elif wanted_challenge is not None:
        assert challenge is not None
        assert challenge.startswith("Bearer")
        assert wanted_challenge in challenge
    for header in headers:
        assert header[7:40] not in body or len(header) < 40
    assert "user-7" not in body or wanted_status == 200


@pytest.mark.parametrize("expected", REQUESTS, ids=IDS)
@pytest.mark.parametrize("hook", [is_revoked, is_revoked_async])
def test_fastapi(expected: Any, hook: Any) -> None:
    from fastapi import Depends, FastAPI
    from fastapi.testclient import TestClient

    from jwtcore.fastapi import JWTBearer

    app = FastAPI()

    @app.get("/me")
    def me(claims: Any = Depends(JWTBearer(VERIFIER, is_revoked=hook))) -> Any:
        return {"sub": claims.sub, "kind": type(claims).__name__}

    headers = [("Authorization", header.encode()) for header in expected[1]]
    answer = TestClient(app).get("/me", headers=headers)
    judge(answer.status_code, answer.headers.get("www-authenticate"), answer.text, expected)


def test_fastapi_shows_in_openapi_and_may_be_optional() -> None:
    from fastapi import Depends, FastAPI
    from fastapi.testclient import TestClient

    from jwtcore.fastapi import JWTBearer

    app = FastAPI()
    bearer = JWTBearer(VERIFIER, optional=True, scheme_name="token", description="of the issuer")

    @app.get("/maybe")
    def maybe(claims: Any = Depends(bearer)) -> Any:
        return None if claims is None else claims.sub

    client = TestClient(app)
    schema = client.get("/openapi.json").json()
    assert schema["components"]["securitySchemes"]["token"] == {
        "type": "http",
        "description": "of the issuer",
        "scheme": "bearer",
        "bearerFormat": "JWT",
    }
    assert schema["paths"]["/maybe"]["get"]["security"] == [{"token": []}]
    assert client.get("/maybe").json() is None
    assert client.get("/maybe", headers={"Authorization": f"Bearer {token_of()}"}).json() == "user-7"
    assert client.get("/maybe", headers={"Authorization": "Bearer x"}).status_code == 401


def test_a_fault_of_the_hook_s_is_the_server_s() -> None:
    from fastapi import Depends, FastAPI
    from fastapi.testclient import TestClient

    from jwtcore.fastapi import JWTBearer

    app = FastAPI(dependencies=[Depends(JWTBearer(VERIFIER, is_revoked=is_revoked))])
    app.get("/")(lambda: "in")
    answer = TestClient(app, raise_server_exceptions=False).get(
        "/", headers={"Authorization": f"Bearer {token_of(jti='broken')}"}
    )
    assert answer.status_code == 500


def starlette_apps() -> list[Any]:
    from starlette.applications import Starlette
    from starlette.middleware import Middleware
    from starlette.requests import Request
    from starlette.responses import PlainTextResponse
    from starlette.routing import Route

    from jwtcore.starlette import JWTMiddleware, jwt_required

    async def me(request: Request) -> PlainTextResponse:
        return PlainTextResponse(request.state.claims.sub)

    middleware = Middleware(JWTMiddleware, VERIFIER, is_revoked=is_revoked_async)
    decorated = jwt_required(VERIFIER, is_revoked=is_revoked)(me)
    return [Starlette(routes=[Route("/me", me)], middleware=[middleware]), Starlette(routes=[Route("/me", decorated)])]


@pytest.mark.parametrize("expected", REQUESTS, ids=IDS)
@pytest.mark.parametrize("at", [0, 1], ids=["middleware", "decorator"])
def test_starlette(expected: Any, at: int) -> None:
    from starlette.testclient import TestClient

    headers = [("Authorization", header.encode()) for header in expected[1]]
    answer = TestClient(starlette_apps()[at]).get("/me", headers=headers)
    judge(answer.status_code, answer.headers.get("www-authenticate"), answer.text, expected)


def test_two_authorization_headers_are_refused() -> None:
    from starlette.testclient import TestClient

    for app in starlette_apps():
        headers = [("Authorization", f"Bearer {token_of()}")] * 2
        assert TestClient(app).get("/me", headers=headers).status_code == 400


def test_middleware_exempts_paths_leaves_lifespan_alone_and_refuses_websockets() -> None:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import PlainTextResponse
    from starlette.routing import Route, WebSocketRoute
    from starlette.testclient import TestClient
    from starlette.websockets import WebSocket, WebSocketDisconnect

    from jwtcore.asgi import JWTMiddleware

    async def health(request: Request) -> PlainTextResponse:
        return PlainTextResponse(str(getattr(request.state, "claims", "not looked at")))

    async def echo(socket: WebSocket) -> None:
        await socket.accept()
        await socket.send_text(socket.state.claims.sub)
        await socket.close()

    inner = Starlette(routes=[Route("/health", health), Route("/maybe", health), WebSocketRoute("/ws", echo)])
    app = JWTMiddleware(inner, VERIFIER, exempt={"/health"})
    with TestClient(app) as client:
        assert client.get("/health").text == "not looked at"
        assert client.get("/maybe").status_code == 401
        with client.websocket_connect("/ws", headers={"Authorization": f"Bearer {token_of()}"}) as socket:
            assert socket.receive_text() == "user-7"
        for headers in ({}, {"Authorization": "Bearer x"}):
            with pytest.raises(WebSocketDisconnect) as refusal, client.websocket_connect("/ws", headers=headers):
                pass
            assert refusal.value.code == 1008
    optional = TestClient(JWTMiddleware(inner, VERIFIER, optional=True))
    assert optional.get("/maybe").text == "None"
    assert optional.get("/maybe", headers={"Authorization": "Bearer x"}).status_code == 401


@pytest.mark.parametrize("expected", REQUESTS, ids=IDS)
def test_flask(expected: Any) -> None:
    import flask

    from jwtcore.flask import jwt_required

    app = flask.Flask(__name__)

    @app.get("/me")
    @jwt_required(VERIFIER, is_revoked=is_revoked)
    def me() -> Any:
        return {"sub": flask.g.claims.sub}

    answer = app.test_client().get("/me", headers=[("Authorization", header) for header in expected[1]])
    judge(answer.status_code, answer.headers.get("WWW-Authenticate"), answer.text, expected)


def test_a_coroutine_as_hook_is_a_fault_where_nobody_awaits_it() -> None:
    import flask

    from jwtcore.flask import jwt_required

    app = flask.Flask(__name__)
    app.add_url_rule("/", view_func=jwt_required(VERIFIER, is_revoked=is_revoked_async)(lambda: "in"))
    assert app.test_client().get("/", headers={"Authorization": f"Bearer {token_of()}"}).status_code == 500


@pytest.fixture(scope="session")
def django_views() -> Any:
    import types

    import django
    from django.conf import settings

    urls = types.ModuleType("urls_of_the_test")
    sys.modules["urls_of_the_test"] = urls
    settings.configure(
        ROOT_URLCONF="urls_of_the_test",
        ALLOWED_HOSTS=["*"],
        SECRET_KEY="test only",
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "rest_framework"],
        MIDDLEWARE=[],
        DATABASES={},
    )
    django.setup()
    from django.http import JsonResponse
    from django.urls import path
    from rest_framework.permissions import IsAuthenticated
    from rest_framework.response import Response
    from rest_framework.views import APIView

    from jwtcore.django import jwt_required
    from jwtcore.drf import JWTAuthentication

    class Authentication(JWTAuthentication):
        verifier = VERIFIER

        def is_revoked(self, claims: Claims) -> Any:
            return is_revoked(claims)

        def get_user(self, claims: Claims) -> Any:
            return None if claims.sub == "unknown" else super().get_user(claims)

    class View(APIView):
        authentication_classes = [Authentication]
        permission_classes = [IsAuthenticated]

        def get(self, request: Any) -> Any:
            return Response({"sub": request.auth.sub, "user": str(request.user), "pk": request.user.pk})

    @jwt_required(VERIFIER, is_revoked=is_revoked)
    def view(request: Any) -> Any:
        return JsonResponse({"sub": request.claims.sub})

    @jwt_required(VERIFIER, is_revoked=is_revoked_async)
    async def async_view(request: Any) -> Any:
        return JsonResponse({"sub": request.claims.sub})

    urls.urlpatterns = [path("sync", view), path("async", async_view), path("drf", View.as_view())]  # type: ignore[attr-defined]
    return urls


@pytest.mark.parametrize("expected", REQUESTS, ids=IDS)
@pytest.mark.parametrize("at", ["sync", "async", "drf"])
def test_django(django_views: Any, expected: Any, at: str) -> None:
    from django.test import Client

    headers = {"Authorization": expected[1][0]} if expected[1] else {}
    answer = Client().get(f"/{at}", headers=headers)
    judge(answer.status_code, answer.headers.get("WWW-Authenticate"), answer.content.decode(), with_drf(expected, at))


def with_drf(expected: Any, at: str) -> Any:
    """Django REST framework's own 401 has the challenge `Bearer` alone, and the reason in the body."""
    what, headers, status, challenge = expected
    return (what, headers, status, challenge if at != "drf" else "Bearer" if status == 401 else None)


def test_a_user_that_is_not_found_is_refused(django_views: Any) -> None:
    from django.test import Client

    answer = Client().get("/drf", headers={"Authorization": f"Bearer {token_of(sub='unknown')}"})
    assert (answer.status_code, answer.json()["reason"]) == (401, "unknown-user")


APP = """
from typing import Annotated
from fastapi import Depends, FastAPI
from jwtcore import Key, Verifier
from jwtcore.fastapi import JWTBearer

verifier = Verifier(Key.from_secret(b"a test secret of thirty-two bytes", "HS256"), issuer="https://issuer.test", audience="https://api.test")
app = FastAPI()


@app.get("/me")
def me(claims: Annotated[object, Depends(JWTBearer(verifier))]):
    return {"sub": claims.sub}
"""


@pytest.fixture
def server(tmp_path: Any) -> Iterator[str]:
    """Uvicorn on loopback, with two workers, ended by its process id."""
    (tmp_path / "app.py").write_text(APP)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", "app:app", "--port", str(port), "--workers", "2", "--log-level", "warning"]
    process = subprocess.Popen(command, cwd=tmp_path)
    try:
        yield f"http://127.0.0.1:{port}/me"
    finally:
        process.terminate()
        process.wait(30)


def ask(url: str, headers: dict[str, str]) -> tuple[int, str, Optional[str]]:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=10) as answer:
            return answer.status, answer.read().decode(), None
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode(), error.headers.get("WWW-Authenticate")


def until(ready: Callable[[], Any], patience_s: float = 30) -> Any:
    end = time.monotonic() + patience_s
    while True:
        try:
            return ready()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)


def test_uvicorn_on_loopback(server: str) -> None:
    assert until(lambda: ask(server, {}))[0] == 401
    for expected in REQUESTS:
        if len(expected[1]) == 1 and expected[1][0].isascii() and expected[0] not in ("revoked", "store down", "no answer of the hook's"):
            status, body, challenge = ask(server, {"Authorization": expected[1][0]})
            judge(status, challenge, body, expected)
