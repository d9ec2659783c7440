//! The JWS entrance beneath the JWT level: a signed payload of any bytes, whose claims nobody has judged.

use crate::algorithm::Algorithm;
use crate::compact::{DEFAULT_MAX_TOKEN_LEN, check_max_token_len};
use crate::error::Error;
use crate::key::{self, Keys};
use crate::policy::Typ;
use crate::signed::{Unverified, clear};
use crate::text::Text;

/// Verifies JWS compact tokens (RFC 7515) over any payload, for webhooks and documents. Immutable.
///
/// The header, key and signature rules are those of [`Verifier`](crate::verifier::Verifier); there are no claims. Use
/// that one for tokens that grant something.
#[derive(Debug)]
pub struct JwsVerifier<K> {
    keys: K,
    typ: Typ,
    max_token_len: usize,
}

/// A payload whose signature is good. What it says, and whether it is still valid, nobody has judged.
#[derive(Clone, Copy)]
pub struct VerifiedPayload<'a> {
    bytes: &'a [u8],
    algorithm: Algorithm,
    kid: Option<&'a str>,
}

impl<K: Keys> JwsVerifier<K> {
    /// Takes the keys that sign. A header's typ is absent, `JWT` or `at+jwt` unless one is asked for.
    #[must_use]
    pub const fn new(keys: K) -> Self {
        Self { keys, typ: Typ(None), max_token_len: DEFAULT_MAX_TOKEN_LEN }
    }

    /// Asks for this typ in the header (RFC 7515 section 4.1.9).
    ///
    /// # Errors
    /// [`Error::EmptyExpectation`].
    pub fn typ(mut self, typ: impl Into<Text>) -> Result<Self, Error> {
        self.typ = Typ(Some(typ.into()));
        self.typ.check()?;
        Ok(self)
    }

    /// The greatest length of a token in bytes, at most 1 MiB; 16 KiB by default.
    ///
    /// # Errors
    /// [`Error::InvalidLimit`].
    pub fn max_token_len(mut self, bytes: usize) -> Result<Self, Error> {
        check_max_token_len(bytes)?;
        self.max_token_len = bytes;
        Ok(self)
    }

    /// Verifies a compact JWS. `buf` receives header and payload; the token's length is always enough. On failure
    /// what was written to it is zeroed.
    ///
    /// # Errors
    /// Those of class [`Token`](crate::error::ErrorClass::Token), and [`Error::BufferTooSmall`].
    pub fn verify<'a>(&'a self, token: impl AsRef<[u8]>, buf: &'a mut [u8]) -> Result<VerifiedPayload<'a>, Error> {
        let token = token.as_ref();
        match self.judge(token, buf) {
            Ok(accepted) => Ok(accepted.payload(buf)),
            Err(error) => {
                clear(buf, token.len().min(self.max_token_len));
                Err(error)
            }
        }
    }

    fn judge(&self, token: &[u8], buf: &mut [u8]) -> Result<Accepted<'_>, Error> {
        let token = Unverified::read(token, self.max_token_len, buf)?;
        let mut kid = None;
        let key = key::select(&self.keys, token.header.key_hint(&mut kid))?;
        let signed = token.verified_by(key)?;
        self.typ.judge(signed.header.typ)?;
        Ok(Accepted { payload_len: signed.payload.len(), algorithm: key.algorithm(), kid: key.kid() })
    }
}

/// A verdict that borrows nothing of the buffer.
struct Accepted<'s> {
    payload_len: usize,
    algorithm: Algorithm,
    kid: Option<&'s str>,
}

impl<'s> Accepted<'s> {
    fn payload<'a>(self, buf: &'a [u8]) -> VerifiedPayload<'a>
    where
        's: 'a,
    {
        let bytes = buf.get(..self.payload_len).unwrap_or_default();
        VerifiedPayload { bytes, algorithm: self.algorithm, kid: self.kid }
    }
}

impl<'a> VerifiedPayload<'a> {
    /// The payload's bytes, exactly as they were signed.
    #[must_use]
    pub const fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// The algorithm of the key that verified them.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The name of that key, if it has one.
    #[must_use]
    pub const fn kid(&self) -> Option<&'a str> {
        self.kid
    }
}

impl core::fmt::Debug for VerifiedPayload<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("VerifiedPayload")
            .field("algorithm", &self.algorithm)
            .field("kid", &self.kid)
            .field("len", &self.bytes.len())
            .finish_non_exhaustive()
    }
}
