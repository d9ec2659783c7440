//! The rules of a trust once more, over parsed JSON and in 128 bits.

use jwtcore::Error;
use serde_json::Value;

use super::{ISSUERS, KIDS, OTHER_SPELLING, Rules, Token};

const MAX_SECONDS: i128 = 1 << 53;
const MAX_LEEWAY_S: u32 = 600;

/// What building a verifier ought to find wrong with the rules.
pub(super) fn fault_of_rules(rules: &[Rules]) -> Option<Error> {
    let own = rules.iter().find_map(|rules| match rules {
        _ if rules.leeway_s > MAX_LEEWAY_S => Some(Error::LeewayTooLarge),
        _ if rules.max_age_s == Some(0) || (rules.max_age_s.is_some() && rules.unchecked_time) => {
            Some(Error::InvalidLimit)
        }
        _ => None,
    });
    let unchecked_among_several = rules.len() > 1 && rules.iter().any(|rules| rules.issuer == 0);
    own.or(unchecked_among_several.then_some(Error::UncheckedIssuerAmongSeveral))
}

/// The trust that ought to accept a token, or why none does.
pub(super) fn judge(rules: &[Rules], token: &Token, now: i64) -> Result<usize, Error> {
    let trust = select(rules.len(), token)?;
    if trust != token.signer {
        return Err(Error::InvalidSignature);
    }
    check_types(&token.claims)?;
    let (rules, claims) = (&rules[trust], &token.claims);
    if claims.get("sub").is_some_and(Value::is_number) && !rules.allow_integer_sub {
        return Err(Error::InvalidSub);
    }
    check_issuer(trust, rules, claims)?;
    check_audience(rules, claims)?;
    check_typ(rules.typ, token.header.get("typ").and_then(Value::as_str))?;
    if rules.header_x && token.header.get("x").and_then(Value::as_str) != Some("y") {
        return Err(Error::WrongHeaderValue);
    }
    if rules.required_use {
        let value = claims.get("use").ok_or(Error::MissingClaim)?.as_str();
        value.filter(|value| ["access", "id"].contains(value)).ok_or(Error::WrongClaimValue)?;
    }
    check_times(rules, claims, now)?;
    if rules.required_role && claims.get("role").is_none_or(Value::is_null) {
        return Err(Error::MissingClaim);
    }
    Ok(trust)
}

fn select(trusts: usize, token: &Token) -> Result<usize, Error> {
    match token.header.get("kid").and_then(Value::as_str) {
        Some(kid) => KIDS.iter().take(trusts).position(|name| *name == kid).ok_or(Error::UnknownKey),
        None if trusts == 1 => Ok(0),
        None => Err(Error::AmbiguousKey),
    }
}

fn check_types(claims: &Value) -> Result<(), Error> {
    for (name, error) in [("exp", Error::InvalidExp), ("nbf", Error::InvalidNbf), ("iat", Error::InvalidIat)] {
        let is_date = |date: &Value| date.as_i64().is_some_and(|date| i128::from(date).abs() <= MAX_SECONDS);
        if claims.get(name).is_some_and(|date| !is_date(date)) {
            return Err(error);
        }
    }
    match claims {
        _ if claims.get("iss").is_some_and(|iss| !iss.is_string()) => Err(Error::InvalidIss),
        _ if claims.get("sub").is_some_and(|sub| !sub.is_string() && !sub.is_i64()) => Err(Error::InvalidSub),
        _ if claims.get("aud").is_some_and(|aud| audiences(aud).is_none()) => Err(Error::InvalidAud),
        _ => Ok(()),
    }
}

/// The audiences of a claim that names any.
fn audiences(aud: &Value) -> Option<Vec<&str>> {
    match aud {
        Value::String(one) => Some(vec![one]),
        Value::Array(several) if !several.is_empty() => several.iter().map(Value::as_str).collect(),
        _ => None,
    }
}

fn check_issuer(trust: usize, rules: &Rules, claims: &Value) -> Result<(), Error> {
    if rules.issuer == 0 {
        return Ok(());
    }
    let iss = claims.get("iss").and_then(Value::as_str).ok_or(Error::MissingIss)?;
    let fits = iss == ISSUERS[trust] || (rules.issuer == 2 && iss == OTHER_SPELLING);
    if fits { Ok(()) } else { Err(Error::WrongIssuer) }
}

fn check_audience(rules: &Rules, claims: &Value) -> Result<(), Error> {
    let (claim, expected): (_, &[&str]) = match rules.audience {
        0 => return Ok(()),
        1 => ("aud", &["api"]),
        2 => ("aud", &["api", "\u{e9}"]),
        _ => ("client_id", &["api"]),
    };
    let given = audiences(claims.get(claim).ok_or(Error::MissingAud)?).ok_or(Error::InvalidAud)?;
    if given.iter().any(|audience| expected.contains(audience)) { Ok(()) } else { Err(Error::WrongAudience) }
}

fn check_typ(expected: Option<&str>, typ: Option<&str>) -> Result<(), Error> {
    let full = |typ: &str| {
        let typ = typ.to_ascii_lowercase();
        if typ.contains('/') { typ } else { format!("application/{typ}") }
    };
    let fits = match (expected, typ) {
        (None, None) => true,
        (None, Some(typ)) => ["application/jwt", "application/at+jwt"].contains(&full(typ).as_str()),
        (Some(_), None) => return Err(Error::MissingTyp),
        (Some(expected), Some(typ)) => full(expected) == full(typ),
    };
    if fits { Ok(()) } else { Err(Error::WrongTyp) }
}

fn check_times(rules: &Rules, claims: &Value, now: i64) -> Result<(), Error> {
    let date = |name: &str| claims.get(name).and_then(Value::as_i64).map(i128::from);
    let (now, leeway) = (i128::from(now), i128::from(rules.leeway_s));
    let (exp, nbf, iat) = (date("exp"), date("nbf"), date("iat"));
    match rules.max_age_s.map(i128::from) {
        _ if exp.is_none() && !rules.exp_optional => Err(Error::MissingExp),
        _ if rules.unchecked_time => Ok(()),
        _ if exp.is_some_and(|exp| now >= exp + leeway) => Err(Error::Expired),
        _ if nbf.is_some_and(|nbf| nbf > now + leeway) => Err(Error::NotYetValid),
        _ if !rules.unchecked_iat && iat.is_some_and(|iat| iat > now + leeway.max(60)) => Err(Error::IssuedInTheFuture),
        Some(_) if iat.is_none() => Err(Error::MissingIat),
        Some(max_age) if iat.is_some_and(|iat| now - iat > max_age + leeway) => Err(Error::TooOld),
        _ => Ok(()),
    }
}
