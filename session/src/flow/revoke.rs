//! Revocations: of a family, of everything of a subject, of one access token.

use jwtcore::session::{
    Attempt, Cause, MAX_RECORD_LEN, Record, Sid, Slot, StoreKey, SubjectRecord, Write, denied_until_ms, revoke_family,
    revoke_subject,
};
use jwtcore::{Error, UnixSeconds};

use super::{Flow, Step, value};
use crate::error::SessionError;
use crate::issuing::random;
use crate::pair::Session;
use crate::store::Loaded;

/// Writes a tombstone, unless there is one. Answers the session that it ended.
pub(crate) struct RevokingFamily {
    slot: Slot,
    sid: Sid,
    keys: [String; 1],
    cause: Cause,
    attempt: Attempt,
    ended: Option<Session>,
}

impl RevokingFamily {
    pub(crate) fn new(slot: Slot, sid: Sid, cause: Cause) -> Result<Self, Error> {
        let keys = [StoreKey::family(&slot, &sid)?.as_str().to_owned()];
        Ok(Self { slot, sid, keys, cause, attempt: random()?, ended: None })
    }
}

impl Flow for RevokingFamily {
    type Answer = Option<Session>;

    fn keys(&self) -> &[String] {
        &self.keys
    }

    fn loaded(&mut self, loaded: &Loaded) -> Result<Step<Self::Answer>, SessionError> {
        let family = value(loaded, 0);
        let Some(decision) = revoke_family(family, loaded.now_ms, self.cause, self.attempt)? else {
            let is_own = family.map(Record::decode).transpose()?.is_some_and(|record| record.attempt == self.attempt);
            return Ok(Step::Answer(self.ended.take().filter(|_| is_own)));
        };
        self.ended = Some(Session::of(self.sid.as_str(), &decision.record));
        let mut buf = [0; MAX_RECORD_LEN];
        let bytes = decision.record.encode(&mut buf)?;
        Ok(Step::Commit((&Write::family(&self.slot, &self.sid, &decision, bytes)?).into()))
    }

    fn committed(&mut self) -> Result<Self::Answer, SessionError> {
        Ok(self.ended.take())
    }
}

/// Raises a subject's cut-off.
pub(crate) struct RevokingSubject {
    slot: Slot,
    keys: [String; 1],
    attempt: Attempt,
}

impl RevokingSubject {
    pub(crate) fn new(tenant: &str, subject: &str) -> Result<Self, Error> {
        let slot = Slot::of_subject(tenant, subject)?;
        let keys = [StoreKey::subject(&slot)?.as_str().to_owned()];
        Ok(Self { slot, keys, attempt: random()? })
    }
}

impl Flow for RevokingSubject {
    type Answer = ();

    fn keys(&self) -> &[String] {
        &self.keys
    }

    fn loaded(&mut self, loaded: &Loaded) -> Result<Step<()>, SessionError> {
        let stored = value(loaded, 0);
        if stored.map(SubjectRecord::decode).transpose()?.is_some_and(|record| record.attempt == self.attempt) {
            return Ok(Step::Answer(()));
        }
        let (record, expected) = revoke_subject(stored, loaded.now_ms, self.attempt)?;
        Ok(Step::Commit((&Write::subject(&self.slot, expected, &record.encode())?).into()))
    }

    fn committed(&mut self) -> Result<(), SessionError> {
        Ok(())
    }
}

/// Denies one token. Written in any case, so that it may be made twice.
pub(crate) struct Denying {
    key: StoreKey,
    exp: Option<UnixSeconds>,
}

impl Denying {
    pub(crate) fn new(
        tenant: &str,
        iss: &str,
        sub: Option<&str>,
        jti: &str,
        exp: Option<UnixSeconds>,
    ) -> Result<Self, Error> {
        if jti.is_empty() {
            return Err(Error::NotRevocable);
        }
        let slot = sub.map_or_else(|| Slot::of_token(iss, jti), |sub| Slot::of_subject(tenant, sub))?;
        Ok(Self { key: StoreKey::denied(&slot, iss, jti)?, exp })
    }
}

impl Flow for Denying {
    type Answer = ();

    /// Only the clock is read.
    fn keys(&self) -> &[String] {
        &[]
    }

    fn loaded(&mut self, loaded: &Loaded) -> Result<Step<()>, SessionError> {
        let write = Write::denied(self.key.clone(), denied_until_ms(self.exp, loaded.now_ms));
        Ok(Step::Commit((&write).into()))
    }

    fn committed(&mut self) -> Result<(), SessionError> {
        Ok(())
    }
}
