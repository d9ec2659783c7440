//! What a trust expects of a token: issuer, audience, kind, times, and the claims and header members it asks for.

use heapless::Vec;

use crate::claims::{self, Registered, UnixSeconds};
use crate::error::Error;
use crate::header::Header;
use crate::json::{JsonStr, Kind};
use crate::key::Keys;
use crate::text::{Text, Texts};

/// The greatest leeway in seconds: clocks further apart than ten minutes want mending, not leeway.
pub const MAX_LEEWAY_S: u32 = 600;
/// How far in the future iat may lie, in seconds, whatever the leeway: clocks drift, and iat grants nothing.
pub const IAT_LEEWAY_S: u32 = 60;
/// The greatest number of claims that a trust asks for: room for every registered claim twice over.
pub const MAX_CLAIM_RULES: usize = 16;
/// The greatest number of header members that a trust asks for.
pub const MAX_HEADER_RULES: usize = 4;
/// The greatest number of values that an expectation may list.
pub const MAX_VALUES: usize = 64;

/// Who may have issued a token (`iss`, RFC 7519 section 4.1.1). Compared exactly, after unescaping.
#[derive(Clone, Debug)]
pub struct Issuer(Option<Texts>);

impl Issuer {
    /// Exactly this issuer.
    pub fn exactly(issuer: impl Into<Text>) -> Self {
        Self(Some(issuer.into().into()))
    }

    /// One of several spellings of one issuer, such as Google's two.
    pub fn one_of(issuers: impl Into<Texts>) -> Self {
        Self(Some(issuers.into()))
    }

    /// Any issuer or none. Legal in a verifier with exactly one trust.
    #[must_use]
    pub const fn unchecked() -> Self {
        Self(None)
    }

    pub(crate) const fn is_unchecked(&self) -> bool {
        self.0.is_none()
    }

    /// Whether a token's issuer could be the one and the other.
    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Some(one), Some(other)) => one.any(|issuer| other.any(|expected| issuer == expected)),
            _ => true,
        }
    }

    /// Judges a token's issuer.
    pub(crate) fn judge(&self, iss: Option<JsonStr<'_>>) -> Result<(), Error> {
        let Some(expected) = &self.0 else { return Ok(()) };
        let iss = iss.ok_or(Error::MissingIss)?;
        if expected.any(|expected| iss == *expected) { Ok(()) } else { Err(Error::WrongIssuer) }
    }
}

/// Whom a token must be meant for (`aud`, RFC 7519 section 4.1.3). Compared exactly, after unescaping.
#[derive(Clone, Debug)]
pub struct Audience(Option<ClaimRule>);

impl Audience {
    /// `aud` is or contains this audience.
    pub fn contains(audience: impl Into<Text>) -> Self {
        Self::in_claim("aud", audience.into())
    }

    /// `aud` is or contains one of these audiences.
    pub fn any_of(audiences: impl Into<Texts>) -> Self {
        Self::in_claim("aud", audiences)
    }

    /// The audience stands in another claim, such as `client_id` in Cognito's access tokens.
    pub fn in_claim(claim: impl Into<Text>, audiences: impl Into<Texts>) -> Self {
        Self(Some(ClaimRule { name: claim.into(), values: Some(audiences.into()) }))
    }

    /// Any audience or none.
    #[must_use]
    pub const fn unchecked() -> Self {
        Self(None)
    }

    fn judge(&self, registered: &Registered, payload: &str) -> Result<(), Error> {
        let Some(ClaimRule { name, values: Some(expected) }) = &self.0 else { return Ok(()) };
        let aud = match name.as_str() {
            "aud" => registered.aud(payload),
            other => registered.claim(payload, other),
        };
        let aud = aud.ok_or(Error::MissingAud)?;
        if !claims::is_audience(&aud) {
            return Err(Error::InvalidAud);
        }
        let is_expected = |audience: JsonStr<'_>| expected.any(|expected| audience == *expected);
        let meant = aud.as_string().map_or_else(|| claims::strings(aud).any(is_expected), is_expected);
        if meant { Ok(()) } else { Err(Error::WrongAudience) }
    }
}

/// A claim or a header member that must be there, and with one of the values if any are given.
#[derive(Clone, Debug)]
struct ClaimRule {
    name: Text,
    values: Option<Texts>,
}

/// Keys, the issuer that they belong to, and what is expected of its tokens.
///
/// By default `exp` is required, the leeway is 0, and a header's typ is absent, `JWT` or `at+jwt`.
#[derive(Clone, Debug)]
pub struct Trust<K> {
    pub(crate) keys: K,
    pub(crate) issuer: Issuer,
    audience: Audience,
    typ: Typ,
    claims: Vec<ClaimRule, MAX_CLAIM_RULES>,
    header: Vec<ClaimRule, MAX_HEADER_RULES>,
    /// More rules were given than there is room for; building the verifier then refuses.
    overflows: bool,
    times: Times,
    allow_integer_sub: bool,
}

/// What is expected of exp, nbf and iat.
#[derive(Clone, Debug)]
struct Times {
    leeway_s: u32,
    max_age_s: Option<u32>,
    exp_optional: bool,
    unchecked_iat: bool,
    unchecked: bool,
}

impl<K: Keys> Trust<K> {
    /// Trusts an issuer's keys for tokens that are meant for an audience.
    pub fn new(issuer: Issuer, audience: Audience, keys: K) -> Self {
        let times = Times { leeway_s: 0, max_age_s: None, exp_optional: false, unchecked_iat: false, unchecked: false };
        Self {
            keys,
            issuer,
            audience,
            typ: Typ::default(),
            claims: Vec::new(),
            header: Vec::new(),
            overflows: false,
            times,
            allow_integer_sub: false,
        }
    }

    /// Asks for this typ in the header (RFC 7515 section 4.1.9), such as `at+jwt` or `logout+jwt`. Compared without
    /// case and with an implied `application/`.
    #[must_use]
    pub fn typ(mut self, typ: impl Into<Text>) -> Self {
        self.typ = Typ(Some(typ.into()));
        self
    }

    /// Allows the clocks of issuer and verifier to differ by this many seconds, at most [`MAX_LEEWAY_S`].
    #[must_use]
    pub const fn leeway_s(mut self, leeway_s: u32) -> Self {
        self.times.leeway_s = leeway_s;
        self
    }

    /// Asks for a claim, by its literal name, with any value but null.
    #[must_use]
    pub fn required(self, claim: impl Into<Text>) -> Self {
        self.with_claim(ClaimRule { name: claim.into(), values: None })
    }

    /// Asks for a claim, by its literal name, that is a string and one of these values.
    #[must_use]
    pub fn required_value(self, claim: impl Into<Text>, values: impl Into<Texts>) -> Self {
        self.with_claim(ClaimRule { name: claim.into(), values: Some(values.into()) })
    }

    /// Asks for a header member that is a string and one of these values.
    #[must_use]
    pub fn header_value(mut self, member: impl Into<Text>, values: impl Into<Texts>) -> Self {
        let rule = ClaimRule { name: member.into(), values: Some(values.into()) };
        self.overflows |= self.header.push(rule).is_err();
        self
    }

    /// Refuses tokens that were issued longer ago than this many seconds; iat is then required.
    #[must_use]
    pub const fn max_age_s(mut self, max_age_s: u32) -> Self {
        self.times.max_age_s = Some(max_age_s);
        self
    }

    /// Accepts tokens without exp: they never expire. An exp that is there is judged.
    #[must_use]
    pub const fn exp_optional(mut self) -> Self {
        self.times.exp_optional = true;
        self
    }

    /// Accepts tokens whose iat lies in the future. The greatest age, if set, is judged all the same.
    #[must_use]
    pub const fn unchecked_iat(mut self) -> Self {
        self.times.unchecked_iat = true;
        self
    }

    /// For devices without a clock: exp, nbf and iat must be well-formed, and exp must be there, but none is compared
    /// with the time. Tokens then never expire.
    #[must_use]
    pub const fn unchecked_time(mut self) -> Self {
        self.times.unchecked = true;
        self
    }

    /// Accepts a sub that is an integer of 64 bits, as its decimal text. For tokens of tymon/jwt-auth.
    #[must_use]
    pub const fn allow_integer_sub(mut self) -> Self {
        self.allow_integer_sub = true;
        self
    }

    fn with_claim(mut self, rule: ClaimRule) -> Self {
        self.overflows |= self.claims.push(rule).is_err();
        self
    }

    /// Refuses expectations that are empty, contradictory or beyond the limits.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let values = self.claims.iter().chain(&self.header).chain(&self.audience.0);
        values.clone().try_for_each(ClaimRule::check)?;
        self.issuer.0.iter().try_for_each(check_values)?;
        self.typ.check()?;
        if self.overflows {
            return Err(Error::TooManyRules);
        }
        self.times.check()
    }

    /// Judges a verified token whose registered claims are of their types. The first failure names the error.
    pub(crate) fn judge(
        &self,
        header: &Header<'_>,
        registered: &Registered,
        payload: &str,
        now: UnixSeconds,
    ) -> Result<(), Error> {
        if registered.has_integer_sub() && !self.allow_integer_sub {
            return Err(Error::InvalidSub);
        }
        self.issuer.judge(registered.iss(payload))?;
        self.audience.judge(registered, payload)?;
        self.typ.judge(header.typ)?;
        self.header.iter().try_for_each(|rule| rule.judge_header(header))?;
        self.claims.iter().try_for_each(|rule| rule.judge_value(registered, payload))?;
        self.judge_times(registered, now)?;
        self.claims.iter().try_for_each(|rule| rule.judge_presence(registered, payload))
    }

    /// Judges what of an accepted token can change: its times.
    pub(crate) fn judge_times(&self, registered: &Registered, now: UnixSeconds) -> Result<(), Error> {
        self.times.judge(registered, now)
    }
}

impl ClaimRule {
    fn check(&self) -> Result<(), Error> {
        if self.name.as_str().is_empty() {
            return Err(Error::EmptyExpectation);
        }
        self.values.iter().try_for_each(check_values)
    }

    fn judge_header(&self, header: &Header<'_>) -> Result<(), Error> {
        let value = header.member(self.name.as_str()).and_then(|value| value.as_string());
        if value.is_some_and(|value| self.allows(value)) { Ok(()) } else { Err(Error::WrongHeaderValue) }
    }

    fn judge_value(&self, registered: &Registered, payload: &str) -> Result<(), Error> {
        if self.values.is_none() {
            return Ok(());
        }
        let value = registered.claim(payload, self.name.as_str()).ok_or(Error::MissingClaim)?.as_string();
        if value.is_some_and(|value| self.allows(value)) { Ok(()) } else { Err(Error::WrongClaimValue) }
    }

    fn judge_presence(&self, registered: &Registered, payload: &str) -> Result<(), Error> {
        let value = registered.claim(payload, self.name.as_str());
        if value.is_some_and(|value| value.kind != Kind::Null) { Ok(()) } else { Err(Error::MissingClaim) }
    }

    fn allows(&self, value: JsonStr<'_>) -> bool {
        self.values.as_ref().is_none_or(|values| values.any(|expected| value == *expected))
    }
}

fn check_values(values: &Texts) -> Result<(), Error> {
    if values.len() == 0 || values.any(str::is_empty) {
        return Err(Error::EmptyExpectation);
    }
    if values.len() > MAX_VALUES { Err(Error::TooManyRules) } else { Ok(()) }
}

impl Times {
    fn check(&self) -> Result<(), Error> {
        if self.leeway_s > MAX_LEEWAY_S {
            return Err(Error::LeewayTooLarge);
        }
        let contradicts = self.unchecked && self.max_age_s.is_some();
        if self.max_age_s == Some(0) || contradicts { Err(Error::InvalidLimit) } else { Ok(()) }
    }

    fn judge(&self, registered: &Registered, UnixSeconds(now): UnixSeconds) -> Result<(), Error> {
        if registered.exp.is_none() && !self.exp_optional {
            return Err(Error::MissingExp);
        }
        if self.unchecked {
            return Ok(());
        }
        let leeway = i64::from(self.leeway_s);
        let is_after = |date: Option<i64>, leeway: i64| date.is_some_and(|date| date > now.saturating_add(leeway));
        if registered.exp.is_some_and(|exp| now >= exp.saturating_add(leeway)) {
            return Err(Error::Expired);
        }
        if is_after(registered.nbf, leeway) {
            return Err(Error::NotYetValid);
        }
        if !self.unchecked_iat && is_after(registered.iat, leeway.max(i64::from(IAT_LEEWAY_S))) {
            return Err(Error::IssuedInTheFuture);
        }
        self.max_age_s.map_or(Ok(()), |max_age_s| {
            let iat = registered.iat.ok_or(Error::MissingIat)?;
            let limit = i64::from(max_age_s).saturating_add(leeway);
            if now.saturating_sub(iat) > limit { Err(Error::TooOld) } else { Ok(()) }
        })
    }
}

/// What is expected of a header's typ: the named one, or by default none, `JWT` or `at+jwt`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Typ(pub(crate) Option<Text>);

impl Typ {
    pub(crate) fn check(&self) -> Result<(), Error> {
        let is_empty = self.0.as_ref().is_some_and(|typ| without_prefix(typ.as_str()).is_empty());
        if is_empty { Err(Error::EmptyExpectation) } else { Ok(()) }
    }

    pub(crate) fn judge(&self, typ: Option<JsonStr<'_>>) -> Result<(), Error> {
        let fits = match (&self.0, typ) {
            (None, None) => true,
            (None, Some(typ)) => is_typ(typ, "JWT") || is_typ(typ, "at+jwt"),
            (Some(_), None) => return Err(Error::MissingTyp),
            (Some(expected), Some(typ)) => is_typ(typ, expected.as_str()),
        };
        if fits { Ok(()) } else { Err(Error::WrongTyp) }
    }
}

/// Compares media types (RFC 7515 section 4.1.9).
fn is_typ(typ: JsonStr<'_>, expected: &str) -> bool {
    let is_same = |typ: &str| without_prefix(typ).eq_ignore_ascii_case(without_prefix(expected));
    if let Some(typ) = typ.as_str() {
        return is_same(typ);
    }
    // Longer than any registered media type, which has at most 127 characters on each side of the slash.
    typ.unescape_into(&mut [0; 256]).is_ok_and(is_same)
}

/// The media type without its `application/`, which is implied where no other slash follows.
fn without_prefix(typ: &str) -> &str {
    const PREFIX: &str = "application/";
    match typ.split_at_checked(PREFIX.len()) {
        Some((prefix, rest)) if prefix.eq_ignore_ascii_case(PREFIX) && !rest.contains('/') => rest,
        _ => typ,
    }
}
