//! The same for programs on tokio: stores that are awaited, and a manager over them.

mod manager;
#[cfg(feature = "redis")]
mod redis;

use std::future::Future;
use std::sync::Arc;

pub use manager::{AsyncRevocations, AsyncSessionManager};
#[cfg(feature = "redis")]
pub use redis::AsyncRedisStore;

use crate::store::{Listed, Loaded, OwnedWrite, Store, StoreFault};

/// As [`Store`], awaited.
pub trait AsyncStore: Send + Sync {
    /// As [`Store::load`].
    fn load(&self, keys: &[String]) -> impl Future<Output = Result<Loaded, StoreFault>> + Send;

    /// As [`Store::commit`].
    fn commit(&self, writes: &[OwnedWrite]) -> impl Future<Output = Result<bool, StoreFault>> + Send;

    /// As [`Store::list`].
    fn list(&self, index: &str, cursor: u64, limit: u32) -> impl Future<Output = Result<Listed, StoreFault>> + Send;
}

/// A blocking store on tokio's threads for blocking calls: for `SQLite`, and for a Redis Cluster.
///
/// A call whose future is dropped goes on; what it writes may be written.
#[derive(Debug)]
pub struct Blocking<S>(Arc<S>);

impl<S: Store + 'static> Blocking<S> {
    /// Takes a blocking store.
    pub fn new(store: S) -> Self {
        Self(Arc::new(store))
    }

    async fn run<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&S) -> Result<T, StoreFault> + Send + 'static,
    ) -> Result<T, StoreFault> {
        let store = Arc::clone(&self.0);
        tokio::task::spawn_blocking(move || ask(&store)).await.map_err(StoreFault::unavailable)?
    }
}

impl<S: Store + 'static> AsyncStore for Blocking<S> {
    async fn load(&self, keys: &[String]) -> Result<Loaded, StoreFault> {
        let keys = keys.to_vec();
        self.run(move |store| store.load(&keys)).await
    }

    async fn commit(&self, writes: &[OwnedWrite]) -> Result<bool, StoreFault> {
        let writes = writes.to_vec();
        self.run(move |store| store.commit(&writes)).await
    }

    async fn list(&self, index: &str, cursor: u64, limit: u32) -> Result<Listed, StoreFault> {
        let index = index.to_owned();
        self.run(move |store| store.list(&index, cursor, limit)).await
    }
}
