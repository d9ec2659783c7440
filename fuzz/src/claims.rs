//! Payloads of any bytes, well signed: read as `serde_json` reads them, each registered claim of its type.

use std::collections::BTreeMap;

use jwtcore::{Claims, Error, UnixSeconds};
use serde_json::value::RawValue;

use crate::jose::{self, HS256_ANY_CLAIMS};
use crate::reference::decimal;
use crate::reference::json::{self, Json, Verdict};

/// Room for the greatest number of members, in tokens within the default bound.
const MAX_LEN: usize = 8 * 1024;

/// Takes the bytes for claims.
pub fn run(data: &[u8]) {
    if data.len() > MAX_LEN {
        return;
    }
    let members = json::judge(data, json::CLAIMS);
    let verdict = jose::verify(&HS256_ANY_CLAIMS, &jose::hs256(data), 0, |claims| {
        let text = str::from_utf8(data).expect("accepted, and so UTF-8");
        assert_eq!(claims.json(), text);
        match &members {
            Verdict::Object(members) => check_accepted(claims, members),
            Verdict::Refused => panic!("accepted what serde_json or a rule refuses: {text:?}"),
            Verdict::Unsure => {}
        }
    });
    check_issuer(data, verdict, &members);
    match members {
        Verdict::Object(_) => assert_eq!(verdict.err(), fault(&json::raw_members(data))),
        Verdict::Refused if str::from_utf8(data).is_err() => assert_eq!(verdict, Err(Error::InvalidUtf8)),
        Verdict::Refused => assert!(verdict.is_err_and(json::is_fault), "{verdict:?}"),
        Verdict::Unsure => {}
    }
}

/// Before the signature is looked at, the same claims name the same issuer, or are refused for the same.
fn check_issuer(payload: &[u8], verdict: Result<(), Error>, members: &Verdict) {
    let iss = match members {
        Verdict::Object(members) => json::find(members, "iss").and_then(Json::as_str),
        _ => None,
    };
    let expected = verdict.and_then(|()| iss.map(str::to_owned).ok_or(Error::MissingIss));
    if !matches!(members, Verdict::Unsure) {
        assert_eq!(jose::unverified_issuer(&jose::hs256(payload)), expected);
    }
}

/// Whether a value's text is of a claim's type.
type IsTyped<'f> = &'f dyn Fn(&str) -> bool;

/// The first registered claim that is not of its type, in the order of judgement.
pub(crate) fn fault(members: &BTreeMap<String, Box<RawValue>>) -> Option<Error> {
    let value = |name: &str| members.get(name).map(|value| value.get());
    let is_date = |text: &str| {
        text.starts_with(|first: char| first == '-' || first.is_ascii_digit()) && decimal::floor_seconds(text).is_some()
    };
    let is_text = |text: &str| text.starts_with('"');
    let is_sub = |text: &str| is_text(text) || (text.parse::<i64>().is_ok() && text != "-0");
    let is_aud = |text: &str| {
        let several = serde_json::from_str::<Vec<String>>(text);
        is_text(text) || several.is_ok_and(|several| !several.is_empty())
    };
    let rules: [(&str, IsTyped<'_>, Error); 7] = [
        ("exp", &is_date, Error::InvalidExp),
        ("nbf", &is_date, Error::InvalidNbf),
        ("iat", &is_date, Error::InvalidIat),
        ("iss", &is_text, Error::InvalidIss),
        ("sub", &is_sub, Error::InvalidSub),
        ("aud", &is_aud, Error::InvalidAud),
        ("jti", &is_text, Error::InvalidJti),
    ];
    rules
        .into_iter()
        .find(|(name, is_typed, _)| value(name).is_some_and(|text| !is_typed(text)))
        .map(|(.., error)| error)
}

fn check_accepted(claims: &Claims<'_>, members: &[(String, Json)]) {
    let raw = json::raw_members(claims.json().as_bytes());
    for (name, value) in members {
        check_member(claims, name, value, raw[name].get());
    }
    let text = |name: &str| json::find(members, name).and_then(Json::as_str).map(str::to_owned);
    let date = |name: &str| raw.get(name).and_then(|raw| decimal::floor_seconds(raw.get())).map(UnixSeconds);
    assert_eq!(claims.iss().map(|iss| iss.to_string()), text("iss"));
    assert_eq!(claims.jti().map(|jti| jti.to_string()), text("jti"));
    let sub = text("sub").or_else(|| raw.get("sub").map(|raw| raw.get().to_owned()));
    assert_eq!(claims.sub().map(|sub| sub.to_string()), sub);
    assert_eq!((claims.exp(), claims.nbf(), claims.iat()), (date("exp"), date("nbf"), date("iat")));
    let aud = match json::find(members, "aud") {
        Some(Json::Array(several)) => several.iter().filter_map(Json::as_str).map(str::to_owned).collect(),
        other => other.and_then(Json::as_str).map(str::to_owned).into_iter().collect::<Vec<_>>(),
    };
    assert_eq!(claims.aud().map(|aud| aud.to_string()).collect::<Vec<_>>(), aud);
    let all: BTreeMap<String, Json> = claims.deserialize().expect("an object");
    assert!(members.iter().all(|(name, value)| all.get(name) == Some(value)) && all.len() == members.len());
}

/// A claim by its name: its text is just what stands in the payload.
fn check_member(claims: &Claims<'_>, name: &str, value: &Json, raw: &str) {
    assert_eq!(claims.get::<&RawValue>(name).expect("it is there").get(), raw);
    let Json::String(text) = value else {
        return assert_eq!(claims.str(name).err(), Some(Error::UnexpectedClaimType));
    };
    let string = claims.str(name).expect("it is a string");
    let again = claims.str(name).expect("it is a string");
    assert!(string == text.as_str() && string == again && string != format!("{text}x").as_str());
    assert_eq!(string.as_str(), (!raw.contains('\\')).then_some(text.as_str()));
    let mut buf = vec![0; text.len()];
    assert_eq!(claims.str_into(name, &mut buf), Ok(text.as_str()));
    if let Some(short) = buf.len().checked_sub(1) {
        assert_eq!(claims.str_into(name, &mut buf[..short]), Err(Error::BufferTooSmall { needed: text.len() }));
    }
}
