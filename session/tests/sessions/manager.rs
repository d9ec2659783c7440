//! Logins, refreshes, revocations and checks, and what goes wrong between them.

use std::sync::{Arc, Mutex};

use jwtcore::session::{Outcome, Party, SessionPolicy};
use jwtcore::{Algorithm, Audience, Error, Issuer, Key, KeySet, RefreshRing, Signer, Trust, UnixSeconds, Verifier};
use jwtcore_session::{
    Access, CheckedClaims, EventKind, Grant, MemoryStore, SessionError, SessionManager, SessionSettings, Store,
    TokenPair, WhenUnavailable,
};

use crate::common::{
    Fault, Faulty, ISSUER, RING_SECRET, SECRET, every_store, manager, manager_with, plain, settings, web,
};

fn error_of<T: std::fmt::Debug>(answer: Result<T, SessionError>) -> Option<Error> {
    answer.expect_err("a refusal").error()
}

/// What a resource server makes of an access token, and then of its revocation.
fn checked<S: Store>(manager: &SessionManager<S>, pair: &TokenPair) -> Access {
    manager.check("acme", &claims_of(pair).0)
}

fn claims_of(pair: &TokenPair) -> (CheckedClaims, UnixSeconds, serde_json::Value) {
    let keys = KeySet::<1>::new([Key::from_secret(Algorithm::HS256, SECRET).expect("a key")]).expect("keys");
    let trust = Trust::new(Issuer::exactly(ISSUER), Audience::contains("https://api.test"), keys).typ("at+jwt");
    let verifier = Verifier::new(trust).expect("a verifier");
    let mut buf = [0; 2_048];
    let now = UnixSeconds(pair.session().rotated_at_ms / 1_000);
    let claims = verifier.verify(pair.access_token(), now, &mut buf).expect("a good token");
    let json = serde_json::from_str(claims.json()).expect("JSON");
    (CheckedClaims::of(&claims).expect("claims"), claims.exp().expect("exp"), json)
}

#[test]
fn a_session_is_refreshed_and_ended_on_every_store() {
    for (name, store, _server) in every_store() {
        let manager = manager(store);
        let first = manager.login(web(), "7", "read write", &Grant::new().claim("role", "admin")).expect("a pair");
        let (claims, exp, json) = claims_of(&first);
        assert_eq!(claims.sid.as_deref(), Some(&*first.session().sid), "{name}");
        assert_eq!(
            (&json["role"], &json["scope"], &json["client_id"]),
            (&"admin".into(), &"read write".into(), &"web".into())
        );
        assert_eq!(exp.0 - claims.iat.expect("iat").0, 600);
        assert_eq!(first.expires_in_s(), 600);
        assert!(checked(&manager, &first).is_allowed(), "{name}");

        let second = manager.refresh(web(), first.refresh_token(), plain).expect("a pair");
        assert_eq!(second.outcome(), Some(Outcome::Rotated), "{name}");
        assert_ne!(second.refresh_token(), first.refresh_token());
        let again = manager.refresh(web(), first.refresh_token(), plain).expect("a pair");
        assert_eq!(again.outcome(), Some(Outcome::Replayed), "{name}");
        assert_eq!(again.refresh_token(), second.refresh_token(), "{name}: the same successor");
        assert!(checked(&manager, &first).is_allowed() && checked(&manager, &second).is_allowed());

        let sessions = manager.sessions("acme", "7").expect("sessions");
        assert_eq!(sessions.len(), 1, "{name}");
        assert_eq!((sessions[0].generation, &*sessions[0].client_id), (1, "web"), "{name}");
        assert_eq!(manager.sessions("other", "7").expect("sessions"), [], "{name}: another tenant's");

        assert!(manager.logout(web(), second.refresh_token()).expect("an answer"), "{name}");
        assert!(!manager.logout(web(), second.refresh_token()).expect("an answer"), "{name}: it was ended");
        assert_eq!(
            error_of(manager.refresh(web(), second.refresh_token(), plain)),
            Some(Error::SessionRevoked),
            "{name}"
        );
        assert!(matches!(checked(&manager, &second), Access::Denied(Error::SessionRevoked)), "{name}");
        assert_eq!(manager.sessions("acme", "7").expect("sessions"), [], "{name}");
    }
}

#[test]
fn a_refresh_token_used_twice_revokes_the_family_and_its_access_tokens() {
    for (name, store, _server) in every_store() {
        let events = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&events);
        let manager = manager_with(store, SessionPolicy::new().grace_ms(0))
            .observed_by(move |event| seen.lock().expect("a lock").push(event.clone()));
        let first = manager.login(web(), "7", "", &Grant::new()).expect("a pair");
        let second = manager.refresh(web(), first.refresh_token(), plain).expect("a pair");
        assert_eq!(
            error_of(manager.refresh(web(), first.refresh_token(), plain)),
            Some(Error::RefreshTokenReused),
            "{name}"
        );
        for pair in [&first, &second] {
            assert!(matches!(checked(&manager, pair), Access::Denied(Error::SessionRevoked)), "{name}");
        }
        assert_eq!(
            error_of(manager.refresh(web(), second.refresh_token(), plain)),
            Some(Error::SessionRevoked),
            "{name}"
        );
        let events = events.lock().expect("a lock");
        let kinds: Vec<_> = events.iter().map(|event| event.kind).collect();
        assert_eq!(kinds, [EventKind::LoggedIn, EventKind::Rotated, EventKind::ReuseDetected], "{name}");
        let reuse = &events[2];
        assert_eq!(
            (reuse.subject.as_deref(), reuse.sid.as_deref()),
            (Some("7"), Some(&*first.session().sid)),
            "{name}"
        );
        assert_eq!(manager.count(EventKind::ReuseDetected), 1);
    }
}

#[test]
fn everything_of_a_subject_ends_at_once_and_a_new_login_is_in() {
    for (name, store, _server) in every_store() {
        let manager = manager(store);
        let login = |subject: &str| manager.login(web(), subject, "", &Grant::new()).expect("a pair");
        let (one, two, other) = (login("7"), login("7"), login("8"));
        assert_eq!(manager.sessions("acme", "7").expect("sessions").len(), 2, "{name}");
        manager.revoke_subject("acme", "7").expect("an answer");
        manager.revoke_subject("other tenant", "8").expect("an answer");
        for pair in [&one, &two] {
            assert!(matches!(checked(&manager, pair), Access::Denied(Error::SessionRevoked)), "{name}");
            let refreshed = manager.refresh(web(), pair.refresh_token(), plain);
            assert_eq!(error_of(refreshed), Some(Error::SessionRevoked), "{name}");
        }
        assert!(checked(&manager, &other).is_allowed(), "{name}");
        // In the same millisecond or not.
        let again = login("7");
        assert!(checked(&manager, &again).is_allowed(), "{name}");
        assert!(manager.refresh(web(), again.refresh_token(), plain).is_ok(), "{name}");
        assert_eq!(manager.sessions("acme", "7").expect("sessions").len(), 1, "{name}");
    }
}

#[test]
fn one_session_ends_by_its_sid_and_one_token_by_its_jti() {
    for (name, store, _server) in every_store() {
        let manager = manager(store);
        let login = || manager.login(web(), "7", "", &Grant::new()).expect("a pair");
        let (one, two) = (login(), login());
        assert!(manager.revoke_family("acme", "7", &one.session().sid).expect("an answer"), "{name}");
        assert!(!manager.revoke_family("acme", "7", &one.session().sid).expect("an answer"), "{name}");
        assert_eq!(
            error_of(manager.revoke_family("other", "7", &two.session().sid)),
            Some(Error::UnknownSession),
            "{name}"
        );
        assert_eq!(error_of(manager.revoke_family("acme", "7", "no sid")), Some(Error::UnknownSession), "{name}");
        assert!(!checked(&manager, &one).is_allowed() && checked(&manager, &two).is_allowed(), "{name}");

        let (claims, exp, _) = claims_of(&two);
        manager.revoke_token("acme", &claims, Some(exp)).expect("an answer");
        assert!(matches!(manager.check("acme", &claims), Access::Denied(Error::TokenRevoked)), "{name}");
        // The session lives on.
        assert!(checked(&manager, &manager.refresh(web(), two.refresh_token(), plain).expect("a pair")).is_allowed());
        let without = CheckedClaims { jti: None, ..claims };
        assert_eq!(error_of(manager.revoke_token("acme", &without, None)), Some(Error::NotRevocable));
    }
}

#[test]
fn a_flushed_store_lets_nobody_pass() {
    let manager = manager(MemoryStore::new());
    let pair = manager.login(web(), "7", "", &Grant::new()).expect("a pair");
    let flushed = manager_with(MemoryStore::new(), SessionPolicy::new());
    assert!(matches!(checked(&flushed, &pair), Access::Denied(Error::UnknownSession)));
    assert_eq!(error_of(flushed.refresh(web(), pair.refresh_token(), plain)), Some(Error::UnknownSession));
}

#[test]
fn a_forged_or_foreign_token_asks_no_store() {
    let store = Faulty::over(MemoryStore::new());
    let manager = manager(store);
    let pair = manager.login(web(), "7", "", &Grant::new()).expect("a pair");
    manager.store().at_loads(&[Fault::NotDone]);
    let other_client = Party::new("acme", "app").expect("a party");
    let other_tenant = Party::new("other", "web").expect("a party");
    let edited = format!("{}A", &pair.refresh_token()[..91]);
    let edited = if edited == pair.refresh_token() { format!("{}B", &pair.refresh_token()[..91]) } else { edited };
    for (party, token) in [
        (other_client, pair.refresh_token()),
        (other_tenant, pair.refresh_token()),
        (web(), &*edited),
        (web(), pair.access_token()),
        (web(), ""),
    ] {
        assert_eq!(error_of(manager.refresh(party, token, plain)), Some(Error::InvalidRefreshToken));
        assert_eq!(error_of(manager.logout(party, token)), Some(Error::InvalidRefreshToken));
    }
    // The fault that waits for a read is there still.
    assert!(!manager.store().is_spent());
    assert_eq!(error_of(manager.refresh(web(), pair.refresh_token(), plain)), Some(Error::Unavailable));
    assert!(manager.refresh(web(), pair.refresh_token(), plain).is_ok(), "and nothing was touched");
}

#[test]
fn a_callback_that_refuses_changes_nothing() {
    let manager = manager(MemoryStore::new());
    let pair = manager.login(web(), "7", "read", &Grant::new()).expect("a pair");
    let refused = manager.refresh(web(), pair.refresh_token(), |session| {
        assert_eq!((&*session.subject, &*session.scope, session.generation), ("7", "read", 1));
        Err("the user is locked".into())
    });
    assert!(matches!(refused, Err(SessionError::Refused(why)) if why.to_string() == "the user is locked"));
    assert_eq!(manager.refresh(web(), pair.refresh_token(), plain).expect("a pair").outcome(), Some(Outcome::Rotated));
}

#[test]
fn reserved_claims_and_a_greater_scope_refuse_and_change_nothing() {
    let manager = manager(MemoryStore::new());
    for name in ["iss", "sub", "aud", "exp", "nbf", "iat", "jti", "sid", "scope", "client_id"] {
        let grant = Grant::new().claim(name, "x");
        assert_eq!(error_of(manager.login(web(), "7", "read", &grant)), Some(Error::ReservedClaim), "{name}");
    }
    let pair = manager.login(web(), "7", "read write", &Grant::new()).expect("a pair");
    let refresh = |grant: Grant| manager.refresh(web(), pair.refresh_token(), |_| Ok(grant));
    assert_eq!(error_of(refresh(Grant::new().claim("sub", "8"))), Some(Error::ReservedClaim));
    assert_eq!(error_of(refresh(Grant::new().scope("admin"))), Some(Error::ScopeExceeded));
    let narrow = refresh(Grant::new().scope("read")).expect("a pair");
    assert_eq!((narrow.scope(), narrow.outcome()), ("read", Some(Outcome::Rotated)), "nothing was rotated before");
    // A narrower token leaves the session as it was.
    assert_eq!(narrow.session().scope, "read write");
    assert_eq!(error_of(manager.login(web(), "", "", &Grant::new())), Some(Error::InvalidArgument));
    let long = "x".repeat(1_025);
    assert_eq!(error_of(manager.login(web(), &long, "", &Grant::new())), Some(Error::ArgumentTooLong));
}

#[test]
fn access_tokens_expire_no_later_than_their_session() {
    let store = Faulty::over(MemoryStore::new());
    let manager = manager_with(store, SessionPolicy::new().idle_ms(5_000).absolute_ms(90_000));
    let pair = manager.login(web(), "7", "", &Grant::new()).expect("a pair");
    assert!(pair.expires_in_s() <= 5, "{}", pair.expires_in_s());
    let (_, exp, _) = claims_of(&pair);
    assert!(exp.0 * 1_000 <= pair.session().idle_expiry_ms);
    manager.store().advance_ms(5_001);
    assert_eq!(error_of(manager.refresh(web(), pair.refresh_token(), plain)), Some(Error::SessionExpired));
}

#[test]
fn nothing_is_answered_unless_it_was_written() {
    let manager = manager_with(Faulty::over(MemoryStore::new()), SessionPolicy::new().grace_ms(0));
    let store = manager.store();
    let pair = manager.login(web(), "7", "", &Grant::new()).expect("a pair");
    // The write fails, and so does the read that asks what became of it.
    store.at_commits(&[Fault::NotDone]);
    store.at_loads(&[Fault::None, Fault::NotDone]);
    assert_eq!(error_of(manager.refresh(web(), pair.refresh_token(), plain)), Some(Error::Unavailable));
    // The write is not made: it is made again.
    store.at_commits(&[Fault::NotDone]);
    let second = manager.refresh(web(), pair.refresh_token(), plain).expect("a pair");
    // The write is made, its answer lost: the own attempt is found, also without any grace.
    store.at_commits(&[Fault::Done]);
    let third = manager.refresh(web(), second.refresh_token(), plain).expect("a pair");
    assert_eq!((third.outcome(), third.session().generation), (Some(Outcome::Rotated), 2));
    store.at_commits(&[Fault::Done]);
    let login = manager.login(web(), "8", "", &Grant::new()).expect("a pair");
    store.at_commits(&[Fault::Done]);
    assert!(manager.logout(web(), login.refresh_token()).expect("an answer"), "the own tombstone");
    store.at_commits(&[Fault::Done]);
    manager.revoke_subject("acme", "8").expect("an answer");
    assert!(store.is_spent());
    assert_eq!(manager.count(EventKind::Unavailable), 1);
}

#[test]
fn contention_ends_after_four_retries_and_revokes_nobody() {
    let manager = manager(Faulty::over(MemoryStore::new()));
    let pair = manager.login(web(), "7", "", &Grant::new()).expect("a pair");
    manager.store().at_commits(&[Fault::LostSwap; 5]);
    assert_eq!(error_of(manager.refresh(web(), pair.refresh_token(), plain)), Some(Error::StoreContended));
    assert!(manager.store().is_spent());
    assert_eq!(manager.count(EventKind::Contended), 1);
    manager.store().at_commits(&[Fault::LostSwap; 4]);
    assert!(manager.refresh(web(), pair.refresh_token(), plain).is_ok());
    manager.store().at_commits(&[Fault::NotDone; 5]);
    assert_eq!(error_of(manager.logout(web(), pair.refresh_token())), Some(Error::Unavailable), "what the store said");
}

#[test]
fn the_callback_is_called_once_however_often_the_swap_is_lost() {
    let manager = manager(Faulty::over(MemoryStore::new()));
    let pair = manager.login(web(), "7", "", &Grant::new()).expect("a pair");
    manager.store().at_commits(&[Fault::LostSwap, Fault::Done]);
    let mut calls = 0;
    let refreshed = manager.refresh(web(), pair.refresh_token(), |_| {
        calls += 1;
        Ok(Grant::new())
    });
    assert!(refreshed.is_ok());
    assert_eq!(calls, 1);
}

#[test]
fn while_the_store_is_down_a_refresh_refuses_and_a_check_follows_its_setting() {
    for (setting, allowed) in [(WhenUnavailable::Refuse, false), (WhenUnavailable::Allow, true)] {
        let signer = Signer::from_secret(Algorithm::HS256, SECRET).expect("a signer");
        let ring = RefreshRing::new(1, RING_SECRET).expect("a ring");
        let settings = settings().when_unavailable(setting);
        let manager = SessionManager::new(signer, ring, settings, Faulty::over(MemoryStore::new())).expect("a manager");
        let pair = manager.login(web(), "7", "", &Grant::new()).expect("a pair");
        manager.store().at_loads(&[Fault::NotDone; 2]);
        assert_eq!(error_of(manager.refresh(web(), pair.refresh_token(), plain)), Some(Error::Unavailable));
        let access = checked(&manager, &pair);
        assert!(matches!(&access, Access::Unavailable { error, .. } if error.error() == Some(Error::Unavailable)));
        assert_eq!(access.is_allowed(), allowed);
        assert_eq!((manager.count(EventKind::Unavailable), manager.count(EventKind::CheckUnavailable)), (1, 1));
        assert!(checked(&manager, &pair).is_allowed());
    }
}

#[test]
fn a_token_that_could_not_be_revoked_is_refused_unless_allowed() {
    let claims = CheckedClaims { iss: ISSUER.into(), sub: Some("7".into()), ..CheckedClaims::default() };
    let refusing = manager(MemoryStore::new());
    assert!(matches!(refusing.check("", &claims), Access::Denied(Error::NotRevocable)));
    let allowing = manager_with(MemoryStore::new(), SessionPolicy::new().allow_not_revocable(true));
    assert!(allowing.check("", &claims).is_allowed());
    assert!(allowing.check("", &CheckedClaims::default()).is_allowed());
}

#[test]
fn the_ring_may_change_between_a_rotation_and_its_retry() {
    let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
    let with_ring = |ring: RefreshRing| {
        let signer = Signer::from_secret(Algorithm::HS256, SECRET).expect("a signer");
        SessionManager::new(signer, ring, settings(), Arc::clone(&store)).expect("a manager")
    };
    let old = with_ring(RefreshRing::new(1, RING_SECRET).expect("a ring"));
    let new = with_ring(RefreshRing::new(2, SECRET).and_then(|ring| ring.accept(1, RING_SECRET)).expect("a ring"));
    let first = old.login(web(), "7", "", &Grant::new()).expect("a pair");
    let second = old.refresh(web(), first.refresh_token(), plain).expect("a pair");
    let retried = new.refresh(web(), first.refresh_token(), plain).expect("a pair");
    assert_eq!((retried.outcome(), retried.refresh_token()), (Some(Outcome::Replayed), second.refresh_token()));
    let third = new.refresh(web(), second.refresh_token(), plain).expect("a pair");
    // A host whose ring lacks the new key refuses both, and revokes nobody.
    assert_eq!(error_of(old.refresh(web(), third.refresh_token(), plain)), Some(Error::InvalidRefreshToken));
    assert_eq!(error_of(old.refresh(web(), second.refresh_token(), plain)), Some(Error::MissingRefreshKey));
    assert!(new.refresh(web(), third.refresh_token(), plain).is_ok());
}

#[test]
fn debug_and_errors_show_no_token_and_no_key() {
    let manager = manager(Faulty::over(MemoryStore::new()));
    let pair = manager.login(web(), "7", "", &Grant::new()).expect("a pair");
    let shown = format!("{pair:?} {manager:?}");
    manager.store().at_loads(&[Fault::NotDone]);
    let error = manager.refresh(web(), pair.refresh_token(), plain).expect_err("a fault");
    let shown = format!("{shown} {error} {error:?}");
    for secret in [pair.access_token(), pair.refresh_token(), "a test secret", "the ring's"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    assert!(error.to_string().starts_with("unavailable: the store did not answer"), "{error}");
}

#[test]
fn refuses_settings_that_cannot_be_meant() {
    let build = |settings: SessionSettings| {
        let signer = Signer::from_secret(Algorithm::HS256, SECRET).expect("a signer");
        let ring = RefreshRing::new(1, RING_SECRET).expect("a ring");
        SessionManager::new(signer, ring, settings, MemoryStore::new()).err()
    };
    assert_eq!(build(SessionSettings::new("", "a")), Some(Error::EmptyExpectation));
    assert_eq!(build(SessionSettings::new("i", "")), Some(Error::EmptyExpectation));
    assert_eq!(build(settings().access_ttl_s(0)), Some(Error::InvalidSessionPolicy));
    assert_eq!(build(settings().access_ttl_s(86_401)), Some(Error::InvalidSessionPolicy));
    assert_eq!(build(settings().policy(SessionPolicy::new().grace_ms(60_001))), Some(Error::InvalidSessionPolicy));
    assert_eq!(build(settings()), None);
}
