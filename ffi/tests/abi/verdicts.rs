//! What is told of an accepted token beside its claims.

use jwtcore_ffi::*;

use crate::common::*;

fn has(verified: &Verified, fact: JwtcoreFact) -> bool {
    verified.facts & fact as u32 != 0
}

fn text(json: &str, offset: usize, len: usize) -> &str {
    &json[offset..][..len]
}

fn lenient() -> TrustOptions {
    let flags = JwtcoreTrustFlag::ExpOptional as u32 | JwtcoreTrustFlag::IntegerSub as u32;
    TrustOptions { flags: flags | JwtcoreTrustFlag::UncheckedIssuer as u32, ..trust_options() }
}

fn verifier() -> Verifier {
    let builder = Builder::new()
        .trust(&lenient())
        .and_then(|builder| builder.audience(AUD)?.key(SECRET_SOURCE, HS256, SECRET, Some("k-1")));
    builder.and_then(|builder| builder.build()).expect("a verifier")
}

fn signed(claims: &str) -> String {
    Signer::new(SECRET_SOURCE, HS256, SECRET, Some("k-1"))
        .and_then(|signer| signer.sign(claims, None))
        .expect("a token")
}

#[test]
fn tells_dates_and_texts_and_where_they_stand() {
    let members = r#""iss":"https://issuer.test","sub":"üser","jti":"3f0c","nbf":-1.5,"iat":1767225600.9,"exp":1.8e9"#;
    let (json, verified) =
        verifier().verify(signed(&format!(r#"{{"aud":"{AUD}",{members}}}"#)), NOW).expect("accepted");
    assert_eq!((verified.exp, verified.nbf, verified.iat), (1_800_000_000, -2, 1_767_225_600));
    assert_eq!(text(&json, verified.iss_offset, verified.iss_len), "https://issuer.test");
    assert_eq!(text(&json, verified.sub_offset, verified.sub_len), "üser");
    assert_eq!(text(&json, verified.jti_offset, verified.jti_len), "3f0c");
    assert_eq!(verified.facts, 0b011_1111_1111);
    assert_eq!((verified.algorithm, verified.trust_index), (HS256, 0));
    let kid: Vec<_> = verified.kid.iter().map(|byte| byte.cast_unsigned()).collect();
    assert_eq!((&kid[..3], verified.kid_len), (b"k-1".as_slice(), 3));
    assert!(kid[3..].iter().all(|byte| *byte == 0));
}

#[test]
fn tells_what_is_absent() {
    let (_, verified) = verifier().verify(signed(&format!(r#"{{"aud":"{AUD}"}}"#)), NOW).expect("accepted");
    assert_eq!(verified.facts, JwtcoreFact::Kid as u32);
    let places = [verified.iss_len, verified.sub_len, verified.jti_len, verified.iss_offset, verified.sub_offset];
    assert_eq!((places, verified.exp), ([0; 5], 0));
}

#[test]
fn tells_an_integer_sub_from_a_text() {
    // No signer makes an integer sub: these tokens are of jwt-auth's shape, from testdata.
    let flags = lenient().flags | JwtcoreTrustFlag::UncheckedAudience as u32 | JwtcoreTrustFlag::UncheckedTime as u32;
    let builder = Builder::new().trust(&TrustOptions { flags, ..trust_options() });
    let secret = read("issuers/jwt-auth/secret.bin");
    let builder = builder.and_then(|builder| builder.key(SECRET_SOURCE, HS256, &secret, None));
    let verifier = builder.and_then(|builder| builder.build()).expect("a verifier");
    for (file, integer) in [("integer-sub.jwt", true), ("string-sub.jwt", false)] {
        let (json, verified) = verifier.verify(read(&format!("issuers/jwt-auth/{file}")), NOW).expect("accepted");
        assert!(has(&verified, JwtcoreFact::Sub));
        assert_eq!(has(&verified, JwtcoreFact::SubInteger), integer);
        assert_eq!(has(&verified, JwtcoreFact::SubText), !integer);
        assert!(text(&json, verified.sub_offset, verified.sub_len).parse::<u64>().is_ok());
    }
}

#[test]
fn a_text_with_escapes_is_there_but_has_no_place() {
    let (_, verified) =
        verifier().verify(signed(&format!(r#"{{"sub":"a\u0062","aud":"{AUD}"}}"#)), NOW).expect("accepted");
    assert!(has(&verified, JwtcoreFact::Sub));
    assert!(!has(&verified, JwtcoreFact::SubText) && !has(&verified, JwtcoreFact::SubInteger));
    assert_eq!((verified.sub_offset, verified.sub_len), (0, 0));
}

#[test]
fn an_empty_text_has_a_place() {
    let (json, verified) = verifier().verify(signed(&format!(r#"{{"sub":"","aud":"{AUD}"}}"#)), NOW).expect("accepted");
    assert!(has(&verified, JwtcoreFact::SubText));
    assert_eq!((text(&json, verified.sub_offset, 0), verified.sub_len), ("", 0));
    assert_eq!(json.as_bytes()[verified.sub_offset], b'"');
}

#[test]
fn tells_which_trust_accepted() {
    let (own, other) = (SECRET, &SECRET[1..33]);
    let builder = Builder::new().trust(&trust_options()).and_then(|builder| {
        let builder = builder.issuer("https://one.test")?.audience(AUD)?.key(SECRET_SOURCE, HS256, other, Some("1"))?;
        let builder = builder.trust(&trust_options())?.issuer(ISS)?.audience(AUD)?;
        builder.key(SECRET_SOURCE, HS256, own, Some("2"))
    });
    let verifier = builder.and_then(|builder| builder.build()).expect("a verifier");
    let signer = Signer::new(SECRET_SOURCE, HS256, own, Some("2")).expect("a signer");
    let (_, verified) = verifier.verify(signer.sign(&claims(""), None).expect("a token"), NOW).expect("accepted");
    assert_eq!((verified.trust_index, verified.kid_len), (1, 1));
    let signer = Signer::new(SECRET_SOURCE, HS256, other, Some("1")).expect("a signer");
    assert_answer(&verifier.verify(signer.sign(&claims(""), None).expect("a token"), NOW), "wrong-issuer");
}
