//! The cache of accepted tokens: on unless it is said otherwise, and of no effect on a verdict.

use jwtcore_ffi::*;

use crate::common::*;

const NO_CACHE: u32 = JwtcoreVerifierFlag::NoCache as u32;

fn built(flags: u32, cache_kib: u32) -> Answer<Verifier> {
    let options = VerifierOptions { flags, cache_kib, ..verifier_options() };
    Builder::with(&options)?.test_trust(&trust_options())?.build()
}

#[test]
fn sizes_and_flags_are_checked() {
    for (flags, cache_kib, name) in [
        (0, 0, "ok"),
        (0, 4, "ok"),
        (0, 3, "invalid-limit"),
        (0, (1 << 20) + 1, "invalid-limit"),
        (NO_CACHE, 0, "ok"),
        (NO_CACHE, 64, "contradictory-options"),
        (JwtcoreVerifierFlag::Jws as u32, 64, "contradictory-options"),
    ] {
        assert_answer(&built(flags, cache_kib), name);
    }
}

#[test]
fn verdicts_are_those_of_a_verifier_without() {
    let (cached, plain) = (built(0, 4).expect("a verifier"), built(NO_CACHE, 0).expect("a verifier"));
    let signer = Signer::test();
    let claims = |uid: i64| format!(r#"{{"iss":"{ISS}","aud":"{AUD}","uid":{uid},"exp":{}}}"#, NOW + uid);
    let tokens: Vec<_> = (0..12).map(|uid| signer.sign(&claims(uid), None).expect("a token")).collect();
    let seen = |verifier: &Verifier, token: &str, now: i64| {
        verifier.verify(token, now).map(|(claims, verified)| (claims, format!("{verified:?}")))
    };
    for round in 0..40 {
        for (at, token) in tokens.iter().enumerate() {
            let now = NOW + i64::from(round % 5) * 3 - 1;
            assert_eq!(seen(&cached, token, now), seen(&plain, token, now), "{at}");
            let tampered = format!("{}A", &token[..token.len() - 1]);
            assert_eq!(seen(&cached, &tampered, now), seen(&plain, &tampered, now), "{at}");
        }
    }
}
