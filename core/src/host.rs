//! The aliases of the crate's root over the backend for hosts, [`aws_lc`]: a program switches
//! by importing from here.

use crate::backend::aws_lc;
use crate::{Algorithm, Error, KeyKind, PrivateKey, key, signer};

pub use aws_lc::{ForkGate, Within, generate_rsa, public_of};

/// A key that verifies.
pub type Key = key::Key<aws_lc::VerifyingKey>;
/// A set of up to `N` keys in place.
pub type KeySet<const N: usize> = key::KeySet<key::Inline<aws_lc::VerifyingKey, N>>;
/// A set of up to 1,024 keys.
pub type LargeKeySet = key::KeySet<key::Heap<aws_lc::VerifyingKey>>;
/// A key that signs.
pub type Signer = signer::Signer<aws_lc::SigningKey>;

/// The size of the RSA keys that [`generate`] makes: the least that is accepted, and the fastest to verify with.
const RSA_BITS: usize = 2048;

/// Makes a new key for an algorithm, with its public key beside it. `random` fills a slice with unpredictable bytes; an
/// RSA key, of 2048 bits, comes from the backend's own random source ([`generate_rsa`] makes larger ones).
///
/// # Errors
/// As [`PrivateKey::generate`] and [`generate_rsa`].
pub fn generate(
    algorithm: Algorithm,
    random: &mut dyn FnMut(&mut [u8]) -> Result<(), Error>,
) -> Result<PrivateKey, Error> {
    if algorithm.key_kind() == KeyKind::Rsa {
        return generate_rsa(RSA_BITS);
    }
    let key = PrivateKey::generate(algorithm, random)?;
    key.with_public(&public_of(&key)?)
}
