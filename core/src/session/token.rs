//! The refresh token: 69 bytes as 92 characters of base64url, which nobody but the ring can make.
//!
//! version u8 = 1 ‖ key id u32 ‖ slot\[8\] ‖ family id\[16\] ‖ generation u64 ‖ tag\[32\], big-endian. The tag is
//! HMAC-SHA-256 over "jwtcore-refresh-v1" ‖ len(tenant) ‖ tenant ‖ len(client id) ‖ client id ‖ what stands before it,
//! lengths as u16.

use base64ct::{Base64UrlUnpadded, Encoding as _};
use zeroize::Zeroize as _;

use super::family::{FAMILY_ID_LEN, FamilyId};
use super::keys::{SLOT_BYTES, Slot};
use super::party::Party;
use super::ring::RefreshRing;
use crate::error::Error;
use crate::key::SigningKey;

/// The length of a refresh token in characters.
pub const REFRESH_TOKEN_LEN: usize = 92;
/// The length of what the tag covers of the token.
pub(super) const BODY_LEN: usize = 1 + 4 + SLOT_BYTES + FAMILY_ID_LEN + 8;
/// The length of HMAC-SHA-256's output.
pub(super) const TAG_LEN: usize = 32;
/// The only version there is.
const VERSION: u8 = 1;

/// What a refresh token says. It is made by opening a token whose tag is good, or for a new one.
///
/// It holds a secret, the family id, which is zeroized when it goes and never shows in `Debug`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefreshToken {
    /// The number of the ring key that tags it.
    pub key_id: u32,
    /// Where the store keeps its family.
    pub slot: Slot,
    /// Its family.
    pub family_id: FamilyId,
    /// How many tokens of the family went before it.
    pub generation: u64,
}

impl RefreshToken {
    /// Reads a token that this party presents, and checks its tag in constant time.
    ///
    /// # Errors
    /// [`Error::InvalidRefreshToken`] for anything else: no store is asked then.
    pub fn open<B: SigningKey>(ring: &RefreshRing<B>, party: &Party<'_>, token: &[u8]) -> Result<Self, Error> {
        let mut bytes = [0; BODY_LEN + TAG_LEN];
        let opened = decode(token, &mut bytes).and_then(|()| Self::read(ring, party, &bytes));
        bytes.zeroize();
        opened.ok_or(Error::InvalidRefreshToken)
    }

    /// Writes the token for a party into `out` and returns it.
    ///
    /// # Errors
    /// [`Error::MissingRefreshKey`] where the ring lacks the key.
    pub fn seal<'b, B: SigningKey>(
        &self,
        ring: &RefreshRing<B>,
        party: &Party<'_>,
        out: &'b mut [u8; REFRESH_TOKEN_LEN],
    ) -> Result<&'b str, Error> {
        let (mut body, mut tag, mut bytes) = (self.body()?, [0; TAG_LEN], [0; BODY_LEN + TAG_LEN]);
        let tagged = ring.tag(self.key_id, party, &body, &mut tag).ok_or(Error::MissingRefreshKey);
        for (place, byte) in bytes.iter_mut().zip(body.iter().chain(&tag)) {
            *place = *byte;
        }
        let sealed = tagged.and_then(|()| Base64UrlUnpadded::encode(&bytes, out).map_err(|_| Error::ArgumentTooLong));
        body.zeroize();
        tag.zeroize();
        bytes.zeroize();
        sealed
    }

    fn read<B: SigningKey>(ring: &RefreshRing<B>, party: &Party<'_>, bytes: &[u8; BODY_LEN + TAG_LEN]) -> Option<Self> {
        let (body, tag) = bytes.split_first_chunk::<BODY_LEN>()?;
        let (version, rest) = body.split_first()?;
        let (key_id, rest) = rest.split_first_chunk()?;
        let (slot, rest) = rest.split_first_chunk()?;
        let (family_id, generation) = rest.split_first_chunk()?;
        let key_id = u32::from_be_bytes(*key_id);
        let is_good = *version == VERSION && ring.has_tagged(key_id, party, body, tag.first_chunk()?);
        is_good.then(|| Self {
            key_id,
            slot: Slot::from_bytes(*slot),
            family_id: FamilyId::from_bytes(*family_id),
            generation: u64::from_be_bytes(generation.first_chunk().copied().unwrap_or_default()),
        })
    }

    fn body(&self) -> Result<[u8; BODY_LEN], Error> {
        let mut body = [0; BODY_LEN];
        let parts: [&[u8]; 5] = [
            &[VERSION],
            &self.key_id.to_be_bytes(),
            &self.slot.to_bytes()?,
            self.family_id.as_bytes(),
            &self.generation.to_be_bytes(),
        ];
        for (place, byte) in body.iter_mut().zip(parts.into_iter().flatten()) {
            *place = *byte;
        }
        Ok(body)
    }
}

/// Decodes in constant time, because the token is a secret.
fn decode(token: &[u8], bytes: &mut [u8; BODY_LEN + TAG_LEN]) -> Option<()> {
    if token.len() != REFRESH_TOKEN_LEN {
        return None;
    }
    let decoded = Base64UrlUnpadded::decode(token, bytes).ok()?;
    (decoded.len() == BODY_LEN + TAG_LEN).then_some(())
}
