//! A verifier with its keys lies in one place and has a size that a device can afford.

use jwtcore::key::{Inline, Key, KeyName, KeySet};
use jwtcore::{Trust, Verifier};

/// The bound for a verifier and key set with four keys.
const MAX_LEN: usize = 16 * 1024;

/// A verifier with four keys of a backend.
type FourKeys<B> = Verifier<Trust<KeySet<Inline<B, 4>>>>;

fn check<B: jwtcore::key::VerifyingKey>(backend: &str) {
    let (all, key) = (size_of::<FourKeys<B>>(), size_of::<Key<B>>());
    println!(
        "{backend}: verifier with four keys {all} bytes, a key {key} bytes, of it its name {}",
        size_of::<KeyName>()
    );
    assert!(all < MAX_LEN, "a verifier with four keys of {backend} takes {all} bytes");
}

#[test]
fn verifier_with_four_keys_takes_less_than_16_kib() {
    check::<jwtcore::backend::rustcrypto::VerifyingKey>("rustcrypto");
}

#[cfg(feature = "aws-lc")]
#[test]
fn verifier_with_four_keys_of_aws_lc_takes_less_than_16_kib() {
    check::<jwtcore::backend::aws_lc::VerifyingKey>("aws-lc");
}
