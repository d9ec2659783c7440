"""Writes cases.json: what each token is, which key and expectations it is judged by, and the verdict it must get."""

import json
import pathlib

HERE = pathlib.Path(__file__).resolve().parent.parent
OPENSSL, PYJWT, JOSE = "OpenSSL 3.0.19 command line", "PyJWT 2.15.0", "jose 6.2.18 (Node)"
NOW = 1767225660
KEY_OF = {"RS": "rsa-2048", "PS": "rsa-2048", "ES256": "p256", "ES384": "p384", "ES512": "p521",
          "ES256K": "secp256k1", "EdDSA": "ed25519"}
SECRET_OF = {"HS256": "secret-32", "HS384": "secret-48", "HS512": "secret-64"}
cases = []


def add(name, source, made_by, level, alg, key, verdict, iss, aud, now, typ=None):
    member = "secret_file" if key.endswith(".bin") else "key"
    case = {"name": name, "source": source, "made_by": made_by, "level": level, "alg": alg, member: key,
            "token": f"tokens/{name}.jwt", "iss": iss, "aud": aud, "typ": typ, "now": now, "verdict": verdict,
            "payload": f"tokens/{name}.payload" if verdict == "accepted" else None}
    if "ES256K" in alg:
        case["feature"] = "es256k"
    cases.append(case)


def rfc(name, source, level, alg, iss=None, now=NOW):
    add(name, source, "the RFC's authors", level, [alg], f"keys/{name}.jwk", "accepted", iss, None, now)


def key_of(alg, suffix):
    if alg in SECRET_OF:
        return f"keys/{SECRET_OF[alg]}.bin"
    name = KEY_OF.get(alg) or KEY_OF[alg[:2]]
    # The JWKs have names, the PEM texts have none.
    return f"keys/{name}.{suffix if (HERE / f'keys/{name}.{suffix}').exists() else 'pem'}"


def minted(program, name, alg, verdict="accepted", level="jwt", key=None, typ=None):
    prefix, source, suffix = {OPENSSL: ("openssl", "mint/openssl.sh", "pem"), PYJWT: ("pyjwt", "mint/pyjwt_mint.py", "jwk"),
                              JOSE: ("jose", "mint/jose/mint.mjs", "jwk")}[program]
    iss, aud = (["https://issuer.test"], ["https://api.test"]) if level == "jwt" else (None, None)
    add(f"{prefix}-{name}", source, program, level, [alg], key or key_of(alg, suffix), verdict, iss, aud, NOW, typ)


rfc("rfc7515-a1-hs256", "RFC 7515 appendix A.1", "jwt", "HS256", ["joe"], 1300819370)
rfc("rfc7515-a2-rs256", "RFC 7515 appendix A.2", "jwt", "RS256", ["joe"], 1300819370)
rfc("rfc7515-a3-es256", "RFC 7515 appendix A.3", "jwt", "ES256", ["joe"], 1300819370)
rfc("rfc7515-a4-es512", "RFC 7515 appendix A.4", "jws", "ES512")
rfc("rfc7520-4.1-rs256", "RFC 7520 section 4.1", "jws", "RS256")
rfc("rfc7520-4.2-ps384", "RFC 7520 section 4.2", "jws", "PS384")
rfc("rfc7520-4.3-es512", "RFC 7520 section 4.3", "jws", "ES512")
rfc("rfc7520-4.4-hs256", "RFC 7520 section 4.4", "jws", "HS256")
rfc("rfc8037-a4-eddsa", "RFC 8037 appendix A.4", "jws", "EdDSA")

FAMILIES = ("HS", "RS", "PS", "ES")
ALL = [f"{family}{bits}" for family in FAMILIES for bits in (256, 384, 512)] + ["EdDSA"]

for alg in [*ALL, "ES256K"]:
    minted(OPENSSL, alg.lower(), alg)
minted(OPENSSL, "ed25519", "EdDSA")
minted(OPENSSL, "hs256-escaped", "HS256")
minted(OPENSSL, "es256-pretty", "ES256")
minted(OPENSSL, "es256-der-signature", "ES256", "invalid-signature")
minted(OPENSSL, "es256-other-key", "ES256", "invalid-signature")
for name in ("ps256-salt-0", "ps256-salt-max", "ps256-mgf1-sha1", "rs256-as-ps256"):
    minted(OPENSSL, name, "PS256", "invalid-signature")
minted(OPENSSL, "rs256-with-sha512", "RS256", "invalid-signature")
minted(OPENSSL, "hs256-rsa-public-key", "RS256", "algorithm-not-allowed")

for alg in [*ALL, "ES256K"]:
    minted(PYJWT, alg.lower(), alg)
for name in ("es256-without-kid", "aud-array", "typ-at-jwt", "typ-application-at-jwt", "without-typ", "fractional-dates",
             "unicode", "extra-header-members", "nbf-now"):
    minted(PYJWT, name, "ES256")
for name, verdict in {
    "expired": "expired", "not-yet-valid": "not-yet-valid", "issued-in-the-future": "issued-in-the-future",
    "wrong-issuer": "wrong-issuer", "missing-iss": "missing-iss", "wrong-audience": "wrong-audience",
    "missing-aud": "missing-aud", "missing-exp": "missing-exp", "empty-aud": "invalid-aud",
    "aud-with-number": "invalid-aud", "exp-string": "invalid-exp", "integer-sub": "invalid-sub",
    "integer-jti": "invalid-jti", "typ-logout-jwt": "wrong-typ", "unknown-kid": "unknown-key",
    "crit": "critical-header", "unsecured": "unknown-algorithm", "other-key": "invalid-signature",
}.items():
    minted(PYJWT, name, "ES256", verdict)
minted(PYJWT, "hs256-for-rs256", "RS256", "algorithm-not-allowed")

for alg in ALL:
    minted(JOSE, alg.lower(), alg, typ="at+jwt" if alg == "ES256" else None)
minted(JOSE, "ed25519", "EdDSA")
minted(JOSE, "eddsa-without-kid", "EdDSA")
minted(JOSE, "unicode", "ES256")
minted(JOSE, "jws-bytes", "ES256", level="jws")
minted(JOSE, "jws-empty", "EdDSA", level="jws")
minted(JOSE, "jws-text", "ES256", "malformed-json")
minted(JOSE, "unsecured", "ES256", "unknown-algorithm")
minted(JOSE, "crit", "ES256", "critical-header")
minted(JOSE, "encrypted", "ES256", "encrypted-token")

lines = ",\n".join("  " + json.dumps(case, ensure_ascii=False) for case in cases)
(HERE / "cases.json").write_text(f"[\n{lines}\n]\n")
