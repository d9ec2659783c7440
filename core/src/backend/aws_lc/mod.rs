//! The backend for hosts: RSA and ECDSA on the curves of NIST from AWS-LC; the rest from [`rustcrypto`], which verifies
//! it faster and signs deterministically. `docs/backends.md` has the figures by which each algorithm was given out.

mod public;
mod rsa;
mod signing;

pub use rsa::generate_rsa;
pub use signing::{SigningKey, public_of};

use crate::algorithm::{Algorithm, Curve, KeyKind};
use crate::backend::rustcrypto;
use crate::error::Error;
use crate::key::{self, PublicKey, Secret};

/// A public key or HMAC secret, prepared for one algorithm. On the heap for RSA and the curves of NIST.
pub struct VerifyingKey(Implementation);

/// Who verifies.
#[allow(clippy::large_enum_variant, reason = "HMAC and Ed25519 need no heap")]
enum Implementation {
    AwsLc(public::VerifyingKey),
    RustCrypto(rustcrypto::VerifyingKey),
}

impl key::VerifyingKey for VerifyingKey {
    fn from_public_key(algorithm: Algorithm, key: &PublicKey) -> Result<Self, Error> {
        key.check_fits(algorithm)?;
        match algorithm.key_kind() {
            KeyKind::Rsa | KeyKind::Ec(Curve::P256 | Curve::P384 | Curve::P521) => {
                public::VerifyingKey::new(algorithm, key).map(Implementation::AwsLc)
            }
            _ => rustcrypto::VerifyingKey::from_public_key(algorithm, key).map(Implementation::RustCrypto),
        }
        .map(Self)
    }

    fn from_secret(algorithm: Algorithm, secret: &Secret<'_>) -> Result<Self, Error> {
        rustcrypto::VerifyingKey::from_secret(algorithm, secret).map(Implementation::RustCrypto).map(Self)
    }

    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), Error> {
        match &self.0 {
            Implementation::AwsLc(key) => key.verify(message, signature),
            Implementation::RustCrypto(key) => key.verify(message, signature),
        }
    }

    fn is_same_key(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Implementation::AwsLc(one), Implementation::AwsLc(other)) => one == other,
            (Implementation::RustCrypto(one), Implementation::RustCrypto(other)) => one.is_same_key(other),
            _ => false,
        }
    }
}
