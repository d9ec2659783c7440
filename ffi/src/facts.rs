//! What is told of an accepted token beside its claims.

use core::ffi::c_char;

use jwtcore::{Algorithm, Claims, JsonStr, UnixSeconds, VerifiedPayload};

use crate::algorithms;
use crate::types::{JwtcoreFact, Verified};

/// The verdict on a token whose claims were accepted and stand at `offset` in the caller's buffer.
pub(crate) fn of_claims(claims: &Claims<'_>, offset: usize) -> Verified {
    let mut verified = of_key(claims.algorithm(), claims.kid());
    verified.trust_index = u32::try_from(claims.trust_index()).unwrap_or(u32::MAX);
    (verified.claims_offset, verified.claims_len) = (offset, claims.json().len());
    for (date, place, fact) in [
        (claims.exp(), &mut verified.exp, JwtcoreFact::Exp),
        (claims.nbf(), &mut verified.nbf, JwtcoreFact::Nbf),
        (claims.iat(), &mut verified.iat, JwtcoreFact::Iat),
    ] {
        if let Some(UnixSeconds(seconds)) = date {
            *place = seconds;
            verified.facts |= fact as u32;
        }
    }
    let Verified { iss_offset, iss_len, sub_offset, sub_len, jti_offset, jti_len, facts, .. } = &mut verified;
    for (text, place, len, present, plain) in [
        (claims.iss(), iss_offset, iss_len, JwtcoreFact::Iss, JwtcoreFact::IssText),
        (claims.sub(), sub_offset, sub_len, JwtcoreFact::Sub, JwtcoreFact::SubText),
        (claims.jti(), jti_offset, jti_len, JwtcoreFact::Jti, JwtcoreFact::JtiText),
    ] {
        let Some(text) = text else { continue };
        *facts |= present as u32;
        if let Some((at, text_len)) = position(text, claims.json()) {
            let is_quoted = claims.json().as_bytes().get(at.wrapping_sub(1)) == Some(&b'"');
            *facts |= if is_quoted { plain as u32 } else { JwtcoreFact::SubInteger as u32 };
            (*place, *len) = (offset + at, text_len);
        }
    }
    verified
}

/// The verdict on a payload whose signature is good.
pub(crate) fn of_payload(payload: &VerifiedPayload<'_>) -> Verified {
    let mut verified = of_key(payload.algorithm(), payload.kid());
    verified.claims_len = payload.bytes().len();
    verified
}

fn of_key(algorithm: Algorithm, kid: Option<&str>) -> Verified {
    let mut verified = Verified { algorithm: algorithms::bit(algorithm), ..Verified::default() };
    if let Some(kid) = kid {
        verified.facts |= JwtcoreFact::Kid as u32;
        verified.kid_len = u32::try_from(kid.len()).unwrap_or(0);
        for (place, byte) in verified.kid.iter_mut().zip(kid.bytes()) {
            *place = c_char::from_ne_bytes([byte]);
        }
    }
    verified
}

/// Where a text that holds no escape stands in the JSON that it was read from, and its length.
fn position(text: JsonStr<'_>, json: &str) -> Option<(usize, usize)> {
    let text = text.as_str()?;
    Some((text.as_ptr().addr().checked_sub(json.as_ptr().addr())?, text.len()))
}
