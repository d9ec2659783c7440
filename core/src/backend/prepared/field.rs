//! The field of P-256: numbers modulo p = 2^256 - 2^224 + 2^192 + 2^96 - 1, in Montgomery form.
//!
//! A number a is kept as a·2^256 mod p. p's lowest word is 2^64 - 1, so that each step of the reduction multiplies by the
//! word that it clears, and only p's highest word costs a multiplication. In variable time: everything here is public.

// Inlined by order: a point's addition is a dozen of these, and with calls in between it takes half as long again.
#![allow(clippy::inline_always, reason = "measured")]

/// The prime p, as its words from the lowest on.
const P: [u64; 4] = [u64::MAX, 0xFFFF_FFFF, 0, P_HIGHEST];
const P_HIGHEST: u64 = 0xFFFF_FFFF_0000_0001;
/// p - 2: by Fermat, a number to this power is its inverse.
const P_LESS_TWO: [u64; 4] = [u64::MAX - 2, 0xFFFF_FFFF, 0, P_HIGHEST];
/// 2^256 mod p: the number one.
const ONE: [u64; 4] = [1, 0xFFFF_FFFF_0000_0000, u64::MAX, 0xFFFF_FFFE];
/// 2^512 mod p: multiplying by it brings a number into the form.
const R_SQUARED: [u64; 4] = [3, 0xFFFF_FFFB_FFFF_FFFF, 0xFFFF_FFFF_FFFF_FFFE, 0x4_FFFF_FFFD];

/// A number modulo p, always below p: its words from the lowest on.
#[derive(Clone, Copy, PartialEq, Eq)]
#[cfg_attr(test, derive(Debug))]
pub(super) struct Element([u64; 4]);

impl Element {
    pub(super) const ZERO: Self = Self([0; 4]);
    pub(super) const ONE: Self = Self(ONE);

    /// Takes 32 big-endian bytes of a number below p.
    pub(super) const fn from_be_bytes(bytes: &[u8; 32]) -> Option<Self> {
        Self::from_words(be_words(bytes))
    }

    /// Takes a number below p as its words from the lowest on.
    pub(super) const fn from_words(words: [u64; 4]) -> Option<Self> {
        let (_, is_below) = subtract(words, P, false);
        if is_below { Some(Self(words).multiply(Self(R_SQUARED))) } else { None }
    }

    pub(super) const fn is_zero(self) -> bool {
        matches!(self.0, [0, 0, 0, 0])
    }

    /// Takes words as [`Element::to_stored`] gave them.
    pub(super) const fn from_stored(words: [u64; 4]) -> Self {
        Self(words)
    }

    /// The number as it is kept, in Montgomery form.
    #[allow(dead_code, reason = "for the build script, which computes the base point's table")]
    pub(super) const fn to_stored(self) -> [u64; 4] {
        self.0
    }

    #[inline(always)]
    pub(super) const fn add(self, other: Self) -> Self {
        let (sum, carry) = add(self.0, other.0);
        below_p(sum, carry)
    }

    #[inline(always)]
    pub(super) const fn double(self) -> Self {
        self.add(self)
    }

    #[inline(always)]
    pub(super) const fn sub(self, other: Self) -> Self {
        let (difference, is_negative) = subtract(self.0, other.0, false);
        Self(add_p_if(difference, is_negative))
    }

    #[inline(always)]
    pub(super) const fn negate(self) -> Self {
        Self::ZERO.sub(self)
    }

    #[inline(always)]
    pub(super) const fn multiply(self, other: Self) -> Self {
        reduce(product(self.0, other.0))
    }

    #[inline(always)]
    pub(super) const fn square(self) -> Self {
        reduce(square(self.0))
    }

    /// self·other - third·fourth, with one reduction for both products.
    #[inline(always)]
    pub(super) const fn multiply_less(self, other: Self, third: Self, fourth: Self) -> Self {
        let [a0, a1, a2, a3, a4, a5, a6, a7] = product(self.0, other.0);
        let [b0, b1, b2, b3, b4, b5, b6, b7] = product(third.0, fourth.0);
        let ([d0, d1, d2, d3], borrow) = subtract([a0, a1, a2, a3], [b0, b1, b2, b3], false);
        let (high, is_negative) = subtract([a4, a5, a6, a7], [b4, b5, b6, b7], borrow);
        // Both products are below p², so that p·2^256 makes a negative difference positive.
        let [d4, d5, d6, d7] = add_p_if(high, is_negative);
        reduce([d0, d1, d2, d3, d4, d5, d6, d7])
    }

    /// The inverse; of zero, zero.
    pub(super) const fn invert(self) -> Self {
        let mut power = Self::ONE;
        let mut words: &[u64] = &P_LESS_TWO;
        while let [rest @ .., word] = words {
            let mut mask = 1 << 63;
            while mask != 0 {
                power = power.square();
                if *word & mask != 0 {
                    power = power.multiply(self);
                }
                mask >>= 1;
            }
            words = rest;
        }
        power
    }
}

/// t/2^256 modulo p, of a number t below p·2^256.
///
/// The lower half is cleared word by word; what that leaves is at most p, and is added to the upper half.
#[inline(always)]
const fn reduce([t0, t1, t2, t3, t4, t5, t6, t7]: [u64; 8]) -> Element {
    let [t1, t2, t3, s4] = clear_word(t0, t1, t2, t3);
    let [t2, t3, s4, s5] = clear_word(t1, t2, t3, s4);
    let [t3, s4, s5, s6] = clear_word(t2, t3, s4, s5);
    let cleared = clear_word(t3, s4, s5, s6);
    let (sum, carry) = add(cleared, [t4, t5, t6, t7]);
    below_p(sum, carry)
}

/// (t + t0·p) / 2^64 of four words. Since p's lowest word is -1, t0·p clears t0: it is t0·2^96 - t0 and, at 2^192, t0
/// times p's highest word.
#[inline(always)]
const fn clear_word(t0: u64, t1: u64, t2: u64, t3: u64) -> [u64; 4] {
    let (t1, carry) = add_carry(t1, t0 << 32, false);
    let (t2, carry) = add_carry(t2, t0 >> 32, carry);
    let (low, high) = multiply_add(0, t0, P_HIGHEST, 0);
    let (t3, carry) = add_carry(t3, low, carry);
    // No overflow: (2^256 - 1 + (2^64 - 1)·p) / 2^64 is below 2^256.
    [t1, t2, t3, high.wrapping_add(word(carry))]
}

/// The whole product of two numbers.
#[inline(always)]
const fn product([a0, a1, a2, a3]: [u64; 4], b: [u64; 4]) -> [u64; 8] {
    let [t0, t1, t2, t3, t4] = add_row([0; 4], a0, b);
    let [t1, t2, t3, t4, t5] = add_row([t1, t2, t3, t4], a1, b);
    let [t2, t3, t4, t5, t6] = add_row([t2, t3, t4, t5], a2, b);
    let [t3, t4, t5, t6, t7] = add_row([t3, t4, t5, t6], a3, b);
    [t0, t1, t2, t3, t4, t5, t6, t7]
}

/// t + a·b.
#[inline(always)]
const fn add_row([t0, t1, t2, t3]: [u64; 4], a: u64, [b0, b1, b2, b3]: [u64; 4]) -> [u64; 5] {
    let (t0, carry) = multiply_add(t0, a, b0, 0);
    let (t1, carry) = multiply_add(t1, a, b1, carry);
    let (t2, carry) = multiply_add(t2, a, b2, carry);
    let (t3, t4) = multiply_add(t3, a, b3, carry);
    [t0, t1, t2, t3, t4]
}

/// The whole square of a number.
#[inline(always)]
const fn square([a0, a1, a2, a3]: [u64; 4]) -> [u64; 8] {
    // The products of different words, each of which occurs twice.
    let (t1, carry) = multiply_add(0, a0, a1, 0);
    let (t2, carry) = multiply_add(0, a0, a2, carry);
    let (t3, t4) = multiply_add(0, a0, a3, carry);
    let (t3, carry) = multiply_add(t3, a1, a2, 0);
    let (t4, t5) = multiply_add(t4, a1, a3, carry);
    let (t5, t6) = multiply_add(t5, a2, a3, 0);
    // The squares of the words.
    let (t0, high0) = multiply_add(0, a0, a0, 0);
    let (low1, high1) = multiply_add(0, a1, a1, 0);
    let (low2, high2) = multiply_add(0, a2, a2, 0);
    let (low3, high3) = multiply_add(0, a3, a3, 0);
    let (t1, t2, t3, t4, t5, t6, t7) = (
        t1 << 1,
        t2 << 1 | t1 >> 63,
        t3 << 1 | t2 >> 63,
        t4 << 1 | t3 >> 63,
        t5 << 1 | t4 >> 63,
        t6 << 1 | t5 >> 63,
        t6 >> 63,
    );
    let (t1, carry) = add_carry(t1, high0, false);
    let (t2, carry) = add_carry(t2, low1, carry);
    let (t3, carry) = add_carry(t3, high1, carry);
    let (t4, carry) = add_carry(t4, low2, carry);
    let (t5, carry) = add_carry(t5, high2, carry);
    let (t6, carry) = add_carry(t6, low3, carry);
    let (t7, _) = add_carry(t7, high3, carry);
    [t0, t1, t2, t3, t4, t5, t6, t7]
}

/// Brings a number below 2p, with its carry above 2^256, below p.
#[inline(always)]
const fn below_p(t: [u64; 4], carry: bool) -> Element {
    let (less, is_negative) = subtract(t, P, false);
    let (_, is_negative) = subtract_borrow(word(carry), 0, is_negative);
    let ([t0, t1, t2, t3], [l0, l1, l2, l3]) = (t, less);
    let keep = mask(is_negative);
    Element([l0 ^ ((l0 ^ t0) & keep), l1 ^ ((l1 ^ t1) & keep), l2 ^ ((l2 ^ t2) & keep), l3 ^ ((l3 ^ t3) & keep)])
}

/// Adds p modulo 2^256, or nothing. Without a branch, as [`below_p`]: which it would take no processor could foresee.
#[inline(always)]
const fn add_p_if(number: [u64; 4], condition: bool) -> [u64; 4] {
    let ([p0, p1, p2, p3], keep) = (P, mask(condition));
    add(number, [p0 & keep, p1 & keep, p2 & keep, p3 & keep]).0
}

/// a + b modulo 2^256, and its carry.
#[inline(always)]
const fn add([a0, a1, a2, a3]: [u64; 4], [b0, b1, b2, b3]: [u64; 4]) -> ([u64; 4], bool) {
    let (s0, carry) = add_carry(a0, b0, false);
    let (s1, carry) = add_carry(a1, b1, carry);
    let (s2, carry) = add_carry(a2, b2, carry);
    let (s3, carry) = add_carry(a3, b3, carry);
    ([s0, s1, s2, s3], carry)
}

/// a - b - borrow modulo 2^256, and whether it is negative.
#[inline(always)]
const fn subtract([a0, a1, a2, a3]: [u64; 4], [b0, b1, b2, b3]: [u64; 4], borrow: bool) -> ([u64; 4], bool) {
    let (d0, borrow) = subtract_borrow(a0, b0, borrow);
    let (d1, borrow) = subtract_borrow(a1, b1, borrow);
    let (d2, borrow) = subtract_borrow(a2, b2, borrow);
    let (d3, borrow) = subtract_borrow(a3, b3, borrow);
    ([d0, d1, d2, d3], borrow)
}

/// The words of 32 big-endian bytes, from the lowest on.
pub(super) const fn be_words(bytes: &[u8; 32]) -> [u64; 4] {
    let [a0, a1, a2, a3, a4, a5, a6, a7, b0, b1, b2, b3, b4, b5, b6, b7, c0, c1, c2, c3, c4, c5, c6, c7, d @ ..] =
        *bytes;
    [
        u64::from_be_bytes(d),
        u64::from_be_bytes([c0, c1, c2, c3, c4, c5, c6, c7]),
        u64::from_be_bytes([b0, b1, b2, b3, b4, b5, b6, b7]),
        u64::from_be_bytes([a0, a1, a2, a3, a4, a5, a6, a7]),
    ]
}

/// a + b + carry: the word, and its carry.
#[inline(always)]
const fn add_carry(a: u64, b: u64, carry: bool) -> (u64, bool) {
    let (sum, one) = a.overflowing_add(b);
    let (sum, other) = sum.overflowing_add(word(carry));
    (sum, one | other)
}

/// a - b - borrow: the word, and whether it borrows.
#[inline(always)]
const fn subtract_borrow(a: u64, b: u64, borrow: bool) -> (u64, bool) {
    let (difference, one) = a.overflowing_sub(b);
    let (difference, other) = difference.overflowing_sub(word(borrow));
    (difference, one | other)
}

/// t + a·b + carry, which two words hold: the low and the high one.
#[inline(always)]
#[allow(clippy::as_conversions, clippy::cast_possible_truncation, reason = "From is not const; both halves are kept")]
const fn multiply_add(t: u64, a: u64, b: u64, carry: u64) -> (u64, u64) {
    let sum = (a as u128).wrapping_mul(b as u128).wrapping_add(t as u128).wrapping_add(carry as u128);
    (sum as u64, (sum >> 64) as u64)
}

#[inline(always)]
#[allow(clippy::as_conversions, reason = "From is not const")]
const fn word(carry: bool) -> u64 {
    carry as u64
}

/// All bits set, or none.
#[inline(always)]
const fn mask(condition: bool) -> u64 {
    word(condition).wrapping_neg()
}
