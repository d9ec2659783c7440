# The deny-list in Redis, by issuer and jti, under the keys that every language of jwtcore uses.

from __future__ import annotations

import time

from redis.exceptions import RedisError

from ._errors import named
from ._native import denied_key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from redis import Redis
    from redis.asyncio import Redis as AsyncRedis

    from ._native import Claims

__all__ = ["AsyncDenyList", "DenyList"]

#: How long a denied token is kept beyond its exp, in seconds: the greatest leeway that any verifier has.
_GREATEST_LEEWAY = 600


class _Names:
    """What both kinds of deny-list have in common: how a token is named, and for how long."""

    def __init__(self, tenant: str, allow_without_jti: bool) -> None:
        self._tenant = tenant
        self._allow_without_jti = allow_without_jti

    def _key(self, claims: Claims) -> str | None:
        """The token's key; none for a token that cannot be denied, where such tokens are allowed."""
        jti = claims.jti
        if jti is None:
            if self._allow_without_jti:
                return None
            raise named("not-revocable")
        return denied_key(iss=claims.iss or "", jti=jti, sub=claims.sub, tenant=self._tenant)

    def _key_to_deny(self, claims: Claims) -> str:
        key = self._key(claims)
        if key is None:
            raise named("not-revocable")
        return key

    @staticmethod
    def _seconds(claims: Claims) -> int | None:
        """How long a denied token is kept: until no verifier would accept it, for ever where it does not expire."""
        exp = claims.get("exp")
        return None if exp is None else max(0, int(exp) - int(time.time())) + _GREATEST_LEEWAY


class DenyList(_Names):
    """Says whether a token is denied, over a client of redis-py: `is_revoked=DenyList(redis.Redis())`.

    Where Redis does not answer, `UnavailableError` is raised and nobody is let in. Give the client short timeouts.
    """

    def __init__(self, client: Redis, *, tenant: str = "", allow_without_jti: bool = False) -> None:
        super().__init__(tenant, allow_without_jti)
        self._client = client

    def __call__(self, claims: Claims) -> bool:
        """Whether the token is denied. One round trip."""
        key = self._key(claims)
        if key is None:
            return False
        try:
            return bool(self._client.exists(key))
        except (RedisError, OSError) as error:
            raise named("unavailable") from error

    def deny(self, claims: Claims) -> None:
        """Denies a token from now on."""
        try:
            self._client.set(self._key_to_deny(claims), "1", ex=self._seconds(claims))
        except (RedisError, OSError) as error:
            raise named("unavailable") from error


class AsyncDenyList(_Names):
    """As `DenyList`, over a client of redis.asyncio."""

    def __init__(self, client: AsyncRedis, *, tenant: str = "", allow_without_jti: bool = False) -> None:
        super().__init__(tenant, allow_without_jti)
        self._client = client

    async def __call__(self, claims: Claims) -> bool:
        """Whether the token is denied. One round trip."""
        key = self._key(claims)
        if key is None:
            return False
        try:
            return bool(await self._client.exists(key))
        except (RedisError, OSError) as error:
            raise named("unavailable") from error

    async def deny(self, claims: Claims) -> None:
        """Denies a token from now on."""
        try:
            await self._client.set(self._key_to_deny(claims), "1", ex=self._seconds(claims))
        except (RedisError, OSError) as error:
            raise named("unavailable") from error
