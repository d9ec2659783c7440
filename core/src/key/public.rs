//! A public key's parameters, parsed and checked, not yet bound to an algorithm.

use heapless::Vec;

use super::{checks, der, jwk, pem};
use crate::algorithm::{Algorithm, Curve, KeyKind};
use crate::error::Error;

/// The greatest length of an RSA modulus in bytes: 4096 bits.
pub(crate) const MAX_RSA_LEN: usize = 512;
/// The greatest length of a coordinate in bytes: that of P-521.
pub(crate) const MAX_FIELD_LEN: usize = 66;

/// A public key's parameters. Bind them to an algorithm with [`Key::bind`](super::Key::bind).
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
#[allow(clippy::large_enum_variant, reason = "no heap to put the larger one on")]
pub enum PublicKey {
    /// An RSA key.
    Rsa(RsaPublicKey),
    /// A key on one of the curves of ECDSA.
    Ec(EcPublicKey),
    /// An Ed25519 key: the point A, 32 bytes, little-endian (RFC 8032 section 5.1.5).
    Ed25519([u8; 32]),
}

/// An RSA public key of 2048 to 4096 bits in whole bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct RsaPublicKey {
    modulus: Vec<u8, MAX_RSA_LEN>,
    exponent: u64,
}

/// A point in affine coordinates; whether it is on the curve is judged by the backend that binds it.
#[derive(Clone, PartialEq, Eq)]
pub struct EcPublicKey {
    curve: Curve,
    x: Vec<u8, MAX_FIELD_LEN>,
    y: Vec<u8, MAX_FIELD_LEN>,
}

impl PublicKey {
    /// Reads one PEM block: `PUBLIC KEY`, `RSA PUBLIC KEY` or `CERTIFICATE`.
    ///
    /// # Errors
    /// [`Error::MalformedPem`], [`Error::PrivateKeyGiven`], and as [`PublicKey::from_der`].
    pub fn from_pem(text: &[u8]) -> Result<Self, Error> {
        pem::public_key(text)
    }

    /// Reads DER: SPKI, PKCS#1 or an X.509 certificate, told apart by structure.
    ///
    /// # Errors
    /// [`Error::MalformedDer`], [`Error::PrivateKeyGiven`], [`Error::UnsupportedKeyType`],
    /// [`Error::UnsupportedCurve`], [`Error::UnsupportedPointFormat`] and those of the RSA checks:
    /// [`Error::UnsupportedKeySize`], [`Error::WeakRsaExponent`], [`Error::RocaWeakKey`].
    pub fn from_der(der: &[u8]) -> Result<Self, Error> {
        der::public_key(der)
    }

    /// Reads one public JWK (`kty` `RSA`, `EC` or `OKP`); its `alg` and `kid` are not kept.
    ///
    /// # Errors
    /// [`Error::MalformedJwk`], [`Error::PrivateKeyGiven`], [`Error::KeyNotForSignatures`], and as
    /// [`PublicKey::from_der`].
    pub fn from_jwk(text: &[u8]) -> Result<Self, Error> {
        jwk::Jwk::parse(text)?.public_key()
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

    pub(crate) fn check_fits(&self, algorithm: Algorithm) -> Result<(), Error> {
        if algorithm.key_kind() == self.kind() { Ok(()) } else { Err(Error::KeyAlgorithmMismatch) }
    }

    pub(crate) fn signature_len(&self) -> usize {
        match self {
            Self::Rsa(key) => key.modulus.len(),
            Self::Ec(key) => key.curve.field_len().saturating_mul(2),
            Self::Ed25519(_) => 64,
        }
    }
}

impl RsaPublicKey {
    /// Takes a modulus (big-endian, without leading zeros) and an exponent, and makes the checks of size, exponent and
    /// of the ROCA fingerprint.
    pub(crate) fn new(modulus: &[u8], exponent: u64) -> Result<Self, Error> {
        checks::check_rsa(modulus, exponent)?;
        let modulus = Vec::from_slice(modulus).map_err(|_| Error::UnsupportedKeySize)?;
        Ok(Self { modulus, exponent })
    }

    /// The modulus n: 256 to 512 bytes, big-endian, its first bit set.
    #[must_use]
    pub fn modulus(&self) -> &[u8] {
        &self.modulus
    }

    /// The public exponent e: odd, 3 ≤ e < 2^33.
    #[must_use]
    pub const fn exponent(&self) -> u64 {
        self.exponent
    }
}

impl EcPublicKey {
    /// Takes coordinates of exactly the curve's length.
    pub(crate) fn new(curve: Curve, x: &[u8], y: &[u8]) -> Result<Self, Error> {
        if x.len() != curve.field_len() || y.len() != curve.field_len() {
            return Err(Error::InvalidPublicKey);
        }
        let x = Vec::from_slice(x).map_err(|_| Error::InvalidPublicKey)?;
        let y = Vec::from_slice(y).map_err(|_| Error::InvalidPublicKey)?;
        Ok(Self { curve, x, y })
    }

    /// The curve.
    #[must_use]
    pub const fn curve(&self) -> Curve {
        self.curve
    }

    /// The coordinate x: 32, 48 or 66 bytes, big-endian.
    #[must_use]
    pub fn x(&self) -> &[u8] {
        &self.x
    }

    /// The coordinate y: 32, 48 or 66 bytes, big-endian.
    #[must_use]
    pub fn y(&self) -> &[u8] {
        &self.y
    }
}

impl core::fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_tuple("PublicKey").field(&self.kind()).finish()
    }
}
