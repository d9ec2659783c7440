//! exp, nbf and iat: exact boundaries, leeway, the greatest age, and what is no date.

use jwtcore::policy::{IAT_LEEWAY_S, MAX_LEEWAY_S};
use jwtcore::{Error, KeySet, Trust, Verifier};

use crate::common::NOW;
use crate::common::made::{claims, judged, judged_at, lasting, trust};

fn at(trust: Trust<KeySet<1>>, members: &str, now: i64) -> Result<(), Error> {
    judged_at(trust, claims(members), now)
}

/// The verdict on lasting claims with these members.
fn beside(trust: Trust<KeySet<1>>, members: &str) -> Result<(), Error> {
    judged(trust, lasting(members))
}

#[test]
fn expires_at_exp_exactly() {
    let exp = format!(r#""exp":{NOW}"#);
    assert_eq!(at(trust(), &exp, NOW - 1), Ok(()));
    assert_eq!(at(trust(), &exp, NOW), Err(Error::Expired));
    assert_eq!(at(trust(), &exp, NOW + 1), Err(Error::Expired));
}

#[test]
fn expires_at_exp_plus_leeway_exactly() {
    let exp = format!(r#""exp":{NOW}"#);
    for leeway in [1, 30, MAX_LEEWAY_S] {
        let end = NOW + i64::from(leeway);
        assert_eq!(at(trust().leeway_s(leeway), &exp, end - 1), Ok(()), "{leeway}");
        assert_eq!(at(trust().leeway_s(leeway), &exp, end), Err(Error::Expired), "{leeway}");
    }
}

#[test]
fn is_not_valid_before_nbf_less_leeway() {
    for leeway in [0, 1, 30, MAX_LEEWAY_S] {
        let nbf = |ahead: i64| format!(r#""nbf":{}"#, NOW + i64::from(leeway) + ahead);
        assert_eq!(beside(trust().leeway_s(leeway), &nbf(0)), Ok(()), "{leeway}");
        assert_eq!(beside(trust().leeway_s(leeway), &nbf(1)), Err(Error::NotYetValid), "{leeway}");
    }
}

#[test]
fn iat_may_lie_sixty_seconds_ahead_or_the_leeway_if_that_is_more() {
    for (leeway, allowed) in [(0, IAT_LEEWAY_S), (59, IAT_LEEWAY_S), (61, 61), (MAX_LEEWAY_S, MAX_LEEWAY_S)] {
        let iat = |ahead: i64| format!(r#""iat":{}"#, NOW + i64::from(allowed) + ahead);
        assert_eq!(beside(trust().leeway_s(leeway), &iat(0)), Ok(()), "{leeway}");
        assert_eq!(beside(trust().leeway_s(leeway), &iat(1)), Err(Error::IssuedInTheFuture), "{leeway}");
    }
}

#[test]
fn iat_in_the_future_is_turned_off_by_itself() {
    let iat = format!(r#""iat":{}"#, NOW + 80_000);
    assert_eq!(beside(trust(), &iat), Err(Error::IssuedInTheFuture));
    assert_eq!(beside(trust().unchecked_iat(), &iat), Ok(()));
    assert_eq!(beside(trust().unchecked_iat().max_age_s(1), &iat), Ok(()));
    let nbf = format!(r#"{iat},"nbf":{}"#, NOW + 1);
    assert_eq!(beside(trust().unchecked_iat(), &nbf), Err(Error::NotYetValid));
    assert_eq!(beside(trust().unchecked_iat(), r#""iat":"now""#), Err(Error::InvalidIat));
    let old = format!(r#""iat":{}"#, NOW - 11);
    assert_eq!(beside(trust().unchecked_iat().max_age_s(10), &old), Err(Error::TooOld));
}

#[test]
fn greatest_age_counts_from_iat_and_requires_it() {
    for leeway in [0, 5] {
        let iat = |age: i64| format!(r#""iat":{}"#, NOW - age);
        let aged = || trust().max_age_s(10).leeway_s(leeway);
        assert_eq!(beside(aged(), &iat(10 + i64::from(leeway))), Ok(()), "{leeway}");
        assert_eq!(beside(aged(), &iat(11 + i64::from(leeway))), Err(Error::TooOld), "{leeway}");
        assert_eq!(beside(aged(), ""), Err(Error::MissingIat), "{leeway}");
    }
}

#[test]
fn times_saturate_at_both_ends_of_now() {
    let all = format!(r#""exp":{},"nbf":{NOW},"iat":{NOW}"#, NOW + 10);
    let strict = || trust().leeway_s(MAX_LEEWAY_S).max_age_s(u32::MAX);
    assert_eq!(at(strict(), &all, i64::MAX), Err(Error::Expired));
    assert_eq!(at(strict(), &all, i64::MIN), Err(Error::NotYetValid));
    let dated = |exp: i64, iat: i64| format!(r#""exp":{exp},"iat":{iat}"#);
    let end = 1 << 53;
    assert_eq!(at(strict(), &dated(end, 0), i64::MAX), Err(Error::Expired));
    assert_eq!(at(strict(), &dated(-end, -end), i64::MIN), Err(Error::IssuedInTheFuture));
    assert_eq!(at(strict().unchecked_iat(), &dated(-end, -end), i64::MIN), Ok(()));
    assert_eq!(at(strict().exp_optional(), &format!(r#""iat":{}"#, -end), i64::MAX), Err(Error::TooOld));
    assert_eq!(at(trust(), &format!(r#""exp":{end}"#), i64::MIN), Ok(()));
}

#[test]
fn dates_are_floored_to_whole_seconds() {
    for exp in [format!("{NOW}.999"), format!("{NOW}999e-3"), format!("{}.9e1", NOW / 10)] {
        let exp = format!(r#""exp":{exp}"#);
        assert_eq!(at(trust(), &exp, NOW - 1), Ok(()), "{exp}");
        assert_eq!(at(trust(), &exp, NOW + 9), Err(Error::Expired), "{exp}");
    }
    assert_eq!(at(trust(), &format!(r#""exp":{NOW}.999"#), NOW), Err(Error::Expired));
    assert_eq!(beside(trust(), &format!(r#""nbf":{NOW}.999"#)), Ok(()));
    assert_eq!(at(trust(), r#""exp":-0.5"#, -2), Ok(()));
    assert_eq!(at(trust(), r#""exp":-0.5"#, -1), Err(Error::Expired));
}

#[test]
fn refuses_dates_that_are_no_numbers_in_range() {
    for (name, error) in [("exp", Error::InvalidExp), ("nbf", Error::InvalidNbf), ("iat", Error::InvalidIat)] {
        for value in [
            "null",
            "true",
            "false",
            "[]",
            "{}",
            "\"\"",
            "\"1767225660\"",
            "\"never\"",
            "[1767225660]",
            "9007199254740993",
            "-9007199254740993",
            "9007199254740992.5",
            "18446744073709551616",
            "1e300",
            "-1e17",
        ] {
            let members = format!(r#""{name}":{value}"#);
            let payload = if name == "exp" { claims(&members) } else { lasting(&members) };
            assert_eq!(judged(trust(), &payload), Err(error), "{members}");
            let lax = trust().exp_optional().unchecked_iat().unchecked_time();
            assert_eq!(judged(lax, &payload), Err(error), "{members}, time unchecked");
        }
    }
}

#[test]
fn refuses_numbers_that_others_read_as_infinity_or_not_at_all() {
    let digits = "9".repeat(400);
    for value in ["1e400", "-1e400", "1e99999999999999999999", &digits, "NaN", "Infinity", "0x10", "01", "1.", "+1"] {
        let payload = claims(&format!(r#""exp":{value}"#));
        assert_eq!(judged(trust(), payload), Err(Error::MalformedJson), "{value}");
    }
}

#[test]
fn exp_is_required_unless_the_policy_says_otherwise() {
    assert_eq!(at(trust(), "", NOW), Err(Error::MissingExp));
    assert_eq!(at(trust().exp_optional(), "", i64::MAX), Ok(()));
    let exp = format!(r#""exp":{NOW}"#);
    assert_eq!(at(trust().exp_optional(), &exp, NOW - 1), Ok(()));
    assert_eq!(at(trust().exp_optional(), &exp, NOW), Err(Error::Expired));
    assert_eq!(at(trust().exp_optional(), r#""exp":null"#, NOW), Err(Error::InvalidExp));
}

#[test]
fn unchecked_time_compares_no_date_but_asks_for_exp() {
    let all = format!(r#""exp":0,"nbf":{},"iat":{}"#, NOW + 80_000, NOW + 80_000);
    for now in [i64::MIN, 0, NOW, i64::MAX] {
        assert_eq!(at(trust().unchecked_time(), &all, now), Ok(()));
    }
    assert_eq!(at(trust().unchecked_time(), "", NOW), Err(Error::MissingExp));
    assert_eq!(at(trust().unchecked_time().exp_optional(), "", NOW), Ok(()));
}

#[test]
fn refuses_limits_that_are_out_of_range_or_contradict() {
    let error = |trust: Trust<KeySet<1>>| Verifier::new(trust).err();
    assert_eq!(error(trust().leeway_s(MAX_LEEWAY_S)), None);
    assert_eq!(error(trust().leeway_s(MAX_LEEWAY_S + 1)), Some(Error::LeewayTooLarge));
    assert_eq!(error(trust().max_age_s(0)), Some(Error::InvalidLimit));
    assert_eq!(error(trust().max_age_s(1).unchecked_time()), Some(Error::InvalidLimit));
}
