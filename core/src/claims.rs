//! Claims: the registered ones read from a verified payload, and the view of those that were accepted.

use serde::Deserialize;

use crate::algorithm::Algorithm;
use crate::error::Error;
use crate::json::{self, Index, JsonStr, Kind, Limits, Members, Span, Value};

/// Whole seconds since 1970-01-01T00:00:00Z, leap seconds ignored (RFC 7519 section 2, `NumericDate`, floored).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnixSeconds(pub i64);

/// The claims of an accepted token (RFC 7519 section 4). There is no other way to get them.
///
/// Borrows the buffer that [`Verifier::verify`](crate::verifier::Verifier::verify) decoded into.
#[derive(Clone, Copy)]
pub struct Claims<'a> {
    pub(crate) text: &'a str,
    pub(crate) registered: Registered,
    pub(crate) key: KeyUsed<'a>,
}

/// Which key, of which trust, verified a token.
#[derive(Clone, Copy)]
pub(crate) struct KeyUsed<'a> {
    pub(crate) algorithm: Algorithm,
    pub(crate) kid: Option<&'a str>,
    pub(crate) trust: usize,
}

/// The registered claims, each of its type; texts as their places in the payload.
#[derive(Clone, Copy)]
pub(crate) struct Registered {
    iss: Option<Span>,
    sub: Option<Span>,
    aud: Option<Span>,
    jti: Option<Span>,
    pub(crate) exp: Option<i64>,
    pub(crate) nbf: Option<i64>,
    pub(crate) iat: Option<i64>,
    /// All members, the registered ones among them.
    members: Index,
}

impl<'a> Claims<'a> {
    /// The payload's JSON text, exactly as it was signed.
    #[must_use]
    pub const fn json(&self) -> &'a str {
        self.text
    }

    /// Who issued the token (RFC 7519 section 4.1.1).
    #[must_use]
    pub fn iss(&self) -> Option<JsonStr<'a>> {
        text_of(self.registered.iss, self.text)
    }

    /// Whom the token is about (section 4.1.2). An integer, where it is allowed, as its decimal text.
    #[must_use]
    pub fn sub(&self) -> Option<JsonStr<'a>> {
        text_of(self.registered.sub, self.text)
    }

    /// The token's own name (section 4.1.7).
    #[must_use]
    pub fn jti(&self) -> Option<JsonStr<'a>> {
        text_of(self.registered.jti, self.text)
    }

    /// Whom the token is for (section 4.1.3): none, one or several.
    pub fn aud(&self) -> impl Iterator<Item = JsonStr<'a>> + use<'a> {
        self.registered.aud.and_then(|aud| aud.within(self.text)).into_iter().flat_map(strings)
    }

    /// When the token expires (section 4.1.4).
    #[must_use]
    pub fn exp(&self) -> Option<UnixSeconds> {
        self.registered.exp.map(UnixSeconds)
    }

    /// Before when the token is not valid (section 4.1.5).
    #[must_use]
    pub fn nbf(&self) -> Option<UnixSeconds> {
        self.registered.nbf.map(UnixSeconds)
    }

    /// When the token was issued (section 4.1.6).
    #[must_use]
    pub fn iat(&self) -> Option<UnixSeconds> {
        self.registered.iat.map(UnixSeconds)
    }

    /// A claim by its literal name, deserialized. For a claim that may be absent see [`Claims::find`].
    ///
    /// # Errors
    /// [`Error::MissingClaim`], [`Error::UnexpectedClaimType`]. Without `std`, a `&str` with escapes is of an
    /// unexpected type: read it with [`Claims::str_into`].
    pub fn get<T: Deserialize<'a>>(&self, name: &str) -> Result<T, Error> {
        self.find(name)?.ok_or(Error::MissingClaim)
    }

    /// A claim by its literal name, deserialized, if it is there.
    ///
    /// # Errors
    /// [`Error::UnexpectedClaimType`], as [`Claims::get`].
    pub fn find<T: Deserialize<'a>>(&self, name: &str) -> Result<Option<T>, Error> {
        self.registered.claim(self.text, name).map(|value| json::deserialize(value.text)).transpose()
    }

    /// A claim's text, compared or unescaped as the caller likes.
    ///
    /// # Errors
    /// [`Error::MissingClaim`], [`Error::UnexpectedClaimType`] where it is no string.
    pub fn str(&self, name: &str) -> Result<JsonStr<'a>, Error> {
        self.registered.claim(self.text, name).ok_or(Error::MissingClaim)?.as_string().ok_or(Error::UnexpectedClaimType)
    }

    /// Writes a claim's text, unescaped, into the front of `buf` and returns that front.
    ///
    /// # Errors
    /// As [`Claims::str`], and [`Error::BufferTooSmall`].
    pub fn str_into<'b>(&self, name: &str, buf: &'b mut [u8]) -> Result<&'b str, Error> {
        self.str(name)?.unescape_into(buf)
    }

    /// All claims, deserialized; texts borrowed where no escape stands in the way.
    ///
    /// With `std` by `serde_json`. Without, by `serde-json-core`: no escape in any text or name, also of claims that are
    /// not asked for; no `char`, maps only into types that bring their own room, numbers within the integer type asked
    /// for, and a null within where a float is asked for is a NaN. [`Claims::get`] depends on its one claim only.
    ///
    /// # Errors
    /// [`Error::UnexpectedClaimType`].
    pub fn deserialize<T: Deserialize<'a>>(&self) -> Result<T, Error> {
        json::deserialize_object(self.text, &self.registered.members)
    }

    /// The algorithm of the key that verified the token.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.key.algorithm
    }

    /// The name of the key that verified the token, if it has one.
    #[must_use]
    pub const fn kid(&self) -> Option<&'a str> {
        self.key.kid
    }

    /// Which of the verifier's trusts accepted the token, counted from 0.
    #[must_use]
    pub const fn trust_index(&self) -> usize {
        self.key.trust
    }
}

impl core::fmt::Debug for Claims<'_> {
    /// Shows which key was used; a token's claims do not belong in logs.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Claims")
            .field("algorithm", &self.key.algorithm)
            .field("kid", &self.key.kid)
            .field("trust_index", &self.key.trust)
            .finish_non_exhaustive()
    }
}

struct Collected<'t> {
    iss: Option<Value<'t>>,
    sub: Option<Value<'t>>,
    aud: Option<Value<'t>>,
    exp: Option<Value<'t>>,
    nbf: Option<Value<'t>>,
    iat: Option<Value<'t>>,
    jti: Option<Value<'t>>,
    members: Index,
}

impl Default for Collected<'_> {
    fn default() -> Self {
        let (iss, sub, aud, jti) = (None, None, None, None);
        Self { iss, sub, aud, exp: None, nbf: None, iat: None, jti, members: Index::new() }
    }
}

impl<'t> Members<'t> for Collected<'t> {
    #[cfg_attr(feature = "std", inline(always))]
    #[allow(clippy::inline_always, reason = "see the reader")]
    fn member(&mut self, at: usize, name: JsonStr<'t>, value: Value<'t>) {
        self.members.add(at, name, &value);
        let mut buf = [0; 4]; // every registered name has three letters
        let slot = match name.text_in(&mut buf) {
            Some("iss") => &mut self.iss,
            Some("sub") => &mut self.sub,
            Some("aud") => &mut self.aud,
            Some("exp") => &mut self.exp,
            Some("nbf") => &mut self.nbf,
            Some("iat") => &mut self.iat,
            Some("jti") => &mut self.jti,
            _ => return,
        };
        *slot = Some(value);
    }
}

impl Registered {
    /// Reads a verified payload, checks all of its JSON, and the types of the registered claims. A sub may be an
    /// integer; whether it may stay so is the trust's to judge.
    pub(crate) fn parse(payload: &[u8]) -> Result<(Self, &str), Error> {
        let payload = json::checked_text(payload)?;
        let mut members = Collected::default();
        json::read_text(payload, Limits::CLAIMS, &mut members)?;
        let is_text = |value: &Value<'_>| matches!(value.kind, Kind::String { .. });
        let is_sub = |value: &Value<'_>| is_text(value) || is_integer(value);
        let registered = Self {
            exp: seconds(members.exp.as_ref(), Error::InvalidExp)?,
            nbf: seconds(members.nbf.as_ref(), Error::InvalidNbf)?,
            iat: seconds(members.iat.as_ref(), Error::InvalidIat)?,
            iss: typed(members.iss.as_ref(), is_text, Error::InvalidIss)?,
            sub: typed(members.sub.as_ref(), is_sub, Error::InvalidSub)?,
            aud: typed(members.aud.as_ref(), is_audience, Error::InvalidAud)?,
            jti: typed(members.jti.as_ref(), is_text, Error::InvalidJti)?,
            members: members.members,
        };
        Ok((registered, payload))
    }

    pub(crate) fn has_integer_sub(&self) -> bool {
        self.sub.is_some_and(|sub| sub.kind() == Kind::Number)
    }

    pub(crate) const fn iss_span(&self) -> Option<Span> {
        self.iss
    }

    pub(crate) fn iss<'t>(&self, payload: &'t str) -> Option<JsonStr<'t>> {
        text_of(self.iss, payload)
    }

    /// Any claim, by its literal name.
    pub(crate) fn claim<'t>(&self, payload: &'t str, name: &str) -> Option<Value<'t>> {
        self.members.find(payload, name)
    }

    pub(crate) fn aud<'t>(&self, payload: &'t str) -> Option<Value<'t>> {
        self.aud?.within(payload)
    }
}

/// Whether a value is an audience: a string, or a non-empty array of strings.
pub(crate) fn is_audience(value: &Value<'_>) -> bool {
    value.as_string().is_some()
        || value.as_array().is_some_and(|mut elements| {
            elements.clone().next().is_some() && elements.all(|element| element.as_string().is_some())
        })
}

/// The strings of a value that is an audience.
pub(crate) fn strings(audience: Value<'_>) -> impl Iterator<Item = JsonStr<'_>> {
    let elements = audience.as_array().into_iter().flatten().filter_map(|element| element.as_string());
    audience.as_string().into_iter().chain(elements)
}

/// Whether a value is an integer that every language reads as one: digits, of 64 bits.
fn is_integer(value: &Value<'_>) -> bool {
    value.kind == Kind::Number && value.text.parse::<i64>().is_ok_and(|_| value.text != "-0")
}

#[inline]
fn seconds(value: Option<&Value<'_>>, error: Error) -> Result<Option<i64>, Error> {
    value.map(|value| value.as_seconds().ok_or(error)).transpose()
}

#[inline]
fn typed(
    value: Option<&Value<'_>>,
    is_typed: impl FnOnce(&Value<'_>) -> bool,
    error: Error,
) -> Result<Option<Span>, Error> {
    match value {
        Some(value) if !is_typed(value) => Err(error),
        value => Ok(value.map(Value::span)),
    }
}

/// A string's text, or a number's decimal text.
fn text_of(span: Option<Span>, text: &str) -> Option<JsonStr<'_>> {
    let value = span?.within(text)?;
    value.as_string().or(Some(JsonStr::new(value.text, false)))
}
