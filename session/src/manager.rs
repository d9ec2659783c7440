//! The blocking session manager: logins, refreshes and logouts, over keys and what revokes.

use std::ops::Deref;

use jwtcore::key::SigningKey;
use jwtcore::session::{Cause, Party, RefreshToken};
use jwtcore::signer::Signer;
use jwtcore::{Error, RefreshRing};

use crate::error::{Refusal, SessionError};
use crate::event::Event;
use crate::flow::{LoggingIn, Refreshing, RevokingFamily};
use crate::grant::Grant;
use crate::issuing::Issuing;
use crate::pair::{Session, TokenPair};
use crate::revocations::Revocations;
use crate::settings::SessionSettings;
use crate::store::Store;

/// Issues, refreshes and revokes sessions. It may be shared by any number of threads.
///
/// It is a [`Revocations`] too, whose methods check, list and revoke.
pub struct SessionManager<S> {
    issuing: Issuing,
    revocations: Revocations<S>,
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
        settings.check()?;
        let revocations = Revocations::new(settings.policy, settings.when_unavailable, store)?;
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
    pub fn login(
        &self,
        party: Party<'_>,
        subject: &str,
        scope: &str,
        grant: &Grant,
    ) -> Result<TokenPair, SessionError> {
        let answer = LoggingIn::new(&self.issuing, party, subject, scope, grant)
            .map_err(Into::into)
            .and_then(|mut flow| self.run(&mut flow));
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
        let mut flow = Refreshing::new(&self.issuing, party, token, Box::new(grant_for))?;
        let answer = self.run(&mut flow);
        self.core.after_refresh(&party, &flow, answer)
    }

    /// Ends the session of a refresh token, whichever generation it is. True: it lived until now.
    ///
    /// # Errors
    /// [`Error::InvalidRefreshToken`], and what the store does.
    pub fn logout(&self, party: Party<'_>, token: &str) -> Result<bool, SessionError> {
        let token = RefreshToken::open(&self.issuing.ring, &party, token.as_bytes())?;
        let flow = RevokingFamily::new(token.slot.clone(), token.family_id.sid(), Cause::Logout)?;
        self.end(party.tenant(), flow, Cause::Logout)
    }
}

impl<S> Deref for SessionManager<S> {
    type Target = Revocations<S>;

    fn deref(&self) -> &Revocations<S> {
        &self.revocations
    }
}

impl<S> std::fmt::Debug for SessionManager<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SessionManager").field("settings", &self.issuing.settings).finish_non_exhaustive()
    }
}
