//! A private key's parameters, parsed and zeroized when they go, not yet bound to an algorithm.

use heapless::Vec;
use zeroize::Zeroize;

use super::public::{EcPublicKey, MAX_FIELD_LEN};
use super::rsa_private::RsaPrivateKey;
use super::{der, jwk, pem};
#[cfg(feature = "sign")]
use crate::algorithm::Algorithm;
use crate::algorithm::{Curve, KeyKind};
use crate::error::Error;

/// A private key's parameters. Bind them with [`Signer::new`](crate::signer::Signer::new).
#[non_exhaustive]
pub enum PrivateKey {
    /// An RSA key, whose numbers are kept only where a backend of the build signs with RSA.
    Rsa(RsaPrivateKey),
    /// A key on one of the curves of ECDSA.
    Ec(EcPrivateKey),
    /// An Ed25519 key.
    Ed25519(Ed25519PrivateKey),
}

/// A private scalar on one curve, and the public key that the file gave beside it.
pub struct EcPrivateKey {
    curve: Curve,
    scalar: Vec<u8, MAX_FIELD_LEN>,
    public: Option<EcPublicKey>,
}

impl PrivateKey {
    /// Reads one PEM block: `PRIVATE KEY` (PKCS#8, RFC 5958), `EC PRIVATE KEY` (SEC1, RFC 5915) or `RSA PRIVATE KEY`
    /// (PKCS#1, RFC 8017).
    ///
    /// # Errors
    /// [`Error::MalformedPem`], [`Error::EncryptedKey`], [`Error::PublicKeyGiven`], and as [`PrivateKey::from_der`].
    pub fn from_pem(text: &[u8]) -> Result<Self, Error> {
        pem::private_key(text)
    }

    /// Reads DER: PKCS#8, SEC1 or PKCS#1, told apart by structure.
    ///
    /// # Errors
    /// [`Error::MalformedDer`], [`Error::EncryptedKey`], [`Error::PublicKeyGiven`], [`Error::UnsupportedKeyType`],
    /// [`Error::UnsupportedCurve`]; [`Error::InvalidPrivateKey`] for an RSA key with more than two primes, and those of
    /// the RSA checks: [`Error::UnsupportedKeySize`], [`Error::WeakRsaExponent`], [`Error::RocaWeakKey`].
    pub fn from_der(der: &[u8]) -> Result<Self, Error> {
        der::private_key(der)
    }

    /// Reads one private JWK (`kty` `RSA`, `EC` or `OKP` with `d`); for RSA with `p`, `q`, `dp`, `dq` and `qi`.
    ///
    /// # Errors
    /// [`Error::MalformedJwk`], [`Error::PublicKeyGiven`], and as [`PrivateKey::from_der`];
    /// [`Error::InvalidPrivateKey`] also for an RSA key without its primes.
    pub fn from_jwk(text: &[u8]) -> Result<Self, Error> {
        jwk::Jwk::parse(text)?.private_key()
    }

    /// The kind of key, and with it which algorithms fit.
    #[must_use]
    pub const fn kind(&self) -> KeyKind {
        match self {
            Self::Rsa(_) => KeyKind::Rsa,
            Self::Ec(key) => KeyKind::Ec(key.curve),
            Self::Ed25519(_) => KeyKind::Ed25519,
        }
    }

    #[cfg(feature = "sign")]
    pub(crate) fn check_fits(&self, algorithm: Algorithm) -> Result<(), Error> {
        if algorithm.key_kind() == self.kind() { Ok(()) } else { Err(Error::KeyAlgorithmMismatch) }
    }
}

impl EcPrivateKey {
    /// Takes a scalar of exactly the curve's length, and the public key beside it.
    pub(crate) fn new(curve: Curve, scalar: &[u8], public: Option<EcPublicKey>) -> Result<Self, Error> {
        if scalar.len() != curve.field_len() || public.as_ref().is_some_and(|key| key.curve() != curve) {
            return Err(Error::InvalidPrivateKey);
        }
        let scalar = Vec::from_slice(scalar).map_err(|_| Error::InvalidPrivateKey)?;
        Ok(Self { curve, scalar, public })
    }

    /// The curve.
    #[must_use]
    pub const fn curve(&self) -> Curve {
        self.curve
    }

    /// The scalar d: 32, 48 or 66 bytes, big-endian. Secret.
    #[must_use]
    pub fn scalar(&self) -> &[u8] {
        &self.scalar
    }

    /// The public key beside it, if the file has one; the backend checks that it belongs to the scalar.
    #[must_use]
    pub const fn public(&self) -> Option<&EcPublicKey> {
        self.public.as_ref()
    }
}

impl Drop for EcPrivateKey {
    fn drop(&mut self) {
        self.scalar.as_mut_slice().zeroize();
    }
}

/// An Ed25519 seed, and the public key that the file gave beside it.
pub struct Ed25519PrivateKey {
    seed: [u8; 32],
    public: Option<[u8; 32]>,
}

impl Ed25519PrivateKey {
    /// Takes the seed and the public key beside it.
    pub(crate) const fn new(seed: [u8; 32], public: Option<[u8; 32]>) -> Self {
        Self { seed, public }
    }

    /// The seed: 32 bytes (RFC 8032 section 5.1.5). Secret.
    #[must_use]
    pub const fn seed(&self) -> &[u8; 32] {
        &self.seed
    }

    /// The public key beside it, 32 bytes, if the file has one; the backend checks that it belongs to the seed.
    #[must_use]
    pub const fn public(&self) -> Option<&[u8; 32]> {
        self.public.as_ref()
    }
}

impl Drop for Ed25519PrivateKey {
    fn drop(&mut self) {
        self.seed.zeroize();
    }
}

impl core::fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_tuple("PrivateKey").field(&self.kind()).finish()
    }
}
