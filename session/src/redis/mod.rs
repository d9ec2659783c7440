//! The shared store: Redis, one script to load and one to commit. One node, what a Sentinel names, or a cluster.

mod connect;

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jwtcore::session::{Expected, STAMP_AT, STAMP_LEN};
use redis::{ErrorKind, FromRedisValue, RedisError, RedisResult, Script, ScriptInvocation};

use self::connect::{Connection, Source};
#[cfg(feature = "tokio")]
pub(crate) use self::connect::{client, unreadable};
use crate::store::{Listed, Loaded, OwnedWrite, Store, StoreFault};

/// How long a call waits for a connection, and then for an answer.
pub const REDIS_TIMEOUT: Duration = Duration::from_secs(1);
/// The script that reads, and the one that writes.
pub(crate) const LOAD: &str = include_str!("load.lua");
pub(crate) const COMMIT: &str = include_str!("commit.lua");
/// The most connections that are kept open while nobody uses them.
const MAX_IDLE_CONNECTIONS: usize = 32;
/// Beyond the year 9999 a time is none: Redis refuses some.
const LAST_TIME_MS: i64 = 253_402_300_799_999;

/// Keeps sessions in Redis (6.2 or newer) or Valkey.
///
/// Each call takes an idle connection or opens one; one that failed is dropped, so that no answer of an earlier call is
/// taken for a later one's.
pub struct RedisStore {
    source: Source,
    idle: Mutex<Vec<Connection>>,
    load: Script,
    commit: Script,
}

impl RedisStore {
    /// One node: `redis://[user:password@]host:port[/db]`, `rediss://` for TLS (behind the feature `redis-tls`).
    ///
    /// # Errors
    /// [`StoreFault`] for a URL that cannot be read. Nothing is connected yet.
    pub fn open(url: &str) -> Result<Self, StoreFault> {
        Source::node(url, REDIS_TIMEOUT).map(Self::over)
    }

    /// As [`RedisStore::open`], with another timeout for connecting and for each answer.
    ///
    /// # Errors
    /// As [`RedisStore::open`].
    pub fn open_with_timeout(url: &str, timeout: Duration) -> Result<Self, StoreFault> {
        Source::node(url, timeout).map(Self::over)
    }

    /// A cluster, by the URLs of some of its nodes. All keys of a subject lie in one slot.
    ///
    /// # Errors
    /// As [`RedisStore::open`].
    #[cfg(feature = "redis-cluster")]
    pub fn open_cluster(urls: &[&str]) -> Result<Self, StoreFault> {
        Source::cluster(urls, REDIS_TIMEOUT).map(Self::over)
    }

    /// The master that Sentinels name, by their URLs.
    ///
    /// # Errors
    /// As [`RedisStore::open`].
    #[cfg(feature = "redis-sentinel")]
    pub fn open_sentinel(urls: &[&str], master: &str) -> Result<Self, StoreFault> {
        Source::sentinel(urls, master, REDIS_TIMEOUT).map(Self::over)
    }

    fn over(source: Source) -> Self {
        Self { source, idle: Mutex::default(), load: Script::new(LOAD), commit: Script::new(COMMIT) }
    }

    /// Reads, which may be done twice: an idle connection may have died with a server that is back since.
    fn read<T>(&self, run: impl Fn(&mut Connection) -> RedisResult<T>) -> Result<T, StoreFault> {
        let had_idle = !self.idle().is_empty();
        match self.with(&run) {
            Err(_) if had_idle => self.with(&run),
            answer => answer,
        }
    }

    fn with<T>(&self, run: impl FnOnce(&mut Connection) -> RedisResult<T>) -> Result<T, StoreFault> {
        let idle = self.idle().pop();
        let mut connection =
            idle.map_or_else(|| self.source.connect(), Ok).map_err(|error| without_addresses(&error))?;
        match run(&mut connection) {
            Ok(answer) => {
                let mut idle = self.idle();
                if idle.len() < MAX_IDLE_CONNECTIONS {
                    idle.push(connection);
                }
                Ok(answer)
            }
            Err(error) => {
                // The others are most likely as broken: the next calls connect anew.
                self.idle().clear();
                Err(without_addresses(&error))
            }
        }
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for RedisStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Its URL may hold a password.
        f.debug_struct("RedisStore").finish_non_exhaustive()
    }
}

impl Store for RedisStore {
    fn load(&self, keys: &[String]) -> Result<Loaded, StoreFault> {
        if keys.is_empty() {
            return self.read(Connection::time_ms).map(|now_ms| Loaded { values: Vec::new(), now_ms });
        }
        let script = loading(&self.load, keys);
        let answer: Vec<redis::Value> = self.read(|connection| connection.invoke(&script))?;
        read_loaded(answer).map_err(|error| without_addresses(&error))
    }

    fn commit(&self, writes: &[OwnedWrite]) -> Result<bool, StoreFault> {
        let script = committing(&self.commit, writes);
        self.with(|connection| connection.invoke(&script))
    }

    fn list(&self, index: &str, cursor: u64, limit: u32) -> Result<Listed, StoreFault> {
        let (command, last) = read_page(index, cursor, limit);
        let sids: Vec<String> = self.read(|connection| connection.query(&command))?;
        let next = (sids.len() == limit as usize).then(|| last + 1);
        Ok(Listed { sids, next })
    }

    fn prune(&self, _limit: u32) -> Result<u64, StoreFault> {
        Ok(0)
    }
}

pub(crate) fn loading<'s>(script: &'s Script, keys: &[String]) -> ScriptInvocation<'s> {
    let mut call = script.prepare_invoke();
    for key in keys {
        call.key(key);
    }
    call
}

/// The command that reads a page of an index, and the place of its last entry.
pub(crate) fn read_page(index: &str, cursor: u64, limit: u32) -> (redis::Cmd, u64) {
    let last = cursor.saturating_add(u64::from(limit)).saturating_sub(1);
    let mut command = redis::cmd("ZRANGE");
    command.arg(index).arg(cursor).arg(last);
    (command, last)
}

pub(crate) fn committing<'s>(script: &'s Script, writes: &[OwnedWrite]) -> ScriptInvocation<'s> {
    let mut call = script.prepare_invoke();
    call.arg(STAMP_AT + 1).arg(STAMP_AT + STAMP_LEN);
    for write in writes {
        let (index, sid) = write.index.as_ref().map_or((&write.key, ""), |(index, sid)| (index, sid));
        call.key(&write.key).key(index);
        match &write.expected {
            Expected::Stamp(stamp) => call.arg("stamp").arg(&stamp[..]),
            Expected::Anything => call.arg("any").arg(""),
            // `Absent`: there are no others.
            _ => call.arg("absent").arg(""),
        };
        let expires_at = write.expires_at_ms.filter(|at| *at <= LAST_TIME_MS).map(|at| at.max(1).to_string());
        call.arg(&write.value[..]).arg(expires_at.unwrap_or_default()).arg(sid);
    }
    call
}

pub(crate) fn read_loaded(answer: Vec<redis::Value>) -> RedisResult<Loaded> {
    let mut answer = answer.into_iter();
    let now = answer.next().ok_or_else(|| RedisError::from((ErrorKind::UnexpectedReturnType, "an empty answer")))?;
    let values = answer.map(|value| Option::<Vec<u8>>::from_redis_value(value).map_err(RedisError::from));
    Ok(Loaded { now_ms: i64::from_redis_value(now)?, values: values.collect::<RedisResult<_>>()? })
}

/// A fault that says what happened without the server's text, which may quote keys and URLs.
pub(crate) fn without_addresses(error: &RedisError) -> StoreFault {
    let what = match error.code() {
        Some(code) => format!("Redis answered {code}"),
        None if error.is_timeout() => "Redis did not answer in time".to_owned(),
        None if error.is_connection_refusal() => "Redis refused the connection".to_owned(),
        None => format!("Redis: {}", error.category()),
    };
    StoreFault::unavailable(what)
}
