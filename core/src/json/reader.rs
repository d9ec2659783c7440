//! The reader itself: one pass over the text, containers kept on a stack of bits.
//!
//! What it does for each member of the outermost object is inlined there, but for devices, whose room is small: names and
//! values that are handed back through memory take longer than reading them.
#![allow(clippy::inline_always, reason = "measured: a token's payload is read in half the time")]

use super::names::Names;
use super::{JsonStr, Kind, MAX_DEPTH, Value, number, string};
use crate::error::Error;

/// A position in a text that is valid UTF-8.
#[derive(Clone, Debug)]
pub(super) struct Reader<'t> {
    text: &'t str,
    at: usize,
}

/// The containers that are open inside one value, innermost last.
struct Open {
    /// One bit each, the lowest the innermost: 1 for an object.
    objects: u32,
    depth: usize,
}

/// What stands before the reader within a container.
#[derive(Clone, Copy)]
enum After {
    /// Its opening bracket.
    Opening,
    /// A value of it.
    Value,
}

/// Reads a text that is one object and nothing else, handing out its members: where the name begins, name and value.
pub(super) fn object<'t>(
    text: &'t str,
    names: &mut impl Names,
    mut member: impl FnMut(usize, JsonStr<'t>, Value<'t>),
) -> Result<(), Error> {
    let mut reader = Reader::new(text);
    reader.expect(b'{')?;
    names.open();
    let mut next = reader.token()?;
    if next != b'}' {
        loop {
            let at = reader.at;
            let name = reader.name(next, names)?;
            member(at, name, reader.value(names)?);
            match reader.token()? {
                b',' => next = reader.token()?,
                b'}' => break,
                _ => return Err(Error::MalformedJson),
            }
        }
    }
    reader.end()
}

impl<'t> Reader<'t> {
    pub(super) const fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    /// Reads one value, whatever it contains, without recursion.
    #[cfg_attr(feature = "std", inline(always))]
    pub(super) fn value(&mut self, names: &mut impl Names) -> Result<Value<'t>, Error> {
        let first = self.token()?;
        let start = self.at.saturating_sub(1);
        let kind = match first {
            b'{' | b'[' => self.container(first, names)?,
            _ => self.scalar(first)?,
        };
        let text = self.text.get(start..self.at).ok_or(Error::MalformedJson)?;
        Ok(Value { kind, text, at: start })
    }

    /// Reads an object or an array, whose opening bracket `first` was just taken. Apart, so that the many scalars do
    /// not pay for it.
    #[inline(never)]
    fn container(&mut self, first: u8, names: &mut impl Names) -> Result<Kind, Error> {
        let mut open = Open { objects: 0, depth: 0 };
        let mut after = self.begin(first, &mut open, names)?;
        while open.depth > 0 {
            let next = self.token()?;
            after = self.step(next, after, &mut open, names)?;
        }
        Ok(if first == b'{' { Kind::Object } else { Kind::Array })
    }

    /// Reads on within the innermost container: its next value's beginning, or its end.
    fn step(&mut self, next: u8, after: After, open: &mut Open, names: &mut impl Names) -> Result<After, Error> {
        let first = match (next, open.is_object(), after) {
            (b']', false, _) => return Ok(open.pop()),
            (b'}', true, _) => {
                names.close();
                return Ok(open.pop());
            }
            (b',', false, After::Value) => self.token()?,
            (first, false, After::Opening) => first,
            (b',', true, After::Value) => {
                let quote = self.token()?;
                self.inner_name(quote, names)?;
                self.token()?
            }
            (quote, true, After::Opening) => {
                self.inner_name(quote, names)?;
                self.token()?
            }
            _ => return Err(Error::MalformedJson),
        };
        self.begin(first, open, names)
    }

    /// Reads a scalar whole, or the opening bracket of a container, whose first byte `first` was just taken.
    fn begin(&mut self, first: u8, open: &mut Open, names: &mut impl Names) -> Result<After, Error> {
        match first {
            b'{' => {
                names.open();
                open.push(true)
            }
            b'[' => open.push(false),
            _ => self.scalar(first).map(|_| After::Value),
        }
    }

    /// Reads a string, a number or a literal, whose first byte `first` was just taken.
    #[cfg_attr(feature = "std", inline(always))]
    fn scalar(&mut self, first: u8) -> Result<Kind, Error> {
        match first {
            b'"' => self.string().map(|string| Kind::String { escaped: string.is_escaped() }),
            b'-' | b'0'..=b'9' => self.number(),
            b't' => self.literal("rue", Kind::Bool),
            b'f' => self.literal("alse", Kind::Bool),
            b'n' => self.literal("ull", Kind::Null),
            _ => Err(Error::MalformedJson),
        }
    }

    /// Reads a member's name, whose quotation mark was just taken, and the colon after it.
    #[cfg_attr(feature = "std", inline(always))]
    fn name(&mut self, quote: u8, names: &mut impl Names) -> Result<JsonStr<'t>, Error> {
        if quote != b'"' {
            return Err(Error::MalformedJson);
        }
        let start = self.at;
        let name = self.string()?;
        names.add(self.text, start, name)?;
        self.expect(b':')?;
        Ok(name)
    }

    /// As [`Reader::name`], within a container.
    #[inline(never)]
    fn inner_name(&mut self, quote: u8, names: &mut impl Names) -> Result<(), Error> {
        self.name(quote, names).map(|_| ())
    }

    /// Reads a string's rest after its quotation mark.
    #[cfg_attr(feature = "std", inline(always))]
    fn string(&mut self) -> Result<JsonStr<'t>, Error> {
        let rest = self.text.get(self.at..).ok_or(Error::MalformedJson)?;
        let string = string::take(rest)?;
        self.skip(string.raw().len().saturating_add(1));
        Ok(string)
    }

    fn number(&mut self) -> Result<Kind, Error> {
        let start = self.at.saturating_sub(1);
        let len = number::take(self.text.get(start..).ok_or(Error::MalformedJson)?)?;
        self.at = start.saturating_add(len);
        Ok(Kind::Number)
    }

    fn literal(&mut self, rest: &str, kind: Kind) -> Result<Kind, Error> {
        if !self.text.get(self.at..).is_some_and(|text| text.starts_with(rest)) {
            return Err(Error::MalformedJson);
        }
        self.skip(rest.len());
        Ok(kind)
    }

    /// Takes the next byte that is not white space.
    #[inline]
    pub(super) fn token(&mut self) -> Result<u8, Error> {
        let byte = self.byte()?;
        if byte > b' ' { Ok(byte) } else { self.token_after(byte) }
    }

    /// Takes the next byte that is not white space, after one that may be.
    #[cold]
    #[inline(never)]
    fn token_after(&mut self, mut byte: u8) -> Result<u8, Error> {
        while matches!(byte, b' ' | b'\t' | b'\n' | b'\r') {
            byte = self.byte()?;
        }
        Ok(byte)
    }

    #[inline]
    fn byte(&mut self) -> Result<u8, Error> {
        let byte = self.text.as_bytes().get(self.at).copied().ok_or(Error::MalformedJson)?;
        self.skip(1);
        Ok(byte)
    }

    fn expect(&mut self, byte: u8) -> Result<(), Error> {
        if self.token()? == byte { Ok(()) } else { Err(Error::MalformedJson) }
    }

    fn end(mut self) -> Result<(), Error> {
        if self.token().is_err() { Ok(()) } else { Err(Error::MalformedJson) }
    }

    const fn skip(&mut self, bytes: usize) {
        self.at = self.at.saturating_add(bytes);
    }
}

impl Open {
    fn push(&mut self, object: bool) -> Result<After, Error> {
        self.depth = self.depth.saturating_add(1);
        // The outermost object is a level too.
        if self.depth >= MAX_DEPTH {
            return Err(Error::NestingTooDeep);
        }
        self.objects = (self.objects << 1) | u32::from(object);
        Ok(After::Opening)
    }

    const fn pop(&mut self) -> After {
        self.depth = self.depth.saturating_sub(1);
        self.objects >>= 1;
        After::Value
    }

    const fn is_object(&self) -> bool {
        self.objects & 1 == 1
    }
}
