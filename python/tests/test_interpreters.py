# Interpreters: import alone and its time, free-threading declared, sub-interpreters refused, panics caught.

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

#: The greatest time that the import may take, in milliseconds, as the least of several: other work on the machine is
#: not the module's.
IMPORT_MS = 15


def interpreters() -> list[str]:
    """The virtual environments into which the run has put the wheel, one for each CPython on the machine."""
    return sorted(map(str, Path(__file__).parent.parent.glob("venv-*/bin/python")))


def run(program: str, *, python: str = sys.executable, path: str = "") -> str:
    env = {**os.environ, "PYTHONPATH": path}
    done = subprocess.run([python, "-c", program], capture_output=True, text=True, env=env, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_import_is_quick_and_brings_little() -> None:
    program = "import time; t = time.perf_counter(); import jwtcore; print((time.perf_counter() - t) * 1000)"
    times = sorted(float(run(program)) for _ in range(9))
    print(f"import of jwtcore: least {times[0]:.1f} ms, median {times[4]:.1f} ms")
    assert times[0] < IMPORT_MS


def test_import_needs_nothing_but_the_standard_library() -> None:
    program = (
        "import sys, jwtcore, jwtcore.pyjwt\n"
        "print(*sorted({n.split('.')[0] for n in sys.modules} - set(sys.stdlib_module_names) - {'jwtcore'}))"
    )
    site = Path(__import__("jwtcore").__file__).parent.parent
    assert run(f"import sys; sys.path.append({str(site)!r})\n{program}", python=sys.executable) in ("", "__main__ _distutils_hack")


def test_import_starts_no_thread() -> None:
    program = "import jwtcore; print([line for line in open('/proc/self/status') if line.startswith('Threads')][0].split()[1])"
    assert run(program) == "1"


SUB_INTERPRETER = """
import jwtcore
try:
    import _interpreters as interpreters
except ImportError:
    import _xxsubinterpreters as interpreters
sub = interpreters.create()
program = '''
try:
    import jwtcore
except ImportError as error:
    assert "subinterpreter" in str(error), error
else:
    raise SystemError("imported")
'''
print(interpreters.run_string(sub, program))
assert jwtcore.Key.from_secret(b"x" * 32, "HS256").algorithm == "HS256"
"""


@pytest.mark.parametrize("python", [sys.executable, *interpreters()], ids=lambda python: Path(python).parent.parent.name)
def test_sub_interpreters_are_refused_with_an_import_error(python: str) -> None:
    """PyO3's classes belong to one interpreter: the import says so, in place of a crash later."""
    assert run(SUB_INTERPRETER, python=python) == "None"


def test_an_injected_panic_is_an_internal_error() -> None:
    program = """
import jwtcore
from jwtcore import _native

for detached in (False, True):
    try:
        _native.panic_for_tests(detached)
    except jwtcore.InternalError as error:
        assert (error.code, error.name) == (311, "panic-caught"), error
    else:
        raise SystemExit("no exception")
secret = b"a test secret of thirty-two bytes"
verifier = jwtcore.Verifier(jwtcore.Key.from_secret(secret, "HS256"), issuer="i", audience="a")
token = jwtcore.Signer.from_secret(secret, "HS256").sign({"iss": "i", "aud": "a"}, expires_in=60)
for call in (lambda: verifier.verify("panic"), lambda: verifier.verify_many(["x", "panic", token] * 100, threads=3)):
    try:
        call()
    except jwtcore.InternalError as error:
        assert error.name == "panic-caught", error
    else:
        raise SystemExit("no exception")
assert verifier.verify(token).iss == "i"
print("all caught")
"""
    assert run(program, path=os.environ["JWTCORE_FAULT_INJECTION"]) == "all caught"
