//! Keys written out as JWK (RFC 7517) and PEM (SPKI, PKCS#8), and their thumbprints (RFC 7638).
//!
//! Each text lands in the front of the caller's buffer. On failure what was written is zeroed.
#![cfg(feature = "sign")]

mod der_writer;
mod generate;
mod secret;

use base64ct::{Base64, Base64UrlUnpadded, Encoding as _};
use zeroize::{Zeroize, Zeroizing};

use super::der::{BIT_STRING, INTEGER, OCTET_STRING, SEQUENCE};
use super::name::KeyName;
use super::private::{EcPrivateKey, Ed25519PrivateKey, PrivateKey};
use super::public::PublicKey;
use super::rsa_private::RsaNumbers;
use crate::algorithm::{Algorithm, KeyKind};
use crate::error::Error;
use crate::json::Writer;
use der_writer::{DerWriter, MAX_RSA_PRIVATE_DER_LEN};

/// The bytes of one line of PEM, 64 characters (RFC 7468 section 2). A multiple of three.
const BYTES_A_LINE: usize = 48;

impl PublicKey {
    /// Writes the key as a JWK with `use` `sig`, its algorithm and its name.
    ///
    /// # Errors
    /// [`Error::KeyAlgorithmMismatch`], [`Error::KidTooLong`], [`Error::BufferTooSmall`] with the text's length.
    pub fn to_jwk<'b>(
        &self,
        algorithm: Option<Algorithm>,
        kid: Option<&str>,
        buf: &'b mut [u8],
    ) -> Result<&'b str, Error> {
        algorithm.map_or(Ok(()), |algorithm| self.check_fits(algorithm))?;
        write_jwk(self, &[], algorithm, kid, buf)
    }

    /// Writes the key as a PEM block `PUBLIC KEY` (SPKI, RFC 5280 section 4.1.2.7), with LF at each line's end.
    ///
    /// # Errors
    /// [`Error::BufferTooSmall`] with the text's length.
    pub fn to_spki_pem<'b>(&self, buf: &'b mut [u8]) -> Result<&'b str, Error> {
        let mut spki = DerWriter::new();
        match self {
            Self::Rsa(key) => {
                spki.unsigned(minimal(&key.exponent().to_be_bytes()));
                spki.unsigned(key.modulus());
                spki.wrap(SEQUENCE);
            }
            Self::Ec(key) => spki.point(key),
            Self::Ed25519(point) => spki.raw(point),
        }
        spki.raw(&[0]);
        spki.wrap(BIT_STRING);
        spki.algorithm_identifier(self.kind());
        spki.wrap(SEQUENCE);
        write_pem("PUBLIC KEY", spki.der(), buf)
    }

    /// Writes the key's thumbprint: base64url of SHA-256 over its canonical JWK, 43 characters (RFC 7638).
    ///
    /// # Errors
    /// [`Error::BufferTooSmall`] with that length.
    #[cfg(any(
        feature = "hs",
        feature = "es256",
        feature = "es384",
        feature = "es512",
        feature = "es256k",
        feature = "rsa"
    ))]
    pub fn thumbprint<'b>(&self, buf: &'b mut [u8]) -> Result<&'b str, Error> {
        use sha2::Digest as _;
        // An RSA key of 4096 bits takes 717 bytes.
        let mut canonical = [0; 768];
        let canonical = filled(&mut canonical, |out| {
            out.raw(b"{");
            write_canonical_members(self, out);
            out.raw(b"}");
        })?;
        let hash = sha2::Sha256::digest(canonical);
        filled(buf, |out| write_base64url(&hash, out))
    }
}

impl PrivateKey {
    /// The public key beside it, if there is one.
    #[must_use]
    pub fn public_key(&self) -> Option<PublicKey> {
        match self {
            Self::Rsa(key) => key.public_key().map(PublicKey::Rsa),
            Self::Ec(key) => key.public().cloned().map(PublicKey::Ec),
            Self::Ed25519(key) => key.public().copied().map(PublicKey::Ed25519),
        }
    }

    /// Puts the public key beside it, which a backend has to compute or to check.
    ///
    /// # Errors
    /// [`Error::InvalidPrivateKey`] where it is of another kind.
    pub fn with_public(&self, public: &PublicKey) -> Result<Self, Error> {
        match (self, public) {
            (Self::Ec(key), PublicKey::Ec(public)) => {
                EcPrivateKey::new(key.curve(), key.scalar(), Some(public.clone())).map(Self::Ec)
            }
            (Self::Ed25519(key), PublicKey::Ed25519(public)) => {
                Ok(Self::Ed25519(Ed25519PrivateKey::new(*key.seed(), Some(*public))))
            }
            (Self::Rsa(key), PublicKey::Rsa(public)) if key.public_key().as_ref() == Some(public) => {
                Ok(Self::Rsa(key.clone()))
            }
            _ => Err(Error::InvalidPrivateKey),
        }
    }

    /// Writes the key as a PEM block `PRIVATE KEY` (PKCS#8, RFC 5958): on a curve with SEC1 inside and the public key
    /// if it is beside it, for Ed25519 the seed alone (version 1), which every reader takes.
    ///
    /// # Errors
    /// [`Error::SigningUnsupported`] for RSA where no backend of the build signs with it, [`Error::BufferTooSmall`] with
    /// the text's length.
    pub fn to_pkcs8_pem<'b>(&self, buf: &'b mut [u8]) -> Result<&'b str, Error> {
        match self {
            Self::Rsa(key) => rsa_pkcs8_pem(&key.numbers().ok_or(Error::SigningUnsupported)?, buf),
            Self::Ec(key) => write_pkcs8_pem(self.kind(), DerWriter::new(), |pkcs8| pkcs8.sec1(key), buf),
            Self::Ed25519(key) => {
                write_pkcs8_pem(self.kind(), DerWriter::new(), |pkcs8| pkcs8.field(OCTET_STRING, key.seed()), buf)
            }
        }
    }

    /// Writes the key as a private JWK with `use` `sig`, its algorithm and its name. The public key must be beside it.
    ///
    /// # Errors
    /// [`Error::SigningUnsupported`] for RSA where no backend of the build signs with it,
    /// [`Error::InvalidPrivateKey`] without a public key, and as [`PublicKey::to_jwk`].
    pub fn to_jwk<'b>(
        &self,
        algorithm: Option<Algorithm>,
        kid: Option<&str>,
        buf: &'b mut [u8],
    ) -> Result<&'b str, Error> {
        let private = self.private_members()?;
        let public = self.public_key().ok_or(Error::InvalidPrivateKey)?;
        algorithm.map_or(Ok(()), |algorithm| self.check_fits(algorithm))?;
        write_jwk(&public, &private, algorithm, kid, buf)
    }

    /// The members that only a private JWK has (RFC 7518 section 6, RFC 8037 section 2).
    fn private_members(&self) -> Result<heapless::Vec<(&'static str, &[u8]), 6>, Error> {
        match self {
            Self::Rsa(key) => {
                let RsaNumbers { d, p, q, dp, dq, qi, .. } = key.numbers().ok_or(Error::SigningUnsupported)?;
                Ok([("d", d), ("p", p), ("q", q), ("dp", dp), ("dq", dq), ("qi", qi)].into())
            }
            Self::Ec(key) => Ok([("d", key.scalar())].into_iter().collect()),
            Self::Ed25519(key) => Ok([("d", key.seed().as_slice())].into_iter().collect()),
        }
    }
}

/// Writes a text into the front of `buf`; where it does not fit, zeroes what was written.
fn filled(buf: &mut [u8], write: impl FnOnce(&mut Writer<'_>)) -> Result<&str, Error> {
    let mut out = Writer::new(buf);
    write(&mut out);
    let needed = out.len();
    if needed > buf.len() {
        buf.zeroize();
        return Err(Error::BufferTooSmall { needed });
    }
    let text = buf.get(..needed).unwrap_or_default();
    core::str::from_utf8(text).map_err(|_| Error::MalformedPayload)
}

fn write_jwk<'b>(
    public: &PublicKey,
    private: &[(&str, &[u8])],
    algorithm: Option<Algorithm>,
    kid: Option<&str>,
    buf: &'b mut [u8],
) -> Result<&'b str, Error> {
    kid.map(KeyName::new).transpose()?;
    filled(buf, |out| {
        out.raw(b"{");
        write_canonical_members(public, out);
        for (name, number) in private {
            write_number(name, number, out);
        }
        let named = [("alg", algorithm.map(Algorithm::name)), ("use", Some("sig")), ("kid", kid)];
        for (name, value) in named {
            if let Some(value) = value {
                write_member(name, value, out);
            }
        }
        out.raw(b"}");
    })
}

/// The members that a thumbprint covers, in its order (RFC 7638 section 3.2).
fn write_canonical_members(key: &PublicKey, out: &mut Writer<'_>) {
    match key {
        PublicKey::Rsa(key) => {
            out.raw(b"\"e\":\"");
            write_base64url(minimal(&key.exponent().to_be_bytes()), out);
            out.raw(b"\"");
            write_member("kty", "RSA", out);
            write_number("n", key.modulus(), out);
        }
        PublicKey::Ec(key) => {
            out.name("crv");
            out.string(key.curve().name());
            write_member("kty", "EC", out);
            write_number("x", key.x(), out);
            write_number("y", key.y(), out);
        }
        PublicKey::Ed25519(point) => {
            out.raw(b"\"crv\":\"Ed25519\"");
            write_member("kty", "OKP", out);
            write_number("x", point, out);
        }
    }
}

/// A further member with a string.
fn write_member(name: &str, value: &str, out: &mut Writer<'_>) {
    out.raw(b",");
    out.name(name);
    out.string(value);
}

/// A further member with base64url.
fn write_number(name: &str, bytes: &[u8], out: &mut Writer<'_>) {
    out.raw(b",");
    out.name(name);
    out.raw(b"\"");
    write_base64url(bytes, out);
    out.raw(b"\"");
}

fn write_base64url(bytes: &[u8], out: &mut Writer<'_>) {
    let mut line = Zeroizing::new([0; 64]);
    for chunk in bytes.chunks(BYTES_A_LINE) {
        out.raw(Base64UrlUnpadded::encode(chunk, line.as_mut_slice()).unwrap_or_default().as_bytes());
    }
}

/// Apart, so that only such keys cost the stack.
#[inline(never)]
fn rsa_pkcs8_pem<'b>(key: &RsaNumbers<&[u8]>, buf: &'b mut [u8]) -> Result<&'b str, Error> {
    let pkcs8 = DerWriter::<MAX_RSA_PRIVATE_DER_LEN>::with_room();
    write_pkcs8_pem(KeyKind::Rsa, pkcs8, |pkcs8| pkcs8.pkcs1(key), buf)
}

fn write_pkcs8_pem<const ROOM: usize>(
    kind: KeyKind,
    mut pkcs8: DerWriter<ROOM>,
    write_key: impl FnOnce(&mut DerWriter<ROOM>),
    buf: &mut [u8],
) -> Result<&str, Error> {
    write_key(&mut pkcs8);
    pkcs8.wrap(OCTET_STRING);
    pkcs8.algorithm_identifier(kind);
    pkcs8.field(INTEGER, &[0]);
    pkcs8.wrap(SEQUENCE);
    write_pem("PRIVATE KEY", pkcs8.der(), buf)
}

fn write_pem<'b>(label: &str, der: &[u8], buf: &'b mut [u8]) -> Result<&'b str, Error> {
    let mut line = Zeroizing::new([0; 64]);
    filled(buf, |out| {
        for part in ["-----BEGIN ", label, "-----\n"] {
            out.raw(part.as_bytes());
        }
        for chunk in der.chunks(BYTES_A_LINE) {
            out.raw(Base64::encode(chunk, line.as_mut_slice()).unwrap_or_default().as_bytes());
            out.raw(b"\n");
        }
        for part in ["-----END ", label, "-----\n"] {
            out.raw(part.as_bytes());
        }
    })
}

/// A number without its leading zeros.
fn minimal(mut number: &[u8]) -> &[u8] {
    while let [0, rest @ ..] = number {
        number = rest;
    }
    number
}

#[cfg(test)]
#[path = "tests/export.rs"]
mod tests;
