//! The protocol of sessions, clause by clause, through the public interface.
#![cfg(feature = "session")]

mod access;
mod decision;
mod plans;
mod record;
mod secrecy;
mod token;

use jwtcore::RefreshRing;
use jwtcore::session::{FamilyId, Party, Record, RefreshToken, SessionPolicy, Slot};

pub(crate) const SECRET: &[u8; 32] = b"a test secret of thirty-two byte";
pub(crate) const NEXT_SECRET: &[u8; 32] = b"the next test secret, of 32 byte";

pub(crate) fn ring() -> RefreshRing {
    RefreshRing::new(1, SECRET).expect("a ring")
}

pub(crate) fn party() -> Party<'static> {
    Party::new("acme", "web").expect("a party")
}

pub(crate) fn family_id() -> FamilyId {
    FamilyId::from_bytes(core::array::from_fn(|at| u8::try_from(at).expect("a byte")))
}

pub(crate) fn token(generation: u64) -> RefreshToken {
    RefreshToken { key_id: 1, slot: Slot::of_subject("acme", "7").expect("a slot"), family_id: family_id(), generation }
}

pub(crate) const DAY_MS: i64 = 86_400_000;

/// 14 days idle, 90 days in all, a grace of 10 s.
pub(crate) fn policy() -> SessionPolicy {
    SessionPolicy::new()
}

/// A family that was created at 1,000 s and rotated at 2,000 s to generation 5.
pub(crate) fn record() -> Record<'static> {
    Record {
        version: 6,
        attempt: [6; 16],
        generation: 5,
        key_id: 1,
        created_at_ms: 1_000_000,
        rotated_at_ms: 2_000_000,
        idle_expiry_ms: 2_000_000 + 14 * DAY_MS,
        absolute_expiry_ms: 1_000_000 + 90 * DAY_MS,
        late_replays: 0,
        late_run: 0,
        late_here: false,
        revoked: None,
        tenant: "acme",
        client_id: "web",
        subject: "7",
        scope: "read write",
    }
}

pub(crate) fn encoded(record: &Record<'_>) -> Vec<u8> {
    let mut buf = [0; jwtcore::session::MAX_RECORD_LEN];
    record.encode(&mut buf).expect("a record").to_vec()
}
