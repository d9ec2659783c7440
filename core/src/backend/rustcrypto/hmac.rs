//! HS256, HS384 and HS512: a keyed state that is prepared once and cloned for each message.

use ::hmac::{EagerHash, Hmac, KeyInit, Mac};
use zeroize::ZeroizeOnDrop;

use super::Verify;
#[cfg(feature = "sign")]
use super::signing::{Sign, put};
use crate::error::Error;

/// What two keys are compared by: the secret itself is not kept.
const COMPARED: &[u8] = b"jwtcore: are these keys the same?";

/// A hash whose states are zeroized when they go: a build whose features do not see to it does not compile.
pub(super) trait Hash: EagerHash<Core: ZeroizeOnDrop> {}

impl<D: EagerHash<Core: ZeroizeOnDrop>> Hash for D {}

/// HMAC with a secret in it. The hash's states and buffer are zeroized when it goes.
pub(super) struct Key<D: Hash>(Hmac<D>);

impl<D: Hash> Key<D> {
    /// Takes a secret of any length.
    pub(super) fn new(secret: &[u8]) -> Result<Self, Error> {
        // No length is refused: longer ones are hashed (RFC 2104 section 2).
        Hmac::new_from_slice(secret).map(Self).map_err(|_| Error::UnsupportedAlgorithm)
    }

    fn over(&self, message: &[u8]) -> Hmac<D> {
        self.0.clone().chain_update(message)
    }
}

impl<D: Hash> Verify for Key<D> {
    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), Error> {
        // In constant time, and of the full length only.
        self.over(message).verify_slice(signature).map_err(|_| Error::InvalidSignature)
    }
}

#[cfg(feature = "sign")]
impl<D: Hash> Sign for Key<D> {
    fn signature_len(&self) -> usize {
        <Hmac<D> as ::hmac::digest::OutputSizeUser>::output_size()
    }

    fn sign(&self, message: &[u8], signature: &mut [u8]) -> Result<(), Error> {
        put(&self.over(message).finalize().into_bytes(), signature)
    }
}

impl<D: Hash> PartialEq for Key<D> {
    /// In constant time.
    fn eq(&self, other: &Self) -> bool {
        self.over(COMPARED).finalize() == other.over(COMPARED).finalize()
    }
}
