//! Numbers for objects: a table in which each place holds one object or none, free of locks.
//!
//! Each place is swapped atomically, so a thread that vanishes in a fork leaves nothing behind that anybody waits for.
//! An object that is freed goes when the last call that uses it ends.

use core::sync::atomic::{AtomicU32, AtomicU64, AtomicUsize, Ordering};
use std::sync::Arc;

use arc_swap::{ArcSwapOption, Guard};
use jwtcore::Error;

use crate::objects::{Kind, Object};

/// How many objects the process may hold. The table takes half a MiB of address space, of which only what was used is
/// ever touched.
const MAX_HANDLES: usize = 1 << PLACE_BITS;
/// The bits of a handle that say where it stands.
const PLACE_BITS: u32 = 16;
/// The bits that tell it from every other handle that stood there: 47, so that a handle is below 2^63.
const SERIAL_BITS: u32 = 47;

static TABLE: [ArcSwapOption<Entry>; MAX_HANDLES] = [const { ArcSwapOption::const_empty() }; MAX_HANDLES];
/// No place before this one is known to be free; a hint only.
static FIRST_FREE: AtomicUsize = AtomicUsize::new(0);
/// What the next handle is told by.
static NEXT_SERIAL: AtomicU64 = AtomicU64::new(0);
/// The process in which [`NEXT_SERIAL`] was drawn at random, so that another process's handles are foreign here.
static SERIAL_PROCESS: AtomicU32 = AtomicU32::new(0);

/// An object and its number.
pub(crate) struct Entry {
    handle: u64,
    owned: bool,
    /// Apart from the number, so that a place that was just taken by another costs a number and no object.
    object: Arc<Object>,
}

/// An object in use. It stays alive as long as this.
pub(crate) struct InUse(Guard<Option<Arc<Entry>>>);

impl InUse {
    /// The object, if it is of a kind.
    pub(crate) fn as_kind<T: Kind>(&self) -> Result<&T, Error> {
        self.0.as_ref().and_then(|entry| T::of(&entry.object)).ok_or(Error::BadHandle)
    }
}

/// Whether a handle's object is freed by its owner or belongs to the registry of shared objects.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ownership {
    Owned,
    Shared,
}

/// Finds the object of a handle.
pub(crate) fn get(handle: u64) -> Result<InUse, Error> {
    let entry = place(handle)?.load();
    if entry.as_ref().is_some_and(|entry| entry.handle == handle) { Ok(InUse(entry)) } else { Err(Error::BadHandle) }
}

/// Takes an object in.
pub(crate) fn insert(object: Object, ownership: Ownership) -> Result<u64, Error> {
    let (serial, object) = (next_serial()?, Arc::new(object));
    let start = FIRST_FREE.load(Ordering::Relaxed).min(MAX_HANDLES);
    for (at, place) in TABLE.iter().enumerate().skip(start).chain(TABLE.iter().enumerate().take(start)) {
        if place.load().is_some() {
            continue;
        }
        let handle = (serial << PLACE_BITS) | u64::try_from(at).unwrap_or(0);
        let entry = Entry { handle, owned: ownership == Ownership::Owned, object: Arc::clone(&object) };
        if place.compare_and_swap(&None::<Arc<Entry>>, Some(Arc::new(entry))).is_none() {
            FIRST_FREE.store(at + 1, Ordering::Relaxed);
            return Ok(handle);
        }
    }
    Err(Error::TooManyHandles)
}

/// Frees what a handle's owner asks to be freed.
pub(crate) fn free<T: Kind>(handle: u64) -> Result<(), Error> {
    let found = get(handle)?;
    found.as_kind::<T>()?;
    let owned = found.0.as_ref().is_some_and(|entry| entry.owned);
    if owned { remove(handle, &found) } else { Err(Error::BadHandle) }
}

/// Takes a shared object out; it may be gone already.
pub(crate) fn retire(handle: u64) {
    if let Ok(found) = get(handle) {
        let _ = remove(handle, &found);
    }
}

/// Empties a place, if it still holds what was found there: of several who try, one succeeds.
fn remove(handle: u64, found: &InUse) -> Result<(), Error> {
    let previous = place(handle)?.compare_and_swap(&found.0, None);
    let removed = previous.as_ref().is_some_and(|entry| entry.handle == handle);
    if !removed {
        return Err(Error::BadHandle);
    }
    FIRST_FREE.fetch_min(place_number(handle), Ordering::Relaxed);
    Ok(())
}

fn place(handle: u64) -> Result<&'static ArcSwapOption<Entry>, Error> {
    if handle >> (PLACE_BITS + SERIAL_BITS) != 0 {
        return Err(Error::BadHandle);
    }
    TABLE.get(place_number(handle)).ok_or(Error::BadHandle)
}

fn place_number(handle: u64) -> usize {
    usize::try_from(handle % (1 << PLACE_BITS)).unwrap_or(MAX_HANDLES)
}

/// A number that no other handle of this process has, and hardly one of another: counted from a random start.
fn next_serial() -> Result<u64, Error> {
    let process = std::process::id();
    if SERIAL_PROCESS.load(Ordering::Acquire) != process {
        NEXT_SERIAL.fetch_xor(random()?, Ordering::AcqRel);
        SERIAL_PROCESS.store(process, Ordering::Release);
    }
    let serial = NEXT_SERIAL.fetch_add(1, Ordering::Relaxed) % (1 << SERIAL_BITS);
    // 0 is no handle, wherever it stands.
    if serial == 0 { next_serial() } else { Ok(serial) }
}

fn random() -> Result<u64, Error> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).map_err(|_| Error::RandomSourceFailed)?;
    Ok(u64::from_ne_bytes(bytes))
}
