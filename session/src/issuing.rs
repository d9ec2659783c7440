//! Makes the two tokens of a session, and what is random about them.

use base64ct::{Base64UrlUnpadded, Encoding as _};
use jwtcore::key::SigningKey;
use jwtcore::session::{Party, REFRESH_TOKEN_LEN, Record, RefreshToken};
use jwtcore::signer::Signer;
use jwtcore::{Error, NewClaims, RefreshRing, UnixSeconds};
use zeroize::{Zeroize as _, Zeroizing};

use crate::grant::Grant;
use crate::settings::SessionSettings;

/// The typ of access tokens (RFC 9068 section 2.1).
const ACCESS_TYP: &str = "at+jwt";
/// The longest access token: what verifiers accept unless they are told otherwise.
const MAX_ACCESS_LEN: usize = 16 * 1024;

/// A key that signs access tokens, of whichever backend.
pub(crate) trait AccessSigner: Send + Sync {
    fn sign(&self, claims: &NewClaims<'_>, buf: &mut [u8]) -> Result<usize, Error>;
}

impl<B: SigningKey> AccessSigner for Signer<B> {
    fn sign(&self, claims: &NewClaims<'_>, buf: &mut [u8]) -> Result<usize, Error> {
        Signer::sign(self, claims, buf).map(str::len)
    }
}

/// What makes tokens.
pub(crate) struct Issuing {
    pub(crate) signer: Box<dyn AccessSigner>,
    pub(crate) ring: RefreshRing,
    pub(crate) settings: SessionSettings,
}

/// An access token, and what is told of it.
pub(crate) struct Access {
    pub(crate) token: Zeroizing<String>,
    pub(crate) expires_in_s: i64,
    pub(crate) scope: String,
}

impl Issuing {
    /// An access token of a session, valid from the store's time on and no longer than the session.
    pub(crate) fn access(&self, sid: &str, record: &Record<'_>, grant: &Grant, now_ms: i64) -> Result<Access, Error> {
        let iat = now_ms.div_euclid(1_000);
        let exp = (iat + i64::from(self.settings.access_ttl_s)).min(record.expires_at_ms().div_euclid(1_000));
        if exp <= iat {
            return Err(Error::SessionExpired);
        }
        let scope = grant.scope_within(record.scope)?.to_owned();
        let (claims, jti) = (grant.to_json(sid, record)?, Base64UrlUnpadded::encode_string(&random::<16>()?));
        let audiences: Vec<_> = self.settings.audiences.iter().map(String::as_str).collect();
        let claims = NewClaims::new()
            .with_json(&claims)
            .typ(Some(ACCESS_TYP))
            .iss(&self.settings.issuer)
            .sub(record.subject)
            .aud(&audiences)
            .iat(UnixSeconds(iat))
            .exp(UnixSeconds(exp))
            .jti(&jti);
        Ok(Access { token: self.sign(&claims)?, expires_in_s: exp - iat, scope })
    }

    pub(crate) fn refresh(&self, token: &RefreshToken, party: &Party<'_>) -> Result<Zeroizing<String>, Error> {
        let mut out = [0; REFRESH_TOKEN_LEN];
        let sealed = token.seal(&self.ring, party, &mut out).map(|text| Zeroizing::new(text.to_owned()));
        out.zeroize();
        sealed
    }

    fn sign(&self, claims: &NewClaims<'_>) -> Result<Zeroizing<String>, Error> {
        let mut buf = Zeroizing::new(vec![0; MAX_ACCESS_LEN]);
        let len = self.signer.sign(claims, &mut buf).map_err(|error| match error {
            Error::BufferTooSmall { .. } => Error::MalformedPayload,
            other => other,
        })?;
        let token = buf.get(..len).unwrap_or_default();
        String::from_utf8(token.to_vec()).map(Zeroizing::new).map_err(|_| Error::InvalidUtf8)
    }
}

/// Bytes of the operating system's random source.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| Error::RandomSourceFailed)?;
    Ok(bytes)
}
