//! The keys that tag refresh tokens: one is active, others are accepted still or already.

use subtle::ConstantTimeEq as _;
use zeroize::Zeroize as _;

use super::party::Party;
use super::token::{BODY_LEN, TAG_LEN};
use crate::algorithm::Algorithm;
use crate::error::Error;
use crate::key::{Secret, SigningKey};

/// The most keys of a ring: two are enough to rotate, and each is tried by its number, never in turn.
pub const MAX_RING_KEYS: usize = 8;
/// What the tagged bytes begin with, so that they are no message of any other use of HMAC.
const LABEL: &[u8; 18] = b"jwtcore-refresh-v1";
/// The longest message that is tagged: the label, tenant and client behind their lengths, and the token's body.
const MAX_MESSAGE_LEN: usize = LABEL.len() + 2 + super::MAX_TENANT_LEN + 2 + super::MAX_CLIENT_ID_LEN + BODY_LEN;

/// The keys of refresh tokens, each with a number of its own.
///
/// A key goes accept-only → active → accept-only → removed. It is accepted on every host before it becomes active on
/// one, and stays for the greatest idle lifetime after; removing it sooner revokes its tokens.
pub struct RefreshRing<B> {
    active: RingKey<B>,
    others: heapless::Vec<RingKey<B>, { MAX_RING_KEYS - 1 }>,
}

struct RingKey<B> {
    id: u32,
    key: B,
}

impl<B: SigningKey> RefreshRing<B> {
    /// A ring whose active key has this number: a secret of at least 32 bytes for HMAC-SHA-256.
    ///
    /// # Errors
    /// [`Error::SecretTooShort`], [`Error::SecretLooksLikeKey`].
    pub fn new(id: u32, secret: &[u8]) -> Result<Self, Error> {
        Ok(Self { active: RingKey::new(id, secret)?, others: heapless::Vec::new() })
    }

    /// Adds a key that is accepted and tags nothing new.
    ///
    /// # Errors
    /// As [`RefreshRing::new`], and [`Error::InvalidRefreshRing`] for a number that a key has already, and for more than
    /// [`MAX_RING_KEYS`] keys.
    pub fn accept(mut self, id: u32, secret: &[u8]) -> Result<Self, Error> {
        if self.find(id).is_some() {
            return Err(Error::InvalidRefreshRing);
        }
        self.others.push(RingKey::new(id, secret)?).map_err(|_| Error::InvalidRefreshRing)?;
        Ok(self)
    }

    /// The number of the key that tags new generations.
    #[must_use]
    pub const fn active_id(&self) -> u32 {
        self.active.id
    }

    /// Writes the tag of a token's body; none where the ring lacks the key.
    pub(super) fn tag(&self, id: u32, party: &Party<'_>, body: &[u8; BODY_LEN], tag: &mut [u8; TAG_LEN]) -> Option<()> {
        let key = self.find(id)?;
        let mut message = [0; MAX_MESSAGE_LEN];
        let len = party.write_message(LABEL, body, &mut message);
        let signed = message.get(..len).and_then(|message| key.sign(message, tag).ok());
        message.zeroize();
        signed
    }

    /// Whether the tag is the body's, in constant time; no where the ring lacks the key.
    pub(super) fn has_tagged(&self, id: u32, party: &Party<'_>, body: &[u8; BODY_LEN], tag: &[u8; TAG_LEN]) -> bool {
        let mut expected = [0; TAG_LEN];
        let computed = self.tag(id, party, body, &mut expected);
        let same = bool::from(expected.ct_eq(tag));
        expected.zeroize();
        computed.is_some() && same
    }

    fn find(&self, id: u32) -> Option<&B> {
        core::iter::once(&self.active).chain(&self.others).find(|key| key.id == id).map(|found| &found.key)
    }
}

impl<B: SigningKey> RingKey<B> {
    fn new(id: u32, secret: &[u8]) -> Result<Self, Error> {
        let secret = Secret::new(Algorithm::HS256, secret)?;
        Ok(Self { id, key: B::from_secret(Algorithm::HS256, &secret)? })
    }
}

impl<B> core::fmt::Debug for RefreshRing<B> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("RefreshRing").field("active", &self.active.id).finish_non_exhaustive()
    }
}
