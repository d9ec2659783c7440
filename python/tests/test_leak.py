# A million verifications of good, bad and enormous tokens leave the process's memory as it was.

from __future__ import annotations

import os
import subprocess
import sys

#: How far resident memory in the last tenth may lie above that in the first, in KiB.
ALLOWED_KIB = 256

PROGRAM = """
import json, resource, sys, time
import jwtcore

secret = b"a test secret of thirty-two bytes"
now = 1_767_225_600
claims = {"iss": "i", "aud": "a", "sub": "s", "exp": now + 60, "roles": ["x", "y"], "deep": {"n": 1.5}}
signer = jwtcore.Signer.from_secret(secret, "HS256")
verifier = jwtcore.Verifier(jwtcore.Key.from_secret(secret, "HS256"), issuer="i", audience="a")
good = signer.sign(claims)
large = signer.sign({**claims, "x": "y" * 10_000})
tokens = [good] * 90 + [good[:-2] + "AA", signer.sign({**claims, "exp": 1}), "a.b.c", "\\ud800", "x" * 50_000, large,
          signer.sign({**claims, "iss": "j"}), good.encode(), large.encode(), "." * 20_000]


def round_of(count):
    for _ in range(count // 100):
        for token in tokens:
            try:
                claims = verifier.verify(token, now=now)
            except jwtcore.InvalidTokenError as error:
                assert error.name
            else:
                claims["roles"], claims.exp, claims.get("none")
        verifier.verify_many(tokens[-5:], now=now, threads=2)
        claims.to_dict()


def resident_kib():
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * resource.getpagesize() // 1024


tenths = []
for tenth in range(10):
    # Several looks, of which the least counts: what the allocator holds on to for a moment is no leak.
    looks = []
    for _ in range(10):
        round_of(10_000)
        looks.append(resident_kib())
    tenths.append(min(looks))
print(json.dumps(tenths))
"""


def test_a_million_verifications_keep_the_memory() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, env=dict(os.environ), check=False)
    assert done.returncode == 0, done.stderr
    tenths = eval(done.stdout)
    print(f"resident memory, tenth by tenth, in KiB: {tenths}")
    assert tenths[-1] - tenths[0] <= ALLOWED_KIB, tenths
