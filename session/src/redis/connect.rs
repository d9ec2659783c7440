//! How Redis is reached: one node, a cluster, or the master that Sentinels name.

#[cfg(feature = "redis-sentinel")]
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use redis::{Client, Cmd, ConnectionLike, FromRedisValue, RedisResult, ScriptInvocation};

use crate::store::StoreFault;

/// Where connections come from.
pub(super) struct Source {
    timeout: Duration,
    kind: Kind,
}

enum Kind {
    Node(Client),
    #[cfg(feature = "redis-cluster")]
    Cluster(redis::cluster::ClusterClient),
    #[cfg(feature = "redis-sentinel")]
    Sentinel(Box<Mutex<redis::sentinel::SentinelClient>>),
}

/// An open connection.
pub(super) enum Connection {
    Node(redis::Connection),
    #[cfg(feature = "redis-cluster")]
    Cluster(Box<redis::cluster::ClusterConnection>),
}

impl Source {
    pub(super) fn node(url: &str, timeout: Duration) -> Result<Self, StoreFault> {
        let client = client(url)?;
        Ok(Self { timeout, kind: Kind::Node(client) })
    }

    #[cfg(feature = "redis-cluster")]
    pub(super) fn cluster(urls: &[&str], timeout: Duration) -> Result<Self, StoreFault> {
        provide_tls();
        let builder = redis::cluster::ClusterClientBuilder::new(urls.iter().copied())
            .connection_timeout(timeout)
            .response_timeout(timeout);
        Ok(Self { timeout, kind: Kind::Cluster(builder.build().map_err(|_| unreadable())?) })
    }

    #[cfg(feature = "redis-sentinel")]
    #[allow(clippy::unnecessary_to_owned, reason = "without the feature for TLS an owned name is asked for")]
    pub(super) fn sentinel(urls: &[&str], master: &str, timeout: Duration) -> Result<Self, StoreFault> {
        use redis::sentinel::{SentinelClient, SentinelServerType};
        provide_tls();
        let client = SentinelClient::build(urls.to_vec(), master.to_owned(), None, SentinelServerType::Master)
            .map_err(|_| unreadable())?;
        Ok(Self { timeout, kind: Kind::Sentinel(Box::new(Mutex::new(client))) })
    }

    pub(super) fn connect(&self) -> RedisResult<Connection> {
        match &self.kind {
            Kind::Node(client) => self.limited(client.get_connection_with_timeout(self.timeout)?),
            #[cfg(feature = "redis-cluster")]
            Kind::Cluster(client) => Ok(Connection::Cluster(Box::new(client.get_connection()?))),
            #[cfg(feature = "redis-sentinel")]
            Kind::Sentinel(client) => {
                let connection = client.lock().unwrap_or_else(PoisonError::into_inner).get_connection()?;
                self.limited(connection)
            }
        }
    }

    fn limited(&self, connection: redis::Connection) -> RedisResult<Connection> {
        connection.set_read_timeout(Some(self.timeout))?;
        connection.set_write_timeout(Some(self.timeout))?;
        Ok(Connection::Node(connection))
    }
}

impl Connection {
    pub(super) fn invoke<T: FromRedisValue>(&mut self, script: &ScriptInvocation<'_>) -> RedisResult<T> {
        script.invoke(self.as_connection())
    }

    pub(super) fn query<T: FromRedisValue>(&mut self, command: &Cmd) -> RedisResult<T> {
        command.query(self.as_connection())
    }

    pub(super) fn time_ms(&mut self) -> RedisResult<i64> {
        let (seconds, micros): (i64, i64) = self.query(&redis::cmd("TIME"))?;
        Ok(seconds.saturating_mul(1_000).saturating_add(micros / 1_000))
    }

    fn as_connection(&mut self) -> &mut dyn ConnectionLike {
        match self {
            Self::Node(connection) => connection,
            #[cfg(feature = "redis-cluster")]
            Self::Cluster(connection) => &mut **connection,
        }
    }
}

/// A client of one node. Nothing is connected yet.
pub(crate) fn client(url: &str) -> Result<Client, StoreFault> {
    provide_tls();
    Client::open(url).map_err(|_| unreadable())
}

/// TLS panics without a provider of cryptography; one that the program has chosen stays.
fn provide_tls() {
    #[cfg(feature = "redis-tls")]
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
}

/// Without the URL, which may hold a password.
pub(crate) fn unreadable() -> StoreFault {
    StoreFault::unavailable("the Redis URL cannot be read: give redis://host:port")
}
