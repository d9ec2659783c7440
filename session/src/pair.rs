//! What a login and a refresh answer, and what is told of a session.

use std::fmt;

use jwtcore::session::{Outcome, Record};
use zeroize::Zeroizing;

/// An access token and the refresh token for the next one.
pub struct TokenPair {
    pub(crate) access_token: Zeroizing<String>,
    pub(crate) refresh_token: Zeroizing<String>,
    pub(crate) expires_in_s: i64,
    pub(crate) scope: String,
    pub(crate) session: Session,
    pub(crate) outcome: Option<Outcome>,
}

impl TokenPair {
    /// The access token.
    #[must_use]
    pub fn access_token(&self) -> &str {
        &self.access_token
    }

    /// The refresh token: 92 characters, to be used once.
    #[must_use]
    pub fn refresh_token(&self) -> &str {
        &self.refresh_token
    }

    /// For how many seconds the access token is valid, by the store's clock.
    #[must_use]
    pub const fn expires_in_s(&self) -> i64 {
        self.expires_in_s
    }

    /// The access token's scope.
    #[must_use]
    pub fn scope(&self) -> &str {
        &self.scope
    }

    /// The session.
    #[must_use]
    pub const fn session(&self) -> &Session {
        &self.session
    }

    /// What became of the presented token; none after a login.
    #[must_use]
    pub const fn outcome(&self) -> Option<Outcome> {
        self.outcome
    }
}

impl fmt::Debug for TokenPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenPair")
            .field("session", &self.session)
            .field("outcome", &self.outcome)
            .finish_non_exhaustive()
    }
}

/// What is told of a session. Nothing in it is secret.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Session {
    /// How access tokens and the store name it.
    pub sid: String,
    /// Its tenant.
    pub tenant: String,
    /// The client that its refresh tokens belong to.
    pub client_id: String,
    /// Whose session it is.
    pub subject: String,
    /// What it may do, at most.
    pub scope: String,
    /// How many refreshes it had.
    pub generation: u64,
    /// The login, in milliseconds since 1970 as all times.
    pub created_at_ms: i64,
    /// The last refresh, or the login.
    pub rotated_at_ms: i64,
    /// When it ends unless it is refreshed.
    pub idle_expiry_ms: i64,
    /// When it ends.
    pub absolute_expiry_ms: i64,
    /// How many late replays it had, in the mode *until first used*.
    pub late_replays: u32,
}

impl Session {
    pub(crate) fn of(sid: &str, record: &Record<'_>) -> Self {
        Self {
            sid: sid.to_owned(),
            tenant: record.tenant.to_owned(),
            client_id: record.client_id.to_owned(),
            subject: record.subject.to_owned(),
            scope: record.scope.to_owned(),
            generation: record.generation,
            created_at_ms: record.created_at_ms,
            rotated_at_ms: record.rotated_at_ms,
            idle_expiry_ms: record.idle_expiry_ms,
            absolute_expiry_ms: record.absolute_expiry_ms,
            late_replays: record.late_replays,
        }
    }
}
