# Forks: after import and after use, as gunicorn's preload and multiprocessing make them, also while others sign.

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import warnings
from typing import Any

import pytest
from conftest import NOW, claims_of, verifier_of

from jwtcore import PrivateKey

#: How long a child may take before it is taken for hung, in seconds.
PATIENCE = 30


def in_child(work: Any) -> int:
    """Forks, runs work in the child, and returns its exit status; one that hangs is ended."""
    with warnings.catch_warnings():
        # From 3.12 on Python warns of every fork of a process with threads, which is what is tested.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        status = 1
        try:
            signal.alarm(PATIENCE)
            work()
            status = 0
        finally:
            os._exit(status)
    _, status = os.waitpid(child, 0)
    return status


@pytest.mark.parametrize("algorithm", ["HS256", "RS256", "PS256", "ES256", "EdDSA"])
def test_a_child_goes_on_with_what_its_parent_used(algorithm: str) -> None:
    key = PrivateKey.generate(algorithm)
    verifier, signer = verifier_of(key.public_key()), key.signer()
    token = signer.sign(claims_of())
    assert verifier.verify(token, now=NOW)

    def work() -> None:
        assert verifier.verify(token, now=NOW)
        assert len(verifier.verify_many([token] * 100, now=NOW, threads=4)) == 100
        assert verifier.verify(signer.sign(claims_of(sub="child")), now=NOW).sub == "child"
        fresh = PrivateKey.generate(algorithm)
        assert verifier_of(fresh.public_key()).verify(fresh.signer().sign(claims_of()), now=NOW)

    assert in_child(work) == 0
    assert verifier.verify(token, now=NOW)


def test_children_draw_different_keys() -> None:
    PrivateKey.generate("ES256")
    read, write = os.pipe()
    for _ in range(2):
        assert in_child(lambda: os.write(write, PrivateKey.generate("ES256").public_key().thumbprint().encode())) == 0
    drawn = os.read(read, 200).decode()
    os.close(read)
    os.close(write)
    assert len(drawn) == 2 * 43
    assert drawn[:43] != drawn[43:]


def test_a_fork_waits_for_rsa_signatures_of_other_threads() -> None:
    """AWS-LC holds locks while it signs with RSA: a child forked in that moment would wait for ever, or abort."""
    signer = PrivateKey.generate("RS256").signer()
    stop = threading.Event()

    def sign() -> None:
        while not stop.is_set():
            signer.sign(claims_of())

    threads = [threading.Thread(target=sign) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        statuses = {in_child(lambda: signer.sign(claims_of())) for _ in range(40)}
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert statuses == {0}


def worker(token: str) -> str:
    assert VERIFIER is not None
    return str(VERIFIER.verify(token, now=NOW).sub)


VERIFIER: Any = None


@pytest.mark.parametrize("method", ["fork", "forkserver", "spawn"])
def test_multiprocessing(method: str) -> None:
    global VERIFIER
    key = PrivateKey.generate("ES256")
    token = key.signer().sign(claims_of())
    jwk = key.public_key().to_jwk()
    VERIFIER = verifier_of(key.public_key())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        with multiprocessing.get_context(method).Pool(2, prepare, (jwk,)) as pool:
            assert pool.map(worker, [token] * 20) == ["user-7"] * 20


def prepare(jwk: dict[str, str]) -> None:
    global VERIFIER
    from jwtcore import Key

    VERIFIER = VERIFIER or verifier_of(Key.from_jwk(jwk))
