//! What a key is: parsed parameters, bound to one algorithm for life, and the traits that a backend implements.
//!
//! bytes → `pem`, `der`, `jwk` → [`PublicKey`] or [`PrivateKey`] (checked, bound to nothing)
//! → [`Key`] or [`Signer`](crate::signer::Signer) (bound to one algorithm, ready to use).

pub(crate) mod checks;
mod der;
mod export;
mod import;
mod jwk;
mod jwks;
mod lookalike;
mod name;
mod pem;
mod private;
mod public;
mod rsa_private;
mod secret;
mod set;

pub use import::Algorithms;
pub(crate) use jwk::Jwk;
pub use jwks::Skipped;
pub use name::KeyName;
pub use private::{EcPrivateKey, Ed25519PrivateKey, PrivateKey};
pub use public::{EcPublicKey, PublicKey, RsaPublicKey};
#[cfg(feature = "aws-lc")]
pub(crate) use rsa_private::RsaNumbers;
pub use rsa_private::RsaPrivateKey;
pub use secret::Secret;
#[cfg(feature = "alloc")]
pub use set::Heap;
pub use set::{DEFAULT_TABLE_MEMORY, Inline, KeySet, Keys, MAX_KEYS, Storage};
pub(crate) use set::{any_shared, select};

use crate::algorithm::Algorithm;
use crate::error::Error;

/// A backend's public key or HMAC secret, prepared for one algorithm.
///
/// The checks that every backend owes (sizes, exponents, ranges of signatures) are made before it is called;
/// what is left to it is written at each method.
pub trait VerifyingKey: Sized + Send + Sync + 'static {
    /// Prepares a public key. `algorithm` fits the key's type and curve.
    ///
    /// # Errors
    /// [`Error::UnsupportedAlgorithm`] where the backend lacks the algorithm, [`Error::InvalidPublicKey`] where the
    /// point is not on the curve. Points of Ed25519 are checked before: canonical, and in the prime-order group.
    fn from_public_key(algorithm: Algorithm, key: &PublicKey) -> Result<Self, Error>;

    /// Prepares an HMAC secret, whose length fits `algorithm`.
    ///
    /// # Errors
    /// [`Error::UnsupportedAlgorithm`] where the backend lacks the algorithm.
    fn from_secret(algorithm: Algorithm, secret: &Secret<'_>) -> Result<Self, Error>;

    /// Verifies `signature` over `message`. MACs are compared in constant time; an RSA signature not below the
    /// modulus is refused.
    ///
    /// # Errors
    /// [`Error::InvalidSignature`], without any detail.
    fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), Error>;

    /// Whether both hold the same key for the same algorithm. For secrets in constant time.
    fn is_same_key(&self, other: &Self) -> bool;

    /// Told of all keys of a set, once it is whole, and how many bytes they may spend together on verifying faster. By
    /// default nothing is spent.
    fn share_memory<'k>(_keys: impl Iterator<Item = &'k mut Self>, _bytes: usize) {}
}

/// A backend's private key or HMAC secret, prepared to sign with one algorithm.
pub trait SigningKey: Sized + Send + Sync + 'static {
    /// Prepares a private key. `algorithm` fits the key's type and curve.
    ///
    /// # Errors
    /// [`Error::SigningUnsupported`] where the backend cannot sign with the algorithm, [`Error::InvalidPrivateKey`]
    /// where the scalar is out of range or a public part does not belong to it.
    fn from_private_key(algorithm: Algorithm, key: &PrivateKey) -> Result<Self, Error>;

    /// Prepares an HMAC secret, whose length fits `algorithm`.
    ///
    /// # Errors
    /// [`Error::UnsupportedAlgorithm`] where the backend lacks the algorithm.
    fn from_secret(algorithm: Algorithm, secret: &Secret<'_>) -> Result<Self, Error>;

    /// The length of its signatures in bytes.
    fn signature_len(&self) -> usize;

    /// Signs `message` into the first [`SigningKey::signature_len`] bytes of `signature`: ECDSA as r‖s and
    /// deterministic (RFC 6979), Ed25519 by RFC 8032, RSASSA-PSS with a random salt of the hash's length.
    ///
    /// # Errors
    /// [`Error::BufferTooSmall`] where `signature` is shorter than that.
    fn sign(&self, message: &[u8], signature: &mut [u8]) -> Result<(), Error>;
}

/// A key that verifies: bound to one algorithm for life, with a name (`kid`) if it has one.
///
/// Of the size of its backend's largest key.
pub struct Key<B> {
    algorithm: Algorithm,
    name: Option<KeyName>,
    signature_len: usize,
    prepared: B,
}

impl<B: VerifyingKey> Key<B> {
    /// Binds an HMAC secret to HS256, HS384 or HS512.
    ///
    /// # Errors
    /// [`Error::KeyAlgorithmMismatch`] for another algorithm, [`Error::SecretTooShort`] under 32, 48 or 64 bytes,
    /// [`Error::SecretLooksLikeKey`] for the text or DER of a key or certificate.
    pub fn from_secret(algorithm: Algorithm, secret: &[u8]) -> Result<Self, Error> {
        Self::bind_secret(algorithm, &Secret::new(algorithm, secret)?)
    }

    /// Reads a public key from one PEM block: `PUBLIC KEY` (SPKI, RFC 5280), `RSA PUBLIC KEY` (PKCS#1, RFC 8017) or
    /// `CERTIFICATE` (its public key; the certificate itself is not judged).
    ///
    /// # Errors
    /// [`Error::MalformedPem`], [`Error::MalformedDer`], [`Error::PrivateKeyGiven`], [`Error::KeyAlgorithmMismatch`]
    /// and what [`PublicKey::from_pem`] finds wrong with the key.
    pub fn from_pem(algorithm: Algorithm, pem: &[u8]) -> Result<Self, Error> {
        Self::bind(algorithm, &PublicKey::from_pem(pem)?)
    }

    /// Reads a public key from DER: SPKI, PKCS#1 or an X.509 certificate.
    ///
    /// # Errors
    /// As [`Key::from_pem`].
    pub fn from_der(algorithm: Algorithm, der: &[u8]) -> Result<Self, Error> {
        Self::bind(algorithm, &PublicKey::from_der(der)?)
    }

    /// Reads a public key, or an HMAC secret (`kty` `oct`), from one JWK (RFC 7517), with its `kid` as name.
    ///
    /// # Errors
    /// [`Error::MalformedJwk`], [`Error::PrivateKeyGiven`], [`Error::KeyNotForSignatures`],
    /// [`Error::KeyAlgorithmMismatch`] where the JWK names another algorithm or its type does not fit.
    pub fn from_jwk(algorithm: Algorithm, jwk: &[u8]) -> Result<Self, Error> {
        Jwk::parse(jwk)?.bind(algorithm)
    }

    /// Binds a parsed public key to an algorithm.
    ///
    /// # Errors
    /// [`Error::KeyAlgorithmMismatch`] where the type or the curve does not fit, [`Error::UnsupportedAlgorithm`] where
    /// the build lacks it, [`Error::InvalidPublicKey`].
    pub fn bind(algorithm: Algorithm, key: &PublicKey) -> Result<Self, Error> {
        key.check_fits(algorithm)?;
        if let PublicKey::Ed25519(point) = key {
            checks::check_ed25519_point(point)?;
        }
        let prepared = B::from_public_key(algorithm, key)?;
        Ok(Self { algorithm, name: None, signature_len: key.signature_len(), prepared })
    }

    pub(crate) fn bind_secret(algorithm: Algorithm, secret: &Secret<'_>) -> Result<Self, Error> {
        let prepared = B::from_secret(algorithm, secret)?;
        Ok(Self { algorithm, name: None, signature_len: algorithm.hash_len(), prepared })
    }

    /// Gives the key a name, to be compared with a token's `kid`; at most 256 bytes.
    ///
    /// # Errors
    /// [`Error::KidTooLong`].
    pub fn named(mut self, kid: &str) -> Result<Self, Error> {
        self.name = Some(KeyName::new(kid)?);
        Ok(self)
    }

    /// The algorithm that the key is bound to.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The key's name.
    #[must_use]
    pub fn kid(&self) -> Option<&str> {
        self.name.as_ref().map(KeyName::as_str)
    }

    /// Whether both hold the same key for the same algorithm, whatever their names.
    #[must_use]
    pub fn is_same_key(&self, other: &Self) -> bool {
        self.algorithm == other.algorithm && self.prepared.is_same_key(&other.prepared)
    }

    /// Verifies a signature over the received bytes: first the checks that no backend may miss, then the backend.
    pub(crate) fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), Error> {
        if signature.len() != self.signature_len {
            return Err(Error::InvalidSignature);
        }
        checks::check_signature(self.algorithm, signature)?;
        self.prepared.verify(message, signature)
    }

    #[cfg(all(test, feature = "aws-lc"))]
    pub(crate) const fn backend(&self) -> &B {
        &self.prepared
    }

    /// What the backend holds.
    pub(crate) const fn backend_mut(&mut self) -> &mut B {
        &mut self.prepared
    }

    pub(crate) fn set_name(&mut self, name: Option<KeyName>) {
        self.name = name;
    }
}

impl<B> core::fmt::Debug for Key<B> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Key").field("algorithm", &self.algorithm).field("kid", &self.name).finish_non_exhaustive()
    }
}
