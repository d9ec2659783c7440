//! One token's steps up to its verified payload, shared by the JWT and the JWS entrance.

use zeroize::Zeroize;

use crate::base64url;
use crate::compact::Compact;
use crate::error::Error;
use crate::header::Header;
use crate::key::{Key, VerifyingKey};

/// Room for the longest signature: RSA's of 4096 bits, or else P-521's.
const MAX_SIGNATURE_LEN: usize = if cfg!(feature = "rsa") { 512 } else { 132 };

/// Room for the signatures of HMAC, P-256 and Ed25519: for these no more of the stack is zeroed.
const SHORT_SIGNATURE_LEN: usize = 64;

/// A token whose header was read, nothing of it verified. Its payload is still encoded.
pub(crate) struct Unverified<'t, 'b> {
    compact: Compact<'t>,
    pub(crate) header: Header<'b>,
    /// Where the payload will stand: of just its length.
    room: &'b mut [u8],
}

/// A payload whose signature is good, and the header beside it.
pub(crate) struct Signed<'b> {
    pub(crate) header: Header<'b>,
    pub(crate) payload: &'b [u8],
}

impl<'t, 'b> Unverified<'t, 'b> {
    /// Splits a token and reads its header. The header is decoded behind the payload's place in `buf`, so that both
    /// can be judged together.
    pub(crate) fn read(token: &'t [u8], max_len: usize, buf: &'b mut [u8]) -> Result<Self, Error> {
        let compact = Compact::split(token, max_len)?;
        let payload_len = base64url::decoded_len(compact.payload.len());
        let needed = payload_len.saturating_add(base64url::decoded_len(compact.header.len()));
        let too_small = Error::BufferTooSmall { needed };
        let (room, rest) =
            buf.get_mut(..needed).ok_or(too_small)?.split_at_mut_checked(payload_len).ok_or(too_small)?;
        let header = Header::parse(base64url::decode(compact.header, rest)?)?;
        Ok(Self { compact, header, room })
    }

    /// Verifies the signature over the received bytes, and only then decodes the payload.
    pub(crate) fn verified_by<B: VerifyingKey>(self, key: &Key<B>) -> Result<Signed<'b>, Error> {
        if base64url::decoded_len(self.compact.signature.len()) <= SHORT_SIGNATURE_LEN {
            self.verify(key, &mut [0; SHORT_SIGNATURE_LEN])?;
        } else {
            self.verify(key, &mut [0; MAX_SIGNATURE_LEN])?;
        }
        let payload = base64url::decode(self.compact.payload, self.room)?;
        Ok(Signed { header: self.header, payload })
    }

    fn verify<B: VerifyingKey>(&self, key: &Key<B>, room: &mut [u8]) -> Result<(), Error> {
        let signature = base64url::decode(self.compact.signature, room).map_err(|error| match error {
            Error::BufferTooSmall { .. } => Error::InvalidSignature,
            other => other,
        })?;
        key.verify(self.compact.signing_input, signature)
    }
}

/// Zeroes what a refused token may have left: never more than it is long, nor than is accepted of any.
pub(crate) fn clear(buf: &mut [u8], accepted_len: usize) {
    let written = accepted_len.min(buf.len());
    buf.get_mut(..written).unwrap_or_default().zeroize();
}
