//! The whole verifier against tokens that other programs signed: whatever is changed in one, it is refused.

use std::sync::LazyLock;

use base64ct::{Base64, Encoding as _};
use jwtcore::{Algorithm, Audience, Error, Issuer, JwsVerifier, Key, LargeKeySet, PublicKey, Trust, Verifier};

use crate::jose;
use crate::keys;
use crate::recipe::Recipe;
use crate::testdata::{ACCEPTED, Case, KNOWN, read};

/// The greatest number of changes to one token.
const MAX_CHANGES: usize = 8;
const HMACS: [Algorithm; 3] = [Algorithm::HS256, Algorithm::HS384, Algorithm::HS512];
const KEY_FILES: [&str; 5] =
    ["keys/rsa-2048.pem", "keys/p256.pem", "keys/p384.pem", "keys/p521.pem", "keys/ed25519.pem"];

/// A key for every algorithm, none named, so that a token's alg alone selects it.
static EVERY_KEY: LazyLock<(JwsVerifier<LargeKeySet>, Verifier<Trust<LargeKeySet>>)> = LazyLock::new(|| {
    let trust = Trust::new(Issuer::unchecked(), Audience::unchecked(), every_key());
    (JwsVerifier::new(every_key()), Verifier::new(trust.exp_optional().unchecked_time()).expect("a legal trust"))
});

fn every_key() -> LargeKeySet {
    let secret = |(algorithm, len)| Key::from_secret(algorithm, &read(&format!("keys/secret-{len}.bin")));
    let secrets = HMACS.into_iter().zip([32, 48, 64]).map(|pair| secret(pair).expect("a long secret"));
    let public = KEY_FILES.into_iter().chain(["keys/secp256k1.pem"]).flat_map(|file| {
        let key = PublicKey::from_pem(&read(file)).expect("a public key");
        let fitting = Algorithm::ALL.into_iter().filter(|algorithm| algorithm.key_kind() == key.kind());
        fitting.map(|algorithm| Key::bind(algorithm, &key).expect("a good key")).collect::<Vec<_>>()
    });
    LargeKeySet::new(secrets.chain(public)).expect("one key for each algorithm")
}

/// Takes the bytes for a token, for changes to one, or for an attempt to pass a public key off as a secret.
pub fn run(data: &[u8]) {
    let mut recipe = Recipe::new(data);
    match recipe.byte() {
        b't' => check_token(recipe.rest()),
        b'c' => {
            let case = recipe.pick(&ACCEPTED);
            let token = changed(&case.token, &mut recipe);
            check_changed(case, &token);
        }
        _ => check_confusion(&mut recipe),
    }
}

/// No token passes but those that we know.
fn check_token(token: &[u8]) {
    let (jws, jwt) = &*EVERY_KEY;
    let accepted_as_jws = jose::verify_jws(jws, token, |_| ()).is_ok();
    let accepted_as_jwt = jose::verify(jwt, token, 0, |_| ()).is_ok();
    assert!(!accepted_as_jws || KNOWN.contains(token), "a token that nobody signed");
    assert!(!accepted_as_jwt || accepted_as_jws, "accepted as claims alone");
}

/// Under its own key a token passes as it is, with its payload, and in no other way.
fn check_changed(case: &Case, token: &[u8]) {
    let jws = jose::verify_jws(&case.jws, token, |payload| payload.bytes().to_vec());
    let jwt =
        case.jwt.as_ref().map(|jwt| jose::verify(jwt, token, case.now, |claims| claims.json().as_bytes().to_vec()));
    if *token == case.token {
        assert_eq!(jws.as_ref(), Ok(&case.payload));
        assert!(jwt.is_none_or(|jwt| jwt.as_ref() == Ok(&case.payload)));
    } else {
        assert!(jws.is_err() || KNOWN.contains(token), "a token that nobody signed");
        assert!(jwt.is_none_or(|jwt| jwt.is_err()) || KNOWN.contains(token), "a token that nobody signed");
    }
}

/// Changes single characters and whole segments.
fn changed(token: &[u8], recipe: &mut Recipe<'_>) -> Vec<u8> {
    let mut token = token.to_vec();
    for _ in 0..MAX_CHANGES {
        if recipe.is_empty() {
            break;
        }
        let (what, at, byte) = (recipe.byte(), usize::from(recipe.number()), recipe.byte());
        let at = at % (token.len() + 1);
        match what % 6 {
            0 if at < token.len() => token[at] = byte,
            1 => token.insert(at, byte),
            2 if at < token.len() => drop(token.remove(at)),
            3 if at < token.len() => token[at] ^= 1 << (byte % 8),
            4 => token.truncate(at),
            _ => token = spliced(&token, at, &ACCEPTED[usize::from(byte) % ACCEPTED.len()].token),
        }
    }
    token
}

/// A token with one of its segments taken from another.
fn spliced(token: &[u8], which: usize, other: &[u8]) -> Vec<u8> {
    let mut segments: Vec<_> = token.split(|byte| *byte == b'.').collect();
    let which = which % 3;
    if let (Some(segment), Some(by)) = (segments.get_mut(which), other.split(|byte| *byte == b'.').nth(which)) {
        *segment = by;
    }
    segments.join(&b'.')
}

/// A public key's bytes, in whatever form they are published, sign nothing.
fn check_confusion(recipe: &mut Recipe<'_>) {
    let case = recipe.pick(&ACCEPTED);
    let algorithm = *recipe.pick(&HMACS);
    let secret = as_secret(case, recipe);
    let jwk = format!(r#"{{"kty":"oct","k":"{}"}}"#, jose::encode(&secret));
    let further = *recipe.pick(&["", ",\"jwk\":JWK", ",\"x5c\":[\"AA==\"]", ",\"jku\":\"https://attacker.test/\""]);
    let header = format!("{{\"alg\":\"{algorithm}\"{}}}", further.replace("JWK", &jwk));
    let token = jose::signed(algorithm, &secret, header.as_bytes(), &case.payload);
    let refused =
        |verdict: Result<(), Error>| matches!(verdict, Err(Error::AlgorithmNotAllowed | Error::InvalidSignature));
    assert!(refused(jose::verify_jws(&case.jws, &token, |_| ())));
    assert!(case.jwt.as_ref().is_none_or(|jwt| refused(jose::verify(jwt, &token, case.now, |_| ()))));
    check_token(&token);
}

/// The key's file, or what somebody might make of it; a real secret with a byte too many.
fn as_secret(case: &Case, recipe: &mut Recipe<'_>) -> Vec<u8> {
    let file = &case.key;
    let readers = [PublicKey::from_pem, PublicKey::from_jwk];
    let (mut pem, mut jwk) = ([0; 4096], [0; 4096]);
    let Some(key) = readers.into_iter().find_map(|read| read(file).ok()) else { return [file, &b"x"[..]].concat() };
    let pem = key.to_spki_pem(&mut pem).expect("room enough");
    let jwk = key.to_jwk(None, None, &mut jwk).expect("room enough");
    match recipe.byte() % 7 {
        0 => file.clone(),
        1 => file.trim_ascii().to_vec(),
        2 => Base64::encode_string(file).into_bytes(),
        3 => pem.as_bytes().to_vec(),
        4 => pem.trim_ascii().as_bytes().to_vec(),
        5 => keys::der_of(pem),
        _ => jwk.as_bytes().to_vec(),
    }
}
