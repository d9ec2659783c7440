//! Managers, stores and servers for the tests.

mod faulty;
mod redis_server;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use jwtcore::session::{Party, SessionPolicy};
use jwtcore::{Algorithm, RefreshRing, Signer};
use jwtcore_session::{Grant, MemoryStore, Refusal, Session, SessionManager, SessionSettings, SqliteStore, Store};

pub(crate) use faulty::{Fault, Faulty};
pub(crate) use redis_server::RedisServer;

pub(crate) const ISSUER: &str = "https://issuer.test";
pub(crate) const SECRET: &[u8; 32] = b"a test secret of thirty-two byte";
pub(crate) const RING_SECRET: &[u8; 32] = b"the ring's test secret, 32 bytes";

/// A store that several managers share.
pub(crate) type Shared = Arc<dyn Store>;

pub(crate) fn settings() -> SessionSettings {
    SessionSettings::new(ISSUER, "https://api.test")
}

pub(crate) fn manager<S: Store>(store: S) -> SessionManager<S> {
    manager_with(store, SessionPolicy::new())
}

pub(crate) fn manager_with<S: Store>(store: S, policy: SessionPolicy) -> SessionManager<S> {
    let signer = Signer::from_secret(Algorithm::HS256, SECRET).expect("a signer");
    let ring = RefreshRing::new(1, RING_SECRET).expect("a ring");
    SessionManager::new(signer, ring, settings().policy(policy), store).expect("a manager")
}

pub(crate) fn web() -> Party<'static> {
    Party::new("acme", "web").expect("a party")
}

#[allow(clippy::unnecessary_wraps, reason = "a callback's form")]
pub(crate) fn plain(_: &Session) -> Result<Grant, Refusal> {
    Ok(Grant::new())
}

/// Every store that this build has, empty, with what keeps it alive.
pub(crate) fn every_store() -> Vec<(&'static str, Shared, Option<RedisServer>)> {
    let memory: Shared = Arc::new(MemoryStore::new());
    let sqlite: Shared = Arc::new(SqliteStore::open(TempDir::new().path().join("sessions.db")).expect("a file"));
    let mut stores = vec![("memory", memory, None), ("sqlite", sqlite, None)];
    #[cfg(feature = "redis")]
    {
        let server = RedisServer::start();
        let redis: Shared = Arc::new(jwtcore_session::RedisStore::open(&server.url()).expect("a URL"));
        stores.push(("redis", redis, Some(server)));
    }
    stores
}

/// A folder of its own beneath the build's.
pub(crate) struct TempDir(PathBuf);

impl TempDir {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("sessions-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }

    pub(crate) fn path(&self) -> &std::path::Path {
        &self.0
    }
}

/// A count for a quick run, or the full one.
pub(crate) fn count(quick: u32, full: u32) -> u32 {
    if std::env::var_os("JWTCORE_SESSION_FULL").is_some() { full } else { quick }
}
