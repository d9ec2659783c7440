//! Sessions over [`jwtcore`]: short-lived access tokens, refresh tokens that are used once, detection of a stolen one, and
//! revocation that takes effect at once, on every service that shares the store.
//!
//! ```
//! use jwtcore::session::Party;
//! use jwtcore::{Algorithm, RefreshRing, Signer};
//! use jwtcore_session::{Grant, MemoryStore, SessionManager, SessionSettings};
//!
//! # let (secret, ring_secret) = (b"a test secret of thirty-two byte", b"the next test secret, of 32 byte");
//! let manager = SessionManager::new(
//!     Signer::from_secret(Algorithm::HS256, secret)?,
//!     RefreshRing::new(1, ring_secret)?,
//!     SessionSettings::new("https://issuer.test", "https://api.test"),
//!     MemoryStore::new(),
//! )?;
//! let web = Party::new("", "web")?;
//! let first = manager.login(web, "user-7", "read write", &Grant::new().claim("role", "admin"))?;
//! let next = manager.refresh(web, first.refresh_token(), |session| {
//!     // Load the user here; an error refuses, and changes nothing.
//!     Ok(Grant::new().claim("role", if session.subject == "user-7" { "admin" } else { "guest" }))
//! })?;
//! manager.logout(web, next.refresh_token())?;
//! # Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
//! ```
//!
//! The protocol stands in [`jwtcore::session`] as pure functions; this crate asks the store and keeps the order: tag,
//! read, decide, the application's callback, sign, write, answer. `docs/sessions.md` describes the whole.
#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    deny(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::unreachable)
)]

mod access;
#[cfg(feature = "tokio")]
mod asynchronous;

mod core;
mod error;
mod event;
mod flow;
mod grant;
mod issuing;
mod manager;
mod memory;
mod pair;
#[cfg(feature = "redis")]
mod redis;
mod revocations;
mod settings;
#[cfg(feature = "sqlite")]
mod sqlite;
mod store;

pub use access::{Access, CheckedClaims};
#[cfg(all(feature = "tokio", feature = "redis"))]
pub use asynchronous::AsyncRedisStore;
#[cfg(feature = "tokio")]
pub use asynchronous::{AsyncRevocations, AsyncSessionManager, AsyncStore, Blocking};

pub use error::{Refusal, SessionError};
pub use event::{Event, EventKind};
pub use grant::Grant;
pub use manager::SessionManager;
pub use memory::MemoryStore;
pub use pair::{Session, TokenPair};
#[cfg(feature = "redis")]
pub use redis::{REDIS_TIMEOUT, RedisStore};
pub use revocations::Revocations;
pub use settings::{SessionSettings, WhenUnavailable};
#[cfg(feature = "sqlite")]
pub use sqlite::{SQLITE_BUSY_TIMEOUT, SqliteStore};
pub use store::{FaultKind, Listed, Loaded, OwnedWrite, Store, StoreFault};
