//! A session's two names: the secret family id of its refresh tokens, and the public sid of everything else.

use heapless::String;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use zeroize::{Zeroize as _, ZeroizeOnDrop};

use super::keys::base64url;
use crate::error::Error;

/// The length of a family id: 128 bits, which nobody guesses.
pub const FAMILY_ID_LEN: usize = 16;
/// The length of a sid: base64url of 16 bytes.
pub const SID_LEN: usize = 22;

/// What makes a family of refresh tokens one session: 128 bits from a random source that suits keys.
///
/// It stands in refresh tokens only, never in a store, a log or an access token. Zeroized when it goes.
#[derive(Clone)]
pub struct FamilyId([u8; FAMILY_ID_LEN]);

/// How access tokens, stores and logs name a family: a hash of its id, 22 characters, that gives no way back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sid(String<SID_LEN>);

impl FamilyId {
    /// Takes 16 unpredictable bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; FAMILY_ID_LEN]) -> Self {
        Self(bytes)
    }

    /// base64url of the first 16 bytes of SHA-256("jwtcore-sid-v1" ‖ family id).
    #[must_use]
    pub fn sid(&self) -> Sid {
        let hash = Sha256::new_with_prefix(b"jwtcore-sid-v1").chain_update(self.0).finalize().into();
        // 16 bytes always take 22 characters.
        Sid(base64url(&hash, FAMILY_ID_LEN).unwrap_or_default())
    }

    pub(super) const fn as_bytes(&self) -> &[u8; FAMILY_ID_LEN] {
        &self.0
    }
}

impl Drop for FamilyId {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl ZeroizeOnDrop for FamilyId {}

impl PartialEq for FamilyId {
    /// In constant time.
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for FamilyId {}

impl core::fmt::Debug for FamilyId {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("FamilyId(..)")
    }
}

impl Sid {
    /// Takes a token's `sid` claim.
    ///
    /// # Errors
    /// [`Error::UnknownSession`] for a text that is no family's: not 22 characters of base64url.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let is_sid = text.len() == SID_LEN
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
            // Of the last character two bits are used; the others are zero.
            && text.ends_with(['A', 'Q', 'g', 'w']);
        String::try_from(text).ok().filter(|_| is_sid).map(Self).ok_or(Error::UnknownSession)
    }

    /// The sid's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}
