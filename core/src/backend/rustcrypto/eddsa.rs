//! `EdDSA`: Ed25519 with the cofactorless equation of RFC 8032, as ring and OpenSSL verify.

use ed25519_dalek::{Signature, Verifier as _};

use super::Verify;
#[cfg(feature = "sign")]
use super::signing::{Sign, put};
use crate::error::Error;
#[cfg(feature = "sign")]
use crate::key::{Ed25519PrivateKey, PublicKey};

/// A point, decoded once.
#[derive(PartialEq)]
pub(super) struct VerifyingKey(ed25519_dalek::VerifyingKey);

impl VerifyingKey {
    /// Takes the encoding of a point, which is checked before any backend.
    pub(super) fn new(encoded: &[u8; 32]) -> Result<Self, Error> {
        ed25519_dalek::VerifyingKey::from_bytes(encoded).map(Self).map_err(|_| Error::InvalidPublicKey)
    }
}

impl Verify for VerifyingKey {
    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), Error> {
        let signature = Signature::from_slice(signature).map_err(|_| Error::InvalidSignature)?;
        // Not `verify_strict`: what it adds is checked at import and before the backend, without decoding R.
        self.0.verify(message, &signature).map_err(|_| Error::InvalidSignature)
    }
}

/// A seed, zeroized when it goes, and its public key.
#[cfg(feature = "sign")]
pub(super) struct SigningKey(ed25519_dalek::SigningKey);

#[cfg(feature = "sign")]
impl SigningKey {
    /// Takes a seed to which the public key beside it belongs; otherwise [`Error::InvalidPrivateKey`].
    pub(super) fn new(key: &Ed25519PrivateKey) -> Result<Self, Error> {
        let seed = ed25519_dalek::SigningKey::from_bytes(key.seed());
        let belongs = |public: &[u8; 32]| *public == seed.verifying_key().to_bytes();
        if key.public().is_none_or(belongs) { Ok(Self(seed)) } else { Err(Error::InvalidPrivateKey) }
    }

    /// The public key that belongs to the seed.
    pub(super) fn public_key(&self) -> PublicKey {
        PublicKey::Ed25519(self.0.verifying_key().to_bytes())
    }
}

#[cfg(feature = "sign")]
impl Sign for SigningKey {
    fn signature_len(&self) -> usize {
        Signature::BYTE_SIZE
    }

    fn sign(&self, message: &[u8], signature: &mut [u8]) -> Result<(), Error> {
        use ed25519_dalek::Signer as _;
        // Never fails.
        let signed = self.0.try_sign(message).map_err(|_| Error::InvalidPrivateKey)?;
        put(&signed.to_bytes(), signature)
    }
}
