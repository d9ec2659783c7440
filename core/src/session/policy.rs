//! How long sessions live and what a repeated token is allowed: durations in milliseconds.

use crate::error::Error;

/// The grace unless it is set, in milliseconds: two tabs, or a response that was lost and asked for again.
pub const DEFAULT_GRACE_MS: u32 = 10_000;
/// The greatest grace in milliseconds: a thief inside it cannot be told from the owner.
pub const MAX_GRACE_MS: u32 = 60_000;
/// How long a store keeps a record beyond the session's end, in milliseconds: the greatest leeway of any verifier, so
/// that an access token never outlives what denies it.
pub const KEPT_BEYOND_MS: i64 = 600_000;
/// The idle lifetime unless it is set: 14 days.
const DEFAULT_IDLE_MS: i64 = 14 * DAY_MS;
/// The absolute lifetime unless it is set: 90 days.
const DEFAULT_ABSOLUTE_MS: i64 = 90 * DAY_MS;
const DAY_MS: i64 = 86_400_000;
/// The longest lifetime: ten years. Longer ones are mistakes of unit.
const MAX_LIFETIME_MS: i64 = 3_653 * DAY_MS;

/// The durations by which sessions are judged, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct SessionPolicy {
    pub(super) idle_ms: i64,
    pub(super) absolute_ms: i64,
    pub(super) grace_ms: u32,
    pub(super) until_first_used_ms: Option<i64>,
    pub(super) store_epoch_ms: i64,
    pub(super) allow_not_revocable: bool,
}

impl SessionPolicy {
    /// 14 days idle, 90 days in all, a grace of 10 s.
    pub const fn new() -> Self {
        Self {
            idle_ms: DEFAULT_IDLE_MS,
            absolute_ms: DEFAULT_ABSOLUTE_MS,
            grace_ms: DEFAULT_GRACE_MS,
            until_first_used_ms: None,
            store_epoch_ms: i64::MIN,
            allow_not_revocable: false,
        }
    }

    /// How long a session lives without being refreshed.
    pub const fn idle_ms(mut self, idle_ms: i64) -> Self {
        self.idle_ms = idle_ms;
        self
    }

    /// How long a session lives from its login on, whatever happens.
    pub const fn absolute_ms(mut self, absolute_ms: i64) -> Self {
        self.absolute_ms = absolute_ms;
        self
    }

    /// How long after its first rotation a token is answered with the same successor; 0 turns that off, and two parallel
    /// refreshes then end the session.
    pub const fn grace_ms(mut self, grace_ms: u32) -> Self {
        self.grace_ms = grace_ms;
        self
    }

    /// Answers a token with the same successor while that has not been used, up to this long after its rotation: for
    /// clients that lose responses. It weakens detection: a thief who uses the token first holds the session until the
    /// owner's next two refreshes, instead of until his next one.
    pub const fn until_first_used_ms(mut self, max_age_ms: Option<i64>) -> Self {
        self.until_first_used_ms = max_age_ms;
        self
    }

    /// Sessions from before this time are dead: set it to now after the store was restored from a backup.
    pub const fn store_epoch_ms(mut self, epoch_ms: i64) -> Self {
        self.store_epoch_ms = epoch_ms;
        self
    }

    /// Lets access tokens pass that have neither sid nor jti, though nothing could revoke one of them by itself.
    pub const fn allow_not_revocable(mut self, allow: bool) -> Self {
        self.allow_not_revocable = allow;
        self
    }

    /// Refuses durations outside their ranges.
    ///
    /// # Errors
    /// [`Error::InvalidSessionPolicy`]: a lifetime that is not above 0 or is above ten years, an idle lifetime above the
    /// absolute one, a grace above 60 s, an age of *until first used* that is not above the grace or is above the idle
    /// lifetime.
    pub fn check(&self) -> Result<(), Error> {
        let lifetimes_fit = self.idle_ms > 0 && self.idle_ms <= self.absolute_ms && self.absolute_ms <= MAX_LIFETIME_MS;
        let grace_fits = self.grace_ms <= MAX_GRACE_MS;
        let age_fits = self.until_first_used_ms.is_none_or(|age| age > i64::from(self.grace_ms) && age <= self.idle_ms);
        if lifetimes_fit && grace_fits && age_fits { Ok(()) } else { Err(Error::InvalidSessionPolicy) }
    }
}

impl Default for SessionPolicy {
    fn default() -> Self {
        Self::new()
    }
}
