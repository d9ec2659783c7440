//! The protocol of sessions and revocation that all languages share to the byte: pure functions, no I/O.
//!
//! A login makes a family of refresh tokens ([`Login`]); each is used once ([`present`]) and answers its successor; a
//! token that comes back revokes its family. Access tokens name the family by its [`Sid`] and are judged by what the
//! store holds of it ([`AccessClaims`]). The store moves bytes: it loads the values of [`StoreKey`]s with its clock, and
//! makes one [`Write`] at a time, where what it expects holds.

mod access;
mod decision;
mod family;
mod keys;
mod party;
mod plan;
mod policy;
mod record;
mod ring;
mod subject;
mod token;

pub use access::{AccessClaims, AccessKeys, AccessValues};
pub use decision::{Decision, Loaded, Outcome, Presentation, present};
pub use family::{FAMILY_ID_LEN, FamilyId, SID_LEN, Sid};
pub use keys::{Slot, StoreKey};
pub use party::{MAX_CLIENT_ID_LEN, MAX_TENANT_LEN, Party};
pub use plan::{DENIED, Expected, IndexEntry, Login, Write, denied_until_ms, revoke_family, revoke_subject};
pub use policy::{DEFAULT_GRACE_MS, KEPT_BEYOND_MS, MAX_GRACE_MS, SessionPolicy};
pub use record::{
    ATTEMPT_LEN, Attempt, Cause, MAX_RECORD_LEN, MAX_SCOPE_LEN, MAX_SUBJECT_LEN, RECORD_FIXED_LEN, Record, Revocation,
    STAMP_AT, STAMP_LEN, Stamp,
};
pub use ring::{MAX_RING_KEYS, RefreshRing};
pub use subject::{SUBJECT_RECORD_LEN, SubjectRecord};
pub use token::{REFRESH_TOKEN_LEN, RefreshToken};
