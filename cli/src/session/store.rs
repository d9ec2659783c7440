//! The store that a URL names.

use jwtcore_session::{RedisStore, SqliteStore, Store, StoreFault};

use crate::failure::Failure;

pub(crate) type AnyStore = Box<dyn Store>;

/// Opens the store. Redis is not connected yet.
pub(crate) fn open(url: &str) -> Result<AnyStore, Failure> {
    let opened = match url.split_once(':') {
        Some(("redis" | "rediss", _)) => RedisStore::open(url).map(boxed),
        Some(("redis-cluster", nodes)) => {
            let urls = node_urls(nodes);
            let urls: Vec<_> = urls.iter().map(String::as_str).collect();
            RedisStore::open_cluster(&urls).map(boxed)
        }
        Some(("redis-sentinel", rest)) => open_sentinel(rest),
        Some(("sqlite", path)) if !path.is_empty() => SqliteStore::open(path).map(boxed),
        _ => return Err(unknown()),
    };
    opened.map_err(|fault| Failure::setup(format!("the store cannot be opened: {fault}"), "correct --store"))
}

fn open_sentinel(rest: &str) -> Result<AnyStore, StoreFault> {
    let (nodes, master) = rest.rsplit_once('/').unwrap_or((rest, ""));
    let urls = node_urls(nodes);
    let urls: Vec<_> = urls.iter().map(String::as_str).collect();
    RedisStore::open_sentinel(&urls, master).map(boxed)
}

fn node_urls(nodes: &str) -> Vec<String> {
    nodes.trim_start_matches("//").split(',').map(|node| format!("redis://{node}")).collect()
}

fn boxed(store: impl Store + 'static) -> AnyStore {
    Box::new(store)
}

fn unknown() -> Failure {
    Failure::setup(
        "the store's URL is of no known kind",
        "give redis://, rediss://, redis-cluster://, redis-sentinel:// or sqlite:FILE",
    )
}
