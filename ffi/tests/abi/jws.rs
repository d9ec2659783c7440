//! The entrance for payloads that are no claims.

use jwtcore_ffi::*;

use crate::common::*;

fn options() -> VerifierOptions {
    VerifierOptions { flags: JwtcoreVerifierFlag::Jws as u32, ..verifier_options() }
}

fn begun() -> Builder {
    let builder = Builder::with(&options()).and_then(|builder| builder.trust(&trust_options()));
    builder.and_then(|builder| builder.key(SECRET_SOURCE, HS256, SECRET, None)).expect("a builder")
}

#[test]
fn verifies_any_payload() {
    let (verifier, signer) = (begun().build().expect("a verifier"), Signer::test());
    for payload in [b"".as_slice(), b"hello", b"\0\xFF", &[b'x'; 3000]] {
        let token = written(8192, |out, cap, len| {
            ffi!(jwtcore_sign_jws(signer.0, data(payload), payload.len(), std::ptr::null(), 0, out, cap, len))
        });
        let (read, verified) = verify_jws(verifier.0, token.expect("a token")).expect("accepted");
        assert_eq!((read.as_slice(), verified.facts, verified.algorithm), (payload, 0, HS256));
    }
    assert_answer(&verify_jws(verifier.0, "a.b.c"), "malformed-base64");
}

#[test]
fn a_verifier_of_tokens_is_none_of_payloads_and_the_other_way_round() {
    let token = token("");
    let (jwt, jws) = (test_verifier(), begun().build().expect("a verifier"));
    assert_answer(&verify_jws(jwt.0, &token), "bad-handle");
    assert_answer(&jws.verify(&token, NOW), "bad-handle");
}

#[test]
fn takes_a_typ_and_a_greatest_length() {
    let verifier = begun().typ("secevent+jwt").and_then(|builder| builder.build()).expect("a verifier");
    let signer = Signer::test();
    for (typ, expected) in [(Some("secevent+jwt"), "ok"), (Some("JWT"), "wrong-typ"), (None, "missing-typ")] {
        assert_answer(&verify_jws(verifier.0, signer.sign_jws(b"{}", typ).expect("a token")), expected);
    }
    let short = VerifierOptions { max_token_len: 16, ..options() };
    let builder = Builder::with(&short)
        .and_then(|builder| builder.trust(&trust_options())?.key(SECRET_SOURCE, HS256, SECRET, None));
    let verifier = builder.and_then(|builder| builder.build()).expect("a verifier");
    assert_answer(&verify_jws(verifier.0, signer.sign_jws(b"{}", None).expect("a token")), "token-too-large");
}

#[test]
fn refuses_rules_that_nobody_would_judge() {
    for answer in [
        begun().issuer(ISS),
        begun().audience(AUD),
        begun().audience_claim("client_id"),
        begun().claim("uid", None),
        begun().header("kid", "1"),
    ] {
        assert_answer(&answer.and_then(|builder| builder.build()), "contradictory-options");
    }
    for options in [
        TrustOptions { leeway_s: 1, ..trust_options() },
        TrustOptions { max_age_s: 1, ..trust_options() },
        TrustOptions { flags: JwtcoreTrustFlag::UncheckedIssuer as u32, ..trust_options() },
    ] {
        let builder = Builder::with(&self::options())
            .and_then(|builder| builder.trust(&options)?.key(SECRET_SOURCE, HS256, SECRET, None));
        assert_answer(&builder.and_then(|builder| builder.build()), "contradictory-options");
    }
    assert_answer(&begun().trust(&trust_options()).and_then(|builder| builder.build()), "no-trust");
}
