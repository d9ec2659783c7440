//! The registry of shared objects: one for each digest, bounded in number and bytes, the least recently used going
//! first.
//!
//! The index is replaced as a whole, so that looking something up takes no lock, and a fork in the middle of a change
//! finds either the old index or the new one.

use core::sync::atomic::{AtomicU64, Ordering};
use std::sync::Arc;

use arc_swap::ArcSwapOption;
use jwtcore::Error;

use crate::digest::Digest;
use crate::fault::Fault;
use crate::handles::{self, Ownership};
use crate::objects::Object;

/// The greatest number of shared objects: a verifier for every tenant of a large application.
const MAX_SHARED: usize = 512;
/// The most that they hold together: some dozens of the largest key sets.
const MAX_SHARED_LEN: usize = 32 << 20;

static INDEX: ArcSwapOption<Index> = ArcSwapOption::const_empty();
/// Counts uses, so that each has its place in time.
static USES: AtomicU64 = AtomicU64::new(0);

/// What is shared, sorted by digest.
#[derive(Clone, Default)]
struct Index(Vec<Arc<Shared>>);

struct Shared {
    digest: Digest,
    handle: u64,
    len: usize,
    last_used: AtomicU64,
}

/// Borrows the object of a digest, and builds it when there is none. `build` also says how many bytes it counts for.
pub(crate) fn borrow(digest: &Digest, build: impl FnOnce() -> Result<(Object, usize), Fault>) -> Result<u64, Fault> {
    if let Some(handle) = find(digest) {
        return Ok(handle);
    }
    let (object, len) = build()?;
    if len > MAX_SHARED_LEN {
        return Err(Error::RegistryFull.into());
    }
    let handle = handles::insert(object, Ownership::Shared)?;
    let new = Arc::new(Shared { digest: *digest, handle, len, last_used: AtomicU64::new(0) });
    new.used();
    Ok(publish(&new))
}

/// Borrows the object of a digest, if there is one.
pub(crate) fn find(digest: &Digest) -> Option<u64> {
    INDEX.load().as_ref().and_then(|index| index.find(digest)).map(|found| found.used())
}

/// Adds an object to the index, unless another thread was faster; returns the handle that stands there now.
fn publish(new: &Arc<Shared>) -> u64 {
    let mut gone = Vec::new();
    let mut handle = new.handle;
    INDEX.rcu(|index| {
        let mut next = index.as_deref().cloned().unwrap_or_default();
        (handle, gone) = match next.find(&new.digest) {
            Some(faster) => (faster.used(), vec![new.handle]),
            None => (new.handle, next.add(Arc::clone(new))),
        };
        Some(Arc::new(next))
    });
    gone.into_iter().for_each(handles::retire);
    handle
}

impl Index {
    fn find(&self, digest: &Digest) -> Option<&Arc<Shared>> {
        self.position(digest).ok().and_then(|at| self.0.get(at))
    }

    /// Adds an object, and takes out the least recently used ones until it has room. Returns their handles.
    fn add(&mut self, new: Arc<Shared>) -> Vec<u64> {
        let mut gone = Vec::new();
        let mut len = self.0.iter().map(|shared| shared.len).sum::<usize>().saturating_add(new.len);
        while self.0.len() >= MAX_SHARED || len > MAX_SHARED_LEN {
            let oldest = self.0.iter().enumerate().min_by_key(|(_, shared)| shared.last_used.load(Ordering::Relaxed));
            let Some((at, _)) = oldest else { break };
            let oldest = self.0.remove(at);
            len = len.saturating_sub(oldest.len);
            gone.push(oldest.handle);
        }
        let (Ok(at) | Err(at)) = self.position(&new.digest);
        self.0.insert(at, new);
        gone
    }

    fn position(&self, digest: &Digest) -> Result<usize, usize> {
        self.0.binary_search_by(|shared| shared.digest.cmp(digest))
    }
}

impl Shared {
    /// Notes a use, and returns the handle.
    fn used(&self) -> u64 {
        self.last_used.store(USES.fetch_add(1, Ordering::Relaxed), Ordering::Relaxed);
        self.handle
    }
}
