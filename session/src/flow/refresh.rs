//! A refresh: tag, read, decide, the application's callback, sign, write, answer. Nothing is answered unless written.

use jwtcore::Error;
use jwtcore::session::{
    Attempt, Decision, Loaded as Values, MAX_RECORD_LEN, Outcome, Party, Presentation, RefreshToken, Sid, StoreKey,
    Write, present,
};

use super::{Flow, Step, value};
use crate::error::{Refusal, SessionError};
use crate::grant::Grant;
use crate::issuing::{Access, Issuing, random};
use crate::pair::{Session, TokenPair};
use crate::store::Loaded;

/// The application's callback: it sees the session, loads its user, and may refuse.
pub(crate) type GrantFor<'a> = Box<dyn FnOnce(&Session) -> Result<Grant, Refusal> + Send + 'a>;

pub(crate) struct Refreshing<'a> {
    issuing: &'a Issuing,
    party: Party<'a>,
    token: RefreshToken,
    sid: Sid,
    /// The family's and the subject's.
    keys: [String; 2],
    attempt: Attempt,
    first_ms: Option<i64>,
    grant_for: Option<GrantFor<'a>>,
    /// Made once: a retry only changes whose rotation it is.
    access: Option<Access>,
    pending: Option<(Outcome, Option<TokenPair>)>,
    /// Of the last decision, for events.
    pub(crate) session: Option<Session>,
}

impl<'a> Refreshing<'a> {
    /// Opens the token. A token that is not this party's asks no store.
    pub(crate) fn new(
        issuing: &'a Issuing,
        party: Party<'a>,
        token: &str,
        grant_for: GrantFor<'a>,
    ) -> Result<Self, Error> {
        let token = RefreshToken::open(&issuing.ring, &party, token.as_bytes())?;
        let sid = token.family_id.sid();
        let keys = [StoreKey::family(&token.slot, &sid)?, StoreKey::subject(&token.slot)?];
        Ok(Self {
            issuing,
            party,
            token,
            sid,
            keys: keys.map(|key| key.as_str().to_owned()),
            attempt: random()?,
            first_ms: None,
            grant_for: Some(grant_for),
            access: None,
            pending: None,
            session: None,
        })
    }

    pub(crate) fn sid(&self) -> &str {
        self.sid.as_str()
    }

    fn decide<'v>(&mut self, loaded: &'v Loaded) -> Result<Decision<'v>, Error> {
        let presented = Presentation {
            token: &self.token,
            now_ms: *self.first_ms.get_or_insert(loaded.now_ms),
            read_ms: loaded.now_ms,
            attempt: self.attempt,
            next_key_id: self.issuing.ring.active_id(),
        };
        let values = Values { family: value(loaded, 0), subject: value(loaded, 1) };
        present(&presented, &values, &self.issuing.settings.policy)
    }

    fn pair_for(&mut self, decision: &Decision<'_>, session: &Session) -> Result<TokenPair, SessionError> {
        // Before the callback, so that a ring that lacks the key troubles no application.
        let refresh_token = self.issuing.refresh(&decision.successor(&self.token)?, &self.party)?;
        if let Some(grant_for) = self.grant_for.take() {
            let grant = grant_for(session).map_err(SessionError::Refused)?;
            let now_ms = self.first_ms.unwrap_or_default();
            self.access = Some(self.issuing.access(self.sid.as_str(), &decision.record, &grant, now_ms)?);
        }
        let access = self.access.as_ref().ok_or(Error::StoreContended)?;
        Ok(TokenPair {
            access_token: access.token.clone(),
            refresh_token,
            expires_in_s: access.expires_in_s,
            scope: access.scope.clone(),
            session: session.clone(),
            outcome: Some(decision.outcome),
        })
    }
}

impl Flow for Refreshing<'_> {
    type Answer = TokenPair;

    fn keys(&self) -> &[String] {
        &self.keys
    }

    fn loaded(&mut self, loaded: &Loaded) -> Result<Step<TokenPair>, SessionError> {
        let decision = self.decide(loaded)?;
        let session = Session::of(self.sid.as_str(), &decision.record);
        self.session = Some(session.clone());
        let pair = match decision.outcome {
            Outcome::Reused => None,
            _ => Some(self.pair_for(&decision, &session)?),
        };
        self.pending = Some((decision.outcome, pair));
        if decision.replaces.is_none() {
            return self.committed().map(Step::Answer);
        }
        let mut buf = [0; MAX_RECORD_LEN];
        let bytes = decision.record.encode(&mut buf)?;
        let write = Write::family(&self.token.slot, &self.sid, &decision, bytes)?;
        Ok(Step::Commit((&write).into()))
    }

    fn committed(&mut self) -> Result<TokenPair, SessionError> {
        match self.pending.take() {
            Some((_, Some(pair))) => Ok(pair),
            _ => Err(Error::RefreshTokenReused.into()),
        }
    }
}
