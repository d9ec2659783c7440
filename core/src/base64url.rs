//! Strict base64url without padding (RFC 4648 section 5, RFC 7515 section 2), into a slice.
//!
//! A token's segments are public, so decoding looks bytes up in a table. Secrets (in JWKs) go through `base64ct`.

use crate::error::Error;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/// Marks a byte outside the alphabet; no value of six bits has these bits set.
const INVALID: u8 = 0xC0;
const VALUES: [u8; 256] = values();

const fn values() -> [u8; 256] {
    let mut values = [INVALID; 256];
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
    let (groups, rest) = text.as_chunks::<4>();
    let (whole, tail) = out.as_chunks_mut::<3>();
    let mut seen = 0;
    for (group, bytes) in groups.iter().zip(whole) {
        let [a, b, c, d] = group.map(value);
        seen |= a | b | c | d;
        *bytes = [(a << 2) | (b >> 4), (b << 4) | (c >> 2), (c << 6) | d];
    }
    let unused_bits = match (rest, tail) {
        ([], _) => 0,
        (&[a, b], [first]) => {
            let (a, b) = (value(a), value(b));
            seen |= a | b;
            *first = (a << 2) | (b >> 4);
            b << 4
        }
        (&[a, b, c], [first, second]) => {
            let (a, b, c) = (value(a), value(b), value(c));
            seen |= a | b | c;
            (*first, *second) = ((a << 2) | (b >> 4), (b << 4) | (c >> 2));
            c << 6
        }
        _ => INVALID,
    };
    if seen & INVALID == 0 && unused_bits == 0 { Ok(out) } else { Err(why_refused(text)) }
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

fn value(byte: u8) -> u8 {
    VALUES.get(usize::from(byte)).copied().unwrap_or(INVALID)
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
