//! The embedded store: one file of SQLite, for any number of processes on one machine.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension as _, Transaction, TransactionBehavior, params, params_from_iter};

use crate::store::{Listed, Loaded, OwnedWrite, Store, StoreFault, holds, stamp_of};

/// How long a call waits for another process's write before it gives up.
pub const SQLITE_BUSY_TIMEOUT: Duration = Duration::from_secs(2);

/// WAL, so that readers never wait; FULL, so that what was answered survives a loss of power.
const SETUP: &str = "\
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
CREATE TABLE IF NOT EXISTS jwtcore_values (
    key TEXT PRIMARY KEY NOT NULL,
    stamp BLOB,
    value BLOB NOT NULL,
    expires_at INTEGER
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS jwtcore_values_expires_at ON jwtcore_values (expires_at) WHERE expires_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS jwtcore_families (
    slot_index TEXT NOT NULL,
    sid TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (slot_index, sid)
) WITHOUT ROWID;";

/// The database's clock in milliseconds since 1970.
const NOW: &str = "CAST(unixepoch('subsec') * 1000 AS INTEGER)";

/// Keeps sessions in SQLite. The connection is the store's own.
pub struct SqliteStore {
    connection: Arc<Mutex<Connection>>,
}

impl SqliteStore {
    /// Opens a file, and makes it and its tables where they are missing.
    ///
    /// # Errors
    /// [`StoreFault`] where the file cannot be opened.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, StoreFault> {
        Self::from_connection(Arc::new(Mutex::new(Connection::open(path).map_err(StoreFault::unavailable)?)))
    }

    /// A database that goes with the store.
    ///
    /// # Errors
    /// [`StoreFault`] where SQLite has no memory.
    pub fn in_memory() -> Result<Self, StoreFault> {
        Self::from_connection(Arc::new(Mutex::new(Connection::open_in_memory().map_err(StoreFault::unavailable)?)))
    }

    /// Uses a connection that others hold too. While they have a transaction open on it, every call refuses: a revocation
    /// that is rolled back is none.
    ///
    /// # Errors
    /// [`StoreFault`] where the tables cannot be made.
    pub fn from_connection(connection: Arc<Mutex<Connection>>) -> Result<Self, StoreFault> {
        let store = Self { connection };
        store.with(|connection| {
            connection.busy_timeout(SQLITE_BUSY_TIMEOUT)?;
            connection.execute_batch(SETUP)
        })?;
        Ok(store)
    }

    /// Runs on the connection unless a transaction is open there.
    fn with<T>(&self, run: impl FnOnce(&mut Connection) -> rusqlite::Result<T>) -> Result<T, StoreFault> {
        let mut connection: MutexGuard<'_, Connection> = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        if !connection.is_autocommit() {
            return Err(StoreFault::open_transaction("the SQLite connection has a transaction open"));
        }
        run(&mut connection).map_err(StoreFault::unavailable)
    }
}

impl std::fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SqliteStore").finish_non_exhaustive()
    }
}

impl Store for SqliteStore {
    fn load(&self, keys: &[String]) -> Result<Loaded, StoreFault> {
        self.with(|connection| {
            let transaction = connection.transaction()?;
            let now_ms = now(&transaction)?;
            let values = keys.iter().map(|key| read(&transaction, key, now_ms)).collect::<Result<_, _>>()?;
            Ok(Loaded { values, now_ms })
        })
    }

    fn commit(&self, writes: &[OwnedWrite]) -> Result<bool, StoreFault> {
        self.with(|connection| {
            // Takes the lock at once, so that nothing changes between what is read and what is written.
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let now_ms = now(&transaction)?;
            for write in writes {
                let stored = read(&transaction, &write.key, now_ms)?;
                if !holds(&write.expected, stored.as_deref()) {
                    return Ok(false);
                }
            }
            for write in writes {
                put(&transaction, write)?;
            }
            transaction.commit()?;
            Ok(true)
        })
    }

    fn list(&self, index: &str, cursor: u64, limit: u32) -> Result<Listed, StoreFault> {
        self.with(|connection| {
            let sql = format!(
                "SELECT sid FROM jwtcore_families WHERE slot_index = ? AND expires_at > {NOW} ORDER BY sid LIMIT ? OFFSET ?"
            );
            let mut statement = connection.prepare_cached(&sql)?;
            let offset = i64::try_from(cursor).unwrap_or(i64::MAX);
            let sids = statement.query_map(params![index, limit, offset], |row| row.get(0))?;
            let sids = sids.collect::<Result<Vec<String>, _>>()?;
            let next = (sids.len() == limit as usize).then(|| cursor + u64::from(limit));
            Ok(Listed { sids, next })
        })
    }

    fn prune(&self, limit: u32) -> Result<u64, StoreFault> {
        self.with(|connection| {
            connection.execute(&format!("DELETE FROM jwtcore_families WHERE expires_at <= {NOW}"), [])?;
            let sql = format!(
                "DELETE FROM jwtcore_values WHERE key IN \
                 (SELECT key FROM jwtcore_values WHERE expires_at <= {NOW} LIMIT ?)"
            );
            Ok(connection.execute(&sql, [limit])? as u64)
        })
    }
}

fn now(transaction: &Transaction<'_>) -> rusqlite::Result<i64> {
    transaction.prepare_cached(&format!("SELECT {NOW}"))?.query_row([], |row| row.get(0))
}

fn read(transaction: &Transaction<'_>, key: &str, now_ms: i64) -> rusqlite::Result<Option<Vec<u8>>> {
    let sql = "SELECT value FROM jwtcore_values WHERE key = ? AND (expires_at IS NULL OR expires_at > ?)";
    transaction.prepare_cached(sql)?.query_row(params![key, now_ms], |row| row.get(0)).optional()
}

fn put(transaction: &Transaction<'_>, write: &OwnedWrite) -> rusqlite::Result<()> {
    let sql = "INSERT INTO jwtcore_values (key, stamp, value, expires_at) VALUES (?, ?, ?, ?) \
               ON CONFLICT (key) DO UPDATE SET stamp = excluded.stamp, value = excluded.value, \
               expires_at = excluded.expires_at";
    let stamp = stamp_of(&write.value);
    transaction.prepare_cached(sql)?.execute(params![write.key, stamp, write.value, write.expires_at_ms])?;
    if let Some((index, sid)) = &write.index {
        let sql = "INSERT OR REPLACE INTO jwtcore_families (slot_index, sid, expires_at) VALUES (?, ?, ?)";
        let row = [
            Value::from(index.clone()),
            Value::from(sid.clone()),
            Value::from(write.expires_at_ms.unwrap_or(i64::MAX)),
        ];
        transaction.prepare_cached(sql)?.execute(params_from_iter(row))?;
    }
    Ok(())
}
