//! A store whose answers can be made to fail, with what was asked done or not.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};

use jwtcore_session::{Listed, Loaded, OwnedWrite, Store, StoreFault};

/// What becomes of one question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    None,
    /// It is not done, and the answer fails.
    NotDone,
    /// It is done, and the answer fails.
    Done,
    /// A swap that another was quicker than.
    LostSwap,
}

/// A store with faults to come, and a clock that can be set.
pub(crate) struct Faulty<S> {
    inner: S,
    loads: Mutex<VecDeque<Fault>>,
    commits: Mutex<VecDeque<Fault>>,
    /// How far its clock is ahead of the inner one's.
    ahead_ms: AtomicI64,
}

impl<S: Store> Faulty<S> {
    pub(crate) fn over(inner: S) -> Self {
        Self { inner, loads: Mutex::default(), commits: Mutex::default(), ahead_ms: AtomicI64::new(0) }
    }

    pub(crate) fn at_loads(&self, faults: &[Fault]) {
        self.loads.lock().expect("a lock").extend(faults);
    }

    pub(crate) fn at_commits(&self, faults: &[Fault]) {
        self.commits.lock().expect("a lock").extend(faults);
    }

    /// Whether all faults happened.
    pub(crate) fn is_spent(&self) -> bool {
        self.loads.lock().expect("a lock").is_empty() && self.commits.lock().expect("a lock").is_empty()
    }

    pub(crate) fn advance_ms(&self, by: i64) {
        self.ahead_ms.fetch_add(by, Ordering::Relaxed);
    }

    fn ahead(&self) -> i64 {
        self.ahead_ms.load(Ordering::Relaxed)
    }
}

fn next(faults: &Mutex<VecDeque<Fault>>) -> Fault {
    faults.lock().expect("a lock").pop_front().unwrap_or(Fault::None)
}

impl<S: Store> Store for Faulty<S> {
    fn load(&self, keys: &[String]) -> Result<Loaded, StoreFault> {
        if next(&self.loads) != Fault::None {
            return Err(StoreFault::unavailable("a test's fault at a read"));
        }
        let loaded = self.inner.load(keys)?;
        Ok(Loaded { now_ms: loaded.now_ms + self.ahead(), ..loaded })
    }

    fn commit(&self, writes: &[OwnedWrite]) -> Result<bool, StoreFault> {
        let fault = next(&self.commits);
        match fault {
            Fault::None => return self.inner.commit(writes),
            Fault::LostSwap => return Ok(false),
            Fault::Done => drop(self.inner.commit(writes)?),
            Fault::NotDone => {}
        }
        Err(StoreFault::unavailable("a test's fault at a write"))
    }

    fn list(&self, index: &str, cursor: u64, limit: u32) -> Result<Listed, StoreFault> {
        self.inner.list(index, cursor, limit)
    }

    fn prune(&self, limit: u32) -> Result<u64, StoreFault> {
        self.inner.prune(limit)
    }
}
