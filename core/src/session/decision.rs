//! What becomes of a presented refresh token: a pure function of the record, the token and the store's clock.

use super::policy::SessionPolicy;
use super::record::{Attempt, Cause, Record, Revocation, Stamp};
use super::subject::{SubjectRecord, cut_off_ms};
use super::token::RefreshToken;
use crate::error::Error;

/// How many generations in a row may not have a late replay: the third revokes.
const LATE_RUN_THAT_REVOKES: u8 = 3;

/// One presentation of a token, from its first read of the store to its answer.
#[derive(Clone, Copy, Debug)]
pub struct Presentation<'a> {
    /// The token, whose tag is good.
    pub token: &'a RefreshToken,
    /// The store's clock at the first read; kept for all retries, so that they move nobody out of the grace.
    pub now_ms: i64,
    /// The store's clock at this read.
    pub read_ms: i64,
    /// Random, drawn once for the presentation.
    pub attempt: Attempt,
    /// The ring key for a new generation: the active one.
    pub next_key_id: u32,
}

/// What a store holds of a family and its subject.
#[derive(Clone, Copy, Debug, Default)]
pub struct Loaded<'v> {
    /// The family's record.
    pub family: Option<&'v [u8]>,
    /// The subject's record.
    pub subject: Option<&'v [u8]>,
}

/// What was decided. Numbers are stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// A new generation: its token is the answer.
    Rotated = 1,
    /// The same successor as before.
    Replayed = 2,
    /// The same successor after the grace, in the mode *until first used*.
    ReplayedLate = 3,
    /// The family is revoked, and the token refused with [`Error::RefreshTokenReused`].
    Reused = 4,
}

/// A decision, and the write that it needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision<'v> {
    /// What was decided.
    pub outcome: Outcome,
    /// The record as it is to be, or as it is where nothing is to be written.
    pub record: Record<'v>,
    /// The stamp of the record that this one takes the place of. None: nothing is to be written. The answer holds only
    /// once the swap was made.
    pub replaces: Option<Stamp>,
}

/// Decides on a presented token. The caller has checked its tag, which opening it does.
///
/// A presentation that lost its swap reads and decides again, with the same `now_ms` and `attempt`. Where the record
/// bears that attempt, an earlier write of the presentation was made though its answer was lost, and stands.
///
/// # Errors
/// [`Error::UnknownRecord`], [`Error::UnknownSession`], [`Error::SessionRevoked`], [`Error::SessionExpired`],
/// [`Error::StoreBehind`], [`Error::StoreContended`].
pub fn present<'v>(
    presented: &Presentation<'_>,
    loaded: &Loaded<'v>,
    policy: &SessionPolicy,
) -> Result<Decision<'v>, Error> {
    let record = loaded.family.map(Record::decode).transpose()?;
    let subject = loaded.subject.map(SubjectRecord::decode).transpose()?;
    let record = record.ok_or(Error::UnknownSession)?;
    let is_own = record.attempt == presented.attempt;
    if record.revoked.is_some() {
        return if is_own { Ok(record.stands(Outcome::Reused)) } else { Err(Error::SessionRevoked) };
    }
    if record.created_at_ms <= cut_off_ms(subject.as_ref(), policy) {
        return Err(Error::SessionRevoked);
    }
    if presented.now_ms >= record.expires_at_ms() {
        return Err(Error::SessionExpired);
    }
    if is_own {
        return Ok(record.stands(if record.late_here { Outcome::ReplayedLate } else { Outcome::Rotated }));
    }
    by_generation(presented, record, policy)
}

fn by_generation<'v>(
    presented: &Presentation<'_>,
    record: Record<'v>,
    policy: &SessionPolicy,
) -> Result<Decision<'v>, Error> {
    let token = presented.token;
    // A current token under another key is of a history that the store has lost: its generation was issued anew since.
    let is_ahead =
        token.generation > record.generation || token.generation == record.generation && token.key_id != record.key_id;
    if is_ahead {
        Err(Error::StoreBehind)
    } else if token.generation == record.generation {
        rotated(presented, record, policy)
    } else if token.generation.checked_add(1) == Some(record.generation) {
        of_predecessor(presented, record, policy)
    } else {
        revoked(record, presented.now_ms, presented.attempt, Cause::Reuse)
    }
}

fn rotated<'v>(
    presented: &Presentation<'_>,
    record: Record<'v>,
    policy: &SessionPolicy,
) -> Result<Decision<'v>, Error> {
    let rotated_at_ms = presented.now_ms.max(record.rotated_at_ms);
    let next = Record {
        // No session lives for so many generations; one that says so ends.
        generation: record.generation.checked_add(1).ok_or(Error::SessionExpired)?,
        key_id: presented.next_key_id,
        rotated_at_ms,
        idle_expiry_ms: rotated_at_ms.saturating_add(policy.idle_ms).min(record.absolute_expiry_ms),
        late_run: if record.late_here { record.late_run } else { 0 },
        late_here: false,
        ..record
    };
    next.replacing(&record, Outcome::Rotated, presented.attempt)
}

/// The token before the current one: a retry, a parallel request, or a thief.
fn of_predecessor<'v>(
    presented: &Presentation<'_>,
    record: Record<'v>,
    policy: &SessionPolicy,
) -> Result<Decision<'v>, Error> {
    let ends_at = |age: i64| record.rotated_at_ms.saturating_add(age);
    let grace_ends_at = ends_at(i64::from(policy.grace_ms));
    if policy.grace_ms > 0 && presented.now_ms < grace_ends_at {
        // In time at its first read, but so slow that a success now would come after the grace.
        let in_time = presented.read_ms < grace_ends_at;
        return if in_time { Ok(record.stands(Outcome::Replayed)) } else { Err(Error::StoreContended) };
    }
    match policy.until_first_used_ms {
        Some(max_age_ms) if presented.now_ms < ends_at(max_age_ms) => replayed_late(presented, record),
        _ => revoked(record, presented.now_ms, presented.attempt, Cause::Reuse),
    }
}

fn replayed_late<'v>(presented: &Presentation<'_>, record: Record<'v>) -> Result<Decision<'v>, Error> {
    let late_run = if record.late_here { record.late_run } else { record.late_run.saturating_add(1) };
    let late_replays = record.late_replays.saturating_add(1);
    if late_run >= LATE_RUN_THAT_REVOKES {
        let counted = Record { late_replays, ..record };
        return revoked(counted, presented.now_ms, presented.attempt, Cause::LateReplays);
    }
    let next = Record { late_replays, late_run, late_here: true, ..record };
    next.replacing(&record, Outcome::ReplayedLate, presented.attempt)
}

/// A tombstone in the place of a record.
pub(super) fn revoked(record: Record<'_>, at_ms: i64, attempt: Attempt, cause: Cause) -> Result<Decision<'_>, Error> {
    let tombstone = Record { revoked: Some(Revocation { at_ms, cause }), ..record };
    tombstone.replacing(&record, Outcome::Reused, attempt)
}

impl<'v> Record<'v> {
    /// This record as it is.
    const fn stands(self, outcome: Outcome) -> Decision<'v> {
        Decision { outcome, record: self, replaces: None }
    }

    /// This record in the place of an older one.
    fn replacing(self, older: &Self, outcome: Outcome, attempt: Attempt) -> Result<Decision<'v>, Error> {
        // No store counts so many writes; a record that says so is damaged.
        let version = older.version.checked_add(1).ok_or(Error::UnknownRecord)?;
        Ok(Decision { outcome, record: Self { version, attempt, ..self }, replaces: Some(older.stamp()) })
    }
}

impl Outcome {
    /// Its stable kebab-case name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rotated => "rotated",
            Self::Replayed => "replayed",
            Self::ReplayedLate => "replayed-late",
            Self::Reused => "reused",
        }
    }
}

impl Decision<'_> {
    /// The token that is the answer: the record's current generation, under the record's key, however often it is
    /// computed.
    ///
    /// # Errors
    /// [`Error::RefreshTokenReused`] where the family is revoked.
    pub fn successor(&self, presented: &RefreshToken) -> Result<RefreshToken, Error> {
        match self.outcome {
            Outcome::Reused => Err(Error::RefreshTokenReused),
            Outcome::Rotated | Outcome::Replayed | Outcome::ReplayedLate => {
                Ok(RefreshToken { key_id: self.record.key_id, generation: self.record.generation, ..presented.clone() })
            }
        }
    }
}
