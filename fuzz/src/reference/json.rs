//! JSON read by `serde_json`, every member kept, and jwtcore's further rules counted out on the tree.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use jwtcore::Error;
use serde::Deserialize;
use serde::de::{Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// A JSON value; an object's members in order, also those named twice.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    Number(serde_json::Number),
    String(String),
    Array(Vec<Json>),
    Object(Vec<(String, Json)>),
}

/// How many members an object may have, and all of a text together.
#[derive(Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) per_object: usize,
    pub(crate) total: usize,
}

/// What is documented of a header.
pub(crate) const HEADER: Limits = Limits { per_object: 64, total: 64 };
/// What is documented of claims and of a JWK.
pub(crate) const CLAIMS: Limits = Limits { per_object: 256, total: 1024 };
/// What is documented of nesting.
const MAX_DEPTH: usize = 32;

/// The verdict that a text ought to get.
pub(crate) enum Verdict {
    /// One object that keeps all rules: its members.
    Object(Vec<(String, Json)>),
    /// Anything else.
    Refused,
    /// An object with a number so near to the bound that this reader cannot tell on which side it is.
    Unsure,
}

/// What ought to be said of a text.
pub(crate) fn judge(text: &[u8], limits: Limits) -> Verdict {
    let Ok(value) = serde_json::from_slice::<Json>(text) else { return Verdict::Refused };
    if !value.fits(limits) {
        return Verdict::Refused;
    }
    match (value.greatest(), value) {
        (_, value) if value.has_duplicate() => Verdict::Refused,
        (greatest, Json::Object(_)) if greatest >= 1e308 => Verdict::Refused,
        (greatest, Json::Object(_)) if greatest > 0.999e308 => Verdict::Unsure,
        (_, Json::Object(members)) => Verdict::Object(members),
        _ => Verdict::Refused,
    }
}

/// Whether an error is one of those that JSON is refused with.
pub(crate) fn is_fault(error: Error) -> bool {
    use Error::{DuplicateMember, InvalidUtf8, MalformedJson, NestingTooDeep, TooManyMembers};
    matches!(error, MalformedJson | InvalidUtf8 | DuplicateMember | TooManyMembers | NestingTooDeep)
}

/// The members of an object without duplicates, each value's text as it stands.
pub(crate) fn raw_members(text: &[u8]) -> BTreeMap<String, Box<RawValue>> {
    serde_json::from_slice(text).expect("an object that was read before")
}

impl Json {
    /// The member of this name of an object.
    pub(crate) fn member(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => find(members, name),
            _ => None,
        }
    }

    /// The text of a string.
    pub(crate) fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The value in another spelling: every character of a string escaped, white space between all tokens.
    pub(crate) fn respelled(&self) -> String {
        match self {
            Self::Null => "null".to_owned(),
            Self::Bool(value) => value.to_string(),
            Self::Number(number) => number.to_string(),
            Self::String(text) => escaped(text),
            Self::Array(elements) => {
                let elements: Vec<_> = elements.iter().map(Self::respelled).collect();
                format!("[ {} ]", elements.join(" ,\t"))
            }
            Self::Object(members) => {
                let member = |(name, value): &(String, Self)| format!("{} : {}", escaped(name), value.respelled());
                // Backwards, because no order of members matters.
                let members: Vec<_> = members.iter().rev().map(member).collect();
                format!("{{ {} }}", members.join("\r\n, "))
            }
        }
    }

    /// Whether the value is within the bounds of depth and members.
    pub(crate) fn fits(&self, limits: Limits) -> bool {
        self.depth() <= MAX_DEPTH && self.most_members() <= limits.per_object && self.all_members() <= limits.total
    }

    fn children(&self) -> Box<dyn Iterator<Item = &Self> + '_> {
        match self {
            Self::Array(elements) => Box::new(elements.iter()),
            Self::Object(members) => Box::new(members.iter().map(|(_, value)| value)),
            _ => Box::new(std::iter::empty()),
        }
    }

    fn depth(&self) -> usize {
        let own = usize::from(matches!(self, Self::Array(_) | Self::Object(_)));
        own + self.children().map(Self::depth).max().unwrap_or(0)
    }

    fn own_members(&self) -> usize {
        if let Self::Object(members) = self { members.len() } else { 0 }
    }

    fn most_members(&self) -> usize {
        self.children().map(Self::most_members).chain([self.own_members()]).max().unwrap_or(0)
    }

    fn all_members(&self) -> usize {
        self.own_members() + self.children().map(Self::all_members).sum::<usize>()
    }

    fn has_duplicate(&self) -> bool {
        let own = match self {
            Self::Object(members) => members.iter().map(|(name, _)| name).collect::<BTreeSet<_>>().len(),
            _ => 0,
        };
        own < self.own_members() || self.children().any(Self::has_duplicate)
    }

    /// The greatest magnitude of a number.
    fn greatest(&self) -> f64 {
        let own = if let Self::Number(number) = self { number.as_f64().unwrap_or(f64::INFINITY).abs() } else { 0.0 };
        self.children().map(Self::greatest).fold(own, f64::max)
    }
}

/// The member of this name.
pub(crate) fn find<'m>(members: &'m [(String, Json)], name: &str) -> Option<&'m Json> {
    members.iter().find(|(member, _)| member == name).map(|(_, value)| value)
}

fn escaped(text: &str) -> String {
    let escape = |mut all: String, unit: u16| {
        write!(all, "\\u{unit:04x}").expect("a string takes all");
        all
    };
    format!("\"{}\"", text.encode_utf16().fold(String::new(), escape))
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(JsonVisitor)
    }
}

struct JsonVisitor;

impl<'de> Visitor<'de> for JsonVisitor {
    type Value = Json;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(Json::Number(value.into()))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Json, E> {
        serde_json::Number::from_f64(value).map(Json::Number).ok_or_else(|| E::custom("not finite"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(Json::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Json, A::Error> {
        let mut array = Vec::new();
        while let Some(element) = elements.next_element()? {
            array.push(element);
        }
        Ok(Json::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Json, A::Error> {
        let mut object = Vec::new();
        while let Some(member) = members.next_entry()? {
            object.push(member);
            if object.len() > (1 << 20) {
                return Err(A::Error::custom("more members than any text holds"));
            }
        }
        Ok(Json::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_object(text: &str) -> bool {
        matches!(judge(text.as_bytes(), CLAIMS), Verdict::Object(_))
    }

    #[test]
    fn refuses_by_each_rule() {
        let deep = |levels: usize| format!("{{\"a\":{}{}}}", "[".repeat(levels), "]".repeat(levels));
        let wide = |members: usize| {
            let members: Vec<_> = (0..members).map(|at| format!("\"{at}\":0")).collect();
            format!("{{{}}}", members.join(","))
        };
        assert!(is_object(r#"{"a":{"a":[{"a":1},{"a":1}]}}"#) && is_object(&deep(31)) && is_object(&wide(256)));
        for text in [
            "[]",
            "{}x",
            r#"{"a":1,"\u0061":1}"#,
            r#"{"b":[{"a":1,"a":1}]}"#,
            r#"{"a":1e308}"#,
            r#"{"a":"\ud800"}"#,
            &deep(32),
            &wide(257),
        ] {
            assert!(matches!(judge(text.as_bytes(), CLAIMS), Verdict::Refused), "{text}");
        }
        assert!(matches!(judge(br#"{"a":9.999e307}"#, CLAIMS), Verdict::Unsure));
    }

    #[test]
    fn respelling_keeps_the_value() {
        let value: Json = serde_json::from_str(r#"{"a":[1,"\n😀",{"b":null}],"c":-1.5}"#).unwrap();
        let respelled: Json = serde_json::from_str(&value.respelled()).unwrap();
        assert_eq!(respelled.member("a"), value.member("a"));
        assert_eq!(respelled.member("c"), value.member("c"));
        assert!(!value.respelled().contains('b'));
    }
}
