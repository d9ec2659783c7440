//! That the arithmetic is right: of the field, of points, of tables, and of signatures whose sums meet every case.
//!
//! What holds for whole keys is asked in `backend/tests`: Wycheproof's vectors, and agreement with the other backends.

mod es256;
mod field;
mod inverse;
mod point;
mod table;

use std::boxed::Box;

use p256::elliptic_curve::PrimeField as _;
use p256::elliptic_curve::bigint::{ArrayEncoding as _, U256};
use p256::elliptic_curve::sec1::ToSec1Point as _;
use p256::{AffinePoint, ProjectivePoint, Scalar};

use super::field::Element;
use super::point::{Jacobian, Point};

/// A point of the reference as ours; none for infinity.
fn ours(point: ProjectivePoint) -> Option<Point> {
    let encoded = AffinePoint::from(point).to_sec1_point(false);
    let (x, y) = (encoded.x()?.as_slice(), encoded.y()?.as_slice());
    Some(Point::from_coordinates(x.try_into().unwrap(), y.try_into().unwrap()).unwrap())
}

/// A sum as an affine point; none for infinity.
fn affine(sum: Jacobian) -> Option<Point> {
    let z = sum.z.invert();
    let z_squared = z.square();
    (!sum.is_infinity()).then(|| Point { x: sum.x.multiply(z_squared), y: sum.y.multiply(z_squared.multiply(z)) })
}

fn is_same(one: Option<Point>, other: Option<Point>) -> bool {
    one.map(Point::to_stored) == other.map(Point::to_stored)
}

fn generator_times(scalar: Scalar) -> ProjectivePoint {
    ProjectivePoint::GENERATOR * scalar
}

fn scalar_of(words: [u64; 4]) -> Scalar {
    let number = U256::from_words(words);
    Scalar::from_repr(number.to_be_byte_array()).unwrap()
}

/// Memory for a table.
fn memory(window: super::Window) -> Box<[Point]> {
    std::vec![Point::EMPTY; window.points()].into_boxed_slice()
}

fn element(number: u64) -> Element {
    Element::from_words([number, 0, 0, 0]).unwrap()
}
