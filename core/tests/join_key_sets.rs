//! Key sets from several sources: joined into one, and unnamed keys named.
#![cfg(all(feature = "es256", feature = "eddsa", feature = "alloc"))]

use jwtcore::key::Keys as _;
use jwtcore::{Algorithm, Algorithms, Error, LargeKeySet, Skipped};

const P256: &[u8] = include_bytes!("../../testdata/keys/formats/p256-spki.pem");
const ED25519: &[u8] = include_bytes!("../../testdata/keys/formats/ed25519-spki.pem");
const NAMED: &[u8] = include_bytes!("../../testdata/keys/formats/p256-named.jwk");

fn read(text: &[u8]) -> LargeKeySet {
    let algorithms = Algorithms::listed(&[Algorithm::ES256, Algorithm::EdDSA]);
    LargeKeySet::import(text, &algorithms, |skipped: Skipped| panic!("{skipped}")).expect("a key set")
}

fn names(set: &LargeKeySet) -> Vec<(Algorithm, Option<&str>)> {
    set.keys().iter().map(|key| (key.algorithm(), key.kid())).collect()
}

#[test]
fn joins_sets_from_several_sources() {
    let set = LargeKeySet::joined([read(ED25519), read(P256), read(ED25519)]).expect("a joined set");
    assert_eq!(names(&set), [(Algorithm::ES256, None), (Algorithm::EdDSA, None)]);
    assert_eq!(LargeKeySet::joined([]).err(), Some(Error::NoUsableKey));
}

#[test]
fn names_the_keys_that_have_no_name() {
    let set = LargeKeySet::joined([read(P256), read(ED25519)]).and_then(|set| set.named("2026-11")).expect("named");
    assert_eq!(names(&set), [(Algorithm::ES256, Some("2026-11")), (Algorithm::EdDSA, Some("2026-11"))]);
    let own = read(NAMED);
    let kept = names(&own).into_iter().map(|(algorithm, kid)| (algorithm, kid.map(str::to_owned))).collect::<Vec<_>>();
    let renamed = own.named("another").expect("a set");
    assert!(names(&renamed).into_iter().eq(kept.iter().map(|(algorithm, kid)| (*algorithm, kid.as_deref()))));
}

#[test]
fn refuses_names_that_are_too_long_or_taken() {
    assert_eq!(read(P256).named(&"k".repeat(257)).err(), Some(Error::KidTooLong));
    let other = read(include_bytes!("../../testdata/keys/rfc7515-a3-es256.jwk"));
    let first = read(P256).named("one").expect("named");
    let second = other.named("one").expect("named");
    assert_eq!(LargeKeySet::joined([first, second]).err(), Some(Error::ConflictingKeys));
}
