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
    /// Each the name's hash and, in the low 20 bits, its offset in the text.
    entries: heapless::Vec<u32, CAPACITY>,
    /// The innermost object, and those around it. Objects nested deeper than the reader goes are not reached.
    level: Level,
    outer: heapless::Vec<Level, MAX_DEPTH>,
    /// A bit for each hash in the innermost object, by its low six bits: of most names it tells at once that no other has
    /// their hash. All bits where that is no longer known.
    hashes: u64,
    full: bool,
    /// How often a name was compared with another, and the bytes that this may have read again.
    #[cfg(test)]
    pub(super) compared: core::cell::Cell<(usize, usize)>,
}

/// An open object's entries: where they begin, and how many of them are in order.
#[derive(Clone, Copy, Default)]
struct Level {
    start: u16,
    ordered: u16,
}

impl<const CAPACITY: usize> NameTable<CAPACITY> {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            total: 0,
            entries: heapless::Vec::new(),
            level: Level::default(),
            outer: heapless::Vec::new(),
            hashes: 0,
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
        usize::from(self.level.start)
    }

    /// The entries of the innermost object.
    fn siblings(&self) -> &[u32] {
        self.entries.get(self.start()..).unwrap_or_default()
    }

    fn check_limits(&mut self) -> Result<(), Error> {
        self.total = self.total.saturating_add(1);
        if self.total > self.limits.total || self.siblings().len() >= self.limits.per_object {
            return Err(Error::TooManyMembers);
        }
        Ok(())
    }

    fn insert(&mut self, at: usize, entry: u32) -> Result<(), Error> {
        self.check_limits()?;
        self.entries.insert(at, entry).map_err(|_| self.overflow())
    }

    const fn overflow(&mut self) -> Error {
        self.full = true;
        Error::TooManyMembers
    }

    /// Inserts a name where it belongs by order. Names are put in order only from the first two of one hash on, which
    /// few objects have; whoever makes all hashes equal still costs only few comparisons.
    #[cold]
    #[inline(never)]
    fn insert_in_order(&mut self, text: &str, entry: u32, name: JsonStr<'_>) -> Result<(), Error> {
        let (start, ordered) = (self.start(), usize::from(self.level.ordered));
        for at in start.saturating_add(ordered)..self.entries.len() {
            self.put_in_order(text, at);
        }
        let Err(place) = self.place(text, self.entries.len(), entry, name) else { return Err(Error::DuplicateMember) };
        self.insert(start.saturating_add(place), entry)?;
        self.level.ordered = u16::try_from(self.siblings().len()).unwrap_or(u16::MAX);
        Ok(())
    }

    /// Moves an entry of the innermost object to its place among those before it, which are in order.
    fn put_in_order(&mut self, text: &str, at: usize) {
        let Some(&entry) = self.entries.get(at) else { return };
        let Ok(name) = string::take(from_entry(text, entry)) else { return };
        let (Ok(place) | Err(place)) = self.place(text, at, entry, name);
        if let Some(moved) = self.entries.get_mut(usize::from(self.level.start).saturating_add(place)..=at) {
            moved.rotate_right(1);
        }
    }

    /// Finds a name, or else its place, among the innermost object's entries before `end`, which are in order: by hash,
    /// and where hashes are equal by name.
    fn place(&self, text: &str, end: usize, entry: u32, name: JsonStr<'_>) -> Result<usize, usize> {
        let ordered = self.entries.get(self.start()..end).unwrap_or_default();
        ordered.binary_search_by(|other| {
            (other >> OFFSET_BITS).cmp(&(entry >> OFFSET_BITS)).then_with(|| {
                #[cfg(test)]
                self.compared.update(|(names, bytes)| (names + 1, bytes + name.raw().len()));
                string::order(from_entry(text, *other), name)
            })
        })
    }
}

#[allow(clippy::inline_always, reason = "see the reader")]
impl<const CAPACITY: usize> Names for NameTable<CAPACITY> {
    fn open(&mut self) {
        let start = u16::try_from(self.entries.len()).unwrap_or(u16::MAX);
        // The reader refuses deeper nesting right after this call.
        let _ = self.outer.push(self.level);
        self.level = Level { start, ordered: 0 };
        self.hashes = 0;
    }

    fn close(&mut self) {
        self.entries.truncate(self.start());
        self.level = self.outer.pop().unwrap_or_default();
        self.hashes = u64::MAX;
    }

    #[cfg_attr(feature = "std", inline(always))]
    fn add(&mut self, text: &str, at: usize, name: JsonStr<'_>) -> Result<(), Error> {
        if !self.limits.nested && self.outer.len() > 1 {
            return Ok(());
        }
        let hash = hash(name);
        let entry = (hash << OFFSET_BITS) | u32::try_from(at).map_err(|_| Error::MalformedJson)?;
        let bit = 1 << (hash & 63);
        if self.hashes & bit != 0 && self.siblings().iter().any(|other| other >> OFFSET_BITS == hash) {
            return self.insert_in_order(text, entry, name);
        }
        self.hashes |= bit;
        self.check_limits()?;
        self.entries.push(entry).map_err(|_| self.overflow())
    }
}

/// The text from an entry's name on.
fn from_entry(text: &str, entry: u32) -> &str {
    let offset = entry & ((1 << OFFSET_BITS) - 1);
    usize::try_from(offset).ok().and_then(|offset| text.get(offset..)).unwrap_or_default()
}

/// The unescaped name, folded to [`HASH_BITS`]. Cheap rather than strong: names of equal hashes are compared.
#[inline]
pub(super) fn hash(name: JsonStr<'_>) -> u32 {
    let hash = match name.as_str() {
        Some(name) => name.bytes().fold(0, hash_step),
        None => hash_unescaped(name),
    };
    // The golden ratio spreads what differs to the upper bits.
    hash.wrapping_mul(0x9E37_79B1) >> OFFSET_BITS
}

#[cold]
#[inline(never)]
fn hash_unescaped(name: JsonStr<'_>) -> u32 {
    name.chars().fold(0, |hash, c| c.encode_utf8(&mut [0; 4]).bytes().fold(hash, hash_step))
}

fn hash_step(hash: u32, byte: u8) -> u32 {
    hash.rotate_left(5) ^ u32::from(byte)
}
