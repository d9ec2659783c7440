//! Claims to token: header, payload and signature, into the caller's buffer.

use serde::Serialize;
use zeroize::Zeroize;

use crate::algorithm::Algorithm;
use crate::base64url;
use crate::compact::{MAX_HEADER_LEN, MAX_TOKEN_LEN};
use crate::error::Error;
use crate::json::Writer;
use crate::key::{Jwk, KeyName, PrivateKey, Secret, SigningKey};
use crate::new_claims::NewClaims;

/// Room for the longest signature that is made: P-521's, or that of an RSA key of 4096 bits where a backend of the
/// build signs with RSA.
const MAX_SIGNATURE_LEN: usize = if cfg!(feature = "aws-lc") { 512 } else { 132 };

/// A key that signs, bound to one algorithm for life, with a name (`kid`) if it has one.
pub struct Signer<B> {
    algorithm: Algorithm,
    name: Option<KeyName>,
    key: B,
}

impl<B: SigningKey> Signer<B> {
    /// Binds an HMAC secret to HS256, HS384 or HS512.
    ///
    /// # Errors
    /// As [`Key::from_secret`](crate::key::Key::from_secret).
    pub fn from_secret(algorithm: Algorithm, secret: &[u8]) -> Result<Self, Error> {
        Self::with_secret(algorithm, &Secret::new(algorithm, secret)?)
    }

    /// Reads a private key from one PEM block: `PRIVATE KEY` (PKCS#8), `EC PRIVATE KEY` (SEC1) or
    /// `RSA PRIVATE KEY` (PKCS#1).
    ///
    /// # Errors
    /// As [`PrivateKey::from_pem`] and [`Signer::new`].
    pub fn from_pem(algorithm: Algorithm, pem: &[u8]) -> Result<Self, Error> {
        Self::new(algorithm, &PrivateKey::from_pem(pem)?)
    }

    /// Reads a private key from DER: PKCS#8, SEC1 or PKCS#1.
    ///
    /// # Errors
    /// As [`PrivateKey::from_der`] and [`Signer::new`].
    pub fn from_der(algorithm: Algorithm, der: &[u8]) -> Result<Self, Error> {
        Self::new(algorithm, &PrivateKey::from_der(der)?)
    }

    /// Reads a private key, or an HMAC secret (`kty` `oct`), from one JWK (RFC 7517), with its `kid` as name.
    ///
    /// # Errors
    /// As [`PrivateKey::from_jwk`] and [`Signer::new`]; [`Error::KeyAlgorithmMismatch`] also where the JWK names another
    /// algorithm.
    pub fn from_jwk(algorithm: Algorithm, jwk: &[u8]) -> Result<Self, Error> {
        let (key, name) = Jwk::parse(jwk)?.prepare_to_sign(algorithm)?;
        Ok(Self { algorithm, name, key })
    }

    /// Binds a private key to an algorithm.
    ///
    /// # Errors
    /// [`Error::KeyAlgorithmMismatch`], [`Error::UnsupportedAlgorithm`], [`Error::InvalidPrivateKey`], and for RSA
    /// [`Error::SigningUnsupported`] unless the backend signs with it.
    pub fn new(algorithm: Algorithm, key: &PrivateKey) -> Result<Self, Error> {
        key.check_fits(algorithm)?;
        Ok(Self { algorithm, name: None, key: B::from_private_key(algorithm, key)? })
    }

    pub(crate) fn with_secret(algorithm: Algorithm, secret: &Secret<'_>) -> Result<Self, Error> {
        Ok(Self { algorithm, name: None, key: B::from_secret(algorithm, secret)? })
    }

    /// Gives the key a name, to be written into each header as `kid`; at most 256 bytes.
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

    /// Signs claims into the front of `buf` and returns that front: the token.
    ///
    /// The payload is read again as a verifier reads it, so that no token is signed that would be refused for its
    /// form. On failure what was written to `buf` is zeroed.
    ///
    /// # Errors
    /// [`Error::BufferTooSmall`] with the token's length (without `std` and with claims by `Serialize`: a guess above
    /// it), [`Error::MalformedClaims`], [`Error::ReservedClaimTwice`], [`Error::MalformedPayload`] above 1 MiB.
    pub fn sign<'b, T: Serialize>(&self, claims: &NewClaims<'_, T>, buf: &'b mut [u8]) -> Result<&'b str, Error> {
        let written = self.write_token(claims, buf);
        front(written, buf)
    }

    /// Signs any bytes into the front of `buf` and returns that front: a JWS (RFC 7515 section 7.1).
    ///
    /// # Errors
    /// [`Error::BufferTooSmall`] with the token's length, [`Error::MalformedPayload`] above 1 MiB.
    pub fn sign_payload<'b>(&self, typ: Option<&str>, payload: &[u8], buf: &'b mut [u8]) -> Result<&'b str, Error> {
        let written = self.token_len(typ, payload.len(), buf.len()).and_then(|token_len| {
            let at = self.write_header(typ, buf)?;
            Writer::new(buf.get_mut(at..).unwrap_or_default()).raw(payload);
            self.finish(buf, at, payload.len())?;
            Ok(token_len)
        });
        front(written, buf)
    }

    fn write_token<T: Serialize>(&self, claims: &NewClaims<'_, T>, buf: &mut [u8]) -> Result<usize, Error> {
        // Written once to learn its length, and again behind the header.
        let payload_len = claims.write(buf)?;
        let token_len = self.token_len(claims.header_typ(), payload_len, buf.len())?;
        let at = self.write_header(claims.header_typ(), buf)?;
        let payload = buf.get_mut(at..).unwrap_or_default();
        claims.write(payload)?;
        claims.check(payload, payload_len)?;
        self.finish(buf, at, payload_len)?;
        Ok(token_len)
    }

    /// The length of the token, if it is within the limits and finds room.
    fn token_len(&self, typ: Option<&str>, payload_len: usize, capacity: usize) -> Result<usize, Error> {
        let header_len = self.header(typ, &mut []);
        let segments = [header_len, payload_len, self.key.signature_len()].map(base64url::encoded_len);
        let needed = segments.into_iter().fold(2_usize, usize::saturating_add);
        if header_len > MAX_HEADER_LEN || needed > MAX_TOKEN_LEN {
            return Err(Error::MalformedPayload);
        }
        if needed > capacity { Err(Error::BufferTooSmall { needed }) } else { Ok(needed) }
    }

    /// Writes the encoded header and its dot, and returns where the payload begins.
    fn write_header(&self, typ: Option<&str>, buf: &mut [u8]) -> Result<usize, Error> {
        let len = self.header(typ, buf);
        encode_segment(buf, 0, len)
    }

    /// Writes the header's JSON and returns its length.
    fn header(&self, typ: Option<&str>, buf: &mut [u8]) -> usize {
        let mut writer = Writer::new(buf);
        writer.raw(b"{");
        writer.name("alg");
        writer.string(self.algorithm.name());
        for (name, value) in [("typ", typ), ("kid", self.kid())] {
            if let Some(value) = value {
                writer.raw(b",");
                writer.name(name);
                writer.string(value);
            }
        }
        writer.raw(b"}");
        writer.len()
    }

    /// Encodes the payload that stands at `at`, and signs.
    fn finish(&self, buf: &mut [u8], at: usize, payload_len: usize) -> Result<(), Error> {
        let end = encode_segment(buf, at, payload_len)?;
        let signed = end.saturating_sub(1);
        let mut signature = [0; MAX_SIGNATURE_LEN];
        let signature = signature.get_mut(..self.key.signature_len()).ok_or(Error::SigningUnsupported)?;
        self.key.sign(buf.get(..signed).unwrap_or_default(), signature)?;
        base64url::encode(signature, buf.get_mut(end..).unwrap_or_default())?;
        Ok(())
    }
}

impl<B> core::fmt::Debug for Signer<B> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Signer").field("algorithm", &self.algorithm).field("kid", &self.name).finish_non_exhaustive()
    }
}

/// The token, or an error and nothing left of it.
fn front(written: Result<usize, Error>, buf: &mut [u8]) -> Result<&str, Error> {
    match written {
        Ok(len) => core::str::from_utf8(buf.get(..len).unwrap_or_default()).map_err(|_| Error::InvalidUtf8),
        Err(error) => {
            buf.zeroize();
            Err(error)
        }
    }
}

/// Encodes the `len` bytes at `at` in place, writes a dot behind them, and returns the position behind that.
///
/// They are first moved to the end of the room that their encoding takes: encoding forward, each group of three is
/// read before the group of four that covers it is written.
fn encode_segment(buf: &mut [u8], at: usize, len: usize) -> Result<usize, Error> {
    let encoded_len = base64url::encoded_len(len);
    let end = at.saturating_add(encoded_len);
    let room = buf.get_mut(at..=end).ok_or(Error::BufferTooSmall { needed: end.saturating_add(1) })?;
    let start = encoded_len.saturating_sub(len);
    room.copy_within(..len, start);
    let (mut read, mut write) = (start, 0_usize);
    while read < encoded_len {
        let group = room.get(read..encoded_len.min(read.saturating_add(3))).unwrap_or_default();
        let (characters, bytes) = (base64url::encode_group(group), group.len());
        for (slot, character) in room.iter_mut().skip(write).zip(characters).take(bytes.saturating_add(1)) {
            *slot = character;
        }
        (read, write) = (read.saturating_add(3), write.saturating_add(4));
    }
    if let Some(dot) = room.last_mut() {
        *dot = b'.';
    }
    Ok(end.saturating_add(1))
}
