//! A subject's record: the cut-off before which everything of the subject is revoked, only ever raised.
//!
//! layout u8 = 1 ‖ version u64 ‖ attempt\[16\] ‖ revoked before i64 milliseconds, big-endian: 33 bytes.

use super::policy::SessionPolicy;
use super::record::{Attempt, LAYOUT, Reader, Stamp, stamp};
use crate::error::Error;
use crate::json::Writer;

/// The length of a subject's record.
pub const SUBJECT_RECORD_LEN: usize = 33;

/// A subject's record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SubjectRecord {
    /// Raised by each write.
    pub version: u64,
    /// Of the request that wrote.
    pub attempt: Attempt,
    /// Families that were created at this time or before, and tokens without sid that were issued so, are revoked.
    pub revoked_before_ms: i64,
}

impl SubjectRecord {
    /// Reads a record's bytes.
    ///
    /// # Errors
    /// [`Error::UnknownRecord`] for another layout or length.
    pub fn decode(bytes: &[u8]) -> Result<Self, Error> {
        let mut reader = Reader(bytes);
        let mut read = || {
            let layout = reader.u8()?;
            let record = Self { version: reader.u64()?, attempt: reader.array()?, revoked_before_ms: reader.i64()? };
            (layout == LAYOUT && reader.0.is_empty()).then_some(record)
        };
        read().ok_or(Error::UnknownRecord)
    }

    /// The record's bytes.
    #[must_use]
    pub fn encode(&self) -> [u8; SUBJECT_RECORD_LEN] {
        let mut bytes = [0; SUBJECT_RECORD_LEN];
        let mut writer = Writer::new(&mut bytes);
        writer.raw(&[LAYOUT]);
        writer.raw(&self.stamp());
        writer.raw(&self.revoked_before_ms.to_be_bytes());
        bytes
    }

    /// What a swap of this record compares.
    #[must_use]
    pub fn stamp(&self) -> Stamp {
        stamp(self.version, &self.attempt)
    }
}

/// The time up to which families and tokens are revoked: the subject's cut-off, or the store's epoch.
pub(super) fn cut_off_ms(subject: Option<&SubjectRecord>, policy: &SessionPolicy) -> i64 {
    let epoch = policy.store_epoch_ms.saturating_sub(1);
    subject.map_or(epoch, |subject| subject.revoked_before_ms.max(epoch))
}
