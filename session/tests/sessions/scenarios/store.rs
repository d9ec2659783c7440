//! A store whose clock is the scenario's, whose questions fail when they are told to, and whose values can be kept and
//! brought back.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};

use jwtcore::session::Expected;
use jwtcore_session::{Listed, Loaded, OwnedWrite, Store, StoreFault};

/// A time at which every value has gone.
const PAST_MS: i64 = 1;

pub(crate) struct StagedStore {
    inner: Arc<dyn Store>,
    stage: Mutex<Stage>,
}

#[derive(Default)]
struct Stage {
    now_ms: i64,
    faults: BTreeMap<String, VecDeque<String>>,
    keys: BTreeSet<String>,
    saved: BTreeMap<String, Vec<(String, Vec<u8>)>>,
}

impl StagedStore {
    pub(crate) fn over(inner: Arc<dyn Store>) -> Self {
        Self { inner, stage: Mutex::default() }
    }

    pub(crate) fn set_clock(&self, now_ms: i64) {
        self.stage().now_ms = now_ms;
    }

    /// The clock of the store itself, which drops values by it.
    pub(crate) fn true_clock(&self) -> i64 {
        self.inner.load(&[]).expect("an answer").now_ms
    }

    pub(crate) fn fault(&self, on: &str, what: &str) {
        self.stage().faults.entry(on.to_owned()).or_default().push_back(what.to_owned());
    }

    pub(crate) fn has_faults_left(&self) -> bool {
        self.stage().faults.values().any(|faults| !faults.is_empty())
    }

    pub(crate) fn save(&self, name: &str) {
        let values = self.values();
        self.stage().saved.insert(name.to_owned(), values);
    }

    pub(crate) fn restore(&self, name: &str) {
        self.flush();
        let saved = self.stage().saved.get(name).cloned().expect("a name that was saved");
        for (key, value) in saved {
            self.put(&key, value, None);
        }
    }

    pub(crate) fn flush(&self) {
        for (key, value) in self.values() {
            self.put(&key, value, Some(PAST_MS));
        }
    }

    pub(crate) fn damage(&self, key: &str, at: usize, to: u8) {
        let mut value = self.read(key).expect("a record");
        value[at] = to;
        self.put(key, value, None);
    }

    fn values(&self) -> Vec<(String, Vec<u8>)> {
        let keys = self.stage().keys.clone();
        keys.into_iter().filter_map(|key| self.read(&key).map(|value| (key, value))).collect()
    }

    fn read(&self, key: &str) -> Option<Vec<u8>> {
        self.inner.load(&[key.to_owned()]).expect("an answer").values.remove(0)
    }

    fn put(&self, key: &str, value: Vec<u8>, expires_at_ms: Option<i64>) {
        let write = OwnedWrite { key: key.to_owned(), expected: Expected::Anything, value, expires_at_ms, index: None };
        assert!(self.inner.commit(&[write]).expect("an answer"));
    }

    fn next_fault(&self, on: &str) -> String {
        let next = self.stage().faults.get_mut(on).and_then(VecDeque::pop_front);
        next.unwrap_or_else(|| "none".to_owned())
    }

    fn stage(&self) -> MutexGuard<'_, Stage> {
        self.stage.lock().expect("a lock")
    }
}

impl Store for StagedStore {
    fn load(&self, keys: &[String]) -> Result<Loaded, StoreFault> {
        if self.next_fault("load") != "none" {
            return Err(StoreFault::unavailable("the scenario's fault"));
        }
        Ok(Loaded { now_ms: self.stage().now_ms, ..self.inner.load(keys)? })
    }

    fn commit(&self, writes: &[OwnedWrite]) -> Result<bool, StoreFault> {
        self.stage().keys.extend(writes.iter().map(|write| write.key.clone()));
        match &*self.next_fault("commit") {
            "none" => return self.inner.commit(writes),
            "lost-swap" => return Ok(false),
            "done" => drop(self.inner.commit(writes)?),
            "not-done" => {}
            other => panic!("no such fault: {other}"),
        }
        Err(StoreFault::unavailable("the scenario's fault"))
    }

    fn list(&self, index: &str, cursor: u64, limit: u32) -> Result<Listed, StoreFault> {
        self.inner.list(index, cursor, limit)
    }

    fn prune(&self, limit: u32) -> Result<u64, StoreFault> {
        self.inner.prune(limit)
    }
}
