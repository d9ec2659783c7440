//! An HMAC secret: long enough for its algorithm, and not a public key by mistake.

use super::lookalike::looks_like_key;
use crate::algorithm::{Algorithm, KeyKind};
use crate::error::Error;

/// A secret for HS256, HS384 or HS512, of at least 32, 48 or 64 bytes (RFC 7518 section 3.2).
///
/// Keys and certificates are refused, as the texts and bytes in which they are published: whoever verified HMACs with
/// one would accept what anybody signs (CVE-2017-11424 and its kin). Of random secrets, as bytes, printable text, base64
/// or hex, fewer than one in 2^30 are refused by chance.
#[derive(Clone, Copy)]
pub struct Secret<'a> {
    bytes: &'a [u8],
}

impl<'a> Secret<'a> {
    /// Takes a secret as raw bytes.
    ///
    /// # Errors
    /// [`Error::KeyAlgorithmMismatch`] for an algorithm that is not HMAC; [`Error::SecretLooksLikeKey`] for PEM, SSH,
    /// `PuTTY` and .NET's XML texts, JWKs and JWKSs, a key's or certificate's DER, and the base64, hex or UTF-16 of any of
    /// them as far as its beginning shows it, with white space around or not; [`Error::SecretTooShort`].
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

#[cfg(test)]
#[path = "tests/secret.rs"]
mod tests;
