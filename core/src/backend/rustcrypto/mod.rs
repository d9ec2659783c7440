//! The default backend, without a heap: the crates of `RustCrypto` and dalek, and for RSA arithmetic of its own.

#[cfg(any(feature = "es256", feature = "es384", feature = "es512", feature = "es256k"))]
mod ecdsa;
#[cfg(feature = "eddsa")]
mod eddsa;
#[cfg(feature = "hs")]
mod hmac;
#[cfg(feature = "rsa")]
mod rsa;
#[cfg(feature = "sign")]
mod signing;
#[cfg(all(test, feature = "sign"))]
mod tests;

#[cfg(feature = "sign")]
pub use signing::{SigningKey, public_of};

use crate::algorithm::Algorithm;
use crate::error::Error;
use crate::key::{self, PublicKey, Secret};

/// A public key or HMAC secret, prepared for one algorithm.
///
/// Without a heap; HMAC's keyed state is zeroized when it goes.
pub struct VerifyingKey(Family);

/// One variant for each algorithm, or family of them, that the build includes. HMAC keys compare in constant time.
#[derive(PartialEq)]
#[allow(clippy::large_enum_variant, reason = "no heap to put the larger ones on")]
enum Family {
    #[cfg(feature = "hs")]
    Hs256(hmac::Key<sha2::Sha256>),
    #[cfg(feature = "hs")]
    Hs384(hmac::Key<sha2::Sha384>),
    #[cfg(feature = "hs")]
    Hs512(hmac::Key<sha2::Sha512>),
    #[cfg(feature = "es256")]
    Es256(ecdsa::VerifyingKey<p256::NistP256>),
    #[cfg(feature = "es384")]
    Es384(ecdsa::VerifyingKey<p384::NistP384>),
    #[cfg(feature = "es512")]
    Es512(ecdsa::VerifyingKey<p521::NistP521>),
    #[cfg(feature = "es256k")]
    Es256k(ecdsa::VerifyingKey<k256::Secp256k1>),
    #[cfg(feature = "eddsa")]
    EdDsa(eddsa::VerifyingKey),
    #[cfg(feature = "rsa")]
    Rsa(rsa::VerifyingKey),
}

/// What each family does with a signature whose length and ranges are checked.
trait Verify {
    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), Error>;
}

impl key::VerifyingKey for VerifyingKey {
    fn from_public_key(algorithm: Algorithm, key: &PublicKey) -> Result<Self, Error> {
        key.check_fits(algorithm)?;
        match (algorithm, key) {
            #[cfg(feature = "es256")]
            (Algorithm::ES256, PublicKey::Ec(key)) => ecdsa::VerifyingKey::new(key).map(Family::Es256),
            #[cfg(feature = "es384")]
            (Algorithm::ES384, PublicKey::Ec(key)) => ecdsa::VerifyingKey::new(key).map(Family::Es384),
            #[cfg(feature = "es512")]
            (Algorithm::ES512, PublicKey::Ec(key)) => ecdsa::VerifyingKey::new(key).map(Family::Es512),
            #[cfg(feature = "es256k")]
            (Algorithm::ES256K, PublicKey::Ec(key)) => ecdsa::VerifyingKey::new(key).map(Family::Es256k),
            #[cfg(feature = "eddsa")]
            (Algorithm::EdDSA, PublicKey::Ed25519(point)) => eddsa::VerifyingKey::new(point).map(Family::EdDsa),
            #[cfg(feature = "rsa")]
            (_, PublicKey::Rsa(key)) => rsa::VerifyingKey::new(algorithm, key).map(Family::Rsa),
            _ => Err(Error::UnsupportedAlgorithm),
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

    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), Error> {
        self.0.as_verify().verify(message, signature)
    }

    fn is_same_key(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl Family {
    fn as_verify(&self) -> &dyn Verify {
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
            #[cfg(feature = "rsa")]
            Self::Rsa(ref key) => key,
        }
    }
}
