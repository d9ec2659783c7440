//! Points against p256's: every pair that may meet in a sum, with denominators of every kind.

use std::vec::Vec;

use p256::elliptic_curve::Group as _;
use p256::{ProjectivePoint, Scalar};

use super::{affine, element, generator_times, is_same, ours};
use crate::backend::prepared::field::Element;
use crate::backend::prepared::point::{Jacobian, Point};

/// The same point with another denominator.
fn with_denominator(point: Option<Point>, z: Element) -> Jacobian {
    point.map_or(Jacobian::INFINITY, |point| {
        let z_squared = z.square();
        Jacobian { x: point.x.multiply(z_squared), y: point.y.multiply(z_squared.multiply(z)), z }
    })
}

/// 0, 1, -1, 2, -2, 3, -3 times G, and two multiples that nothing links.
fn samples() -> Vec<ProjectivePoint> {
    let small = (0..4_u64).map(Scalar::from);
    let far =
        [0x1234_5678_9ABC_DEF0, 0xFEDC_BA98_7654_3211_u64].map(Scalar::from).map(|scalar| scalar.invert().unwrap());
    small.chain(far).flat_map(|scalar| [generator_times(scalar), generator_times(scalar.negate())]).collect()
}

trait Negate {
    fn negate(self) -> Self;
}

impl Negate for Scalar {
    fn negate(self) -> Self {
        Scalar::ZERO.sub(&self)
    }
}

#[test]
fn sums_are_those_of_p256_whichever_points_meet() {
    let (mut equal, mut opposite, mut infinite) = (0, 0, 0);
    for one in samples() {
        for other in samples().into_iter().filter(|other| !bool::from(other.is_identity())) {
            for z in [element(1), element(2), element(0x1234_5678).invert(), element(1).negate()] {
                let sum = with_denominator(ours(one), z).add(ours(other).unwrap());
                assert!(is_same(affine(sum), ours(one + other)));
            }
            equal += usize::from(one == other);
            opposite += usize::from(one == -other);
            infinite += usize::from(bool::from(one.is_identity()));
        }
    }
    assert!(equal >= 10 && opposite >= 10 && infinite >= 10, "{equal} {opposite} {infinite}");
}

#[test]
fn doubles_are_those_of_p256() {
    for one in samples() {
        for z in [element(1), element(2), element(0x1234_5678).invert(), element(1).negate()] {
            assert!(is_same(affine(with_denominator(ours(one), z).double()), ours(one + one)));
        }
    }
}

#[test]
fn negatives_are_those_of_p256() {
    for one in samples() {
        assert!(is_same(ours(one).map(Point::negate), ours(-one)));
    }
}

#[test]
fn points_are_taken_if_they_are_on_the_curve() {
    let encoded = |point: ProjectivePoint| {
        use p256::elliptic_curve::sec1::ToSec1Point as _;
        let point = p256::AffinePoint::from(point).to_sec1_point(false);
        [point.x().unwrap().as_slice(), point.y().unwrap().as_slice()].map(|part| <[u8; 32]>::try_from(part).unwrap())
    };
    for one in samples().into_iter().filter(|one| !bool::from(one.is_identity())) {
        let [x, y] = encoded(one);
        assert!(Point::from_coordinates(&x, &y).is_some());
        for at in [0, 15, 31] {
            let (mut other_x, mut other_y) = (x, y);
            other_x[at] ^= 1;
            other_y[at] ^= 1;
            assert!(Point::from_coordinates(&other_x, &y).is_none());
            assert!(Point::from_coordinates(&x, &other_y).is_none());
        }
        assert!(Point::from_coordinates(&[0xFF; 32], &y).is_none());
        assert!(Point::from_coordinates(&x, &[0xFF; 32]).is_none());
    }
    assert!(Point::from_coordinates(&[0; 32], &[0; 32]).is_none());
}

#[test]
fn the_base_point_is_that_of_p256() {
    assert!(is_same(Some(Point::GENERATOR), ours(ProjectivePoint::GENERATOR)));
}
