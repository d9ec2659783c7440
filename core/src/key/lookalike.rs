//! What looks like a key: the texts and bytes in which keys and certificates are passed around. None is a secret.
//!
//! Of random secrets, as bytes, printable text, base64 or hex, fewer than one in 2^30 look like one.

use base64ct::{Base64Unpadded, Encoding as _};
use zeroize::Zeroizing;

use super::{der, pem};
use crate::base64url::decoded_len;
use crate::json::{self, JsonStr, Limits, Members, Value};

/// How much of an encoding is decoded to see whether it is a key's: enough for a structure's or an object's beginning.
const LOOKED_AT: usize = 512;

/// Whether bytes are a key or a certificate in PEM, DER, a JWK or a set of them, of SSH, `PuTTY` or .NET; in the clear, in
/// base64, hex or UTF-16; with white space around or not.
pub(super) fn looks_like_key(bytes: &[u8]) -> bool {
    let text = trimmed(bytes);
    is_der_with_line_end(bytes) || is_key(text, text.len()) || is_encoding_of_key(text)
}

/// Without white space and byte-order marks around it.
fn trimmed(bytes: &[u8]) -> &[u8] {
    const MARKS: [&[u8]; 3] = [b"\xEF\xBB\xBF", b"\xFF\xFE", b"\xFE\xFF"];
    let mut text = bytes.trim_ascii();
    while let Some(rest) = MARKS.into_iter().find_map(|mark| text.strip_prefix(mark)) {
        text = rest.trim_ascii();
    }
    text
}

/// DER, perhaps with a line's end behind it. It may itself end in bytes that look like white space.
fn is_der_with_line_end(bytes: &[u8]) -> bool {
    let cut = |end: usize| bytes.split_at_checked(bytes.len().checked_sub(end)?);
    (0..=2).filter_map(cut).any(|(der, end)| end.trim_ascii().is_empty() && is_der(der, der.len()))
}

/// Whether a key stands in the clear in bytes of which perhaps only the beginning is at hand.
fn is_key(text: &[u8], total_len: usize) -> bool {
    is_armoured(text) || is_ssh(text) || is_jwk(text, total_len) || is_der(text, total_len)
}

/// A key's structure; its tags and lengths are no printable text.
fn is_der(bytes: &[u8], total_len: usize) -> bool {
    der::begins_like_key(bytes, total_len) && bytes.iter().any(u8::is_ascii_control)
}

/// The texts of PEM and PGP, of SSH, `PuTTY`, and .NET's `ToXmlString`.
fn is_armoured(text: &[u8]) -> bool {
    let begins_block = |line: &[u8]| line.eq_ignore_ascii_case(b"-----BEGIN");
    text.windows(10).any(begins_block)
        || pem::contains(text, b"---- BEGIN SSH2")
        || text.starts_with(b"PuTTY-User-Key")
        || pem::contains(text, b"KeyValue>")
}

/// A line of `authorized_keys` or `known_hosts`, or the bytes that its base64 holds (RFC 4253 section 6.6).
fn is_ssh(text: &[u8]) -> bool {
    const NAMES: [&[u8]; 4] = [b"ssh-", b"ecdsa-sha2-", b"sk-ssh", b"sk-ecdsa"];
    match text {
        [0, 0, 0, _, name @ ..] => NAMES.into_iter().any(|prefix| name.starts_with(prefix)),
        // The base64 of a blob begins with the three zeros of a length.
        _ => pem::contains(text, b" AAAA") && NAMES.into_iter().any(|prefix| pem::contains(text, prefix)),
    }
}

/// A JWK or a set of them, well-formed or not, perhaps itself in quotation marks; of one that is cut off nothing may tell.
fn is_jwk(text: &[u8], total_len: usize) -> bool {
    let object = match text {
        [b'"' | b'\'' | b'`', rest @ ..] => rest.trim_ascii_start(),
        _ => text,
    };
    let is_cut_off =
        text.len() < total_len && text.iter().all(|byte| matches!(byte, b'\t' | b'\n' | b'\r' | b' '..=b'~'));
    matches!(object.first(), Some(b'{' | b'['))
        && (is_cut_off || names_member(text, b"kty") || names_member(text, b"keys") || has_key_member(text))
}

/// Whether a text holds a member's name in quotation marks, which may be escaped, and the colon behind it.
fn names_member(text: &[u8], name: &[u8]) -> bool {
    let is_quote = |byte: &u8| matches!(byte, b'"' | b'\'');
    let ends = |after: &[u8]| {
        let after = after.strip_prefix(b"\\").unwrap_or(after);
        after.split_first().is_some_and(|(quote, rest)| is_quote(quote) && rest.trim_ascii_start().starts_with(b":"))
    };
    let mut rest = text;
    while let Some(at) = rest.windows(name.len().max(1)).position(|window| window == name) {
        let (before, from) = rest.split_at_checked(at).unwrap_or_default();
        rest = from.get(name.len()..).unwrap_or_default();
        if before.last().is_some_and(is_quote) && ends(rest) {
            return true;
        }
    }
    false
}

/// Whether a JSON object has such a member in any spelling.
fn has_key_member(text: &[u8]) -> bool {
    json::read::<KeyMember>(text, Limits::CLAIMS).is_ok_and(|found| found.0)
}

#[derive(Default)]
struct KeyMember(bool);

impl<'t> Members<'t> for KeyMember {
    fn member(&mut self, _: usize, name: JsonStr<'t>, _: Value<'t>) {
        self.0 |= name == "kty" || name == "keys";
    }
}

/// Decodes the beginning of a text into `scratch`, and says how long it is and how long the whole would be; none where
/// the text is in another encoding.
type Decode = fn(text: &[u8], scratch: &mut [u8]) -> Option<(usize, usize)>;

/// Whether a text holds a key in another encoding.
#[inline(never)]
fn is_encoding_of_key(text: &[u8]) -> bool {
    let mut scratch = Zeroizing::new([0; LOOKED_AT]);
    let decoders: [Decode; 3] = [decode_base64, decode_hex, decode_utf16];
    decoders.into_iter().any(|decode| {
        let decoded = decode(text, scratch.as_mut_slice());
        decoded.is_some_and(|(len, total_len)| scratch.get(..len).is_some_and(|text| is_key(text, total_len)))
    })
}

/// Base64 in either alphabet, padded or not, in lines or not.
fn decode_base64(text: &[u8], scratch: &mut [u8]) -> Option<(usize, usize)> {
    let mut unpadded = text;
    while let [rest @ .., b'=' | b' ' | b'\t' | b'\r' | b'\n'] = unpadded {
        unpadded = rest;
    }
    let chars = copy(unpadded, scratch, |byte| match byte {
        b'-' => Some(b'+'),
        b'_' => Some(b'/'),
        b'+' | b'/' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => Some(byte),
        _ => None,
    })?;
    // Whole groups only, whose decoding cannot fail.
    let beginning = scratch.get_mut(..chars.min(LOOKED_AT) & !3)?;
    Some((Base64Unpadded::decode_in_place(beginning).ok()?.len(), decoded_len(chars)))
}

/// Pairs of hexadecimal digits.
fn decode_hex(text: &[u8], scratch: &mut [u8]) -> Option<(usize, usize)> {
    let digit = |byte| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let digits = copy(text, scratch, digit)?;
    let len = digits.min(LOOKED_AT) / 2;
    for at in 0..len {
        let pair = scratch.get(at.saturating_mul(2)..)?;
        let byte = pair.first()? << 4 | pair.get(1)?;
        *scratch.get_mut(at)? = byte;
    }
    Some((len, digits / 2))
}

/// UTF-16 of ASCII in either order, as editors and shells of Windows write it: every other byte is zero.
fn decode_utf16(text: &[u8], scratch: &mut [u8]) -> Option<(usize, usize)> {
    let is_utf16 = |first| text.iter().skip(first).step_by(2).all(|byte| *byte == 0);
    if !is_utf16(0) && !is_utf16(1) {
        return None;
    }
    let mut len: usize = 0;
    for byte in text.iter().filter(|byte| **byte != 0) {
        if let Some(slot) = scratch.get_mut(len) {
            *slot = *byte;
        }
        len = len.checked_add(1)?;
    }
    Some((len.min(LOOKED_AT), len))
}

/// Copies as much of a text as finds room, changed byte by byte and without white space, and counts all of it; none
/// where a byte does not belong.
fn copy(text: &[u8], out: &mut [u8], change: impl Fn(u8) -> Option<u8>) -> Option<usize> {
    let mut count: usize = 0;
    for byte in text.iter().filter(|byte| !byte.is_ascii_whitespace()) {
        let changed = change(*byte)?;
        if let Some(slot) = out.get_mut(count) {
            *slot = changed;
        }
        count = count.checked_add(1)?;
    }
    Some(count)
}
