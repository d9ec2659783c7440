//! What a store is to write for a login, a rotation and each kind of revocation: one swap or put of one key.

use super::decision::{Decision, revoked};
use super::family::Sid;
use super::keys::{Slot, StoreKey};
use super::party::Party;
use super::policy::{KEPT_BEYOND_MS, SessionPolicy};
use super::record::{Attempt, Cause, Record, Stamp};
use super::subject::{SubjectRecord, cut_off_ms};
use crate::claims::UnixSeconds;
use crate::error::Error;

/// The value of a denied token's key.
pub const DENIED: &[u8] = b"1";

/// What must hold of a key for a write to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Expected {
    /// Nothing: it is written in any case.
    Anything,
    /// The key is absent.
    Absent,
    /// Its value has this stamp, at [`STAMP_AT`](super::STAMP_AT).
    Stamp(Stamp),
}

/// One write, of one key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Write<'v> {
    /// The key.
    pub key: StoreKey,
    /// What must hold of it.
    pub expected: Expected,
    /// Its new value.
    pub value: &'v [u8],
    /// When the store may drop it, in milliseconds since 1970. None: never by itself.
    pub expires_at_ms: Option<i64>,
    /// For a new family: the index that lists it, until `expires_at_ms`.
    pub index: Option<IndexEntry>,
}

/// A family in the index of its subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexEntry {
    /// The index's key.
    pub key: StoreKey,
    /// The family.
    pub sid: Sid,
}

/// What a login asks for.
#[derive(Clone, Copy, Debug)]
pub struct Login<'a> {
    /// To whom the refresh tokens belong.
    pub party: Party<'a>,
    /// Whose session it is; not empty.
    pub subject: &'a str,
    /// What it may do, at most.
    pub scope: &'a str,
    /// The ring key that tags the first token: the active one.
    pub key_id: u32,
    /// Random.
    pub attempt: Attempt,
}

impl<'a> Login<'a> {
    /// The record of a new family, at the store's time.
    ///
    /// It is created after every cut-off that the subject's record and the policy hold, also where the store's clock was
    /// set back since: who logs in after a revocation is in.
    ///
    /// # Errors
    /// [`Error::UnknownRecord`] for a subject's record that cannot be read, [`Error::InvalidArgument`] for an empty
    /// subject.
    pub fn record(&self, subject: Option<&[u8]>, now_ms: i64, policy: &SessionPolicy) -> Result<Record<'a>, Error> {
        if self.subject.is_empty() {
            return Err(Error::InvalidArgument);
        }
        let subject = subject.map(SubjectRecord::decode).transpose()?;
        let absolute_expiry_ms = now_ms.saturating_add(policy.absolute_ms);
        Ok(Record {
            version: 1,
            attempt: self.attempt,
            generation: 0,
            key_id: self.key_id,
            created_at_ms: cut_off_ms(subject.as_ref(), policy).saturating_add(1).max(now_ms),
            rotated_at_ms: now_ms,
            idle_expiry_ms: now_ms.saturating_add(policy.idle_ms).min(absolute_expiry_ms),
            absolute_expiry_ms,
            late_replays: 0,
            late_run: 0,
            late_here: false,
            revoked: None,
            tenant: self.party.tenant(),
            client_id: self.party.client_id(),
            subject: self.subject,
            scope: self.scope,
        })
    }
}

/// The tombstone of a family; none where it is revoked already.
///
/// # Errors
/// [`Error::UnknownSession`] where there is no record, [`Error::UnknownRecord`].
pub fn revoke_family(
    family: Option<&[u8]>,
    now_ms: i64,
    cause: Cause,
    attempt: Attempt,
) -> Result<Option<Decision<'_>>, Error> {
    let record = Record::decode(family.ok_or(Error::UnknownSession)?)?;
    if record.revoked.is_some() {
        return Ok(None);
    }
    revoked(record, now_ms, attempt, cause).map(Some)
}

/// The subject's record with its cut-off raised to now, and what it takes the place of.
///
/// The cut-off is raised by a millisecond at least, so that a family that was created just above it is revoked too.
///
/// # Errors
/// [`Error::UnknownRecord`].
pub fn revoke_subject(
    subject: Option<&[u8]>,
    now_ms: i64,
    attempt: Attempt,
) -> Result<(SubjectRecord, Expected), Error> {
    let Some(bytes) = subject else {
        return Ok((SubjectRecord { version: 1, attempt, revoked_before_ms: now_ms }, Expected::Absent));
    };
    let older = SubjectRecord::decode(bytes)?;
    let version = older.version.checked_add(1).ok_or(Error::UnknownRecord)?;
    let revoked_before_ms = older.revoked_before_ms.saturating_add(1).max(now_ms);
    Ok((SubjectRecord { version, attempt, revoked_before_ms }, Expected::Stamp(older.stamp())))
}

/// When the store may drop a denied token's key: after its exp and the greatest leeway; never where it has no exp.
#[must_use]
pub fn denied_until_ms(exp: Option<UnixSeconds>, now_ms: i64) -> Option<i64> {
    let exp_ms = exp?.0.saturating_mul(1_000);
    Some(exp_ms.max(now_ms).saturating_add(KEPT_BEYOND_MS))
}

impl<'v> Write<'v> {
    /// The first write of a family, which also lists it. `value` is the record's encoding.
    ///
    /// # Errors
    /// None: slot and sid are of fixed lengths.
    pub fn new_family(slot: &Slot, sid: &Sid, record: &Record<'_>, value: &'v [u8]) -> Result<Self, Error> {
        Ok(Self {
            key: StoreKey::family(slot, sid)?,
            expected: Expected::Absent,
            value,
            expires_at_ms: Some(kept_until_ms(record)),
            index: Some(IndexEntry { key: StoreKey::index(slot)?, sid: sid.clone() }),
        })
    }

    /// A rotation, a late replay or a tombstone. `value` is the record's encoding.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] for a decision that nothing is to be written for.
    pub fn family(slot: &Slot, sid: &Sid, decision: &Decision<'_>, value: &'v [u8]) -> Result<Self, Error> {
        Ok(Self {
            key: StoreKey::family(slot, sid)?,
            expected: Expected::Stamp(decision.replaces.ok_or(Error::InvalidArgument)?),
            value,
            expires_at_ms: Some(kept_until_ms(&decision.record)),
            index: None,
        })
    }

    /// A subject's record. It never expires: a token without exp could outlive any time.
    ///
    /// # Errors
    /// None: a slot is of fixed length.
    pub fn subject(slot: &Slot, expected: Expected, value: &'v [u8]) -> Result<Self, Error> {
        Ok(Self { key: StoreKey::subject(slot)?, expected, value, expires_at_ms: None, index: None })
    }

    /// A denied token.
    #[must_use]
    pub const fn denied(key: StoreKey, until_ms: Option<i64>) -> Self {
        Self { key, expected: Expected::Anything, value: DENIED, expires_at_ms: until_ms, index: None }
    }
}

/// A record is kept by the absolute expiry, so that no rotation shortens or prolongs it.
const fn kept_until_ms(record: &Record<'_>) -> i64 {
    record.absolute_expiry_ms.saturating_add(KEPT_BEYOND_MS)
}
