//! The compact serialization (RFC 7515 section 7.1): three segments joined by two dots.

use crate::base64url;
use crate::error::Error;

/// A token's length beyond which it is refused unless the verifier says otherwise: HTTP servers cap headers near it.
pub(crate) const DEFAULT_MAX_TOKEN_LEN: usize = 16 * 1024;
/// The greatest length that a verifier may be set to accept.
pub(crate) const MAX_TOKEN_LEN: usize = 1024 * 1024;
/// The greatest length of a decoded header: ten times what certificate chains in `x5c` need would not fit, one does.
pub(crate) const MAX_HEADER_LEN: usize = 8 * 1024;

/// A token's segments, still encoded.
#[derive(Clone, Copy)]
pub(crate) struct Compact<'t> {
    /// Header and payload with the dot between them: what the signature covers.
    pub(crate) signing_input: &'t [u8],
    pub(crate) header: &'t [u8],
    pub(crate) payload: &'t [u8],
    pub(crate) signature: &'t [u8],
}

impl<'t> Compact<'t> {
    /// Splits a token at its two dots. Looks at no more than `max_len` bytes, and at none of a longer token.
    pub(crate) fn split(token: &'t [u8], max_len: usize) -> Result<Self, Error> {
        if token.len() > max_len {
            return Err(Error::TokenTooLarge);
        }
        let (header, rest) = split_at_dot(token).ok_or(Error::NotCompact)?;
        let (payload, signature) = split_at_dot(rest).ok_or(Error::NotCompact)?;
        if header.is_empty() {
            return Err(Error::NotCompact);
        }
        if let Some((_, rest)) = split_at_dot(signature) {
            // Five segments have one more dot, and no more than two are looked for.
            let more = rest.iter().filter(|byte| **byte == b'.').take(2).count();
            return Err(if more == 1 { Error::EncryptedToken } else { Error::NotCompact });
        }
        if base64url::decoded_len(header.len()) > MAX_HEADER_LEN {
            return Err(Error::HeaderTooLarge);
        }
        let signed = header.len().saturating_add(1).saturating_add(payload.len());
        let signing_input = token.get(..signed).ok_or(Error::NotCompact)?;
        Ok(Self { signing_input, header, payload, signature })
    }
}

/// Refuses limits that a verifier may not be set to.
pub(crate) fn check_max_token_len(bytes: usize) -> Result<(), Error> {
    if (1..=MAX_TOKEN_LEN).contains(&bytes) { Ok(()) } else { Err(Error::InvalidLimit) }
}

fn split_at_dot(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let (before, from) = text.split_at_checked(position_of_dot(text)?)?;
    Some((before, from.get(1..)?))
}

/// Where the first dot stands.
fn position_of_dot(text: &[u8]) -> Option<usize> {
    // By blocks, each looked at whole: so the compiler compares many bytes at once.
    const BLOCK_LEN: usize = 32;
    let has_dot = |block: &[u8; BLOCK_LEN]| block.iter().fold(0, |dots, byte| dots | u8::from(*byte == b'.')) != 0;
    let (blocks, _) = text.as_chunks();
    let before = blocks.iter().take_while(|block| !has_dot(block)).count().saturating_mul(BLOCK_LEN);
    let within = text.get(before..)?.iter().position(|byte| *byte == b'.')?;
    Some(before.saturating_add(within))
}

#[cfg(test)]
mod tests {
    use std::vec::Vec;

    use super::*;

    fn verdict(token: &[u8]) -> Result<(), Error> {
        Compact::split(token, DEFAULT_MAX_TOKEN_LEN).map(|_| ())
    }

    #[test]
    fn splits_at_two_dots() {
        let token = Compact::split(b"aa.bbb.c", 8).unwrap();
        assert_eq!(token.header, b"aa");
        assert_eq!(token.payload, b"bbb");
        assert_eq!(token.signature, b"c");
        assert_eq!(token.signing_input, b"aa.bbb");
    }

    #[test]
    fn refuses_one_two_and_four_parts_and_json() {
        for token in ["", "a", "a.b", "a.b.c.d", ".b.c", "..", "...", "a.b.c.d.e.f", "{\"payload\":\"e30\"}"] {
            assert_eq!(verdict(token.as_bytes()), Err(Error::NotCompact), "{token}");
        }
    }

    #[test]
    fn says_that_five_parts_are_a_jwe() {
        assert_eq!(verdict(b"a.b.c.d.e"), Err(Error::EncryptedToken));
        assert_eq!(verdict(b"a..c.d.e"), Err(Error::EncryptedToken));
    }

    #[test]
    fn splits_wherever_the_dots_stand() {
        for (header, payload) in [(1, 0), (31, 31), (32, 32), (33, 1), (63, 64), (96, 95), (5, 300)] {
            let token = [&b"h".repeat(header)[..], &b"p".repeat(payload), b"s"].join(&b'.');
            let split = Compact::split(&token, DEFAULT_MAX_TOKEN_LEN).unwrap();
            let lengths = (split.header.len(), split.payload.len(), split.signature);
            assert_eq!(lengths, (header, payload, &b"s"[..]));
        }
    }

    #[test]
    fn refuses_large_tokens_and_headers() {
        let mut token = Vec::from(&b"a.b.c"[..]);
        token.resize(DEFAULT_MAX_TOKEN_LEN + 1, b'c');
        assert_eq!(verdict(&token), Err(Error::TokenTooLarge));
        token.pop();
        assert_eq!(verdict(&token), Ok(()));
        let mut header = Vec::from([b'a'; (MAX_HEADER_LEN + 1) * 4 / 3 + 1]);
        header.extend(b".b.c");
        assert_eq!(verdict(&header), Err(Error::HeaderTooLarge));
        assert_eq!(verdict(&[b'.'; DEFAULT_MAX_TOKEN_LEN]), Err(Error::NotCompact));
    }
}
