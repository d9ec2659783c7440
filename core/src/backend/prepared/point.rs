//! Points of P-256: affine ones, which tables hold, and the sum of many in Jacobian coordinates.

use super::field::Element;

/// The coefficient b of the curve y² = x³ - 3x + b (SEC 2 section 2.4.2).
const B: Element = constant(
    b"\
    \x5A\xC6\x35\xD8\xAA\x3A\x93\xE7\xB3\xEB\xBD\x55\x76\x98\x86\xBC\
    \x65\x1D\x06\xB0\xCC\x53\xB0\xF6\x3B\xCE\x3C\x3E\x27\xD2\x60\x4B",
);
#[allow(dead_code, reason = "for the build script, which computes the base point's table")]
const GENERATOR_X: Element = constant(
    b"\
    \x6B\x17\xD1\xF2\xE1\x2C\x42\x47\xF8\xBC\xE6\xE5\x63\xA4\x40\xF2\
    \x77\x03\x7D\x81\x2D\xEB\x33\xA0\xF4\xA1\x39\x45\xD8\x98\xC2\x96",
);
#[allow(dead_code, reason = "for the build script, which computes the base point's table")]
const GENERATOR_Y: Element = constant(
    b"\
    \x4F\xE3\x42\xE2\xFE\x1A\x7F\x9B\x8E\xE7\xEB\x4A\x7C\x0F\x9E\x16\
    \x2B\xCE\x33\x57\x6B\x31\x5E\xCE\xCB\xB6\x40\x68\x37\xBF\x51\xF5",
);

/// An entry of a table: a point other than infinity, in a cache line of its own.
#[derive(Clone, Copy)]
#[repr(align(64))]
pub struct Point {
    pub(super) x: Element,
    pub(super) y: Element,
}

impl Point {
    /// What memory for a table is filled with before: no point of the curve.
    pub const EMPTY: Self = Self { x: Element::ZERO, y: Element::ZERO };
    /// The base point G.
    #[allow(dead_code, reason = "for the build script, which computes the base point's table")]
    pub(super) const GENERATOR: Self = Self { x: GENERATOR_X, y: GENERATOR_Y };

    /// Takes the coordinates of a point on the curve, each below p.
    pub(super) fn from_coordinates(x: &[u8; 32], y: &[u8; 32]) -> Option<Self> {
        let point = Self { x: Element::from_be_bytes(x)?, y: Element::from_be_bytes(y)? };
        point.is_on_curve().then_some(point)
    }

    /// Takes bytes as [`Point::to_stored`] gave them.
    pub(super) const fn from_stored(bytes: &[u8; 64]) -> Self {
        let (x, y) = bytes.split_at(32);
        Self { x: stored_element(x), y: stored_element(y) }
    }

    /// The point as it is kept: eight words, the lowest bytes first.
    #[allow(dead_code, reason = "for the build script, which computes the base point's table")]
    pub(super) fn to_stored(self) -> [u8; 64] {
        let mut bytes = [0; 64];
        let words = self.x.to_stored().into_iter().chain(self.y.to_stored());
        for (slot, word) in bytes.chunks_exact_mut(8).zip(words) {
            slot.copy_from_slice(&word.to_le_bytes());
        }
        bytes
    }

    fn is_on_curve(self) -> bool {
        let three = Element::ONE.double().add(Element::ONE);
        self.y.square() == self.x.square().sub(three).multiply(self.x).add(B)
    }

    pub(super) const fn negate(self) -> Self {
        Self { x: self.x, y: self.y.negate() }
    }
}

/// A point (X/Z², Y/Z³), or infinity, whose Z is zero.
#[derive(Clone, Copy)]
pub(super) struct Jacobian {
    pub(super) x: Element,
    pub(super) y: Element,
    pub(super) z: Element,
}

impl Jacobian {
    pub(super) const INFINITY: Self = Self { x: Element::ONE, y: Element::ONE, z: Element::ZERO };

    pub(super) const fn from_point(point: Point) -> Self {
        Self { x: point.x, y: point.y, z: Element::ONE }
    }

    pub(super) const fn is_infinity(self) -> bool {
        self.z.is_zero()
    }

    /// Adds an affine point, whichever two meet.
    #[inline]
    pub(super) const fn add(self, other: Point) -> Self {
        if self.is_infinity() {
            return Self::from_point(other);
        }
        // Both brought to one denominator, and their differences.
        let z_squared = self.z.square();
        let dx = other.x.multiply(z_squared).sub(self.x);
        let dy = other.y.multiply(z_squared.multiply(self.z)).sub(self.y);
        if dx.is_zero() {
            return if dy.is_zero() { self.double() } else { Self::INFINITY };
        }
        let dx_squared = dx.square();
        let dx_cubed = dx_squared.multiply(dx);
        let v = self.x.multiply(dx_squared);
        let x = dy.square().sub(dx_cubed).sub(v.double());
        let y = dy.multiply_less(v.sub(x), self.y, dx_cubed);
        Self { x, y, z: self.z.multiply(dx) }
    }

    /// With the curve's a = -3, 3X² + aZ⁴ is 3(X - Z²)(X + Z²). Infinity stays infinity; no point has Y = 0, since the
    /// curve's order is odd.
    pub(super) const fn double(self) -> Self {
        let z_squared = self.z.square();
        let y_squared = self.y.square();
        let product = self.x.sub(z_squared).multiply(self.x.add(z_squared));
        let slope = product.double().add(product);
        let four_v = self.x.multiply(y_squared).double().double();
        let x = slope.square().sub(four_v.double());
        let eight_y_fourth = y_squared.square().double().double().double();
        let y = slope.multiply(four_v.sub(x)).sub(eight_y_fourth);
        Self { x, y, z: self.y.multiply(self.z).double() }
    }
}

/// A number that is written down above.
#[allow(clippy::panic, reason = "evaluated by the compiler")]
const fn constant(bytes: &[u8; 32]) -> Element {
    match Element::from_be_bytes(bytes) {
        Some(element) => element,
        None => panic!("not below p"),
    }
}

/// The four words of a kept number.
const fn stored_element(mut bytes: &[u8]) -> Element {
    let mut words = [0; 4];
    let mut slots: &mut [u64] = &mut words;
    while let ([slot, others @ ..], Some((word, rest))) = (slots, bytes.split_first_chunk()) {
        *slot = u64::from_le_bytes(*word);
        (slots, bytes) = (others, rest);
    }
    Element::from_stored(words)
}
