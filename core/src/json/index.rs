//! Where the members of an object stand, so that they are found again without reading it twice.

use super::{JsonStr, Kind, Span, Value};

/// How many members are kept in mind: more than nearly all tokens have. None on devices, whose room is small.
const CAPACITY: usize = if cfg!(feature = "std") { 24 } else { 0 };

/// The places of an object's outermost members, in order; or nothing, of an object that is out of the ordinary.
#[derive(Clone, Copy)]
pub(crate) struct Index {
    places: [Place; CAPACITY],
    len: usize,
    complete: bool,
}

/// Where a member stands: its name, which holds no escape, and its value.
#[derive(Clone, Copy)]
struct Place {
    name_at: u16,
    name_len: u8,
    kind: Kind,
    at: u16,
    len: u16,
}

impl Place {
    const NONE: Self = Self { name_at: 0, name_len: 0, kind: Kind::Null, at: 0, len: 0 };

    /// The place of a member, if it is an ordinary one.
    #[inline]
    fn of(name_at: usize, name: JsonStr<'_>, value: &Value<'_>) -> Option<Self> {
        let name_len = u8::try_from(name.as_str()?.len()).ok()?;
        let Span { kind, at, len } = value.span();
        // The name stands before its value.
        let (at, len) = (u16::try_from(at).ok()?, u16::try_from(len).ok()?);
        Some(Self { name_at: u16::try_from(name_at).ok()?, name_len, kind, at, len })
    }

    #[inline]
    fn name(self, text: &str) -> Option<&str> {
        let at = usize::from(self.name_at);
        text.get(at..at.saturating_add(usize::from(self.name_len)))
    }

    #[inline]
    fn value(self, text: &str) -> Option<Value<'_>> {
        Span { kind: self.kind, at: usize::from(self.at), len: usize::from(self.len) }.within(text)
    }
}

impl Index {
    pub(crate) const fn new() -> Self {
        Self { places: [Place::NONE; CAPACITY], len: 0, complete: true }
    }

    /// Adds the next member, whose name begins at `name_at`.
    #[inline]
    pub(crate) fn add(&mut self, name_at: usize, name: JsonStr<'_>, value: &Value<'_>) {
        match (self.places.get_mut(self.len), Place::of(name_at, name, value)) {
            (Some(place), Some(member)) => {
                *place = member;
                self.len = self.len.saturating_add(1);
            }
            _ => self.complete = false,
        }
    }

    /// The member `name` of the object, which is `text`: where it was read, or by reading the object again.
    pub(crate) fn find<'t>(&self, text: &'t str, name: &str) -> Option<Value<'t>> {
        match self.members(text) {
            Some(mut members) => members.find(|(member, _)| *member == name).map(|(_, value)| value),
            None => super::find(text, name),
        }
    }

    /// All members of the object, which is `text`; none where they are not all known.
    #[inline]
    pub(crate) fn members<'t>(&self, text: &'t str) -> Option<impl Iterator<Item = (&'t str, Value<'t>)>> {
        let places = self.places.get(..self.len).filter(|_| self.complete)?;
        Some(places.iter().filter_map(|place| Some((place.name(text)?, place.value(text)?))))
    }
}
