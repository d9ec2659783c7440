"""Mints tokens after the published shapes of well-known issuers, their key sets, and a recipe for each kind of token.

Run after keys.sh and apple_chain.sh. Keys are made where they are absent; everything else is written anew.
"""

import base64
import datetime
import hashlib
import json
import pathlib
import secrets
import string
import uuid

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding, NoEncryption, PrivateFormat, PublicFormat, load_pem_private_key)
from jwt.algorithms import get_default_algorithms

HERE = pathlib.Path(__file__).resolve().parent.parent
PRIVATE = HERE / "keys" / "private"
IAT, NOW = 1767225600, 1767225660
ALGORITHMS = get_default_algorithms()


# --- keys

def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def uint(number, length=None):
    return b64(number.to_bytes(length or (number.bit_length() + 7) // 8, "big"))


class IssuerKey:
    """A test key of an issuer, with what its key set says of it."""

    def __init__(self, name, curve=None):
        path = PRIVATE / f"test-only-issuer-{name}.pem"
        if not path.exists():
            made = ec.generate_private_key(curve) if curve else rsa.generate_private_key(65537, 2048)
            path.write_bytes(made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        self.private = load_pem_private_key(path.read_bytes(), None)
        self.public = self.private.public_key()
        self.spki = self.public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        self.hash = hashlib.sha256(self.spki).digest()
        self.pem = self.public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def parameters(self):
        numbers = self.public.public_numbers()
        if isinstance(self.public, rsa.RSAPublicKey):
            return {"n": uint(numbers.n), "e": uint(numbers.e)}
        return {"crv": "P-256", "x": uint(numbers.x, 32), "y": uint(numbers.y, 32)}

    def certificate(self, name):
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        start = datetime.datetime(2025, 1, 1, tzinfo=datetime.timezone.utc)
        return (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(self.public)
                .serial_number(int.from_bytes(self.hash[:8], "big") >> 1).not_valid_before(start)
                .not_valid_after(start.replace(year=2125)).sign(self.private, hashes.SHA256()))

    def x5(self, name, *members):
        certificate = self.certificate(name)
        der = certificate.public_bytes(Encoding.DER)
        values = {"x5c": [base64.b64encode(der).decode()], "x5t": b64(hashlib.sha1(der).digest()),
                  "x5t#S256": b64(hashlib.sha256(der).digest())}
        return {member: values[member] for member in members}


# --- one issuer's folder

class Folder:
    def __init__(self, name):
        self.path = HERE / "issuers" / name
        self.path.mkdir(parents=True, exist_ok=True)
        self.recipes, self.tokens = [], set()

    def write(self, file, content):
        (self.path / file).write_bytes(content.encode() if isinstance(content, str) else content)

    def write_json(self, file, value):
        self.write(file, json.dumps(value, indent=2, ensure_ascii=False) + "\n")

    def mint(self, name, header, claims, key, dumps=None):
        """Signs the members in the order given. A header may be given as text, where an issuer's spacing is known."""
        dumps = dumps or (lambda value: json.dumps(value, separators=(",", ":"), ensure_ascii=False))
        header = header if isinstance(header, str) else dumps(header)
        signed = f"{b64(header.encode())}.{b64(dumps(claims).encode())}"
        alg = json.loads(header)["alg"]
        key = key.private if isinstance(key, IssuerKey) else key
        signature = b"" if alg == "none" else ALGORITHMS[alg].sign(signed.encode(), key)
        self.put(name, f"{signed}.{b64(signature)}")

    def put(self, name, token):
        self.tokens.add(f"{name}.jwt")
        self.write(f"{name}.jwt", token)

    def recipe(self, name, shape_after, accepted, refused, *, algorithms=("RS256",), issuer=None, audience=None, typ=None,
               required=(), header=(), level="jwt", keys="jwks.json", secret_file=None, allow_integer_sub=False,
               skipped=(), max_token_len=None):
        recipe = {"name": name, "shape_after": shape_after, "level": level, "keys": None if secret_file else keys,
                  "secret_file": secret_file, "algorithms": list(algorithms), "issuer": issuer, "audience": audience,
                  "typ": typ, "required": list(required), "header": list(header),
                  "allow_integer_sub": allow_integer_sub, "max_token_len": max_token_len, "now": NOW,
                  "skipped": [{"index": index, "reason": reason} for index, reason in skipped],
                  "accepted": [f"{token}.jwt" for token in accepted],
                  "refused": [{"token": f"{token}.jwt", "error": error, "why": why} for token, error, why in refused]}
        self.recipes.append(recipe)

    def finish(self):
        used = {token for recipe in self.recipes for token in recipe["accepted"]}
        used |= {refusal["token"] for recipe in self.recipes for refusal in recipe["refused"]}
        assert used == self.tokens, (self.path.name, used ^ self.tokens)
        self.write_json("recipe.json", self.recipes)


def claim(name, *values):
    return {"claim": name, "values": list(values)} if values else {"claim": name}


def member(name, *values):
    return {"member": name, "values": list(values)}


def changed(claims, **changes):
    """The claims with some replaced, in place, and left away where the value is None."""
    merged = {**claims, **{name.replace("__", "."): value for name, value in changes.items()}}
    return {name: value for name, value in merged.items() if value is not None}


def stable_uuid(text):
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"https://issuer.test/{text}"))


def shared_refusals(folder, header, claims, key, other):
    """What every issuer's recipes refuse alike; the claims are those of an accepted token."""
    folder.mint("expired", header, changed(claims, iat=IAT - 90000, nbf=IAT - 90000 if "nbf" in claims else None,
                                           exp=NOW), key)
    text = header if isinstance(header, str) else json.dumps(header, separators=(",", ":"))
    folder.mint("hs256-with-public-key", text.replace("RS256", "HS256"), claims, key.pem)
    kid = json.loads(text)["kid"]
    folder.mint("unknown-kid", text.replace(kid, kid[:-1] + ("A" if kid[-1] != "A" else "B")), claims, other)
    folder.mint("other-key", text, claims, other)
    return [
        ("expired", "expired", "its exp is now"),
        ("hs256-with-public-key", "algorithm-not-allowed", "HS256 keyed with the text of the public key"),
        ("unknown-kid", "unknown-key", "its kid is not in the key set"),
        ("other-key", "invalid-signature", "a stranger's key under the issuer's kid"),
    ]


STRANGER = IssuerKey("stranger")


# --- Auth0

def auth0():
    folder, key, next_key = Folder("auth0"), IssuerKey("auth0"), IssuerKey("auth0-next")
    iss, api, client = "https://tenant.auth0.example/", "https://api.test", "mYcL13nT1dAbCdEfGhIjKlMnOpQrStUv"
    kid, next_kid = b64(key.hash)[:21], b64(next_key.hash)[:21]

    def jwk(key, kid):
        return {"kty": "RSA", "use": "sig", **key.parameters(), "kid": kid,
                **key.x5("tenant.auth0.example", "x5t", "x5c"), "alg": "RS256"}

    folder.write_json("jwks.json", {"keys": [jwk(key, kid), jwk(next_key, next_kid)]})
    header = {"alg": "RS256", "typ": "JWT", "kid": kid}
    access = {"iss": iss, "sub": "auth0|507f1f77bcf86cd799439011", "aud": [api, f"{iss}userinfo"], "iat": IAT,
              "exp": IAT + 86400, "scope": "openid profile email read:orders", "azp": client, "permissions": ["read:orders"]}
    machine = {"iss": iss, "sub": f"{client}@clients", "aud": api, "iat": IAT, "exp": IAT + 86400,
               "scope": "read:orders", "gty": "client-credentials", "azp": client}
    rfc9068 = {"iss": iss, "sub": "auth0|507f1f77bcf86cd799439011", "aud": [api, f"{iss}userinfo"], "iat": IAT,
               "exp": IAT + 86400, "scope": "openid profile email read:orders", "jti": "73WakrfVbNJBaAmhQtEeDv", "client_id": client}
    id_token = {"nickname": "user", "name": "user@example.test", "picture": "https://avatars.test/u.png",
                "updated_at": "2026-01-01T00:00:00.000Z", "email": "user@example.test", "email_verified": True, "iss": iss,
                "aud": client, "sub": "auth0|507f1f77bcf86cd799439011", "iat": IAT, "exp": IAT + 36000,
                "sid": "FHrXpSYkqYRdIIBGWGMQ6xJmbxzNy_ki", "nonce": "n-0S6_WzA2Mj"}
    logout = {"iss": iss, "sub": "auth0|507f1f77bcf86cd799439011", "aud": client, "iat": IAT, "exp": IAT + 120,
              "jti": stable_uuid("auth0-logout"), "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
              "trace_id": "8e1f0f6d4a3b2c1d", "sid": "FHrXpSYkqYRdIIBGWGMQ6xJmbxzNy_ki"}
    folder.mint("access", header, access, key)
    folder.mint("access-next-key", {**header, "kid": next_kid}, access, next_key)
    folder.mint("access-machine", header, machine, key)
    folder.mint("access-rfc9068", {**header, "typ": "at+jwt"}, rfc9068, key)
    folder.mint("access-rfc9068-machine", {**header, "typ": "at+jwt"},
                changed(rfc9068, sub=f"{client}@clients", aud=api, scope="read:orders"), key)
    folder.mint("id", header, id_token, key)
    folder.mint("logout", {**header, "typ": "logout+jwt"}, logout, key)
    folder.mint("other-tenant", header, changed(access, iss="https://other-tenant.auth0.example/"), key)
    folder.mint("wrong-audience", header, changed(access, aud=["https://other-api.test", f"{iss}userinfo"]), key)
    folder.mint("rfc9068-wrong-audience", {**header, "typ": "at+jwt"}, changed(rfc9068, aud="https://other-api.test"), key)
    folder.mint("id-other-client", header, changed(id_token, aud="0tHeRcL13nTaBcDeFgHiJkLmNoPqRsTu"), key)
    shared = shared_refusals(folder, header, access, key, STRANGER)
    shape = ["https://auth0.com/docs/secure/tokens/access-tokens/access-token-profiles",
             "https://auth0.com/docs/secure/tokens/id-tokens/id-token-structure",
             "https://auth0.com/docs/secure/tokens/json-web-tokens/json-web-key-sets"]
    tenant = ("other-tenant", "wrong-issuer", "another tenant's issuer")
    folder.recipe("Auth0 access token, Auth0 profile", shape,
                  ["access", "access-next-key", "access-machine", "access-rfc9068", "access-rfc9068-machine"],
                  [("id", "wrong-audience", "an ID token in the place of an access token: its aud is the client"),
                   ("logout", "wrong-audience", "a logout token: its aud is the client"), tenant,
                   ("wrong-audience", "wrong-audience", "for another API of the tenant"), *shared],
                  issuer=[iss], audience=[api], required=[claim("sub")])
    folder.recipe("Auth0 access token, RFC 9068 profile", shape, ["access-rfc9068", "access-rfc9068-machine"],
                  [("access", "wrong-typ", "an access token of the other profile: its typ is JWT"),
                   ("id", "wrong-audience", "an ID token: its aud is the client"), tenant,
                   ("rfc9068-wrong-audience", "wrong-audience", "for another API of the tenant"),
                   ("logout", "wrong-audience", "a logout token"),
                   # The typ is judged before exp.
                   ("expired", "wrong-typ", "an expired token of the other profile")],
                  issuer=[iss], audience=[api], typ="at+jwt", required=[claim("client_id"), claim("jti")])
    folder.recipe("Auth0 ID token", shape, ["id"],
                  [("access", "wrong-audience", "an access token in the place of an ID token: its aud is the API"),
                   ("access-rfc9068", "wrong-audience", "an access token: its aud is the API"),
                   ("logout", "wrong-typ", "a logout token has the client as aud, and typ logout+jwt"),
                   ("other-tenant", "wrong-issuer", "another tenant's issuer"),
                   ("id-other-client", "wrong-audience", "for another client of the tenant")],
                  issuer=[iss], audience=[client], required=[claim("sub"), claim("nonce")])
    folder.finish()


# --- Keycloak

def keycloak():
    folder, key, enc, es = Folder("keycloak"), IssuerKey("keycloak"), IssuerKey("keycloak-enc"), IssuerKey("keycloak-es256", ec.SECP256R1())
    iss, client = "https://sso.test/realms/example", "web-client"
    kid = b64(key.hash)

    def jwk(key, alg, use):
        return {"kid": b64(key.hash), "kty": "RSA", "alg": alg, "use": use, **key.x5("example", "x5c", "x5t", "x5t#S256"),
                **key.parameters()}

    ec_jwk = {"kid": b64(es.hash), "kty": "EC", "alg": "ES256", "use": "sig", **es.parameters()}
    folder.write_json("jwks.json", {"keys": [jwk(enc, "RSA-OAEP", "enc"), jwk(key, "RS256", "sig"), ec_jwk]})
    # Keycloak writes its header with this spacing.
    header = f'{{"alg":"RS256","typ" : "JWT","kid" : "{kid}"}}'
    sub, sid = stable_uuid("keycloak-user"), stable_uuid("keycloak-session")
    access = {"exp": IAT + 300, "iat": IAT, "auth_time": IAT, "jti": f"onrtac:{stable_uuid('keycloak-access')}", "iss": iss,
              "aud": "account", "sub": sub, "typ": "Bearer", "azp": client, "sid": sid, "acr": "1",
              "allowed-origins": ["https://app.test"],
              "realm_access": {"roles": ["default-roles-example", "offline_access", "uma_authorization"]},
              "resource_access": {"account": {"roles": ["manage-account", "manage-account-links", "view-profile"]}},
              "scope": "openid profile email", "email_verified": True, "name": "Test User", "preferred_username": "test-user",
              "given_name": "Test", "family_name": "User", "email": "user@example.test"}
    id_token = {"exp": IAT + 300, "iat": IAT, "auth_time": IAT, "jti": stable_uuid("keycloak-id"), "iss": iss, "aud": client,
                "sub": sub, "typ": "ID", "azp": client, "nonce": stable_uuid("keycloak-nonce"), "sid": sid,
                "at_hash": "bU8BkI1uAAB5nNTfXMGKUg", "acr": "1", "email_verified": True, "name": "Test User",
                "preferred_username": "test-user", "given_name": "Test", "family_name": "User", "email": "user@example.test"}
    refresh = {"exp": IAT + 1800, "iat": IAT, "jti": stable_uuid("keycloak-refresh"), "iss": iss, "aud": iss, "sub": sub,
               "typ": "Refresh", "azp": client, "sid": sid, "scope": "openid profile email"}
    logout = {"exp": IAT + 120, "iat": IAT, "jti": stable_uuid("keycloak-logout"), "iss": iss, "aud": client, "sub": sub,
              "typ": "Logout", "sid": sid, "events": {"http://schemas.openid.net/event/backchannel-logout": {}}}
    folder.mint("access", header, access, key)
    folder.mint("access-several-audiences", header, changed(access, aud=["orders-api", "account"]), key)
    folder.mint("access-for-client", header, changed(access, aud=[client, "account"]), key)
    folder.mint("id", header, id_token, key)
    folder.mint("id-of-account-console", header, changed(id_token, aud="account", azp="account"), key)
    # Refresh tokens are for Keycloak itself, under a secret that it does not publish.
    folder.mint("refresh", f'{{"alg":"HS512","typ" : "JWT","kid" : "{stable_uuid("keycloak-hs512")}"}}', refresh,
                (HERE / "keys" / "secret-64.bin").read_bytes())
    folder.mint("logout", header.replace('"JWT"', '"logout+jwt"'), logout, key)
    folder.mint("other-realm", header, changed(access, iss="https://sso.test/realms/other"), key)
    folder.mint("wrong-audience", header, changed(access, aud="orders-api"), key)
    folder.mint("other-client", header, changed(access, azp="batch-client"), key)
    folder.mint("id-other-client", header, changed(id_token, aud="batch-client", azp="batch-client"), key)
    folder.mint("es256", header.replace("RS256", "ES256").replace(kid, b64(es.hash)), access, es)
    shared = shared_refusals(folder, header, access, key, STRANGER)
    shape = ["https://www.keycloak.org/docs/latest/server_admin/ (OIDC clients, audience support, realm keys)",
             "https://www.keycloak.org/securing-apps/oidc-layers"]
    skipped = [(0, "key-not-for-signatures"), (2, "algorithm-not-listed")]
    realm = ("other-realm", "wrong-issuer", "another realm of the server")
    folder.recipe("Keycloak access token", shape, ["access", "access-several-audiences", "access-for-client"],
                  [("id", "wrong-audience", "an ID token in the place of an access token: its aud is the client"),
                   ("id-of-account-console", "wrong-claim-value", "an ID token whose aud is account: its typ claim is ID"),
                   ("refresh", "algorithm-not-allowed", "a refresh token: HS512 under a secret of the realm"),
                   ("logout", "wrong-audience", "a logout token: its aud is the client"), realm,
                   ("wrong-audience", "wrong-audience", "for another API of the realm"),
                   ("other-client", "wrong-claim-value", "issued to another client"),
                   ("es256", "algorithm-not-allowed", "a key of the set whose algorithm is not listed"), *shared],
                  issuer=[iss], audience=["account"], required=[claim("typ", "Bearer"), claim("azp", client)], skipped=skipped)
    folder.recipe("Keycloak ID token", shape, ["id"],
                  [("access", "wrong-audience", "an access token in the place of an ID token: its aud is account"),
                   ("access-for-client", "wrong-claim-value", "an access token whose aud names the client: its typ claim is Bearer"),
                   ("logout", "wrong-typ", "a logout token: typ logout+jwt in its header"), realm,
                   ("id-other-client", "wrong-audience", "for another client of the realm")],
                  issuer=[iss], audience=[client], required=[claim("typ", "ID"), claim("azp", client), claim("nonce")],
                  skipped=skipped)
    folder.finish()


# --- Microsoft Entra ID

def entra():
    folder, key, next_key = Folder("entra"), IssuerKey("entra"), IssuerKey("entra-next")
    tid, other_tid = "aaaabbbb-0000-cccc-1111-dddd2222eeee", "bbbbcccc-1111-dddd-2222-eeee3333ffff"
    api, client = "00001111-aaaa-2222-bbbb-3333cccc4444", "11112222-bbbb-3333-cccc-4444dddd5555"
    iss = f"https://login.microsoftonline.com/{tid}/v2.0"
    name = "accounts.accesscontrol.test"
    x5t = {k: k.x5(name, "x5t")["x5t"] for k in (key, next_key)}
    kid = x5t[key]

    def jwk(key):
        return {"kty": "RSA", "use": "sig", "kid": x5t[key], "x5t": x5t[key], **key.parameters(), **key.x5(name, "x5c"),
                "cloud_instance_name": "microsoftonline.com", "issuer": "https://login.microsoftonline.com/{tenantid}/v2.0"}

    folder.write_json("jwks.json", {"keys": [jwk(key), jwk(next_key)]})
    header = {"typ": "JWT", "alg": "RS256", "kid": kid}
    header_v1 = {"typ": "JWT", "alg": "RS256", "x5t": kid, "kid": kid}
    oid = "aaaaaaaa-0000-1111-2222-bbbbbbbbbbbb"
    access = {"aud": api, "iss": iss, "iat": IAT, "nbf": IAT, "exp": IAT + 4500, "aio": "AXQAi/8IAAAAtest", "azp": client,
              "azpacr": "0", "name": "Test User", "oid": oid, "preferred_username": "user@example.test", "rh": "0.AXkAtest.",
              "scp": "Orders.Read", "sub": "HKZpfaHyWadeOouYlitjrI-KffTm222X5rrV3xDqfKQ", "tid": tid,
              "uti": "fqiBqXLPj0eQa82S-IYFAA", "ver": "2.0"}
    app_only = {"aud": api, "iss": iss, "iat": IAT, "nbf": IAT, "exp": IAT + 4500, "aio": "k2BgYtest", "azp": client,
                "azpacr": "1", "idtyp": "app", "oid": "bbbbbbbb-1111-2222-3333-cccccccccccc", "rh": "0.AXkAtest.",
                "roles": ["Orders.Read.All"], "sub": "bbbbbbbb-1111-2222-3333-cccccccccccc", "tid": tid,
                "uti": "k3fLgM0xPESyN4v1AAAAAA", "ver": "2.0"}
    id_token = {"aud": client, "iss": iss, "iat": IAT, "nbf": IAT, "exp": IAT + 3900, "aio": "AWQAm/8Atest",
                "name": "Test User", "nonce": "12345", "oid": oid, "preferred_username": "user@example.test",
                "rh": "0.AXkAtest.", "sub": "AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ", "tid": tid,
                "uti": "fqiBqXLPj0eQa82S-IYFAA", "ver": "2.0"}
    v1 = {"aud": f"api://{api}", "iss": f"https://sts.windows.net/{tid}/", "iat": IAT, "nbf": IAT, "exp": IAT + 4500,
          "acr": "1", "aio": "AXQAi/8IAAAAtest", "amr": ["pwd"], "appid": client, "appidacr": "0", "ipaddr": "192.0.2.1",
          "name": "Test User", "oid": oid, "rh": "0.AXkAtest.", "scp": "Orders.Read",
          "sub": "HKZpfaHyWadeOouYlitjrI-KffTm222X5rrV3xDqfKQ", "tid": tid, "unique_name": "user@example.test",
          "uti": "fqiBqXLPj0eQa82S-IYFAA", "ver": "1.0"}
    folder.mint("access", header, access, key)
    folder.mint("access-next-key", {**header, "kid": x5t[next_key]}, access, next_key)
    folder.mint("access-app-only", header, app_only, key)
    folder.mint("access-v1", header_v1, v1, key)
    folder.mint("access-same-app", header, changed(access, aud=client), key)
    folder.mint("id", header, id_token, key)
    folder.mint("id-same-app", header, changed(id_token, aud=api), key)
    folder.mint("other-tenant", header, changed(access, iss=iss.replace(tid, other_tid), tid=other_tid), key)
    folder.mint("other-tid", header, changed(access, tid=other_tid), key)
    folder.mint("wrong-audience", header, changed(access, aud="00000003-0000-0000-c000-000000000000"), key)
    folder.mint("id-other-client", header, changed(id_token, aud="22223333-cccc-4444-dddd-5555eeee6666"), key)
    folder.mint("not-yet-valid", header, changed(access, nbf=NOW + 1), key)
    shared = shared_refusals(folder, header, access, key, STRANGER)
    shape = ["https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference",
             "https://learn.microsoft.com/entra/identity-platform/id-token-claims-reference",
             "https://learn.microsoft.com/entra/identity-platform/access-tokens (key set, issuer with tenant)"]
    tenant = ("other-tenant", "wrong-issuer", "another tenant's token: all tenants share the keys")
    v1_refused = ("access-v1", "wrong-issuer", "a v1.0 token: its iss is sts.windows.net")
    v2, of_tenant = claim("ver", "2.0"), claim("tid", tid)
    folder.recipe("Entra access token v2.0 on behalf of a user", shape, ["access", "access-next-key"],
                  [("id", "wrong-audience", "an ID token in the place of an access token: its aud is the client"),
                   ("id-same-app", "missing-claim", "an ID token of an app that is client and API at once: it has no scp"),
                   ("access-app-only", "missing-claim", "an app-only token: it has roles in place of scp"),
                   v1_refused, tenant, ("other-tid", "wrong-claim-value", "a tid that does not agree with iss"),
                   ("wrong-audience", "wrong-audience", "for Microsoft Graph"),
                   ("not-yet-valid", "not-yet-valid", "its nbf is a second ahead"), *shared],
                  issuer=[iss], audience=[api], required=[v2, of_tenant, claim("scp")])
    folder.recipe("Entra app-only access token v2.0", shape, ["access-app-only"],
                  [("access", "missing-claim", "a user's access token: it has no idtyp"),
                   ("id-same-app", "missing-claim", "an ID token: it has no idtyp"), v1_refused, tenant,
                   ("wrong-audience", "wrong-audience", "for Microsoft Graph")],
                  issuer=[iss], audience=[api], required=[v2, of_tenant, claim("idtyp", "app"), claim("roles")])
    folder.recipe("Entra ID token v2.0", shape, ["id"],
                  [("access", "wrong-audience", "an access token in the place of an ID token: its aud is the API"),
                   ("access-same-app", "missing-claim", "an access token of an app that is client and API at once: it has no nonce"),
                   tenant, ("id-other-client", "wrong-audience", "for another client")],
                  issuer=[iss], audience=[client], required=[v2, of_tenant, claim("nonce")])
    # v1.0 tokens carry x5t beside kid; it is not used.
    folder.recipe("Entra access token v1.0", shape, ["access-v1"],
                  [("access", "wrong-issuer", "a v2.0 token: its iss is login.microsoftonline.com")],
                  issuer=[f"https://sts.windows.net/{tid}/"], audience=[f"api://{api}"],
                  required=[claim("ver", "1.0"), of_tenant, claim("scp")])
    folder.finish()


# --- Amazon Cognito

def cognito():
    folder, id_key, key = Folder("cognito"), IssuerKey("cognito-id"), IssuerKey("cognito-access")
    pool, client = "us-west-2_EXAMPLE", "1example23456789"
    iss = f"https://cognito-idp.us-west-2.amazonaws.com/{pool}"

    def kid(key):
        return base64.b64encode(key.hash).decode()

    def jwk(key):
        parameters = key.parameters()
        return {"alg": "RS256", "e": parameters["e"], "kid": kid(key), "kty": "RSA", "n": parameters["n"], "use": "sig"}

    folder.write_json("jwks.json", {"keys": [jwk(id_key), jwk(key)]})
    header, id_header = {"kid": kid(key), "alg": "RS256"}, {"kid": kid(id_key), "alg": "RS256"}
    sub, event, origin = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee", stable_uuid("cognito-event"), stable_uuid("cognito-origin")
    access = {"sub": sub, "cognito:groups": ["testgroup"], "iss": iss, "version": 2, "client_id": client, "origin_jti": origin,
              "event_id": event, "token_use": "access", "scope": "openid profile orders/read", "auth_time": IAT,
              "exp": IAT + 3600, "iat": IAT, "jti": stable_uuid("cognito-access"), "username": "my-test-user"}
    machine = {"sub": client, "token_use": "access", "scope": "orders/read", "auth_time": IAT, "iss": iss, "exp": IAT + 3600,
               "iat": IAT, "version": 2, "jti": stable_uuid("cognito-machine"), "client_id": client}
    id_token = {"at_hash": "bU8BkI1uAAB5nNTfXMGKUg", "sub": sub, "cognito:groups": ["testgroup"], "email_verified": True,
                "iss": iss, "cognito:username": "my-test-user", "nonce": "abcdefg", "origin_jti": origin, "aud": client,
                "event_id": event, "token_use": "id", "auth_time": IAT, "exp": IAT + 3600, "iat": IAT,
                "jti": stable_uuid("cognito-id"), "email": "user@example.test"}
    folder.mint("access", header, access, key)
    folder.mint("access-machine", header, machine, key)
    folder.mint("id", id_header, id_token, id_key)
    folder.mint("other-pool", header, changed(access, iss=iss.replace("EXAMPLE", "OTHER")), key)
    folder.mint("other-client", header, changed(access, client_id="2example34567890"), key)
    folder.mint("id-other-client", id_header, changed(id_token, aud="2example34567890"), id_key)
    # The audience is judged before exp.
    folder.mint("other-client-expired", header, changed(access, client_id="2example34567890", exp=IAT), key)
    shared = shared_refusals(folder, header, access, key, STRANGER)
    shape = ["https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html",
             "https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html",
             "https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html"]
    pool_refused = ("other-pool", "wrong-issuer", "another user pool")
    folder.recipe("Cognito access token of one app client", shape, ["access", "access-machine"],
                  [("id", "missing-aud", "an ID token in the place of an access token: it has no client_id"), pool_refused,
                   ("other-client", "wrong-audience", "issued to another app client"),
                   ("other-client-expired", "wrong-audience", "issued to another app client, and expired"), *shared],
                  issuer=[iss], audience={"claim": "client_id", "any_of": [client]}, required=[claim("token_use", "access")])
    folder.recipe("Cognito access token of any app client of the pool", shape, ["access", "access-machine", "other-client"],
                  [("id", "wrong-claim-value", "an ID token: its token_use is id"), pool_refused,
                   ("other-client-expired", "expired", "of another client, and expired"), *shared[:1]],
                  issuer=[iss], required=[claim("token_use", "access"), claim("scope")])
    folder.recipe("Cognito ID token", shape, ["id"],
                  [("access", "missing-aud", "an access token in the place of an ID token: it has no aud"),
                   ("id-other-client", "wrong-audience", "for another app client")],
                  issuer=[iss], audience=[client], required=[claim("token_use", "id"), claim("sub")])
    folder.finish()


# --- Google

def google():
    folder, key, old = Folder("google"), IssuerKey("google"), IssuerKey("google-previous")
    client = "1234567890-abc123def456.apps.googleusercontent.com"

    def jwk(key):
        parameters = key.parameters()
        return {"n": parameters["n"], "use": "sig", "kid": key.hash.hex()[:40], "e": parameters["e"], "alg": "RS256", "kty": "RSA"}

    folder.write_json("jwks.json", {"keys": [jwk(old), jwk(key)]})
    header = {"alg": "RS256", "kid": key.hash.hex()[:40], "typ": "JWT"}
    id_token = {"iss": "https://accounts.google.com", "azp": client, "aud": client, "sub": "110169484474386276334",
                "hd": "example.com", "email": "user@example.com", "email_verified": True, "at_hash": "HK6E_P6Dh8Y93mRNtsDB1Q",
                "nonce": "0394852-3190485-2490358", "name": "Test User", "picture": "https://avatars.test/u.png",
                "given_name": "Test", "family_name": "User", "iat": IAT, "exp": IAT + 3600}
    consumer = changed(id_token, hd=None, email="user@gmail.test")
    service = {"aud": client, "azp": "robot@example-project.iam.gserviceaccount.com",
               "email": "robot@example-project.iam.gserviceaccount.com", "email_verified": True, "exp": IAT + 3600, "iat": IAT,
               "iss": "https://accounts.google.com", "sub": "112010400000000710080"}
    folder.mint("id", header, id_token, key)
    folder.mint("id-without-scheme", header, changed(id_token, iss="accounts.google.com"), key)
    folder.mint("id-previous-key", {**header, "kid": old.hash.hex()[:40]}, id_token, old)
    folder.mint("id-consumer", header, consumer, key)
    folder.mint("id-service-account", header, service, key)
    folder.put("access", "ya29.a0AfTestOnlyNotARealAccessToken")
    folder.mint("wrong-issuer", header, changed(id_token, iss="https://accounts.google.com/"), key)
    folder.mint("firebase", header, changed(id_token, iss="https://securetoken.google.com/example-project"), key)
    folder.mint("wrong-audience", header, changed(id_token, aud="9876543210-xyz.apps.googleusercontent.com"), key)
    folder.mint("other-domain", header, changed(id_token, hd="example.net", email="user@example.net"), key)
    shared = shared_refusals(folder, header, id_token, key, STRANGER)
    shape = ["https://developers.google.com/identity/openid-connect/openid-connect (an ID token's payload)",
             "https://developers.google.com/identity/gsi/web/guides/verify-google-id-token"]
    issuers = ["https://accounts.google.com", "accounts.google.com"]
    refused = [("access", "not-compact", "an access token in the place of an ID token: Google's are opaque"),
               ("wrong-issuer", "wrong-issuer", "a slash too many"),
               ("firebase", "wrong-issuer", "another issuer of Google's"),
               ("wrong-audience", "wrong-audience", "for another client"), *shared]
    folder.recipe("Google ID token", shape,
                  ["id", "id-without-scheme", "id-previous-key", "id-consumer", "id-service-account", "other-domain"], refused,
                  issuer=issuers, audience=[client], required=[claim("sub")])
    folder.recipe("Google ID token of one Workspace domain", shape, ["id", "id-without-scheme", "id-previous-key"],
                  [*refused, ("id-consumer", "missing-claim", "a consumer's account: it has no hd"),
                   ("id-service-account", "missing-claim", "a service account: it has no hd"),
                   ("other-domain", "wrong-claim-value", "another Workspace domain")],
                  issuer=issuers, audience=[client], required=[claim("hd", "example.com"), claim("sub")])
    folder.finish()


# --- Firebase Authentication

def firebase():
    folder, key, old = Folder("firebase"), IssuerKey("firebase"), IssuerKey("firebase-previous")
    project = "example-project"
    iss = f"https://securetoken.google.com/{project}"
    kid, old_kid = key.hash.hex()[:40], old.hash.hex()[:40]

    def jwk(key, kid):
        parameters = key.parameters()
        return {"kty": "RSA", "alg": "RS256", "e": parameters["e"], "n": parameters["n"], "use": "sig", "kid": kid}

    def certificate(key):
        return key.certificate("securetoken.system.gserviceaccount.test").public_bytes(Encoding.PEM).decode()

    folder.write_json("jwks.json", {"keys": [jwk(key, kid), jwk(old, old_kid)]})
    folder.write_json("certs.json", {kid: certificate(key), old_kid: certificate(old)})
    header = {"alg": "RS256", "kid": kid, "typ": "JWT"}
    uid = "5xTestOnlyUid0123456789abcde"
    id_token = {"name": "Test User", "picture": "https://avatars.test/u.png", "role": "editor", "iss": iss, "aud": project,
                "auth_time": IAT, "user_id": uid, "sub": uid, "iat": IAT, "exp": IAT + 3600, "email": "user@example.test",
                "email_verified": True, "firebase": {"identities": {"google.com": ["110169484474386276334"],
                                                                    "email": ["user@example.test"]},
                                                     "sign_in_provider": "google.com"}}
    anonymous = {"provider_id": "anonymous", "iss": iss, "aud": project, "auth_time": IAT, "user_id": uid, "sub": uid,
                 "iat": IAT, "exp": IAT + 3600, "firebase": {"identities": {}, "sign_in_provider": "anonymous"}}
    custom_iss = f"firebase-adminsdk@{project}.iam.gserviceaccount.com"
    custom = {"iss": custom_iss, "sub": custom_iss,
              "aud": "https://identitytoolkit.googleapis.com/google.identity.identitytoolkit.v1.IdentityToolkit",
              "iat": IAT, "exp": IAT + 3600, "uid": uid, "claims": {"role": "editor"}}
    folder.mint("id", header, id_token, key)
    folder.mint("id-anonymous", header, anonymous, key)
    folder.mint("id-previous-key", {**header, "kid": old_kid}, id_token, old)
    folder.mint("session-cookie", header, changed(id_token, iss=f"https://session.firebase.google.com/{project}"), key)
    folder.mint("custom", {"alg": "RS256", "typ": "JWT", "kid": STRANGER.hash.hex()[:40]}, custom, STRANGER)
    folder.mint("emulator", {"alg": "none", "typ": "JWT"}, id_token, None)
    folder.mint("other-project", header, changed(id_token, iss=f"{iss}-2", aud=f"{project}-2"), key)
    folder.mint("wrong-audience", header, changed(id_token, aud=f"{project}-2"), key)
    folder.mint("without-sub", header, changed(id_token, sub=None), key)
    shared = shared_refusals(folder, header, id_token, key, STRANGER)
    shape = ["https://firebase.google.com/docs/auth/admin/verify-id-tokens (third-party JWT library)",
             "https://firebase.google.com/docs/rules/rules-and-auth (claims of auth.token)"]
    folder.recipe("Firebase ID token", shape, ["id", "id-anonymous", "id-previous-key"],
                  [("session-cookie", "wrong-issuer", "a session cookie in the place of an ID token"),
                   ("custom", "unknown-key", "a custom token: signed by a service account's key"),
                   ("emulator", "unknown-algorithm", "the emulator's unsigned token"),
                   ("other-project", "wrong-issuer", "another project: all projects share the keys"),
                   ("wrong-audience", "wrong-audience", "for another project"),
                   ("without-sub", "missing-claim", "it has no sub"), *shared],
                  issuer=[iss], audience=[project], required=[claim("sub"), claim("auth_time")])
    folder.finish()


# --- Apple

def apple():
    folder, key, other = Folder("apple"), IssuerKey("apple"), IssuerKey("apple-second")
    iss, app = "https://appleid.apple.com", "com.example.app"
    alphabet = string.ascii_uppercase + string.digits + string.ascii_lowercase

    def kid(key):
        return "".join(alphabet[byte % len(alphabet)] for byte in key.hash[:10])

    folder.write_json("jwks.json", {"keys": [{"kty": "RSA", "kid": kid(k), "use": "sig", "alg": "RS256", **k.parameters()}
                                             for k in (other, key)]})
    header = {"kid": kid(key), "alg": "RS256"}
    sub = "001234.0123456789abcdef0123456789abcdef.1234"
    id_token = {"iss": iss, "aud": app, "exp": IAT + 86400, "iat": IAT, "sub": sub, "nonce": "8f3a2c",
                "c_hash": "EKbFpJ0zV0nmVV6kKXGKwA", "email": "abc123@privaterelay.test", "email_verified": True,
                "is_private_email": True, "auth_time": IAT, "nonce_supported": True}
    as_text = changed(id_token, email_verified="true", is_private_email="true")
    event = {"type": "consent-revoked", "sub": sub, "event_time": IAT * 1000}
    notification = {"iss": iss, "aud": app, "exp": IAT + 86400, "iat": IAT, "jti": "abede-test",
                    "events": json.dumps(event, separators=(",", ":"))}
    folder.mint("id", header, id_token, key)
    folder.mint("id-second-key", {**header, "kid": kid(other)}, as_text, other)
    folder.mint("account-notification", header, notification, key)
    # The developer's own client secret, which goes the other way.
    developer = IssuerKey("apple-developer", ec.SECP256R1())
    folder.mint("client-secret", {"alg": "ES256", "kid": "ABC123DEFG"},
                {"iss": "DEF123GHIJ", "iat": IAT, "exp": IAT + 86400, "aud": iss, "sub": app}, developer)
    folder.mint("wrong-issuer", header, changed(id_token, iss="https://account.apple.com"), key)
    folder.mint("wrong-audience", header, changed(id_token, aud="com.example.other"), key)
    shared = shared_refusals(folder, header, id_token, key, STRANGER)
    shape = ["https://developer.apple.com/documentation/signinwithapplerestapi/authenticating-users-with-sign-in-with-apple",
             "https://developer.apple.com/documentation/signinwithapple/processing-changes-for-sign-in-with-apple-accounts"]
    both = [("client-secret", "algorithm-not-allowed", "the developer's own client secret: ES256"),
            ("wrong-issuer", "wrong-issuer", "another issuer"), ("wrong-audience", "wrong-audience", "for another app")]
    folder.recipe("Sign in with Apple ID token", shape, ["id", "id-second-key"],
                  [("account-notification", "missing-claim", "a notification of a change of account: same keys, iss and aud, but no sub"),
                   *both, *shared], issuer=[iss], audience=[app], required=[claim("sub"), claim("auth_time")])
    folder.recipe("Sign in with Apple notification", shape, ["account-notification"],
                  [("id", "missing-claim", "an ID token in the place of a notification: it has no events"), *both],
                  issuer=[iss], audience=[app], required=[claim("events"), claim("jti")])

    # App Store Server Notifications version 2: the leaf's key is given out of band, x5c is not used.
    def chain(name):
        certificates = [x509.load_pem_x509_certificate((folder.path / f"{name}-{role}.pem").read_bytes())
                        for role in ("leaf", "intermediate", "root")]
        leaf = load_pem_private_key((PRIVATE / f"test-only-{name}-leaf.pem").read_bytes(), None)
        assert leaf.public_key() == certificates[0].public_key()
        x5c = [base64.b64encode(certificate.public_bytes(Encoding.DER)).decode() for certificate in certificates]
        return {"alg": "ES256", "x5c": x5c}, leaf

    def signed(header, claims, leaf):
        folder.mint("part", header, claims, leaf)
        folder.tokens.discard("part.jwt")
        path = folder.path / "part.jwt"
        token = path.read_text()
        path.unlink()
        return token

    header, leaf = chain("app-store")
    public = leaf.public_key().public_numbers()
    folder.write_json("notification-jwks.json", {"keys": [
        {"kty": "EC", "crv": "P-256", "x": uint(public.x, 32), "y": uint(public.y, 32), "use": "sig"}]})
    transaction = {"transactionId": "2000000000000001", "originalTransactionId": "2000000000000001",
                   "webOrderLineItemId": "2000000000000002", "bundleId": app, "productId": "com.example.app.monthly",
                   "subscriptionGroupIdentifier": "20000001", "purchaseDate": IAT * 1000, "originalPurchaseDate": IAT * 1000,
                   "expiresDate": (IAT + 2592000) * 1000, "quantity": 1, "type": "Auto-Renewable Subscription",
                   "inAppOwnershipType": "PURCHASED", "signedDate": IAT * 1000, "environment": "Sandbox",
                   "transactionReason": "PURCHASE", "storefront": "USA", "storefrontId": "143441", "price": 990, "currency": "USD"}
    renewal = {"originalTransactionId": "2000000000000001", "autoRenewProductId": "com.example.app.monthly",
               "productId": "com.example.app.monthly", "autoRenewStatus": 1, "signedDate": IAT * 1000, "environment": "Sandbox",
               "recentSubscriptionStartDate": IAT * 1000, "renewalDate": (IAT + 2592000) * 1000}

    def notification_of(header, leaf):
        return {"notificationType": "SUBSCRIBED", "subtype": "INITIAL_BUY", "notificationUUID": stable_uuid("apple-notification"),
                "data": {"appAppleId": 1234567890, "bundleId": app, "bundleVersion": "1", "environment": "Sandbox",
                         "signedTransactionInfo": signed(header, transaction, leaf),
                         "signedRenewalInfo": signed(header, renewal, leaf), "status": 1},
                "version": "2.0", "signedDate": IAT * 1000}

    folder.mint("app-store-notification", header, notification_of(header, leaf), leaf)
    folder.mint("app-store-transaction", header, transaction, leaf)
    stranger_header, stranger = chain("stranger")
    folder.mint("app-store-stranger", stranger_header, transaction, stranger)
    folder.mint("app-store-stranger-under-leaf", header, transaction, stranger)
    folder.recipe("App Store server notification (three certificates in x5c)",
                  ["https://developer.apple.com/documentation/appstoreservernotifications/jwsdecodedheader",
                   "https://developer.apple.com/documentation/appstoreservernotifications/responsebodyv2decodedpayload"],
                  ["app-store-notification", "app-store-transaction"],
                  [("app-store-stranger", "invalid-signature", "a stranger's chain in x5c, which is not used"),
                   ("app-store-stranger-under-leaf", "invalid-signature", "a stranger's key under the right chain"),
                   ("id", "algorithm-not-allowed", "an ID token: RS256")],
                  level="jws", keys="notification-jwks.json", algorithms=["ES256"], max_token_len=65536)
    folder.finish()


# --- GitHub Actions

def github_actions():
    folder, key, old = Folder("github-actions"), IssuerKey("github-actions"), IssuerKey("github-actions-previous")
    iss, aud = "https://token.actions.githubusercontent.com", "https://api.test"
    name = "actions-oidc.test"
    kid, old_kid = stable_uuid("github-kid"), stable_uuid("github-previous-kid")

    def jwk(key, kid):
        parameters = key.parameters()
        return {"kty": "RSA", "alg": "RS256", "use": "sig", "kid": kid, "n": parameters["n"], "e": parameters["e"],
                **key.x5(name, "x5c", "x5t")}

    folder.write_json("jwks.json", {"keys": [jwk(key, kid), jwk(old, old_kid)]})
    header = {"typ": "JWT", "alg": "RS256", **key.x5(name, "x5t"), "kid": kid}
    sha, ref = hashlib.sha1(b"test-only").hexdigest(), "refs/heads/main"
    token = {"jti": stable_uuid("github-jti"), "sub": f"repo:octo-org/octo-repo:ref:{ref}", "aud": aud, "ref": ref,
             "sha": sha, "repository": "octo-org/octo-repo", "repository_owner": "octo-org", "repository_owner_id": "65",
             "run_id": "20000000001", "run_number": "10", "run_attempt": "2", "repository_visibility": "private",
             "repository_id": "74", "actor_id": "12", "actor": "octocat", "workflow": "deploy", "head_ref": "", "base_ref": "",
             "event_name": "push", "ref_protected": "true", "ref_type": "branch",
             "workflow_ref": f"octo-org/octo-repo/.github/workflows/deploy.yml@{ref}", "workflow_sha": sha,
             "job_workflow_ref": f"octo-org/octo-automation/.github/workflows/oidc.yml@{ref}", "job_workflow_sha": sha,
             "runner_environment": "github-hosted", "enterprise": "avocado-corp", "enterprise_id": "2", "iss": iss,
             "nbf": IAT - 300, "exp": IAT + 300, "iat": IAT}
    pull = "refs/pull/7/merge"
    folder.mint("push", header, token, key)
    folder.mint("push-previous-key", {**header, **old.x5(name, "x5t"), "kid": old_kid}, token, old)
    folder.mint("pull-request", header, changed(token, sub="repo:octo-org/octo-repo:pull_request", ref=pull, head_ref="feature",
                                                base_ref="main", event_name="pull_request", ref_protected="false"), key)
    folder.mint("environment", header, {"environment": "production",
                                        **changed(token, sub="repo:octo-org/octo-repo:environment:production")}, key)
    folder.mint("environment-without-typ", changed(header, typ=None), {
        "environment": "production", **changed(token, sub="repo:octo-org/octo-repo:environment:production")}, key)
    folder.mint("other-repository", header, changed(token, sub=f"repo:stranger/octo-repo:ref:{ref}", repository="stranger/octo-repo",
                                                    repository_owner="stranger", repository_owner_id="66", repository_id="75"), key)
    folder.mint("renamed-repository", header, changed(token, repository_id="76"), key)
    folder.mint("default-audience", header, changed(token, aud="https://github.com/octo-org"), key)
    folder.mint("enterprise-issuer", header, changed(token, iss=f"{iss}/avocado-corp"), key)
    shared = shared_refusals(folder, header, token, key, STRANGER)
    shape = ["https://docs.github.com/en/actions/reference/security/oidc",
             "https://docs.github.com/en/actions/concepts/security/openid-connect (an example token)"]
    common = [("other-repository", "wrong-claim-value", "another repository: all of GitHub shares the keys"),
              ("renamed-repository", "wrong-claim-value", "a repository that was deleted and made anew: same name, another id"),
              ("default-audience", "wrong-audience", "for the audience that GitHub sets by default"),
              ("enterprise-issuer", "wrong-issuer", "an enterprise's own issuer")]
    folder.recipe("GitHub Actions, pushes to one branch", shape, ["push", "push-previous-key"],
                  [("pull-request", "wrong-claim-value", "a pull request of the same repository"),
                   ("environment", "wrong-claim-value", "a job with an environment: another sub"), *common, *shared],
                  issuer=[iss], audience=[aud], required=[claim("repository_id", "74"),
                                                          claim("sub", f"repo:octo-org/octo-repo:ref:{ref}")])
    folder.recipe("GitHub Actions, one environment", shape, ["environment"],
                  [("push", "missing-claim", "a job without environment"),
                   ("pull-request", "missing-claim", "a pull request: no environment"),
                   # Header members are judged before claims.
                   ("environment-without-typ", "wrong-header-value", "no typ in its header, which GitHub always sends"),
                   *common],
                  issuer=[iss], audience=[aud], required=[claim("repository_id", "74"), claim("environment", "production"),
                                                          claim("runner_environment", "github-hosted")],
                  header=[member("typ", "JWT")])
    folder.finish()


# --- Kubernetes

def kubernetes():
    folder, key, other = Folder("kubernetes"), IssuerKey("kubernetes"), IssuerKey("kubernetes-other-cluster")
    iss, aud = "https://kubernetes.default.svc.cluster.local", "https://api.test"
    kid = b64(key.hash)
    parameters = key.parameters()
    folder.write_json("jwks.json", {"keys": [{"use": "sig", "kty": "RSA", "kid": kid, "alg": "RS256", "n": parameters["n"],
                                              "e": parameters["e"]}]})
    header = {"alg": "RS256", "kid": kid}

    def bound(account, **changes):
        details = {"namespace": "shop", "node": {"name": "node-1", "uid": stable_uuid("node")},
                   "pod": {"name": f"{account}-7d9c5b8f6d-x2x7k", "uid": stable_uuid(f"pod-{account}")},
                   "serviceaccount": {"name": account, "uid": stable_uuid(f"account-{account}")}, "warnafter": IAT + 3607}
        return changed({"aud": [aud], "exp": IAT + 3607, "iat": IAT, "iss": iss, "jti": stable_uuid(f"jti-{account}"),
                        "kubernetes.io": details, "nbf": IAT, "sub": f"system:serviceaccount:shop:{account}"}, **changes)

    legacy = {"iss": "kubernetes/serviceaccount", "kubernetes.io/serviceaccount/namespace": "shop",
              "kubernetes.io/serviceaccount/secret.name": "orders-token-x2x7k",
              "kubernetes.io/serviceaccount/service-account.name": "orders",
              "kubernetes.io/serviceaccount/service-account.uid": stable_uuid("account-orders"),
              "sub": "system:serviceaccount:shop:orders"}
    folder.mint("projected", header, bound("orders"), key)
    folder.mint("projected-two-audiences", header, bound("orders", aud=[aud, "vault"]), key)
    folder.mint("api-server", header, bound("orders", aud=[iss]), key)
    folder.mint("legacy-secret", header, legacy, key)
    folder.mint("other-account", header, bound("batch"), key)
    folder.mint("other-cluster", {**header, "kid": b64(other.hash)}, bound("orders"), other)
    folder.mint("other-issuer", header, bound("orders", iss="https://oidc.other-cluster.test"), key)
    folder.mint("without-details", header, bound("orders", kubernetes__io=None), key)
    shared = shared_refusals(folder, header, bound("orders"), key, STRANGER)
    shape = ["https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/ (schema for service account private claims)",
             "https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/ (token projection, issuer discovery)"]
    common = [("api-server", "wrong-audience", "the pod's token for the API server in the place of the projected one"),
              ("legacy-secret", "wrong-issuer", "a token of a Secret, which never expires and has no aud"),
              ("other-cluster", "unknown-key", "another cluster whose issuer has the same name"),
              ("other-issuer", "wrong-issuer", "another issuer"),
              ("without-details", "missing-claim", "it lacks kubernetes.io, a claim whose name holds a dot"), *shared]
    folder.recipe("Kubernetes projected token of one service account", shape, ["projected", "projected-two-audiences"],
                  [("other-account", "wrong-claim-value", "another service account of the cluster"), *common],
                  issuer=[iss], audience=[aud],
                  required=[claim("sub", "system:serviceaccount:shop:orders"), claim("kubernetes.io")])
    folder.recipe("Kubernetes projected token of any service account", shape,
                  ["projected", "projected-two-audiences", "other-account"], common,
                  issuer=[iss], audience=[aud], required=[claim("sub"), claim("kubernetes.io")])
    folder.finish()


# --- tymon/jwt-auth

def jwt_auth():
    folder = Folder("jwt-auth")
    secret_path = folder.path / "secret.bin"
    if not secret_path.exists():
        # As `php artisan jwt:secret` makes them.
        secret_path.write_text("".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(64)))
    secret = secret_path.read_bytes()
    login, refresh = "https://api.test/api/auth/login", "https://api.test/api/auth/refresh"
    header = {"typ": "JWT", "alg": "HS256"}
    user, admin = (hashlib.sha1(f"App\\Models\\{model}".encode()).hexdigest() for model in ("User", "Admin"))
    token = {"iss": login, "iat": IAT, "exp": IAT + 3600, "nbf": IAT, "jti": "q4Vn0PzU7yKcB2Xd", "sub": 42, "prv": user}

    def escaped(value):
        """As lcobucci/jwt 3 wrote it: PHP's json_encode escapes slashes."""
        return json.dumps(value, separators=(",", ":")).replace("/", "\\/")

    folder.mint("integer-sub", header, token, secret, escaped)
    folder.mint("string-sub", header, changed(token, sub="42"), secret)
    folder.mint("refreshed", header, changed(token, iss=refresh, iat=IAT - 86400, jti="Zb81LmQw0sTfYh3R"), secret, escaped)
    folder.mint("admin", header, changed(token, prv=admin), secret)
    folder.mint("without-prv", header, changed(token, prv=None), secret)
    folder.mint("without-exp", header, changed(token, exp=None), secret)
    folder.mint("other-application", header, changed(token, iss="https://other.test/api/auth/login"), secret)
    folder.mint("other-route", header, changed(token, iss="http://api.test/api/auth/login"), secret)
    folder.mint("expired", header, changed(token, iat=IAT - 90000, nbf=IAT - 90000, exp=NOW), secret)
    folder.mint("other-secret", header, token, b"0" * 64)
    folder.mint("hs512", {"typ": "JWT", "alg": "HS512"}, token, secret)
    folder.mint("fractional-sub", header, changed(token, sub=42.5), secret)
    shape = ["https://github.com/tymondesigns/jwt-auth (src/JWT.php, src/Manager.php, src/Claims/Factory.php)",
             "https://jwt-auth.readthedocs.io/en/develop/configuration/"]
    refused = [("admin", "wrong-claim-value", "a token of another guard's model: another prv"),
               ("without-prv", "missing-claim", "made with lock_subject off"),
               ("without-exp", "missing-exp", "made with a ttl of null"),
               ("other-application", "wrong-issuer", "another application that shares the secret"),
               ("other-route", "wrong-issuer", "the same route over http"),
               ("expired", "expired", "its exp is now"), ("other-secret", "invalid-signature", "another secret"),
               ("hs512", "algorithm-not-allowed", "HS512 under the same secret"),
               ("fractional-sub", "invalid-sub", "a sub that is no integer")]
    expectations = {"algorithms": ["HS256"], "issuer": [login, refresh], "secret_file": "secret.bin",
                    "required": [claim("prv", user), claim("sub"), claim("jti")]}
    folder.recipe("tymon/jwt-auth token", shape, ["integer-sub", "string-sub", "refreshed"], refused,
                  allow_integer_sub=True, **expectations)
    folder.recipe("tymon/jwt-auth token, text subjects only", shape, ["string-sub"],
                  [("integer-sub", "invalid-sub", "an integer sub, which has to be allowed"),
                   ("refreshed", "invalid-sub", "an integer sub"), *[(token, "invalid-sub", why) for token, _, why in refused
                                                                     if token in ("admin", "expired", "other-application")]],
                  **expectations)
    folder.finish()


for issuer in (auth0, keycloak, entra, cognito, google, firebase, apple, github_actions, kubernetes, jwt_auth):
    issuer()
