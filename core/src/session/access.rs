//! Whether an accepted access token was revoked: by its session, by its subject, or by itself.

use super::family::Sid;
use super::keys::{Slot, StoreKey};
use super::policy::SessionPolicy;
use super::record::Record;
use super::subject::{SubjectRecord, cut_off_ms};
use crate::claims::UnixSeconds;
use crate::error::Error;

/// The claims of an access token by which it can be revoked. The token was verified: they are its issuer's word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AccessClaims<'a> {
    /// The issuer; empty where the token names none.
    pub iss: &'a str,
    /// Whom it is about.
    pub sub: Option<&'a str>,
    /// Its session.
    pub sid: Option<&'a str>,
    /// Its own name.
    pub jti: Option<&'a str>,
    /// When it was issued.
    pub iat: Option<UnixSeconds>,
}

/// The keys that a check reads, all in one slot. None: nothing is to be read for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccessKeys {
    /// The family's record.
    pub family: Option<StoreKey>,
    /// The subject's record.
    pub subject: Option<StoreKey>,
    /// The token's own denial.
    pub denied: Option<StoreKey>,
}

/// The values of [`AccessKeys`], as far as the store holds them.
#[derive(Clone, Copy, Debug, Default)]
pub struct AccessValues<'v> {
    /// The family's record.
    pub family: Option<&'v [u8]>,
    /// The subject's record.
    pub subject: Option<&'v [u8]>,
    /// The token's own denial: denied where there is any value.
    pub denied: Option<&'v [u8]>,
}

impl AccessClaims<'_> {
    /// What is to be read before the token can be judged. A tenant may be empty.
    ///
    /// # Errors
    /// [`Error::NotRevocable`] for a token with neither sid nor jti unless the policy allows it;
    /// [`Error::UnknownSession`] for a sid that is no family's; [`Error::ArgumentTooLong`].
    pub fn keys(&self, tenant: &str, policy: &SessionPolicy) -> Result<AccessKeys, Error> {
        let (sid, jti) = (self.sid.map(Sid::parse).transpose()?, self.jti.filter(|jti| !jti.is_empty()));
        if sid.is_none() && jti.is_none() && !policy.allow_not_revocable {
            return Err(Error::NotRevocable);
        }
        let slot = match (self.sub, jti) {
            (Some(sub), _) => Slot::of_subject(tenant, sub)?,
            (None, Some(jti)) => Slot::of_token(self.iss, jti)?,
            // A session's token has a subject.
            (None, None) if sid.is_some() => return Err(Error::UnknownSession),
            (None, None) => return Ok(AccessKeys::default()),
        };
        Ok(AccessKeys {
            family: sid.map(|sid| StoreKey::family(&slot, &sid)).transpose()?,
            subject: Some(StoreKey::subject(&slot)?),
            denied: jti.map(|jti| StoreKey::denied(&slot, self.iss, jti)).transpose()?,
        })
    }

    /// Judges the token by what was read for [`AccessClaims::keys`].
    ///
    /// A family that the store does not hold denies: a store that was flushed lets nobody pass.
    ///
    /// # Errors
    /// [`Error::TokenRevoked`], [`Error::UnknownSession`], [`Error::SessionRevoked`], [`Error::UnknownRecord`].
    pub fn check(&self, values: &AccessValues<'_>, policy: &SessionPolicy) -> Result<(), Error> {
        let subject = values.subject.map(SubjectRecord::decode).transpose()?;
        let cut_off_ms = cut_off_ms(subject.as_ref(), policy);
        if self.sid.is_some() {
            check_family(values.family, cut_off_ms)?;
        } else if self.was_issued_by(cut_off_ms) {
            return Err(Error::TokenRevoked);
        }
        if values.denied.is_some() { Err(Error::TokenRevoked) } else { Ok(()) }
    }

    /// Whether the token may have been issued at the cut-off or before it: its iat is the second that it began.
    fn was_issued_by(&self, cut_off_ms: i64) -> bool {
        match self.iat {
            Some(UnixSeconds(iat)) => iat.saturating_mul(1_000) <= cut_off_ms,
            // Where nothing was ever cut off, the cut-off is the earliest time there is.
            None => cut_off_ms != i64::MIN,
        }
    }
}

fn check_family(family: Option<&[u8]>, cut_off_ms: i64) -> Result<(), Error> {
    let record = Record::decode(family.ok_or(Error::UnknownSession)?)?;
    if record.revoked.is_some() || record.created_at_ms <= cut_off_ms {
        return Err(Error::SessionRevoked);
    }
    Ok(())
}
