//! JSON numbers: their grammar as `serde_json` has it, their bound and their floor as exact decimals.

use jwtcore::{Claims, Error, UnixSeconds};

use crate::jose::{self, HS256_ANY_CLAIMS};
use crate::reference::decimal;

const CHARACTERS: &[u8] = b"0123456789-+.eE";

/// Takes the bytes for a number: each stands for itself, or else for one of a number's characters.
pub fn run(data: &[u8]) {
    let character = |byte: &u8| match byte {
        byte if CHARACTERS.contains(byte) => char::from(*byte),
        byte => char::from(CHARACTERS[usize::from(*byte) % CHARACTERS.len()]),
    };
    let text: String = data.iter().map(character).collect();
    let is_number = serde_json::from_str::<serde_json::Number>(&text).is_ok();
    if is_number && !decimal::is_beyond_floats(&text) {
        check_number(&text);
    } else {
        let payload = format!("{{\"exp\":{text}}}");
        assert_eq!(verify(&payload, |_| ()), Err(Error::MalformedJson), "{text}");
    }
}

fn verify<R>(payload: &str, read: impl FnOnce(&Claims<'_>) -> R) -> Result<R, Error> {
    jose::verify(&HS256_ANY_CLAIMS, &jose::hs256(payload.as_bytes()), 0, read)
}

fn check_number(text: &str) {
    let seconds = decimal::floor_seconds(text).map(UnixSeconds);
    for (name, error) in [("exp", Error::InvalidExp), ("nbf", Error::InvalidNbf), ("iat", Error::InvalidIat)] {
        let payload = format!("{{\"{name}\":{text}}}");
        let date = verify(&payload, |claims| claims.exp().or(claims.nbf()).or(claims.iat()));
        assert_eq!(date, seconds.map(Some).ok_or(error), "{text}");
    }
    let payload = format!("{{\"n\":[{text}, {text}]}}");
    let is_finite = verify(&payload, |claims| {
        let [first, second] = claims.get::<[f64; 2]>("n").expect("two numbers");
        first.is_finite() && first.to_bits() == second.to_bits()
    });
    assert_eq!(is_finite, Ok(true), "{text}");
    let integer = text.parse::<i64>().is_ok() && text != "-0";
    let sub = verify(&format!("{{\"sub\":{text}}}"), |claims| claims.sub().map(|sub| sub.to_string()));
    assert_eq!(sub, if integer { Ok(Some(text.to_owned())) } else { Err(Error::InvalidSub) });
}
