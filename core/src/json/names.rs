//! The names of the members of all open objects, to find those given twice.

use super::reader::Reader;
use super::{JsonStr, Limits, MAX_DEPTH};
use crate::error::Error;

const HASH_BITS: u32 = 12;
const HASH_MASK: u32 = (1 << HASH_BITS) - 1;

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
    /// Each the name's offset in the text and, in the low 12 bits, its hash.
    entries: heapless::Vec<u32, CAPACITY>,
    /// Where the entries of each open object begin. Objects nested deeper than the reader goes are not reached.
    starts: heapless::Vec<u16, MAX_DEPTH>,
    full: bool,
}

impl<const CAPACITY: usize> NameTable<CAPACITY> {
    pub(super) const fn new(limits: Limits) -> Self {
        Self { limits, total: 0, entries: heapless::Vec::new(), starts: heapless::Vec::new(), full: false }
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

    fn push(&mut self, entry: u32) -> Result<(), Error> {
        self.entries.push(entry).map_err(|_| {
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
        let siblings = self.entries.get(self.start()..).unwrap_or_default();
        let hash = hash(name);
        for entry in siblings.iter().filter(|entry| **entry & HASH_MASK == hash) {
            let offset = usize::try_from(entry >> HASH_BITS).unwrap_or(usize::MAX);
            if Reader::string_at(text, offset)? == name {
                return Err(Error::DuplicateMember);
            }
        }
        self.check_limits(siblings.len())?;
        let offset = u32::try_from(at).map_err(|_| Error::MalformedJson)?;
        self.push((offset << HASH_BITS) | hash)
    }
}

/// FNV-1a over the unescaped name, folded to [`HASH_BITS`].
fn hash(name: JsonStr<'_>) -> u32 {
    const BASIS: u32 = 0x811c_9dc5;
    let step = |hash: u32, byte: u8| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    let hash = match name.as_str() {
        Some(name) => name.bytes().fold(BASIS, step),
        None => name.chars().fold(BASIS, |hash, c| c.encode_utf8(&mut [0; 4]).bytes().fold(hash, step)),
    };
    (hash ^ (hash >> HASH_BITS) ^ (hash >> (2 * HASH_BITS))) & HASH_MASK
}
