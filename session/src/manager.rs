//! The blocking session manager: logins, refreshes, revocations and checks over a store.

use jwtcore::key::SigningKey;
use jwtcore::session::{Cause, Party};
use jwtcore::signer::Signer;
use jwtcore::{Error, RefreshRing, UnixSeconds};

use crate::access::{Access, CheckedClaims, Checking};
use crate::core::{Core, Listing};
use crate::error::{Refusal, SessionError};
use crate::event::{Event, EventKind};
use crate::flow::{Denying, Flow, Refreshing, RevokingSubject, run};
use crate::grant::Grant;
use crate::pair::{Session, TokenPair};
use crate::settings::SessionSettings;
use crate::store::{Loaded, Store};

/// How many families of an index are read at once.
const PAGE: u32 = 100;

/// Issues, refreshes and revokes sessions. It may be shared by any number of threads.
pub struct SessionManager<S> {
    core: Core,
    store: S,
}

impl<S: Store> SessionManager<S> {
    /// A manager over a signer for access tokens, a ring for refresh tokens, settings and a store.
    ///
    /// # Errors
    /// [`Error::EmptyExpectation`] for an empty issuer or audience, [`Error::InvalidSessionPolicy`].
    pub fn new<B: SigningKey>(
        signer: Signer<B>,
        ring: RefreshRing,
        settings: SessionSettings,
        store: S,
    ) -> Result<Self, Error> {
        Ok(Self { core: Core::new(signer, ring, settings)?, store })
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

    /// Begins a session of a subject for a client, with a scope that may be empty.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] for an empty subject, [`Error::ReservedClaim`], [`Error::ScopeExceeded`],
    /// [`Error::ArgumentTooLong`], and what the store does.
    pub fn login(
        &self,
        party: Party<'_>,
        subject: &str,
        scope: &str,
        grant: &Grant,
    ) -> Result<TokenPair, SessionError> {
        let answer = self.core.logging_in(party, subject, scope, grant).and_then(|mut flow| self.run(&mut flow));
        self.core.after_login(&party, answer)
    }

    /// Uses a refresh token, and answers the next pair.
    ///
    /// `grant_for` sees the session before anything is written: it loads the application's user, gives the claims, and may
    /// refuse. It is called once at most, and not for a token that is refused.
    ///
    /// # Errors
    /// [`Error::InvalidRefreshToken`], [`Error::UnknownSession`], [`Error::SessionRevoked`], [`Error::SessionExpired`],
    /// [`Error::RefreshTokenReused`]: log in again. Of class `unavailable`: try again with the same token.
    /// [`SessionError::Refused`] where `grant_for` refused.
    pub fn refresh(
        &self,
        party: Party<'_>,
        token: &str,
        grant_for: impl FnOnce(&Session) -> Result<Grant, Refusal> + Send,
    ) -> Result<TokenPair, SessionError> {
        let mut flow = Refreshing::new(&self.core.issuing, party, token, Box::new(grant_for))?;
        let answer = self.run(&mut flow);
        self.core.after_refresh(&party, &flow, answer)
    }

    /// Ends the session of a refresh token, whichever generation it is. True: it lived until now.
    ///
    /// # Errors
    /// [`Error::InvalidRefreshToken`], and what the store does.
    pub fn logout(&self, party: Party<'_>, token: &str) -> Result<bool, SessionError> {
        let flow = self.core.logging_out(&party, token)?;
        self.end(party.tenant(), flow, Cause::Logout)
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
        let checking = match Checking::new(claims.borrowed(), tenant, &self.core.issuing.settings.policy) {
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
            sessions.extend(Listing::living(&page, &loaded, &self.core.issuing.settings.policy)?);
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

    fn end(&self, tenant: &str, mut flow: crate::flow::RevokingFamily, cause: Cause) -> Result<bool, SessionError> {
        let answer = self.run(&mut flow);
        self.core.after_revoking_family(tenant, cause, answer)
    }

    fn run<F: Flow>(&self, flow: &mut F) -> Result<F::Answer, SessionError> {
        run!(self.store, flow)
    }
}

impl<S> std::fmt::Debug for SessionManager<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SessionManager").field("settings", &self.core.issuing.settings).finish_non_exhaustive()
    }
}
