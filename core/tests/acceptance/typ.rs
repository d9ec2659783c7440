//! The header's typ: one kind of token is never taken for another.

use jwtcore::{Error, JwsVerifier, KeySet, Trust, Verifier};

use crate::common::made::{hs256_keys, lasting, token, trust};
use crate::common::{NOW, jws_verdict, verdict};

fn header(typ: Option<&str>) -> String {
    let typ = typ.map(|typ| format!(r#","typ":"{typ}""#)).unwrap_or_default();
    format!(r#"{{"alg":"HS256"{typ}}}"#)
}

fn judged(trust: Trust<KeySet<1>>, typ: Option<&str>) -> Result<(), Error> {
    verdict(&Verifier::new(trust).unwrap(), token(&header(typ), lasting("")), NOW).map(drop)
}

fn is_taken(typ: Option<&str>) -> Result<(), Error> {
    let jws = JwsVerifier::new(hs256_keys());
    let verdict = judged(trust(), typ);
    assert_eq!(jws_verdict(&jws, token(&header(typ), "")).map(drop), verdict, "{typ:?}: the entrances differ");
    verdict
}

#[test]
fn takes_none_jwt_and_at_jwt_where_none_is_asked_for() {
    assert_eq!(is_taken(None), Ok(()));
    for typ in ["JWT", "jwt", "Jwt", "application/jwt", "APPLICATION/JWT", "at+jwt", "AT+JWT", "application/at+jwt"] {
        assert_eq!(is_taken(Some(typ)), Ok(()), "{typ}");
    }
    assert_eq!(is_taken(Some(r"\u004aWT")), Ok(()));
    assert_eq!(is_taken(Some(r"application\/jwt")), Ok(()));
}

#[test]
fn refuses_every_other_typ_where_none_is_asked_for() {
    for typ in [
        "",
        "JOSE",
        "logout+jwt",
        "dpop+jwt",
        "secevent+jwt",
        "JWT ",
        " JWT",
        "JWTs",
        "at+jwt;v=1",
        "application/",
        "application/application/jwt",
        "application/x/jwt",
        "text/jwt",
        "JWT\\u0000",
        &"J".repeat(3000),
    ] {
        assert_eq!(is_taken(Some(typ)), Err(Error::WrongTyp), "{typ}");
    }
}

#[test]
fn a_typ_that_is_asked_for_must_be_there() {
    for asked in ["at+jwt", "AT+JWT", "application/at+jwt"] {
        for typ in ["at+jwt", "At+Jwt", "application/at+jwt", "aPPLICATION/AT+jwt"] {
            assert_eq!(judged(trust().typ(asked), Some(typ)), Ok(()), "{asked} {typ}");
        }
        assert_eq!(judged(trust().typ(asked), None), Err(Error::MissingTyp), "{asked}");
        for typ in ["JWT", "logout+jwt", "at+jwt+x", "text/at+jwt"] {
            assert_eq!(judged(trust().typ(asked), Some(typ)), Err(Error::WrongTyp), "{asked} {typ}");
        }
    }
}

#[test]
fn a_media_type_of_another_tree_is_asked_for_in_full() {
    assert_eq!(judged(trust().typ("text/x"), Some("text/X")), Ok(()));
    assert_eq!(judged(trust().typ("text/x"), Some("x")), Err(Error::WrongTyp));
    assert_eq!(judged(trust().typ("x"), Some("text/x")), Err(Error::WrongTyp));
    // With a slash of its own, `application/` is no prefix to be left away (RFC 7515 section 4.1.9).
    assert_eq!(judged(trust().typ("application/a/b"), Some("a/b")), Err(Error::WrongTyp));
}

#[test]
fn verifiers_for_two_kinds_exclude_each_other() {
    let kinds = ["JWT", "at+jwt", "logout+jwt", "secevent+jwt"];
    for asked in kinds {
        for typ in kinds {
            let expected = if asked == typ { Ok(()) } else { Err(Error::WrongTyp) };
            assert_eq!(judged(trust().typ(asked), Some(typ)), expected, "{asked} {typ}");
            let jws = JwsVerifier::new(hs256_keys()).typ(asked).unwrap();
            assert_eq!(jws_verdict(&jws, token(&header(Some(typ)), "x")).map(drop), expected, "{asked} {typ}");
        }
    }
}

#[test]
fn refuses_to_ask_for_an_empty_typ() {
    for typ in ["", "application/"] {
        assert_eq!(Verifier::new(trust().typ(typ)).err(), Some(Error::EmptyExpectation));
        assert_eq!(JwsVerifier::new(hs256_keys()).typ(typ).err(), Some(Error::EmptyExpectation));
    }
}
