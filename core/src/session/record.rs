//! A family's record, as every store keeps it: a fixed layout, big-endian, 92 bytes and four texts.
//!
//! | at | bytes | what |
//! |---|---|---|
//! | 0 | 1 | layout: 1 |
//! | 1 | 8 | version, u64: raised by each write |
//! | 9 | 16 | attempt: random, of the request that wrote |
//! | 25 | 8 | generation, u64 |
//! | 33 | 4 | key id, u32: the ring key of the current generation's token |
//! | 37 | 8 | created at, i64 milliseconds since 1970, as all times |
//! | 45 | 8 | rotated at, i64: the last rotation, or the login |
//! | 53 | 8 | idle expiry, i64 |
//! | 61 | 8 | absolute expiry, i64 |
//! | 69 | 4 | late replays, u32: all of them |
//! | 73 | 1 | late run, u8: generations in a row with a late replay, 0 to 2 |
//! | 74 | 1 | late here, u8: 1 where the last rotation has a late replay already, else 0 |
//! | 75 | 8 | revoked at, i64; 0 where it lives |
//! | 83 | 1 | cause, u8: 0 where it lives, else a number of [`Cause`] |
//! | 84 | 2 + n, four times | tenant, client id, subject, scope: u16 length, UTF-8 |
//!
//! Bytes 1 to 24 are the [`Stamp`], in every layout: what a swap compares.

use super::party::{MAX_CLIENT_ID_LEN, MAX_TENANT_LEN};
use super::policy::SessionPolicy;
use super::subject::{SubjectRecord, cut_off_ms};
use crate::error::Error;
use crate::json::Writer;

/// The longest subject in bytes.
pub const MAX_SUBJECT_LEN: usize = 1_024;
/// The longest scope in bytes: a hundred names and more.
pub const MAX_SCOPE_LEN: usize = 4_096;
/// The length of a record without its texts.
pub const RECORD_FIXED_LEN: usize = 92;
/// The length of the longest record.
pub const MAX_RECORD_LEN: usize =
    RECORD_FIXED_LEN + MAX_TENANT_LEN + MAX_CLIENT_ID_LEN + MAX_SUBJECT_LEN + MAX_SCOPE_LEN;
/// Where the stamp stands in every record of a family or a subject.
pub const STAMP_AT: usize = 1;
/// The length of a stamp.
pub const STAMP_LEN: usize = 24;
/// The length of an attempt.
pub const ATTEMPT_LEN: usize = 16;

/// The layout that this version reads and writes.
pub(super) const LAYOUT: u8 = 1;
/// The greatest late run that a living family has.
const MAX_LATE_RUN: u8 = 2;

/// What a write is recognised by: random, drawn for each presentation.
pub type Attempt = [u8; ATTEMPT_LEN];
/// What a swap compares: version ‖ attempt.
///
/// The version alone would not do: after a store has lost writes, another history counts through the same versions.
pub type Stamp = [u8; STAMP_LEN];

/// Why a family was revoked. Numbers are stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cause {
    /// A refresh token was used a second time.
    Reuse = 1,
    /// The session's holder ended it.
    Logout = 2,
    /// An operator or the application ended it.
    Revoked = 3,
    /// Three generations in a row were replayed late, in the mode *until first used*.
    LateReplays = 4,
}

/// When and why a family was revoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Revocation {
    /// Milliseconds since 1970, by the store's clock.
    pub at_ms: i64,
    /// Why.
    pub cause: Cause,
}

/// A family's record. It holds no secret: nothing in it leads to a refresh token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record<'a> {
    /// Raised by each write.
    pub version: u64,
    /// Of the request that wrote.
    pub attempt: Attempt,
    /// The generation of the token that is to be presented next.
    pub generation: u64,
    /// The ring key of that token.
    pub key_id: u32,
    /// The login; above every cut-off that was set before it.
    pub created_at_ms: i64,
    /// The last rotation, or the login.
    pub rotated_at_ms: i64,
    /// When the session ends unless it is refreshed.
    pub idle_expiry_ms: i64,
    /// When the session ends.
    pub absolute_expiry_ms: i64,
    /// How many late replays there were, in the mode *until first used*.
    pub late_replays: u32,
    /// How many generations in a row had one.
    pub late_run: u8,
    /// Whether the last rotation has one.
    pub late_here: bool,
    /// Where it was revoked: a tombstone.
    pub revoked: Option<Revocation>,
    /// The tenant.
    pub tenant: &'a str,
    /// The client that the refresh tokens belong to.
    pub client_id: &'a str,
    /// Whose session it is.
    pub subject: &'a str,
    /// What it may do, at most: names with a space between.
    pub scope: &'a str,
}

impl<'a> Record<'a> {
    /// Reads a record's bytes.
    ///
    /// # Errors
    /// [`Error::UnknownRecord`] for another layout and for anything that [`Record::encode`] does not write.
    pub fn decode(bytes: &'a [u8]) -> Result<Self, Error> {
        Reader(bytes).record().ok_or(Error::UnknownRecord)
    }

    /// Writes the record to the front of `out` and returns that front.
    ///
    /// # Errors
    /// [`Error::BufferTooSmall`]; [`Error::ArgumentTooLong`] for a text beyond its limit.
    pub fn encode<'b>(&self, out: &'b mut [u8]) -> Result<&'b [u8], Error> {
        if self.texts().iter().any(|(text, max)| text.len() > *max) {
            return Err(Error::ArgumentTooLong);
        }
        let mut writer = Writer::new(out);
        self.write(&mut writer);
        let needed = writer.len();
        out.get(..needed).ok_or(Error::BufferTooSmall { needed })
    }

    /// What a swap of this record compares.
    #[must_use]
    pub fn stamp(&self) -> Stamp {
        stamp(self.version, &self.attempt)
    }

    /// When the session ends: the idle or the absolute expiry, whichever comes first.
    #[must_use]
    pub fn expires_at_ms(&self) -> i64 {
        self.idle_expiry_ms.min(self.absolute_expiry_ms)
    }

    /// Whether the session lives: neither revoked, nor cut off, nor expired.
    #[must_use]
    pub fn is_alive(&self, subject: Option<&SubjectRecord>, now_ms: i64, policy: &SessionPolicy) -> bool {
        self.revoked.is_none() && self.created_at_ms > cut_off_ms(subject, policy) && now_ms < self.expires_at_ms()
    }

    const fn texts(&self) -> [(&'a str, usize); 4] {
        [
            (self.tenant, MAX_TENANT_LEN),
            (self.client_id, MAX_CLIENT_ID_LEN),
            (self.subject, MAX_SUBJECT_LEN),
            (self.scope, MAX_SCOPE_LEN),
        ]
    }

    fn write(&self, writer: &mut Writer<'_>) {
        writer.raw(&[LAYOUT]);
        writer.raw(&self.stamp());
        writer.raw(&self.generation.to_be_bytes());
        writer.raw(&self.key_id.to_be_bytes());
        for time in [self.created_at_ms, self.rotated_at_ms, self.idle_expiry_ms, self.absolute_expiry_ms] {
            writer.raw(&time.to_be_bytes());
        }
        writer.raw(&self.late_replays.to_be_bytes());
        writer.raw(&[self.late_run, u8::from(self.late_here)]);
        let (at, cause) = self.revoked.map_or((0, 0), |revoked| (revoked.at_ms, revoked.cause.number()));
        writer.raw(&at.to_be_bytes());
        writer.raw(&[cause]);
        for (text, _) in self.texts() {
            // Within u16, by the limits.
            writer.raw(&u16::try_from(text.len()).unwrap_or(u16::MAX).to_be_bytes());
            writer.raw(text.as_bytes());
        }
    }
}

impl Cause {
    /// The causes in the order of their numbers.
    pub const ALL: [Self; 4] = [Self::Reuse, Self::Logout, Self::Revoked, Self::LateReplays];

    /// Its stable number in records.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Reuse => 1,
            Self::Logout => 2,
            Self::Revoked => 3,
            Self::LateReplays => 4,
        }
    }

    /// Its stable kebab-case name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reuse => "reuse",
            Self::Logout => "logout",
            Self::Revoked => "revoked",
            Self::LateReplays => "late-replays",
        }
    }

    fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|cause| cause.number() == number)
    }
}

pub(super) fn stamp(version: u64, attempt: &Attempt) -> Stamp {
    let mut stamp = [0; STAMP_LEN];
    for (place, byte) in stamp.iter_mut().zip(version.to_be_bytes().iter().chain(attempt)) {
        *place = *byte;
    }
    stamp
}

/// Reads fields from the front of a record's bytes.
pub(super) struct Reader<'a>(pub(super) &'a [u8]);

impl<'a> Reader<'a> {
    fn record(&mut self) -> Option<Record<'a>> {
        if self.u8()? != LAYOUT {
            return None;
        }
        let record = Record {
            version: self.u64()?,
            attempt: self.array()?,
            generation: self.u64()?,
            key_id: u32::from_be_bytes(self.array()?),
            created_at_ms: self.i64()?,
            rotated_at_ms: self.i64()?,
            idle_expiry_ms: self.i64()?,
            absolute_expiry_ms: self.i64()?,
            late_replays: u32::from_be_bytes(self.array()?),
            late_run: self.u8().filter(|run| *run <= MAX_LATE_RUN)?,
            late_here: self.bool()?,
            revoked: self.revocation()?,
            tenant: self.text(MAX_TENANT_LEN)?,
            client_id: self.text(MAX_CLIENT_ID_LEN)?,
            subject: self.text(MAX_SUBJECT_LEN)?,
            scope: self.text(MAX_SCOPE_LEN)?,
        };
        self.0.is_empty().then_some(record)
    }

    /// None where the bytes say no such thing; none within where the family lives.
    #[allow(clippy::option_option, reason = "the outer one is a malformed record")]
    fn revocation(&mut self) -> Option<Option<Revocation>> {
        match (self.i64()?, self.u8()?) {
            (0, 0) => Some(None),
            (at_ms, number) => Some(Some(Revocation { at_ms, cause: Cause::from_number(number)? })),
        }
    }

    fn text(&mut self, max: usize) -> Option<&'a str> {
        let len = usize::from(u16::from_be_bytes(self.array()?));
        let (text, rest) = self.0.split_at_checked(len).filter(|_| len <= max)?;
        self.0 = rest;
        core::str::from_utf8(text).ok()
    }

    fn bool(&mut self) -> Option<bool> {
        match self.u8()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }

    pub(super) fn u8(&mut self) -> Option<u8> {
        self.array().map(|[byte]| byte)
    }

    pub(super) fn u64(&mut self) -> Option<u64> {
        self.array().map(u64::from_be_bytes)
    }

    pub(super) fn i64(&mut self) -> Option<i64> {
        self.array().map(i64::from_be_bytes)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (front, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*front)
    }
}
