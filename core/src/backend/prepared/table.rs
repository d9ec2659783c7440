//! Multiples of a point, with which it is multiplied by a scalar without a doubling.
//!
//! A scalar is cut into windows of w bits, from the lowest on, each a digit of -2^(w-1) < d ≤ 2^(w-1) that carries into
//! the next. The table holds d·2^(w·i)·P for each window i and each d from 1 to 2^(w-1), so that a scalar's multiple is
//! the sum of one entry for each digit that is not zero. The last window holds what is left of 256 bits, and a carry.

use super::field::Element;
use super::point::{Jacobian, Point};

/// The most windows that any table has: those of 4 bits.
const MAX_WINDOWS: usize = 65;
/// The length of a scalar.
const SCALAR_BITS: usize = 256;

/// The base point's window. Its table is a part of the program, for which hosts have room, and which their processes
/// share; a device pays for it with flash.
pub(super) const BASE_WINDOW: Window = if cfg!(feature = "std") { Window::Bits8 } else { Window::Bits5 };

/// How many bits of a scalar one entry of a table serves: more are faster, and take more memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Window {
    /// 513 points, 32 KiB.
    Bits4,
    /// 818 points, 51 KiB.
    Bits5,
    /// 1,360 points, 85 KiB.
    Bits6,
    /// 2,320 points, 145 KiB.
    Bits7,
    /// 4,097 points, 256 KiB.
    Bits8,
}

impl Window {
    /// Every window, the smallest first.
    pub const ALL: [Self; 5] = [Self::Bits4, Self::Bits5, Self::Bits6, Self::Bits7, Self::Bits8];

    /// How many points a table has.
    #[must_use]
    pub const fn points(self) -> usize {
        let last = SCALAR_BITS.wrapping_sub(self.windows().wrapping_sub(1).wrapping_mul(self.bits()));
        self.windows().wrapping_sub(1).wrapping_mul(self.half()).wrapping_add(1 << last)
    }

    /// How many bytes a table takes.
    #[must_use]
    pub const fn bytes(self) -> usize {
        self.points().wrapping_mul(size_of::<Point>())
    }

    const fn bits(self) -> usize {
        match self {
            Self::Bits4 => 4,
            Self::Bits5 => 5,
            Self::Bits6 => 6,
            Self::Bits7 => 7,
            Self::Bits8 => 8,
        }
    }

    /// The greatest digit, and so the number of entries in every window but the last.
    const fn half(self) -> usize {
        1 << self.bits().wrapping_sub(1)
    }

    /// One more than fit whole, for the bits that are left over or for the carry.
    const fn windows(self) -> usize {
        match SCALAR_BITS.checked_div(self.bits()) {
            Some(whole) => whole.wrapping_add(1),
            None => 0,
        }
    }
}

/// A point's table, as it is read.
#[derive(Clone, Copy)]
pub(super) struct Multiples<'t> {
    window: Window,
    points: &'t [Point],
}

impl<'t> Multiples<'t> {
    /// Takes what [`fill`] filled for the window.
    pub(super) const fn new(window: Window, points: &'t [Point]) -> Self {
        Self { window, points }
    }

    /// The sum and a scalar's multiple of the table's point: `sum + scalar·P`. None for a table that is too short.
    #[inline]
    pub(super) fn add_multiple(&self, mut sum: Jacobian, scalar: [u64; 4]) -> Option<Jacobian> {
        let mut windows = self.points.chunks(self.window.half());
        for digit in Digits::new(self.window, scalar) {
            let window = windows.next()?;
            if let Some(before) = digit.magnitude.checked_sub(1) {
                let entry = *window.get(before)?;
                sum = sum.add(if digit.is_negative { entry.negate() } else { entry });
            }
        }
        Some(sum)
    }
}

/// One window's digit.
#[cfg_attr(test, derive(Debug))]
pub(super) struct Digit {
    pub(super) is_negative: bool,
    pub(super) magnitude: usize,
}

/// A scalar's digits, from the lowest on.
pub(super) struct Digits {
    window: Window,
    left: usize,
    scalar: [u64; 4],
    carry: usize,
}

impl Digits {
    pub(super) const fn new(window: Window, scalar: [u64; 4]) -> Self {
        Self { window, left: window.windows(), scalar, carry: 0 }
    }
}

impl Iterator for Digits {
    type Item = Digit;

    #[inline]
    fn next(&mut self) -> Option<Digit> {
        self.left = self.left.checked_sub(1)?;
        let bits = self.window.bits();
        let [s0, s1, s2, s3] = self.scalar;
        let over = 64_usize.wrapping_sub(bits);
        self.scalar = [s0 >> bits | s1 << over, s1 >> bits | s2 << over, s2 >> bits | s3 << over, s3 >> bits];
        let full = 1_usize << bits;
        let [lowest, ..] = s0.to_le_bytes();
        let value = (usize::from(lowest) & full.wrapping_sub(1)).wrapping_add(self.carry);
        let is_negative = value > self.window.half();
        self.carry = usize::from(is_negative);
        Some(Digit { is_negative, magnitude: if is_negative { full.wrapping_sub(value) } else { value } })
    }
}

/// Fills memory of [`Window::points`] with a point's table.
///
/// All windows grow at once, from their first entry: m entries become 2m by adding the last of them to each, so that one
/// inversion serves a whole step. The new entries hold what the inversion needs until they are there.
pub(super) const fn fill(points: &mut [Point], window: Window, of: Point) {
    fill_first(points, window, of);
    let mut known = 1;
    while known < window.half() {
        grow(points, window, known);
        known = known.wrapping_mul(2);
    }
}

/// Puts 2^(w·i)·P into each window i.
const fn fill_first(points: &mut [Point], window: Window, of: Point) {
    let mut powers = [Jacobian::INFINITY; MAX_WINDOWS];
    let mut rest: &mut [Jacobian] = &mut powers;
    let mut power = Jacobian::from_point(of);
    let mut product = Element::ONE;
    let mut at = 0;
    while let ([slot, others @ ..], [first, ..]) = (rest, window_at(points, window, at)) {
        *slot = power;
        // The product of the denominators before it, until they are inverted.
        first.x = product;
        product = product.multiply(power.z);
        let mut doublings = 0;
        while doublings < window.bits() {
            power = power.double();
            doublings = doublings.wrapping_add(1);
        }
        rest = others;
        at = at.wrapping_add(1);
    }
    let mut inverse = product.invert();
    let mut rest: &[Jacobian] = powers.split_at(at).0;
    while let ([others @ .., power], [first, ..]) = (rest, window_at(points, window, rest.len().wrapping_sub(1))) {
        let z = inverse.multiply(first.x);
        inverse = inverse.multiply(power.z);
        let z_squared = z.square();
        *first = Point { x: power.x.multiply(z_squared), y: power.y.multiply(z_squared.multiply(z)) };
        rest = others;
    }
}

/// Doubles the known entries of every window that has more.
const fn grow(points: &mut [Point], window: Window, known: usize) {
    let mut product = Element::ONE;
    let mut at = 0;
    while at < window.windows() {
        product = prepare_window(window_at(points, window, at), known, product);
        at = at.wrapping_add(1);
    }
    let mut inverse = product.invert();
    while at > 0 {
        at = at.wrapping_sub(1);
        inverse = grow_window(window_at(points, window, at), known, inverse);
    }
}

/// Puts into each new entry the denominator of its slope (y), and the product of all denominators before it (x).
const fn prepare_window(points: &mut [Point], known: usize, mut product: Element) -> Element {
    let Some((known, mut new)) = points.split_at_mut_checked(known) else { return product };
    let [.., last] = known else { return product };
    let last = *last;
    let mut known: &[Point] = known;
    while let ([entry, entries @ ..], [slot, slots @ ..]) = (known, new) {
        let is_last = entries.is_empty();
        let denominator = if is_last { last.y.double() } else { entry.x.sub(last.x) };
        *slot = Point { x: product, y: denominator };
        product = product.multiply(denominator);
        (known, new) = (entries, slots);
    }
    product
}

/// Computes the new entries from the inverse of the product of all denominators, which it hands on for those before.
const fn grow_window(points: &mut [Point], known: usize, mut inverse: Element) -> Element {
    let Some((known, new)) = points.split_at_mut_checked(known) else { return inverse };
    let [.., last] = known else { return inverse };
    let last = *last;
    let Some((mut new, _)) = new.split_at_mut_checked(known.len()) else { return inverse };
    let mut known: &[Point] = known;
    let mut is_last = true;
    while let ([entries @ .., entry], [slots @ .., slot]) = (known, new) {
        let numerator = if is_last { tangent_numerator(last) } else { entry.y.sub(last.y) };
        let slope = numerator.multiply(inverse.multiply(slot.x));
        inverse = inverse.multiply(slot.y);
        let x = slope.square().sub(entry.x).sub(last.x);
        *slot = Point { x, y: slope.multiply(last.x.sub(x)).sub(last.y) };
        (known, new) = (entries, slots);
        is_last = false;
    }
    inverse
}

/// 3x² - 3, as 3(x - 1)(x + 1).
const fn tangent_numerator(point: Point) -> Element {
    let product = point.x.sub(Element::ONE).multiply(point.x.add(Element::ONE));
    product.double().add(product)
}

/// The entries of a window; none behind the last.
const fn window_at(points: &mut [Point], window: Window, at: usize) -> &mut [Point] {
    let start = at.wrapping_mul(window.half());
    let Some((_, rest)) = points.split_at_mut_checked(start) else { return &mut [] };
    if rest.len() < window.half() {
        return rest;
    }
    rest.split_at_mut(window.half()).0
}
