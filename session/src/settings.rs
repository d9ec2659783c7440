//! What a session manager is set to: who issues the access tokens, for whom, how long, and the policy of sessions.

use jwtcore::Error;
use jwtcore::session::SessionPolicy;

/// The lifetime of access tokens unless it is set: ten minutes.
const DEFAULT_ACCESS_TTL_S: u32 = 600;
/// The longest lifetime of access tokens: a day. Longer sessions are what refresh tokens are for.
const MAX_ACCESS_TTL_S: u32 = 86_400;

/// What to answer a check while the store does not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum WhenUnavailable {
    /// Nobody passes.
    #[default]
    Refuse,
    /// Everybody passes whose token is good but for revocation.
    Allow,
}

/// The settings of a session manager.
#[derive(Clone, Debug)]
#[must_use]
pub struct SessionSettings {
    pub(crate) issuer: String,
    pub(crate) audiences: Vec<String>,
    pub(crate) access_ttl_s: u32,
    pub(crate) policy: SessionPolicy,
    pub(crate) when_unavailable: WhenUnavailable,
}

impl SessionSettings {
    /// Access tokens of this issuer for this audience, of ten minutes; sessions by [`SessionPolicy::new`].
    pub fn new(issuer: impl Into<String>, audience: impl Into<String>) -> Self {
        Self {
            issuer: issuer.into(),
            audiences: vec![audience.into()],
            access_ttl_s: DEFAULT_ACCESS_TTL_S,
            policy: SessionPolicy::new(),
            when_unavailable: WhenUnavailable::default(),
        }
    }

    /// One more audience.
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.audiences.push(audience.into());
        self
    }

    /// The lifetime of access tokens in seconds, 1 to a day; they expire no later than their session.
    pub fn access_ttl_s(mut self, seconds: u32) -> Self {
        self.access_ttl_s = seconds;
        self
    }

    /// How sessions are judged.
    pub fn policy(mut self, policy: SessionPolicy) -> Self {
        self.policy = policy;
        self
    }

    /// What to answer a check while the store does not.
    pub fn when_unavailable(mut self, answer: WhenUnavailable) -> Self {
        self.when_unavailable = answer;
        self
    }

    /// All but the policy, which is checked by whoever judges by it.
    pub(crate) fn check(&self) -> Result<(), Error> {
        if self.issuer.is_empty() || self.audiences.iter().any(String::is_empty) {
            return Err(Error::EmptyExpectation);
        }
        if !(1..=MAX_ACCESS_TTL_S).contains(&self.access_ttl_s) {
            return Err(Error::InvalidSessionPolicy);
        }
        Ok(())
    }
}
