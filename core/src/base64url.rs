//! Strict base64url without padding (RFC 4648 section 5, RFC 7515 section 2), into a slice.
//!
//! A token's segments are public, so decoding looks bytes up in a table. Secrets (in JWKs) go through `base64ct`.

use crate::error::Error;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/// The character of value zero.
const ZERO: u8 = b'A';
/// Stands for the value of a byte outside the alphabet; no value of six bits has these bits set.
const OUTSIDE: u8 = 0xC0;
/// The bits of a group from here on tell of a byte outside the alphabet.
const INVALID: u32 = 1 << 24;
const VALUES: [u8; 256] = values();

const fn values() -> [u8; 256] {
    let mut values = [OUTSIDE; 256];
    let mut rest: &[u8] = ALPHABET;
    let mut value = 0;
    while let [byte, tail @ ..] = rest {
        let mut slots: &mut [u8] = &mut values;
        let mut skip = *byte;
        while let [slot, following @ ..] = slots {
            if skip == 0 {
                *slot = value;
                break;
            }
            skip = skip.saturating_sub(1);
            slots = following;
        }
        value = value.saturating_add(1);
        rest = tail;
    }
    values
}

/// The number of bytes that `encoded` characters decode to, where that length is possible.
pub(crate) const fn decoded_len(encoded: usize) -> usize {
    // Dividing first keeps the product below the input.
    let (groups, rest) = (encoded / 4, encoded % 4);
    (groups.saturating_mul(3)).saturating_add(rest.saturating_mul(3) / 4)
}

/// The number of characters that encode `bytes` bytes.
#[cfg(feature = "sign")]
pub(crate) const fn encoded_len(bytes: usize) -> usize {
    let (groups, rest) = (bytes / 3, bytes % 3);
    groups.saturating_mul(4).saturating_add(if rest == 0 { 0 } else { rest.saturating_add(1) })
}

/// Decodes `text` into the front of `out` and returns that front.
///
/// Refuses padding, white space, the standard alphabet, impossible lengths and non-zero unused bits.
pub(crate) fn decode<'b>(text: &[u8], out: &'b mut [u8]) -> Result<&'b mut [u8], Error> {
    let needed = decoded_len(text.len());
    let out = out.get_mut(..needed).ok_or(Error::BufferTooSmall { needed })?;
    let mut seen = 0;
    // Two groups in one step, as far as they go.
    let (pairs, rest) = text.as_chunks::<8>();
    let (whole, tail) = out.as_chunks_mut::<6>();
    for ([a, b, c, d, e, f, g, h], bytes) in pairs.iter().zip(whole) {
        let (high, low) = (bits(*a, *b, *c, *d), bits(*e, *f, *g, *h));
        seen |= high | low;
        let [_, _, decoded @ ..] = ((u64::from(high) << 24) | u64::from(low)).to_be_bytes();
        *bytes = decoded;
    }
    let (groups, rest) = rest.as_chunks::<4>();
    let (whole, tail) = tail.as_chunks_mut::<3>();
    for ([a, b, c, d], bytes) in groups.iter().zip(whole) {
        *bytes = decode_group([*a, *b, *c, *d], &mut seen);
    }
    // What is missing of the last group counts as zeros; the bits that no byte takes must be zero.
    let unused_bits = match (rest, tail) {
        ([], _) => 0,
        (&[a, b], [first]) => {
            let [decoded, unused, _] = decode_group([a, b, ZERO, ZERO], &mut seen);
            *first = decoded;
            unused
        }
        (&[a, b, c], [first, second]) => {
            let [decoded, next, unused] = decode_group([a, b, c, ZERO], &mut seen);
            (*first, *second) = (decoded, next);
            unused
        }
        _ => u8::MAX,
    };
    if seen < INVALID && unused_bits == 0 { Ok(out) } else { Err(why_refused(text)) }
}

/// Encodes `bytes` into the front of `out` and returns that front.
#[cfg(feature = "sign")]
pub(crate) fn encode<'b>(bytes: &[u8], out: &'b mut [u8]) -> Result<&'b mut [u8], Error> {
    let needed = encoded_len(bytes.len());
    let out = out.get_mut(..needed).ok_or(Error::BufferTooSmall { needed })?;
    for (group, characters) in bytes.chunks(3).zip(out.chunks_mut(4)) {
        for (character, encoded) in characters.iter_mut().zip(encode_group(group)) {
            *character = encoded;
        }
    }
    Ok(out)
}

/// The four characters of a group of one to three bytes; a shorter group uses the first two or three.
#[cfg(feature = "sign")]
pub(crate) fn encode_group(group: &[u8]) -> [u8; 4] {
    let byte = |at: usize| group.get(at).copied().unwrap_or(0);
    let (a, b, c) = (byte(0), byte(1), byte(2));
    [a >> 2, (a << 4 | b >> 4) & 63, (b << 2 | c >> 6) & 63, c & 63]
        .map(|value| ALPHABET.get(usize::from(value)).copied().unwrap_or(b'A'))
}

/// The three bytes of four characters; `seen` collects the bits of all groups.
fn decode_group([a, b, c, d]: [u8; 4], seen: &mut u32) -> [u8; 3] {
    let bits = bits(a, b, c, d);
    *seen |= bits;
    let [_, bytes @ ..] = bits.to_be_bytes();
    bytes
}

/// The 24 bits of four characters, from a table for each place: 4 KiB, and two thirds of the time of one table.
#[cfg(feature = "std")]
fn bits(a: u8, b: u8, c: u8, d: u8) -> u32 {
    static FIRST: [u32; 256] = at_place(18);
    static SECOND: [u32; 256] = at_place(12);
    static THIRD: [u32; 256] = at_place(6);
    static FOURTH: [u32; 256] = at_place(0);
    let value = |values: &[u32; 256], byte: u8| values.get(usize::from(byte)).copied().unwrap_or(u32::MAX);
    value(&FIRST, a) | value(&SECOND, b) | value(&THIRD, c) | value(&FOURTH, d)
}

/// The 24 bits of four characters, from one table.
#[cfg(not(feature = "std"))]
fn bits(a: u8, b: u8, c: u8, d: u8) -> u32 {
    static TABLE: [u8; 256] = VALUES;
    let value = |byte: u8| TABLE.get(usize::from(byte)).copied().map_or(u32::MAX, u32::from);
    let (a, b, c, d) = (value(a), value(b), value(c), value(d));
    let outside = ((a | b | c | d) & u32::from(OUTSIDE)) << 18;
    outside | (a << 18) | (b << 12) | (c << 6) | d
}

/// The values where they stand in a group; of bytes outside the alphabet all bits.
#[cfg(feature = "std")]
const fn at_place(shift: u32) -> [u32; 256] {
    let mut placed = [u32::MAX; 256];
    let (mut slots, mut values): (&mut [u32], &[u8]) = (&mut placed, &VALUES);
    while let ([slot, next_slots @ ..], [value, next_values @ ..]) = (slots, values) {
        if *value != OUTSIDE {
            *slot = u32::from_be_bytes([0, 0, 0, *value]) << shift;
        }
        (slots, values) = (next_slots, next_values);
    }
    placed
}

fn why_refused(text: &[u8]) -> Error {
    if text.last() == Some(&b'=') { Error::PaddedBase64 } else { Error::MalformedBase64 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use std::vec::Vec;

    use super::*;

    fn decoded(text: &str) -> Result<Vec<u8>, Error> {
        let mut out = [0; 512];
        decode(text.as_bytes(), &mut out).map(|bytes| bytes.to_vec())
    }

    #[test]
    fn decodes_rfc_4648_section_10() {
        for (text, bytes) in
            [("", ""), ("Zg", "f"), ("Zm8", "fo"), ("Zm9v", "foo"), ("Zm9vYg", "foob"), ("Zm9vYmE", "fooba")]
        {
            assert_eq!(decoded(text).unwrap(), bytes.as_bytes());
        }
    }

    #[test]
    fn refuses_padding_by_its_own_name() {
        for text in ["Zg==", "Zm8=", "Zm9v====", "="] {
            assert_eq!(decoded(text), Err(Error::PaddedBase64), "{text}");
        }
    }

    #[test]
    fn refuses_standard_alphabet_white_space_percent_signs_and_impossible_lengths() {
        for text in ["+/+/", "Zm 9", " Zm9v", "Zm9v\n", "Zg%3D%3D", "Z", "Zm9vY", "Zm9\u{e9}", "Zm=8", "\0AAA"] {
            assert_eq!(decoded(text), Err(Error::MalformedBase64), "{text:?}");
        }
    }

    #[test]
    fn refuses_non_zero_unused_bits() {
        for text in ["Zh", "Zm9", "Zm9vZh", "AB", "AAB", "__9"] {
            assert_eq!(decoded(text), Err(Error::MalformedBase64), "{text}");
        }
    }

    #[test]
    fn says_how_much_a_short_buffer_lacks() {
        assert_eq!(decode(b"Zm9vYg", &mut [0; 3]).unwrap_err(), Error::BufferTooSmall { needed: 4 });
    }

    proptest! {
        #[test]
        fn agrees_with_base64ct(text in "[A-Za-z0-9_=+/. -]{0,40}") {
            use base64ct::Encoding as _;
            let mut expected = [0; 64];
            let expected = base64ct::Base64UrlUnpadded::decode(&text, &mut expected).ok().map(<[u8]>::to_vec);
            prop_assert_eq!(decoded(&text).ok(), expected);
        }

        #[cfg(feature = "sign")]
        #[test]
        fn decodes_what_it_encodes(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let mut text = [0; 300];
            let text = encode(&bytes, &mut text).unwrap();
            prop_assert_eq!(text.len(), encoded_len(bytes.len()));
            prop_assert_eq!(decoded(core::str::from_utf8(text).unwrap()).unwrap(), bytes);
        }
    }
}
