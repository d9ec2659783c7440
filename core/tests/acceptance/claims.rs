//! Accepted claims: typed, by name, borrowed where no escape stands in the way, and raw as they were signed.

use jwtcore::{Algorithm, Audience, Claims, Error, Issuer, Trust, UnixSeconds, Verifier};

use crate::common::NOW;
use crate::common::made::{HEADER, hs256_keys, token};

/// Hands the accepted claims of a payload to a test.
fn with_claims<R>(payload: &str, look: impl FnOnce(Claims<'_>) -> R) -> R {
    let trust = Trust::new(Issuer::unchecked(), Audience::unchecked(), hs256_keys()).exp_optional();
    let verifier = Verifier::new(trust).unwrap();
    let token = token(HEADER, payload);
    let mut buf = vec![0; token.len()];
    look(verifier.verify(&token, UnixSeconds(NOW), &mut buf).unwrap())
}

const PAYLOAD: &str = r#"{ "iss":"https:\/\/issuer.test", "sub":"user-7","jti":"\u006a1",
    "aud":["https://a.test","https:\/\/b.test"],"exp":1767225661.9,"nbf":1767225600,"iat":-1.5,
    "uid":7,"name":"Zoë","esc":"tab\tand \"\u00e9\" \ud83d\ude00","flag":true,"none":null,
    "kubernetes.io":{"pod":{"name":"p"}},"list":[1,2,3],"\u006bey":"spelled" }"#;

#[test]
fn registered_claims_are_typed() {
    with_claims(PAYLOAD, |claims| {
        assert!(claims.iss().unwrap() == "https://issuer.test");
        assert_eq!(claims.sub().unwrap().as_str(), Some("user-7"));
        assert!(claims.jti().unwrap() == "j1");
        let aud: Vec<_> = claims.aud().map(|audience| audience.to_string()).collect();
        assert_eq!(aud, ["https://a.test", "https://b.test"]);
        assert_eq!(claims.exp(), Some(UnixSeconds(1_767_225_661)));
        assert_eq!(claims.nbf(), Some(UnixSeconds(1_767_225_600)));
        assert_eq!(claims.iat(), Some(UnixSeconds(-2)));
    });
}

#[test]
fn absent_registered_claims_are_none() {
    with_claims("{}", |claims| {
        assert!(claims.iss().is_none() && claims.sub().is_none() && claims.jti().is_none());
        assert_eq!((claims.exp(), claims.nbf(), claims.iat(), claims.aud().count()), (None, None, None, 0));
    });
    with_claims(r#"{"aud":"one"}"#, |claims| {
        let aud: Vec<_> = claims.aud().map(|audience| audience.as_str()).collect();
        assert_eq!(aud, [Some("one")]);
    });
}

#[test]
fn the_raw_json_is_exactly_what_was_signed() {
    with_claims(PAYLOAD, |claims| assert_eq!(claims.json(), PAYLOAD));
}

#[test]
fn the_key_that_was_used_is_named() {
    with_claims("{}", |claims| {
        assert_eq!((claims.algorithm(), claims.kid(), claims.trust_index()), (Algorithm::HS256, None, 0));
    });
}

#[test]
fn other_claims_are_read_by_their_literal_names() {
    with_claims(PAYLOAD, |claims| {
        assert_eq!(claims.get::<u64>("uid"), Ok(7));
        assert_eq!(claims.get::<bool>("flag"), Ok(true));
        assert_eq!(claims.get::<&str>("name"), Ok("Zoë"));
        assert_eq!(claims.get::<[u8; 3]>("list"), Ok([1, 2, 3]));
        assert_eq!(claims.get::<&str>("key"), Ok("spelled"));
        assert_eq!(claims.get::<Option<u64>>("none"), Ok(None));
        assert_eq!(claims.find::<u64>("uid"), Ok(Some(7)));
        assert_eq!(claims.find::<u64>("absent"), Ok(None));
        assert_eq!(claims.get::<u64>("absent"), Err(Error::MissingClaim));
        for name in ["kubernetes", "kubernetes.io.pod", "pod", "UID", "uid ", ""] {
            assert_eq!(claims.find::<bool>(name), Ok(None), "{name}");
        }
    });
}

#[test]
fn a_claim_of_another_type_is_refused_not_converted() {
    with_claims(PAYLOAD, |claims| {
        assert_eq!(claims.get::<u8>("name"), Err(Error::UnexpectedClaimType));
        assert_eq!(claims.get::<&str>("uid"), Err(Error::UnexpectedClaimType));
        assert_eq!(claims.get::<bool>("uid"), Err(Error::UnexpectedClaimType));
        assert_eq!(claims.get::<u64>("none"), Err(Error::UnexpectedClaimType));
        assert_eq!(claims.get::<u64>("flag"), Err(Error::UnexpectedClaimType));
        assert_eq!(claims.find::<u64>("list"), Err(Error::UnexpectedClaimType));
        assert_eq!(claims.str("uid").map(|_| ()), Err(Error::UnexpectedClaimType));
        assert_eq!(claims.str("none").map(|_| ()), Err(Error::UnexpectedClaimType));
        assert_eq!(claims.str("absent").map(|_| ()), Err(Error::MissingClaim));
    });
    for (payload, name) in [(r#"{"n":256}"#, "n"), (r#"{"n":-1}"#, "n"), (r#"{"n":1.5}"#, "n")] {
        with_claims(payload, |claims| assert_eq!(claims.get::<u8>(name), Err(Error::UnexpectedClaimType), "{payload}"));
    }
}

const UNESCAPED: &str = "tab\tand \"é\" 😀";

#[test]
fn texts_without_escapes_are_borrowed_from_the_payload() {
    with_claims(PAYLOAD, |claims| {
        let name = claims.str("name").unwrap().as_str().unwrap();
        assert!(claims.json().as_bytes().as_ptr_range().contains(&name.as_ptr()));
        assert!(claims.str("esc").unwrap().as_str().is_none());
        let got: &str = claims.get("name").unwrap();
        assert_eq!(got.as_ptr(), name.as_ptr());
    });
}

#[test]
fn texts_with_escapes_are_compared_and_written_out_unescaped() {
    with_claims(PAYLOAD, |claims| {
        let text = claims.str("esc").unwrap();
        assert!(text == UNESCAPED);
        assert!(text != "tab\\tand");
        assert_eq!(text.to_string(), UNESCAPED);
        assert_eq!(text.chars().collect::<String>(), UNESCAPED);
        let mut buf = vec![0; UNESCAPED.len()];
        assert_eq!(claims.str_into("esc", &mut buf), Ok(UNESCAPED));
        let needed = UNESCAPED.len();
        assert_eq!(claims.str_into("esc", &mut buf[1..]), Err(Error::BufferTooSmall { needed }));
        assert_eq!(claims.str_into("name", &mut [0; 4]), Ok("Zoë"));
        assert_eq!(claims.str_into("uid", &mut []), Err(Error::UnexpectedClaimType));
    });
}

#[test]
fn an_escaped_text_is_never_handed_out_with_its_escapes() {
    with_claims(PAYLOAD, |claims| {
        assert_eq!(claims.get::<&str>("esc"), Err(Error::UnexpectedClaimType));
        assert_eq!(claims.get::<&str>("iss"), Err(Error::UnexpectedClaimType));
    });
}

/// Borrowed, as `derive` makes it.
#[derive(serde::Deserialize, Debug, PartialEq)]
struct Own<'a> {
    uid: u64,
    name: &'a str,
    flag: bool,
    none: Option<u8>,
    absent: Option<u8>,
}

#[test]
fn all_claims_deserialize_into_an_own_type() {
    let payload = r#"{"uid":7,"name":"Zoë","flag":true,"none":null,"further":{"a":[1]}}"#;
    with_claims(payload, |claims| {
        let own: Own<'_> = claims.deserialize().unwrap();
        assert_eq!(own, Own { uid: 7, name: "Zoë", flag: true, none: None, absent: None });
        assert_eq!(claims.deserialize::<u8>(), Err(Error::UnexpectedClaimType));
    });
    with_claims(r#"{"uid":"7"}"#, |claims| {
        assert_eq!(claims.deserialize::<Own<'_>>().err(), Some(Error::UnexpectedClaimType));
    });
}

#[test]
#[cfg(feature = "std")]
fn with_std_every_type_of_serde_json_deserializes() {
    with_claims(PAYLOAD, |claims| {
        assert_eq!(claims.get::<String>("esc").as_deref(), Ok(UNESCAPED));
        assert_eq!(claims.get::<std::borrow::Cow<'_, str>>("esc").as_deref(), Ok(UNESCAPED));
        let all: std::collections::BTreeMap<String, serde_json::Value> = claims.deserialize().unwrap();
        let expected: std::collections::BTreeMap<String, serde_json::Value> = serde_json::from_str(PAYLOAD).unwrap();
        assert_eq!(all, expected);
        assert_eq!(claims.get::<serde_json::Value>("kubernetes.io").unwrap()["pod"]["name"], "p");
    });
}

/// Members of nested objects with the same names do not get in the way.
#[test]
fn only_members_of_the_outermost_object_are_claims() {
    let payload = r#"{"a":{"iss":"https://evil.test","uid":1,"exp":0},"b":[{"sub":"evil"}],"uid":7}"#;
    with_claims(payload, |claims| {
        assert!(claims.iss().is_none() && claims.sub().is_none() && claims.exp().is_none());
        assert_eq!(claims.get::<u64>("uid"), Ok(7));
    });
}

#[test]
fn strings_are_equal_whatever_their_spelling() {
    with_claims(r#"{"a":"\u0041\/b","b":"A/b","c":"A/B"}"#, |claims| {
        let [a, b, c] = ["a", "b", "c"].map(|name| claims.str(name).unwrap());
        assert!(a == b && a != c && c != b);
        assert!(b == a);
        assert!(a == "A/b" && b == "A/b" && a != "A" && a != "A/bc");
    });
}
