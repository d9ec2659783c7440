//! The backend of this command: the one place that names it. Another one has to bring the same names.

use jwtcore::{Algorithm, Error, PrivateKey};

pub(crate) use jwtcore::backend::rustcrypto::public_of;
pub(crate) use jwtcore::{Key, LargeKeySet as KeySet, Signer};

/// Makes a new private key, its public key beside it.
pub(crate) fn generate(
    algorithm: Algorithm,
    random: &mut dyn FnMut(&mut [u8]) -> Result<(), Error>,
) -> Result<PrivateKey, Error> {
    let key = PrivateKey::generate(algorithm, random)?;
    key.with_public(&public_of(&key)?)
}
