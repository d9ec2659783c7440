//! Revocations and checks over a store, without any key: all that a resource server or an operator needs.

use jwtcore::session::{Cause, SessionPolicy};
use jwtcore::{Error, UnixSeconds};

use crate::access::{Access, CheckedClaims, Checking};
use crate::core::{Core, Listing, PAGE};
use crate::error::SessionError;
use crate::event::{Event, EventKind};
use crate::flow::{Denying, Flow, RevokingFamily, RevokingSubject, run};
use crate::pair::Session;
use crate::settings::WhenUnavailable;
use crate::store::{Loaded, Store};

/// Checks access tokens, lists sessions and revokes. It may be shared by any number of threads.
pub struct Revocations<S> {
    pub(crate) core: Core,
    store: S,
}

impl<S: Store> Revocations<S> {
    /// Revocations by a policy, over a store. The policy is that of the service which issues the sessions.
    ///
    /// # Errors
    /// [`Error::InvalidSessionPolicy`].
    pub fn new(policy: SessionPolicy, when_unavailable: WhenUnavailable, store: S) -> Result<Self, Error> {
        Ok(Self { core: Core::new(policy, when_unavailable)?, store })
    }

    /// Calls `observer` for each event, on the thread that caused it.
    #[must_use]
    pub fn observed_by(mut self, observer: impl Fn(&Event) + Send + Sync + 'static) -> Self {
        self.core.observe(Box::new(observer));
        self
    }

    /// The store.
    pub const fn store(&self) -> &S {
        &self.store
    }

    /// How many events of a kind there were.
    pub fn count(&self, kind: EventKind) -> u64 {
        self.core.events.count(kind)
    }

    /// Ends a session by its sid. True: it lived until now.
    ///
    /// # Errors
    /// [`Error::UnknownSession`] for a sid that is no session's, and what the store does.
    pub fn revoke_family(&self, tenant: &str, subject: &str, sid: &str) -> Result<bool, SessionError> {
        let flow = Core::revoking_family(tenant, subject, sid)?;
        self.end(tenant, flow, Cause::Revoked)
    }

    /// Ends everything of a subject that began until now: sessions, and access tokens that belong to none.
    ///
    /// # Errors
    /// What the store does.
    pub fn revoke_subject(&self, tenant: &str, subject: &str) -> Result<(), SessionError> {
        let answer = RevokingSubject::new(tenant, subject).map_err(Into::into).and_then(|mut flow| self.run(&mut flow));
        self.core.after_revoking_subject(tenant, subject, answer)
    }

    /// Denies one access token by its issuer and jti, until its exp and the greatest leeway have passed.
    ///
    /// # Errors
    /// [`Error::NotRevocable`] for a token without jti, and what the store does.
    pub fn revoke_token(
        &self,
        tenant: &str,
        claims: &CheckedClaims,
        exp: Option<UnixSeconds>,
    ) -> Result<(), SessionError> {
        let jti = claims.jti.as_deref().unwrap_or_default();
        let answer = Denying::new(tenant, &claims.iss, claims.sub.as_deref(), jti, exp)
            .map_err(Into::into)
            .and_then(|mut flow| self.run(&mut flow));
        self.core.after_denying(tenant, claims, answer)
    }

    /// Whether a verified access token was revoked. One round trip.
    pub fn check(&self, tenant: &str, claims: &CheckedClaims) -> Access {
        let checking = match Checking::new(claims.borrowed(), tenant, &self.core.policy) {
            Ok(checking) if checking.keys.is_empty() => {
                return self.core.judged(tenant, checking.judge(&Loaded::default()));
            }
            Ok(checking) => checking,
            Err(error) => return self.core.judged(tenant, Err(error)),
        };
        match self.store.load(&checking.keys) {
            Ok(loaded) => self.core.judged(tenant, checking.judge(&loaded)),
            Err(fault) => self.core.unanswered(tenant, fault.into()),
        }
    }

    /// The living sessions of a subject.
    ///
    /// # Errors
    /// What the store does.
    pub fn sessions(&self, tenant: &str, subject: &str) -> Result<Vec<Session>, SessionError> {
        let listing = Core::listing(tenant, subject)?;
        let (mut sessions, mut cursor) = (Vec::new(), Some(0));
        while let Some(at) = cursor {
            let page = self.store.list(&listing.index, at, PAGE)?;
            let loaded = self.store.load(&listing.keys(&page)?)?;
            sessions.extend(Listing::living(&page, &loaded, &self.core.policy)?);
            cursor = page.next;
        }
        Ok(sessions)
    }

    /// Removes up to `limit` values whose time has come from a store that does not do so by itself, and says how many.
    ///
    /// # Errors
    /// What the store does.
    pub fn prune(&self, limit: u32) -> Result<u64, SessionError> {
        Ok(self.store.prune(limit)?)
    }

    pub(crate) fn end(&self, tenant: &str, mut flow: RevokingFamily, cause: Cause) -> Result<bool, SessionError> {
        let answer = self.run(&mut flow);
        self.core.after_revoking_family(tenant, cause, answer)
    }

    pub(crate) fn run<F: Flow>(&self, flow: &mut F) -> Result<F::Answer, SessionError> {
        run!(self.store, flow)
    }
}

impl<S> std::fmt::Debug for Revocations<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Revocations").field("policy", &self.core.policy).finish_non_exhaustive()
    }
}
