//! A store in memory: for tests, and for programs of one process whose sessions may end with it.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::store::{Listed, Loaded, OwnedWrite, Store, StoreFault, holds};

/// Milliseconds since 1970.
type Clock = Box<dyn Fn() -> i64 + Send + Sync>;

/// Keeps everything in memory.
pub struct MemoryStore {
    clock: Clock,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    values: HashMap<String, Value>,
    /// For each index its families, and until when each is listed.
    indexes: HashMap<String, BTreeMap<String, i64>>,
}

struct Value {
    bytes: Vec<u8>,
    expires_at_ms: Option<i64>,
}

impl MemoryStore {
    /// An empty store with the system's clock.
    #[must_use]
    pub fn new() -> Self {
        Self::with_clock(system_ms)
    }

    /// An empty store with a clock of milliseconds since 1970.
    pub fn with_clock(clock: impl Fn() -> i64 + Send + Sync + 'static) -> Self {
        Self { clock: Box::new(clock), kept: Mutex::default() }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        // Nothing is left half-done where a thread could panic.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for MemoryStore {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MemoryStore").finish_non_exhaustive()
    }
}

impl Store for MemoryStore {
    fn load(&self, keys: &[String]) -> Result<Loaded, StoreFault> {
        let (kept, now_ms) = (self.kept(), (self.clock)());
        let values = keys.iter().map(|key| kept.get(key, now_ms).map(<[u8]>::to_vec)).collect();
        Ok(Loaded { values, now_ms })
    }

    fn commit(&self, writes: &[OwnedWrite]) -> Result<bool, StoreFault> {
        let (mut kept, now_ms) = (self.kept(), (self.clock)());
        if !writes.iter().all(|write| holds(&write.expected, kept.get(&write.key, now_ms))) {
            return Ok(false);
        }
        for write in writes {
            kept.put(write);
        }
        Ok(true)
    }

    fn list(&self, index: &str, cursor: u64, limit: u32) -> Result<Listed, StoreFault> {
        let (kept, now_ms) = (self.kept(), (self.clock)());
        let living = kept.indexes.get(index).into_iter().flatten().filter(|(_, expires_at)| **expires_at > now_ms);
        let skipped = living.skip(usize::try_from(cursor).unwrap_or(usize::MAX));
        let sids: Vec<_> = skipped.take(limit as usize).map(|(sid, _)| sid.clone()).collect();
        let next = (sids.len() == limit as usize).then(|| cursor + u64::from(limit));
        Ok(Listed { sids, next })
    }

    fn prune(&self, limit: u32) -> Result<u64, StoreFault> {
        let (mut kept, now_ms) = (self.kept(), (self.clock)());
        let is_over = |value: &Value| value.expires_at_ms.is_some_and(|at| at <= now_ms);
        let over = kept.values.iter().filter(|(_, value)| is_over(value)).map(|(key, _)| key.clone());
        let over: Vec<_> = over.take(limit as usize).collect();
        for key in &over {
            kept.values.remove(key);
        }
        kept.indexes.retain(|_, families| {
            families.retain(|_, expires_at| *expires_at > now_ms);
            !families.is_empty()
        });
        Ok(over.len() as u64)
    }
}

impl Kept {
    fn get(&self, key: &str, now_ms: i64) -> Option<&[u8]> {
        let value = self.values.get(key)?;
        value.expires_at_ms.is_none_or(|at| at > now_ms).then_some(&value.bytes)
    }

    fn put(&mut self, write: &OwnedWrite) {
        let value = Value { bytes: write.value.clone(), expires_at_ms: write.expires_at_ms };
        self.values.insert(write.key.clone(), value);
        if let Some((index, sid)) = &write.index {
            let until = write.expires_at_ms.unwrap_or(i64::MAX);
            self.indexes.entry(index.clone()).or_default().insert(sid.clone(), until);
        }
    }
}

/// The system's clock in milliseconds since 1970.
pub(crate) fn system_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
