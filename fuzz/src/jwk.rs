//! Any text as one JWK: read as JSON, judged alike in every spelling, and the same key in every form.

use jwtcore::{Algorithm, Error, ErrorClass, Key, PrivateKey, PublicKey};

use crate::jose;
use crate::keys;
use crate::reference::json::{self, Json, Verdict};

/// Takes the bytes for a JWK.
pub fn run(data: &[u8]) {
    let jwk = match json::judge(data, json::CLAIMS) {
        Verdict::Object(members) => Json::Object(members),
        Verdict::Refused => return check_refused(data),
        Verdict::Unsure => return,
    };
    check_respelled(data, jwk.respelled().as_bytes());
    match PublicKey::from_jwk(data) {
        Ok(key) => {
            check_parameters(&key, &jwk);
            keys::check_public(&key);
            assert_eq!(PrivateKey::from_jwk(data).err(), Some(Error::PublicKeyGiven));
        }
        Err(error) => assert_eq!(error.class(), ErrorClass::Setup),
    }
    if let Ok(key) = PrivateKey::from_jwk(data) {
        assert!(jwk.member("d").is_some());
        assert_eq!(PublicKey::from_jwk(data).err(), Some(Error::PrivateKeyGiven));
        keys::check_private(&key);
    }
    for algorithm in Algorithm::ALL {
        check_bound(data, &jwk, algorithm);
    }
}

fn check_refused(text: &[u8]) {
    assert_eq!(PublicKey::from_jwk(text).err(), Some(Error::MalformedJwk));
    assert_eq!(PrivateKey::from_jwk(text).err(), Some(Error::MalformedJwk));
    assert_eq!(Key::from_jwk(Algorithm::ES256, text).err(), Some(Error::MalformedJwk));
}

/// Neither the order of the members nor escapes nor white space change a verdict.
fn check_respelled(text: &[u8], respelled: &[u8]) {
    assert!(PublicKey::from_jwk(text) == PublicKey::from_jwk(respelled), "another public key when respelled");
    match (PrivateKey::from_jwk(text), PrivateKey::from_jwk(respelled)) {
        (Ok(one), Ok(other)) => assert!(keys::is_same_private(&one, &other), "another private key when respelled"),
        (one, other) => assert_eq!(one.err(), other.err()),
    }
    for algorithm in Algorithm::ALL {
        match (Key::from_jwk(algorithm, text), Key::from_jwk(algorithm, respelled)) {
            (Ok(one), Ok(other)) => assert!(one.is_same_key(&other) && one.kid() == other.kid()),
            (one, other) => assert_eq!(one.err(), other.err()),
        }
    }
}

/// The key holds just what the members spell.
fn check_parameters(key: &PublicKey, jwk: &Json) {
    let bytes = |name: &str| jose::decode(jwk.member(name).and_then(Json::as_str).expect("it is there").as_bytes());
    let kty = jwk.member("kty").and_then(Json::as_str);
    match key {
        PublicKey::Rsa(key) => {
            let exponent = key.exponent().to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect();
            assert_eq!(kty, Some("RSA"));
            assert_eq!((bytes("n"), bytes("e")), (Some(key.modulus().to_vec()), Some(exponent)));
        }
        PublicKey::Ec(key) => {
            assert_eq!((kty, jwk.member("crv").and_then(Json::as_str)), (Some("EC"), Some(key.curve().name())));
            assert_eq!((bytes("x"), bytes("y")), (Some(key.x().to_vec()), Some(key.y().to_vec())));
        }
        PublicKey::Ed25519(point) => {
            assert_eq!((kty, jwk.member("crv").and_then(Json::as_str)), (Some("OKP"), Some("Ed25519")));
            assert_eq!(bytes("x"), Some(point.to_vec()));
        }
        other => panic!("a kind of key that this target does not know: {other:?}"),
    }
    assert!(jwk.member("use").is_none_or(|key_use| key_use.as_str() == Some("sig")));
}

/// A bound key bears the JWK's name, and the JWK names no other algorithm.
fn check_bound(text: &[u8], jwk: &Json, algorithm: Algorithm) {
    let key = match Key::from_jwk(algorithm, text) {
        Ok(key) => key,
        Err(error) => return assert_eq!(error.class(), ErrorClass::Setup),
    };
    let named = jwk.member("alg").map(|alg| alg.as_str().and_then(|alg| alg.parse::<Algorithm>().ok()));
    assert!(named.is_none_or(|named| named == Some(algorithm)), "bound to another algorithm than it names");
    assert_eq!(key.kid(), jwk.member("kid").and_then(Json::as_str));
    match jwk.member("k").and_then(Json::as_str) {
        Some(secret) if jwk.member("kty").and_then(Json::as_str) == Some("oct") => {
            let secret = jose::decode(secret.as_bytes()).expect("canonical");
            let raw = Key::from_secret(algorithm, &secret).expect("it was accepted");
            assert!(raw.is_same_key(&key), "another secret");
        }
        _ => assert!(PublicKey::from_jwk(text).is_ok()),
    }
}
