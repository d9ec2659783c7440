//! The names of the members of all open objects, to find those given twice.

use super::{JsonStr, Limits, MAX_DEPTH, string};
use crate::error::Error;

const HASH_BITS: u32 = 12;
/// A name's offset stands in the low bits; texts are no longer than it can say.
const OFFSET_BITS: u32 = 32 - HASH_BITS;

/// What a reader tells of the objects that it walks through.
pub(super) trait Names {
    /// An object opens.
    fn open(&mut self);
    /// The innermost object closes.
    fn close(&mut self);
    /// A member of the innermost object; its name begins at `at` in `text`.
    fn add(&mut self, text: &str, at: usize, name: JsonStr<'_>) -> Result<(), Error>;
}

/// For text that was read before: names are not looked at.
pub(super) struct Unchecked;

impl Names for Unchecked {
    fn open(&mut self) {}

    fn close(&mut self) {}

    fn add(&mut self, _: &str, _: usize, _: JsonStr<'_>) -> Result<(), Error> {
        Ok(())
    }
}

/// The names of the open objects, outermost first; a closing object takes its own away.
pub(super) struct NameTable<const CAPACITY: usize> {
    limits: Limits,
    total: usize,
    /// Each the name's hash and, in the low 20 bits, its offset in the text. Those of one object are sorted by hash, and
    /// where hashes are equal by name: whoever makes them equal still costs only few comparisons.
    entries: heapless::Vec<u32, CAPACITY>,
    /// Where the entries of each open object begin. Objects nested deeper than the reader goes are not reached.
    starts: heapless::Vec<u16, MAX_DEPTH>,
    full: bool,
    /// How often a name was compared with another, and the bytes that this may have read again.
    #[cfg(test)]
    pub(super) compared: core::cell::Cell<(usize, usize)>,
}

impl<const CAPACITY: usize> NameTable<CAPACITY> {
    pub(super) const fn new(limits: Limits) -> Self {
        Self {
            limits,
            total: 0,
            entries: heapless::Vec::new(),
            starts: heapless::Vec::new(),
            full: false,
            #[cfg(test)]
            compared: core::cell::Cell::new((0, 0)),
        }
    }

    /// Whether a name found no room although the limits allowed it.
    pub(super) const fn is_full(&self) -> bool {
        self.full
    }

    fn start(&self) -> usize {
        self.starts.last().copied().map_or(0, usize::from)
    }

    fn check_limits(&mut self, in_object: usize) -> Result<(), Error> {
        self.total = self.total.saturating_add(1);
        if self.total > self.limits.total || in_object >= self.limits.per_object {
            return Err(Error::TooManyMembers);
        }
        Ok(())
    }

    /// Where a name belongs among those of its object, if it is not there yet.
    fn place(&self, text: &str, hash: u32, name: JsonStr<'_>) -> Result<usize, Error> {
        let siblings = self.entries.get(self.start()..).unwrap_or_default();
        let from = siblings.partition_point(|entry| entry >> OFFSET_BITS < hash);
        let rivals = siblings.get(from..).unwrap_or_default();
        let rivals = rivals.get(..rivals.partition_point(|entry| entry >> OFFSET_BITS == hash)).unwrap_or_default();
        let found = rivals.binary_search_by(|entry| {
            #[cfg(test)]
            self.compared.update(|(names, bytes)| (names + 1, bytes + name.raw().len()));
            string::order(from_entry(text, *entry), name)
        });
        match found {
            Ok(_) => Err(Error::DuplicateMember),
            Err(at) => Ok(self.start().saturating_add(from).saturating_add(at)),
        }
    }

    fn insert(&mut self, at: usize, entry: u32) -> Result<(), Error> {
        self.entries.insert(at, entry).map_err(|_| {
            self.full = true;
            Error::TooManyMembers
        })
    }
}

impl<const CAPACITY: usize> Names for NameTable<CAPACITY> {
    fn open(&mut self) {
        let start = u16::try_from(self.entries.len()).unwrap_or(u16::MAX);
        // The reader refuses deeper nesting right after this call.
        let _ = self.starts.push(start);
    }

    fn close(&mut self) {
        self.entries.truncate(self.start());
        self.starts.pop();
    }

    fn add(&mut self, text: &str, at: usize, name: JsonStr<'_>) -> Result<(), Error> {
        if !self.limits.nested && self.starts.len() > 1 {
            return Ok(());
        }
        let hash = hash(name);
        let place = self.place(text, hash, name)?;
        self.check_limits(self.entries.len().saturating_sub(self.start()))?;
        let offset = u32::try_from(at).map_err(|_| Error::MalformedJson)?;
        self.insert(place, (hash << OFFSET_BITS) | offset)
    }
}

/// The text from an entry's name on.
fn from_entry(text: &str, entry: u32) -> &str {
    let offset = entry & ((1 << OFFSET_BITS) - 1);
    usize::try_from(offset).ok().and_then(|offset| text.get(offset..)).unwrap_or_default()
}

/// FNV-1a over the unescaped name, folded to [`HASH_BITS`].
pub(super) fn hash(name: JsonStr<'_>) -> u32 {
    const BASIS: u32 = 0x811c_9dc5;
    let step = |hash: u32, byte: u8| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    let hash = match name.as_str() {
        Some(name) => name.bytes().fold(BASIS, step),
        None => name.chars().fold(BASIS, |hash, c| c.encode_utf8(&mut [0; 4]).bytes().fold(hash, step)),
    };
    (hash ^ (hash >> HASH_BITS) ^ (hash >> (2 * HASH_BITS))) & ((1 << HASH_BITS) - 1)
}
