//! The keys that sign: HMAC, ECDSA and Ed25519 as [`rustcrypto`](crate::backend::rustcrypto) does, deterministically.

use crate::algorithm::Algorithm;
use crate::backend::rustcrypto;
use crate::error::Error;
use crate::key::{self, PrivateKey, PublicKey, Secret};

/// A private key or HMAC secret, prepared to sign with one algorithm. Zeroized when it goes.
pub struct SigningKey(rustcrypto::SigningKey);

impl key::SigningKey for SigningKey {
    fn from_private_key(algorithm: Algorithm, key: &PrivateKey) -> Result<Self, Error> {
        rustcrypto::SigningKey::from_private_key(algorithm, key).map(Self)
    }

    fn from_secret(algorithm: Algorithm, secret: &Secret<'_>) -> Result<Self, Error> {
        rustcrypto::SigningKey::from_secret(algorithm, secret).map(Self)
    }

    fn signature_len(&self) -> usize {
        self.0.signature_len()
    }

    fn sign(&self, message: &[u8], signature: &mut [u8]) -> Result<(), Error> {
        self.0.sign(message, signature)
    }
}

/// The public key that belongs to a private one; one that stands beside it must be the same.
///
/// # Errors
/// [`Error::InvalidPrivateKey`], [`Error::UnsupportedAlgorithm`] for a curve that the build lacks.
pub fn public_of(key: &PrivateKey) -> Result<PublicKey, Error> {
    rustcrypto::public_of(key)
}
