//! The order of judgement: the first failure names the error, and nothing is judged before its turn.

use std::collections::BTreeMap;

use jwtcore::{Error, Trust, Verifier};

use crate::common::made::{HEADER, encoded, lasting, seen, signed, token, trust};
use crate::common::{AUD, ISS, NOW, verdict};

/// Where a member stands: in the header, or among the claims.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum In {
    Header,
    Claims,
}

type Members = BTreeMap<(In, &'static str), String>;

fn object(members: &Members, place: In) -> String {
    let members = members.iter().filter(|((of, _), _)| *of == place);
    let members: Vec<_> = members.map(|((_, name), value)| format!(r#""{name}":{value}"#)).collect();
    format!("{{{}}}", members.join(","))
}

/// Everything is wrong; one fault after the other is mended.
#[test]
fn types_iss_aud_typ_values_exp_nbf_iat_age_required() {
    let trust = trust().typ("at+jwt").header_value("h", "v").required_value("c", "v").max_age_s(100).required("r");
    let verifier = Verifier::new(trust).unwrap();
    let quoted = |text: &str| format!("\"{text}\"");
    let mends = [
        (Error::InvalidExp, In::Claims, "exp", (NOW - 1).to_string()),
        (Error::InvalidNbf, In::Claims, "nbf", (NOW + 1).to_string()),
        (Error::InvalidIat, In::Claims, "iat", (NOW + 61).to_string()),
        (Error::InvalidIss, In::Claims, "iss", quoted("https://other.test")),
        (Error::InvalidSub, In::Claims, "sub", "1".into()),
        (Error::InvalidAud, In::Claims, "aud", quoted("https://other.test")),
        (Error::InvalidJti, In::Claims, "jti", quoted("j")),
        // An integer is of a type for some trusts, so that its turn comes with the trust.
        (Error::InvalidSub, In::Claims, "sub", quoted("s")),
        (Error::WrongIssuer, In::Claims, "iss", quoted(ISS)),
        (Error::WrongAudience, In::Claims, "aud", quoted(AUD)),
        (Error::WrongTyp, In::Header, "typ", quoted("at+jwt")),
        (Error::WrongHeaderValue, In::Header, "h", quoted("v")),
        (Error::WrongClaimValue, In::Claims, "c", quoted("v")),
        (Error::Expired, In::Claims, "exp", (NOW + 1).to_string()),
        (Error::NotYetValid, In::Claims, "nbf", NOW.to_string()),
        (Error::IssuedInTheFuture, In::Claims, "iat", (NOW - 101).to_string()),
        (Error::TooOld, In::Claims, "iat", (NOW - 100).to_string()),
        (Error::MissingClaim, In::Claims, "r", "1".into()),
    ];
    let mut members: Members = mends.iter().map(|(_, place, name, _)| ((*place, *name), "true".into())).collect();
    members.insert((In::Header, "typ"), quoted("logout+jwt"));
    members.insert((In::Claims, "r"), "null".into());
    members.insert((In::Header, "alg"), quoted("HS256"));
    let judged = |members: &Members| {
        let token = token(&object(members, In::Header), object(members, In::Claims));
        verdict(&verifier, token, NOW).map(drop)
    };
    for (error, place, name, value) in mends {
        assert_eq!(judged(&members), Err(error), "before {name} is mended");
        members.insert((place, name), value);
    }
    assert_eq!(judged(&members), Ok(()));
}

#[test]
fn absent_claims_have_their_turn_where_wrong_ones_have() {
    let rules = |trust: Trust<_>| trust.typ("at+jwt").required_value("c", "v").required("r");
    let verifier = Verifier::new(rules(trust())).unwrap();
    let steps = [
        ("{}", HEADER, Error::MissingIss),
        (r#"{"iss":"https://issuer.test"}"#, HEADER, Error::MissingAud),
        (r#"{"iss":"https://issuer.test","aud":"https://api.test"}"#, HEADER, Error::MissingTyp),
    ];
    for (payload, header, error) in steps {
        assert_eq!(verdict(&verifier, token(header, payload), NOW), Err(error), "{payload}");
    }
    let typed = r#"{"alg":"HS256","typ":"at+jwt"}"#;
    let base = format!(r#""iss":"{ISS}","aud":"{AUD}""#);
    for (members, error) in [("", Error::MissingClaim), (r#","c":"v""#, Error::MissingExp)] {
        assert_eq!(verdict(&verifier, token(typed, format!("{{{base}{members}}}")), NOW), Err(error), "{members}");
    }
    let last = format!(r#"{{{base},"c":"v","exp":{}}}"#, NOW + 1);
    assert_eq!(verdict(&verifier, token(typed, last), NOW), Err(Error::MissingClaim));
}

/// A token with a fault at each step; mended from the front.
#[test]
fn size_parts_header_key_signature_payload() {
    let forged = |header: &str, payload: &str| format!("{}.{payload}.{}", encoded(header), encoded([0; 32]));
    let over = "x".repeat(16 * 1024 + 1);
    assert_eq!(seen(&over), Err(Error::TokenTooLarge));
    assert_eq!(seen("!.!.!.!"), Err(Error::NotCompact));
    assert_eq!(seen("!!.!!.!!"), Err(Error::MalformedBase64));
    assert_eq!(seen(forged("[]", "!!")), Err(Error::MalformedJson));
    assert_eq!(seen(forged(r#"{"alg":"ES256"}"#, "!!")), Err(Error::AlgorithmNotAllowed));
    assert_eq!(seen(forged(HEADER, "!!")), Err(Error::InvalidSignature));
    assert_eq!(seen(signed(format!("{}.!!", encoded(HEADER)))), Err(Error::MalformedBase64));
    assert_eq!(seen(token(HEADER, b"\xff")), Err(Error::InvalidUtf8));
    assert_eq!(seen(token(HEADER, "{")), Err(Error::MalformedJson));
    assert_eq!(seen(token(HEADER, lasting(""))), Ok(()));
}

#[test]
fn nothing_of_a_payload_shows_before_its_signature_is_good() {
    let other = token(HEADER, "other");
    let signature = other.rsplit('.').next().unwrap();
    for payload in ["", "{", "{}", "\u{feff}{}", r#"{"a":1,"a":2}"#, r#"{"exp":"x"}"#, r#"{"exp":0}"#] {
        let token = format!("{}.{}.{signature}", encoded(HEADER), encoded(payload));
        assert_eq!(seen(token), Err(Error::InvalidSignature), "{payload}");
    }
}
