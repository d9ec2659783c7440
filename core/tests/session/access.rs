//! The check of access tokens: by family, by subject, by jti.

use jwtcore::session::{AccessClaims, AccessKeys, AccessValues, Cause, Record, Revocation, SubjectRecord};
use jwtcore::{Error, UnixSeconds};

use crate::{encoded, family_id, policy, record};

const ISS: &str = "https://issuer.test";

fn claims() -> AccessClaims<'static> {
    AccessClaims { iss: ISS, sub: Some("7"), iat: Some(UnixSeconds(2_000)), ..AccessClaims::default() }
}

fn with_sid() -> AccessClaims<'static> {
    AccessClaims { sid: Some("cygdGQxkRcGBCrsjGFIgTA"), ..claims() }
}

fn with_jti() -> AccessClaims<'static> {
    AccessClaims { jti: Some("3f0c"), ..claims() }
}

fn subject(revoked_before_ms: i64) -> [u8; 33] {
    SubjectRecord { version: 1, attempt: [0; 16], revoked_before_ms }.encode()
}

#[test]
fn all_keys_of_a_check_lie_in_one_slot() {
    assert_eq!(family_id().sid().as_str(), "cygdGQxkRcGBCrsjGFIgTA");
    let claims = AccessClaims { jti: Some("3f0c"), ..with_sid() };
    let AccessKeys { family, subject, denied } = claims.keys("", &policy()).expect("keys");
    let texts = [family, subject, denied].map(|key| key.expect("a key").as_str().to_owned());
    let expected = [
        "jwtcore:1:{wC0TA3lr4LQ}:f:cygdGQxkRcGBCrsjGFIgTA",
        "jwtcore:1:{wC0TA3lr4LQ}:s",
        "jwtcore:1:{wC0TA3lr4LQ}:j:nVVRxMnZmIKE4fyHekZz1A",
    ];
    assert_eq!(texts, expected);
    // Another tenant's keys are others.
    let other = claims.keys("acme", &policy()).expect("keys").subject.expect("a key");
    assert_eq!(other.as_str(), "jwtcore:1:{JnEM5BcIZwQ}:s");
}

#[test]
fn a_token_with_sid_is_allowed_by_its_living_family_only() {
    let family = encoded(&record());
    let values = AccessValues { family: Some(&family), ..AccessValues::default() };
    assert_eq!(with_sid().check(&values, &policy()), Ok(()));
    let absent = AccessValues::default();
    assert_eq!(with_sid().check(&absent, &policy()), Err(Error::UnknownSession), "flushed or evicted");
    let revoked = Some(Revocation { at_ms: 1, cause: Cause::Reuse });
    let tombstone = encoded(&Record { revoked, ..record() });
    let values = AccessValues { family: Some(&tombstone), ..AccessValues::default() };
    assert_eq!(with_sid().check(&values, &policy()), Err(Error::SessionRevoked));
    let values = AccessValues { family: Some(&[9]), ..AccessValues::default() };
    assert_eq!(with_sid().check(&values, &policy()), Err(Error::UnknownRecord), "unavailable, not allowed");
}

#[test]
fn a_token_with_sid_is_judged_by_its_familys_creation_against_the_cut_off() {
    let family = encoded(&record());
    let at = |cut_off: i64, policy: &jwtcore::session::SessionPolicy| {
        let subject = subject(cut_off);
        with_sid().check(&AccessValues { family: Some(&family), subject: Some(&subject), denied: None }, policy)
    };
    let created = record().created_at_ms;
    assert_eq!(at(created - 1, &policy()), Ok(()));
    assert_eq!(at(created, &policy()), Err(Error::SessionRevoked));
    // Its own iat does not matter: it is later than the family.
    assert_eq!(at(1_999_999, &policy()), Err(Error::SessionRevoked));
    assert_eq!(at(0, &policy().store_epoch_ms(created + 1)), Err(Error::SessionRevoked));
    assert_eq!(at(0, &policy().store_epoch_ms(created)), Ok(()));
}

#[test]
fn any_token_is_denied_by_its_jti() {
    let family = encoded(&record());
    let denied = AccessValues { family: Some(&family), subject: None, denied: Some(b"1") };
    assert_eq!(AccessClaims { jti: Some("3f0c"), ..with_sid() }.check(&denied, &policy()), Err(Error::TokenRevoked));
    let denied = AccessValues { family: None, subject: None, denied: Some(b"") };
    assert_eq!(with_jti().check(&denied, &policy()), Err(Error::TokenRevoked), "any value denies");
    assert_eq!(with_jti().check(&AccessValues::default(), &policy()), Ok(()));
}

#[test]
fn a_token_without_sid_is_judged_by_its_iat_against_the_cut_off() {
    let at = |iat: Option<i64>, cut_off: i64| {
        let subject = subject(cut_off);
        let values = AccessValues { subject: Some(&subject), ..AccessValues::default() };
        AccessClaims { iat: iat.map(UnixSeconds), ..with_jti() }.check(&values, &policy())
    };
    assert_eq!(at(Some(2_000), 1_999_999), Ok(()));
    assert_eq!(at(Some(2_000), 2_000_000), Err(Error::TokenRevoked));
    assert_eq!(at(Some(2_000), 2_000_999), Err(Error::TokenRevoked));
    assert_eq!(at(None, 0), Err(Error::TokenRevoked), "no iat while a cut-off is set");
    assert_eq!(at(Some(i64::MAX), i64::MAX - 1), Ok(()));
    assert_eq!(at(Some(i64::MIN), i64::MIN), Err(Error::TokenRevoked));
    let none = AccessClaims { iat: None, ..with_jti() };
    assert_eq!(none.check(&AccessValues::default(), &policy()), Ok(()));
    // After a restore the denials since the backup are lost: the epoch cuts tokens without sid off too.
    assert_eq!(
        with_jti().check(&AccessValues::default(), &policy().store_epoch_ms(2_000_001)),
        Err(Error::TokenRevoked)
    );
    assert_eq!(with_jti().check(&AccessValues::default(), &policy().store_epoch_ms(2_000_000)), Ok(()));
    assert_eq!(none.check(&AccessValues::default(), &policy().store_epoch_ms(1)), Err(Error::TokenRevoked));
}

#[test]
fn refuses_a_token_with_neither_sid_nor_jti_unless_allowed() {
    for claims in [claims(), AccessClaims { jti: Some(""), ..claims() }] {
        assert_eq!(claims.keys("", &policy()), Err(Error::NotRevocable));
        let keys = claims.keys("", &policy().allow_not_revocable(true)).expect("keys");
        assert_eq!((keys.family, keys.denied), (None, None));
        assert!(keys.subject.is_some(), "its subject may be revoked still");
    }
    let nothing = AccessClaims::default();
    assert_eq!(nothing.keys("", &policy()), Err(Error::NotRevocable));
    assert_eq!(nothing.keys("", &policy().allow_not_revocable(true)), Ok(AccessKeys::default()));
}

#[test]
fn a_token_without_sub_has_the_slot_of_its_issuer_and_jti() {
    let keys = AccessClaims { sub: None, ..with_jti() }.keys("acme", &policy()).expect("keys");
    assert_eq!(keys.denied.expect("a key").as_str(), "jwtcore:1:{0rD0ywdyzlI}:j:nVVRxMnZmIKE4fyHekZz1A");
    let without_any = AccessClaims { sub: None, ..with_sid() };
    assert_eq!(without_any.keys("", &policy()), Err(Error::UnknownSession));
}

#[test]
fn refuses_a_sid_that_is_no_familys() {
    for sid in ["", "f47ac10b-58cc-4372-a567-0e02b2c3d479", "cygdGQxkRcGBCrsjGFIgT}"] {
        assert_eq!(
            AccessClaims { sid: Some(sid), ..with_jti() }.keys("", &policy()),
            Err(Error::UnknownSession),
            "{sid}"
        );
    }
}
