//! The default backend's keys that sign: HMAC, ECDSA and Ed25519. RSA is not offered (RUSTSEC-2023-0071).

#[cfg(any(feature = "es256", feature = "es384", feature = "es512", feature = "es256k"))]
use super::ecdsa;
#[cfg(feature = "eddsa")]
use super::eddsa;
#[cfg(feature = "hs")]
use super::hmac;
#[cfg(any(feature = "es256", feature = "es384", feature = "es512", feature = "es256k"))]
use crate::algorithm::Curve;
use crate::algorithm::{Algorithm, KeyKind};
use crate::error::Error;
use crate::key::{self, PrivateKey, PublicKey, Secret};

/// A private key or HMAC secret, prepared to sign with one algorithm. Without heap; zeroized when it goes.
pub struct SigningKey(Family);

/// One variant for each algorithm that the build can sign with.
#[allow(clippy::large_enum_variant, reason = "no heap to put the larger ones on")]
enum Family {
    #[cfg(feature = "hs")]
    Hs256(hmac::Key<sha2::Sha256>),
    #[cfg(feature = "hs")]
    Hs384(hmac::Key<sha2::Sha384>),
    #[cfg(feature = "hs")]
    Hs512(hmac::Key<sha2::Sha512>),
    #[cfg(feature = "es256")]
    Es256(ecdsa::SigningKey<p256::NistP256>),
    #[cfg(feature = "es384")]
    Es384(ecdsa::SigningKey<p384::NistP384>),
    #[cfg(feature = "es512")]
    Es512(ecdsa::SigningKey<p521::NistP521>),
    #[cfg(feature = "es256k")]
    Es256k(ecdsa::SigningKey<k256::Secp256k1>),
    #[cfg(feature = "eddsa")]
    EdDsa(eddsa::SigningKey),
}

/// What each family does with a message.
pub(super) trait Sign {
    /// The length of its signatures in bytes.
    fn signature_len(&self) -> usize;

    /// Signs into the front of `signature`, or answers [`Error::BufferTooSmall`].
    fn sign(&self, message: &[u8], signature: &mut [u8]) -> Result<(), Error>;
}

impl key::SigningKey for SigningKey {
    fn from_private_key(algorithm: Algorithm, key: &PrivateKey) -> Result<Self, Error> {
        key.check_fits(algorithm)?;
        match (algorithm, key) {
            #[cfg(feature = "es256")]
            (Algorithm::ES256, PrivateKey::Ec(key)) => ecdsa::SigningKey::new(key).map(Family::Es256),
            #[cfg(feature = "es384")]
            (Algorithm::ES384, PrivateKey::Ec(key)) => ecdsa::SigningKey::new(key).map(Family::Es384),
            #[cfg(feature = "es512")]
            (Algorithm::ES512, PrivateKey::Ec(key)) => ecdsa::SigningKey::new(key).map(Family::Es512),
            #[cfg(feature = "es256k")]
            (Algorithm::ES256K, PrivateKey::Ec(key)) => ecdsa::SigningKey::new(key).map(Family::Es256k),
            #[cfg(feature = "eddsa")]
            (Algorithm::EdDSA, PrivateKey::Ed25519(key)) => eddsa::SigningKey::new(key).map(Family::EdDsa),
            _ => Err(refusal(algorithm)),
        }
        .map(Self)
    }

    #[cfg(feature = "hs")]
    fn from_secret(algorithm: Algorithm, secret: &Secret<'_>) -> Result<Self, Error> {
        let secret = secret.as_bytes();
        match algorithm {
            Algorithm::HS256 => hmac::Key::new(secret).map(Family::Hs256),
            Algorithm::HS384 => hmac::Key::new(secret).map(Family::Hs384),
            Algorithm::HS512 => hmac::Key::new(secret).map(Family::Hs512),
            _ => Err(Error::UnsupportedAlgorithm),
        }
        .map(Self)
    }

    #[cfg(not(feature = "hs"))]
    fn from_secret(_: Algorithm, _: &Secret<'_>) -> Result<Self, Error> {
        Err(Error::UnsupportedAlgorithm)
    }

    fn signature_len(&self) -> usize {
        self.0.as_sign().signature_len()
    }

    fn sign(&self, message: &[u8], signature: &mut [u8]) -> Result<(), Error> {
        self.0.as_sign().sign(message, signature)
    }
}

/// The public key that belongs to a private one; one that stands beside it must be the same.
///
/// # Errors
/// [`Error::InvalidPrivateKey`], [`Error::SigningUnsupported`] for RSA, [`Error::UnsupportedAlgorithm`] for a curve
/// that the build lacks.
pub fn public_of(key: &PrivateKey) -> Result<PublicKey, Error> {
    match key {
        PrivateKey::Rsa(_) => Err(Error::SigningUnsupported),
        #[cfg(any(feature = "es256", feature = "es384", feature = "es512", feature = "es256k"))]
        PrivateKey::Ec(key) => match key.curve() {
            #[cfg(feature = "es256")]
            Curve::P256 => ecdsa::SigningKey::<p256::NistP256>::new(key)?.public_key(key.curve()),
            #[cfg(feature = "es384")]
            Curve::P384 => ecdsa::SigningKey::<p384::NistP384>::new(key)?.public_key(key.curve()),
            #[cfg(feature = "es512")]
            Curve::P521 => ecdsa::SigningKey::<p521::NistP521>::new(key)?.public_key(key.curve()),
            #[cfg(feature = "es256k")]
            Curve::Secp256k1 => ecdsa::SigningKey::<k256::Secp256k1>::new(key)?.public_key(key.curve()),
            #[allow(unreachable_patterns, reason = "reached in builds that lack a curve")]
            _ => Err(Error::UnsupportedAlgorithm),
        },
        #[cfg(feature = "eddsa")]
        PrivateKey::Ed25519(key) => Ok(eddsa::SigningKey::new(key)?.public_key()),
        #[allow(unreachable_patterns, reason = "reached in builds that lack a family")]
        _ => Err(Error::UnsupportedAlgorithm),
    }
}

/// Copies a signature into the front of a buffer.
#[allow(dead_code, reason = "used by each family, and there may be none")]
pub(super) fn put(signature: &[u8], out: &mut [u8]) -> Result<(), Error> {
    let needed = signature.len();
    out.get_mut(..needed).ok_or(Error::BufferTooSmall { needed })?.copy_from_slice(signature);
    Ok(())
}

/// Why an algorithm does not sign: RSA in no build, another only where its feature is off.
const fn refusal(algorithm: Algorithm) -> Error {
    match algorithm.key_kind() {
        KeyKind::Rsa => Error::SigningUnsupported,
        _ => Error::UnsupportedAlgorithm,
    }
}

impl Family {
    fn as_sign(&self) -> &dyn Sign {
        // By place and with `ref`, so that it also stands for a build without any algorithm.
        match *self {
            #[cfg(feature = "hs")]
            Self::Hs256(ref key) => key,
            #[cfg(feature = "hs")]
            Self::Hs384(ref key) => key,
            #[cfg(feature = "hs")]
            Self::Hs512(ref key) => key,
            #[cfg(feature = "es256")]
            Self::Es256(ref key) => key,
            #[cfg(feature = "es384")]
            Self::Es384(ref key) => key,
            #[cfg(feature = "es512")]
            Self::Es512(ref key) => key,
            #[cfg(feature = "es256k")]
            Self::Es256k(ref key) => key,
            #[cfg(feature = "eddsa")]
            Self::EdDsa(ref key) => key,
        }
    }
}
