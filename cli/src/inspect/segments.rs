//! The three segments of a compact JWS (RFC 7515 section 7.1), decoded without any key.

use base64ct::{Base64UrlUnpadded, Encoding as _};
use jwtcore::Error;

/// The decoded segments; nothing of them is verified.
#[derive(Debug)]
pub(super) struct Segments {
    pub(super) header: Vec<u8>,
    pub(super) payload: Vec<u8>,
    pub(super) signature: Vec<u8>,
}

impl Segments {
    /// Takes a token of at most `max_len` bytes apart.
    ///
    /// # Errors
    /// [`Error::TokenTooLarge`], [`Error::NotCompact`], [`Error::EncryptedToken`] for five segments,
    /// [`Error::PaddedBase64`], [`Error::MalformedBase64`].
    pub(super) fn of(token: &[u8], max_len: usize) -> Result<Self, Error> {
        if token.len() > max_len {
            return Err(Error::TokenTooLarge);
        }
        // One more than the greatest number that means something.
        let segments: Vec<_> = token.splitn(6, |byte| *byte == b'.').collect();
        match segments.as_slice() {
            [header, payload, signature] if !header.is_empty() => {
                Ok(Self { header: decode(header)?, payload: decode(payload)?, signature: decode(signature)? })
            }
            [_, _, _, _, _] => Err(Error::EncryptedToken),
            _ => Err(Error::NotCompact),
        }
    }
}

fn decode(segment: &[u8]) -> Result<Vec<u8>, Error> {
    if segment.contains(&b'=') {
        return Err(Error::PaddedBase64);
    }
    let text = str::from_utf8(segment).map_err(|_| Error::MalformedBase64)?;
    Base64UrlUnpadded::decode_vec(text).map_err(|_| Error::MalformedBase64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(token: &str) -> Error {
        Segments::of(token.as_bytes(), 64).unwrap_err()
    }

    #[test]
    fn takes_three_segments_apart() {
        let segments = Segments::of(b"e30.dGV4dA.AAE", 64).unwrap();
        assert_eq!(segments.header, b"{}");
        assert_eq!(segments.payload, b"text");
        assert_eq!(segments.signature, [0, 1]);
    }

    #[test]
    fn refuses_what_is_no_canonical_compact_jws() {
        for token in ["", "e30", "e30.e30", ".e30.e30", "e30.e30.e30.e30", "a.b.c.d.e.f", "....."] {
            assert_eq!(refusal(token), Error::NotCompact, "{token}");
        }
        assert_eq!(refusal("e30.a.b.c.d"), Error::EncryptedToken);
        assert_eq!(refusal("e30=.e30.e30"), Error::PaddedBase64);
        for token in ["e30.e3+.e30", "e30.e31.e30", "e30.e30.e", "e30 .e30.e30", "e30.e30.e30\n", "é.e30.e30"] {
            assert_eq!(refusal(token), Error::MalformedBase64, "{token}");
        }
        assert_eq!(refusal(&"e30.".repeat(20)), Error::TokenTooLarge);
    }
}
