//! The check of an access token that was verified: allowed, denied, or not known because the store did not answer.

use jwtcore::session::{AccessClaims, AccessKeys, AccessValues, SessionPolicy};
use jwtcore::{Claims, Error, UnixSeconds};

use crate::error::SessionError;
use crate::store::Loaded;

/// What a check says.
#[derive(Debug)]
#[must_use]
pub enum Access {
    /// The token was not revoked.
    Allowed,
    /// It was, or cannot be; why: an error of class `token`.
    Denied(Error),
    /// The store did not answer. The settings have decided what that means for this request.
    Unavailable {
        /// What happened.
        error: SessionError,
        /// Whether the request may pass all the same.
        allowed: bool,
    },
}

impl Access {
    /// Whether the request may pass.
    #[must_use]
    pub const fn is_allowed(&self) -> bool {
        matches!(self, Self::Allowed | Self::Unavailable { allowed: true, .. })
    }
}

/// The claims of a verified token by which it can be revoked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CheckedClaims {
    /// The issuer; empty where the token names none.
    pub iss: String,
    /// Whom it is about.
    pub sub: Option<String>,
    /// Its session.
    pub sid: Option<String>,
    /// Its own name.
    pub jti: Option<String>,
    /// When it was issued.
    pub iat: Option<UnixSeconds>,
}

impl CheckedClaims {
    /// Those of claims that a verifier accepted.
    ///
    /// # Errors
    /// [`Error::UnexpectedClaimType`] for a sid that is no string.
    pub fn of(claims: &Claims<'_>) -> Result<Self, Error> {
        Ok(Self {
            iss: claims.find("iss")?.unwrap_or_default(),
            sub: claims.sub().map(|_| text(claims, "sub")).transpose()?,
            sid: claims.find("sid")?,
            jti: claims.find("jti")?,
            iat: claims.iat(),
        })
    }

    pub(crate) fn borrowed(&self) -> AccessClaims<'_> {
        AccessClaims {
            iss: &self.iss,
            sub: self.sub.as_deref(),
            sid: self.sid.as_deref(),
            jti: self.jti.as_deref(),
            iat: self.iat,
        }
    }
}

/// A text, or an integer as its decimal text, as a verifier that allows an integer sub takes it.
fn text(claims: &Claims<'_>, name: &str) -> Result<String, Error> {
    match claims.get(name)? {
        serde_json::Value::String(text) => Ok(text),
        serde_json::Value::Number(number) => Ok(number.to_string()),
        _ => Err(Error::UnexpectedClaimType),
    }
}

/// A check between its question to the store and its answer.
pub(crate) struct Checking<'a> {
    claims: AccessClaims<'a>,
    policy: &'a SessionPolicy,
    places: [bool; 3],
    pub(crate) keys: Vec<String>,
}

impl<'a> Checking<'a> {
    pub(crate) fn new(claims: AccessClaims<'a>, tenant: &str, policy: &'a SessionPolicy) -> Result<Self, Error> {
        let AccessKeys { family, subject, denied } = claims.keys(tenant, policy)?;
        let all = [family, subject, denied];
        let places = [0, 1, 2].map(|at: usize| all.get(at).is_some_and(Option::is_some));
        let keys = all.iter().flatten().map(|key| key.as_str().to_owned()).collect();
        Ok(Self { claims, policy, places, keys })
    }

    pub(crate) fn judge(&self, loaded: &Loaded) -> Result<(), Error> {
        let mut read = loaded.values.iter().map(Option::as_deref);
        let [family, subject, denied] = self.places.map(|is_read| if is_read { read.next().flatten() } else { None });
        self.claims.check(&AccessValues { family, subject, denied }, self.policy)
    }
}
