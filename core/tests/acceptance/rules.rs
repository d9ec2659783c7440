//! Claims, values and header members that are asked for, integer subjects, and the limits of a policy.

use jwtcore::policy::{MAX_CLAIM_RULES, MAX_HEADER_RULES, MAX_VALUES};
use jwtcore::{Audience, Error, Issuer, KeySet, Trust, UnixSeconds, Verifier};

use crate::common::made::{HEADER, hs256_keys, judged, lasting, token, trust};
use crate::common::{NOW, leaked, leaked_all, verdict};

fn beside(trust: Trust<KeySet<1>>, members: &str) -> Result<(), Error> {
    judged(trust, lasting(members))
}

fn with_header(trust: Trust<KeySet<1>>, members: &str) -> Result<(), Error> {
    let header = format!(r#"{{"alg":"HS256"{members}}}"#);
    verdict(&Verifier::new(trust).unwrap(), token(&header, lasting("")), NOW).map(drop)
}

#[test]
fn a_claim_that_is_asked_for_is_there_and_not_null() {
    for value in ["1", "0", "false", "\"\"", "[]", "{}"] {
        assert_eq!(beside(trust().required("uid"), &format!(r#""uid":{value}"#)), Ok(()), "{value}");
    }
    assert_eq!(beside(trust().required("uid"), r#""\u0075id":1"#), Ok(()));
    for members in ["", r#""uid":null"#, r#""UID":1"#, r#""uid ":1"#, r#""x":{"uid":1}"#] {
        assert_eq!(beside(trust().required("uid"), members), Err(Error::MissingClaim), "{members}");
    }
}

#[test]
fn a_claims_name_is_literal_and_no_path() {
    assert_eq!(beside(trust().required("kubernetes.io"), r#""kubernetes.io":{}"#), Ok(()));
    assert_eq!(beside(trust().required("kubernetes.io"), r#""kubernetes":{"io":1}"#), Err(Error::MissingClaim));
}

#[test]
fn a_value_that_is_asked_for_is_a_string_among_the_given_ones() {
    const USES: &[&str] = &["access", "id"];
    let asked = || trust().required_value("token_use", USES);
    for value in ["access", "id", r"\u0061ccess"] {
        assert_eq!(beside(asked(), &format!(r#""token_use":"{value}""#)), Ok(()), "{value}");
    }
    for value in
        ["null", "true", "1", "\"\"", "\"acces\"", "\"Access\"", "\"access \"", r#"["access"]"#, r#"{"access":1}"#]
    {
        let verdict = beside(asked(), &format!(r#""token_use":{value}"#));
        assert_eq!(verdict, Err(Error::WrongClaimValue), "{value}");
    }
    assert_eq!(beside(asked(), ""), Err(Error::MissingClaim));
    let both = asked().required_value("azp", "web");
    assert_eq!(beside(both, r#""token_use":"id","azp":"other""#), Err(Error::WrongClaimValue));
}

#[test]
fn a_header_member_that_is_asked_for_has_its_value() {
    const VALUES: &[&str] = &["a", "b"];
    let asked = || trust().header_value("ctx", VALUES);
    assert_eq!(with_header(asked(), r#","ctx":"b""#), Ok(()));
    assert_eq!(with_header(asked(), r#","\u0063tx":"\u0061""#), Ok(()));
    for members in ["", r#","ctx":null"#, r#","ctx":"c""#, r#","ctx":["a"]"#, r#","ctx":"A""#, r#","x":{"ctx":"a"}"#] {
        assert_eq!(with_header(asked(), members), Err(Error::WrongHeaderValue), "{members}");
    }
    // A claim of the payload is no header member.
    assert_eq!(beside(asked(), r#""ctx":"a""#), Err(Error::WrongHeaderValue));
}

#[test]
fn an_integer_sub_is_read_only_where_it_is_allowed() {
    for value in ["7", "0", "-7", "9223372036854775807", "-9223372036854775808"] {
        let members = format!(r#""sub":{value}"#);
        assert_eq!(beside(trust(), &members), Err(Error::InvalidSub), "{value}");
        let verifier = Verifier::new(trust().allow_integer_sub()).unwrap();
        let mut buf = [0; 512];
        let claims = verifier.verify(token(HEADER, lasting(&members)), UnixSeconds(NOW), &mut buf).unwrap();
        assert!(claims.sub().unwrap() == value, "{value}");
        assert_eq!(claims.sub().unwrap().as_str(), Some(value));
    }
    for value in ["7.0", "7e0", "-0", "9223372036854775808", "1e400", "true", "null", "[7]", "{}"] {
        let error = if value == "1e400" { Error::MalformedJson } else { Error::InvalidSub };
        assert_eq!(beside(trust().allow_integer_sub(), &format!(r#""sub":{value}"#)), Err(error), "{value}");
    }
    assert_eq!(beside(trust().allow_integer_sub(), r#""sub":"seven""#), Ok(()));
    assert_eq!(beside(trust().allow_integer_sub(), ""), Ok(()));
}

#[test]
fn refuses_sub_and_jti_that_are_no_strings() {
    for value in ["1.5", "null", "true", "[\"a\"]", "{}"] {
        assert_eq!(beside(trust(), &format!(r#""sub":{value}"#)), Err(Error::InvalidSub), "{value}");
        assert_eq!(beside(trust(), &format!(r#""jti":{value}"#)), Err(Error::InvalidJti), "{value}");
    }
    assert_eq!(beside(trust().allow_integer_sub(), r#""jti":7"#), Err(Error::InvalidJti));
    assert_eq!(beside(trust(), r#""sub":"","jti":"""#), Ok(()));
}

#[test]
fn refuses_empty_expectations() {
    const NONE: &[&str] = &[];
    const ONE_EMPTY: &[&str] = &["a", ""];
    let refuses = |trust: Trust<KeySet<1>>| {
        let shown = format!("{trust:?}");
        assert_eq!(Verifier::new(trust).err(), Some(Error::EmptyExpectation), "{shown}");
    };
    for issuer in [Issuer::exactly(""), Issuer::one_of(NONE), Issuer::one_of(ONE_EMPTY)] {
        refuses(Trust::new(issuer, Audience::unchecked(), hs256_keys()));
    }
    for values in [NONE, ONE_EMPTY] {
        refuses(Trust::new(Issuer::unchecked(), Audience::any_of(values), hs256_keys()));
        refuses(Trust::new(Issuer::unchecked(), Audience::in_claim("client_id", values), hs256_keys()));
        refuses(trust().required_value("a", values));
        refuses(trust().header_value("a", values));
    }
    refuses(Trust::new(Issuer::unchecked(), Audience::in_claim("", "a"), hs256_keys()));
    refuses(trust().required(""));
    refuses(trust().required_value("", "a"));
    refuses(trust().header_value("", "a"));
}

#[test]
fn bounds_rules_and_values() {
    let claims = |count: usize| (0..count).fold(trust(), |trust, at| trust.required(leaked(&format!("c{at}"))));
    let header = |count: usize| (0..count).fold(trust(), |trust, _| trust.header_value("h", "v"));
    let values = |count: usize| leaked_all(&(0..count).map(|at| format!("v{at}")).collect::<Vec<_>>());
    let error = |trust: Trust<KeySet<1>>| Verifier::new(trust).err();
    assert_eq!(error(claims(MAX_CLAIM_RULES)), None);
    assert_eq!(error(claims(MAX_CLAIM_RULES + 1)), Some(Error::TooManyRules));
    assert_eq!(error(header(MAX_HEADER_RULES)), None);
    assert_eq!(error(header(MAX_HEADER_RULES + 1)), Some(Error::TooManyRules));
    assert_eq!(error(trust().required_value("c", values(MAX_VALUES))), None);
    assert_eq!(error(trust().required_value("c", values(MAX_VALUES + 1))), Some(Error::TooManyRules));
    let many = Trust::new(Issuer::one_of(values(MAX_VALUES + 1)), Audience::unchecked(), hs256_keys());
    assert_eq!(error(many), Some(Error::TooManyRules));
    assert_eq!(beside(trust().required_value("c", values(MAX_VALUES)), r#""c":"v63""#), Ok(()));
}
