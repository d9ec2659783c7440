//! iss: exact bytes after unescaping, of the issuer whose key signed.

use jwtcore::{Audience, Error, Issuer, Trust};

use crate::common::NOW;
use crate::common::made::{hs256_keys, judged};

const ISSUER: &str = "https://a.test/é";

fn said(issuer: Issuer, iss: &str) -> Result<(), Error> {
    let iss = if iss.is_empty() { String::new() } else { format!(r#""iss":{iss},"#) };
    let payload = format!(r#"{{{iss}"exp":{}}}"#, NOW + 1);
    judged(Trust::new(issuer, Audience::unchecked(), hs256_keys()), payload)
}

#[test]
fn takes_the_issuer_in_any_spelling_of_its_bytes() {
    let escaped = ISSUER.encode_utf16().fold(String::new(), |text, unit| text + &format!("\\u{unit:04X}"));
    for iss in [ISSUER, r"https:\/\/a.test\/é", r"https://a.test/\u00e9", r"\u0068ttps://a.test/\u00E9", &escaped] {
        assert_eq!(said(Issuer::exactly(ISSUER), &format!("\"{iss}\"")), Ok(()), "{iss}");
    }
}

#[test]
fn refuses_issuers_that_share_a_prefix_a_pattern_or_all_but_case() {
    for iss in [
        "",
        "https://a.test",
        "https://a.test/",
        "https://a.test/é/",
        "https://a.test/é.evil.test",
        "https://A.test/é",
        "https://a.test/É",
        "http://a.test/é",
        " https://a.test/é",
        "https://a.test/é ",
        "https://a.test/é\\u0000",
        "https://a.test/é\\n",
        "https://a.test/*",
        "https://a.test/%C3%A9",
        // The same letter as e and an accent: other bytes.
        "https://a.test/e\\u0301",
    ] {
        assert_eq!(said(Issuer::exactly(ISSUER), &format!("\"{iss}\"")), Err(Error::WrongIssuer), "{iss}");
    }
}

#[test]
fn an_expected_issuer_is_no_pattern() {
    for pattern in ["*", "https://*", ".*", "https://a.test/", "%"] {
        assert_eq!(said(Issuer::exactly(pattern), &format!("\"{ISSUER}\"")), Err(Error::WrongIssuer), "{pattern}");
    }
}

#[test]
fn one_of_several_spellings_suffices() {
    const SPELLINGS: &[&str] = &["https://accounts.test", "accounts.test"];
    let issuer = || Issuer::one_of(SPELLINGS);
    assert_eq!(said(issuer(), r#""https://accounts.test""#), Ok(()));
    assert_eq!(said(issuer(), r#""accounts.test""#), Ok(()));
    assert_eq!(said(issuer(), r#""https://accounts.test/""#), Err(Error::WrongIssuer));
}

#[test]
fn refuses_a_missing_issuer_and_one_that_is_no_string() {
    assert_eq!(said(Issuer::exactly(ISSUER), ""), Err(Error::MissingIss));
    for iss in ["null", "1", "true", r#"["https://a.test/é"]"#, r#"{"https://a.test/é":1}"#] {
        assert_eq!(said(Issuer::exactly(ISSUER), iss), Err(Error::InvalidIss), "{iss}");
        assert_eq!(said(Issuer::unchecked(), iss), Err(Error::InvalidIss), "{iss}, unchecked");
    }
}

#[test]
fn an_unchecked_issuer_is_any_or_none() {
    for iss in ["", "\"\"", "\"https://anybody.test\""] {
        assert_eq!(said(Issuer::unchecked(), iss), Ok(()), "{iss}");
    }
}

#[test]
#[cfg(feature = "alloc")]
fn owned_texts_are_compared_as_static_ones() {
    let owned = || Issuer::one_of(vec![String::from("https://b.test"), String::from(ISSUER)]);
    assert_eq!(said(owned(), &format!("\"{ISSUER}\"")), Ok(()));
    assert_eq!(said(owned(), "\"https://a.test\""), Err(Error::WrongIssuer));
    assert_eq!(said(Issuer::exactly(String::from(ISSUER)), &format!("\"{ISSUER}\"")), Ok(()));
}
