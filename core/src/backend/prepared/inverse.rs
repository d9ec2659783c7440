//! Inverses modulo the curve's order n by the division steps of Bernstein and Yang ("Fast constant-time gcd computation and
//! modular inversion", 2019), in variable time.
//!
//! Two numbers f and g begin as n and a. Steps that look at nothing but their lowest bits bring them to ±1 and 0. So 62
//! steps are gathered into a matrix, by the lowest words alone, and applied to whole numbers at once: to f and g, and to d
//! and e, for which f = d·a and g = e·a modulo n holds all the while. In the end d is ±1/a.

use super::es256;

/// How many steps a matrix gathers: its entries then fit into a word with their signs.
const STEPS: u32 = 62;
const DIGIT: i64 = (1 << STEPS) - 1;
/// As many matrices as numbers of 256 bits ever need: 741 steps, by theorem 11.2 of the paper.
const MAX_MATRICES: u32 = 12;

/// A number with a sign: digits of 62 bits from the lowest on, the last of which has the sign.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Number([i64; 5]);

const ZERO: Number = Number([0; 5]);
const ONE: Number = Number([1, 0, 0, 0, 0]);
/// n.
const ORDER: Number = Number::from_words(es256::ORDER);
/// 1/n modulo 2^62.
const ORDER_INVERSE: i64 = {
    let mut inverse = ORDER.lowest();
    let mut bits = 3;
    while bits < STEPS {
        inverse = inverse.wrapping_mul(2_i64.wrapping_sub(ORDER.lowest().wrapping_mul(inverse)));
        bits = bits.wrapping_mul(2);
    }
    inverse & DIGIT
};

/// What steps do, times 2^62: f becomes u·f + v·g, and g becomes q·f + r·g.
struct Matrix {
    u: i64,
    v: i64,
    q: i64,
    r: i64,
}

/// The inverse of a number in 1..n-1, as words from the lowest on; none for zero.
pub(super) fn invert(number: [u64; 4]) -> Option<[u64; 4]> {
    let (mut f, mut g) = (ORDER, Number::from_words(number));
    let (mut d, mut e) = (ZERO, ONE);
    let mut eta = -1;
    for _ in 0..MAX_MATRICES {
        let matrix;
        (matrix, eta) = gather(f.lowest(), g.lowest(), eta);
        (f, g) = matrix.apply(f, g);
        (d, e) = matrix.apply_modulo_order(d, e);
        if g == ZERO {
            let inverse = if f.is_negative() { d.lifted().negate() } else { d };
            return (f == ONE || f == ONE.negate()).then(|| inverse.lifted().to_words());
        }
    }
    None
}

/// Gathers 62 steps. Zeros at the end of g are passed over together; where f is to be exchanged with g it is, by the sign
/// of eta; then a multiple of f clears up to six bits of g.
#[allow(clippy::many_single_char_names, reason = "the names of the paper")]
fn gather(mut f: i64, mut g: i64, mut eta: i32) -> (Matrix, i32) {
    let (mut u, mut v, mut q, mut r) = (1_i64, 0_i64, 0_i64, 1_i64);
    let mut left = STEPS;
    loop {
        let zeros = g.trailing_zeros().min(left);
        g = g.wrapping_shr(zeros);
        (u, v) = (u.wrapping_shl(zeros), v.wrapping_shl(zeros));
        eta = eta.wrapping_sub(zeros.cast_signed());
        left = left.wrapping_sub(zeros);
        if left == 0 {
            return (Matrix { u, v, q, r }, eta);
        }
        if eta < 0 {
            eta = eta.wrapping_neg();
            (f, g) = (g, f.wrapping_neg());
            (u, q) = (q, u.wrapping_neg());
            (v, r) = (r, v.wrapping_neg());
        }
        // f·(2 - f²) is 1/f modulo 64, since f is its own inverse modulo 8.
        let bits = left.min(eta.wrapping_add(1).cast_unsigned()).min(6);
        let negative_inverse = f.wrapping_mul(f.wrapping_mul(f).wrapping_sub(2));
        let factor = g.wrapping_mul(negative_inverse) & 1_i64.wrapping_shl(bits).wrapping_sub(1);
        g = g.wrapping_add(f.wrapping_mul(factor));
        q = q.wrapping_add(u.wrapping_mul(factor));
        r = r.wrapping_add(v.wrapping_mul(factor));
    }
}

impl Matrix {
    /// Applies the steps to f and g, whose 62 lowest bits they clear.
    fn apply(&self, f: Number, g: Number) -> (Number, Number) {
        let of = |one, other| {
            Number::shifted(f.0.iter().zip(&g.0).map(move |(f, g)| wide(one, *f).wrapping_add(wide(other, *g))))
        };
        (of(self.u, self.v), of(self.q, self.r))
    }

    /// Applies the steps to d and e modulo n: such multiples of n are added that the 62 lowest bits become zero. Both
    /// stay between -2n and n, since n is added first where they are negative.
    fn apply_modulo_order(&self, d: Number, e: Number) -> (Number, Number) {
        let of = |one: i64, other: i64| {
            let lifted = (if d.is_negative() { one } else { 0 }).wrapping_add(if e.is_negative() { other } else { 0 });
            let lowest = one.wrapping_mul(d.lowest()).wrapping_add(other.wrapping_mul(e.lowest()));
            let factor = lifted.wrapping_sub(lowest.wrapping_mul(ORDER_INVERSE).wrapping_add(lifted) & DIGIT);
            let digits = d.0.into_iter().zip(e.0).zip(ORDER.0);
            Number::shifted(digits.map(move |((d, e), order)| {
                wide(one, d).wrapping_add(wide(other, e)).wrapping_add(wide(factor, order))
            }))
        };
        (of(self.u, self.v), of(self.q, self.r))
    }
}

impl Number {
    const fn from_words([w0, w1, w2, w3]: [u64; 4]) -> Self {
        Self([
            w0.cast_signed() & DIGIT,
            (w0 >> 62 | w1 << 2).cast_signed() & DIGIT,
            (w1 >> 60 | w2 << 4).cast_signed() & DIGIT,
            (w2 >> 58 | w3 << 6).cast_signed() & DIGIT,
            (w3 >> 56).cast_signed(),
        ])
    }

    /// The words of a number that is not negative and below 2^256.
    const fn to_words(self) -> [u64; 4] {
        let [d0, d1, d2, d3, d4] = self.0;
        let (d0, d1, d2, d3, d4) =
            (d0.cast_unsigned(), d1.cast_unsigned(), d2.cast_unsigned(), d3.cast_unsigned(), d4.cast_unsigned());
        [d0 | d1 << 62, d1 >> 2 | d2 << 60, d2 >> 4 | d3 << 58, d3 >> 6 | d4 << 56]
    }

    const fn lowest(self) -> i64 {
        let [lowest, ..] = self.0;
        lowest
    }

    const fn is_negative(self) -> bool {
        let [.., highest] = self.0;
        highest < 0
    }

    /// A sum of products, digit by digit, without its lowest digit, which is zero.
    fn shifted(sums: impl Iterator<Item = i128>) -> Self {
        let mut digits = [0; 5];
        let (mut carry, mut below) = (0, None);
        let mut slots = digits.iter_mut();
        for sum in sums {
            let sum = sum.wrapping_add(carry);
            if let Some(slot) = below.and_then(|()| slots.next()) {
                *slot = low_word(sum) & DIGIT;
            }
            carry = sum >> STEPS;
            below = Some(());
        }
        if let Some(slot) = slots.next() {
            *slot = low_word(carry);
        }
        Self(digits)
    }

    /// Minus the number.
    fn negate(self) -> Self {
        Self::carried(self.0.map(i64::wrapping_neg))
    }

    /// Of a number between -2n and n the one between 0 and n that is the same modulo n.
    fn lifted(self) -> Self {
        self.plus_order_if_negative().plus_order_if_negative()
    }

    fn plus_order_if_negative(self) -> Self {
        if !self.is_negative() {
            return self;
        }
        let mut sums = self.0;
        sums.iter_mut().zip(ORDER.0).for_each(|(digit, order)| *digit = digit.wrapping_add(order));
        Self::carried(sums)
    }

    /// Brings digits that are too great or negative into their range, but for the last.
    fn carried(mut digits: [i64; 5]) -> Self {
        let [rest @ .., last] = &mut digits;
        let mut carry = 0_i64;
        for digit in rest {
            let sum = digit.wrapping_add(carry);
            (*digit, carry) = (sum & DIGIT, sum >> STEPS);
        }
        *last = last.wrapping_add(carry);
        Self(digits)
    }
}

fn wide(one: i64, other: i64) -> i128 {
    i128::from(one).wrapping_mul(i128::from(other))
}

#[allow(clippy::as_conversions, clippy::cast_possible_truncation, reason = "the lowest word is meant")]
const fn low_word(number: i128) -> i64 {
    number as i64
}
