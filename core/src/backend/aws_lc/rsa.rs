//! RSA private keys: signing with RS256 to RS512 and PS256 to PS512, and new keys.
//!
//! AWS-LC blinds the private operation and verifies what it signed before it hands it out. Its random source, which
//! blinding, PSS salts and new keys draw from, is seeded by the operating system when it is first asked, once in each
//! thread, and again after a fork, which it detects; so is the blinding.

use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeyPairComponents, KeySize, PublicKeyComponents};
use aws_lc_rs::signature::{self, RsaEncoding};

use crate::algorithm::Algorithm;
use crate::error::Error;
use crate::key::{PrivateKey, RsaNumbers, RsaPrivateKey};

/// A key pair on AWS-LC's heap, which zeroizes what it frees, and what it signs with.
pub(super) struct SigningKey {
    pair: KeyPair,
    encoding: &'static dyn RsaEncoding,
}

impl SigningKey {
    /// Takes a key whose numbers belong together; otherwise [`Error::InvalidPrivateKey`].
    pub(super) fn new(algorithm: Algorithm, key: &RsaPrivateKey) -> Result<Self, Error> {
        Ok(Self { encoding: encoding(algorithm)?, pair: key_pair(key)? })
    }

    pub(super) fn signature_len(&self) -> usize {
        self.pair.public_modulus_len()
    }

    pub(super) fn sign(&self, message: &[u8], signature: &mut [u8]) -> Result<(), Error> {
        let needed = self.signature_len();
        let signature = signature.get_mut(..needed).ok_or(Error::BufferTooSmall { needed })?;
        // Fails only for numbers that pass the checks and are no key, such as primes that are none.
        self.pair.sign(self.encoding, &SystemRandom::new(), message, signature).map_err(|_| Error::InvalidPrivateKey)
    }
}

/// Checks that the numbers of a key belong together: n = p·q, d inverts e, dp, dq and qi are theirs.
///
/// # Errors
/// [`Error::InvalidPrivateKey`].
pub(super) fn check(key: &RsaPrivateKey) -> Result<(), Error> {
    key_pair(key).map(drop)
}

/// Makes a new RSA key of 2048, 3072 or 4096 bits with the exponent 65537, from AWS-LC's random source.
///
/// It takes some tenths of a second, with 4096 bits a second or more.
///
/// # Errors
/// [`Error::UnsupportedKeySize`] for other sizes, [`Error::RandomSourceFailed`].
pub fn generate_rsa(bits: usize) -> Result<PrivateKey, Error> {
    let size = match bits {
        2048 => KeySize::Rsa2048,
        3072 => KeySize::Rsa3072,
        4096 => KeySize::Rsa4096,
        _ => return Err(Error::UnsupportedKeySize),
    };
    let pair = KeyPair::generate(size).map_err(|_| Error::RandomSourceFailed)?;
    // Zeroized when it goes.
    let pkcs8 = pair.as_der().map_err(|_| Error::InvalidPrivateKey)?;
    PrivateKey::from_der(pkcs8.as_ref())
}

fn key_pair(key: &RsaPrivateKey) -> Result<KeyPair, Error> {
    let RsaNumbers { n, e, d, p, q, dp, dq, qi } = key.numbers().ok_or(Error::InvalidPrivateKey)?;
    let public_key = PublicKeyComponents { n, e };
    let components = KeyPairComponents { public_key, d, p, q, dP: dp, dQ: dq, qInv: qi };
    KeyPair::from_components(&components).map_err(|_| Error::InvalidPrivateKey)
}

/// Those of PSS draw a salt of the hash's length, which is their default.
fn encoding(algorithm: Algorithm) -> Result<&'static dyn RsaEncoding, Error> {
    match algorithm {
        Algorithm::RS256 => Ok(&signature::RSA_PKCS1_SHA256),
        Algorithm::RS384 => Ok(&signature::RSA_PKCS1_SHA384),
        Algorithm::RS512 => Ok(&signature::RSA_PKCS1_SHA512),
        Algorithm::PS256 => Ok(&signature::RSA_PSS_SHA256),
        Algorithm::PS384 => Ok(&signature::RSA_PSS_SHA384),
        Algorithm::PS512 => Ok(&signature::RSA_PSS_SHA512),
        _ => Err(Error::UnsupportedAlgorithm),
    }
}
