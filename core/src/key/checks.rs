//! The checks of keys and signatures that stand before every backend, so that none can forget one.
//!
//! All of it is public data: time may depend on it.

use crate::algorithm::{Algorithm, Curve, KeyKind};
use crate::error::Error;

/// RSA moduli in bytes: from 2048 bits (RFC 7518 section 3.3) to 4096, above which verification grows too slow.
const RSA_LEN: core::ops::RangeInclusive<usize> = 256..=512;
/// The bound below which RSA exponents lie, as in other libraries: a larger one only costs time.
const RSA_EXPONENT_BOUND: u64 = 1 << 33;

/// The primes of the published ROCA detector (crocs-muni/roca), the odd ones to 167: they divide the primorial of every
/// length of key that the faulty library made.
const ROCA_PRIMES: [u32; 38] = [
    3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107, 109,
    113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
];
/// The generator of the subgroup in which the faulty library's primes lie.
const ROCA_GENERATOR: u32 = 65537;
/// How many powers it can have modulo the largest of these primes. No product of a residue with it overflows 32 bits.
const ROCA_POWERS: usize = 166;

/// The orders of the curves' base points, big-endian (SEC 2 version 2.0 section 2).
const P256_ORDER: &[u8; 32] = b"\
    \xFF\xFF\xFF\xFF\x00\x00\x00\x00\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\
    \xBC\xE6\xFA\xAD\xA7\x17\x9E\x84\xF3\xB9\xCA\xC2\xFC\x63\x25\x51";
const P384_ORDER: &[u8; 48] = b"\
    \xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\
    \xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xC7\x63\x4D\x81\xF4\x37\x2D\xDF\
    \x58\x1A\x0D\xB2\x48\xB0\xA7\x7A\xEC\xEC\x19\x6A\xCC\xC5\x29\x73";
const P521_ORDER: &[u8; 66] = b"\
    \x01\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\
    \xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\
    \xFF\xFA\x51\x86\x87\x83\xBF\x2F\x96\x6B\x7F\xCC\x01\x48\xF7\x09\
    \xA5\xD0\x3B\xB5\xC9\xB8\x89\x9C\x47\xAE\xBB\x6F\xB7\x1E\x91\x38\
    \x64\x09";
const SECP256K1_ORDER: &[u8; 32] = b"\
    \xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFE\
    \xBA\xAE\xDC\xE6\xAF\x48\xA0\x3B\xBF\xD2\x5E\x8C\xD0\x36\x41\x41";

/// The order L of Ed25519's base point, little-endian (RFC 8032 section 5.1).
const ED25519_ORDER: &[u8; 32] = b"\
    \xED\xD3\xF5\x5C\x1A\x63\x12\x58\xD6\x9C\xF7\xA2\xDE\xF9\xDE\x14\
    \x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x10";
/// The prime 2^255-19 of Ed25519's field, little-endian.
const ED25519_PRIME: &[u8; 32] = b"\
    \xED\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\
    \xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7F";
/// The values y of Ed25519's eight points of small order, little-endian and without the sign of x: five canonical ones,
/// and two that fit into 255 bits again with the prime added.
const SMALL_ORDER: [&[u8; 32]; 7] = [
    b"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
    b"\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
    b"\
    \xC7\x17\x6A\x70\x3D\x4D\xD8\x4F\xBA\x3C\x0B\x76\x0D\x10\x67\x0F\
    \x2A\x20\x53\xFA\x2C\x39\xCC\xC6\x4E\xC7\xFD\x77\x92\xAC\x03\x7A",
    b"\
    \x26\xE8\x95\x8F\xC2\xB2\x27\xB0\x45\xC3\xF4\x89\xF2\xEF\x98\xF0\
    \xD5\xDF\xAC\x05\xD3\xC6\x33\x39\xB1\x38\x02\x88\x6D\x53\xFC\x05",
    b"\
    \xEC\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\
    \xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7F",
    ED25519_PRIME,
    b"\
    \xEE\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\
    \xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7F",
];

/// Checks a modulus (big-endian) and an exponent: 2048 to 4096 bits in whole bytes, odd; odd and 3 ≤ e < 2^33.
///
/// # Errors
/// [`Error::UnsupportedKeySize`], [`Error::InvalidPublicKey`] for an even modulus, [`Error::WeakRsaExponent`],
/// [`Error::RocaWeakKey`].
pub(crate) fn check_rsa(modulus: &[u8], exponent: u64) -> Result<(), Error> {
    let fills_its_bytes = modulus.first().is_some_and(|byte| byte & 0x80 != 0);
    if !RSA_LEN.contains(&modulus.len()) || !fills_its_bytes {
        return Err(Error::UnsupportedKeySize);
    }
    if modulus.last().is_none_or(|byte| byte & 1 == 0) {
        return Err(Error::InvalidPublicKey);
    }
    if exponent & 1 == 0 || !(3..RSA_EXPONENT_BOUND).contains(&exponent) {
        return Err(Error::WeakRsaExponent);
    }
    if has_roca_fingerprint(modulus) { Err(Error::RocaWeakKey) } else { Ok(()) }
}

/// Checks what of a signature can be checked without the key; its length is already the key's.
///
/// ECDSA: r and s in 1..n-1. Ed25519: S < L (RFC 8032 section 5.1.7), and R is no point of small order in any
/// encoding. RSA: nothing, the modulus is the backend's.
///
/// # Errors
/// [`Error::InvalidSignature`].
pub(crate) fn check_signature(algorithm: Algorithm, signature: &[u8]) -> Result<(), Error> {
    let good = match algorithm.key_kind() {
        KeyKind::Secret | KeyKind::Rsa => true,
        KeyKind::Ec(curve) => signature
            .split_at_checked(curve.field_len())
            .is_some_and(|(r, s)| is_scalar(curve, r) && is_scalar(curve, s)),
        KeyKind::Ed25519 => signature
            .split_first_chunk::<32>()
            .is_some_and(|(r, s)| !is_small_order(r) && is_below_le(s, ED25519_ORDER)),
    };
    if good { Ok(()) } else { Err(Error::InvalidSignature) }
}

/// Checks the encoding of an Ed25519 public key: canonical, and no point of small order.
///
/// # Errors
/// [`Error::InvalidPublicKey`].
pub(crate) fn check_ed25519_key(key: &[u8; 32]) -> Result<(), Error> {
    // The one other form of a non-canonical encoding, x = 0 with a sign, is of small order: y is 1 or -1.
    let good = is_below_le(&without_sign(key), ED25519_PRIME) && !is_small_order(key);
    if good { Ok(()) } else { Err(Error::InvalidPublicKey) }
}

/// Checks an Ed25519 public key whole: its encoding, that it is a point, and that the point is free of torsion.
///
/// Once for each key: one of mixed order verifies differently from one library to the next.
///
/// # Errors
/// [`Error::InvalidPublicKey`].
#[cfg(feature = "eddsa")]
pub(crate) fn check_ed25519_point(key: &[u8; 32]) -> Result<(), Error> {
    check_ed25519_key(key)?;
    let point = curve25519_dalek::edwards::CompressedEdwardsY(*key).decompress();
    if point.is_some_and(|point| point.is_torsion_free()) { Ok(()) } else { Err(Error::InvalidPublicKey) }
}

/// In a build that cannot check the point, no backend verifies with it.
#[cfg(not(feature = "eddsa"))]
pub(crate) const fn check_ed25519_point(_: &[u8; 32]) -> Result<(), Error> {
    Err(Error::UnsupportedAlgorithm)
}

/// The order n of a curve's base point: big-endian, of the length of a coordinate.
pub(crate) const fn curve_order(curve: Curve) -> &'static [u8] {
    match curve {
        Curve::P256 => P256_ORDER,
        Curve::P384 => P384_ORDER,
        Curve::P521 => P521_ORDER,
        Curve::Secp256k1 => SECP256K1_ORDER,
    }
}

/// Whether a number lies in 1..n-1.
fn is_scalar(curve: Curve, number: &[u8]) -> bool {
    let order = curve_order(curve);
    number.len() == order.len() && number < order && number.iter().any(|byte| *byte != 0)
}

fn is_below_le(number: &[u8], bound: &[u8; 32]) -> bool {
    number.len() == bound.len() && number.iter().rev().lt(bound.iter().rev())
}

fn is_small_order(encoded: &[u8; 32]) -> bool {
    SMALL_ORDER.contains(&&without_sign(encoded))
}

/// An encoded point's y: the encoding without its highest bit, the sign of x.
fn without_sign(encoded: &[u8; 32]) -> [u8; 32] {
    let [rest @ .., last] = encoded;
    let mut y = [0; 32];
    let [y_rest @ .., y_last] = &mut y;
    *y_rest = *rest;
    *y_last = last & 0x7F;
    y
}

/// Whether a modulus has the ROCA fingerprint (CVE-2017-15361): modulo each small prime it is a power of 65537.
///
/// One sound modulus in 2^27.8 has it by chance: the product over the primes of the subgroup's share of the units.
fn has_roca_fingerprint(modulus: &[u8]) -> bool {
    ROCA_PRIMES.into_iter().all(|prime| is_power_of_generator(remainder(modulus, prime), prime))
}

fn is_power_of_generator(residue: u32, prime: u32) -> bool {
    let power_after = |power: &u32| Some(modulo(power.wrapping_mul(ROCA_GENERATOR), prime));
    core::iter::successors(Some(1), power_after).take(ROCA_POWERS).any(|power| power == residue)
}

/// A big-endian number modulo a small prime.
fn remainder(number: &[u8], prime: u32) -> u32 {
    number.iter().fold(0, |rest, byte| modulo(rest.wrapping_mul(256).wrapping_add(u32::from(*byte)), prime))
}

fn modulo(number: u32, prime: u32) -> u32 {
    number.checked_rem(prime).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::vec::Vec;

    use super::*;

    /// Made for this test: the product of two primes k * M + (65537^a mod M), M being the product of the primes to 701.
    const ROCA_WEAK: &str = "\
        ddea6b1ddbcbc1402e609585b92d3e7dc8699fb2e23a6e403355576e4f78cf801803a052e431954e7c40c15796a00850e046\
        18c283863e2838c91e2a4b6a2a8ad457e3d144ca1b9e932bf366b3c239f3b1ee7371e55d279b61008ea708fc2316803c27e7\
        e52d5345f9ae6359df4841dc362c993f5146c95ef2ce262711d7c33b2e4c20023759e4d0df0d401211d83fd6972f56c13c3b\
        3c16fce42267aa3c260a7326b4e6977a425f2bf6ba1402b9d43e958629a12cd8dc6bf71be0bd0c811881c19c712f50e2dffc\
        80eeca9c1f0afb4f07e16d451ebe18a12971f76507c641862f67c50278e56bd6118e8c61ea29ecd2d9e70298e34295af68f5\
        e8aa1eabeae3";

    /// The canonical encodings of the eight points of small order, and the six that are not canonical: y of p and p + 1
    /// with either sign, and x = 0 with a sign.
    const SMALL_ORDER_ENCODINGS: [&str; 14] = [
        "0100000000000000000000000000000000000000000000000000000000000000",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    ];
    /// The public key of RFC 8032 section 7.1, test 1.
    const GOOD_POINT: &str = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    const EC_ALGORITHMS: [Algorithm; 4] = [Algorithm::ES256, Algorithm::ES384, Algorithm::ES512, Algorithm::ES256K];

    fn hex(text: &str) -> Vec<u8> {
        text.as_bytes().chunks(2).map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
    }

    fn point(text: &str) -> [u8; 32] {
        hex(text).try_into().unwrap()
    }

    /// A number one less or more than a big-endian one whose last byte allows it.
    fn changed(number: &[u8], change: i8) -> Vec<u8> {
        let mut number = number.to_vec();
        let last = number.last_mut().unwrap();
        *last = last.checked_add_signed(change).unwrap();
        number
    }

    #[test]
    fn rsa_sizes() {
        for (len, first, expected) in [
            (255, 0xFF, Err(Error::UnsupportedKeySize)),
            (256, 0x7F, Err(Error::UnsupportedKeySize)),
            (256, 0x80, Ok(())),
            (257, 0x01, Err(Error::UnsupportedKeySize)),
            (257, 0x80, Ok(())),
            (512, 0xFF, Ok(())),
            (513, 0x80, Err(Error::UnsupportedKeySize)),
            (0, 0, Err(Error::UnsupportedKeySize)),
        ] {
            let mut modulus = std::vec![0xFF; len];
            modulus.iter_mut().take(1).for_each(|byte| *byte = first);
            assert_eq!(check_rsa(&modulus, 65537), expected, "{len} {first:#x}");
        }
    }

    #[test]
    fn refuses_even_rsa_modulus() {
        let mut modulus = [0xFF; 256];
        modulus[255] = 0xFE;
        assert_eq!(check_rsa(&modulus, 65537), Err(Error::InvalidPublicKey));
    }

    #[test]
    fn refuses_weak_rsa_exponents() {
        for exponent in [0, 1, 2, 4, 65536, 1 << 33, (1 << 33) + 1, u64::MAX] {
            assert_eq!(check_rsa(&[0xFF; 256], exponent), Err(Error::WeakRsaExponent), "{exponent}");
        }
        for exponent in [3, 17, 65537, (1 << 33) - 1] {
            assert_eq!(check_rsa(&[0xFF; 256], exponent), Ok(()), "{exponent}");
        }
    }

    #[test]
    fn refuses_roca_weak_key() {
        let modulus = hex(ROCA_WEAK);
        assert_eq!(check_rsa(&modulus, 65537), Err(Error::RocaWeakKey));
        assert_eq!(check_rsa(&changed(&modulus, 2), 65537), Ok(()));
    }

    /// Bit r of a print says that r is among the residues: the beginning of the published detector's table.
    #[test]
    fn roca_residues_are_the_published_ones() {
        let published = [(3, 6), (5, 30), (7, 126), (11, 1026), (13, 5658), (17, 107_286), (19, 199_410)];
        for (prime, print) in published {
            let bits =
                (0..prime).filter(|residue| is_power_of_generator(*residue, prime)).map(|residue| 1_u32 << residue);
            assert_eq!(bits.sum::<u32>(), print, "{prime}");
        }
    }

    #[test]
    fn ecdsa_scalars_from_one_to_order_less_one_pass() {
        for algorithm in EC_ALGORITHMS {
            let (order, one) = order_and_one(algorithm);
            for scalar in [changed(&order, -1), one] {
                assert_eq!(check_signature(algorithm, &[scalar.clone(), scalar].concat()), Ok(()), "{algorithm}");
            }
        }
    }

    #[test]
    fn refuses_ecdsa_scalars_out_of_range() {
        for algorithm in EC_ALGORITHMS {
            let (order, one) = order_and_one(algorithm);
            let (zero, above, greatest) = (std::vec![0; order.len()], changed(&order, 1), std::vec![0xFF; order.len()]);
            for scalar in [zero, order.clone(), above, greatest] {
                for signature in [[scalar.clone(), one.clone()], [one.clone(), scalar.clone()]] {
                    let verdict = check_signature(algorithm, &signature.concat());
                    assert_eq!(verdict, Err(Error::InvalidSignature), "{algorithm} {scalar:?}");
                }
            }
        }
    }

    #[test]
    fn refuses_ecdsa_signatures_of_another_length() {
        for algorithm in EC_ALGORITHMS {
            let (_, one) = order_and_one(algorithm);
            for signature in [std::vec![], one.clone(), [one.clone(), one[1..].to_vec()].concat()] {
                assert_eq!(check_signature(algorithm, &signature), Err(Error::InvalidSignature), "{algorithm}");
            }
        }
    }

    #[test]
    fn refuses_ed25519_s_of_order_or_more() {
        let with = |s: &[u8]| check_signature(Algorithm::EdDSA, &[&hex(GOOD_POINT), s].concat());
        let mut below = *ED25519_ORDER;
        below[0] -= 1;
        assert_eq!(with(&below), Ok(()));
        assert_eq!(with(&[0; 32]), Ok(()));
        let mut above = *ED25519_ORDER;
        above[0] += 1;
        for s in [*ED25519_ORDER, above, [0xFF; 32]] {
            assert_eq!(with(&s), Err(Error::InvalidSignature), "{s:?}");
        }
        assert_eq!(with(&[]), Err(Error::InvalidSignature));
    }

    #[test]
    fn refuses_ed25519_r_of_small_order() {
        for r in SMALL_ORDER_ENCODINGS {
            let signature = [hex(r), std::vec![0; 32]].concat();
            assert_eq!(check_signature(Algorithm::EdDSA, &signature), Err(Error::InvalidSignature), "{r}");
        }
    }

    #[test]
    fn refuses_ed25519_keys_of_small_order() {
        for key in SMALL_ORDER_ENCODINGS {
            assert_eq!(check_ed25519_key(&point(key)), Err(Error::InvalidPublicKey), "{key}");
        }
        assert_eq!(check_ed25519_key(&point(GOOD_POINT)), Ok(()));
    }

    #[test]
    fn refuses_ed25519_keys_that_are_not_canonical() {
        // p to 2^255 - 1, with either sign.
        for (low, sign) in (0xED..=0xFF).flat_map(|low| [(low, 0x7F), (low, 0xFF)]) {
            let mut key = [0xFF; 32];
            (key[0], key[31]) = (low, sign);
            assert_eq!(check_ed25519_key(&key), Err(Error::InvalidPublicKey), "{low:#x} {sign:#x}");
        }
        let mut below = *ED25519_PRIME;
        below[0] -= 2;
        assert_eq!(check_ed25519_key(&below), Ok(()));
    }

    /// A curve's order, and the number one in its length.
    fn order_and_one(algorithm: Algorithm) -> (Vec<u8>, Vec<u8>) {
        let KeyKind::Ec(curve) = algorithm.key_kind() else { panic!("{algorithm}") };
        let order = curve_order(curve);
        (order.to_vec(), changed(&std::vec![0; order.len()], 1))
    }
}
