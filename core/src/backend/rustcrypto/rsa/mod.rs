//! RS256 to RS512 and PS256 to PS512, verification only: signing in variable time is not offered.

mod encoding;
mod modulus;
#[cfg(test)]
mod tests;

use encoding::{is_pkcs1, is_pss};
use modulus::{MAX_LEN, Modulus};
use sha2::{Sha256, Sha384, Sha512};

use super::Verify;
use crate::algorithm::{Algorithm, KeyKind};
use crate::error::Error;
use crate::key::RsaPublicKey;

/// A modulus with its Montgomery parameters, and an exponent.
#[derive(PartialEq)]
pub(super) struct VerifyingKey {
    algorithm: Algorithm,
    modulus: Modulus,
    exponent: u64,
}

impl VerifyingKey {
    pub(super) fn new(algorithm: Algorithm, key: &RsaPublicKey) -> Result<Self, Error> {
        if algorithm.key_kind() != KeyKind::Rsa {
            return Err(Error::UnsupportedAlgorithm);
        }
        Ok(Self { algorithm, modulus: Modulus::new(key.modulus())?, exponent: key.exponent() })
    }

    /// The signature to the power of the exponent; none where it is not below the modulus or of another length.
    fn open<'b>(&self, signature: &[u8], buf: &'b mut [u8; MAX_LEN]) -> Option<&'b [u8]> {
        let opened = buf.get_mut(..self.modulus.len()).filter(|opened| opened.len() == signature.len())?;
        self.modulus.power(signature, self.exponent, opened)?;
        Some(opened)
    }
}

impl Verify for VerifyingKey {
    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), Error> {
        let mut buf = [0; MAX_LEN];
        let encoded = self.open(signature, &mut buf).ok_or(Error::InvalidSignature)?;
        let is_good = match self.algorithm {
            Algorithm::RS256 => is_pkcs1::<Sha256>(encoded, message),
            Algorithm::RS384 => is_pkcs1::<Sha384>(encoded, message),
            Algorithm::RS512 => is_pkcs1::<Sha512>(encoded, message),
            Algorithm::PS256 => is_pss::<Sha256>(encoded, message),
            Algorithm::PS384 => is_pss::<Sha384>(encoded, message),
            Algorithm::PS512 => is_pss::<Sha512>(encoded, message),
            _ => false,
        };
        if is_good { Ok(()) } else { Err(Error::InvalidSignature) }
    }
}
