//! What holds for every token: signed claims come back as they were, edits never verify, and no bytes make it panic.
#![cfg(all(feature = "hs", feature = "sign"))]

mod common;

use common::made::{HEADER, SECRET, hs256_keys, signed, token};
use common::{NOW, imported, jws_verdict, read_text, verdict};
use jwtcore::{
    Algorithm, Algorithms, Audience, Error, Issuer, JwsVerifier, Key, KeySet, NewClaims, PrivateKey, PublicKey, Signer,
    Trust, UnixSeconds, Verifier,
};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde_json::{Map, Value};

fn open_trust<const N: usize>(keys: KeySet<N>) -> Trust<KeySet<N>> {
    Trust::new(Issuer::unchecked(), Audience::unchecked(), keys).exp_optional()
}

fn verifier() -> Verifier<Trust<KeySet<1>>> {
    Verifier::new(open_trust(hs256_keys())).unwrap()
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<u64>().prop_map(Into::into),
        (-1e300_f64..1e300).prop_map(Into::into),
        any::<String>().prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![vec(inner.clone(), 0..6).prop_map(Into::into), btree_map(".{0,6}", inner, 0..6).prop_map(object)]
    })
}

fn object(members: std::collections::BTreeMap<String, Value>) -> Value {
    Value::Object(members.into_iter().collect())
}

/// Claims of any name and value but the registered ones, which have types of their own.
fn any_claims() -> impl Strategy<Value = Value> {
    const REGISTERED: [&str; 7] = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"];
    btree_map(any::<String>(), any_value(), 0..10).prop_map(|mut members| {
        members.retain(|name, _| !REGISTERED.contains(&name.as_str()));
        object(members)
    })
}

/// Bytes near to those of a text: some replaced, put in or taken out.
fn near(text: impl Strategy<Value = Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    let edit = (any::<prop::sample::Index>(), 0..3_u8, any::<u8>());
    (text, vec(edit, 1..4)).prop_map(|(mut text, edits)| {
        for (at, what, byte) in edits {
            let at = at.index(text.len().max(1));
            match what {
                0 if at < text.len() => text[at] = byte,
                1 if at < text.len() => drop(text.remove(at)),
                _ => text.insert(at, byte),
            }
        }
        text
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn signed_json_comes_back_byte_for_byte(claims in any_claims()) {
        let text = claims.to_string();
        let mut buf = vec![0; text.len() * 2 + 200];
        let signer = Signer::from_secret(Algorithm::HS256, SECRET).unwrap();
        let token = signer.sign(&NewClaims::new().with_json(&text), &mut buf).unwrap();
        prop_assert_eq!(verdict(&verifier(), token, NOW), Ok(text));
    }

    #[test]
    #[cfg(feature = "std")]
    fn signed_values_come_back_as_they_were(claims in any_claims(), sub in any::<String>(), exp in NOW + 1..1 << 53) {
        let mut buf = vec![0; claims.to_string().len() * 2 + sub.len() * 8 + 400];
        let signer = Signer::from_secret(Algorithm::HS256, SECRET).unwrap();
        let new = NewClaims::new().with(&claims).sub(&sub).exp(UnixSeconds(exp));
        let token = signer.sign(&new, &mut buf).unwrap();
        let verifier = verifier();
        let mut buf = vec![0; token.len()];
        let accepted = verifier.verify(token, UnixSeconds(NOW), &mut buf).unwrap();
        prop_assert!(accepted.sub().unwrap() == *sub);
        prop_assert_eq!(accepted.exp(), Some(UnixSeconds(exp)));
        let mut all: Map<String, Value> = accepted.deserialize().unwrap();
        prop_assert_eq!(all.remove("sub"), Some(Value::from(sub)));
        prop_assert_eq!(all.remove("exp"), Some(Value::from(exp)));
        // serde_json's own reading: it may lose a float's last bit.
        let expected: Value = serde_json::from_str(&claims.to_string()).unwrap();
        prop_assert_eq!(Value::Object(all), expected);
    }

    #[test]
    fn any_bytes_come_back_from_the_jws_entrance(payload in vec(any::<u8>(), 0..300)) {
        let mut buf = [0; 1024];
        let signer = Signer::from_secret(Algorithm::HS512, SECRET).unwrap();
        let token = signer.sign_payload(None, &payload, &mut buf).unwrap();
        let keys = KeySet::<1>::new([Key::from_secret(Algorithm::HS512, SECRET).unwrap()]).unwrap();
        prop_assert_eq!(jws_verdict(&JwsVerifier::new(keys), token), Ok(payload));
    }

    /// Whatever is accepted, serde_json reads too, with the same members and values.
    #[test]
    fn accepted_payloads_are_what_serde_json_reads(payload in near(any_claims().prop_map(|claims| claims.to_string().into_bytes()))) {
        match verdict(&verifier(), token(HEADER, &payload), NOW) {
            Ok(text) => {
                prop_assert_eq!(text.as_bytes(), &payload);
                let read: Result<Map<String, Value>, _> = serde_json::from_slice(&payload);
                prop_assert!(read.is_ok(), "we accept, serde_json refuses: {}", text);
            }
            Err(error) => prop_assert_eq!(error.class().name(), "token"),
        }
    }

    #[test]
    fn random_bytes_never_verify(bytes in vec(any::<u8>(), 0..400)) {
        prop_assert!(verdict(&verifier(), &bytes, NOW).is_err());
        prop_assert!(jws_verdict(&JwsVerifier::new(hs256_keys()), &bytes).is_err());
    }

    /// Really signed, so that what comes behind the signature is reached.
    #[test]
    fn random_segments_are_judged_without_panic(
        header in near(Just(HEADER.as_bytes().to_vec())),
        payload in vec(any::<u8>(), 0..60),
        input in "[A-Za-z0-9_.=-]{0,80}",
    ) {
        let header = String::from_utf8_lossy(&header).into_owned();
        let verdict_of_header = jws_verdict(&JwsVerifier::new(hs256_keys()), token(&header, &payload));
        let is_json = serde_json::from_str::<Map<String, Value>>(&header).is_ok();
        prop_assert!(is_json || verdict_of_header.is_err(), "{}", header);
        prop_assert!(verdict(&verifier(), signed(input), NOW).is_err());
    }

    #[test]
    fn random_bytes_are_no_keys(bytes in near(prop::sample::select(key_texts()))) {
        let listed = Algorithms::listed(&[Algorithm::HS256]);
        let errors = [
            KeySet::<4>::import(&bytes, &listed, |_| ()).err(),
            KeySet::<4>::import(&bytes, &Algorithms::named_by_keys(), |_| ()).err(),
            PublicKey::from_pem(&bytes).err(),
            PublicKey::from_der(&bytes).err(),
            PublicKey::from_jwk(&bytes).err(),
            PrivateKey::from_pem(&bytes).err(),
            PrivateKey::from_der(&bytes).err(),
            PrivateKey::from_jwk(&bytes).err(),
        ];
        for error in errors.into_iter().flatten() {
            prop_assert_eq!(error.class().name(), "setup");
        }
    }
}

/// Keys in every format, to begin from.
fn key_texts() -> Vec<Vec<u8>> {
    let files = [
        "p256-spki.pem",
        "p256-spki.der",
        "p256-certificate.pem",
        "p256-named.jwk",
        "rsa-2048-spki.pem",
        "rsa-2048-pkcs1.pem",
        "rsa-2048.jwk",
        "ed25519-spki.pem",
        "test-only-p256-pkcs8.pem",
        "test-only-p256-sec1.pem",
        "test-only-p384-pkcs8.der",
        "test-only-ed25519.jwk",
    ];
    let texts = files.iter().map(|file| common::read(&format!("keys/formats/{file}")));
    texts.chain([common::read("issuers/keycloak/jwks.json"), Vec::new()]).collect()
}

/// Every byte in turn, in every other value: base64url is canonical, so that no edit means the same.
#[test]
fn no_edit_of_one_byte_verifies() {
    let verifier = verifier();
    let token = token(HEADER, r#"{"sub":"user-7"}"#);
    assert!(verdict(&verifier, &token, NOW).is_ok());
    let mut buf = vec![0; token.len() + 1];
    for at in 0..token.len() {
        for byte in 0..=255 {
            let mut edited = token.clone().into_bytes();
            if edited[at] == byte {
                continue;
            }
            edited[at] = byte;
            assert!(verifier.verify(&edited, UnixSeconds(NOW), &mut buf).is_err(), "{byte} at {at}");
        }
    }
}

#[test]
fn no_byte_more_or_less_verifies() {
    let verifier = verifier();
    let token = token(HEADER, r#"{"sub":"user-7"}"#);
    let mut buf = vec![0; token.len() + 1];
    for at in 0..token.len() {
        let mut shorter = token.clone().into_bytes();
        shorter.remove(at);
        assert!(verifier.verify(&shorter, UnixSeconds(NOW), &mut buf).is_err(), "without {at}");
        for byte in b"A_.= \n".iter().copied() {
            let mut longer = token.clone().into_bytes();
            longer.insert(at, byte);
            assert!(verifier.verify(&longer, UnixSeconds(NOW), &mut buf).is_err(), "{byte} at {at}");
        }
        assert!(verifier.verify(&token[..at], UnixSeconds(NOW), &mut buf).is_err(), "the first {at}");
    }
}

/// One other value for each byte of a token of each other family.
#[test]
fn no_edit_of_one_byte_verifies_under_public_keys() {
    let samples = [
        (Algorithm::ES256, "keys/p256.pem", "tokens/openssl-es256.jwt"),
        (Algorithm::EdDSA, "keys/ed25519.pem", "tokens/openssl-eddsa.jwt"),
        (Algorithm::RS256, "keys/rsa-2048.pem", "tokens/openssl-rs256.jwt"),
    ];
    for (algorithm, key, file) in samples.into_iter().filter(|(algorithm, ..)| algorithm.is_supported()) {
        let verifier = Verifier::new(open_trust(imported::<1>(key, &[algorithm]))).unwrap();
        let token = read_text(file);
        assert!(verdict(&verifier, &token, NOW).is_ok());
        for at in 0..token.len() {
            let mut edited = token.clone().into_bytes();
            edited[at] = if edited[at] == b'B' { b'C' } else { b'B' };
            let verdict = verdict(&verifier, &edited, NOW);
            assert!(verdict.is_err_and(|error| error != Error::Expired), "{algorithm}: {at}");
        }
    }
}
