//! Selection by kid and alg: which key a header means, and when it means none.

use jwtcore::{Algorithm, Audience, Error, Issuer, Key, KeySet, Trust, UnixSeconds, Verifier};

use crate::common::made::{SECRET, encoded, lasting, signed_with};
use crate::common::{NOW, verdict};

/// Another secret, for keys that must be told apart.
const OTHER: &[u8] = b"for tests only: another published secret, again sixty-four bytes";

fn key(algorithm: Algorithm, secret: &[u8], kid: Option<&str>) -> Key {
    let key = Key::from_secret(algorithm, secret).unwrap();
    match kid {
        Some(kid) => key.named(kid).unwrap(),
        None => key,
    }
}

fn verifier(keys: impl IntoIterator<Item = Key>) -> Verifier<Trust<KeySet<8>>> {
    let keys = KeySet::new(keys).unwrap();
    Verifier::new(Trust::new(Issuer::unchecked(), Audience::unchecked(), keys)).unwrap()
}

/// A token under one of the secrets, with the kid as it stands in the header's JSON.
fn token(algorithm: Algorithm, secret: &[u8], kid: Option<&str>) -> String {
    let kid = kid.map(|kid| format!(r#","kid":"{kid}""#)).unwrap_or_default();
    let header = format!(r#"{{"alg":"{algorithm}"{kid}}}"#);
    signed_with(algorithm, secret, encoded(header) + "." + &encoded(lasting("")))
}

fn judged(verifier: &Verifier<Trust<KeySet<8>>>, secret: &[u8], kid: Option<&str>) -> Result<(), Error> {
    verdict(verifier, token(Algorithm::HS256, secret, kid), NOW).map(drop)
}

#[test]
fn a_set_of_unnamed_keys_ignores_the_tokens_kid() {
    let verifier = verifier([key(Algorithm::HS256, SECRET, None), key(Algorithm::HS512, OTHER, None)]);
    for kid in [None, Some(""), Some("a"), Some("../../etc/passwd")] {
        assert_eq!(judged(&verifier, SECRET, kid), Ok(()), "{kid:?}");
        assert_eq!(judged(&verifier, OTHER, kid), Err(Error::InvalidSignature), "{kid:?}");
    }
}

#[test]
fn two_unnamed_keys_of_one_algorithm_make_no_set() {
    let keys =
        |other: &[u8]| KeySet::<8>::new([key(Algorithm::HS256, SECRET, None), key(Algorithm::HS256, other, None)]);
    assert_eq!(keys(OTHER).err(), Some(Error::ConflictingKeys));
    // Identical ones are one.
    assert!(keys(SECRET).is_ok());
}

#[test]
fn a_kid_matches_by_name_only() {
    let named = [key(Algorithm::HS256, SECRET, Some("a")), key(Algorithm::HS256, OTHER, Some("b"))];
    let verifier = verifier(named);
    assert_eq!(judged(&verifier, SECRET, Some("a")), Ok(()));
    assert_eq!(judged(&verifier, OTHER, Some("b")), Ok(()));
    assert_eq!(judged(&verifier, OTHER, Some("a")), Err(Error::InvalidSignature));
    for kid in ["", "A", "c", "a ", " a", "aa", "a\\u0000", "*", "a%00", "' OR '1'='1"] {
        assert_eq!(judged(&verifier, SECRET, Some(kid)), Err(Error::UnknownKey), "{kid}");
    }
}

#[test]
fn a_kid_is_compared_after_unescaping() {
    let verifier = verifier([key(Algorithm::HS256, SECRET, Some("k/é")), key(Algorithm::HS256, OTHER, Some("b"))]);
    for kid in ["k/é", r"k\/\u00e9", r"\u006b\u002F\u00E9"] {
        assert_eq!(judged(&verifier, SECRET, Some(kid)), Ok(()), "{kid}");
    }
}

#[test]
fn a_kid_takes_no_unnamed_key_where_one_is_named() {
    let verifier = verifier([key(Algorithm::HS256, SECRET, None), key(Algorithm::HS256, OTHER, Some("b"))]);
    assert_eq!(judged(&verifier, SECRET, Some("a")), Err(Error::UnknownKey));
    assert_eq!(judged(&verifier, SECRET, Some("")), Err(Error::UnknownKey));
    assert_eq!(judged(&verifier, OTHER, Some("b")), Ok(()));
}

#[test]
fn a_kid_counts_also_where_only_keys_of_another_algorithm_are_named() {
    let verifier = verifier([key(Algorithm::HS256, SECRET, None), key(Algorithm::HS512, OTHER, Some("b"))]);
    assert_eq!(judged(&verifier, SECRET, Some("b")), Err(Error::UnknownKey));
    assert_eq!(judged(&verifier, SECRET, None), Ok(()));
}

#[test]
fn without_kid_the_one_unnamed_key_is_meant() {
    let verifier = verifier([key(Algorithm::HS256, SECRET, None), key(Algorithm::HS256, OTHER, Some("b"))]);
    assert_eq!(judged(&verifier, SECRET, None), Ok(()));
    assert_eq!(judged(&verifier, OTHER, None), Err(Error::InvalidSignature));
}

#[test]
fn without_kid_the_only_key_of_the_algorithm_is_meant_named_or_not() {
    let verifier = verifier([key(Algorithm::HS256, SECRET, Some("a")), key(Algorithm::HS512, OTHER, Some("b"))]);
    assert_eq!(judged(&verifier, SECRET, None), Ok(()));
}

#[test]
fn without_kid_several_named_keys_refuse() {
    let verifier = verifier([key(Algorithm::HS256, SECRET, Some("a")), key(Algorithm::HS256, OTHER, Some("b"))]);
    assert_eq!(judged(&verifier, SECRET, None), Err(Error::AmbiguousKey));
}

#[test]
fn one_kid_may_name_keys_of_several_algorithms() {
    let keys = [(Algorithm::HS256, SECRET), (Algorithm::HS512, OTHER)];
    let verifier = verifier(keys.map(|(algorithm, secret)| key(algorithm, secret, Some("a"))));
    for (algorithm, secret) in keys {
        let token = token(algorithm, secret, Some("a"));
        let mut buf = [0; 1024];
        let claims = verifier.verify(token, UnixSeconds(NOW), &mut buf).unwrap();
        assert_eq!((claims.algorithm(), claims.kid(), claims.trust_index()), (algorithm, Some("a"), 0));
    }
}

#[test]
fn one_kid_and_algorithm_names_one_key() {
    let keys = |other: &[u8]| {
        KeySet::<8>::new([key(Algorithm::HS256, SECRET, Some("a")), key(Algorithm::HS256, other, Some("a"))])
    };
    assert_eq!(keys(OTHER).err(), Some(Error::ConflictingKeys));
    assert!(keys(SECRET).is_ok());
}

#[test]
fn an_algorithm_without_a_key_refuses_whatever_the_kid() {
    let verifier = verifier([key(Algorithm::HS256, SECRET, Some("a"))]);
    for kid in [None, Some("a"), Some("b")] {
        let token = token(Algorithm::HS384, SECRET, kid);
        assert_eq!(verdict(&verifier, token, NOW), Err(Error::AlgorithmNotAllowed), "{kid:?}");
    }
}

#[test]
fn names_have_at_most_256_bytes() {
    // Two bytes each.
    let longest = "é".repeat(128);
    let escaped = r"\u00e9".repeat(128);
    let verifier = verifier([key(Algorithm::HS256, SECRET, Some(&longest)), key(Algorithm::HS256, OTHER, Some("b"))]);
    assert_eq!(judged(&verifier, SECRET, Some(&longest)), Ok(()));
    assert_eq!(judged(&verifier, SECRET, Some(&escaped)), Ok(()));
    assert_eq!(judged(&verifier, SECRET, Some(&(longest.clone() + "k"))), Err(Error::InvalidKid));
    assert_eq!(judged(&verifier, SECRET, Some(&(escaped + r"\u006b"))), Err(Error::InvalidKid));
    let named = key(Algorithm::HS256, SECRET, None).named(&(longest + "k"));
    assert_eq!(named.err(), Some(Error::KidTooLong));
}

#[test]
fn a_set_has_at_least_one_key_and_no_more_than_its_room() {
    assert_eq!(KeySet::<8>::new([]).err(), Some(Error::NoUsableKey));
    let keys = |count: u8| (0..count).map(|at| key(Algorithm::HS256, SECRET, Some(&at.to_string())));
    assert!(KeySet::<8>::new(keys(8)).is_ok());
    assert_eq!(KeySet::<8>::new(keys(9)).err(), Some(Error::TooManyKeys));
}

#[test]
#[cfg(feature = "alloc")]
fn a_kid_is_found_among_1_024_and_junk_is_not() {
    let keys = |count: u32| (0..count).map(|at| key(Algorithm::HS256, SECRET, Some(&format!("k{at}"))));
    assert_eq!(jwtcore::LargeKeySet::new(keys(1025)).err(), Some(Error::TooManyKeys));
    let trust = Trust::new(Issuer::unchecked(), Audience::unchecked(), jwtcore::LargeKeySet::new(keys(1024)).unwrap());
    let verifier = Verifier::new(trust).unwrap();
    for (kid, expected) in [("k0", Ok(())), ("k511", Ok(())), ("k1023", Ok(())), ("k1024", Err(Error::UnknownKey))] {
        let token = token(Algorithm::HS256, SECRET, Some(kid));
        assert_eq!(verdict(&verifier, token, NOW).map(drop), expected, "{kid}");
    }
}
