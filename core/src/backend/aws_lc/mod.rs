//! The backend for hosts: RSA and ECDSA on the curves of NIST from AWS-LC; the rest from [`rustcrypto`], which verifies
//! it faster and signs deterministically. `docs/backends.md` has the figures by which each algorithm was given out.

mod es256;
mod fork_gate;
mod public;
mod rsa;
mod signing;

#[cfg(test)]
pub(super) use es256::USES_BEFORE_TABLE;
pub use fork_gate::{ForkGate, Within};
pub use rsa::generate_rsa;
pub use signing::{SigningKey, public_of};

use alloc::sync::Arc;

use crate::algorithm::{Algorithm, Curve, KeyKind};
use crate::backend::rustcrypto;
use crate::error::Error;
use crate::key::{self, PublicKey, Secret};

/// A public key or HMAC secret, prepared for one algorithm. On the heap for RSA and the curves of NIST.
pub struct VerifyingKey(Implementation);

/// Who verifies. An ES256 key begins with AWS-LC and gets its table later.
#[allow(clippy::large_enum_variant, reason = "HMAC and Ed25519 need no heap")]
enum Implementation {
    AwsLc(public::VerifyingKey),
    Es256(es256::VerifyingKey),
    RustCrypto(rustcrypto::VerifyingKey),
}

#[cfg(test)]
impl VerifyingKey {
    /// The window of the key's table, if it has one.
    pub(super) fn window(&self) -> Option<crate::backend::prepared::Window> {
        if let Implementation::Es256(key) = &self.0 { key.window() } else { None }
    }

    /// What the key's set may still spend on tables, in bytes.
    pub(super) fn table_memory_left(&self) -> usize {
        if let Implementation::Es256(key) = &self.0 { key.table_memory_left() } else { 0 }
    }
}

impl key::VerifyingKey for VerifyingKey {
    fn from_public_key(algorithm: Algorithm, key: &PublicKey) -> Result<Self, Error> {
        key.check_fits(algorithm)?;
        match algorithm.key_kind() {
            KeyKind::Ec(Curve::P256) => es256::VerifyingKey::new(key).map(Implementation::Es256),
            KeyKind::Rsa | KeyKind::Ec(Curve::P384 | Curve::P521) => {
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
            Implementation::Es256(key) => key.verify(message, signature),
            Implementation::RustCrypto(key) => key.verify(message, signature),
        }
    }

    fn is_same_key(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Implementation::AwsLc(one), Implementation::AwsLc(other)) => one == other,
            (Implementation::Es256(one), Implementation::Es256(other)) => one == other,
            (Implementation::RustCrypto(one), Implementation::RustCrypto(other)) => one.is_same_key(other),
            _ => false,
        }
    }

    fn share_memory<'k>(keys: impl Iterator<Item = &'k mut Self>, bytes: usize) {
        let memory = es256::Memory::of(bytes);
        for key in keys {
            if let Implementation::Es256(key) = &mut key.0 {
                key.share(Arc::clone(&memory));
            }
        }
    }
}
