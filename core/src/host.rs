//! The aliases of the crate's root over the backend for hosts, [`aws_lc`](crate::backend::aws_lc): a program switches
//! by importing from here.

use crate::backend::aws_lc;
use crate::key;
#[cfg(feature = "sign")]
use crate::signer;
#[cfg(feature = "sign")]
use crate::{Algorithm, Error, PrivateKey};

#[cfg(feature = "sign")]
pub use aws_lc::public_of;

/// A key that verifies.
pub type Key = key::Key<aws_lc::VerifyingKey>;
/// A set of up to `N` keys in place.
pub type KeySet<const N: usize> = key::KeySet<key::Inline<aws_lc::VerifyingKey, N>>;
/// A set of up to 1,024 keys.
pub type LargeKeySet = key::KeySet<key::Heap<aws_lc::VerifyingKey>>;
/// A key that signs.
#[cfg(feature = "sign")]
pub type Signer = signer::Signer<aws_lc::SigningKey>;

/// Makes a new key for an algorithm, with its public key beside it. `random` fills a slice with unpredictable bytes.
///
/// # Errors
/// As [`PrivateKey::generate`].
#[cfg(feature = "sign")]
pub fn generate(
    algorithm: Algorithm,
    random: &mut dyn FnMut(&mut [u8]) -> Result<(), Error>,
) -> Result<PrivateKey, Error> {
    let key = PrivateKey::generate(algorithm, random)?;
    key.with_public(&public_of(&key)?)
}
