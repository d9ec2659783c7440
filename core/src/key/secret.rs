//! An HMAC secret: long enough for its algorithm, and not a public key by mistake.

use base64ct::{Base64Unpadded, Encoding as _};
use zeroize::Zeroizing;

use super::{der, pem};
use crate::algorithm::{Algorithm, KeyKind};
use crate::base64url::decoded_len;
use crate::error::Error;
use crate::json::{self, JsonStr, Limits, Members, Value};

/// How much of a base64 text is decoded to see whether it is a key: enough for a structure's or an object's beginning.
const LOOKED_AT_CHARS: usize = 512;

/// A secret for HS256, HS384 or HS512, of at least 32, 48 or 64 bytes (RFC 7518 section 3.2).
///
/// Keys and certificates are refused, as the texts and bytes in which they are published: whoever verified HMACs with
/// one would accept what anybody signs (CVE-2017-11424 and its kin). Of random secrets, fewer than one in 2^30 are
/// refused by chance.
#[derive(Clone, Copy)]
pub struct Secret<'a> {
    bytes: &'a [u8],
}

impl<'a> Secret<'a> {
    /// Takes a secret as raw bytes.
    ///
    /// # Errors
    /// [`Error::KeyAlgorithmMismatch`] for an algorithm that is not HMAC; [`Error::SecretLooksLikeKey`] for PEM, SSH and
    /// `PuTTY` texts, JWKs and JWKSs, a key's or certificate's DER, and the base64 of any of them as far as its first
    /// 384 bytes show it, with white space around or not; [`Error::SecretTooShort`].
    pub fn new(algorithm: Algorithm, bytes: &'a [u8]) -> Result<Self, Error> {
        if algorithm.key_kind() != KeyKind::Secret {
            return Err(Error::KeyAlgorithmMismatch);
        }
        if looks_like_key(bytes) {
            return Err(Error::SecretLooksLikeKey);
        }
        if bytes.len() < algorithm.hash_len() {
            return Err(Error::SecretTooShort);
        }
        Ok(Self { bytes })
    }

    /// Takes vectors whose secrets no import would accept.
    #[cfg(all(test, feature = "hs"))]
    pub(crate) const fn of_any_length(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    /// Takes a secret as the bytes of a file, where an editor or `echo` may have put a newline behind it.
    ///
    /// # Errors
    /// [`Error::SecretEndsInNewline`] for printable text with a newline at its end, and as [`Secret::new`].
    pub fn from_file_bytes(algorithm: Algorithm, bytes: &'a [u8]) -> Result<Self, Error> {
        let secret = Self::new(algorithm, bytes)?;
        if bytes.ends_with(b"\n") && is_printable(bytes) { Err(Error::SecretEndsInNewline) } else { Ok(secret) }
    }

    /// The secret's bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.bytes
    }
}

impl core::fmt::Debug for Secret<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// UTF-8 without control characters but tabs and line ends.
fn is_printable(bytes: &[u8]) -> bool {
    core::str::from_utf8(bytes)
        .is_ok_and(|text| text.chars().all(|c| !c.is_control() || matches!(c, '\t' | '\r' | '\n')))
}

fn looks_like_key(bytes: &[u8]) -> bool {
    let text = trimmed(bytes);
    der::begins_like_key(bytes, bytes.len()) || is_key(text, text.len()) || is_base64_of_key(text)
}

/// Without white space and byte-order marks around it.
fn trimmed(bytes: &[u8]) -> &[u8] {
    let mut text = bytes.trim_ascii();
    while let Some(rest) = text.strip_prefix(b"\xEF\xBB\xBF") {
        text = rest.trim_ascii();
    }
    text
}

/// Whether a key stands in the clear in bytes of which perhaps only the beginning is at hand.
fn is_key(text: &[u8], total_len: usize) -> bool {
    is_armoured(text) || is_ssh(text) || is_jwk(text) || der::begins_like_key(text, total_len)
}

fn is_armoured(text: &[u8]) -> bool {
    let begins_block = |line: &[u8]| line.eq_ignore_ascii_case(b"-----BEGIN");
    text.windows(10).any(begins_block) || pem::contains(text, b"---- BEGIN SSH2") || text.starts_with(b"PuTTY-User-Key")
}

/// A line of `authorized_keys`, or the bytes that its base64 holds (RFC 4253 section 6.6).
fn is_ssh(text: &[u8]) -> bool {
    let name = match text {
        [0, 0, 0, _, name @ ..] => name,
        _ => text,
    };
    [b"ssh-".as_slice(), b"ecdsa-sha2-", b"sk-ssh", b"sk-ecdsa"].into_iter().any(|prefix| name.starts_with(prefix))
}

/// A JWK or a set of them, well-formed or not.
fn is_jwk(text: &[u8]) -> bool {
    let is_json = matches!(text.first(), Some(b'{' | b'['));
    // With the quotation mark before it, in whatever dress: the three letters alone occur in random secrets.
    let names_type = pem::contains(text, b"\"kty") || pem::contains(text, b"'kty");
    is_json && (names_type || pem::contains(text, b"keys") || has_key_member(text))
}

/// Whether a JSON object has such a member in any spelling.
fn has_key_member(text: &[u8]) -> bool {
    json::read::<KeyMember>(text, Limits::CLAIMS).is_ok_and(|found| found.0)
}

#[derive(Default)]
struct KeyMember(bool);

impl<'t> Members<'t> for KeyMember {
    fn member(&mut self, name: JsonStr<'t>, _: Value<'t>) {
        self.0 |= name == "kty" || name == "keys";
    }
}

/// Whether a text is base64, in either alphabet, padded or not, in lines or not, and what it holds is a key.
#[inline(never)]
fn is_base64_of_key(text: &[u8]) -> bool {
    let mut scratch = Zeroizing::new([0; LOOKED_AT_CHARS]);
    let Some(chars) = copy_base64(text, scratch.as_mut_slice()) else { return false };
    // Whole groups only, whose decoding cannot fail; the structure's beginning decides.
    let looked_at = chars.min(LOOKED_AT_CHARS) & !3;
    let beginning = scratch.get_mut(..looked_at).and_then(|front| Base64Unpadded::decode_in_place(front).ok());
    beginning.is_some_and(|beginning| is_key(beginning, decoded_len(chars)))
}

/// Copies the beginning of a base64 text in the standard alphabet, and counts its characters; none if it is not one.
fn copy_base64(text: &[u8], out: &mut [u8]) -> Option<usize> {
    let mut chars: usize = 0;
    let mut unpadded = text;
    while let [rest @ .., b'=' | b' ' | b'\t' | b'\r' | b'\n'] = unpadded {
        unpadded = rest;
    }
    for byte in unpadded.iter().filter(|byte| !byte.is_ascii_whitespace()) {
        let standard = match byte {
            b'-' => b'+',
            b'_' => b'/',
            b'+' | b'/' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => *byte,
            _ => return None,
        };
        if let Some(slot) = out.get_mut(chars) {
            *slot = standard;
        }
        chars = chars.checked_add(1)?;
    }
    Some(chars)
}

#[cfg(test)]
#[path = "tests/secret.rs"]
mod tests;
