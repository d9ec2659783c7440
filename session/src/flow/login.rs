//! A login: the subject's cut-off is read, and a new family written.

use jwtcore::Error;
use jwtcore::session::{
    Attempt, FamilyId, Login, MAX_RECORD_LEN, Party, Record, RefreshToken, Sid, Slot, StoreKey, Write,
};

use super::{Flow, Step, value};
use crate::error::SessionError;
use crate::grant::Grant;
use crate::issuing::{Issuing, random};
use crate::pair::{Session, TokenPair};
use crate::store::Loaded;

pub(crate) struct LoggingIn<'a> {
    issuing: &'a Issuing,
    login: Login<'a>,
    grant: &'a Grant,
    token: RefreshToken,
    sid: Sid,
    /// The family's and the subject's.
    keys: [String; 2],
    attempt: Attempt,
    pair: Option<TokenPair>,
}

impl<'a> LoggingIn<'a> {
    pub(crate) fn new(
        issuing: &'a Issuing,
        party: Party<'a>,
        subject: &'a str,
        scope: &'a str,
        grant: &'a Grant,
    ) -> Result<Self, Error> {
        let (attempt, key_id) = (random()?, issuing.ring.active_id());
        let slot = Slot::of_subject(party.tenant(), subject)?;
        let family_id = FamilyId::from_bytes(random()?);
        let sid = family_id.sid();
        let keys = [StoreKey::family(&slot, &sid)?, StoreKey::subject(&slot)?].map(|key| key.as_str().to_owned());
        let token = RefreshToken { key_id, slot, family_id, generation: 0 };
        let login = Login { party, subject, scope, key_id, attempt };
        Ok(Self { issuing, login, grant, token, sid, keys, attempt, pair: None })
    }

    fn pair_for(&self, record: &Record<'_>, now_ms: i64) -> Result<TokenPair, Error> {
        let access = self.issuing.access(self.sid.as_str(), record, self.grant, now_ms)?;
        Ok(TokenPair {
            access_token: access.token,
            refresh_token: self.issuing.refresh(&self.token, &self.login.party)?,
            expires_in_s: access.expires_in_s,
            scope: access.scope,
            session: Session::of(self.sid.as_str(), record),
            outcome: None,
        })
    }
}

impl Flow for LoggingIn<'_> {
    type Answer = TokenPair;

    fn keys(&self) -> &[String] {
        &self.keys
    }

    fn loaded(&mut self, loaded: &Loaded) -> Result<Step<TokenPair>, SessionError> {
        if let Some(family) = value(loaded, 0) {
            // Ids are random: it is the own write, whose answer was lost.
            let is_own = Record::decode(family)?.attempt == self.attempt;
            return if is_own { self.committed().map(Step::Answer) } else { Err(Error::StoreContended.into()) };
        }
        let record = self.login.record(value(loaded, 1), loaded.now_ms, &self.issuing.settings.policy)?;
        self.pair = Some(self.pair_for(&record, loaded.now_ms)?);
        let mut buf = [0; MAX_RECORD_LEN];
        let bytes = record.encode(&mut buf)?;
        let write = Write::new_family(&self.token.slot, &self.sid, &record, bytes)?;
        Ok(Step::Commit((&write).into()))
    }

    fn committed(&mut self) -> Result<TokenPair, SessionError> {
        self.pair.take().ok_or(SessionError::Protocol(Error::StoreContended))
    }
}
