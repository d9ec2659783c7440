//! The decision, in the order of its clauses.

use jwtcore::Error;
use jwtcore::session::{
    Cause, Decision, Loaded, Outcome, Presentation, Record, RefreshToken, Revocation, SessionPolicy, SubjectRecord,
    present,
};
use proptest::prelude::*;

use crate::{DAY_MS, encoded, policy, record, token};

/// When the record was rotated, and the end of its grace.
const ROTATED: i64 = 2_000_000;
const GRACE_END: i64 = ROTATED + 10_000;
const ATTEMPT: [u8; 16] = [0x77; 16];

/// A decision of owned parts: the outcome, and what is to be written.
type Decided = Result<(Outcome, Option<Record<'static>>), Error>;

fn presented(token: &RefreshToken, now_ms: i64) -> Presentation<'_> {
    Presentation { token, now_ms, read_ms: now_ms, attempt: ATTEMPT, next_key_id: 2 }
}

fn judge(record: &Record<'static>, generation: u64, now_ms: i64, policy: &SessionPolicy) -> Decided {
    judge_with(record, None, &presented(&token(generation), now_ms), policy)
}

fn judge_with(
    record: &Record<'static>,
    subject: Option<SubjectRecord>,
    presented: &Presentation<'_>,
    policy: &SessionPolicy,
) -> Decided {
    let (family, subject) = (encoded(record), subject.map(|subject| subject.encode()));
    let loaded = Loaded { family: Some(&family), subject: subject.as_ref().map(<[u8; 33]>::as_slice) };
    let decision = present(presented, &loaded, policy)?;
    // Texts are never changed.
    let next = Record { tenant: "acme", client_id: "web", subject: "7", scope: "read write", ..decision.record };
    assert_eq!(next, decision.record);
    let Some(stamp) = decision.replaces else {
        assert_eq!(next, *record);
        return Ok((decision.outcome, None));
    };
    assert_eq!(stamp, record.stamp());
    assert_eq!((next.version, next.attempt), (record.version + 1, ATTEMPT));
    Ok((decision.outcome, Some(next)))
}

fn is_tombstone(decided: &Decided, at_ms: i64, cause: Cause) -> bool {
    let revoked = Some(Revocation { at_ms, cause });
    matches!(decided, Ok((Outcome::Reused, Some(tombstone))) if tombstone.revoked == revoked && tombstone.generation == 5)
}

#[test]
fn clause_2_a_record_of_an_unknown_layout_is_unavailable_and_never_unknown() {
    let mut family = encoded(&record());
    family[0] = 2;
    let token = token(5);
    let loaded = Loaded { family: Some(&family), subject: None };
    assert_eq!(present(&presented(&token, ROTATED), &loaded, &policy()), Err(Error::UnknownRecord));
    let loaded = Loaded { family: Some(&encoded(&record())), subject: Some(&[2]) };
    assert_eq!(present(&presented(&token, ROTATED), &loaded, &policy()).err(), Some(Error::UnknownRecord));
    assert_eq!(Error::UnknownRecord.class().name(), "unavailable");
}

#[test]
fn clause_3_no_record_is_refused() {
    let loaded = Loaded::default();
    assert_eq!(present(&presented(&token(5), ROTATED), &loaded, &policy()), Err(Error::UnknownSession));
}

#[test]
fn clause_4_revoked_stays_revoked_also_inside_the_grace_and_for_every_generation() {
    let revoked = Some(Revocation { at_ms: ROTATED, cause: Cause::Logout });
    let tombstone = Record { revoked, ..record() };
    for generation in [0, 3, 4, 5, 6, u64::MAX] {
        for now in [ROTATED, GRACE_END - 1, GRACE_END, i64::MAX] {
            assert_eq!(judge(&tombstone, generation, now, &policy()), Err(Error::SessionRevoked), "{generation} {now}");
        }
    }
}

#[test]
fn clause_4_a_family_from_before_the_cut_off_is_revoked_to_the_millisecond() {
    let token = token(5);
    let at = |revoked_before_ms: i64| {
        let subject = SubjectRecord { version: 1, attempt: [0; 16], revoked_before_ms };
        judge_with(&record(), Some(subject), &presented(&token, ROTATED), &policy()).map(|(outcome, _)| outcome)
    };
    assert_eq!(at(record().created_at_ms), Err(Error::SessionRevoked));
    assert_eq!(at(record().created_at_ms - 1), Ok(Outcome::Rotated));
}

#[test]
fn clause_4_a_family_from_before_the_epoch_is_revoked_to_the_millisecond() {
    let at = |epoch: i64| judge(&record(), 5, ROTATED, &policy().store_epoch_ms(epoch)).map(|(outcome, _)| outcome);
    assert_eq!(at(record().created_at_ms), Ok(Outcome::Rotated));
    assert_eq!(at(record().created_at_ms + 1), Err(Error::SessionRevoked));
}

#[test]
fn clause_5_past_idle_or_absolute_expiry_is_expired_to_the_millisecond() {
    let idle = record().idle_expiry_ms;
    assert_eq!(judge(&record(), 5, idle - 1, &policy()).map(|(outcome, _)| outcome), Ok(Outcome::Rotated));
    let short = Record { absolute_expiry_ms: ROTATED + 5, ..record() };
    for (record, at) in [(record(), idle), (record(), i64::MAX), (short, ROTATED + 5)] {
        for generation in [0, 4, 5, 9] {
            assert_eq!(judge(&record, generation, at, &policy()), Err(Error::SessionExpired), "{generation}");
        }
    }
}

#[test]
fn clause_6_the_current_generation_rotates() {
    let now = ROTATED + 50_000;
    let expected = Record {
        version: 7,
        attempt: ATTEMPT,
        generation: 6,
        key_id: 2,
        rotated_at_ms: now,
        idle_expiry_ms: now + 14 * DAY_MS,
        ..record()
    };
    assert_eq!(judge(&record(), 5, now, &policy()), Ok((Outcome::Rotated, Some(expected))));
}

#[test]
fn clause_6_a_clock_that_was_set_back_moves_no_rotation_back() {
    let (_, next) = judge(&record(), 5, ROTATED - 500_000, &policy()).expect("a decision");
    let next = next.expect("a write");
    assert_eq!((next.rotated_at_ms, next.idle_expiry_ms), (ROTATED, ROTATED + 14 * DAY_MS));
}

#[test]
fn rotation_never_moves_the_absolute_expiry_and_idle_never_passes_it() {
    let near_end = Record { absolute_expiry_ms: ROTATED + DAY_MS, idle_expiry_ms: ROTATED + DAY_MS, ..record() };
    let (_, next) = judge(&near_end, 5, ROTATED + 1, &policy()).expect("a decision");
    let next = next.expect("a write");
    assert_eq!((next.absolute_expiry_ms, next.idle_expiry_ms), (ROTATED + DAY_MS, ROTATED + DAY_MS));
}

#[test]
fn clause_7_the_previous_generation_is_replayed_inside_the_grace_to_the_millisecond() {
    for now in [i64::MIN, 0, ROTATED - 1, ROTATED, GRACE_END - 1] {
        assert_eq!(judge(&record(), 4, now, &policy()), Ok((Outcome::Replayed, None)), "{now}");
    }
    for now in [GRACE_END, GRACE_END + 1] {
        assert!(is_tombstone(&judge(&record(), 4, now, &policy()), now, Cause::Reuse), "{now}");
    }
}

#[test]
fn clause_7_a_replay_writes_nothing_so_that_the_grace_never_slides() {
    // The record is the same after any number of replays, and so is the end of its grace.
    for now in (ROTATED..GRACE_END).step_by(997) {
        assert_eq!(judge(&record(), 4, now, &policy()), Ok((Outcome::Replayed, None)));
    }
    assert!(is_tombstone(&judge(&record(), 4, GRACE_END, &policy()), GRACE_END, Cause::Reuse));
}

#[test]
fn clause_7_a_grace_of_0_turns_it_off() {
    for now in [i64::MIN, ROTATED - 1, ROTATED] {
        assert!(is_tombstone(&judge(&record(), 4, now, &policy().grace_ms(0)), now, Cause::Reuse), "{now}");
    }
}

#[test]
fn clause_7_a_presentation_that_takes_longer_than_the_grace_is_contended_and_revokes_nobody() {
    let token = token(4);
    let slow = |now_ms: i64, read_ms: i64| {
        let presented = Presentation { read_ms, ..presented(&token, now_ms) };
        judge_with(&record(), None, &presented, &policy())
    };
    assert_eq!(slow(ROTATED, GRACE_END - 1), Ok((Outcome::Replayed, None)));
    assert_eq!(slow(ROTATED, GRACE_END), Err(Error::StoreContended));
    assert_eq!(slow(ROTATED - 60_000, GRACE_END), Err(Error::StoreContended));
    // The clock is that of the first read: a retry moves nobody out of the grace into a revocation.
    assert!(is_tombstone(&slow(GRACE_END, GRACE_END), GRACE_END, Cause::Reuse));
}

#[test]
fn clause_8_a_late_replay_is_answered_and_counted_until_its_greatest_age() {
    let late = policy().until_first_used_ms(Some(60_000));
    let expected = Record { version: 7, attempt: ATTEMPT, late_replays: 1, late_run: 1, late_here: true, ..record() };
    for now in [GRACE_END, ROTATED + 59_999] {
        assert_eq!(judge(&record(), 4, now, &late), Ok((Outcome::ReplayedLate, Some(expected))), "{now}");
    }
    assert_eq!(judge(&record(), 4, GRACE_END - 1, &late), Ok((Outcome::Replayed, None)));
    let end = ROTATED + 60_000;
    assert!(is_tombstone(&judge(&record(), 4, end, &late), end, Cause::Reuse));
    // An older generation is reuse in this mode too: its successor was used.
    assert!(is_tombstone(&judge(&record(), 3, GRACE_END, &late), GRACE_END, Cause::Reuse));
}

#[test]
fn clause_8_the_third_generation_in_a_row_with_a_late_replay_revokes() {
    let late = policy().until_first_used_ms(Some(60_000));
    let after = |late_run: u8, late_here: bool| Record { late_replays: 9, late_run, late_here, ..record() };
    // Several late replays of one generation count as one generation, and each is counted.
    let again = judge(&after(2, true), 4, GRACE_END, &late).expect("a decision").1.expect("a write");
    assert_eq!((again.late_replays, again.late_run, again.late_here, again.revoked), (10, 2, true, None));
    let third = judge(&after(2, false), 4, GRACE_END, &late);
    assert!(is_tombstone(&third, GRACE_END, Cause::LateReplays));
    assert_eq!(third.expect("a decision").1.expect("a write").late_replays, 10);
    // A rotation keeps the run of a generation with one, and ends it after a generation without.
    let run_after =
        |record: Record<'static>| judge(&record, 5, GRACE_END, &late).expect("a decision").1.expect("a write");
    assert_eq!((run_after(after(2, true)).late_run, run_after(after(2, true)).late_here), (2, false));
    assert_eq!((run_after(after(2, false)).late_run, run_after(after(2, false)).late_replays), (0, 9));
}

#[test]
fn clause_9_an_older_generation_is_reuse_also_inside_the_grace() {
    for generation in 0..4 {
        let decided = judge(&record(), generation, ROTATED, &policy());
        assert!(is_tombstone(&decided, ROTATED, Cause::Reuse), "{generation}");
        let expected = Record {
            version: 7,
            attempt: ATTEMPT,
            revoked: Some(Revocation { at_ms: ROTATED, cause: Cause::Reuse }),
            ..record()
        };
        assert_eq!(decided, Ok((Outcome::Reused, Some(expected))));
    }
}

#[test]
fn clause_10_a_token_ahead_of_its_record_is_store_behind_and_revokes_nobody() {
    for generation in [6, 7, u64::MAX] {
        assert_eq!(judge(&record(), generation, ROTATED, &policy()), Err(Error::StoreBehind), "{generation}");
    }
    // Also one of the same generation that was issued under another key, before the store lost writes.
    let under_other_key = Record { key_id: 3, ..record() };
    assert_eq!(judge(&under_other_key, 5, ROTATED, &policy()), Err(Error::StoreBehind));
    assert_eq!(Error::StoreBehind.class().name(), "unavailable");
}

#[test]
fn an_own_attempt_in_the_record_stands() {
    let own = Record { attempt: ATTEMPT, ..record() };
    for policy in [policy(), policy().grace_ms(0)] {
        assert_eq!(judge(&own, 4, GRACE_END + 5, &policy), Ok((Outcome::Rotated, None)));
    }
    let late = Record { late_here: true, late_run: 1, ..own };
    assert_eq!(judge(&late, 4, GRACE_END + 5, &policy()), Ok((Outcome::ReplayedLate, None)));
    let tombstone = Record { revoked: Some(Revocation { at_ms: 5, cause: Cause::Reuse }), ..own };
    assert_eq!(judge(&tombstone, 4, GRACE_END + 5, &policy()), Ok((Outcome::Reused, None)));
    // A subject that was revoked since is revoked.
    let subject = SubjectRecord { version: 1, attempt: [0; 16], revoked_before_ms: ROTATED };
    let token = token(4);
    let decided = judge_with(&own, Some(subject), &presented(&token, GRACE_END), &policy());
    assert_eq!(decided, Err(Error::SessionRevoked));
}

#[test]
fn the_successor_is_the_records_generation_under_the_records_key() {
    let (family, presented_token) = (encoded(&Record { key_id: 9, ..record() }), token(4));
    let loaded = Loaded { family: Some(&family), subject: None };
    let decision = present(&presented(&presented_token, ROTATED), &loaded, &policy()).expect("a decision");
    let successor = decision.successor(&presented_token).expect("a successor");
    assert_eq!((successor.generation, successor.key_id), (5, 9), "not under the active key, which is 2");
    let reused = Decision { outcome: Outcome::Reused, ..decision };
    assert_eq!(reused.successor(&presented_token), Err(Error::RefreshTokenReused));
}

#[test]
fn counters_at_their_ends_refuse_instead_of_wrapping() {
    let last = Record { generation: u64::MAX, ..record() };
    assert_eq!(judge(&last, u64::MAX, ROTATED, &policy()), Err(Error::SessionExpired));
    let (family, token) = (encoded(&Record { version: u64::MAX, ..record() }), token(5));
    let loaded = Loaded { family: Some(&family), subject: None };
    assert_eq!(present(&presented(&token, ROTATED), &loaded, &policy()), Err(Error::UnknownRecord));
}

#[test]
fn outcomes_keep_their_names() {
    let outcomes = [Outcome::Rotated, Outcome::Replayed, Outcome::ReplayedLate, Outcome::Reused];
    assert_eq!(outcomes.map(Outcome::name), ["rotated", "replayed", "replayed-late", "reused"]);
}

#[test]
fn refuses_policies_outside_their_ranges() {
    assert_eq!(policy().check(), Ok(()));
    for wrong in [
        policy().idle_ms(0),
        policy().idle_ms(-1),
        policy().idle_ms(2).absolute_ms(1),
        policy().absolute_ms(i64::MAX),
        policy().grace_ms(60_001),
        policy().until_first_used_ms(Some(10_000)),
        policy().until_first_used_ms(Some(15 * DAY_MS)),
    ] {
        assert_eq!(wrong.check(), Err(Error::InvalidSessionPolicy), "{wrong:?}");
    }
    for right in [
        policy().grace_ms(60_000),
        policy().grace_ms(0),
        policy().until_first_used_ms(Some(10_001)),
        policy().idle_ms(1).absolute_ms(1),
    ] {
        assert_eq!(right.check(), Ok(()), "{right:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Whatever stands in a record, nothing panics or wraps, and a decision changes only what it may.
    #[test]
    fn any_record_and_time_is_judged(
        times: [i64; 4], now_ms: i64, read_ms: i64, generation: u64, near in 0..4_u64, grace in 0..=60_000_u32,
        late in proptest::option::of(60_001..DAY_MS), late_run in 0..3_u8, late_here: bool,
    ) {
        let [created_at_ms, rotated_at_ms, idle_expiry_ms, absolute_expiry_ms] = times;
        let record = Record {
            generation, created_at_ms, rotated_at_ms, idle_expiry_ms, absolute_expiry_ms, late_run, late_here, ..record()
        };
        let (family, token) = (encoded(&record), token(generation.wrapping_add(1).wrapping_sub(near)));
        let loaded = Loaded { family: Some(&family), subject: None };
        let presented = Presentation { read_ms, ..presented(&token, now_ms) };
        let policy = policy().grace_ms(grace).until_first_used_ms(late);
        if let Ok(decision) = present(&presented, &loaded, &policy) {
            let next = decision.record;
            prop_assert!(now_ms < idle_expiry_ms && now_ms < absolute_expiry_ms);
            prop_assert_eq!(next.absolute_expiry_ms, absolute_expiry_ms);
            prop_assert_eq!(next.created_at_ms, created_at_ms);
            prop_assert!(next.rotated_at_ms >= rotated_at_ms && next.generation >= generation);
            prop_assert_eq!(next.generation > generation, decision.outcome == Outcome::Rotated);
            prop_assert_eq!(next.revoked.is_some(), decision.outcome == Outcome::Reused);
            prop_assert_eq!(decision.replaces.is_none(), decision.outcome == Outcome::Replayed);
        }
    }
}
