//! The field against crypto-bigint, at random and with words at their edges.

use std::vec::Vec;

use p256::elliptic_curve::bigint::{ArrayEncoding as _, NonZero, U256};
use proptest::prelude::*;

use super::element;
use crate::backend::prepared::field::Element;

const P: U256 = U256::from_be_hex("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff");
/// Words at which carries begin and end; p's are among them.
const EDGES: [u64; 9] = [0, 1, 2, 0xFFFF_FFFE, 0xFFFF_FFFF, 1 << 63, 0xFFFF_FFFF_0000_0000, u64::MAX - 1, u64::MAX];
const P_HIGHEST: u64 = 0xFFFF_FFFF_0000_0001;

fn number(element: Element) -> U256 {
    U256::from_words(element.to_stored())
}

fn prime() -> NonZero<U256> {
    NonZero::new(P).unwrap()
}

/// 2^256 modulo p.
fn radix() -> U256 {
    P.wrapping_neg()
}

/// Words below p, each at an edge, as numbers are kept.
fn edge_elements() -> Vec<Element> {
    let highest = EDGES.into_iter().chain([P_HIGHEST, P_HIGHEST - 1]);
    let words = highest.flat_map(|d| EDGES.map(|c| [c, d])).flat_map(|[c, d]| EDGES.map(|b| [b, c, d]));
    let words = words.flat_map(|[b, c, d]| EDGES.map(|a| [a, b, c, d]));
    words.filter(|words| U256::from_words(*words) < P).map(Element::from_stored).collect()
}

fn any_element() -> impl Strategy<Value = Element> {
    let word = prop_oneof![3 => any::<u64>(), 2 => prop::sample::select(&EDGES[..]), 1 => Just(P_HIGHEST)];
    prop::array::uniform4(word).prop_map(|words| {
        let words = U256::from_words(words);
        Element::from_stored(if words < P { words } else { words.wrapping_sub(&P) }.to_words())
    })
}

/// Every operation on two numbers, as they are kept: a product is kept divided by 2^256.
fn check(one: Element, other: Element) {
    let (p, a, b) = (prime(), number(one), number(other));
    let times = |a: &U256, b: &U256| a.mul_mod(b, &p);
    let cases = [
        ("sum", number(one.add(other)), a.add_mod(&b, &p)),
        ("difference", number(one.sub(other)), a.sub_mod(&b, &p)),
        ("double", number(one.double()), a.add_mod(&a, &p)),
        ("negative", number(one.negate()), U256::ZERO.sub_mod(&a, &p)),
        ("product", times(&number(one.multiply(other)), &radix()), times(&a, &b)),
        ("square", times(&number(one.square()), &radix()), times(&a, &a)),
    ];
    for (name, ours, theirs) in cases {
        assert_eq!(ours, theirs, "{name} of {a} and {b}");
    }
    for result in [one.multiply(other), one.square(), one.add(other), one.sub(other), one.negate()] {
        assert!(number(result) < P, "not below p: from {a} and {b}");
    }
    assert_eq!(one.is_zero(), a == U256::ZERO);
}

/// A difference of products, against what is tested by itself.
fn check_difference_of_products([a, b, c, d]: [Element; 4]) {
    assert_eq!(a.multiply_less(b, c, d), a.multiply(b).sub(c.multiply(d)), "{a:?} {b:?} {c:?} {d:?}");
}

#[test]
fn edges_are_computed_as_by_crypto_bigint() {
    let all = edge_elements();
    assert!(all.len() > 5000, "{}", all.len());
    // Each with itself and with some others, of which each is met often.
    for (at, one) in all.iter().enumerate() {
        for step in [0, 1, 9, 81, 729, 2222] {
            check(*one, all[(at * 7 + step) % all.len()]);
        }
        check(*one, *one);
        check_difference_of_products([1, 5, 25, 125].map(|step| all[at * step % all.len()]));
        check_difference_of_products([*one, *one, *one, *one]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn numbers_are_computed_as_by_crypto_bigint(one in any_element(), other in any_element()) {
        check(one, other);
    }

    #[test]
    fn differences_of_products_are_right(numbers in prop::array::uniform4(any_element())) {
        check_difference_of_products(numbers);
    }
}

#[test]
fn inverses_are_inverse() {
    for one in edge_elements().into_iter().step_by(40).filter(|one| !one.is_zero()) {
        assert_eq!(one.multiply(one.invert()), Element::ONE, "{one:?}");
    }
    assert_eq!(Element::ZERO.invert(), Element::ZERO);
}

#[test]
fn bytes_are_read_if_they_are_below_p() {
    for (less, is_number) in [(2, true), (1, true), (0, false)] {
        let bytes = P.wrapping_sub(&U256::from_u64(less)).to_be_byte_array();
        let read = Element::from_be_bytes(&bytes.into());
        assert_eq!(read.is_some(), is_number, "p - {less}");
        assert!(read.is_none_or(|read| read == element(less).negate()), "p - {less}");
    }
    assert_eq!(Element::from_be_bytes(&[0xFF; 32]), None);
    let mut bytes = [0; 32];
    (bytes[0], bytes[15], bytes[31]) = (1, 2, 3);
    let expected = [3, 0, 2, 1 << 56];
    assert_eq!(Element::from_be_bytes(&bytes), Element::from_words(expected));
    // In the form: times 2^256.
    let kept = number(Element::from_be_bytes(&bytes).unwrap());
    assert_eq!(kept, U256::from_words(expected).mul_mod(&radix(), &prime()));
    assert_eq!(number(Element::ONE), radix());
}
