//! JSON numbers by moving the point within their digits, to compare jwtcore's arithmetic with.

/// The greatest magnitude of a date.
const MAX_SECONDS: i64 = 1 << 53;
/// More digits before the point than any number below 2^53 has.
const TOO_MANY_DIGITS: i128 = 17;

/// A number as 0.DIGITS × 10^point, its first digit not zero; zero has no digits.
struct Shifted {
    negative: bool,
    digits: String,
    point: i128,
}

/// The floor of a number in the grammar of JSON, where it lies within ±2^53.
pub(crate) fn floor_seconds(number: &str) -> Option<i64> {
    let Shifted { negative, digits, point } = shifted(number);
    if digits.is_empty() {
        return Some(0);
    }
    if point > TOO_MANY_DIGITS {
        return None;
    }
    let before = usize::try_from(point.max(0)).ok()?;
    let whole: String = digits.chars().chain(std::iter::repeat('0')).take(before).collect();
    let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let has_fraction = digits.chars().skip(before).any(|digit| digit != '0');
    if whole > MAX_SECONDS || (whole == MAX_SECONDS && has_fraction) {
        return None;
    }
    Some(if negative { -whole - i64::from(has_fraction) } else { whole })
}

/// Whether a number in the grammar of JSON is 10^308 or more in magnitude.
pub(crate) fn is_beyond_floats(number: &str) -> bool {
    let Shifted { digits, point, .. } = shifted(number);
    !digits.is_empty() && point > 308
}

fn shifted(number: &str) -> Shifted {
    let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (negative, mantissa) = mantissa.strip_prefix('-').map_or((false, mantissa), |rest| (true, rest));
    let (integer, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = format!("{integer}{fraction}");
    let digits = all.trim_start_matches('0');
    let zeros = length(&all) - length(digits);
    Shifted { negative, digits: digits.to_owned(), point: length(integer) - zeros + parse_exponent(exponent) }
}

/// An exponent; one of more digits than fit is as good as the greatest.
fn parse_exponent(text: &str) -> i128 {
    const BEYOND: i128 = i128::MAX / 2;
    text.parse().unwrap_or(if text.starts_with('-') { -BEYOND } else { BEYOND })
}

fn length(text: &str) -> i128 {
    i128::try_from(text.len()).unwrap_or(i128::MAX / 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floors_by_hand_worked_numbers() {
        for (number, expected) in [
            ("0", Some(0)),
            ("-0.0e5", Some(0)),
            ("1.5", Some(1)),
            ("-1.5", Some(-2)),
            ("-1.0", Some(-1)),
            ("0.001e3", Some(1)),
            ("12345e-2", Some(123)),
            ("-0.000001", Some(-1)),
            ("1e15", Some(1_000_000_000_000_000)),
            ("9007199254740992", Some(1 << 53)),
            ("9007199254740992.00", Some(1 << 53)),
            ("9007199254740992.01", None),
            ("-9007199254740993", None),
            ("1e-99999999999999999999999999999999999999999999", Some(0)),
            ("1e99999999999999999999999999999999999999999999", None),
        ] {
            assert_eq!(floor_seconds(number), expected, "{number}");
        }
    }

    #[test]
    fn finds_where_floats_end() {
        for (number, expected) in
            [("9.99e307", false), ("1e308", true), ("0.01e310", true), ("0.001e310", false), ("0e400", false)]
        {
            assert_eq!(is_beyond_floats(number), expected, "{number}");
        }
    }
}
