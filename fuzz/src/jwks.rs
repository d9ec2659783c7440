//! Any text as a key set: every entry is used or skipped, as it would be alone, and the set's order holds.

use std::collections::BTreeMap;

use jwtcore::key::Keys as _;
use jwtcore::{Algorithm, Algorithms, Error, ErrorClass, Key, KeySet, LargeKeySet};
use serde_json::value::RawValue;

use crate::reference::json;

/// Room for few keys.
type SmallKeySet = KeySet<4>;

/// Takes the bytes for a JWKS.
pub fn run(data: &[u8]) {
    let pkcs1 = Algorithms::listed(&Algorithm::ALL.map(without_pss));
    let few = Algorithms::listed(&[Algorithm::ES256, Algorithm::RS256, Algorithm::PS256, Algorithm::HS256]);
    for algorithms in [pkcs1, few.clone(), few.allow_rs_and_ps(), Algorithms::named_by_keys()] {
        check(data, &algorithms);
    }
}

/// Every algorithm but PSS, which on unnamed keys would stand beside RS.
const fn without_pss(algorithm: Algorithm) -> Algorithm {
    match algorithm {
        Algorithm::PS256 | Algorithm::PS384 | Algorithm::PS512 => Algorithm::RS256,
        other => other,
    }
}

fn check(text: &[u8], algorithms: &Algorithms) {
    let mut skipped = BTreeMap::new();
    let set = LargeKeySet::from_jwks(text, algorithms, |entry| {
        assert!(skipped.insert(entry.index(), entry.reason()).is_none(), "an entry skipped twice");
    });
    match (&set, LargeKeySet::import(text, algorithms, |_| {})) {
        (Ok(set), Ok(imported)) => assert!(same_keys(set.keys(), imported.keys()), "another set by import"),
        (Ok(_), Err(error)) => panic!("not by import: {error:?}"),
        (Err(error), _) => assert_eq!(error.class(), ErrorClass::Setup),
    }
    check_small(&set, SmallKeySet::from_jwks(text, algorithms, |_| {}));
    let Ok(set) = set else { return };
    check_order(&set, algorithms);
    let entries = entries(text);
    for (index, entry) in entries.iter().enumerate() {
        check_entry(&set, entry, algorithms, skipped.get(&index).copied());
    }
    assert!(skipped.len() < entries.len() && skipped.keys().all(|index| *index < entries.len()));
}

fn entries(text: &[u8]) -> Vec<Box<RawValue>> {
    let members = json::raw_members(text);
    serde_json::from_str(members["keys"].get()).expect("an array")
}

/// A smaller set says the same, unless there is no room.
fn check_small(large: &Result<LargeKeySet, Error>, small: Result<SmallKeySet, Error>) {
    match (large, small) {
        (Ok(large), Ok(small)) => assert!(same_keys(large.keys(), small.keys())),
        (Ok(large), Err(error)) => assert!(error == Error::TooManyKeys && large.keys().len() > 4, "{error:?}"),
        // An entry that there is no room for is met before a fault further on.
        (Err(error), small) => assert!(small.is_err_and(|other| other == *error || other == Error::TooManyKeys)),
    }
}

fn same_keys(one: &[Key], other: &[Key]) -> bool {
    let same = |(one, other): (&Key, &Key)| one.is_same_key(other) && one.kid() == other.kid();
    one.len() == other.len() && one.iter().zip(other).all(same)
}

/// Sorted by algorithm and name, none twice, and of listed algorithms only.
fn check_order(set: &LargeKeySet, algorithms: &Algorithms) {
    let place = |key: &Key| (key.algorithm(), key.kid().map(str::to_owned));
    assert!(set.keys().is_sorted_by(|one, other| place(one) < place(other)), "out of order");
    assert!(set.keys().iter().all(|key| algorithms.contains(key.algorithm())), "an algorithm that is not listed");
    assert_eq!(set.ignores_kid(), set.keys().iter().all(|key| key.kid().is_none()));
    assert!(!set.keys().is_empty());
}

/// An entry alone is used or skipped just as among the others.
fn check_entry(set: &LargeKeySet, entry: &RawValue, algorithms: &Algorithms, skipped: Option<Error>) {
    let text = format!("{{\"keys\":[{entry}]}}");
    let mut reason = None;
    match (LargeKeySet::from_jwks(text.as_bytes(), algorithms, |entry| reason = Some(entry.reason())), skipped) {
        (Ok(alone), None) => {
            let within = |key: &Key| set.keys().iter().any(|other| other.is_same_key(key) && other.kid() == key.kid());
            assert!(alone.keys().iter().all(within), "used alone, and not in the set");
        }
        (Err(error), Some(_)) => assert_eq!((error, reason), (Error::NoUsableKey, skipped)),
        (alone, skipped) => panic!("alone {alone:?}, in the set {skipped:?}"),
    }
}
