# Threads: one verifier for all, the interpreter's lock let go, and many tokens at once.

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
from conftest import NOW, claims_of, verifier_of

import jwtcore
from jwtcore import PrivateKey

THREADS = 8


def run_together(work: Any, threads: int = THREADS) -> None:
    """Runs work(index) on threads, and passes on what any of them raised."""
    raised: list[BaseException] = []
    ready = threading.Barrier(threads)

    def guarded(index: int) -> None:
        try:
            ready.wait()
            work(index)
        except BaseException as error:
            raised.append(error)

    started = [threading.Thread(target=guarded, args=(index,)) for index in range(threads)]
    for thread in started:
        thread.start()
    for thread in started:
        thread.join()
    assert not raised, raised


def test_threads_hammer_one_verifier(pair: PrivateKey) -> None:
    verifier, signer = verifier_of(pair.public_key()), pair.signer()
    good = [signer.sign(claims_of(sub=f"user-{index}")) for index in range(THREADS)]

    def work(index: int) -> None:
        for _ in range(300):
            assert verifier.verify(good[index], now=NOW).sub == f"user-{index}"
            with pytest.raises(jwtcore.InvalidTokenError):
                verifier.verify(good[index][:-2] + "AA", now=NOW)
            assert verifier.verify(good[index], now=NOW)["aud"] == "https://api.test"

    run_together(work)


def test_threads_see_old_keys_or_new_ones_and_nothing_else(pair: PrivateKey) -> None:
    new = PrivateKey.generate("ES256", kid="new")
    holder = jwtcore.VerifierHolder(verifier_of(pair.public_key()))
    tokens = [pair.signer().sign(claims_of()), new.signer().sign(claims_of())]
    verdicts: set[str] = set()

    def work(index: int) -> None:
        for turn in range(100):
            if index == 0:
                holder.swap_keys((new if turn % 2 == 0 else pair).public_key())
                continue
            both = holder.verify_many(tokens, now=NOW, threads=1)
            verdicts.add(" ".join(getattr(one, "name", "accepted") for one in both))

    run_together(work)
    assert verdicts <= {"accepted unknown-key", "unknown-key accepted"}
    assert verdicts


@pytest.mark.parametrize("algorithm", ["ES512", "RS256", "EdDSA"])
def test_a_signature_s_verification_lets_other_threads_run(algorithm: str) -> None:
    """Another thread counts on while this one is within calls that take long: with the lock held it could not."""
    key = PrivateKey.generate(algorithm)
    verifier, token = verifier_of(key.public_key()), key.signer().sign(claims_of())
    tokens = [token] * 20_000
    counted, stop = [0], threading.Event()

    def count() -> None:
        while not stop.is_set():
            counted[0] += 1
            time.sleep(0)

    counter = threading.Thread(target=count)
    counter.start()
    before = counted[0]
    verifier.verify_many(tokens[: 400 if algorithm == "ES512" else 4000], now=NOW, threads=1)
    during = counted[0] - before
    stop.set()
    counter.join()
    assert during > 10


@pytest.mark.parametrize("threads", [None, 1, 2, 3, 64])
def test_many_tokens_keep_their_order(pair: PrivateKey, threads: int | None) -> None:
    signer = pair.signer()
    tokens: list[str | bytes] = []
    for index in range(100):
        token = signer.sign(claims_of(sub=str(index), exp=NOW + (600 if index % 3 else 0)))
        tokens.append(token.encode() if index % 2 else token)
    verdicts = verifier_of(pair.public_key()).verify_many(iter(tokens), now=NOW, threads=threads)
    assert len(verdicts) == 100
    for index, verdict in enumerate(verdicts):
        if index % 3:
            assert isinstance(verdict, jwtcore.Claims)
            assert verdict.sub == str(index)
        else:
            assert isinstance(verdict, jwtcore.ExpiredTokenError)
            assert (verdict.code, verdict.name) == (158, "expired")


def test_no_tokens_are_no_verdicts(verifier: jwtcore.Verifier) -> None:
    assert verifier.verify_many([]) == []
    assert verifier.verify_many(()) == []


def test_an_iterable_that_raises_passes_its_own_exception_on(verifier: jwtcore.Verifier) -> None:
    def tokens() -> Any:
        yield "x"
        raise RuntimeError("own")

    with pytest.raises(RuntimeError, match="own"):
        verifier.verify_many(tokens())


def test_no_thread_outlives_a_call(pair: PrivateKey) -> None:
    verifier, token = verifier_of(pair.public_key()), pair.signer().sign(claims_of())
    verifier.verify_many([token] * 500, now=NOW, threads=4)
    with open("/proc/self/status") as status:
        count = next(int(line.split()[1]) for line in status if line.startswith("Threads:"))
    assert count == threading.active_count()


def test_threads_sign_at_once() -> None:
    keys = [PrivateKey.generate(algorithm) for algorithm in ("RS256", "ES256", "HS256", "PS256")]
    signers = [key.signer() for key in keys]
    verifiers = [verifier_of(key.public_key()) for key in keys]

    def work(index: int) -> None:
        at = index % len(keys)
        for turn in range(20):
            assert verifiers[at].verify(signers[at].sign(claims_of(sub=str(turn))), now=NOW).sub == str(turn)

    run_together(work)
