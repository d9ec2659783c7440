//! `jwks`: a set of public keys that others verify with, and nothing in it that must not be published.

use serde_json::Value;

use crate::run::{Answer, Folder, jwtcore, jwtcore_reading, read_json, read_text};

fn jwks(files: &[&str]) -> Answer {
    jwtcore(&[&["jwks"], files].concat())
}

#[track_caller]
fn keys(answer: Answer) -> Vec<Value> {
    let set: Value = serde_json::from_slice(&answer.done()).expect("JSON");
    assert_eq!(set.as_object().unwrap().len(), 1);
    set["keys"].as_array().unwrap().clone()
}

#[test]
fn keys_stand_in_the_order_of_their_files() {
    let files = ["keys/p384.jwk", "keys/rsa-2048.pem", "keys/ed25519.pem", "keys/formats/p521-spki.der"];
    let keys = keys(jwks(&files));
    let kinds: Vec<_> = keys.iter().map(|key| key["kty"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["EC", "RSA", "OKP", "EC"]);
    for key in &keys {
        assert_eq!(key["use"], "sig");
        assert!(key.get("d").is_none());
    }
}

#[test]
fn a_jwk_keeps_its_kid_and_alg() {
    let own = read_json("keys/p384.jwk");
    let key = &keys(jwks(&["keys/p384.jwk"]))[0];
    assert_eq!((&key["kid"], &key["alg"]), (&own["kid"], &own["alg"]));
}

#[test]
fn a_key_without_kid_is_named_by_its_thumbprint() {
    // RFC 8037 appendix A.3 publishes the thumbprint of its key.
    let key = &keys(jwks(&["keys/rfc8037-a4-eddsa.jwk"]))[0];
    assert_eq!(key["kid"], "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
}

#[test]
fn a_curve_decides_the_algorithm_and_rsa_leaves_it_open() {
    for (file, alg) in [("keys/p256.pem", "ES256"), ("keys/p384.pem", "ES384"), ("keys/p521.pem", "ES512")] {
        assert_eq!(keys(jwks(&[file]))[0]["alg"], alg);
    }
    assert_eq!(keys(jwks(&["keys/ed25519.pem"]))[0]["alg"], "EdDSA");
    assert!(keys(jwks(&["keys/rsa-2048.pem"]))[0].get("alg").is_none());
}

#[test]
fn the_set_verifies() {
    let folder = Folder::new();
    let set = folder.file("jwks", jwks(&["keys/p256.jwk", "keys/rsa-2048.jwk", "keys/ed25519.jwk"]).done());
    for (alg, token) in [("ES256", "jose-es384"), ("EdDSA", "jose-eddsa"), ("RS256", "jose-rs256")] {
        let token = if alg == "ES256" { "pyjwt-es256" } else { token };
        let options = ["verify", "--key", &set, "--alg", alg, "--any-iss", "--any-aud", "--now", "1767225660", "-"];
        jwtcore_reading(&options, read_text(format!("tokens/{token}.jwt")).as_bytes()).done();
    }
}

#[test]
fn private_keys_and_secrets_are_not_published() {
    jwks(&["keys/p256.pem", "keys/private/test-only-p384.pem"])
        .wrong(&["test-only-p384.pem: private-key-given", "openssl pkey -pubout"]);
    jwks(&["keys/formats/test-only-p256.jwk"]).wrong(&["private-key-given"]);
    jwks(&["keys/private/test-only-rsa-2048.pem"]).wrong(&["private-key-given"]);
    jwks(&["keys/rfc7515-a1-hs256.jwk"]).wrong(&["it holds a secret", "public keys only"]);
    jwks(&["keys/secret-32.bin"]).wrong(&["keys/secret-32.bin: it holds no key"]);
}

#[test]
fn keys_that_nobody_could_use_are_refused() {
    for (file, name) in [
        ("p256-off-curve.jwk", "invalid-public-key"),
        ("p256-spki-off-curve.der", "invalid-public-key"),
        ("ed25519-small-order.jwk", "invalid-public-key"),
        ("rsa-1024-spki.pem", "unsupported-key-size"),
        ("rsa-2048-roca-spki.pem", "roca-weak-key"),
        ("p256-use-enc.jwk", "key-not-for-signatures"),
        ("p256-alg-es384.jwk", "key-algorithm-mismatch"),
        ("rsa-2048-alg-rsa-oaep.jwk", "unsupported-algorithm"),
        ("p256-duplicate-member.jwk", "malformed-jwk"),
        ("p256-long-kid.jwk", "kid-too-long"),
        ("p256-number-kid.jwk", "kid-too-long"),
    ] {
        jwks(&[&format!("keys/formats/{file}")]).wrong(&[&format!("{file}: {name}: ")]);
    }
}

#[test]
fn keys_that_a_token_would_not_tell_apart_are_refused() {
    jwks(&["keys/p256.pem", "keys/p256.pem"]).wrong(&["holds the same key as keys/p256.pem", "leave one away"]);
    let folder = Folder::new();
    let other = folder.path("other");
    let kid = read_json("keys/p256.jwk")["kid"].as_str().unwrap().to_owned();
    let private = folder.path("private");
    jwtcore(&["keygen", "--alg", "ES256", "--kid", &kid, "--out", &private, "--public", &other]).done();
    jwks(&["keys/p256.jwk", &other]).wrong(&["another key of the same kid", "name of its own"]);
}

#[test]
fn files_are_needed_and_each_holds_one_key() {
    jwks(&[]).wrong(&["<PUBLIC_KEY_FILE>"]);
    jwks(&["issuers/keycloak/jwks.json"]).wrong(&["it is a set of keys already"]);
    jwks(&["no-such-file"]).wrong(&["no-such-file: no such file"]);
    jwks(&["keys"]).wrong(&["keys: it is a directory"]);
    jwks(&["SOURCES.md"]).wrong(&["SOURCES.md: it holds no key"]);
}
