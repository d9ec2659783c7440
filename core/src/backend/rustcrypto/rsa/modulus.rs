//! Powers modulo an RSA key's modulus, in Montgomery form, without a heap.
//!
//! Numbers are words from the lowest on. In variable time: verification sees nothing but public numbers.

use crate::error::Error;

/// What the processor multiplies at once, and twice as much.
#[cfg(target_pointer_width = "64")]
type Word = u64;
#[cfg(target_pointer_width = "64")]
type Wide = u128;
#[cfg(not(target_pointer_width = "64"))]
type Word = u32;
#[cfg(not(target_pointer_width = "64"))]
type Wide = u64;

const WORD_BITS: u32 = Word::BITS;
const WORD_LEN: usize = size_of::<Word>();
/// The longest modulus: 4096 bits.
pub(super) const MAX_LEN: usize = 512;
const MAX_WORDS: usize = MAX_LEN / WORD_LEN;

/// A number of the modulus's length; what is above it is zero.
type Number = [Word; MAX_WORDS];

/// An odd modulus n whose first bit is set, and what Montgomery's reduction needs; R is 2 to the bits of its words.
#[derive(PartialEq, Eq)]
pub(super) struct Modulus {
    words: Number,
    /// How many bytes and words it has.
    bytes: usize,
    word_count: usize,
    /// -1/n modulo 2 to the bits of a word.
    negative_inverse: Word,
    /// R² mod n.
    r_squared: Number,
}

impl Modulus {
    /// Takes big-endian bytes, checked as `checks::check_rsa` does; otherwise [`Error::InvalidPublicKey`].
    pub(super) fn new(bytes: &[u8]) -> Result<Self, Error> {
        let is_good =
            bytes.first().is_some_and(|byte| byte & 0x80 != 0) && bytes.last().is_some_and(|byte| byte & 1 == 1);
        if !is_good || bytes.len() > MAX_LEN {
            return Err(Error::InvalidPublicKey);
        }
        let words = from_be_bytes(bytes);
        let [lowest, ..] = words;
        let word_count = bytes.len().div_ceil(WORD_LEN);
        let mut modulus = Self {
            words,
            bytes: bytes.len(),
            word_count,
            negative_inverse: inverse(lowest).wrapping_neg(),
            r_squared: [0; MAX_WORDS],
        };
        modulus.r_squared = modulus.compute_r_squared();
        Ok(modulus)
    }

    /// Its length in bytes.
    pub(super) const fn len(&self) -> usize {
        self.bytes
    }

    /// number^exponent mod n into `result`, all big-endian and of the modulus's length. The exponent is odd, 3 or more.
    ///
    /// None for a number that is not below n.
    pub(super) fn power(&self, number: &[u8], exponent: u64, result: &mut [u8]) -> Option<()> {
        let number = from_be_bytes(number);
        if !is_below(self.part(&number), self.part(&self.words)) {
            return None;
        }
        let kept = self.product(&number, &self.r_squared);
        let mut power = kept;
        let below_first = u64::BITS.checked_sub(exponent.leading_zeros())?.checked_sub(1)?;
        for bit in (1..below_first).rev() {
            power = self.square(&power);
            if exponent >> bit & 1 == 1 {
                power = self.product(&power, &kept);
            }
        }
        // The lowest bit is set; multiplying by the number as it is takes the power out of the form.
        power = self.product(&self.square(&power), &number);
        write_be_bytes(self.part(&power), result);
        Some(())
    }

    /// From R mod n, by doubling to 2^len·R and by squaring that six times (five for words of 32 bits), which as a kept
    /// number is 2 to the bits of all words.
    fn compute_r_squared(&self) -> Number {
        // 2^(bits - 1), which is below n.
        let mut power = [0; MAX_WORDS];
        let top_bits = self.bytes.wrapping_mul(8).wrapping_sub(1);
        if let Some(word) = power.get_mut(self.bytes.wrapping_sub(1) / WORD_LEN) {
            *word = 1 << (top_bits % (WORD_LEN * 8));
        }
        let all_bits = self.word_count.wrapping_mul(WORD_LEN * 8);
        for _ in top_bits..all_bits.wrapping_add(self.word_count) {
            self.double(&mut power);
        }
        for _ in 0..WORD_BITS.trailing_zeros() {
            power = self.square(&power);
        }
        power
    }

    /// The words that the modulus has.
    fn part<'n>(&self, number: &'n Number) -> &'n [Word] {
        number.get(..self.word_count).unwrap_or_default()
    }

    fn double(&self, number: &mut Number) {
        let mut carry = 0;
        for word in number.iter_mut().take(self.word_count) {
            (*word, carry) = (*word << 1 | carry, *word >> (WORD_BITS - 1));
        }
        self.reduce_once(number, carry);
    }

    /// a·b/R mod n.
    fn product(&self, a: &Number, b: &Number) -> Number {
        let (mut t, b) = ([0; MAX_WORDS * 2], self.part(b));
        let (mut words, mut rest) = (self.part(a), &mut t[..]);
        while let [one, other, others @ ..] = words {
            let Some((row, [end, ..])) = rest.split_at_mut_checked(b.len().wrapping_add(1)) else { break };
            *end = add_two_rows(row, [*one, *other], b, 0);
            rest = rest.get_mut(2..).unwrap_or_default();
            words = others;
        }
        if let ([last], Some((row, [end, ..]))) = (words, rest.split_at_mut_checked(b.len())) {
            *end = add_row(row, *last, b);
        }
        self.reduce(&mut t)
    }

    /// a·a/R mod n: the products of different words once, twice that, and the squares of the words.
    fn square(&self, a: &Number) -> Number {
        let mut t = [0; MAX_WORDS * 2];
        let (mut words, mut at) = (self.part(a), 1);
        while let ([one, other, others @ ..], Some([first, rest @ ..])) = (words, t.get_mut(at..)) {
            let carry;
            (*first, carry) = multiply_add(*first, *one, *other, 0);
            let Some((row, [end, ..])) = rest.split_at_mut_checked(others.len().wrapping_add(1)) else { break };
            *end = add_two_rows(row, [*one, *other], others, carry);
            words = others;
            at = at.wrapping_add(4);
        }
        double_and_add_squares(&mut t, self.part(a));
        self.reduce(&mut t)
    }

    /// t/R mod n, of a t below n·R: each two rows clear two words.
    fn reduce(&self, t: &mut [Word; MAX_WORDS * 2]) -> Number {
        let modulus = self.part(&self.words);
        let mut carry = false;
        let mut rest = &mut t[..];
        for _ in 0..self.word_count / 2 {
            let Some((row, [end, ..])) = rest.split_at_mut_checked(self.word_count.wrapping_add(1)) else { break };
            let factors = self.clearing_factors(row);
            if let Some(last) = row.last_mut() {
                (*last, carry) = add_carry(*last, 0, carry);
            }
            let high = add_two_rows(row, factors, modulus, 0);
            (*end, carry) = add_carry(*end, high, carry);
            rest = rest.get_mut(2..).unwrap_or_default();
        }
        if self.word_count % 2 == 1
            && let Some((row, [end, ..])) = rest.split_at_mut_checked(self.word_count)
        {
            let [factor, _] = self.clearing_factors(row);
            let high = add_row(row, factor, modulus);
            (*end, carry) = add_carry(*end, high, carry);
            rest = rest.get_mut(1..).unwrap_or_default();
        }
        let mut number = [0; MAX_WORDS];
        for (word, from) in number.iter_mut().zip(rest).take(self.word_count) {
            *word = *from;
        }
        self.reduce_once(&mut number, Word::from(carry));
        number
    }

    /// By which multiples of the modulus, the second a word higher, the two lowest words of a number are cleared.
    fn clearing_factors(&self, number: &[Word]) -> [Word; 2] {
        let ([n0, n1, ..], [t0, t1, ..]) = (self.words, number) else { return [0; 2] };
        let first = t0.wrapping_mul(self.negative_inverse);
        let (_, carry) = multiply_add(*t0, first, n0, 0);
        let (t1, _) = multiply_add(*t1, first, n1, carry);
        [first, t1.wrapping_mul(self.negative_inverse)]
    }

    /// Brings a number below 2n, with its carry, below n.
    fn reduce_once(&self, number: &mut Number, carry: Word) {
        if carry == 0 && is_below(self.part(number), self.part(&self.words)) {
            return;
        }
        let mut borrow = false;
        for (word, less) in number.iter_mut().zip(self.part(&self.words)) {
            let (difference, one) = word.overflowing_sub(*less);
            let (difference, other) = difference.overflowing_sub(Word::from(borrow));
            (*word, borrow) = (difference, one || other);
        }
    }
}

/// row += factor·by, and the word that is carried beyond it. Both have one length.
#[inline]
fn add_row(row: &mut [Word], factor: Word, by: &[Word]) -> Word {
    let mut carry = 0;
    for (word, by) in row.iter_mut().zip(by) {
        (*word, carry) = multiply_add(*word, factor, *by, carry);
    }
    carry
}

/// row += (first + second·2^w)·by + carry, and the word that is carried beyond it, for words of w bits; `row` has a word
/// more than `by`. Two rows at once have two chains of carries side by side, and each word is read and written once.
#[inline]
fn add_two_rows(row: &mut [Word], [first, second]: [Word; 2], by: &[Word], carry: Word) -> Word {
    let (mut carry, mut second_carry, mut before) = (carry, 0, 0);
    let Some((last, row)) = row.split_last_mut() else { return 0 };
    for (word, by) in row.iter_mut().zip(by) {
        let sum;
        (sum, carry) = multiply_add(*word, first, *by, carry);
        (*word, second_carry) = multiply_add(sum, second, before, second_carry);
        before = *by;
    }
    let (sum, carry) = add_carry(*last, carry, false);
    let (sum, high) = multiply_add(sum, second, before, second_carry);
    *last = sum;
    high.wrapping_add(Word::from(carry))
}

/// t·2 + a², of which t holds the products of different words.
fn double_and_add_squares(t: &mut [Word], a: &[Word]) {
    let (mut shifted, mut carry) = (0, false);
    for (pair, word) in t.chunks_exact_mut(2).zip(a) {
        let [low, high] = pair else { break };
        let (square_low, square_high) = multiply_add(0, *word, *word, 0);
        let (low_twice, high_twice) = (*low << 1 | shifted, *high << 1 | *low >> (WORD_BITS - 1));
        shifted = *high >> (WORD_BITS - 1);
        (*low, carry) = add_carry(low_twice, square_low, carry);
        (*high, carry) = add_carry(high_twice, square_high, carry);
    }
}

/// t + a·b + carry, which two words hold: the low and the high one.
#[inline]
#[allow(clippy::as_conversions, clippy::cast_possible_truncation, reason = "both halves are kept")]
fn multiply_add(t: Word, a: Word, b: Word, carry: Word) -> (Word, Word) {
    let sum = Wide::from(a).wrapping_mul(Wide::from(b)).wrapping_add(Wide::from(t)).wrapping_add(Wide::from(carry));
    (sum as Word, (sum >> WORD_BITS) as Word)
}

#[inline]
fn add_carry(a: Word, b: Word, carry: bool) -> (Word, bool) {
    let (sum, one) = a.overflowing_add(b);
    let (sum, other) = sum.overflowing_add(Word::from(carry));
    (sum, one || other)
}

/// Whether a number is below another of its length.
fn is_below(number: &[Word], bound: &[Word]) -> bool {
    number.iter().rev().lt(bound.iter().rev())
}

/// 1/number modulo 2 to the bits of a word, of an odd number: each step doubles the bits that are right, of which an odd
/// number has three by itself.
fn inverse(number: Word) -> Word {
    const TWO: Word = 2;
    let mut inverse = number;
    for _ in 0..5 {
        inverse = inverse.wrapping_mul(TWO.wrapping_sub(number.wrapping_mul(inverse)));
    }
    inverse
}

fn from_be_bytes(bytes: &[u8]) -> Number {
    let mut number = [0; MAX_WORDS];
    for (word, bytes) in number.iter_mut().zip(bytes.rchunks(WORD_LEN)) {
        *word = bytes.iter().fold(0, |word, byte| word << 8 | Word::from(*byte));
    }
    number
}

/// Writes words into as many big-endian bytes as there are.
fn write_be_bytes(words: &[Word], bytes: &mut [u8]) {
    for (chunk, word) in bytes.rchunks_mut(WORD_LEN).zip(words) {
        let bytes = word.to_be_bytes();
        let (_, bytes) = bytes.split_at(WORD_LEN.wrapping_sub(chunk.len()));
        chunk.copy_from_slice(bytes);
    }
}
