//! The asynchronous session manager: as the blocking one, awaited.

use std::ops::Deref;

use jwtcore::key::SigningKey;
use jwtcore::session::{Cause, Party, RefreshToken, SessionPolicy};
use jwtcore::signer::Signer;
use jwtcore::{Error, RefreshRing, UnixSeconds};

use super::AsyncStore;
use crate::access::{Access, CheckedClaims, Checking};
use crate::core::{Core, Listing, PAGE};
use crate::error::{Refusal, SessionError};
use crate::event::{Event, EventKind};
use crate::flow::{Denying, Flow, LoggingIn, Refreshing, RevokingFamily, RevokingSubject, run};
use crate::grant::Grant;
use crate::issuing::Issuing;
use crate::pair::{Session, TokenPair};
use crate::settings::{SessionSettings, WhenUnavailable};
use crate::store::Loaded;

/// As [`SessionManager`](crate::SessionManager), over a store that is awaited.
///
/// A call whose future is dropped answers nothing; what it wrote stands, as where an answer was lost.
pub struct AsyncSessionManager<S> {
    issuing: Issuing,
    revocations: AsyncRevocations<S>,
}

/// As [`Revocations`](crate::Revocations), over a store that is awaited.
pub struct AsyncRevocations<S> {
    core: Core,
    store: S,
}

impl<S: AsyncStore> AsyncSessionManager<S> {
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
        settings.check()?;
        let revocations = AsyncRevocations::new(settings.policy, settings.when_unavailable, store)?;
        Ok(Self { issuing: Issuing { signer: Box::new(signer), ring, settings }, revocations })
    }

    /// Calls `observer` for each event, on the thread that caused it.
    #[must_use]
    pub fn observed_by(mut self, observer: impl Fn(&Event) + Send + Sync + 'static) -> Self {
        self.revocations = self.revocations.observed_by(observer);
        self
    }

    /// Begins a session of a subject for a client, with a scope that may be empty.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] for an empty subject, [`Error::ReservedClaim`], [`Error::ScopeExceeded`],
    /// [`Error::ArgumentTooLong`], and what the store does.
    pub async fn login(
        &self,
        party: Party<'_>,
        subject: &str,
        scope: &str,
        grant: &Grant,
    ) -> Result<TokenPair, SessionError> {
        let answer = match LoggingIn::new(&self.issuing, party, subject, scope, grant) {
            Ok(mut flow) => self.run(&mut flow).await,
            Err(error) => Err(error.into()),
        };
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
    pub async fn refresh(
        &self,
        party: Party<'_>,
        token: &str,
        grant_for: impl FnOnce(&Session) -> Result<Grant, Refusal> + Send,
    ) -> Result<TokenPair, SessionError> {
        let mut flow = Refreshing::new(&self.issuing, party, token, Box::new(grant_for))?;
        let answer = self.run(&mut flow).await;
        self.core.after_refresh(&party, &flow, answer)
    }

    /// Ends the session of a refresh token, whichever generation it is. True: it lived until now.
    ///
    /// # Errors
    /// [`Error::InvalidRefreshToken`], and what the store does.
    pub async fn logout(&self, party: Party<'_>, token: &str) -> Result<bool, SessionError> {
        let token = RefreshToken::open(&self.issuing.ring, &party, token.as_bytes())?;
        let flow = RevokingFamily::new(token.slot.clone(), token.family_id.sid(), Cause::Logout)?;
        self.end(party.tenant(), flow, Cause::Logout).await
    }
}

impl<S> Deref for AsyncSessionManager<S> {
    type Target = AsyncRevocations<S>;

    fn deref(&self) -> &AsyncRevocations<S> {
        &self.revocations
    }
}

impl<S: AsyncStore> AsyncRevocations<S> {
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
    pub async fn revoke_family(&self, tenant: &str, subject: &str, sid: &str) -> Result<bool, SessionError> {
        let flow = Core::revoking_family(tenant, subject, sid)?;
        self.end(tenant, flow, Cause::Revoked).await
    }

    /// Ends everything of a subject that began until now: sessions, and access tokens that belong to none.
    ///
    /// # Errors
    /// What the store does.
    pub async fn revoke_subject(&self, tenant: &str, subject: &str) -> Result<(), SessionError> {
        let answer = match RevokingSubject::new(tenant, subject) {
            Ok(mut flow) => self.run(&mut flow).await,
            Err(error) => Err(error.into()),
        };
        self.core.after_revoking_subject(tenant, subject, answer)
    }

    /// Denies one access token by its issuer and jti, until its exp and the greatest leeway have passed.
    ///
    /// # Errors
    /// [`Error::NotRevocable`] for a token without jti, and what the store does.
    pub async fn revoke_token(
        &self,
        tenant: &str,
        claims: &CheckedClaims,
        exp: Option<UnixSeconds>,
    ) -> Result<(), SessionError> {
        let jti = claims.jti.as_deref().unwrap_or_default();
        let answer = match Denying::new(tenant, &claims.iss, claims.sub.as_deref(), jti, exp) {
            Ok(mut flow) => self.run(&mut flow).await,
            Err(error) => Err(error.into()),
        };
        self.core.after_denying(tenant, claims, answer)
    }

    /// Whether a verified access token was revoked. One round trip.
    pub async fn check(&self, tenant: &str, claims: &CheckedClaims) -> Access {
        let checking = match Checking::new(claims.borrowed(), tenant, &self.core.policy) {
            Ok(checking) if checking.keys.is_empty() => {
                return self.core.judged(tenant, checking.judge(&Loaded::default()));
            }
            Ok(checking) => checking,
            Err(error) => return self.core.judged(tenant, Err(error)),
        };
        match self.store.load(&checking.keys).await {
            Ok(loaded) => self.core.judged(tenant, checking.judge(&loaded)),
            Err(fault) => self.core.unanswered(tenant, fault.into()),
        }
    }

    /// The living sessions of a subject.
    ///
    /// # Errors
    /// What the store does.
    pub async fn sessions(&self, tenant: &str, subject: &str) -> Result<Vec<Session>, SessionError> {
        let listing = Core::listing(tenant, subject)?;
        let (mut sessions, mut cursor) = (Vec::new(), Some(0));
        while let Some(at) = cursor {
            let page = self.store.list(&listing.index, at, PAGE).await?;
            let loaded = self.store.load(&listing.keys(&page)?).await?;
            sessions.extend(Listing::living(&page, &loaded, &self.core.policy)?);
            cursor = page.next;
        }
        Ok(sessions)
    }

    async fn end(&self, tenant: &str, mut flow: RevokingFamily, cause: Cause) -> Result<bool, SessionError> {
        let answer = self.run(&mut flow).await;
        self.core.after_revoking_family(tenant, cause, answer)
    }

    async fn run<F: Flow + Send>(&self, flow: &mut F) -> Result<F::Answer, SessionError> {
        run!(self.store, flow, await)
    }
}

impl<S> std::fmt::Debug for AsyncSessionManager<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AsyncSessionManager").field("settings", &self.issuing.settings).finish_non_exhaustive()
    }
}

impl<S> std::fmt::Debug for AsyncRevocations<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AsyncRevocations").field("policy", &self.core.policy).finish_non_exhaustive()
    }
}
