//! Logins, revocations and what is written for them.

use jwtcore::session::{
    Cause, DENIED, Expected, Login, Record, Revocation, Slot, StoreKey, SubjectRecord, Write, denied_until_ms,
    revoke_family, revoke_subject,
};
use jwtcore::{Error, UnixSeconds};

use crate::{DAY_MS, encoded, family_id, party, policy, record};

const NOW: i64 = 5_000_000;

fn login() -> Login<'static> {
    Login { party: party(), subject: "7", scope: "read", key_id: 3, attempt: [8; 16] }
}

fn subject(revoked_before_ms: i64) -> [u8; 33] {
    SubjectRecord { version: 4, attempt: [4; 16], revoked_before_ms }.encode()
}

#[test]
fn a_login_makes_generation_0_under_the_active_key() {
    let expected = Record {
        version: 1,
        attempt: [8; 16],
        generation: 0,
        key_id: 3,
        created_at_ms: NOW,
        rotated_at_ms: NOW,
        idle_expiry_ms: NOW + 14 * DAY_MS,
        absolute_expiry_ms: NOW + 90 * DAY_MS,
        scope: "read",
        ..record()
    };
    assert_eq!(login().record(None, NOW, &policy()), Ok(expected));
    let without_subject = Login { subject: "", ..login() };
    assert_eq!(without_subject.record(None, NOW, &policy()), Err(Error::InvalidArgument));
    assert_eq!(login().record(Some(&[9]), NOW, &policy()), Err(Error::UnknownRecord));
}

#[test]
fn who_logs_in_after_a_revocation_is_in_also_in_the_same_millisecond_or_with_a_clock_set_back() {
    for revoked_before in [NOW, NOW + 50_000] {
        let subject = subject(revoked_before);
        let made = login().record(Some(&subject), NOW, &policy()).expect("a record");
        assert_eq!(made.created_at_ms, revoked_before + 1);
        // And the next revocation, with the same clock, ends it again.
        let (raised, _) = revoke_subject(Some(&subject), NOW, [5; 16]).expect("a record");
        assert!(made.created_at_ms <= raised.revoked_before_ms);
    }
    let epoch = login().record(None, NOW, &policy().store_epoch_ms(NOW + 7)).expect("a record");
    assert_eq!(epoch.created_at_ms, NOW + 7);
}

#[test]
fn a_login_that_raced_with_a_revocation_is_dead() {
    // It read the time before the revocation was written.
    let made = login().record(None, NOW, &policy()).expect("a record");
    let (raised, expected) = revoke_subject(None, NOW + 3, [5; 16]).expect("a record");
    assert!(made.created_at_ms <= raised.revoked_before_ms);
    assert_eq!((expected, raised.version), (Expected::Absent, 1));
}

#[test]
fn a_cut_off_is_only_ever_raised() {
    for (before, now, after) in [(100, 200, 200), (200, 200, 201), (200, 100, 201), (i64::MAX, 5, i64::MAX)] {
        let older = subject(before);
        let (raised, expected) = revoke_subject(Some(&older), now, [5; 16]).expect("a record");
        assert_eq!((raised.revoked_before_ms, raised.version, raised.attempt), (after, 5, [5; 16]));
        let stamp = SubjectRecord::decode(&older).expect("a record").stamp();
        assert_eq!(expected, Expected::Stamp(stamp));
    }
    assert_eq!(revoke_subject(Some(&[1]), 5, [5; 16]), Err(Error::UnknownRecord));
}

#[test]
fn revoking_a_family_leaves_a_tombstone_and_the_first_cause() {
    let living = encoded(&record());
    let decision = revoke_family(Some(&living), NOW, Cause::Logout, [5; 16]).expect("a decision").expect("a tombstone");
    let revoked = Some(Revocation { at_ms: NOW, cause: Cause::Logout });
    assert_eq!(decision.record, Record { version: 7, attempt: [5; 16], revoked, ..record() });
    assert_eq!(decision.replaces, Some(record().stamp()));
    let dead = encoded(&decision.record);
    assert_eq!(revoke_family(Some(&dead), NOW + 1, Cause::Reuse, [6; 16]), Ok(None));
    assert_eq!(revoke_family(None, NOW, Cause::Logout, [5; 16]), Err(Error::UnknownSession));
    assert_eq!(revoke_family(Some(&[7]), NOW, Cause::Logout, [5; 16]), Err(Error::UnknownRecord));
}

#[test]
fn a_record_is_kept_by_its_absolute_expiry_whatever_is_written() {
    let (slot, sid) = (Slot::of_subject("acme", "7").expect("a slot"), family_id().sid());
    let value = encoded(&record());
    let kept_until = Some(record().absolute_expiry_ms + 600_000);
    let new = Write::new_family(&slot, &sid, &record(), &value).expect("a write");
    assert_eq!((new.expected, new.expires_at_ms, new.value), (Expected::Absent, kept_until, &value[..]));
    let index = new.index.expect("an entry");
    assert_eq!((index.key, &index.sid), (StoreKey::index(&slot).expect("a key"), &sid));
    let decision = revoke_family(Some(&value), NOW, Cause::Reuse, [5; 16]).expect("a decision").expect("a tombstone");
    let tombstone = Write::family(&slot, &sid, &decision, b"x").expect("a write");
    assert_eq!(tombstone.expires_at_ms, kept_until);
    assert_eq!(tombstone.expected, Expected::Stamp(record().stamp()));
    assert_eq!((tombstone.index, tombstone.key), (None, new.key));
    let nothing = jwtcore::session::Decision { replaces: None, ..decision };
    assert_eq!(Write::family(&slot, &sid, &nothing, b"x"), Err(Error::InvalidArgument));
}

#[test]
fn store_keys_are_exact_bytes() {
    let (slot, sid) = (Slot::of_subject("", "7").expect("a slot"), family_id().sid());
    let key = |key: Result<StoreKey, Error>| key.expect("a key").as_str().to_owned();
    assert_eq!(key(StoreKey::family(&slot, &sid)), "jwtcore:1:{wC0TA3lr4LQ}:f:cygdGQxkRcGBCrsjGFIgTA");
    assert_eq!(key(StoreKey::subject(&slot)), "jwtcore:1:{wC0TA3lr4LQ}:s");
    assert_eq!(key(StoreKey::index(&slot)), "jwtcore:1:{wC0TA3lr4LQ}:i");
}

#[test]
fn a_denied_token_is_kept_beyond_its_exp_by_the_greatest_leeway() {
    assert_eq!(denied_until_ms(Some(UnixSeconds(6_000)), NOW), Some(6_000_000 + 600_000));
    assert_eq!(denied_until_ms(Some(UnixSeconds(4_000)), NOW), Some(NOW + 600_000), "max(0, exp - now)");
    assert_eq!(denied_until_ms(Some(UnixSeconds(i64::MAX)), NOW), Some(i64::MAX));
    assert_eq!(denied_until_ms(None, NOW), None, "without limit");
    let slot = Slot::of_subject("", "7").expect("a slot");
    let write = Write::denied(StoreKey::denied(&slot, "i", "j").expect("a key"), None);
    assert_eq!((write.expected, write.value, write.index), (Expected::Anything, DENIED, None));
    let subject = Write::subject(&slot, Expected::Absent, b"s").expect("a write");
    assert_eq!(subject.expires_at_ms, None, "a token without exp could outlive any time");
}
