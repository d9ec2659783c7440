//! Signatures made of chosen scalars, so that sums meet every case, against p256.
//!
//! Of u1, u2 and Q any three numbers make a signature: R = u1·G + u2·Q, r = x(R) mod n, s = r/u2, and the hash is u1·s.

use std::boxed::Box;
use std::vec::Vec;

use p256::ecdsa::signature::hazmat::PrehashVerifier as _;
use p256::elliptic_curve::bigint::{ArrayEncoding as _, U256};
use p256::elliptic_curve::ops::Reduce;
use p256::elliptic_curve::point::{AffineCoordinates as _, DecompressPoint as _};
use p256::elliptic_curve::{Group as _, PrimeField as _};
use p256::{AffinePoint, FieldBytes, ProjectivePoint, Scalar, ecdsa};

use super::{generator_times, memory, ours};
use crate::backend::prepared::es256::is_hash_signed;
use crate::backend::prepared::table::{Multiples, Window, fill};

const ORDER: U256 = U256::from_be_hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
const P: U256 = U256::from_be_hex("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff");

/// A key's tables, one for each window, and p256's key.
struct Keys {
    tables: Vec<(Window, Box<[crate::backend::prepared::Point]>)>,
    reference: ecdsa::VerifyingKey,
}

impl Keys {
    fn of(point: ProjectivePoint) -> Self {
        let tables = Window::ALL.map(|window| {
            let mut points = memory(window);
            fill(&mut points, window, ours(point).unwrap());
            (window, points)
        });
        Self { tables: tables.into(), reference: ecdsa::VerifyingKey::from_affine(point.into()).unwrap() }
    }

    /// What all windows and p256 say.
    fn judge(&self, hash: FieldBytes, r: FieldBytes, s: FieldBytes) -> bool {
        let expected = ecdsa::Signature::from_scalars(r, s)
            .is_ok_and(|signature| self.reference.verify_prehash(&hash, &signature).is_ok());
        let signature = [r.as_slice(), s.as_slice()].concat().try_into().unwrap();
        for (window, points) in &self.tables {
            let verdict = is_hash_signed(&Multiples::new(*window, points), &hash.into(), &signature);
            assert_eq!(verdict, expected, "{window:?} {hash:x?} {r:x?} {s:x?}");
        }
        expected
    }
}

fn reduced(bytes: &FieldBytes) -> Scalar {
    <Scalar as Reduce<FieldBytes>>::reduce(bytes)
}

fn negative(scalar: Scalar) -> Scalar {
    Scalar::ZERO.sub(&scalar)
}

fn number(number: u64) -> Scalar {
    Scalar::from(number)
}

/// Whether the signature of these scalars is good: it is, unless R is infinity or r or s is zero.
fn signature_of(u1: Scalar, u2: Scalar, key: ProjectivePoint) -> (FieldBytes, FieldBytes, FieldBytes, bool) {
    let sum = generator_times(u1) + key * u2;
    if bool::from(sum.is_identity()) {
        // Any r will do: there is no x that it could be.
        let s = Option::<Scalar>::from(u2.invert()).unwrap_or(Scalar::ONE);
        return ((u1 * s).to_repr(), Scalar::ONE.to_repr(), s.to_repr(), false);
    }
    let r = reduced(&AffinePoint::from(sum).x());
    let s = r * Option::<Scalar>::from(u2.invert()).unwrap_or(Scalar::ONE);
    ((u1 * s).to_repr(), r.to_repr(), s.to_repr(), true)
}

/// Scalars whose multiples of small keys meet on the way or at the end: equal, opposite, at infinity, and alone.
fn scalars() -> Vec<Scalar> {
    let small = [1, 2, 3, 4, 7, 8, 15, 16, 31, 32, 63, 64, 127, 128, 129, 255, 256, 257].map(number);
    let half = number(2).invert().unwrap();
    let high = Scalar::from_repr(U256::ONE.shl_vartime(252).to_be_byte_array()).unwrap();
    let spread = [number(0x1_0000_0001), half, high, high + high, number(0xFFFF_FFFF_FFFF_FFFF)];
    small.into_iter().chain(spread).flat_map(|scalar| [scalar, negative(scalar)]).collect()
}

#[test]
fn sums_of_every_kind_are_judged_as_by_p256() {
    let half = number(2).invert().unwrap();
    let (mut accepted, mut infinite) = (0, 0);
    for secret in [number(1), negative(number(1)), number(2), negative(number(2)), half, number(3), number(64)] {
        let keys = Keys::of(generator_times(secret));
        for u2 in scalars() {
            // Of its own kind, equal to the other half, its opposite, twice it, and such that one entry is left to meet.
            let meeting = u2 * secret;
            let others = [meeting, negative(meeting), meeting + meeting, negative(meeting) + number(1), number(5)];
            for u1 in others.into_iter().chain([Scalar::ZERO]) {
                let (hash, r, s, is_good) = signature_of(u1, u2, generator_times(secret));
                assert_eq!(keys.judge(hash, r, s), is_good);
                accepted += usize::from(is_good);
                infinite += usize::from(!is_good);
            }
        }
    }
    assert!(accepted > 1000 && infinite > 200, "{accepted} {infinite}");
}

/// A point with the given x, if there is one.
fn point_with(x: &U256) -> Option<ProjectivePoint> {
    Option::<AffinePoint>::from(AffinePoint::decompress(&x.to_be_byte_array(), 0.into())).map(Into::into)
}

/// A key under which u1·G + u2·Q is a point whose x is r modulo n, with s and the hash to it.
fn key_for(point: ProjectivePoint, r: Scalar) -> (ProjectivePoint, FieldBytes, FieldBytes) {
    let (u1, u2) = (number(0x1234_5678_9ABC), number(0x9876_5432_1111));
    let inverse = u2.invert().unwrap();
    let s = r * inverse;
    ((point - generator_times(u1)) * inverse, (u1 * s).to_repr(), s.to_repr())
}

/// The greatest x, from p - 1 down to n: r is x - n, and x is r + n.
#[test]
fn x_of_order_or_more_is_met_by_r_plus_order() {
    let mut met = 0;
    for less in 1..40 {
        let x = P.wrapping_sub(&U256::from_u64(less));
        let lowest = ORDER.wrapping_add(&U256::from_u64(less - 1));
        for x in [x, lowest] {
            let Some(point) = point_with(&x) else { continue };
            let r = reduced(&x.to_be_byte_array());
            assert_eq!(U256::from_be_byte_array(r.to_repr()), x.wrapping_sub(&ORDER));
            if r == Scalar::ZERO {
                continue;
            }
            let (key, hash, s) = key_for(point, r);
            assert!(Keys::of(key).judge(hash, r.to_repr(), s));
            met += 1;
        }
    }
    assert!(met > 20, "{met}");
}

/// x is not r + n where that is p or more: r = x + p - n would be met, were r + n taken modulo p, and r = x + 2^256 - n,
/// were its carry lost.
#[test]
fn r_plus_order_is_not_reduced() {
    let mut met = 0;
    for x in (0..60_u64).map(U256::from_u64) {
        let Some(point) = point_with(&x) else { continue };
        for modulus in [P, U256::ZERO] {
            let r = reduced(&modulus.wrapping_sub(&ORDER).wrapping_add(&x).to_be_byte_array());
            let (key, hash, s) = key_for(point, r);
            assert!(!Keys::of(key).judge(hash, r.to_repr(), s), "{x}");
            met += 1;
        }
    }
    assert!(met > 40, "{met}");
}

#[test]
fn refuses_numbers_out_of_range() {
    let keys = Keys::of(generator_times(number(7)));
    let (hash, r, s, _) = signature_of(number(11), number(13), generator_times(number(7)));
    assert!(keys.judge(hash, r, s));
    let order = ORDER.to_be_byte_array();
    let above = ORDER.wrapping_add(&U256::ONE).to_be_byte_array();
    for wrong in [FieldBytes::default(), order, above, FieldBytes::from([0xFF; 32])] {
        assert!(!keys.judge(hash, wrong, s) && !keys.judge(hash, r, wrong));
    }
    // n - s is as good as s; n - r is not.
    assert!(keys.judge(hash, r, negative(Scalar::from_repr(s).unwrap()).to_repr()));
    assert!(!keys.judge(hash, negative(Scalar::from_repr(r).unwrap()).to_repr(), s));
}

/// A hash of n or more is reduced.
#[test]
fn hashes_of_order_or_more_are_taken_modulo_it() {
    let key = generator_times(number(7));
    let keys = Keys::of(key);
    for low in 0..8 {
        let hash = ORDER.wrapping_add(&U256::from_u64(low)).to_be_byte_array();
        let (nonce, secret) = (number(0x1111_2222), number(7));
        let r = reduced(&AffinePoint::from(generator_times(nonce)).x());
        let s = (reduced(&hash) + r * secret) * nonce.invert().unwrap();
        assert!(keys.judge(hash, r.to_repr(), s.to_repr()));
        assert_eq!(reduced(&hash), number(low));
    }
}
