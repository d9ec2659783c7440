//! What the blocking and the asynchronous manager share: the parts of a call before and after the store is asked.

use jwtcore::session::{Cause, Outcome, Party, Record, SessionPolicy, Sid, Slot, StoreKey, SubjectRecord};
use jwtcore::{Error, ErrorClass};

use crate::access::{Access, CheckedClaims};
use crate::error::SessionError;
use crate::event::{Event, EventKind, Events, Observer};
use crate::flow::{Refreshing, RevokingFamily};
use crate::pair::{Session, TokenPair};
use crate::settings::WhenUnavailable;
use crate::store::{Listed, Loaded};

/// How many families of an index are read at once.
pub(crate) const PAGE: u32 = 100;

pub(crate) struct Core {
    pub(crate) policy: SessionPolicy,
    pub(crate) when_unavailable: WhenUnavailable,
    pub(crate) events: Events,
}

impl Core {
    pub(crate) fn new(policy: SessionPolicy, when_unavailable: WhenUnavailable) -> Result<Self, Error> {
        policy.check()?;
        Ok(Self { policy, when_unavailable, events: Events::default() })
    }

    pub(crate) fn observe(&mut self, observer: Observer) {
        self.events = Events::observed_by(observer);
    }

    pub(crate) fn revoking_family(tenant: &str, subject: &str, sid: &str) -> Result<RevokingFamily, SessionError> {
        Ok(RevokingFamily::new(Slot::of_subject(tenant, subject)?, Sid::parse(sid)?, Cause::Revoked)?)
    }

    pub(crate) fn listing(tenant: &str, subject: &str) -> Result<Listing, SessionError> {
        let slot = Slot::of_subject(tenant, subject)?;
        Ok(Listing { index: StoreKey::index(&slot)?.as_str().to_owned(), slot })
    }

    pub(crate) fn after_login(
        &self,
        party: &Party<'_>,
        answer: Result<TokenPair, SessionError>,
    ) -> Result<TokenPair, SessionError> {
        match &answer {
            Ok(pair) => self.emit_of(EventKind::LoggedIn, &pair.session, None),
            Err(error) => self.emit_fault(error, Event::new(EventKind::Unavailable, party.tenant())),
        }
        answer
    }

    pub(crate) fn after_refresh(
        &self,
        party: &Party<'_>,
        flow: &Refreshing<'_>,
        answer: Result<TokenPair, SessionError>,
    ) -> Result<TokenPair, SessionError> {
        match (&answer, &flow.session) {
            (Ok(pair), _) => {
                let kind = match pair.outcome {
                    Some(Outcome::Replayed) => EventKind::Replayed,
                    Some(Outcome::ReplayedLate) => EventKind::ReplayedLate,
                    _ => EventKind::Rotated,
                };
                self.emit_of(kind, &pair.session, None);
            }
            (Err(error), Some(session)) if error.is(Error::RefreshTokenReused) => {
                self.emit_of(EventKind::ReuseDetected, session, Some(Cause::Reuse));
            }
            (Err(error), _) => {
                let mut event = Event::new(EventKind::Unavailable, party.tenant());
                (event.sid, event.client_id) = (Some(flow.sid().to_owned()), Some(party.client_id().to_owned()));
                self.emit_fault(error, event);
            }
        }
        answer
    }

    pub(crate) fn after_revoking_family(
        &self,
        tenant: &str,
        cause: Cause,
        answer: Result<Option<Session>, SessionError>,
    ) -> Result<bool, SessionError> {
        match &answer {
            Ok(Some(session)) => self.emit_of(EventKind::FamilyRevoked, session, Some(cause)),
            Ok(None) => {}
            Err(error) => self.emit_fault(error, Event::new(EventKind::Unavailable, tenant)),
        }
        answer.map(|ended| ended.is_some())
    }

    pub(crate) fn after_revoking_subject(
        &self,
        tenant: &str,
        subject: &str,
        answer: Result<(), SessionError>,
    ) -> Result<(), SessionError> {
        let subject = Some(subject.to_owned());
        match &answer {
            Ok(()) => self.events.emit(&Event { subject, ..Event::new(EventKind::SubjectRevoked, tenant) }),
            Err(error) => self.emit_fault(error, Event { subject, ..Event::new(EventKind::Unavailable, tenant) }),
        }
        answer
    }

    pub(crate) fn after_denying(
        &self,
        tenant: &str,
        claims: &CheckedClaims,
        answer: Result<(), SessionError>,
    ) -> Result<(), SessionError> {
        let (subject, sid) = (claims.sub.clone(), claims.sid.clone());
        match &answer {
            Ok(()) => self.events.emit(&Event { subject, sid, ..Event::new(EventKind::TokenRevoked, tenant) }),
            Err(error) => self.emit_fault(error, Event { subject, sid, ..Event::new(EventKind::Unavailable, tenant) }),
        }
        answer
    }

    pub(crate) fn judged(&self, tenant: &str, judged: Result<(), Error>) -> Access {
        match judged {
            Ok(()) => Access::Allowed,
            Err(error) if error.class() == ErrorClass::Unavailable => self.unanswered(tenant, error.into()),
            Err(error) => Access::Denied(error),
        }
    }

    pub(crate) fn unanswered(&self, tenant: &str, error: SessionError) -> Access {
        self.events.emit(&Event::new(EventKind::CheckUnavailable, tenant));
        // A fault of the set-up is nothing that passes by itself, and lets nobody pass.
        let is_outage = error.is(Error::Unavailable);
        let allowed = is_outage && self.when_unavailable == WhenUnavailable::Allow;
        Access::Unavailable { error, allowed }
    }

    fn emit_of(&self, kind: EventKind, session: &Session, cause: Option<Cause>) {
        self.events.emit(&Event {
            subject: Some(session.subject.clone()),
            sid: Some(session.sid.clone()),
            client_id: Some(session.client_id.clone()),
            cause,
            ..Event::new(kind, &session.tenant)
        });
    }

    /// Of the errors that are no verdict on a token.
    fn emit_fault(&self, error: &SessionError, event: Event) {
        let kind = match error.error() {
            Some(Error::StoreBehind) => EventKind::StoreBehind,
            Some(Error::StoreContended) => EventKind::Contended,
            Some(other) if other.class() == ErrorClass::Unavailable => EventKind::Unavailable,
            _ => return,
        };
        self.events.emit(&Event { kind, ..event });
    }
}

/// A subject's index, and how its families are read.
pub(crate) struct Listing {
    pub(crate) index: String,
    slot: Slot,
}

impl Listing {
    /// The subject's key, and one for each family of a page.
    pub(crate) fn keys(&self, page: &Listed) -> Result<Vec<String>, Error> {
        let families = page.sids.iter().map(|sid| StoreKey::family(&self.slot, &Sid::parse(sid)?));
        let all = std::iter::once(StoreKey::subject(&self.slot)).chain(families);
        all.map(|key| key.map(|key| key.as_str().to_owned())).collect()
    }

    /// Those that live, of what was read for [`Listing::keys`].
    pub(crate) fn living(page: &Listed, loaded: &Loaded, policy: &SessionPolicy) -> Result<Vec<Session>, Error> {
        let mut values = loaded.values.iter().map(Option::as_deref);
        let subject = values.next().flatten().map(SubjectRecord::decode).transpose()?;
        let mut sessions = Vec::new();
        for (sid, value) in page.sids.iter().zip(values) {
            let Some(record) = value.map(Record::decode).transpose()? else { continue };
            if record.is_alive(subject.as_ref(), loaded.now_ms, policy) {
                sessions.push(Session::of(sid, &record));
            }
        }
        Ok(sessions)
    }
}
