//! JSON laid out in lines, exactly as it is spelled: members in their order, numbers and escapes untouched.
//!
//! What readers could take in different ways, a member that is named twice, is refused, as the verifier refuses it.

use std::cell::Cell;
use std::collections::HashSet;
use std::fmt;
use std::iter::Peekable;
use std::str::Chars;

use jwtcore::Error;
use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::terminal::escaped;

/// The greatest depth of nesting: that of the verifier.
const MAX_DEPTH: usize = 32;
/// How far each level is indented.
const INDENT: &str = "  ";

/// A JSON text that is laid out.
#[derive(Debug)]
pub(super) struct Json {
    pub(super) lines: Vec<String>,
    pub(super) is_object: bool,
    members: Map<String, Value>,
}

impl Json {
    /// An object's member that is a number.
    pub(super) fn number(&self, name: &str) -> Option<&Number> {
        self.members.get(name)?.as_number()
    }
}

/// Reads and lays out one JSON text.
///
/// # Errors
/// [`Error::InvalidUtf8`], [`Error::MalformedJson`], [`Error::DuplicateMember`], [`Error::NestingTooDeep`].
pub(super) fn read(bytes: &[u8]) -> Result<Json, Error> {
    let text = str::from_utf8(bytes).map_err(|_| Error::InvalidUtf8)?;
    check(text)?;
    let members = serde_json::from_str(text).unwrap_or_default();
    Ok(Json { lines: laid_out(text), is_object: text.trim_start().starts_with('{'), members })
}

/// Breaks a well-formed text into lines.
fn laid_out(text: &str) -> Vec<String> {
    let mut chars = text.chars().peekable();
    let mut layout = Layout::default();
    while let Some(c) = chars.next() {
        match c {
            '"' => layout.string(&mut chars),
            '{' | '[' => layout.open(c, &mut chars),
            '}' | ']' => layout.close(c),
            ',' => {
                layout.line.push(c);
                layout.end_line();
            }
            ':' => layout.line.push_str(": "),
            c if is_blank(c) => {}
            c => layout.line.push(c),
        }
    }
    layout.end_line();
    layout.lines
}

const fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

/// The lines so far, and the one that is being written.
#[derive(Default)]
struct Layout {
    lines: Vec<String>,
    line: String,
    depth: usize,
}

impl Layout {
    /// The rest of a string, whose opening quote is read.
    fn string(&mut self, chars: &mut Peekable<Chars<'_>>) {
        self.line.push('"');
        let mut after_backslash = false;
        for c in chars {
            self.line.push(c);
            if c == '"' && !after_backslash {
                return;
            }
            after_backslash = c == '\\' && !after_backslash;
        }
    }

    /// An object or array; an empty one stays on its line.
    fn open(&mut self, bracket: char, chars: &mut Peekable<Chars<'_>>) {
        self.line.push(bracket);
        while chars.next_if(|c| is_blank(*c)).is_some() {}
        if let Some(end) = chars.next_if(|c| matches!(c, '}' | ']')) {
            return self.line.push(end);
        }
        self.end_line();
        self.depth = self.depth.saturating_add(1);
    }

    fn close(&mut self, bracket: char) {
        self.end_line();
        self.depth = self.depth.saturating_sub(1);
        self.line.push(bracket);
    }

    fn end_line(&mut self) {
        self.lines.push(format!("{}{}", INDENT.repeat(self.depth), escaped(&self.line)));
        self.line.clear();
    }
}

/// Refuses what is not one JSON text, names a member twice or is nested too deep.
fn check(text: &str) -> Result<(), Error> {
    let found = Cell::new(Error::MalformedJson);
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let checked = Check { depth: 0, found: &found }.deserialize(&mut deserializer);
    checked.and_then(|()| deserializer.end()).map_err(|_| found.get())
}

/// Looks at one value and at all within it; what is wrong, if it is not the form, is put into `found`.
#[derive(Clone, Copy)]
struct Check<'c> {
    depth: usize,
    found: &'c Cell<Error>,
}

impl Check<'_> {
    fn refuse<E: de::Error>(self, error: Error) -> E {
        self.found.set(error);
        E::custom(error)
    }

    fn within<E: de::Error>(self) -> Result<Self, E> {
        if self.depth >= MAX_DEPTH {
            return Err(self.refuse(Error::NestingTooDeep));
        }
        Ok(Self { depth: self.depth.saturating_add(1), ..self })
    }
}

impl<'de> DeserializeSeed<'de> for Check<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Check<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        let within = self.within()?;
        while elements.next_element_seed(within)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let within = self.within()?;
        let mut names = HashSet::new();
        while let Some(name) = members.next_key::<String>()? {
            if !names.insert(name) {
                return Err(self.refuse(Error::DuplicateMember));
            }
            members.next_value_seed(within)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> String {
        read(text.as_bytes()).unwrap().lines.join("\n")
    }

    fn refusal(bytes: &[u8]) -> Error {
        read(bytes).unwrap_err()
    }

    #[test]
    fn lays_out_in_order_and_as_spelled() {
        let text = " {\"b\":1.50,\"a\":[ true ,{ } , [],\"x,\\\"{\\\\\"],\n\"c\":{\"d\":null}}\n";
        let expected = r#"{
  "b": 1.50,
  "a": [
    true,
    {},
    [],
    "x,\"{\\"
  ],
  "c": {
    "d": null
  }
}"#;
        assert_eq!(lines(text), expected);
        assert_eq!(lines("-1e3"), "-1e3");
    }

    #[test]
    fn layout_changes_no_value() {
        let text = r#"{"a":[1,[2,{"b":[]}],"\\\"",{}],"c":"]}","d":{"e":{"f":[[]]}}}"#;
        let value = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        assert_eq!(value(&lines(text)), value(text));
    }

    #[test]
    fn escapes_what_steers_a_terminal() {
        assert_eq!(lines("\"\u{9b}31m\u{7f}\u{202e}\""), r#""\u009b31m\u007f\u202e""#);
    }

    #[test]
    fn refuses_duplicate_members_at_any_depth_after_unescaping() {
        for text in [r#"{"a":1,"a":2}"#, r#"{"a":1,"\u0061":2}"#, r#"[{"b":{"a":1,"a":1}}]"#] {
            assert_eq!(refusal(text.as_bytes()), Error::DuplicateMember, "{text}");
        }
    }

    #[test]
    fn refuses_what_is_not_one_json_text() {
        for text in ["", "{", "{} {}", "{}x", "\u{feff}{}", "{'a':1}", "NaN", "{\"a\":01}", "\"\\ud800\"", "\"\x1b\""] {
            assert_eq!(refusal(text.as_bytes()), Error::MalformedJson, "{text}");
        }
        assert_eq!(refusal(b"{\"a\":\"\xff\"}"), Error::InvalidUtf8);
    }

    #[test]
    fn refuses_nesting_beyond_the_verifiers() {
        let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert!(read(nested(MAX_DEPTH).as_bytes()).is_ok());
        assert_eq!(refusal(nested(MAX_DEPTH + 1).as_bytes()), Error::NestingTooDeep);
        assert_eq!(refusal(nested(100_000).as_bytes()), Error::NestingTooDeep);
    }
}
