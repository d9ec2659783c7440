//! RSA keys and points on the curves of NIST, parsed once by AWS-LC.

use aws_lc_rs::signature::{self, EcdsaVerificationAlgorithm, ParsedPublicKey, RsaParameters, RsaPublicKeyComponents};

use crate::algorithm::Algorithm;
use crate::error::Error;
use crate::key::{EcPublicKey, PublicKey, RsaPublicKey};

/// The longest modulus: 4096 bits.
const MAX_RSA_LEN: usize = 512;
/// The longest encoding of a point: P-521's.
const MAX_POINT_LEN: usize = 133;

/// A key and what it verifies with.
pub(super) struct VerifyingKey {
    algorithm: Algorithm,
    key: ParsedPublicKey,
}

impl VerifyingKey {
    /// Takes an RSA key that is checked, or a point on the curve; otherwise [`Error::InvalidPublicKey`].
    pub(super) fn new(algorithm: Algorithm, key: &PublicKey) -> Result<Self, Error> {
        let key = match key {
            PublicKey::Rsa(key) => rsa_key(rsa_parameters(algorithm)?, key)?,
            PublicKey::Ec(key) => ec_key(ecdsa_algorithm(algorithm)?, key)?,
            PublicKey::Ed25519(_) => return Err(Error::UnsupportedAlgorithm),
        };
        Ok(Self { algorithm, key })
    }

    pub(super) fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), Error> {
        self.key.verify_sig(message, signature).map_err(|_| Error::InvalidSignature)
    }
}

impl PartialEq for VerifyingKey {
    fn eq(&self, other: &Self) -> bool {
        // The encodings from which both were parsed, or to which both were written.
        self.algorithm == other.algorithm && self.key.as_ref() == other.key.as_ref()
    }
}

fn rsa_key(parameters: &'static RsaParameters, key: &RsaPublicKey) -> Result<ParsedPublicKey, Error> {
    let exponent = key.exponent().to_be_bytes();
    let leading_zeros = exponent.iter().take_while(|byte| **byte == 0).count();
    let components = RsaPublicKeyComponents { n: key.modulus(), e: exponent.get(leading_zeros..).unwrap_or_default() };
    let parsed = components.to_parsed_public_key(parameters).map_err(|_| Error::InvalidPublicKey)?;
    // The first verification computes what all use, under a lock of the key's. It is made here, where nobody else has
    // the key: a fork while another thread held that lock would leave it held in the child for ever.
    let no_signature = [0; MAX_RSA_LEN];
    let refused = parsed.verify_sig(&[], no_signature.get(..key.modulus().len()).unwrap_or_default());
    if refused.is_err() { Ok(parsed) } else { Err(Error::InvalidPublicKey) }
}

/// By the uncompressed encoding (SEC 1 section 2.3.3).
fn ec_key(algorithm: &'static EcdsaVerificationAlgorithm, key: &EcPublicKey) -> Result<ParsedPublicKey, Error> {
    let mut point = heapless::Vec::<u8, MAX_POINT_LEN>::new();
    for part in [&[4], key.x(), key.y()] {
        point.extend_from_slice(part).map_err(|_| Error::InvalidPublicKey)?;
    }
    ParsedPublicKey::new(algorithm, &point).map_err(|_| Error::InvalidPublicKey)
}

/// Those of PSS take a salt of exactly the hash's length, which is their default.
fn rsa_parameters(algorithm: Algorithm) -> Result<&'static RsaParameters, Error> {
    match algorithm {
        Algorithm::RS256 => Ok(&signature::RSA_PKCS1_2048_8192_SHA256),
        Algorithm::RS384 => Ok(&signature::RSA_PKCS1_2048_8192_SHA384),
        Algorithm::RS512 => Ok(&signature::RSA_PKCS1_2048_8192_SHA512),
        Algorithm::PS256 => Ok(&signature::RSA_PSS_2048_8192_SHA256),
        Algorithm::PS384 => Ok(&signature::RSA_PSS_2048_8192_SHA384),
        Algorithm::PS512 => Ok(&signature::RSA_PSS_2048_8192_SHA512),
        _ => Err(Error::UnsupportedAlgorithm),
    }
}

/// With signatures r‖s.
fn ecdsa_algorithm(algorithm: Algorithm) -> Result<&'static EcdsaVerificationAlgorithm, Error> {
    match algorithm {
        Algorithm::ES256 => Ok(&signature::ECDSA_P256_SHA256_FIXED),
        Algorithm::ES384 => Ok(&signature::ECDSA_P384_SHA384_FIXED),
        Algorithm::ES512 => Ok(&signature::ECDSA_P521_SHA512_FIXED),
        _ => Err(Error::UnsupportedAlgorithm),
    }
}
