//! Key sets: which entries are skipped, in which order reasons are found, and what refuses the whole set.
#![cfg(all(feature = "hs", feature = "es256", feature = "eddsa", feature = "rsa"))]

use std::{
    format,
    string::{String, ToString as _},
    vec::Vec,
};

use proptest::prelude::*;

use super::*;
use crate::algorithm::Algorithm;
use crate::key::der::samples::*;

const LISTED: &[Algorithm] = &[Algorithm::ES256, Algorithm::EdDSA, Algorithm::RS256];

/// The number of keys, and the entries that were skipped.
type Outcome = (Result<usize, Error>, Vec<(usize, Error)>);

fn outcome(listed: &[Algorithm], text: &[u8]) -> Outcome {
    let (mut set, mut skipped) = (TestSet::default(), Vec::new());
    let verdict = import(&mut set, text, &Algorithms::listed(listed), &mut |entry: Skipped| {
        skipped.push((entry.index(), entry.reason()));
    });
    (verdict.map(|()| set.0.len()), skipped)
}

fn keys(entries: &[&str]) -> String {
    format!("{{\"keys\":[{}]}}", entries.join(","))
}

/// The verdict on entries, each given by its members.
fn imported(entries: &[&str]) -> Outcome {
    let entries: Vec<_> = entries.iter().map(|members| format!("{{{members}}}")).collect();
    let entries: Vec<_> = entries.iter().map(String::as_str).collect();
    outcome(LISTED, keys(&entries).as_bytes())
}

fn verdict(entries: &[&str]) -> Result<usize, Error> {
    imported(entries).0
}

/// Why one entry beside a good key is skipped.
fn reason(members: &str) -> Error {
    let (verdict, skipped) = imported(&[members, ED25519_JWK]);
    assert_eq!(verdict, Ok(1), "{members}");
    assert_eq!(skipped.len(), 1, "{members}");
    assert_eq!(skipped[0].0, 0);
    skipped[0].1
}

fn p256(further: &str) -> String {
    format!("{P256_JWK},{further}")
}

#[test]
fn takes_all_good_keys() {
    let rsa = rsa_jwk();
    assert_eq!(imported(&[P256_JWK, ED25519_JWK, &rsa]), (Ok(3), [].into()));
}

#[test]
fn skips_unusable_entries_with_their_places_and_reasons() {
    let encryption = rsa_jwk() + r#","use":"enc","alg":"RSA-OAEP","kid":"a""#;
    let (verdict, skipped) = imported(&[&encryption, P256_JWK, P384_JWK, "", ED25519_JWK]);
    assert_eq!(verdict, Ok(2));
    let expected = [(0, Error::KeyNotForSignatures), (2, Error::NoAlgorithmForKey), (3, Error::MalformedJwk)];
    assert_eq!(skipped, expected);
}

#[test]
fn skips_entries_for_each_reason() {
    let rsa = rsa_jwk();
    for (members, expected) in [
        (p256("\"kty\":\"EC\""), Error::MalformedJwk),
        (p256("\"use\":1"), Error::MalformedJwk),
        (P256_JWK.replace("EC", "AKP"), Error::UnsupportedKeyType),
        (p256("\"use\":\"enc\""), Error::KeyNotForSignatures),
        (p256("\"key_ops\":[\"deriveKey\"]"), Error::KeyNotForSignatures),
        (P256_JWK.replace("P-256", "P-192"), Error::UnsupportedCurve),
        (ED25519_JWK.replace("Ed25519", "X25519"), Error::UnsupportedCurve),
        (p256("\"alg\":\"ECDH-ES\""), Error::UnsupportedAlgorithm),
        (p256("\"alg\":\"ES384\""), Error::KeyAlgorithmMismatch),
        (rsa.clone() + ",\"alg\":\"RS384\"", Error::AlgorithmNotListed),
        (P384_JWK.into(), Error::NoAlgorithmForKey),
        (p256("\"kid\":1"), Error::KidTooLong),
        (P256_JWK.replace("\"y\":\"", "\"y\":\"AAAA"), Error::InvalidPublicKey),
        (rsa.replace(RSA_N, &RSA_N[..172]), Error::UnsupportedKeySize),
        (rsa.replace("AQAB", "AQ"), Error::WeakRsaExponent),
        (rsa.replace("AQAB", "AQAB="), Error::MalformedJwk),
    ] {
        assert_eq!(reason(&members), expected, "{members}");
    }
}

#[test]
fn skips_entries_that_are_no_objects() {
    let good = format!("{{{ED25519_JWK}}}");
    let entries = keys(&["1", "null", "\"kty\"", "[]", &good]);
    let (verdict, skipped) = outcome(LISTED, entries.as_bytes());
    assert_eq!((verdict, skipped.len()), (Ok(1), 4));
    assert!(skipped.iter().all(|(_, reason)| *reason == Error::MalformedJwk));
}

#[test]
fn finds_reasons_in_the_documented_order() {
    let faults = [
        (",\"kty\":\"X\"", Error::UnsupportedKeyType),
        (",\"use\":\"enc\"", Error::KeyNotForSignatures),
        (",\"crv\":\"P-192\"", Error::UnsupportedCurve),
        (",\"alg\":\"none\"", Error::UnsupportedAlgorithm),
    ];
    for first in 0..faults.len() {
        let mut members = String::from("\"x\":\"=\"");
        for (at, good) in [",\"kty\":\"EC\"", ",\"use\":\"sig\"", ",\"crv\":\"P-256\"", ""].iter().enumerate() {
            members += if at < first { good } else { faults[at].0 };
        }
        assert_eq!(reason(&members), faults[first].1, "{members}");
    }
    let not_listed = P384_JWK.replace("\"x\":\"", "\"alg\":\"ES384\",\"x\":\"=");
    assert_eq!(reason(&not_listed), Error::AlgorithmNotListed);
}

#[test]
fn refuses_text_that_is_no_key_set() {
    for text in [
        "",
        "{",
        "[]",
        "{}",
        "{\"keys\":{}}",
        "{\"keys\":null}",
        "{\"Keys\":[]}",
        "{\"keys\":[],\"keys\":[]}",
        "{\"keys\":[]}x",
    ] {
        assert_eq!(outcome(LISTED, text.as_bytes()).0, Err(Error::MalformedJwks), "{text}");
    }
    for bytes in [&b"{\"keys\":[],\"a\":\"\xff\"}"[..], b"\xEF\xBB\xBF{\"keys\":[]}", b"{\"keys\":[{\"kty\":NaN}]}"] {
        assert_eq!(outcome(LISTED, bytes).0, Err(Error::MalformedJwks));
    }
}

#[test]
fn refuses_too_much_text_and_too_many_entries() {
    let text = format!("{}{}", keys(&[]), " ".repeat(1 << 20));
    assert_eq!(outcome(LISTED, text.as_bytes()).0, Err(Error::KeySetTooLarge));
    let good = format!("{{{ED25519_JWK}}}");
    let entries = |count: usize| keys(&[&std::vec!["1"; count - 1][..], &[&good]].concat());
    assert_eq!(outcome(LISTED, entries(1025).as_bytes()).0, Err(Error::KeySetTooLarge));
    assert_eq!(outcome(LISTED, entries(1024).as_bytes()).0, Ok(1));
}

#[test]
fn refuses_a_set_without_a_usable_key() {
    assert_eq!(verdict(&[]), Err(Error::NoUsableKey));
    assert_eq!(imported(&[P384_JWK]), (Err(Error::NoUsableKey), [(0, Error::NoAlgorithmForKey)].into()));
}

#[test]
fn refuses_a_private_key_even_in_an_entry_that_is_not_used() {
    let private = rsa_jwk() + ",\"use\":\"enc\",\"d\":\"AQAB\"";
    assert_eq!(verdict(&[P256_JWK, &private]), Err(Error::PrivateKeyGiven));
}

#[test]
fn refuses_secrets_among_public_keys_usable_or_not() {
    let secret = secret_jwk();
    assert_eq!(verdict(&[&secret, P256_JWK]), Err(Error::SecretsAmongPublicKeys));
    assert_eq!(verdict(&[&P256_JWK.replace("P-256", "P-192"), &secret]), Err(Error::SecretsAmongPublicKeys));
    assert_eq!(verdict(&[&(secret + ",\"use\":\"enc\""), P256_JWK]), Err(Error::SecretsAmongPublicKeys));
}

#[test]
fn takes_a_set_of_secrets_alone() {
    let secret = secret_jwk() + ",\"kid\":\"a\"";
    let entries = keys(&[&format!("{{{secret}}}")]);
    assert_eq!(outcome(&[Algorithm::HS256], entries.as_bytes()), (Ok(1), [].into()));
    assert_eq!(outcome(&[Algorithm::HS384], entries.as_bytes()).1, [(0, Error::SecretTooShort)]);
}

#[test]
fn refuses_different_keys_of_one_name_and_collapses_identical_ones() {
    let other = P256_JWK.replace("AGfq", "BGfq");
    for kid in ["", ",\"kid\":\"a\""] {
        let (one, other) = (format!("{P256_JWK}{kid}"), format!("{other}{kid}"));
        assert_eq!(verdict(&[&one, &one]), Ok(1));
        assert_eq!(verdict(&[&one, &other]), Err(Error::ConflictingKeys));
    }
}

#[test]
fn refuses_more_keys_than_the_set_holds() {
    let entries: Vec<_> = (0..9).map(|kid| p256(&format!("\"kid\":\"{kid}\""))).collect();
    let entries: Vec<_> = entries.iter().map(String::as_str).collect();
    assert_eq!(verdict(&entries[..8]), Ok(8));
    assert_eq!(verdict(&entries), Err(Error::TooManyKeys));
}

#[test]
fn refuses_rs_and_ps_on_one_key_of_the_set() {
    let listed = [Algorithm::ES256, Algorithm::RS256, Algorithm::PS256];
    let text = keys(&[&format!("{{{P256_JWK}}}"), &format!("{{{}}}", rsa_jwk())]);
    assert_eq!(outcome(&listed, text.as_bytes()).0, Err(Error::RsAndPsOnOneKey));
}

#[test]
fn shows_place_name_and_sentence() {
    let skipped = Skipped { index: 3, reason: Error::UnsupportedCurve };
    let expected = "entry 3 skipped: unsupported-curve: the key's curve is not one that jwtcore serves";
    assert_eq!(skipped.to_string(), expected);
}

proptest! {
    #[test]
    fn never_panics_on_mutated_sets(at in any::<proptest::sample::Index>(), byte in any::<u8>()) {
        let entries = [format!("{{{P256_JWK}}}"), format!("{{{}}}", rsa_jwk()), format!("{{{}}}", secret_jwk())];
        let mut text = keys(&[&entries[0], &entries[1], &entries[2]]).into_bytes();
        let at = at.index(text.len());
        text[at] = byte;
        let _ = outcome(LISTED, &text);
    }
}
