# The deny-list over a real redis-server, which the tests start on a port of its own and end by its process id.

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import redis
import redis.asyncio
from conftest import AUDIENCE, ISSUER, SECRET

import jwtcore
from jwtcore import _native

SIGNER = jwtcore.Signer.from_secret(SECRET, "HS256")
VERIFIER = jwtcore.Verifier(
    jwtcore.Key.from_secret(SECRET, "HS256"), issuer=ISSUER, audience=AUDIENCE, exp_optional=True
)


def claims_of(**claims: Any) -> jwtcore.Claims:
    given = {"iss": ISSUER, "aud": AUDIENCE, "sub": "7", "exp": int(time.time()) + 60, **claims}
    return VERIFIER.verify(SIGNER.sign({name: value for name, value in given.items() if value is not None}))


class Server:
    def __init__(self, folder: Any) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        end = time.monotonic() + 30
        while True:
            try:
                if self.client().ping():
                    return
            except redis.exceptions.ConnectionError:
                assert time.monotonic() < end, "redis-server does not start"
                time.sleep(0.05)

    def client(self) -> Any:
        return redis.Redis(port=self.port, socket_timeout=2, socket_connect_timeout=2, retry=None)

    def async_client(self) -> Any:
        return redis.asyncio.Redis(port=self.port, socket_timeout=2, socket_connect_timeout=2, retry=None)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)


@pytest.fixture(scope="module")
def server(tmp_path_factory: Any) -> Iterator[Server]:
    one = Server(tmp_path_factory.mktemp("redis"))
    yield one
    one.stop()


def refused(name: str, kind: type[Exception], call: Any, *args: Any) -> None:
    with pytest.raises(kind) as refusal:
        call(*args)
    assert getattr(refusal.value, "name", "") == name


def test_denies_by_issuer_and_jti(server: Server) -> None:
    from jwtcore.redis import DenyList

    deny_list = DenyList(server.client())
    claims, other = claims_of(jti="sync"), claims_of(jti="another")
    assert deny_list(claims) is False
    deny_list.deny(claims)
    assert deny_list(claims) is True
    assert deny_list(other) is False
    assert DenyList(server.client(), tenant="other")(claims) is False
    ttl = server.client().ttl(_native.denied_key(iss=ISSUER, jti="sync", sub="7"))
    assert 600 < ttl <= 660
    forever = claims_of(jti="forever", exp=None)
    deny_list.deny(forever)
    assert server.client().ttl(_native.denied_key(iss=ISSUER, jti="forever", sub="7")) == -1


def test_denies_from_asyncio(server: Server) -> None:
    from jwtcore.redis import AsyncDenyList, DenyList

    async def work() -> None:
        client = server.async_client()
        deny_list = AsyncDenyList(client)
        claims = claims_of(jti="async")
        assert await deny_list(claims) is False
        await deny_list.deny(claims)
        assert await deny_list(claims) is True
        assert DenyList(server.client())(claims) is True
        with pytest.raises(jwtcore.RevokedTokenError):
            await deny_list(claims_of())
        await client.aclose()

    asyncio.run(work())


def test_a_token_without_jti_is_refused_unless_it_is_allowed(server: Server) -> None:
    from jwtcore.redis import DenyList

    refused("not-revocable", jwtcore.RevokedTokenError, DenyList(server.client()), claims_of())
    lenient = DenyList(server.client(), allow_without_jti=True)
    assert lenient(claims_of()) is False
    refused("not-revocable", jwtcore.RevokedTokenError, lenient.deny, claims_of())


def test_the_keys_are_those_of_every_language() -> None:
    assert _native.denied_key(iss="https://issuer.test", jti="3f0c", sub="7") == (
        "jwtcore:1:{wC0TA3lr4LQ}:j:nVVRxMnZmIKE4fyHekZz1A"
    )
    refused("argument-too-long", jwtcore.JwtcoreError, lambda: _native.denied_key(iss="x" * 70_000, jti="j"))


def test_where_redis_does_not_answer_nobody_is_let_in(tmp_path: Any) -> None:
    from jwtcore.redis import AsyncDenyList, DenyList

    server = Server(tmp_path)
    deny_list, claims = DenyList(server.client()), claims_of(jti="x")
    assert deny_list(claims) is False
    server.stop()
    refused("unavailable", jwtcore.UnavailableError, deny_list, claims)
    refused("unavailable", jwtcore.UnavailableError, deny_list.deny, claims)

    async def work() -> None:
        client = server.async_client()
        for call in (AsyncDenyList(client), AsyncDenyList(client).deny):
            with pytest.raises(jwtcore.UnavailableError):
                await call(claims)
        await client.aclose()

    asyncio.run(work())


@pytest.mark.parametrize("kind", ["DenyList", "AsyncDenyList"])
def test_a_request_with_a_denied_token_is_refused(server: Server, kind: str) -> None:
    from starlette.applications import Starlette
    from starlette.responses import PlainTextResponse
    from starlette.routing import Route
    from starlette.testclient import TestClient

    import jwtcore.redis
    from jwtcore.asgi import JWTMiddleware

    client = server.client() if kind == "DenyList" else server.async_client()
    deny_list = getattr(jwtcore.redis, kind)(client)

    async def me(request: Any) -> PlainTextResponse:
        return PlainTextResponse(request.state.claims.sub)

    @contextlib.asynccontextmanager
    async def lifespan(_: Any) -> AsyncIterator[None]:
        yield
        if kind == "AsyncDenyList":
            await client.aclose()

    app = JWTMiddleware(Starlette(routes=[Route("/", me)], lifespan=lifespan), VERIFIER, is_revoked=deny_list)
    token = SIGNER.sign({"iss": ISSUER, "aud": AUDIENCE, "sub": "7", "jti": f"request {kind}"}, expires_in=60)
    with TestClient(app) as http:
        headers = {"Authorization": f"Bearer {token}"}
        assert http.get("/", headers=headers).text == "7"
        jwtcore.redis.DenyList(server.client()).deny(VERIFIER.verify(token))
        answer = http.get("/", headers=headers)
        assert (answer.status_code, json.loads(answer.text)["reason"]) == (401, "token-revoked")
