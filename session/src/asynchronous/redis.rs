//! Redis, awaited: one connection that many calls share, and that connects again by itself.

use redis::Script;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};

use super::AsyncStore;
use crate::redis::{
    COMMIT, LOAD, REDIS_TIMEOUT, client, committing, loading, read_loaded, read_page, unreadable, without_addresses,
};
use crate::store::{Listed, Loaded, OwnedWrite, StoreFault};

/// Keeps sessions in one node of Redis (6.2 or newer) or Valkey.
#[derive(Clone)]
pub struct AsyncRedisStore {
    connection: ConnectionManager,
    load: Script,
    commit: Script,
}

impl AsyncRedisStore {
    /// By the same URLs as [`RedisStore::open`](crate::RedisStore::open). Nothing is connected before the first call. It
    /// must be opened within a runtime of tokio.
    ///
    /// # Errors
    /// [`StoreFault`] for a URL that cannot be read.
    pub fn open(url: &str) -> Result<Self, StoreFault> {
        let client = client(url)?;
        let config = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(REDIS_TIMEOUT))
            .set_response_timeout(Some(REDIS_TIMEOUT))
            // A call that finds no connection fails at once; the next one tries anew.
            .set_number_of_retries(0);
        let connection = ConnectionManager::new_lazy_with_config(client, config).map_err(|_| unreadable())?;
        Ok(Self { connection, load: Script::new(LOAD), commit: Script::new(COMMIT) })
    }
}

impl std::fmt::Debug for AsyncRedisStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Its URL may hold a password.
        f.debug_struct("AsyncRedisStore").finish_non_exhaustive()
    }
}

impl AsyncStore for AsyncRedisStore {
    async fn load(&self, keys: &[String]) -> Result<Loaded, StoreFault> {
        let script = loading(&self.load, keys);
        let answer = script.invoke_async(&mut self.connection.clone()).await;
        answer.and_then(read_loaded).map_err(|error| without_addresses(&error))
    }

    async fn commit(&self, writes: &[OwnedWrite]) -> Result<bool, StoreFault> {
        let script = committing(&self.commit, writes);
        script.invoke_async(&mut self.connection.clone()).await.map_err(|error| without_addresses(&error))
    }

    async fn list(&self, index: &str, cursor: u64, limit: u32) -> Result<Listed, StoreFault> {
        let (command, last) = read_page(index, cursor, limit);
        let sids: Vec<String> =
            command.query_async(&mut self.connection.clone()).await.map_err(|error| without_addresses(&error))?;
        let next = (sids.len() == limit as usize).then(|| last + 1);
        Ok(Listed { sids, next })
    }
}
