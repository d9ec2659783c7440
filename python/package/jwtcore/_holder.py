# The holder: a verifier that a running process can exchange.

from __future__ import annotations

from _thread import allocate_lock

# As type checkers read it, without the milliseconds that importing typing takes.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ._errors import JwtcoreError
    from ._native import Claims, Verifier
    from ._types import Keys, Moment, Token


class VerifierHolder:
    """Holds a verifier, and exchanges it or its keys while others verify.

    A verification sees either the old keys or the new ones, never a mixture, and waits for nothing.
    """

    __slots__ = ("_current", "_exchange")

    def __init__(self, verifier: Verifier) -> None:
        self._current = verifier
        self._exchange = allocate_lock()

    @property
    def current(self) -> Verifier:
        """The verifier as it is now."""
        return self._current

    def verify(self, token: Token, *, now: Moment | None = None) -> Claims:
        """As `Verifier.verify`."""
        return self._current.verify(token, now=now)

    def verify_many(
        self,
        tokens: Iterable[Token],
        *,
        now: Moment | None = None,
        threads: int | None = None,
    ) -> list[Claims | JwtcoreError]:
        """As `Verifier.verify_many`, all tokens under the same keys."""
        return self._current.verify_many(tokens, now=now, threads=threads)

    def swap(self, verifier: Verifier) -> Verifier:
        """Puts another verifier in its place, and returns the former one."""
        with self._exchange:
            former, self._current = self._current, verifier
        return former

    def swap_keys(self, keys: Keys) -> None:
        """Puts other keys in the place of those there, under the same rules. Keys that are refused change nothing."""
        with self._exchange:
            self._current = self._current.with_keys(keys)

    def __repr__(self) -> str:
        return f"<jwtcore.VerifierHolder of {self._current!r}>"
