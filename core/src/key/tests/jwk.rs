//! One JWK: its kinds, what it allows, and each rule that refuses it.

use std::{format, string::String, vec::Vec};

use proptest::prelude::*;

use super::*;
use crate::key::der::samples::*;

fn public(members: &str) -> Result<PublicKey, Error> {
    Jwk::parse(format!("{{{members}}}").as_bytes())?.public_key()
}

fn public_error(members: &str) -> Error {
    public(members).map(|_| ()).unwrap_err()
}

fn private(members: &str) -> Result<PrivateKey, Error> {
    Jwk::parse(format!("{{{members}}}").as_bytes())?.private_key()
}

fn private_error(members: &str) -> Error {
    private(members).map(|_| ()).unwrap_err()
}

fn bound(algorithm: Algorithm, members: &str) -> Result<Key<TestKey>, Error> {
    Jwk::parse(format!("{{{members}}}").as_bytes())?.bind(algorithm)
}

fn bind_error(algorithm: Algorithm, members: &str) -> Error {
    bound(algorithm, members).map(|_| ()).unwrap_err()
}

fn p256(further: &str) -> String {
    format!("{P256_JWK},{further}")
}

#[test]
fn reads_the_same_keys_as_pem() {
    let rsa = rsa_jwk();
    for (members, pem) in [(P256_JWK, P256_SPKI), (P384_JWK, P384_SPKI), (ED25519_JWK, ED25519_SPKI), (&rsa, RSA_SPKI)]
    {
        assert!(public(members) == PublicKey::from_pem(pem.as_bytes()), "{members}");
    }
}

#[test]
fn reads_private_keys_with_their_public_ones() {
    let Ok(PrivateKey::Ec(key)) = private(&p256(&format!(r#""d":"{P256_D}""#))) else { panic!("not EC") };
    assert_eq!(key.scalar(), &der_of(P256_PKCS8)[36..68]);
    assert!(key.public().cloned().map(PublicKey::Ec) == public(P256_JWK).ok());
    let Ok(PrivateKey::Ed25519(key)) = private(&format!(r#"{ED25519_JWK},"d":"{ED25519_D}""#)) else {
        panic!("not OKP")
    };
    assert_eq!(key.seed(), &der_of(ED25519_PKCS8)[16..]);
    assert!(key.public().copied().map(PublicKey::Ed25519) == public(ED25519_JWK).ok());
}

#[test]
fn reads_members_written_with_escapes() {
    let escaped = P256_JWK
        .replace("kty", r"\u006bty")
        .replace("EC", r"E\u0043")
        .replace("P-256", r"P\u002d256")
        .replace("nqxP", r"\u006eqxP");
    assert!(public(&escaped) == public(P256_JWK));
    let key = bound(
        Algorithm::ES256,
        &p256(r#""alg":"\u0045S256","kid":"a\/\u00e9","use":"si\u0067","key_ops":["\u0076erify"]"#),
    );
    assert_eq!(key.unwrap().kid(), Some("a/é"));
    let secret = format!(r#""kty":"oct","k":"\u0041{}""#, &SECRET_K[1..]);
    assert!(bound(Algorithm::HS256, &secret).is_ok());
}

#[test]
fn binds_with_name_and_to_both_names_of_ed25519() {
    assert_eq!(bound(Algorithm::ES256, &p256(r#""kid":"2026-11""#)).unwrap().kid(), Some("2026-11"));
    assert_eq!(bound(Algorithm::ES256, P256_JWK).unwrap().kid(), None);
    for alg in ["EdDSA", "Ed25519"] {
        // Whether the point is torsion-free is known only where the build has the curve.
        let bound = bound(Algorithm::EdDSA, &format!(r#"{ED25519_JWK},"alg":"{alg}""#));
        assert_eq!(bound.is_ok(), Algorithm::EdDSA.is_supported());
    }
    let secret = bound(Algorithm::HS256, &secret_jwk()).unwrap();
    let bytes: Vec<u8> = (0..32).collect();
    assert!(secret.is_same_key(&Key::from_secret(Algorithm::HS256, &bytes).unwrap()));
}

#[test]
fn ignores_certificates_and_unknown_members() {
    assert!(public(&p256(r#""x5c":["garbage"],"x5t":1,"issuer":{"a":[null]},"k":"AA""#)).is_ok());
}

#[test]
fn refuses_text_that_is_no_json_object() {
    for text in ["", "{", "[]", "\"kty\"", "{}", "{\"kty\":\"EC\"} x", "{\"kty\":\"EC\",}", "\u{feff}{\"kty\":\"EC\"}"]
    {
        assert!(matches!(Jwk::parse(text.as_bytes()), Err(Error::MalformedJwk)), "{text}");
    }
    assert!(matches!(Jwk::parse(b"{\"kty\":\"\xff\"}"), Err(Error::MalformedJwk)));
    let long = format!("{{\"kty\":\"EC\",\"a\":\"{}\"}}", "x".repeat(1 << 20));
    assert!(matches!(Jwk::parse(long.as_bytes()), Err(Error::MalformedJwk)));
}

#[test]
fn refuses_a_member_given_twice_also_by_escapes() {
    for twice in [r#""kty":"EC""#, r#""\u006bty":"EC""#, r#""a":{"b":1,"b":2}"#] {
        assert_eq!(public_error(&p256(twice)), Error::MalformedJwk, "{twice}");
    }
}

#[test]
fn refuses_members_of_wrong_type() {
    for member in [r#""use":1"#, r#""use":null"#, r#""alg":["ES256"]"#, r#""n":1"#, r#""d":null"#, r#""k":{}"#] {
        assert_eq!(public_error(&p256(member)), Error::MalformedJwk, "{member}");
    }
    for member in [r#""key_ops":"verify""#, r#""key_ops":[1]"#, r#""key_ops":["verify",null]"#, r#""key_ops":null"#] {
        assert_eq!(public_error(&p256(member)), Error::MalformedJwk, "{member}");
    }
    assert_eq!(public_error(r#""kty":1"#), Error::MalformedJwk);
    assert_eq!(public_error(r#""crv":"P-256""#), Error::MalformedJwk);
}

#[test]
fn refuses_missing_parameters() {
    for members in [
        r#""kty":"EC""#,
        r#""kty":"EC","crv":"P-256","x":"AA""#,
        r#""kty":"OKP""#,
        r#""kty":"OKP","crv":"Ed25519""#,
        r#""kty":"RSA","e":"AQAB""#,
        &rsa_jwk().replace(",\"e\":\"AQAB\"", ""),
    ] {
        assert_eq!(public_error(members), Error::MalformedJwk, "{members}");
    }
    assert_eq!(bind_error(Algorithm::HS256, r#""kty":"oct""#), Error::MalformedJwk);
    let no_public = format!(r#""kty":"EC","crv":"P-256","d":"{P256_D}""#);
    assert_eq!(private_error(&no_public), Error::MalformedJwk);
}

#[test]
fn refuses_unknown_key_types_in_any_case() {
    for kty in ["ec", "rsa", "OCT", "AKP", "", "none"] {
        assert_eq!(public_error(&P256_JWK.replace("\"EC\"", &format!("\"{kty}\""))), Error::UnsupportedKeyType);
    }
    assert_eq!(public_error(&secret_jwk()), Error::UnsupportedKeyType);
    assert_eq!(private_error(&secret_jwk()), Error::UnsupportedKeyType);
}

#[test]
fn refuses_unknown_curves() {
    for crv in ["P-192", "p-256", "Ed25519", "", "a curve of a long name"] {
        assert_eq!(public_error(&P256_JWK.replace("P-256", crv)), Error::UnsupportedCurve, "{crv}");
    }
    for crv in ["X25519", "Ed448", "P-256"] {
        assert_eq!(public_error(&ED25519_JWK.replace("Ed25519", crv)), Error::UnsupportedCurve, "{crv}");
    }
}

#[test]
fn refuses_private_members_where_a_public_key_belongs() {
    for name in ["d", "p", "q", "dp", "dq", "qi"] {
        let members = format!(r#"{},"{name}":"AQAB","use":"enc""#, rsa_jwk());
        assert_eq!(public_error(&members), Error::PrivateKeyGiven, "{name}");
        assert_eq!(bind_error(Algorithm::RS256, &members), Error::PrivateKeyGiven, "{name}");
    }
    assert_eq!(public_error(&(rsa_jwk() + r#","oth":[]"#)), Error::PrivateKeyGiven);
    assert_eq!(public_error(&p256(&format!(r#""\u0064":"{P256_D}""#))), Error::PrivateKeyGiven);
}

#[test]
fn refuses_public_keys_where_private_ones_belong() {
    for members in [P256_JWK, ED25519_JWK, &rsa_jwk()] {
        assert_eq!(private_error(members), Error::PublicKeyGiven, "{members}");
    }
}

#[test]
fn refuses_keys_that_are_not_for_signatures() {
    for member in [r#""use":"enc""#, r#""use":"""#, r#""use":"SIG""#, r#""key_ops":[]"#, r#""key_ops":["sign"]"#] {
        assert_eq!(public_error(&p256(member)), Error::KeyNotForSignatures, "{member}");
        assert_eq!(bind_error(Algorithm::ES256, &p256(member)), Error::KeyNotForSignatures, "{member}");
    }
    assert!(public(&p256(r#""use":"sig","key_ops":["sign","verify"]"#)).is_ok());
    assert_eq!(bind_error(Algorithm::HS256, &(secret_jwk() + r#","use":"enc""#)), Error::KeyNotForSignatures);
}

#[test]
fn refuses_private_keys_that_must_not_sign() {
    let with = |member: &str| private(&p256(&format!(r#""d":"{P256_D}",{member}"#))).map(|_| ());
    assert_eq!(with(r#""key_ops":["sign"],"use":"sig""#), Ok(()));
    for member in [r#""key_ops":["verify"]"#, r#""use":"enc""#] {
        assert_eq!(with(member), Err(Error::KeyNotForSignatures), "{member}");
    }
}

#[test]
fn refuses_unknown_algorithms() {
    for alg in ["RSA-OAEP", "none", "es256", "ECDH-ES+A128KW", ""] {
        assert_eq!(bind_error(Algorithm::ES256, &p256(&format!(r#""alg":"{alg}""#))), Error::UnsupportedAlgorithm);
    }
}

#[test]
fn refuses_an_algorithm_that_disagrees_with_curve_or_caller() {
    assert_eq!(public_error(&p256(r#""alg":"ES384""#)), Error::KeyAlgorithmMismatch);
    assert_eq!(private_error(&p256(&format!(r#""alg":"HS256","d":"{P256_D}""#))), Error::KeyAlgorithmMismatch);
    assert_eq!(bind_error(Algorithm::ES384, &p256(r#""alg":"ES256""#)), Error::KeyAlgorithmMismatch);
    assert_eq!(bind_error(Algorithm::ES384, P256_JWK), Error::KeyAlgorithmMismatch);
    assert_eq!(bind_error(Algorithm::RS512, &(rsa_jwk() + r#","alg":"RS256""#)), Error::KeyAlgorithmMismatch);
    assert_eq!(bind_error(Algorithm::HS256, &rsa_jwk()), Error::KeyAlgorithmMismatch);
    assert_eq!(bind_error(Algorithm::RS256, &secret_jwk()), Error::KeyAlgorithmMismatch);
}

#[test]
fn refuses_long_names_and_names_that_are_no_strings() {
    for kid in [format!("\"{}\"", "k".repeat(257)), format!("\"{}\\n\"", "k".repeat(256)), "1".into(), "null".into()] {
        assert_eq!(bind_error(Algorithm::ES256, &p256(&format!("\"kid\":{kid}"))), Error::KidTooLong, "{kid}");
    }
    let longest = "k".repeat(255) + "\\n";
    assert!(bound(Algorithm::ES256, &p256(&format!("\"kid\":\"{longest}\""))).is_ok());
}

#[test]
fn refuses_coordinates_that_are_short_or_long() {
    for x in ["", "AA", &"A".repeat(42), &"A".repeat(44), &"A".repeat(88), &"A".repeat(2000)] {
        let members = format!(r#""kty":"EC","crv":"P-256","x":"{x}","y":"{}""#, "A".repeat(43));
        assert_eq!(public_error(&members), Error::InvalidPublicKey, "{x}");
        let swapped = format!(r#""kty":"EC","crv":"P-256","y":"{x}","x":"{}""#, "A".repeat(43));
        assert_eq!(public_error(&swapped), Error::InvalidPublicKey, "{x}");
        assert_eq!(public_error(&format!(r#""kty":"OKP","crv":"Ed25519","x":"{x}""#)), Error::InvalidPublicKey, "{x}");
    }
}

#[test]
fn refuses_ed25519_keys_that_the_checks_refuse() {
    let zero = format!(r#""kty":"OKP","crv":"Ed25519","x":"{}""#, "A".repeat(43));
    assert_eq!(public_error(&zero), Error::InvalidPublicKey);
}

#[test]
fn refuses_private_parameters_that_are_short_or_long() {
    for d in ["", "AA", &"A".repeat(42), &"A".repeat(44), &"A".repeat(2000)] {
        assert_eq!(private_error(&p256(&format!(r#""d":"{d}""#))), Error::InvalidPrivateKey, "{d}");
        assert_eq!(private_error(&format!(r#"{ED25519_JWK},"d":"{d}""#)), Error::InvalidPrivateKey, "{d}");
    }
}

#[test]
fn refuses_parameters_that_are_not_canonical_base64url() {
    let x = &P256_JWK[30..73];
    for other in [format!("{x}="), format!("{}F", &x[..42]), x.replacen('n', "+", 1), format!("{} ", &x[..42])] {
        assert_eq!(public_error(&P256_JWK.replace(x, &other)), Error::MalformedJwk, "{other}");
    }
    for k in [format!("{SECRET_K}="), format!("{}9", &SECRET_K[..42]), format!("\\n{}", &SECRET_K[1..])] {
        assert_eq!(bind_error(Algorithm::HS256, &secret_jwk().replace(SECRET_K, &k)), Error::MalformedJwk, "{k}");
    }
    assert_eq!(private_error(&p256(&format!(r#""d":"{P256_D}=""#))), Error::MalformedJwk);
}

#[test]
fn refuses_rsa_numbers_with_leading_zeros() {
    assert_eq!(public_error(&rsa_jwk().replace(RSA_N, &format!("AAAA{RSA_N}"))), Error::MalformedJwk);
    for e in ["AAEAAQ", "", "AA"] {
        assert_eq!(public_error(&rsa_jwk().replace("AQAB", e)), Error::MalformedJwk, "{e}");
    }
}

#[test]
fn refuses_rsa_keys_that_the_checks_refuse() {
    for n in [&RSA_N[..172], &RSA_N.repeat(3), &RSA_N.repeat(100)] {
        assert_eq!(public_error(&rsa_jwk().replace(RSA_N, n)), Error::UnsupportedKeySize);
    }
    for e in ["AQ", "BA", "AgAAAAE", &"AQAB".repeat(20), &"AQAB".repeat(1000)] {
        assert_eq!(public_error(&rsa_jwk().replace("AQAB", e)), Error::WeakRsaExponent, "{e}");
    }
}

#[test]
fn refuses_secrets_that_are_short_or_longer_than_the_limit() {
    let with = |k: &str| bind_error(Algorithm::HS256, &format!(r#""kty":"oct","k":"{k}""#));
    assert_eq!(with(&SECRET_K[..40]), Error::SecretTooShort);
    assert_eq!(with(""), Error::SecretTooShort);
    assert_eq!(with(&"AbCd".repeat(400)), Error::MalformedJwk);
    assert_eq!(with(&format!("\\u0041{}", "A".repeat(2000))), Error::MalformedJwk);
    assert_eq!(bind_error(Algorithm::HS512, &secret_jwk()), Error::SecretTooShort);
}

#[test]
fn judges_in_the_documented_order() {
    let mut members = String::from(r#""kty":"EC""#);
    let faults = [
        (r#","d":"AA""#, Error::PrivateKeyGiven),
        (r#","use":"enc""#, Error::KeyNotForSignatures),
        (r#","crv":"P-192""#, Error::UnsupportedCurve),
    ];
    for at in (0..faults.len()).rev() {
        members += faults[at].0;
        assert_eq!(public_error(&format!(r#"{members},"alg":"none","x":"=""#)), faults[at].1);
    }
    assert_eq!(public_error(r#""kty":"EC","crv":"P-256","alg":"none","x":"=""#), Error::UnsupportedAlgorithm);
}

proptest! {
    #[test]
    fn never_panics_on_mutated_keys(which in 0..4_usize, at in any::<proptest::sample::Index>(), byte in any::<u8>()) {
        let members = [P256_JWK, ED25519_JWK, &rsa_jwk(), &secret_jwk()][which].as_bytes().to_vec();
        let mut text = [&b"{"[..], &members, b",\"d\":\"AQAB\",\"kid\":\"\\u0041\",\"alg\":\"ES256\",\"key_ops\":[\"sign\"]}"].concat();
        let at = at.index(text.len());
        text[at] = byte;
        if let Ok(jwk) = Jwk::parse(&text) {
            let _ = (jwk.public_key(), jwk.private_key(), jwk.bind::<TestKey>(Algorithm::HS256));
        }
    }
}
