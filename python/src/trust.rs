//! `Trust`: an issuer, its keys, and what is expected of its tokens.

use std::sync::Arc;

use jwtcore::host::LargeKeySet;
use jwtcore::key::Keys as _;
use jwtcore::{Algorithm, Audience, Error, Issuer, KeyKind};
use pyo3::prelude::*;
use pyo3::types::{PyMapping, PyString};

use crate::algorithms;
use crate::arguments::{optional_text, seconds, text, texts, type_error, value_error};
use crate::boundary::guarded;
use crate::errors::Fault;
use crate::key::{Key, no_pickle};
use crate::key_set::KeySet;
use crate::source::Source;

/// Says that an issuer or an audience is not checked. There is one, `jwtcore.UNCHECKED`.
#[pyclass(frozen, module = "jwtcore")]
pub(crate) struct Unchecked;

#[pymethods]
impl Unchecked {
    fn __repr__(&self) -> &'static str {
        "jwtcore.UNCHECKED"
    }
}

/// An issuer, its keys and its rules, for a verifier of several.
#[pyclass(frozen, module = "jwtcore")]
pub(crate) struct Trust(pub(crate) Arc<Rules>);

/// What a trust is built from, each time that a verifier is.
#[derive(Clone)]
#[allow(clippy::struct_excessive_bools, reason = "each is an option of its own")]
pub(crate) struct Rules {
    keys: Vec<Given>,
    algorithms: Option<Vec<Algorithm>>,
    /// None: unchecked.
    issuer: Option<Vec<String>>,
    /// None: unchecked.
    audience: Option<Vec<String>>,
    audience_claim: Option<String>,
    typ: Option<String>,
    required: Vec<Required>,
    required_header: Vec<Required>,
    leeway_s: u32,
    max_age_s: Option<u32>,
    exp_optional: bool,
    unchecked_iat: bool,
    unchecked_time: bool,
    allow_integer_sub: bool,
}

/// A claim or a header member that is asked for, and the values of which it must have one, if any are given.
type Required = (String, Vec<String>);

/// A key that a verifier was given.
#[derive(Clone)]
struct Given {
    source: Arc<Source>,
    /// Whether it came in a set, where one that no listed algorithm fits is left out.
    in_set: bool,
}

/// The arguments that `Trust` and `Verifier` have in common.
#[allow(clippy::struct_excessive_bools, reason = "each is an option of its own")]
pub(crate) struct Arguments<'a, 'py> {
    pub(crate) keys: &'a Bound<'py, PyAny>,
    pub(crate) issuer: &'a Bound<'py, PyAny>,
    pub(crate) audience: &'a Bound<'py, PyAny>,
    pub(crate) algorithms: Option<&'a Bound<'py, PyAny>>,
    pub(crate) leeway: Option<&'a Bound<'py, PyAny>>,
    pub(crate) typ: Option<&'a Bound<'py, PyAny>>,
    pub(crate) required: Option<&'a Bound<'py, PyAny>>,
    pub(crate) required_header: Option<&'a Bound<'py, PyAny>>,
    pub(crate) max_age: Option<&'a Bound<'py, PyAny>>,
    pub(crate) audience_claim: Option<&'a Bound<'py, PyAny>>,
    pub(crate) exp_optional: bool,
    pub(crate) unchecked_iat: bool,
    pub(crate) unchecked_time: bool,
    pub(crate) allow_integer_sub: bool,
}

#[pymethods]
impl Trust {
    #[new]
    #[pyo3(signature = (
        keys, *, issuer, audience, algorithms=None, leeway=None, typ=None, required=None, required_header=None,
        max_age=None, audience_claim=None, exp_optional=false, unchecked_iat=false, unchecked_time=false,
        allow_integer_sub=false,
    ))]
    #[allow(clippy::too_many_arguments, clippy::fn_params_excessive_bools, reason = "keywords, in Python")]
    fn new(
        keys: &Bound<'_, PyAny>,
        issuer: &Bound<'_, PyAny>,
        audience: &Bound<'_, PyAny>,
        algorithms: Option<&Bound<'_, PyAny>>,
        leeway: Option<&Bound<'_, PyAny>>,
        typ: Option<&Bound<'_, PyAny>>,
        required: Option<&Bound<'_, PyAny>>,
        required_header: Option<&Bound<'_, PyAny>>,
        max_age: Option<&Bound<'_, PyAny>>,
        audience_claim: Option<&Bound<'_, PyAny>>,
        exp_optional: bool,
        unchecked_iat: bool,
        unchecked_time: bool,
        allow_integer_sub: bool,
    ) -> PyResult<Self> {
        guarded(|| {
            let rules = Rules::read(&Arguments {
                keys,
                issuer,
                audience,
                algorithms,
                leeway,
                typ,
                required,
                required_header,
                max_age,
                audience_claim,
                exp_optional,
                unchecked_iat,
                unchecked_time,
                allow_integer_sub,
            })?;
            Ok(Self(Arc::new(rules)))
        })
    }

    fn __repr__(&self) -> String {
        match &self.0.issuer {
            Some(issuers) => format!("<jwtcore.Trust issuer={:?}>", issuers.join(" or ")),
            None => "<jwtcore.Trust issuer=UNCHECKED>".to_owned(),
        }
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
        slf
    }

    fn __reduce__(&self) -> PyResult<()> {
        Err(no_pickle("Trust"))
    }
}

impl Rules {
    /// Reads arguments. What the core judges is judged when a verifier is built.
    pub(crate) fn read(arguments: &Arguments<'_, '_>) -> PyResult<Self> {
        Ok(Self {
            keys: given(arguments.keys)?,
            algorithms: algorithms_of(arguments.algorithms)?,
            issuer: decided("issuer", arguments.issuer)?,
            audience: decided("audience", arguments.audience)?,
            audience_claim: optional_text("audience_claim", arguments.audience_claim)?,
            typ: optional_text("typ", arguments.typ)?,
            required: arguments.required.map(required).transpose()?.unwrap_or_default(),
            required_header: arguments.required_header.map(required_header).transpose()?.unwrap_or_default(),
            leeway_s: arguments.leeway.map_or(Ok(0), |leeway| seconds("leeway", leeway))?,
            max_age_s: arguments.max_age.map(|max_age| seconds("max_age", max_age)).transpose()?,
            exp_optional: arguments.exp_optional,
            unchecked_iat: arguments.unchecked_iat,
            unchecked_time: arguments.unchecked_time,
            allow_integer_sub: arguments.allow_integer_sub,
        })
    }

    /// The same rules with other keys.
    pub(crate) fn with_keys(&self, keys: &Bound<'_, PyAny>) -> PyResult<Self> {
        Ok(Self { keys: given(keys)?, ..self.clone() })
    }

    /// Builds the core's trust, and tells whether any of its keys is not HMAC's.
    pub(crate) fn build(&self) -> Result<(jwtcore::Trust<LargeKeySet>, bool), Fault> {
        let issuer = self.issuer.clone().map_or_else(Issuer::unchecked, Issuer::one_of);
        let audience = self.audience()?;
        let keys = joined(&self.keys, self.algorithms.as_deref())?;
        let slow = keys.keys().iter().any(|key| key.algorithm().key_kind() != KeyKind::Secret);
        let mut trust = jwtcore::Trust::new(issuer, audience, keys).leeway_s(self.leeway_s);
        if let Some(max_age_s) = self.max_age_s {
            trust = trust.max_age_s(max_age_s);
        }
        if let Some(typ) = &self.typ {
            trust = trust.typ(typ.clone());
        }
        for (claim, values) in &self.required {
            trust = if values.is_empty() {
                trust.required(claim.clone())
            } else {
                trust.required_value(claim.clone(), values.clone())
            };
        }
        let header = self.required_header.iter();
        trust = header.fold(trust, |trust, (member, values)| trust.header_value(member.clone(), values.clone()));
        Ok((self.with_flags(trust), slow))
    }

    fn with_flags(&self, mut trust: jwtcore::Trust<LargeKeySet>) -> jwtcore::Trust<LargeKeySet> {
        type Apply = fn(jwtcore::Trust<LargeKeySet>) -> jwtcore::Trust<LargeKeySet>;
        let flags: [(bool, Apply); 4] = [
            (self.exp_optional, jwtcore::Trust::exp_optional),
            (self.unchecked_iat, jwtcore::Trust::unchecked_iat),
            (self.unchecked_time, jwtcore::Trust::unchecked_time),
            (self.allow_integer_sub, jwtcore::Trust::allow_integer_sub),
        ];
        for (is_set, apply) in flags {
            trust = if is_set { apply(trust) } else { trust };
        }
        trust
    }

    fn audience(&self) -> Result<Audience, Fault> {
        match (&self.audience, &self.audience_claim) {
            (None, None) => Ok(Audience::unchecked()),
            (None, Some(_)) => Err(Fault::new(Error::ContradictoryOptions, "audience_claim, and audience unchecked")),
            (Some(audiences), None) => Ok(Audience::any_of(audiences.clone())),
            (Some(audiences), Some(claim)) => Ok(Audience::in_claim(claim.clone(), audiences.clone())),
        }
    }
}

/// The keys that an argument gives, of which those are taken that the list allows.
pub(crate) fn keys_of(keys: &Bound<'_, PyAny>, listed: Option<&[Algorithm]>) -> PyResult<LargeKeySet> {
    Ok(joined(&given(keys)?, listed)?)
}

/// A verifier's list of algorithms, if it has one.
pub(crate) fn algorithms_of(listed: Option<&Bound<'_, PyAny>>) -> PyResult<Option<Vec<Algorithm>>> {
    listed.map(|listed| algorithms::several("algorithms", listed)).transpose()
}

fn joined(keys: &[Given], listed: Option<&[Algorithm]>) -> Result<LargeKeySet, Fault> {
    let mut sets = Vec::with_capacity(keys.len());
    for (at, Given { source, in_set }) in keys.iter().enumerate() {
        match source.keys(listed) {
            Ok(keys) => sets.push(keys),
            Err(Error::AlgorithmNotListed | Error::NoAlgorithmForKey) if *in_set => {}
            Err(error) => return Err(Fault::from(error).within(&format!("key {at}"))),
        }
    }
    Ok(LargeKeySet::joined(sets)?)
}

/// A key, keys, a key set, or several of them.
fn given(keys: &Bound<'_, PyAny>) -> PyResult<Vec<Given>> {
    const EXPECTED: &str = "a Key, a KeySet, or an iterable of them";
    let mut found = Vec::new();
    if take(keys, &mut found) {
        return Ok(found);
    }
    for one in keys.try_iter().map_err(|_| type_error("keys", EXPECTED, keys))? {
        let one = one?;
        if !take(&one, &mut found) {
            return Err(type_error("each of keys", "a Key or a KeySet", &one));
        }
    }
    if found.is_empty() { Err(Fault::new(Error::NoUsableKey, "keys is empty").into()) } else { Ok(found) }
}

fn take(keys: &Bound<'_, PyAny>, found: &mut Vec<Given>) -> bool {
    if let Ok(key) = keys.cast::<Key>() {
        found.push(Given { source: Arc::clone(key.get().source()), in_set: false });
        return true;
    }
    let Ok(set) = keys.cast::<KeySet>() else { return false };
    found.extend(set.get().sources().map(|source| Given { source, in_set: true }));
    true
}

/// Expected texts, at least one, or none where it is said that they are unchecked.
fn decided(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Option<Vec<String>>> {
    if value.is_instance_of::<Unchecked>() {
        return Ok(None);
    }
    let expected = "str, an iterable of str, or jwtcore.UNCHECKED";
    if value.is_none() || value.try_iter().is_err() {
        return Err(type_error(name, expected, value));
    }
    texts(name, value).map(Some)
}

/// Claims that are asked for: names, or a mapping of names to None, one value or several.
fn required(value: &Bound<'_, PyAny>) -> PyResult<Vec<Required>> {
    if value.cast::<PyMapping>().is_ok() {
        return mapped("required", value);
    }
    if value.is_instance_of::<PyString>() {
        return Err(type_error("required", "an iterable of names, or a mapping", value));
    }
    Ok(texts("required", value)?.into_iter().map(|name| (name, Vec::new())).collect())
}

/// Header members that are asked for, with their values.
fn required_header(value: &Bound<'_, PyAny>) -> PyResult<Vec<Required>> {
    let rules = mapped("required_header", value)?;
    if rules.iter().any(|(_, values)| values.is_empty()) {
        return Err(value_error("required_header", "must name the values of each member"));
    }
    Ok(rules)
}

fn mapped(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Vec<Required>> {
    let mapping = value.cast::<PyMapping>().map_err(|_| type_error(name, "a mapping", value))?;
    let items = mapping.items()?;
    let rule = |item: Bound<'_, PyAny>| {
        let (claim, values): (Bound<'_, PyAny>, Bound<'_, PyAny>) = item.extract()?;
        let claim = text(&format!("each key of {name}"), &claim)?;
        if values.is_none() {
            return Ok((claim, Vec::new()));
        }
        match texts(&format!("each value of {name}"), &values)?.as_slice() {
            [] => Err(Fault::new(Error::EmptyExpectation, format!("{name}[{claim:?}]")).into()),
            values => Ok((claim, values.to_vec())),
        }
    };
    items.iter().map(rule).collect()
}
