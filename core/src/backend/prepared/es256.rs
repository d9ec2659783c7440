//! ES256 (FIPS 186-5 section 6.4.2) with a table for the base point and one for the key.

use p256::elliptic_curve::PrimeField as _;
use p256::elliptic_curve::ops::Reduce;
use p256::{FieldBytes, Scalar};
use sha2::{Digest as _, Sha256};

use super::field::{Element, be_words};
use super::point::Jacobian;
use super::table::Multiples;
use super::{base, inverse};

/// The curve's order n, as its words from the lowest on.
pub(super) const ORDER: [u64; 4] = [0xF3B9_CAC2_FC63_2551, 0xBCE6_FAAD_A717_9E84, u64::MAX, 0xFFFF_FFFF_0000_0000];

/// Whether r‖s signs `message` under the key whose table it is. r and s may be any numbers of 32 bytes.
pub(super) fn is_signed(key: &Multiples<'_>, message: &[u8], signature: &[u8; 64]) -> bool {
    is_hash_signed(key, &Sha256::digest(message).into(), signature)
}

pub(super) fn is_hash_signed(key: &Multiples<'_>, hash: &[u8; 32], signature: &[u8; 64]) -> bool {
    verified(key, hash, signature).unwrap_or(false)
}

/// None for numbers out of range and for the point at infinity.
fn verified(key: &Multiples<'_>, hash: &[u8; 32], signature: &[u8; 64]) -> Option<bool> {
    let (r_bytes, s) = signature.split_first_chunk::<32>()?;
    let s = scalar(s.first_chunk::<32>()?)?;
    let r = scalar(r_bytes)?;
    let inverse = inverse_of(s)?;
    let of_base = <Scalar as Reduce<FieldBytes>>::reduce(&(*hash).into()).multiply(&inverse);
    let of_key = r.multiply(&inverse);
    let sum = base::TABLE.add_multiple(Jacobian::INFINITY, words(of_base))?;
    let sum = key.add_multiple(sum, words(of_key))?;
    if sum.is_infinity() { None } else { Some(has_x(sum, be_words(r_bytes))) }
}

/// Whether the point's x is r modulo n: r or, where that is still below p, r + n. Without the inverse of Z: x·Z² is X.
fn has_x(point: Jacobian, r: [u64; 4]) -> bool {
    let z_squared = point.z.square();
    let is_x = |number: Element| number.multiply(z_squared) == point.x;
    Element::from_words(r).is_some_and(is_x) || plus_order(r).and_then(Element::from_words).is_some_and(is_x)
}

/// r + n, if 256 bits hold it.
fn plus_order([r0, r1, r2, r3]: [u64; 4]) -> Option<[u64; 4]> {
    let [n0, n1, n2, n3] = ORDER;
    let sum = |a: u64, b: u64, carry: bool| {
        let (sum, one) = a.overflowing_add(b);
        let (sum, other) = sum.overflowing_add(u64::from(carry));
        (sum, one || other)
    };
    let (s0, carry) = sum(r0, n0, false);
    let (s1, carry) = sum(r1, n1, carry);
    let (s2, carry) = sum(r2, n2, carry);
    let (s3, carry) = sum(r3, n3, carry);
    (!carry).then_some([s0, s1, s2, s3])
}

/// A number in 1..n-1.
fn scalar(bytes: &[u8; 32]) -> Option<Scalar> {
    let scalar: Scalar = Option::from(Scalar::from_repr((*bytes).into()))?;
    (scalar != Scalar::ZERO).then_some(scalar)
}

/// 1/s. It is used only if it proves right.
fn inverse_of(s: Scalar) -> Option<Scalar> {
    let [w0, w1, w2, w3] = inverse::invert(words(s))?.map(u64::to_be_bytes);
    let mut bytes = FieldBytes::default();
    for (slot, byte) in bytes.iter_mut().zip([w3, w2, w1, w0].into_iter().flatten()) {
        *slot = byte;
    }
    let inverse: Scalar = Option::from(Scalar::from_repr(bytes))?;
    (inverse.multiply(&s) == Scalar::ONE).then_some(inverse)
}

fn words(scalar: Scalar) -> [u64; 4] {
    be_words(&scalar.to_bytes().into())
}
