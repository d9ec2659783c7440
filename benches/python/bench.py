# Measures the Python package beside other libraries, and beside the core itself, in one run.
#
# usage: bench.py CORE [--check]
# CORE is the program of core.rs. With --check every case runs for two rounds, and no report is written.

from __future__ import annotations

import json
import multiprocessing
import statistics
import subprocess
import sys
import time
import warnings
from pathlib import Path
from typing import Any

import jwtcore
from subjects import AUDIENCE, ISSUER, SUBJECTS

ROOT = Path(__file__).resolve().parents[2]
ALGORITHMS = ("HS256", "RS256", "PS256", "ES256", "ES384", "EdDSA")
#: Different tokens: more than a branch predictor learns by heart.
DISTINCT_TOKENS = 256
#: How long a batch takes at least, so that a clock's tick is of no weight.
BATCH_NS = 5_000_000
ROUNDS = 41
#: Of the measurement on two processors: rounds, and tokens of each.
MANY_ROUNDS, MANY_TOKENS = 15, 10_000
#: The goals: times as fast as PyJWT, nanoseconds above the core, and of what two processes reach.
HS256_TIMES, ABOVE_CORE_NS, OF_TWO_PROCESSES = 15, 3_000, 0.9


def claims_of(index: int) -> dict[str, Any]:
    """Eleven claims in about 320 bytes."""
    now = int(time.time())
    return {
        "iss": ISSUER,
        "sub": f"auth0|5f7c8ec7c33c6c004bbafe{index:02x}",
        "aud": [AUDIENCE, "https://issuer.test/userinfo"],
        "iat": now - 5,
        "nbf": now - 5,
        "exp": now + 7200,
        "azp": "my_client_id_of_thirty_two_bytes",
        "scope": "openid profile email read:reports",
        "uid": index,
        "jti": f"0c4ba7d4-7cf9-4f6c-a04e-5e2f5e6b{index:04x}",
        "role": "reader",
    }


def key_of(algorithm: str) -> tuple[jwtcore.PrivateKey, bytes]:
    """A key pair or a secret, and what verifies."""
    private = jwtcore.PrivateKey.generate(algorithm)
    return private, private.secret() if algorithm.startswith("HS") else private.public_key().to_pem().encode()


class Core:
    """The process that measures the core."""

    def __init__(self, program: str, algorithm: str, key: bytes, tokens: list[str]) -> None:
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        text = key.hex() if algorithm.startswith("HS") else key.decode().strip()
        self._say("\n".join([algorithm, ISSUER, AUDIENCE, str(len(tokens)), *tokens, text, "go"]))

    def batch(self, count: int) -> int:
        self._say(str(count))
        assert self.process.stdout is not None
        return int(self.process.stdout.readline())

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()

    def _say(self, text: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(text + "\n")
        self.process.stdin.flush()


class Subject:
    """A library with its key, over the tokens in turn."""

    def __init__(self, name: str, algorithm: str, key: bytes, tokens: list[str]) -> None:
        self.tokens = tokens
        self.verify = SUBJECTS[name](algorithm, key)
        self._prove(name)

    def batch(self, count: int) -> int:
        verify, tokens = self.verify, self.tokens
        begun = time.thread_time_ns()
        for at in range(count):
            verify(tokens[at % DISTINCT_TOKENS])
        return time.thread_time_ns() - begun

    def _prove(self, name: str) -> None:
        """It accepts each token with the right claim, and refuses altered ones: none can be lazy."""
        assert [self.verify(token) for token in self.tokens] == list(range(DISTINCT_TOKENS)), name
        header, payload, signature = self.tokens[0].split(".")
        altered = [f"{header}.{payload}.{'B' if signature[0] == 'A' else 'A'}{signature[1:]}"]
        altered.append(f"{header}.{self.tokens[1].split('.')[1]}.{signature}")
        for token in altered:
            try:
                self.verify(token)
            except Exception:
                continue
            raise AssertionError(f"{name} accepts an altered token")


def measure(core: str, rounds: int) -> list[dict[str, Any]]:
    report = []
    for algorithm in ALGORITHMS:
        private, key = key_of(algorithm)
        signer = private.signer()
        tokens = [signer.sign(claims_of(index)) for index in range(DISTINCT_TOKENS)]
        subjects: dict[str, Any] = {"core": Core(core, algorithm, key, tokens)}
        for name in SUBJECTS:
            try:
                subjects[name] = Subject(name, algorithm, key, tokens)
            except AssertionError:
                raise
            except Exception as error:
                print(f"{name} does not serve {algorithm}: {type(error).__name__}")
        counts = {name: batch_size(subject) for name, subject in subjects.items()}
        times: dict[str, list[float]] = {name: [] for name in subjects}
        order = list(subjects)
        for _ in range(rounds):
            order.append(order.pop(0))
            for name in order:
                times[name].append(subjects[name].batch(counts[name]) / counts[name])
        subjects["core"].close()
        for name in subjects:
            report.append(row(f"verify/{algorithm}", name, times[name]))
    return report


def batch_size(subject: Any) -> int:
    count = DISTINCT_TOKENS
    while (taken := subject.batch(count)) < BATCH_NS:
        count *= 2 if taken == 0 else max(2, -(-BATCH_NS // taken))
    return count


def row(case: str, subject: str, times: list[float]) -> dict[str, Any]:
    ordered = sorted(times)
    p90 = ordered[min(len(ordered) - 1, round(len(ordered) * 0.9))]
    return {
        "case": case,
        "subject": subject,
        "median_ns": round(statistics.median(ordered)),
        "p90_ns": round(p90),
        "allocations": None,
    }


def verify_many(rounds: int, count: int) -> list[dict[str, Any]]:
    """10,000 ES256 tokens by one call with two threads, and by two processes that share them."""
    private = jwtcore.PrivateKey.generate("ES256")
    signer = private.signer()
    distinct = [signer.sign(claims_of(index)) for index in range(DISTINCT_TOKENS)]
    tokens = [distinct[at % DISTINCT_TOKENS] for at in range(count)]
    verifier = jwtcore.Verifier(private.public_key(), issuer=ISSUER, audience=AUDIENCE)
    pem = private.public_key().to_pem()
    context = multiprocessing.get_context("spawn")
    pipes = []
    for at in range(2):
        ours, theirs = context.Pipe()
        process = context.Process(target=half, args=(theirs, pem, tokens[at::2]))
        process.start()
        ours.recv()
        pipes.append((ours, process))
    times: dict[str, list[float]] = {"verify_many-2-threads": [], "two-processes": []}
    for _ in range(rounds):
        begun = time.perf_counter_ns()
        outcomes = verifier.verify_many(tokens, threads=2)
        times["verify_many-2-threads"].append((time.perf_counter_ns() - begun) / count)
        assert all(isinstance(outcome, jwtcore.Claims) for outcome in outcomes)
        begun = time.perf_counter_ns()
        for ours, _ in pipes:
            ours.send(True)
        for ours, _ in pipes:
            ours.recv()
        times["two-processes"].append((time.perf_counter_ns() - begun) / count)
    for ours, process in pipes:
        ours.send(False)
        process.join()
    return [row("many/ES256", name, taken) for name, taken in times.items()]


def half(pipe: Any, pem: str, tokens: list[str]) -> None:
    """A process that verifies its half each time that it is told to."""
    key = jwtcore.Key.from_pem(pem, "ES256")
    verify = jwtcore.Verifier(key, issuer=ISSUER, audience=AUDIENCE).verify
    pipe.send(True)
    while pipe.recv():
        kept = [verify(token) for token in tokens]
        pipe.send(len(kept))


def print_goals(report: list[dict[str, Any]]) -> None:
    medians = {(row["case"], row["subject"]): row["median_ns"] for row in report}
    for (case, subject), median in medians.items():
        beside = medians.get((case, "pyjwt"))
        ratio = f"{beside / median:6.1f} times as fast as PyJWT" if beside else ""
        print(f"{case:14} {subject:22} {median / 1000:9.2f} us {ratio}")
    times = medians["verify/HS256", "pyjwt"] / medians["verify/HS256", "jwtcore"]
    goal("HS256, times as fast as PyJWT", times, times >= HS256_TIMES)
    for algorithm in ("RS256", "ES256"):
        case = f"verify/{algorithm}"
        above = medians[case, "jwtcore"] - medians[case, "core"]
        goal(f"{algorithm}, microseconds above the core", above / 1000, above <= ABOVE_CORE_NS)
    reached = medians["many/ES256", "two-processes"] / medians["many/ES256", "verify_many-2-threads"]
    goal("verify_many with 2 threads, of two processes", reached, reached >= OF_TWO_PROCESSES)


def goal(what: str, value: float, is_met: bool) -> None:
    print(f"goal: {what}: {value:.2f}{'' if is_met else '  NOT MET'}")


def main() -> None:
    warnings.simplefilter("ignore")
    core, check = sys.argv[1], "--check" in sys.argv[2:]
    report = measure(core, 2 if check else ROUNDS)
    report += verify_many(2 if check else MANY_ROUNDS, 1000 if check else MANY_TOKENS)
    print_goals(report)
    if not check:
        (ROOT / "benches/report/python.json").write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
