//! A bounded reader of one JSON object (RFC 8259), without recursion and without floating point.
//!
//! Stricter than the grammar: valid UTF-8, no member named twice in one object (compared after unescaping), no lone
//! surrogate, at most [`MAX_DEPTH`] levels, a bounded number of members, numbers below 10^308 in magnitude (so that
//! every reader after us reads a finite one), nothing after the object.
//!
//! Time is linear in the text. In the worst case, where all names of an object have one hash, each is compared with at
//! most 9 others (7 in a header), which reads it again that often, and once to put it in order: eleven
//! readings of the text in all.

mod deserializer;
mod index;
mod names;
mod number;
mod reader;
mod string;
#[cfg(test)]
mod tests;
#[cfg(feature = "sign")]
mod writer;

pub(crate) use deserializer::{deserialize, deserialize_object};
pub(crate) use index::Index;
pub use string::JsonStr;
#[cfg(feature = "sign")]
pub(crate) use writer::Writer;

use crate::error::Error;
use names::{NameTable, Unchecked};
use reader::Reader;

/// The greatest depth of nesting, the outermost object counted as 1: no honest claims come near it.
pub(crate) const MAX_DEPTH: usize = 32;
/// The longest text that is read: offsets of names are kept in 20 bits.
const MAX_TEXT_LEN: usize = 1 << 20;

/// How many members an object may have.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    per_object: usize,
    total: usize,
    nested: bool,
}

impl Limits {
    /// A header: 64 members in all.
    pub(crate) const HEADER: Self = Self { per_object: 64, total: 64, nested: true };
    /// Claims, or one JWK: 256 members an object, 1,024 in all.
    pub(crate) const CLAIMS: Self = Self { per_object: 256, total: 1024, nested: true };
    /// A key set, whose entries are read one by one afterwards: 256 members, nested names not looked at.
    pub(crate) const KEY_SET: Self = Self { per_object: 256, total: 256, nested: false };
}

/// What a JSON value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Object,
    Array,
    String { escaped: bool },
    Number,
    Bool,
    Null,
}

/// One well-formed JSON value: its kind, its text, and where that begins.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Value<'t> {
    pub(crate) kind: Kind,
    pub(crate) text: &'t str,
    at: usize,
}

/// Where a value stands in its text, without borrowing it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Span {
    kind: Kind,
    at: usize,
    len: usize,
}

impl Span {
    pub(crate) const fn kind(self) -> Kind {
        self.kind
    }

    pub(crate) const fn range(self) -> core::ops::Range<usize> {
        self.at..self.at.saturating_add(self.len)
    }

    /// Where the value stands once it was moved to the front of its text.
    pub(crate) const fn at_front(self) -> Self {
        Self { at: 0, ..self }
    }

    /// The value again, in the same text.
    #[inline]
    pub(crate) fn within(self, text: &str) -> Option<Value<'_>> {
        let text = text.get(self.at..self.at.checked_add(self.len)?)?;
        Some(Value { kind: self.kind, text, at: self.at })
    }
}

impl<'t> Value<'t> {
    pub(crate) const fn span(&self) -> Span {
        Span { kind: self.kind, at: self.at, len: self.text.len() }
    }

    /// The string, if the value is one.
    pub(crate) fn as_string(&self) -> Option<JsonStr<'t>> {
        let Kind::String { escaped } = self.kind else { return None };
        let inner = self.text.strip_prefix('"')?.strip_suffix('"')?;
        Some(JsonStr::new(inner, escaped))
    }

    /// The number rounded down to whole seconds, if the value is a number within ±2^53.
    pub(crate) fn as_seconds(&self) -> Option<i64> {
        if self.kind == Kind::Number { number::floor_to_seconds(self.text) } else { None }
    }

    /// The elements, if the value is an array.
    pub(crate) fn as_array(&self) -> Option<Elements<'t>> {
        if self.kind == Kind::Array { Some(Elements { reader: Reader::new(self.text), done: false }) } else { None }
    }
}

/// The elements of a well-formed array, in order.
#[derive(Clone, Debug)]
pub(crate) struct Elements<'t> {
    reader: Reader<'t>,
    done: bool,
}

impl<'t> Iterator for Elements<'t> {
    type Item = Value<'t>;

    fn next(&mut self) -> Option<Value<'t>> {
        // The bracket or the comma before the element; a closing bracket ends the array.
        if self.done || self.reader.token().ok()? == b']' {
            self.done = true;
            return None;
        }
        let element = self.reader.value(&mut Unchecked).ok();
        self.done = element.is_none();
        element
    }
}

/// What collects an object's members. Reading may begin again with a new collector, so it has no other state.
pub(crate) trait Members<'t>: Default {
    /// Takes the next member, whose name begins at `at` in the text; those of nested objects are only checked.
    fn member(&mut self, at: usize, name: JsonStr<'t>, value: Value<'t>);
}

/// Reads one object: checks all of it, and hands its members to a collector.
pub(crate) fn read<'t, M: Members<'t>>(text: &'t [u8], limits: Limits) -> Result<M, Error> {
    let mut members = M::default();
    read_text(checked_text(text)?, limits, &mut members)?;
    Ok(members)
}

/// As [`read`], of a text that [`checked_text`] has checked, and into a collector that holds nothing yet.
pub(crate) fn read_text<'t, M: Members<'t>>(text: &'t str, limits: Limits, members: &mut M) -> Result<(), Error> {
    let mut names = NameTable::<64>::new(limits);
    match reader::object(text, &mut names, |at, name, value| members.member(at, name, value)) {
        Err(_) if names.is_full() => read_many(text, limits, members),
        verdict => verdict,
    }
}

/// Reads an object again that has more names open than the small table holds. Apart, so that only such objects
/// cost the large table's 4 KiB of stack.
#[inline(never)]
fn read_many<'t, M: Members<'t>>(text: &'t str, limits: Limits, members: &mut M) -> Result<(), Error> {
    let mut names = NameTable::<1024>::new(limits);
    *members = M::default();
    reader::object(text, &mut names, |at, name, value| members.member(at, name, value))
}

/// The member `name` of an object that was read before.
pub(crate) fn find<'t>(object: &'t str, name: &str) -> Option<Value<'t>> {
    let mut found = None;
    reader::object(object, &mut Unchecked, |_, member, value| {
        if member == *name {
            found = Some(value);
        }
    })
    .ok()?;
    found
}

/// A text, if it is valid UTF-8 and short enough to be read.
pub(crate) fn checked_text(text: &[u8]) -> Result<&str, Error> {
    if text.len() > MAX_TEXT_LEN {
        return Err(Error::MalformedJson);
    }
    core::str::from_utf8(text).map_err(|_| Error::InvalidUtf8)
}
