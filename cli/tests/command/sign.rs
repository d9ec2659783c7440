//! `sign`: what stands in a token, and what is not signed.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use crate::run::{Answer, Folder, jwtcore, jwtcore_reading};

const SECRET: [&str; 5] = ["sign", "--secret-file", "keys/secret-64.bin", "--alg", "HS512"];

/// A key for each algorithm that the default build signs with, and what verifies it.
const KEYS: [(&str, [&str; 2], [&str; 2]); 7] = [
    ("HS256", ["--secret-file", "keys/secret-32.bin"], ["--secret-file", "keys/secret-32.bin"]),
    ("HS384", ["--secret-file", "keys/secret-48.bin"], ["--secret-file", "keys/secret-48.bin"]),
    ("HS512", ["--secret-file", "keys/secret-64.bin"], ["--secret-file", "keys/secret-64.bin"]),
    ("ES256", ["--key", "keys/private/test-only-p256.pem"], ["--key", "keys/p256.pem"]),
    ("ES384", ["--key", "keys/private/test-only-p384.pem"], ["--key", "keys/p384.pem"]),
    ("ES512", ["--key", "keys/private/test-only-p521.pem"], ["--key", "keys/p521.pem"]),
    ("EdDSA", ["--key", "keys/private/test-only-ed25519.pem"], ["--key", "keys/ed25519.pem"]),
];

fn sign(options: &[&str]) -> Answer {
    jwtcore(&[&SECRET, options].concat())
}

/// Header and payload of a token on standard output, which are one line.
#[track_caller]
fn decoded(answer: Answer) -> (Value, Value) {
    let text = answer.text();
    let token = text.strip_suffix('\n').expect("a newline");
    let mut parts = token.split('.').map(|part| {
        use base64ct::{Base64UrlUnpadded, Encoding as _};
        Base64UrlUnpadded::decode_vec(part).expect("base64url")
    });
    let mut next = || serde_json::from_slice(&parts.next().expect("a segment")).expect("JSON");
    (next(), next())
}

fn system_time() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs().try_into().unwrap()
}

#[test]
fn what_is_signed_verifies() {
    for (alg, private, public) in KEYS {
        let options = ["--alg", alg, "--iss", "i", "--aud", "a", "--ttl", "60"];
        let token = jwtcore(&[&["sign"], &private[..], &options].concat()).text();
        let expected = ["verify", "--alg", alg, "--iss", "i", "--aud", "a", "-"];
        let claims = jwtcore_reading(&[&expected[..], &public].concat(), token.as_bytes()).text();
        assert!(claims.contains(r#""iss":"i""#), "{alg}: {claims}");
    }
}

#[test]
fn options_become_header_and_claims() {
    let options = ["--kid", "k1", "--typ", "at+jwt", "--iss", "i", "--aud", "a", "--sub", "s", "--jti", "j"];
    let (header, claims) = decoded(sign(&[&options[..], &["--nbf", "-1"]].concat()));
    assert_eq!(header, json!({"alg": "HS512", "typ": "at+jwt", "kid": "k1"}));
    assert_eq!(claims, json!({"iss": "i", "aud": "a", "sub": "s", "jti": "j", "nbf": -1}));
}

#[test]
fn nothing_is_added_that_is_not_asked_for() {
    let (header, claims) = decoded(sign(&[]));
    assert_eq!(header, json!({"alg": "HS512", "typ": "JWT"}));
    assert_eq!(claims, json!({}));
}

#[test]
fn several_audiences_become_an_array() {
    let (_, claims) = decoded(sign(&["--aud", "a", "--aud", "b"]));
    assert_eq!(claims, json!({"aud": ["a", "b"]}));
}

#[test]
fn ttl_sets_iat_and_exp() {
    let before = system_time();
    let (_, claims) = decoded(sign(&["--ttl", "600"]));
    let after = system_time();
    let iat = claims["iat"].as_i64().unwrap();
    assert!((before..=after).contains(&iat));
    assert_eq!(claims["exp"], iat + 600);
    for ttl in ["0", "-1", "1.5", "x", "", "9007199254740993"] {
        sign(&["--ttl", ttl]).wrong(&["--ttl"]);
    }
    sign(&["--ttl", "9007199254740992"]).wrong(&["--ttl 9007199254740992", "shorter"]);
}

#[test]
fn claims_come_from_a_file_or_standard_input() {
    let folder = Folder::new();
    let claims = "{\"uid\":7,\"name\":\"Zoë\",\"exp\":4102444800}";
    let expected = json!({"iss": "i", "uid": 7, "name": "Zoë", "exp": 4_102_444_800_i64});
    let file = folder.file("claims", claims);
    assert_eq!(decoded(sign(&["--iss", "i", "--claims", &file])).1, expected);
    let piped = jwtcore_reading(&[&SECRET[..], &["--iss", "i", "--claims", "-"]].concat(), claims.as_bytes());
    assert_eq!(decoded(piped).1, expected);
}

#[test]
fn claims_are_signed_as_they_are_spelled() {
    let folder = Folder::new();
    let file = folder.file("claims", "{\"a\":1.50,\"exp\":4102444800,\"b\":\"\\u00e9\"}\n");
    let token = jwtcore(&[&SECRET[..], &["--claims", &file]].concat()).text();
    let verify = ["verify", "--secret-file", "keys/secret-64.bin", "--alg", "HS512", "--any-iss", "--any-aud"];
    assert_eq!(
        jwtcore_reading(&verify, token.as_bytes()).text(),
        "{\"a\":1.50,\"exp\":4102444800,\"b\":\"\\u00e9\"}\n"
    );
}

#[test]
fn a_claim_that_is_given_twice_is_refused() {
    let folder = Folder::new();
    for (claim, option) in
        [(r#""iss":"i""#, ["--iss", "i"]), (r#""exp":1"#, ["--ttl", "60"]), (r#""\u0069at":1"#, ["--ttl", "60"])]
    {
        let file = folder.file("claims", format!("{{{claim}}}"));
        sign(&[&option[..], &["--claims", &file]].concat()).wrong(&["claims: reserved-claim-twice", "--ttl"]);
    }
}

#[test]
fn claims_that_a_verifier_would_refuse_are_refused() {
    let folder = Folder::new();
    for claims in ["[]", "{", "1", "{\"a\":1,\"a\":2}", "{\"exp\":\"1\"}", "{\"sub\":7}", "{\"aud\":[]}", "\u{feff}{}"]
    {
        sign(&["--claims", &folder.file("claims", claims)]).wrong(&["claims: malformed-claims"]);
    }
    sign(&["--claims", &folder.file("claims", b"{\"a\":\"\xff\"}")]).wrong(&["malformed-claims", "UTF-8"]);
    sign(&["--claims", &folder.file("claims", "")]).wrong(&["claims: the file is empty"]);
    sign(&["--claims", "no-such-file"]).wrong(&["no-such-file: no such file"]);
    jwtcore_reading(&[&SECRET[..], &["--claims", "-"]].concat(), b"").wrong(&["standard input: malformed-claims"]);
}

#[test]
fn claims_beyond_a_mebibyte_are_refused() {
    let folder = Folder::new();
    let claims = |len: usize| format!("{{\"a\":\"{}\"}}", "x".repeat(len));
    sign(&["--claims", &folder.file("claims", claims(1 << 20))]).wrong(&["claims: the file is longer than 1 MiB"]);
    sign(&["--claims", &folder.file("claims", claims(1_000_000))]).wrong(&["longer than 1 MiB"]);
    sign(&["--typ", &"x".repeat(9_000)]).wrong(&["its header than 8 KiB"]);
    let endless = vec![b' '; 2 << 20];
    jwtcore_reading(&[&SECRET[..], &["--claims", "-"]].concat(), &endless).wrong(&["longer than 1 MiB"]);
}

#[test]
fn a_jwk_signs_under_its_own_kid() {
    let folder = Folder::new();
    let (private, public, secret) = (folder.path("private"), folder.path("public"), folder.path("secret"));
    jwtcore(&["keygen", "--alg", "ES256", "--kid", "2026-11", "--out", &private, "--public", &public]).done();
    jwtcore(&["keygen", "--alg", "HS256", "--kid", "2026-11", "--out", &secret]).done();
    for (alg, key) in [("ES256", &private), ("HS256", &secret)] {
        let sign = ["sign", "--key", key, "--alg", alg, "--ttl", "60"];
        assert_eq!(decoded(jwtcore(&sign)).0["kid"], "2026-11");
        assert_eq!(decoded(jwtcore(&[&sign[..], &["--kid", "other"]].concat())).0["kid"], "other");
        let verifying = if alg == "ES256" { &public } else { &secret };
        let verify = ["verify", "--key", verifying, "--alg", alg, "--any-iss", "--any-aud"];
        jwtcore_reading(&verify, jwtcore(&sign).text().as_bytes()).done();
        let other = jwtcore(&[&sign[..], &["--kid", "other"]].concat()).text();
        jwtcore_reading(&verify, other.as_bytes()).refused("unknown-key");
    }
}

#[test]
fn rsa_is_signed_as_openssl_keys_verify() {
    for alg in ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"] {
        let args = ["sign", "--key", "keys/private/test-only-rsa-2048.pem", "--alg", alg, "--sub", "x", "--ttl", "60"];
        let verify = ["verify", "--key", "keys/rsa-2048.pem", "--alg", alg, "--any-iss", "--any-aud"];
        jwtcore_reading(&verify, jwtcore(&args).text().as_bytes()).done();
    }
}

#[test]
fn keys_that_do_not_sign_are_refused() {
    let sign = |key: &str, alg: &str| jwtcore(&["sign", "--key", key, "--alg", alg]);
    sign("keys/p256.pem", "ES256").wrong(&["keys/p256.pem: public-key-given", "private key"]);
    sign("keys/p256.jwk", "ES256").wrong(&["public-key-given"]);
    sign("issuers/keycloak/jwks.json", "RS256").wrong(&["it is a set of keys"]);
    sign("keys/private/test-only-p256.pem", "ES384").wrong(&["key-algorithm-mismatch"]);
    sign("keys/private/test-only-p256.pem", "HS256").wrong(&["HS256 takes a secret", "--secret-file"]);
    jwtcore(&["sign", "--secret-file", "keys/secret-32.bin", "--alg", "ES256"]).wrong(&["ES256 takes a key", "--key"]);
    jwtcore(&["sign", "--secret-file", "keys/secret-32.bin", "--alg", "HS512"]).wrong(&["secret-too-short"]);
}

#[test]
fn options_that_do_not_go_together_are_refused() {
    jwtcore(&["sign", "--alg", "ES256"]).wrong(&["no key is given"]);
    jwtcore(&["sign", "--key", "keys/private/test-only-p256.pem"]).wrong(&["no algorithm is listed"]);
    sign(&["--alg", "HS256"]).wrong(&["--alg is given more than once"]);
    sign(&["--key", "keys/private/test-only-p256.pem"]).wrong(&["exclude each other"]);
    for option in ["--kid", "--typ", "--iss", "--aud", "--sub", "--jti"] {
        sign(&[option, ""]).wrong(&[option]);
    }
    sign(&["--kid", &"k".repeat(257)]).wrong(&["kid-too-long", "shorter kid"]);
    sign(&["--nbf", "1.5"]).wrong(&["--nbf"]);
}
