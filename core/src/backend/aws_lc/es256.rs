//! ES256 keys: verified with by AWS-LC at first, and by a table of their own once they are in use.
//!
//! No thread builds a table and no lock guards it. A key counts the signatures that were good under it, and the one request
//! that counts the last of [`USES_BEFORE_TABLE`] builds, which takes as long as some ten verifications; others go on with
//! AWS-LC until the table is there. So junk builds nothing, a fork at any moment leaves nothing locked (a child forked in
//! the midst of it stays with AWS-LC), and no thread is started behind the back of whoever forks.

use alloc::boxed::Box;
use alloc::sync::Arc;
use core::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
#[cfg(feature = "std")]
use std::sync::OnceLock;

use super::public;
use crate::algorithm::Algorithm;
use crate::backend::prepared::{self, Point, Table, Window};
use crate::error::Error;
use crate::key::PublicKey;

/// How many good signatures a key has verified when it gets its table: about as many as cost together what the table saves
/// in as many again, so that a key that is used no more has cost twice what it must, at worst.
pub(in crate::backend) const USES_BEFORE_TABLE: u32 = 8;
/// The table that a key gets where there is memory for it: the next larger one takes nearly twice the memory and saves a
/// twentieth of the time.
const WINDOW: Window = Window::Bits7;

/// A key for ES256.
pub(super) struct VerifyingKey {
    plain: public::VerifyingKey,
    point: Point,
    uses: AtomicU32,
    table: OnceLock<Table<Box<[Point]>>>,
    /// None for a key that is in no set.
    memory: Option<Arc<Memory>>,
}

/// What the keys of a set may still spend on tables, in bytes.
pub(super) struct Memory(AtomicUsize);

impl VerifyingKey {
    pub(super) fn new(key: &PublicKey) -> Result<Self, Error> {
        Ok(Self {
            plain: public::VerifyingKey::new(Algorithm::ES256, key)?,
            point: prepared::point_of(key)?,
            uses: AtomicU32::new(0),
            table: OnceLock::new(),
            memory: None,
        })
    }

    pub(super) fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), Error> {
        if let Some(table) = self.table.get() {
            return table.verify(message, signature);
        }
        self.plain.verify(message, signature)?;
        // Only one request counts to the number itself.
        if self.uses.load(Ordering::Relaxed) < USES_BEFORE_TABLE
            && self.uses.fetch_add(1, Ordering::Relaxed).saturating_add(1) == USES_BEFORE_TABLE
        {
            self.prepare();
        }
        Ok(())
    }

    pub(super) fn share(&mut self, memory: Arc<Memory>) {
        self.memory = Some(memory);
    }

    /// The window of the key's table, if it has one.
    #[cfg(test)]
    pub(super) fn window(&self) -> Option<Window> {
        self.table.get().map(Table::window)
    }

    /// What its set may still spend, in bytes.
    #[cfg(test)]
    pub(super) fn table_memory_left(&self) -> usize {
        self.memory.as_ref().map_or(0, |memory| memory.0.load(Ordering::Relaxed))
    }

    /// With the largest window that there is memory for.
    fn prepare(&self) {
        let Some(memory) = &self.memory else { return };
        let windows = Window::ALL.into_iter().rev().skip_while(|window| *window > WINDOW);
        let window = windows.into_iter().find(|window| memory.take(window.bytes()));
        if let Some(table) = window.and_then(|window| prepared::boxed(self.point, window)) {
            // Nobody else sets it.
            let _set = self.table.set(table);
        }
    }
}

impl PartialEq for VerifyingKey {
    fn eq(&self, other: &Self) -> bool {
        self.plain == other.plain
    }
}

impl Memory {
    pub(super) fn of(bytes: usize) -> Arc<Self> {
        Arc::new(Self(AtomicUsize::new(bytes)))
    }

    /// Takes bytes, if so many are left.
    fn take(&self, bytes: usize) -> bool {
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(bytes)).is_ok()
    }
}
