//! The asynchronous manager, over blocking stores and over Redis.
#![cfg(feature = "tokio")]

use jwtcore::session::{Outcome, SessionPolicy};
use jwtcore::{Algorithm, Error, RefreshRing, Signer};
use jwtcore_session::{
    Access, AsyncSessionManager, AsyncStore, Blocking, CheckedClaims, EventKind, Grant, MemoryStore, SqliteStore,
    TokenPair,
};

use crate::common::{ISSUER, RING_SECRET, SECRET, TempDir, plain, settings, web};

fn manager<S: AsyncStore>(store: S) -> AsyncSessionManager<S> {
    let signer = Signer::from_secret(Algorithm::HS256, SECRET).expect("a signer");
    let ring = RefreshRing::new(1, RING_SECRET).expect("a ring");
    let policy = SessionPolicy::new().grace_ms(60_000);
    AsyncSessionManager::new(signer, ring, settings().policy(policy), store).expect("a manager")
}

fn claims(pair: &TokenPair) -> CheckedClaims {
    let sid = Some(pair.session().sid.clone());
    CheckedClaims { iss: ISSUER.into(), sub: Some("7".into()), sid, ..CheckedClaims::default() }
}

/// A session from its beginning to its end.
async fn live<S: AsyncStore>(store: S) {
    let manager = manager(store);
    let first = manager.login(web(), "7", "read", &Grant::new()).await.expect("a pair");
    let second = manager.refresh(web(), first.refresh_token(), plain).await.expect("a pair");
    let again = manager.refresh(web(), first.refresh_token(), plain).await.expect("a pair");
    assert_eq!((second.outcome(), again.outcome()), (Some(Outcome::Rotated), Some(Outcome::Replayed)));
    assert_eq!(again.refresh_token(), second.refresh_token());
    assert!(manager.check("acme", &claims(&first)).await.is_allowed());
    assert_eq!(manager.sessions("acme", "7").await.expect("sessions").len(), 1);

    let third = manager.refresh(web(), second.refresh_token(), plain).await.expect("a pair");
    let reused = manager.refresh(web(), first.refresh_token(), plain).await.expect_err("an older generation");
    assert_eq!(reused.error(), Some(Error::RefreshTokenReused));
    assert!(matches!(manager.check("acme", &claims(&first)).await, Access::Denied(Error::SessionRevoked)));
    assert!(!manager.logout(web(), third.refresh_token()).await.expect("an answer"), "it is ended");

    let other = manager.login(web(), "7", "", &Grant::new()).await.expect("a pair");
    assert!(manager.revoke_family("acme", "7", &other.session().sid).await.expect("an answer"));
    manager.revoke_subject("acme", "7").await.expect("an answer");
    let token = CheckedClaims { jti: Some("j".into()), iss: "i".into(), ..CheckedClaims::default() };
    manager.revoke_token("acme", &token, None).await.expect("an answer");
    assert!(matches!(manager.check("acme", &token).await, Access::Denied(Error::TokenRevoked)));
    assert_eq!((manager.count(EventKind::ReuseDetected), manager.count(EventKind::TokenRevoked)), (1, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_lives_in_blocking_stores() {
    live(Blocking::new(MemoryStore::new())).await;
    let dir = TempDir::new();
    live(Blocking::new(SqliteStore::open(dir.path().join("sessions.db")).expect("a store"))).await;
}

#[cfg(feature = "redis")]
mod redis {
    use std::sync::Arc;

    use jwtcore_session::{AsyncRedisStore, RedisStore};

    use super::*;
    use crate::common::{RedisServer, manager as blocking_manager};

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_session_lives_in_redis() {
        let server = RedisServer::start();
        live(AsyncRedisStore::open(&server.url()).expect("a URL")).await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn both_managers_share_a_store() {
        let server = RedisServer::start();
        let awaited = manager(AsyncRedisStore::open(&server.url()).expect("a URL"));
        let blocking = blocking_manager(RedisStore::open(&server.url()).expect("a URL"));
        let first = awaited.login(web(), "7", "", &Grant::new()).await.expect("a pair");
        let second = blocking.refresh(web(), first.refresh_token(), plain).expect("a pair");
        assert!(awaited.logout(web(), second.refresh_token()).await.expect("an answer"));
        assert!(matches!(blocking.check("acme", &claims(&first)), Access::Denied(Error::SessionRevoked)));
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn parallel_refreshes_get_one_successor() {
        let server = RedisServer::start();
        let manager = Arc::new(manager(AsyncRedisStore::open(&server.url()).expect("a URL")));
        let first = manager.login(web(), "7", "", &Grant::new()).await.expect("a pair");
        let clients: Vec<_> = (0..64)
            .map(|_| {
                let (manager, token) = (Arc::clone(&manager), first.refresh_token().to_owned());
                tokio::spawn(async move {
                    let pair = manager.refresh(web(), &token, plain).await.expect("a pair");
                    (pair.refresh_token().to_owned(), pair.outcome())
                })
            })
            .collect();
        let mut answers = Vec::new();
        for client in clients {
            answers.push(client.await.expect("no panic"));
        }
        assert!(answers.iter().all(|(token, _)| *token == answers[0].0));
        assert_eq!(answers.iter().filter(|(_, outcome)| *outcome == Some(Outcome::Rotated)).count(), 1);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_server_that_was_killed_is_found_again() {
        let mut server = RedisServer::start();
        let manager = manager(AsyncRedisStore::open(&server.url()).expect("a URL"));
        let first = manager.login(web(), "7", "", &Grant::new()).await.expect("a pair");
        server.kill();
        let error = manager.refresh(web(), first.refresh_token(), plain).await.expect_err("nobody answers");
        assert_eq!(error.error(), Some(Error::Unavailable));
        server.start_again();
        let mut tries = 0;
        while let Err(error) = manager.refresh(web(), first.refresh_token(), plain).await {
            assert_eq!(error.error(), Some(Error::Unavailable));
            tries += 1;
            assert!(tries < 1_000, "it is not found again");
            tokio::task::spawn_blocking(|| std::thread::sleep(std::time::Duration::from_millis(10)))
                .await
                .expect("a sleep");
        }
    }
}
