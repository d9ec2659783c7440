//! JSON numbers as exact decimals: their grammar, their magnitude, and their floor in whole seconds.

use crate::error::Error;

/// The greatest magnitude of a date: every integer up to here is exact in the floats of other languages.
const MAX_SECONDS: u64 = 1 << 53;
/// Numbers from 10^308 on are refused: other readers would make infinities of the greatest of them.
const MAX_POWER: i64 = 308;

/// A number of at most so many digits, with neither fraction nor exponent, is below 2^53, as nearly every date is.
const FEW_DIGITS: usize = 15;

/// A number's parts; the digits are ASCII.
struct Decimal<'t> {
    negative: bool,
    integer: &'t [u8],
    fraction: &'t [u8],
    exponent: i64,
}

/// The length of the number at the beginning of `text` (RFC 8259 section 6).
pub(super) fn take(text: &str) -> Result<usize, Error> {
    if let Some(len) = few_digits(text.as_bytes()) {
        return Ok(len);
    }
    let (number, rest) = Decimal::parse(text.as_bytes()).ok_or(Error::MalformedJson)?;
    if number.power().is_some_and(|power| power >= MAX_POWER) {
        return Err(Error::MalformedJson);
    }
    Ok(text.len().saturating_sub(rest.len()))
}

/// The number rounded down, where it lies within ±2^53.
pub(super) fn floor_to_seconds(text: &str) -> Option<i64> {
    if text.len() <= FEW_DIGITS
        && let Ok(whole) = text.parse()
    {
        return Some(whole);
    }
    let (number, _) = Decimal::parse(text.as_bytes())?;
    let (whole, has_fraction) = number.magnitude()?;
    let whole = i64::try_from(whole).ok()?;
    if number.negative { whole.checked_neg()?.checked_sub(i64::from(has_fraction)) } else { Some(whole) }
}

/// The length of a number at the beginning of `text` that is a few digits and nothing else; none for any other.
fn few_digits(text: &[u8]) -> Option<usize> {
    let len = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    match (text, text.get(len)) {
        ([b'0', ..], _) | (_, Some(b'.' | b'e' | b'E')) => None,
        _ => Some(len).filter(|len| (1..=FEW_DIGITS).contains(len)),
    }
}

impl<'t> Decimal<'t> {
    /// Takes a number off the beginning of `text`.
    fn parse(text: &'t [u8]) -> Option<(Self, &'t [u8])> {
        let (negative, text) = match text {
            [b'-', rest @ ..] => (true, rest),
            _ => (false, text),
        };
        let (integer, text) = match text {
            [b'0', ..] => text.split_at_checked(1)?,
            _ => digits(text)?,
        };
        let (fraction, text) = match text {
            [b'.', rest @ ..] => digits(rest)?,
            _ => ([].as_slice(), text),
        };
        let (exponent, text) = match text {
            [b'e' | b'E', rest @ ..] => exponent(rest)?,
            _ => (0, text),
        };
        Some((Self { negative, integer, fraction, exponent }, text))
    }

    /// The power of ten of the first digit that is not zero; none for zero.
    fn power(&self) -> Option<i64> {
        let first = self.digits().position(|digit| digit != b'0')?;
        let point = i64::try_from(self.integer.len()).ok()?;
        let first = i64::try_from(first).ok()?;
        Some(point.saturating_sub(first).saturating_sub(1).saturating_add(self.exponent))
    }

    /// The whole part of the magnitude, and whether a fraction follows; none above 2^53.
    fn magnitude(&self) -> Option<(u64, bool)> {
        let mut places = i64::try_from(self.integer.len()).ok()?.saturating_add(self.exponent);
        let (mut whole, mut has_fraction) = (0_u64, false);
        for digit in self.digits() {
            if places > 0 {
                whole = append(whole, digit)?;
            } else {
                has_fraction |= digit != b'0';
            }
            places = places.saturating_sub(1);
        }
        // At most 17 rounds: a whole part above zero leaves the range by then.
        while places > 0 && whole > 0 {
            whole = append(whole, b'0')?;
            places = places.saturating_sub(1);
        }
        if whole == MAX_SECONDS && has_fraction { None } else { Some((whole, has_fraction)) }
    }

    fn digits(&self) -> impl Iterator<Item = u8> + '_ {
        self.integer.iter().chain(self.fraction).copied()
    }
}

/// Appends a digit; none above 2^53.
fn append(whole: u64, digit: u8) -> Option<u64> {
    let whole = whole.checked_mul(10)?.checked_add(u64::from(digit.wrapping_sub(b'0')))?;
    if whole > MAX_SECONDS { None } else { Some(whole) }
}

/// Splits one or more digits off the beginning.
fn digits(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let len = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if len == 0 { None } else { text.split_at_checked(len) }
}

/// Takes an exponent's sign and digits; beyond any use it saturates.
fn exponent(text: &[u8]) -> Option<(i64, &[u8])> {
    let (negative, text) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    let (digits, rest) = digits(text)?;
    // Half of the range, so that sums with a text's length cannot overflow either.
    let value = digits.iter().fold(0_i64, |value, digit| {
        value.saturating_mul(10).saturating_add(i64::from(digit.wrapping_sub(b'0'))).min(i64::MAX / 2)
    });
    Some((if negative { value.saturating_neg() } else { value }, rest))
}

#[cfg(test)]
mod tests {
    use std::{format, string::String};

    use super::*;

    #[test]
    fn floors_exactly() {
        for (text, seconds) in [
            ("0", 0),
            ("-0", 0),
            ("1767225600", 1_767_225_600),
            ("1767225600.999", 1_767_225_600),
            ("-1.5", -2),
            ("-1.0", -1),
            ("1.7672256e9", 1_767_225_600),
            ("17672256000e-1", 1_767_225_600),
            ("1e-999999999999999999999", 0),
            ("-1e-999999999999999999999", -1),
            ("0e999999999999999999999", 0),
            ("9007199254740992", 1 << 53),
            ("9007199254740992.0", 1 << 53),
            ("-9007199254740992", -(1 << 53)),
            ("0.0000000000000000000000000000009", 0),
        ] {
            assert_eq!(floor_to_seconds(text), Some(seconds), "{text}");
        }
    }

    #[test]
    fn refuses_dates_beyond_two_to_the_53() {
        let digits = format!("1{}", "0".repeat(400));
        let long: [&str; 7] = [
            "9007199254740993",
            "9007199254740992.1",
            "-9007199254740993",
            "1e16",
            "1e307",
            "18446744073709551617",
            &digits,
        ];
        for text in long {
            assert_eq!(floor_to_seconds(text), None, "{text}");
        }
    }

    #[test]
    fn takes_only_the_grammar_of_rfc_8259() {
        for (text, len) in [("0", 1), ("-0.5e+3,", 7), ("12]", 2), ("1E5}", 3), ("01", 1), ("1.0e-7 ", 6)] {
            assert_eq!(take(text), Ok(len), "{text}");
        }
        for text in ["-", "+1", ".5", "1.", "1e", "1e+", "-a", "1.e5", "NaN", "Infinity", "0x10.", ""] {
            let whole = take(text).is_ok_and(|len| len == text.len());
            assert!(!whole, "{text}");
        }
    }

    #[test]
    fn refuses_numbers_that_others_read_as_infinity() {
        let digits: String = "9".repeat(400);
        for text in ["1e400", "1e308", "-1e400", "0.001e311", &digits, "1e99999999999999999999"] {
            assert_eq!(take(text), Err(Error::MalformedJson), "{text}");
        }
        for text in ["9.99e307", "1e-400", "0e400", "0.0001e311"] {
            assert!(take(text).is_ok(), "{text}");
        }
    }
}
