//! The keys that sign: RSA by AWS-LC; HMAC, ECDSA and Ed25519 by [`rustcrypto`], since AWS-LC's ECDSA is not the
//! deterministic one (RFC 6979).

use super::rsa;
use crate::algorithm::Algorithm;
use crate::backend::rustcrypto;
use crate::error::Error;
use crate::key::{self, PrivateKey, PublicKey, Secret};

/// A private key or HMAC secret, prepared to sign with one algorithm. Zeroized when it goes; on the heap for RSA.
pub struct SigningKey(Implementation);

/// Who signs.
#[allow(clippy::large_enum_variant, reason = "HMAC, ECDSA and Ed25519 need no heap")]
enum Implementation {
    AwsLc(rsa::SigningKey),
    RustCrypto(rustcrypto::SigningKey),
}

impl key::SigningKey for SigningKey {
    fn from_private_key(algorithm: Algorithm, key: &PrivateKey) -> Result<Self, Error> {
        key.check_fits(algorithm)?;
        match key {
            PrivateKey::Rsa(key) => rsa::SigningKey::new(algorithm, key).map(Implementation::AwsLc),
            _ => rustcrypto::SigningKey::from_private_key(algorithm, key).map(Implementation::RustCrypto),
        }
        .map(Self)
    }

    fn from_secret(algorithm: Algorithm, secret: &Secret<'_>) -> Result<Self, Error> {
        rustcrypto::SigningKey::from_secret(algorithm, secret).map(Implementation::RustCrypto).map(Self)
    }

    fn signature_len(&self) -> usize {
        match &self.0 {
            Implementation::AwsLc(key) => key.signature_len(),
            Implementation::RustCrypto(key) => key.signature_len(),
        }
    }

    fn sign(&self, message: &[u8], signature: &mut [u8]) -> Result<(), Error> {
        match &self.0 {
            Implementation::AwsLc(key) => key.sign(message, signature),
            Implementation::RustCrypto(key) => key.sign(message, signature),
        }
    }
}

/// The public key that belongs to a private one; one that stands beside it must be the same.
///
/// # Errors
/// [`Error::InvalidPrivateKey`], [`Error::UnsupportedAlgorithm`] for a curve that the build lacks.
pub fn public_of(key: &PrivateKey) -> Result<PublicKey, Error> {
    match key {
        PrivateKey::Rsa(key) => {
            rsa::check(key)?;
            key.public_key().map(PublicKey::Rsa).ok_or(Error::InvalidPrivateKey)
        }
        _ => rustcrypto::public_of(key),
    }
}
