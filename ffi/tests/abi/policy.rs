//! Every option of the policy reaches the core.

use jwtcore_ffi::*;

use crate::common::*;

type Made = Answer<Builder>;

fn verifier(options: &TrustOptions, add: impl FnOnce(Builder) -> Made) -> Answer<Verifier> {
    add(Builder::new().test_trust(options)?)?.build()
}

/// What a test trust with these options says of a payload at a time.
#[track_caller]
fn judged(options: &TrustOptions, add: impl FnOnce(Builder) -> Made, payload: &str, now: i64) -> String {
    let token = Signer::test().sign(payload, None).expect("a token");
    let verifier = verifier(options, add).expect("a verifier");
    name_of(&verifier.verify(token, now)).to_owned()
}

fn flagged(flag: JwtcoreTrustFlag) -> TrustOptions {
    TrustOptions { flags: flag as u32, ..trust_options() }
}

#[test]
fn issuer_is_one_of_those_given() {
    let other = |builder: Builder| builder.issuer("https://other.test");
    let from = |iss: &str| claims("").replace(ISS, iss);
    assert_eq!(judged(&trust_options(), other, &from("https://other.test"), NOW), "ok");
    assert_eq!(judged(&trust_options(), other, &from(ISS), NOW), "ok");
    assert_eq!(judged(&trust_options(), other, &from("https://third.test"), NOW), "wrong-issuer");
    assert_eq!(judged(&trust_options(), Ok, &from("https://other.test"), NOW), "wrong-issuer");
}

#[test]
fn audience_is_one_of_those_given() {
    let other = |builder: Builder| builder.audience("https://other.test");
    let to = |aud: &str| claims("").replace(AUD, aud);
    assert_eq!(judged(&trust_options(), other, &to("https://other.test"), NOW), "ok");
    assert_eq!(judged(&trust_options(), Ok, &to("https://other.test"), NOW), "wrong-audience");
}

#[test]
fn audience_may_stand_in_another_claim() {
    let in_claim = |builder: Builder| builder.audience_claim("client_id");
    let payload = format!(r#"{{"iss":"{ISS}","client_id":"{AUD}","exp":{}}}"#, NOW + 1);
    assert_eq!(judged(&trust_options(), in_claim, &payload, NOW), "ok");
    assert_eq!(judged(&trust_options(), in_claim, &claims(""), NOW), "missing-aud");
}

#[test]
fn leeway_widens_exp_and_nbf() {
    let late = TrustOptions { leeway_s: 30, ..trust_options() };
    assert_eq!(judged(&trust_options(), Ok, &claims(""), NOW + 60), "expired");
    assert_eq!(judged(&late, Ok, &claims(""), NOW + 89), "ok");
    assert_eq!(judged(&late, Ok, &claims(""), NOW + 90), "expired");
    let early = claims(&format!(r#""nbf":{}"#, NOW + 30));
    assert_eq!(judged(&trust_options(), Ok, &early, NOW), "not-yet-valid");
    assert_eq!(judged(&late, Ok, &early, NOW), "ok");
    let refused = verifier(&TrustOptions { leeway_s: 601, ..trust_options() }, Ok);
    assert_answer(&refused, "leeway-too-large");
}

#[test]
fn greatest_age_asks_for_iat() {
    let options = TrustOptions { max_age_s: 100, ..trust_options() };
    assert_eq!(judged(&options, Ok, &claims(""), NOW), "missing-iat");
    assert_eq!(judged(&options, Ok, &claims(&format!(r#""iat":{}"#, NOW - 100)), NOW), "ok");
    assert_eq!(judged(&options, Ok, &claims(&format!(r#""iat":{}"#, NOW - 101)), NOW), "too-old");
}

#[test]
fn typ_is_the_one_asked_for() {
    let asked = |builder: Builder| builder.typ("at+jwt");
    let verifier = verifier(&trust_options(), asked).expect("a verifier");
    let signer = Signer::test();
    for (typ, expected) in [(Some("at+jwt"), "ok"), (Some("application/at+jwt"), "ok"), (None, "wrong-typ")] {
        assert_answer(&verifier.verify(signer.sign(&claims(""), typ).expect("a token"), NOW), expected);
    }
    assert_answer(&verifier.verify(signer.sign(&claims(""), Some("")).expect("a token"), NOW), "missing-typ");
}

#[test]
fn claims_are_required_with_any_value_or_one_of_several() {
    let any = |builder: Builder| builder.claim("uid", None);
    assert_eq!(judged(&trust_options(), any, &claims(r#""uid":7"#), NOW), "ok");
    assert_eq!(judged(&trust_options(), any, &claims(r#""uid":null"#), NOW), "missing-claim");
    let several = |builder: Builder| builder.claim("use", Some("access"))?.claim("use", Some("api"));
    assert_eq!(judged(&trust_options(), several, &claims(r#""use":"api""#), NOW), "ok");
    assert_eq!(judged(&trust_options(), several, &claims(r#""use":"access""#), NOW), "ok");
    assert_eq!(judged(&trust_options(), several, &claims(r#""use":"id""#), NOW), "wrong-claim-value");
    assert_eq!(judged(&trust_options(), several, &claims(""), NOW), "missing-claim");
}

#[test]
fn a_claims_name_is_literal() {
    let dotted = |builder: Builder| builder.claim("kubernetes.io", None);
    assert_eq!(judged(&trust_options(), dotted, &claims(r#""kubernetes":{"io":1}"#), NOW), "missing-claim");
    assert_eq!(judged(&trust_options(), dotted, &claims(r#""kubernetes.io":{}"#), NOW), "ok");
}

#[test]
fn header_members_have_one_of_the_values_asked_for() {
    let kid = |values: &'static [&'static str]| {
        move |builder: Builder| values.iter().try_fold(builder, |builder, value| builder.header("kid", value))
    };
    let token =
        Signer::new(SECRET_SOURCE, HS256, SECRET, Some("two")).and_then(|signer| signer.sign(&claims(""), None));
    let token = token.expect("a token");
    let answer = |values| verifier(&trust_options(), kid(values)).and_then(|verifier| verifier.verify(&token, NOW));
    assert_answer(&answer(&["one", "two"]), "ok");
    assert_answer(&answer(&["one"]), "wrong-header-value");
}

#[test]
fn what_is_unchecked_is_spelled_out() {
    let open = TrustOptions {
        flags: JwtcoreTrustFlag::UncheckedIssuer as u32 | JwtcoreTrustFlag::UncheckedAudience as u32,
        ..trust_options()
    };
    let verifier = Builder::new()
        .trust(&open)
        .and_then(|builder| builder.key(SECRET_SOURCE, HS256, SECRET, None)?.build())
        .expect("a verifier");
    let token = Signer::test().sign(&format!(r#"{{"exp":{}}}"#, NOW + 1), None).expect("a token");
    assert_answer(&verifier.verify(token, NOW), "ok");
    let future = claims(&format!(r#""iat":{}"#, NOW + 61));
    assert_eq!(judged(&trust_options(), Ok, &future, NOW), "issued-in-the-future");
    assert_eq!(judged(&flagged(JwtcoreTrustFlag::UncheckedIat), Ok, &future, NOW), "ok");
    assert_eq!(judged(&flagged(JwtcoreTrustFlag::UncheckedTime), Ok, &claims(""), NOW + 86_400), "ok");
    let lasting = format!(r#"{{"iss":"{ISS}","aud":"{AUD}"}}"#);
    assert_eq!(judged(&trust_options(), Ok, &lasting, NOW), "missing-exp");
    assert_eq!(judged(&flagged(JwtcoreTrustFlag::ExpOptional), Ok, &lasting, NOW), "ok");
    assert_eq!(judged(&flagged(JwtcoreTrustFlag::ExpOptional), Ok, &claims(""), NOW + 60), "expired");
}

#[test]
fn an_integer_sub_is_accepted_where_it_is_allowed() {
    // No signer makes such a token: these are of jwt-auth's shape, from testdata.
    let token = String::from_utf8(read("issuers/jwt-auth/integer-sub.jwt")).expect("ASCII");
    let secret = read("issuers/jwt-auth/secret.bin");
    for (flag, expected) in [(0, "invalid-sub"), (JwtcoreTrustFlag::IntegerSub as u32, "ok")] {
        let open = JwtcoreTrustFlag::UncheckedIssuer as u32 | JwtcoreTrustFlag::UncheckedAudience as u32;
        let options = TrustOptions { flags: open | flag, ..trust_options() };
        let builder =
            Builder::new().trust(&options).and_then(|builder| builder.key(SECRET_SOURCE, HS256, &secret, None));
        let verifier = builder.and_then(|builder| builder.build()).expect("a verifier");
        assert_answer(&verifier.verify(token.trim_end(), NOW), expected);
    }
}

#[test]
fn greatest_token_length_is_the_one_given() {
    let token = token("");
    for (max_token_len, expected) in [(token.len(), "ok"), (token.len() - 1, "token-too-large"), (0, "ok")] {
        let options = VerifierOptions { max_token_len, ..verifier_options() };
        let verifier = Builder::with(&options).and_then(|builder| builder.test_trust(&trust_options())?.build());
        assert_answer(&verifier.and_then(|verifier| verifier.verify(&token, NOW)), expected);
    }
    let options = VerifierOptions { max_token_len: (1 << 20) + 1, ..verifier_options() };
    let refused = Builder::with(&options).and_then(|builder| builder.test_trust(&trust_options())?.build());
    assert_answer(&refused, "invalid-limit");
}

#[test]
fn the_issuer_decides_between_trusts_that_share_a_key() {
    let two = |options: &VerifierOptions| {
        let tenant = |builder: Builder, iss: &str, aud: &str| {
            builder.trust(&trust_options())?.issuer(iss)?.audience(aud)?.key(SECRET_SOURCE, HS256, SECRET, Some("k"))
        };
        Builder::with(options)
            .and_then(|builder| tenant(tenant(builder, "https://other.test", "https://other.test")?, ISS, AUD)?.build())
    };
    assert_answer(&two(&verifier_options()), "shared-key");
    let decides = VerifierOptions { flags: JwtcoreVerifierFlag::IssuerDecides as u32, ..verifier_options() };
    let verifier = two(&decides).expect("a verifier");
    let signer = Signer::new(SECRET_SOURCE, HS256, SECRET, Some("k")).expect("a signer");
    let (_, verified) = verifier.verify(signer.sign(&claims(""), None).expect("a token"), NOW).expect("accepted");
    assert_eq!(verified.trust_index, 1);
}
