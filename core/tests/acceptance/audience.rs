//! aud: a string or strings, in its own claim or another, compared exactly.

use jwtcore::{Audience, Error, Issuer, Trust};

use crate::common::NOW;
use crate::common::made::{hs256_keys, judged};

const API: &str = "https://api.test";

/// The verdict on claims with an exp and these members.
fn meant(audience: Audience, members: &str) -> Result<(), Error> {
    let comma = if members.is_empty() { "" } else { "," };
    let payload = format!(r#"{{"exp":{}{comma}{members}}}"#, NOW + 1);
    judged(Trust::new(Issuer::unchecked(), audience, hs256_keys()), payload)
}

fn aud(value: &str) -> Result<(), Error> {
    meant(Audience::contains(API), &format!(r#""aud":{value}"#))
}

#[test]
fn takes_a_string_and_an_array_that_contains_it() {
    for value in [
        r#""https://api.test""#,
        r#""https:\/\/api.test""#,
        r#"["https://api.test"]"#,
        r#"[ "https://other.test" , "https:\/\/api.test" ]"#,
        r#"["https://api.test","https://api.test"]"#,
        r#"["","\u0068ttps://api.test"]"#,
    ] {
        assert_eq!(aud(value), Ok(()), "{value}");
    }
}

#[test]
fn refuses_other_audiences_substrings_prefixes_and_another_case() {
    for value in [
        r#""""#,
        r#""https://api""#,
        r#""api.test""#,
        r#""https://api.test/""#,
        r#""https://api.test.evil""#,
        r#""https://API.test""#,
        r#""https://api.test\u0000""#,
        r#"" https://api.test""#,
        r#""https://api.test https://other.test""#,
        r#""https://api.test,https://other.test""#,
        r#"["https://other.test"]"#,
        r#"["https://","api.test"]"#,
        r#"["h","t"]"#,
    ] {
        assert_eq!(aud(value), Err(Error::WrongAudience), "{value}");
    }
}

#[test]
fn refuses_what_is_no_string_and_no_array_of_strings() {
    for value in [
        "null",
        "1",
        "true",
        "[]",
        "{}",
        r#"{"https://api.test":true}"#,
        r#"[["https://api.test"]]"#,
        r#"["https://api.test",1]"#,
        r#"["https://api.test",null]"#,
        r#"["https://api.test",["x"]]"#,
        r#"[{"https://api.test":1}]"#,
    ] {
        assert_eq!(aud(value), Err(Error::InvalidAud), "{value}");
        let unchecked = meant(Audience::unchecked(), &format!(r#""aud":{value}"#));
        assert_eq!(unchecked, Err(Error::InvalidAud), "{value}, unchecked");
    }
}

#[test]
fn refuses_a_missing_audience() {
    assert_eq!(meant(Audience::contains(API), ""), Err(Error::MissingAud));
    assert_eq!(meant(Audience::contains(API), r#""AUD":"https://api.test""#), Err(Error::MissingAud));
}

#[test]
fn an_unchecked_audience_is_any_or_none() {
    for members in ["", r#""aud":"""#, r#""aud":"https://other.test""#, r#""aud":["a","b"]"#] {
        assert_eq!(meant(Audience::unchecked(), members), Ok(()), "{members}");
    }
}

#[test]
fn any_of_several_audiences_suffices() {
    const ANY: &[&str] = &["https://a.test", "https://b.test"];
    let any = || Audience::any_of(ANY);
    assert_eq!(meant(any(), r#""aud":"https://b.test""#), Ok(()));
    assert_eq!(meant(any(), r#""aud":["https://x.test","https://a.test"]"#), Ok(()));
    assert_eq!(meant(any(), r#""aud":["https://x.test"]"#), Err(Error::WrongAudience));
}

#[test]
fn the_audience_may_stand_in_another_claim() {
    let client = || Audience::in_claim("client_id", "app-1");
    assert_eq!(meant(client(), r#""client_id":"app-1""#), Ok(()));
    assert_eq!(meant(client(), r#""client\u005fid":["app-2","app-1"]"#), Ok(()));
    assert_eq!(meant(client(), r#""client_id":"app-2","aud":"app-1""#), Err(Error::WrongAudience));
    assert_eq!(meant(client(), r#""aud":"app-1""#), Err(Error::MissingAud));
    assert_eq!(meant(client(), r#""client_id":"app-1","aud":7"#), Err(Error::InvalidAud));
    for value in ["null", "1", "[]", "[1]", "{}"] {
        assert_eq!(meant(client(), &format!(r#""client_id":{value}"#)), Err(Error::InvalidAud), "{value}");
    }
}
