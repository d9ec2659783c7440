//! Signers: every source of keys, what stands in the header, and what is refused.

use base64ct::{Base64UrlUnpadded, Encoding as _};
use jwtcore_ffi::*;

use crate::common::*;

fn key(name: &str) -> Vec<u8> {
    read(&format!("keys/private/test-only-{name}.pem"))
}

/// The header of a token, as JSON.
fn header(token: &str) -> serde_json::Value {
    let (encoded, _) = token.split_once('.').expect("a header");
    let mut buf = [0; 1024];
    serde_json::from_slice(Base64UrlUnpadded::decode(encoded, &mut buf).expect("base64url")).expect("JSON")
}

#[test]
fn signs_with_every_algorithm_and_verifies() {
    for (algorithm, name) in [
        ("RS256", "rsa-2048"),
        ("RS512", "rsa-2048"),
        ("PS256", "rsa-2048"),
        ("PS384", "rsa-2048"),
        ("ES256", "p256"),
        ("ES384", "p384"),
        ("ES512", "p521"),
        ("EdDSA", "ed25519"),
    ] {
        let signer = Signer::new(KEYS, algorithms([algorithm]), &key(name), Some("2026-11")).expect(algorithm);
        let token = signer.sign(&claims(""), None).expect("a token");
        assert_eq!(header(&token), serde_json::json!({"alg": algorithm, "typ": "JWT", "kid": "2026-11"}));
        let public = read(&format!("keys/{name}.pem"));
        let builder = Builder::new().trust(&trust_options()).and_then(|builder| {
            builder.issuer(ISS)?.audience(AUD)?.key(KEYS, algorithms([algorithm]), &public, Some("2026-11"))
        });
        let verifier = builder.and_then(|builder| builder.build()).expect("a verifier");
        let (json, verified) = verifier.verify(&token, NOW).expect("accepted");
        assert_eq!((json, verified.algorithm), (claims(""), algorithms([algorithm])));
    }
}

#[test]
fn typ_is_jwt_or_another_or_none() {
    let signer = Signer::test();
    for (typ, expected) in [(None, Some("JWT")), (Some("at+jwt"), Some("at+jwt")), (Some(""), None)] {
        let header = header(&signer.sign(&claims(""), typ).expect("a token"));
        assert_eq!(header["typ"].as_str(), expected);
    }
    for (typ, expected) in [(None, None), (Some("JOSE"), Some("JOSE")), (Some(""), None)] {
        let header = header(&signer.sign_jws(b"x", typ).expect("a token"));
        assert_eq!(header["typ"].as_str(), expected);
    }
}

#[test]
fn kid_is_the_one_given_or_the_jwks_own() {
    let jwk = r#"{"kty":"oct","kid":"own","k":"Zm9yIHRlc3RzIG9ubHk6IGEgcHVibGlzaGVkIHNlY3JldCBvZiAzMg"}"#;
    for (kid, expected) in [(None, "own"), (Some("given"), "given")] {
        let signer = Signer::new(KEYS, HS256, jwk.as_bytes(), kid).expect("a signer");
        assert_eq!(header(&signer.sign(&claims(""), None).expect("a token"))["kid"], expected);
    }
    let signer = Signer::test();
    assert_eq!(header(&signer.sign(&claims(""), None).expect("a token")).get("kid"), None);
}

#[test]
fn signs_only_claims_that_a_verifier_reads() {
    let signer = Signer::test();
    for claims in ["", "[]", "{", "{}x", r#"{"exp":"1"}"#, r#"{"a":1,"a":2}"#, r#"{"sub":7}"#, "null"] {
        assert_answer(&signer.sign(claims, None), "malformed-claims");
    }
    assert_answer(&signer.sign("{}", None), "ok");
    assert_answer(&signer.sign(" {} ", None), "ok");
}

#[test]
fn refuses_keys_that_do_not_sign() {
    let es256 = algorithms(["ES256"]);
    let of = |source, algorithm, key: &[u8]| Signer::new(source, algorithm, key, None).map(drop);
    assert_answer(&of(KEYS, es256, &read("keys/p256.pem")), "public-key-given");
    assert_answer(&of(KEYS, es256, &key("p384")), "key-algorithm-mismatch");
    assert_answer(&of(KEYS, HS256, &key("p256")), "key-algorithm-mismatch");
    assert_answer(&of(KEYS, es256, b"no key"), "malformed-der");
    assert_answer(&of(KEYS, es256, b""), "malformed-der");
    assert_answer(&of(SECRET_SOURCE, HS256, &key("p256")), "secret-looks-like-key");
    assert_answer(&of(SECRET_SOURCE, HS256, b"short"), "secret-too-short");
    assert_answer(&of(SECRET_SOURCE, es256, SECRET), "key-algorithm-mismatch");
    let file = JwtcoreSource::SecretFile as u32;
    assert_answer(&of(file, HS256, &[SECRET, b"\n"].concat()), "secret-ends-in-newline");
    assert_answer(&of(0, HS256, SECRET), "invalid-argument");
    for algorithm in [0, 3, 1 << 14] {
        assert_answer(&of(SECRET_SOURCE, algorithm, SECRET), "invalid-argument");
    }
    let long = "k".repeat(257);
    assert_answer(&Signer::new(SECRET_SOURCE, HS256, SECRET, Some(&long)).map(drop), "kid-too-long");
}

#[test]
fn a_shared_signer_is_one_for_each_key() {
    let shared = |algorithm, key: &[u8], kid: Option<&str>| {
        let (kid, kid_len) = optional(kid);
        let mut handle = 7;
        let status =
            ffi!(jwtcore_signer_shared(SECRET_SOURCE, algorithm, data(key), key.len(), kid, kid_len, &raw mut handle));
        assert_eq!(status == 0, handle != 0);
        answer(status).map(|()| handle)
    };
    let one = shared(HS256, SECRET, None).expect("a signer");
    assert_eq!(shared(HS256, SECRET, None), Ok(one));
    for other in [
        shared(HS256, &SECRET[1..], None),
        shared(HS256, SECRET, Some("")),
        shared(algorithms(["HS512"]), SECRET, None),
    ] {
        assert_ne!(other.expect("a signer"), one);
    }
    assert_answer(&shared(HS256, b"short", None), "secret-too-short");
    assert_eq!(jwtcore_signer_free(one), JwtcoreStatus::BadHandle as u32);
    let token = sign(one, &claims(""), None, 4096).expect("a token");
    assert_answer(&test_verifier().verify(token, NOW), "ok");
}
