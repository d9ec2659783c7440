//! Inverses against p256's.

use std::vec::Vec;

use p256::Scalar;
use p256::elliptic_curve::PrimeField as _;
use p256::elliptic_curve::bigint::{ArrayEncoding as _, U256};
use proptest::prelude::*;

use super::scalar_of;
use crate::backend::prepared::inverse::invert;

const ORDER: U256 = U256::from_be_hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
const EDGES: [u64; 8] = [0, 1, 2, 0xFFFF_FFFF, 1 << 62, 1 << 63, u64::MAX - 1, u64::MAX];

fn check(words: [u64; 4]) {
    let expected: Scalar = scalar_of(words).invert().unwrap();
    let expected = U256::from_be_byte_array(expected.to_repr()).to_words();
    assert_eq!(invert(words), Some(expected), "{words:x?}");
}

/// Numbers in 1..n-1 with words at their edges, powers of two and their neighbours, and those next to n.
fn edges() -> Vec<[u64; 4]> {
    let words = EDGES.into_iter().flat_map(|a| EDGES.map(|b| [a, b]));
    let numbers = words.flat_map(|[a, b]| EDGES.into_iter().flat_map(move |c| EDGES.map(|d| [a, b, c, d])));
    let powers = (0..256).map(|bit| U256::ONE.shl_vartime(bit));
    let powers = powers.flat_map(|power| [power, power.wrapping_sub(&U256::ONE), power.wrapping_add(&U256::ONE)]);
    let last = (1..100_u64).map(|less| ORDER.wrapping_sub(&U256::from_u64(less)));
    let numbers = numbers.map(U256::from_words).chain(powers).chain(last);
    numbers.filter(|number| *number < ORDER && *number != U256::ZERO).map(U256::to_words).collect()
}

#[test]
fn inverses_are_those_of_p256() {
    let edges = edges();
    assert!(edges.len() > 3900, "{}", edges.len());
    edges.into_iter().for_each(check);
    (1..2000).for_each(|small| check([small, 0, 0, 0]));
}

#[test]
fn zero_has_no_inverse() {
    assert_eq!(invert([0; 4]), None);
    assert_eq!(invert(ORDER.to_words()), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn any_inverses_are_those_of_p256(words in prop::array::uniform4(any::<u64>())) {
        let number = U256::from_words(words);
        check(if number < ORDER { number } else { number.wrapping_sub(&ORDER) }.saturating_add(&U256::ONE).to_words());
    }
}
