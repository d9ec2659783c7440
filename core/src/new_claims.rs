//! Claims to be signed: the registered ones typed, any others beside them, joined into one payload.

use serde::Serialize;

use crate::claims::{Registered, UnixSeconds};
use crate::error::Error;
use crate::json::Writer;

/// Claims to sign: the registered ones typed, any others through `Serialize` or as JSON.
///
/// A claim that is given both ways refuses.
#[derive(Clone, Copy)]
#[must_use]
pub struct NewClaims<'a, T = ()> {
    typ: Option<&'a str>,
    iss: Option<&'a str>,
    sub: Option<&'a str>,
    aud: &'a [&'a str],
    exp: Option<UnixSeconds>,
    nbf: Option<UnixSeconds>,
    iat: Option<UnixSeconds>,
    jti: Option<&'a str>,
    other: Other<'a, T>,
}

/// The claims beside the registered ones: one JSON object.
#[derive(Clone, Copy)]
enum Other<'a, T> {
    None,
    Json(&'a str),
    Value(&'a T),
}

impl<'a> NewClaims<'a> {
    /// No claims yet; typ in the header is `JWT`.
    pub const fn new() -> Self {
        Self {
            typ: Some("JWT"),
            iss: None,
            sub: None,
            aud: &[],
            exp: None,
            nbf: None,
            iat: None,
            jti: None,
            other: Other::None,
        }
    }

    /// Adds claims from a type that serializes as an object with string keys.
    pub const fn with<T: Serialize>(self, claims: &'a T) -> NewClaims<'a, T> {
        let Self { typ, iss, sub, aud, exp, nbf, iat, jti, .. } = self;
        NewClaims { typ, iss, sub, aud, exp, nbf, iat, jti, other: Other::Value(claims) }
    }

    /// Adds claims from the text of a JSON object.
    pub const fn with_json(mut self, claims: &'a str) -> Self {
        self.other = Other::Json(claims);
        self
    }
}

impl Default for NewClaims<'_> {
    fn default() -> Self {
        Self::new()
    }
}

impl<'a, T: Serialize> NewClaims<'a, T> {
    /// The header's typ (RFC 7515 section 4.1.9), `JWT` unless said otherwise.
    pub const fn typ(mut self, typ: Option<&'a str>) -> Self {
        self.typ = typ;
        self
    }

    /// Who issues the token (RFC 7519 section 4.1.1).
    pub const fn iss(mut self, iss: &'a str) -> Self {
        self.iss = Some(iss);
        self
    }

    /// Whom the token is about (section 4.1.2).
    pub const fn sub(mut self, sub: &'a str) -> Self {
        self.sub = Some(sub);
        self
    }

    /// Whom the token is for (section 4.1.3). One audience is written as a string, several as an array.
    pub const fn aud(mut self, aud: &'a [&'a str]) -> Self {
        self.aud = aud;
        self
    }

    /// When the token expires (section 4.1.4).
    pub const fn exp(mut self, exp: UnixSeconds) -> Self {
        self.exp = Some(exp);
        self
    }

    /// Before when the token is not valid (section 4.1.5).
    pub const fn nbf(mut self, nbf: UnixSeconds) -> Self {
        self.nbf = Some(nbf);
        self
    }

    /// When the token is issued (section 4.1.6).
    pub const fn iat(mut self, iat: UnixSeconds) -> Self {
        self.iat = Some(iat);
        self
    }

    /// The token's own name (section 4.1.7).
    pub const fn jti(mut self, jti: &'a str) -> Self {
        self.jti = Some(jti);
        self
    }

    pub(crate) const fn header_typ(&self) -> Option<&'a str> {
        self.typ
    }

    /// Writes the payload's JSON into the front of `buf` and returns its length, also where it finds no room.
    pub(crate) fn write(&self, buf: &mut [u8]) -> Result<usize, Error> {
        let mut writer = Writer::new(buf);
        let is_first = self.write_registered(&mut writer);
        let at = writer.len();
        self.other.write(&mut writer)?;
        let len = writer.len();
        let fits = len <= buf.len();
        if is_first {
            return Ok(len);
        }
        // The other claims' opening brace becomes the comma that joins them, or of an empty object the end.
        let is_empty = len.saturating_sub(at) == 2;
        match buf.get_mut(at..len) {
            _ if !fits => {}
            Some([brace @ b'{', b'}']) => *brace = b'}',
            Some([brace @ b'{', _, _, ..]) => *brace = b',',
            _ => return Err(Error::MalformedClaims),
        }
        Ok(if is_empty { len.saturating_sub(1) } else { len })
    }

    /// Reads the payload of `len` bytes that stands in `buf` as a verifier would.
    pub(crate) fn check(&self, buf: &mut [u8], len: usize) -> Result<(), Error> {
        let read = Registered::parse(buf.get(..len).unwrap_or_default()).map(|(registered, _)| registered);
        match read {
            Ok(registered) if !registered.has_integer_sub() => Ok(()),
            Err(Error::DuplicateMember) if self.other.is_sound(buf) => Err(Error::ReservedClaimTwice),
            _ => Err(Error::MalformedClaims),
        }
    }

    /// Writes the registered claims without the closing brace; nothing, and true, where none is given.
    fn write_registered(&self, writer: &mut Writer<'_>) -> bool {
        let mut first = true;
        let mut name = |writer: &mut Writer<'_>, name: &str| {
            writer.raw(if core::mem::take(&mut first) { b"{" } else { b"," });
            writer.name(name);
        };
        for (text_name, text) in [("iss", self.iss), ("sub", self.sub), ("jti", self.jti)] {
            if let Some(text) = text {
                name(writer, text_name);
                writer.string(text);
            }
        }
        if !self.aud.is_empty() {
            name(writer, "aud");
            write_audience(writer, self.aud);
        }
        for (date_name, date) in [("exp", self.exp), ("nbf", self.nbf), ("iat", self.iat)] {
            if let Some(UnixSeconds(seconds)) = date {
                name(writer, date_name);
                writer.integer(seconds);
            }
        }
        first
    }
}

impl<T> core::fmt::Debug for NewClaims<'_, T> {
    /// Shows the typ alone; a token's claims do not belong in logs.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("NewClaims").field("typ", &self.typ).finish_non_exhaustive()
    }
}

fn write_audience(writer: &mut Writer<'_>, audiences: &[&str]) {
    if let [one] = audiences {
        return writer.string(one);
    }
    let mut before = b"[";
    for audience in audiences {
        writer.raw(before);
        writer.string(audience);
        before = b",";
    }
    writer.raw(b"]");
}

impl<T: Serialize> Other<'_, T> {
    /// Writes one JSON object.
    fn write(&self, writer: &mut Writer<'_>) -> Result<(), Error> {
        match self {
            Self::None => writer.raw(b"{}"),
            Self::Json(text) => writer.raw(without_blanks(text).as_bytes()),
            Self::Value(value) => return write_value(*value, writer),
        }
        Ok(())
    }

    /// Whether these claims alone name no member twice.
    fn is_sound(&self, scratch: &mut [u8]) -> bool {
        let mut writer = Writer::new(scratch);
        let written = self.write(&mut writer).is_ok();
        let len = writer.len();
        written && Registered::parse(scratch.get(..len).unwrap_or_default()).is_ok()
    }
}

/// A JSON text without white space around it, nor within an empty object.
fn without_blanks(text: &str) -> &str {
    let text = text.trim_matches([' ', '\t', '\n', '\r']);
    let inner = text.strip_prefix('{').and_then(|text| text.strip_suffix('}'));
    if inner.is_some_and(|inner| inner.trim_matches([' ', '\t', '\n', '\r']).is_empty()) { "{}" } else { text }
}

#[cfg(feature = "std")]
fn write_value<T: Serialize>(value: &T, writer: &mut Writer<'_>) -> Result<(), Error> {
    serde_json::to_writer(writer, value).map_err(|_| Error::MalformedClaims)
}

#[cfg(not(feature = "std"))]
fn write_value<T: Serialize>(value: &T, writer: &mut Writer<'_>) -> Result<(), Error> {
    writer.fill(|rest| serde_json_core::to_slice(value, rest).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_the_same_length_with_room_and_without() {
        let other = ["{}", " { } ", "{\"a\":1}"];
        let claims = other.map(|other| NewClaims::new().iss("x").with_json(other));
        for claims in claims.iter().chain(&[NewClaims::new(), NewClaims::new().sub("s")]) {
            let len = claims.write(&mut [0; 64]).unwrap();
            for room in 0..len {
                assert_eq!(claims.write(&mut std::vec![0; room]), Ok(len), "{claims:?} into {room} bytes");
            }
        }
    }
}
