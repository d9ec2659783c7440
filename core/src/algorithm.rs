//! The closed set of signature algorithms; there is no `none`.

use crate::error::Error;
use crate::json::JsonStr;

/// A JWS signature algorithm (RFC 7518 section 3.1, RFC 8037, RFC 8812, RFC 9864).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Algorithm {
    /// HMAC with SHA-256; secrets of at least 32 bytes.
    HS256,
    /// HMAC with SHA-384; secrets of at least 48 bytes.
    HS384,
    /// HMAC with SHA-512; secrets of at least 64 bytes.
    HS512,
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    RS256,
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    RS384,
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    RS512,
    /// RSASSA-PSS with SHA-256, MGF1 with SHA-256 and a salt of 32 bytes.
    PS256,
    /// RSASSA-PSS with SHA-384, MGF1 with SHA-384 and a salt of 48 bytes.
    PS384,
    /// RSASSA-PSS with SHA-512, MGF1 with SHA-512 and a salt of 64 bytes.
    PS512,
    /// ECDSA on P-256 with SHA-256; signatures are r‖s, 64 bytes.
    ES256,
    /// ECDSA on P-384 with SHA-384; signatures are r‖s, 96 bytes.
    ES384,
    /// ECDSA on P-521 with SHA-512; signatures are r‖s, 132 bytes.
    ES512,
    /// ECDSA on secp256k1 with SHA-256; signatures are r‖s, 64 bytes (RFC 8812).
    ES256K,
    /// Ed25519, under both its names `EdDSA` (RFC 8037) and `Ed25519` (RFC 9864).
    EdDSA,
}

/// What kind of key an algorithm takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyKind {
    /// An HMAC secret.
    Secret,
    /// An RSA key.
    Rsa,
    /// A key on one elliptic curve.
    Ec(Curve),
    /// An Ed25519 key.
    Ed25519,
}

/// The elliptic curves of the ECDSA algorithms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Curve {
    /// NIST P-256 (secp256r1).
    P256,
    /// NIST P-384 (secp384r1).
    P384,
    /// NIST P-521 (secp521r1).
    P521,
    /// secp256k1.
    Secp256k1,
}

impl Curve {
    /// The curve's name in a JWK (RFC 7518 section 6.2.1.1, RFC 8812 section 3.1).
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::P256 => "P-256",
            Self::P384 => "P-384",
            Self::P521 => "P-521",
            Self::Secp256k1 => "secp256k1",
        }
    }

    /// The length in bytes of one coordinate, and of r and of s in a signature.
    #[must_use]
    pub const fn field_len(self) -> usize {
        match self {
            Self::P256 | Self::Secp256k1 => 32,
            Self::P384 => 48,
            Self::P521 => 66,
        }
    }

    /// The curve of the name that a JWK gives.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        [Self::P256, Self::P384, Self::P521, Self::Secp256k1].into_iter().find(|curve| curve.name() == name)
    }
}

impl Algorithm {
    /// Every algorithm, whether or not this build includes it.
    pub const ALL: [Self; 14] = [
        Self::HS256,
        Self::HS384,
        Self::HS512,
        Self::RS256,
        Self::RS384,
        Self::RS512,
        Self::PS256,
        Self::PS384,
        Self::PS512,
        Self::ES256,
        Self::ES384,
        Self::ES512,
        Self::ES256K,
        Self::EdDSA,
    ];

    /// The algorithm's name as it is written into a header.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::HS256 => "HS256",
            Self::HS384 => "HS384",
            Self::HS512 => "HS512",
            Self::RS256 => "RS256",
            Self::RS384 => "RS384",
            Self::RS512 => "RS512",
            Self::PS256 => "PS256",
            Self::PS384 => "PS384",
            Self::PS512 => "PS512",
            Self::ES256 => "ES256",
            Self::ES384 => "ES384",
            Self::ES512 => "ES512",
            Self::ES256K => "ES256K",
            Self::EdDSA => "EdDSA",
        }
    }

    /// The algorithm of an exact, case-sensitive name; `Ed25519` is another name of [`Algorithm::EdDSA`].
    ///
    /// # Errors
    /// [`Error::UnknownAlgorithm`] for any other name, `none` in all its spellings among them.
    pub fn from_name(name: &str) -> Result<Self, Error> {
        if name == "Ed25519" {
            return Ok(Self::EdDSA);
        }
        Self::ALL.into_iter().find(|algorithm| algorithm.name() == name).ok_or(Error::UnknownAlgorithm)
    }

    /// The algorithm that a header or a JWK names.
    pub(crate) fn from_json(name: JsonStr<'_>) -> Result<Self, Error> {
        let mut buf = [0; 8]; // longer than every name
        name.text_in(&mut buf).ok_or(Error::UnknownAlgorithm).and_then(Self::from_name)
    }

    /// The kind of key that the algorithm takes.
    #[must_use]
    pub const fn key_kind(self) -> KeyKind {
        match self {
            Self::HS256 | Self::HS384 | Self::HS512 => KeyKind::Secret,
            Self::RS256 | Self::RS384 | Self::RS512 | Self::PS256 | Self::PS384 | Self::PS512 => KeyKind::Rsa,
            Self::ES256 => KeyKind::Ec(Curve::P256),
            Self::ES384 => KeyKind::Ec(Curve::P384),
            Self::ES512 => KeyKind::Ec(Curve::P521),
            Self::ES256K => KeyKind::Ec(Curve::Secp256k1),
            Self::EdDSA => KeyKind::Ed25519,
        }
    }

    /// Whether this build includes the algorithm (its feature is on).
    #[must_use]
    pub const fn is_supported(self) -> bool {
        match self.key_kind() {
            KeyKind::Secret => cfg!(feature = "hs"),
            KeyKind::Rsa => cfg!(feature = "rsa"),
            KeyKind::Ec(Curve::P256) => cfg!(feature = "es256"),
            KeyKind::Ec(Curve::P384) => cfg!(feature = "es384"),
            KeyKind::Ec(Curve::P521) => cfg!(feature = "es512"),
            KeyKind::Ec(Curve::Secp256k1) => cfg!(feature = "es256k"),
            KeyKind::Ed25519 => cfg!(feature = "eddsa"),
        }
    }

    /// The output length of the algorithm's hash in bytes: also the least length of an HMAC secret
    /// (RFC 7518 section 3.2) and the exact length of a PSS salt (section 3.5).
    #[must_use]
    pub const fn hash_len(self) -> usize {
        match self {
            Self::HS256 | Self::RS256 | Self::PS256 | Self::ES256 | Self::ES256K => 32,
            Self::HS384 | Self::RS384 | Self::PS384 | Self::ES384 => 48,
            Self::HS512 | Self::RS512 | Self::PS512 | Self::ES512 | Self::EdDSA => 64,
        }
    }

    /// Whether the algorithm is RSASSA-PSS.
    pub(crate) const fn is_pss(self) -> bool {
        matches!(self, Self::PS256 | Self::PS384 | Self::PS512)
    }
}

impl core::fmt::Display for Algorithm {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.name())
    }
}

impl core::str::FromStr for Algorithm {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        Self::from_name(name)
    }
}
