# What is tried under every interpreter: import, keys, verification, an exception, PyJWT's names.

from __future__ import annotations

import sys
import sysconfig

import jwtcore  # noqa: E402
import jwtcore.pyjwt  # noqa: E402

pair = jwtcore.PrivateKey.generate("ES256", kid="k")
verifier = jwtcore.Verifier(pair.public_key(), issuer="i", audience="a")
token = pair.signer().sign({"iss": "i", "aud": "a", "sub": "s"}, expires_in=60)
claims = verifier.verify(token)
assert (claims.sub, claims["aud"], dict(claims)["iss"]) == ("s", "a", "i")
assert [type(one) for one in verifier.verify_many([token, "x"])] == [jwtcore.Claims, jwtcore.MalformedTokenError]
assert jwtcore.pyjwt.decode(token, pair.public_key().to_pem(), ["ES256"], audience="a")["sub"] == "s"
if sys.version_info >= (3, 10):
    # Compiled here, because 3.9 does not know the syntax.
    exec("match claims:\n    case {'sub': sub}: assert sub == 's'\n    case _: raise AssertionError")
if sysconfig.get_config_var("Py_GIL_DISABLED"):
    assert not sys._is_gil_enabled(), "the module brought the lock back"  # type: ignore[attr-defined]
