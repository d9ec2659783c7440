//! RS256 to RS512 and PS256 to PS512, verification only: signing with the `rsa` crate is not offered
//! (RUSTSEC-2023-0071).

use ::rsa::{BoxedUint, PublicKey};
use sha2::{Sha256, Sha384, Sha512};

use super::Verify;
use crate::algorithm::{Algorithm, KeyKind};
use crate::error::Error;
use crate::key::RsaPublicKey;

/// The sizes that are taken, in bits: checked before, and by the crate again.
const SIZES_BITS: core::ops::RangeInclusive<usize> = 2048..=4096;

/// A modulus with its Montgomery parameters and an exponent, on the heap.
#[derive(PartialEq)]
pub(super) struct VerifyingKey {
    algorithm: Algorithm,
    key: PublicKey,
}

impl VerifyingKey {
    pub(super) fn new(algorithm: Algorithm, key: &RsaPublicKey) -> Result<Self, Error> {
        if algorithm.key_kind() != KeyKind::Rsa {
            return Err(Error::UnsupportedAlgorithm);
        }
        let modulus = BoxedUint::from_be_slice_vartime(key.modulus());
        let exponent = BoxedUint::from(key.exponent());
        let key =
            PublicKey::new_with_size_limits(modulus, exponent, SIZES_BITS).map_err(|_| Error::InvalidPublicKey)?;
        Ok(Self { algorithm, key })
    }
}

impl Verify for VerifyingKey {
    /// The crate refuses signatures not below the modulus or of another length, compares the whole padding of PKCS#1
    /// v1.5 with the one that has a NULL, and takes a PSS salt of the hash's length only.
    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), Error> {
        let verdict = match self.algorithm {
            Algorithm::RS256 => self.key.pkcs1v15_verify::<Sha256>(message, signature),
            Algorithm::RS384 => self.key.pkcs1v15_verify::<Sha384>(message, signature),
            Algorithm::RS512 => self.key.pkcs1v15_verify::<Sha512>(message, signature),
            Algorithm::PS256 => self.key.pss_verify::<Sha256>(message, signature),
            Algorithm::PS384 => self.key.pss_verify::<Sha384>(message, signature),
            Algorithm::PS512 => self.key.pss_verify::<Sha512>(message, signature),
            _ => return Err(Error::InvalidSignature),
        };
        verdict.map_err(|_| Error::InvalidSignature)
    }
}
