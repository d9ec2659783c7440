//! Signing: what is signed verifies and says what was given, into the caller's buffer, and nothing twice.

use base64ct::{Base64UrlUnpadded, Encoding as _};
use jwtcore::{
    Algorithm, Algorithms, Audience, Error, Issuer, Key, KeySet, NewClaims, Signer, Trust, UnixSeconds, Verifier,
};
use serde_json::{Value, json};

use crate::common::made::{HEADER, SECRET, encoded};
use crate::common::{AUD, ISS, NOW, read, read_json, read_text, verdict};

fn signer() -> Signer {
    Signer::from_secret(Algorithm::HS256, SECRET).unwrap()
}

fn signed<T: serde::Serialize>(signer: &Signer, claims: &NewClaims<'_, T>) -> Result<String, Error> {
    let mut buf = vec![0; 4096];
    signer.sign(claims, &mut buf).map(str::to_owned)
}

fn segment(token: &str, at: usize) -> Vec<u8> {
    let mut buf = vec![0; token.len()];
    Base64UrlUnpadded::decode(token.split('.').nth(at).unwrap(), &mut buf).unwrap().to_vec()
}

fn payload_of<T: serde::Serialize>(claims: &NewClaims<'_, T>) -> String {
    String::from_utf8(segment(&signed(&signer(), claims).unwrap(), 1)).unwrap()
}

/// Private keys and secrets, and the public keys that belong to them.
fn pairs() -> impl Iterator<Item = (Signer, Key)> {
    let secrets = [Algorithm::HS256, Algorithm::HS384, Algorithm::HS512].map(|algorithm| {
        (Signer::from_secret(algorithm, SECRET).unwrap(), Key::from_secret(algorithm, SECRET).unwrap())
    });
    let curves = [
        (Algorithm::ES256, "p256"),
        (Algorithm::ES384, "p384"),
        (Algorithm::ES512, "p521"),
        (Algorithm::ES256K, "secp256k1"),
        (Algorithm::EdDSA, "ed25519"),
    ];
    let keys = curves.into_iter().filter(|(algorithm, _)| algorithm.is_supported()).map(|(algorithm, name)| {
        let private = read(&format!("keys/private/test-only-{name}.pem"));
        let public = read(&format!("keys/{name}.pem"));
        (Signer::from_pem(algorithm, &private).unwrap(), Key::from_pem(algorithm, &public).unwrap())
    });
    secrets.into_iter().chain(keys)
}

#[test]
fn every_algorithm_verifies_what_it_signs() {
    let claims = NewClaims::new().iss(ISS).sub("7").aud(&[AUD]).exp(UnixSeconds(NOW + 1)).with_json(r#"{"uid":7}"#);
    let mut count = 0;
    for (signer, key) in pairs() {
        let (signer, key) = (signer.named("k-1").unwrap(), key.named("k-1").unwrap());
        let token = signed(&signer, &claims).unwrap();
        let trust = Trust::new(Issuer::exactly(ISS), Audience::contains(AUD), KeySet::<1>::new([key]).unwrap());
        let verifier = Verifier::new(trust.typ("JWT")).unwrap();
        let expected = format!(r#"{{"iss":"{ISS}","sub":"7","aud":"{AUD}","exp":{},"uid":7}}"#, NOW + 1);
        assert_eq!(verdict(&verifier, &token, NOW), Ok(expected), "{}", signer.algorithm());
        assert_eq!(verdict(&verifier, &token, NOW + 1), Err(Error::Expired));
        let header: Value = serde_json::from_slice(&segment(&token, 0)).unwrap();
        assert_eq!(header, json!({"alg": signer.algorithm().name(), "typ": "JWT", "kid": "k-1"}));
        count += 1;
    }
    assert_eq!(count, Algorithm::ALL.into_iter().filter(|algorithm| is_signable(*algorithm)).count());
}

fn is_signable(algorithm: Algorithm) -> bool {
    algorithm.is_supported() && !matches!(algorithm.name().as_bytes(), [b'R' | b'P', ..])
}

/// ECDSA by RFC 6979, whose vectors are in the backend's own tests.
#[test]
fn signatures_are_deterministic() {
    for (signer, _) in pairs() {
        let mut again = [0; 512];
        let again = signer.sign_payload(None, b"payload", &mut again).unwrap();
        let mut buf = [0; 512];
        assert_eq!(signer.sign_payload(None, b"payload", &mut buf).unwrap(), again);
        let mut buf = [0; 512];
        assert_ne!(signer.sign_payload(None, b"Payload", &mut buf).unwrap(), again);
    }
}

/// The tokens of two RFCs, made again byte for byte.
#[test]
fn signs_as_rfc_7520_section_4_4_and_rfc_8037_appendix_a_4() {
    let jwk: Value = read_json("keys/rfc7520-4.4-hs256.jwk");
    let signer = Signer::from_jwk(Algorithm::HS256, jwk.to_string().as_bytes()).unwrap();
    let mut buf = [0; 1024];
    let token = signer.sign_payload(None, &read("tokens/rfc7520-4.4-hs256.payload"), &mut buf).unwrap();
    assert_eq!(token, read_text("tokens/rfc7520-4.4-hs256.jwt"));
    if !Algorithm::EdDSA.is_supported() {
        return;
    }
    let mut jwk: Value = read_json("keys/rfc8037-a4-eddsa.jwk");
    jwk["d"] = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A".into();
    let signer = Signer::from_jwk(Algorithm::EdDSA, jwk.to_string().as_bytes()).unwrap();
    let token = signer.sign_payload(None, b"Example of Ed25519 signing", &mut buf).unwrap();
    assert_eq!(token, read_text("tokens/rfc8037-a4-eddsa.jwt"));
}

#[test]
#[cfg(feature = "es256")]
fn signs_with_the_same_key_in_every_format() {
    let folder = "keys/formats/test-only-p256";
    let signers = [
        Signer::from_pem(Algorithm::ES256, &read(&format!("{folder}-pkcs8.pem"))),
        Signer::from_pem(Algorithm::ES256, &read(&format!("{folder}-sec1.pem"))),
        Signer::from_der(Algorithm::ES256, &read(&format!("{folder}-pkcs8.der"))),
        Signer::from_jwk(Algorithm::ES256, &read(&format!("{folder}.jwk"))),
    ];
    let tokens = signers.map(|signer| signed(&signer.unwrap(), &NewClaims::new()).unwrap());
    assert!(tokens.iter().all(|token| *token == tokens[0]));
}

#[test]
fn the_header_says_typ_and_kid_as_they_are_given() {
    let header = |signer: &Signer, typ| segment(&signed(signer, &NewClaims::new().typ(typ)).unwrap(), 0);
    assert_eq!(header(&signer(), Some("JWT")), br#"{"alg":"HS256","typ":"JWT"}"#);
    assert_eq!(header(&signer(), None), HEADER.as_bytes());
    let named = signer().named("a\"b\\c\n\u{1}é").unwrap();
    let expected = r#"{"alg":"HS256","typ":"at+jwt","kid":"a\"b\\c\u000a\u0001é"}"#;
    assert_eq!(header(&named, Some("at+jwt")), expected.as_bytes());
    let parsed: Value = serde_json::from_str(expected).unwrap();
    assert_eq!(parsed["kid"], "a\"b\\c\n\u{1}é");
    assert_eq!(signer().named(&"k".repeat(257)).err(), Some(Error::KidTooLong));
}

#[test]
fn registered_and_other_claims_join_in_one_object() {
    assert_eq!(payload_of(&NewClaims::new()), "{}");
    assert_eq!(payload_of(&NewClaims::new().iss("i")), r#"{"iss":"i"}"#);
    for empty in ["{}", " { } ", "{\n}"] {
        assert_eq!(payload_of(&NewClaims::new().with_json(empty)), "{}", "{empty}");
        assert_eq!(payload_of(&NewClaims::new().jti("j").with_json(empty)), r#"{"jti":"j"}"#, "{empty}");
    }
    assert_eq!(payload_of(&NewClaims::new().with_json(" {\"a\":1}\n")), r#"{"a":1}"#);
    let all = NewClaims::new().iss("i").sub("s").aud(&["a", "b"]).jti("j");
    let all = all.exp(UnixSeconds(3)).nbf(UnixSeconds(-2)).iat(UnixSeconds(0)).with_json(r#"{ "x":[ ] }"#);
    let expected = r#"{"iss":"i","sub":"s","jti":"j","aud":["a","b"],"exp":3,"nbf":-2,"iat":0, "x":[ ] }"#;
    assert_eq!(payload_of(&all), expected);
    assert_eq!(payload_of(&NewClaims::new().aud(&["a"])), r#"{"aud":"a"}"#);
    assert_eq!(payload_of(&NewClaims::new().aud(&[])), "{}");
}

#[derive(serde::Serialize)]
struct Own {
    uid: u64,
    name: &'static str,
}

#[test]
fn other_claims_come_from_a_type_that_serializes() {
    #[derive(serde::Serialize)]
    struct Empty {}

    let own = Own { uid: 7, name: "Zoë" };
    let claims = NewClaims::new().with(&own).iss("i");
    assert_eq!(payload_of(&claims), r#"{"iss":"i","uid":7,"name":"Zoë"}"#);
    assert_eq!(payload_of(&NewClaims::new().with(&Empty {}).iss("i")), r#"{"iss":"i"}"#);
}

#[test]
fn texts_are_escaped_as_json_asks() {
    let text = "\"\\/\u{8}\u{c}\n\r\t\0\u{1f}\u{7f}é\u{2028}😀";
    let payload: Value = serde_json::from_str(&payload_of(&NewClaims::new().sub(text).aud(&[text, "b"]))).unwrap();
    assert_eq!(payload, json!({"sub": text, "aud": [text, "b"]}));
}

/// Each registered claim typed and again among the others, in any spelling.
#[test]
fn refuses_reserved_claims_given_twice() {
    let typed = [
        ("iss", NewClaims::new().iss("i")),
        ("sub", NewClaims::new().sub("s")),
        ("aud", NewClaims::new().aud(&["a"])),
        ("exp", NewClaims::new().exp(UnixSeconds(1))),
        ("nbf", NewClaims::new().nbf(UnixSeconds(1))),
        ("iat", NewClaims::new().iat(UnixSeconds(1))),
        ("jti", NewClaims::new().jti("j")),
    ];
    for (name, claims) in typed {
        let value = if matches!(name, "exp" | "nbf" | "iat") { "1" } else { "\"x\"" };
        let escaped = format!("\\u00{:02x}{}", name.as_bytes()[0], &name[1..]);
        for spelled in [name, &escaped] {
            let other = format!(r#"{{"a":1,"{spelled}":{value}}}"#);
            assert_eq!(signed(&signer(), &claims.with_json(&other)), Err(Error::ReservedClaimTwice), "{spelled}");
            assert!(signed(&signer(), &NewClaims::new().with_json(&other)).is_ok(), "{spelled} alone");
        }
        let other = std::collections::BTreeMap::from([(name, "x")]);
        if value != "1" && cfg!(feature = "std") {
            assert_eq!(signed(&signer(), &claims.with(&other)), Err(Error::ReservedClaimTwice), "{name}");
        }
    }
}

#[test]
fn refuses_claims_that_no_verifier_would_accept() {
    for other in [
        "",
        "[]",
        "1",
        "null",
        "{",
        "{}{}",
        "{}x",
        "{\"a\":NaN}",
        "{\"a\":1,}",
        "{\"a\":1,\"a\":2}",
        "{\"a\":1,\"\\u0061\":2}",
        "{\"a\":\"\\ud800\"}",
        "{\"exp\":\"soon\"}",
        "{\"nbf\":null}",
        "{\"iat\":1e300}",
        "{\"sub\":7}",
        "{\"aud\":[]}",
        "{\"jti\":1}",
        "{\"iss\":[]}",
        "\u{feff}{}",
    ] {
        for claims in [NewClaims::new(), NewClaims::new().jti("j"), NewClaims::new().iat(UnixSeconds(1))] {
            let twice = other.contains("jti") || other.contains("iat");
            let verdict = signed(&signer(), &claims.with_json(other));
            assert!(
                matches!(verdict, Err(Error::MalformedClaims)) || twice && verdict.is_err(),
                "{other}: {verdict:?}"
            );
        }
    }
    for seconds in [(1 << 53) + 1, -(1 << 53) - 1, i64::MAX, i64::MIN] {
        assert_eq!(signed(&signer(), &NewClaims::new().exp(UnixSeconds(seconds))), Err(Error::MalformedClaims));
    }
    let deep = format!("{{\"a\":{}{}}}", "[".repeat(32), "]".repeat(32));
    assert_eq!(signed(&signer(), &NewClaims::new().with_json(&deep)), Err(Error::MalformedClaims));
}

#[test]
fn refuses_types_that_are_no_object() {
    assert_eq!(signed(&signer(), &NewClaims::new().with(&7)), Err(Error::MalformedClaims));
    assert_eq!(signed(&signer(), &NewClaims::new().with(&"text")), Err(Error::MalformedClaims));
    assert_eq!(signed(&signer(), &NewClaims::new().with(&[1, 2]).iss("i")), Err(Error::MalformedClaims));
    assert_eq!(signed(&signer(), &NewClaims::new().with(&()).iss("i")), Err(Error::MalformedClaims));
}

#[test]
fn a_small_buffer_is_told_the_tokens_length_and_that_is_enough() {
    for (signer, _) in pairs() {
        let claims = NewClaims::new().sub("sübject").exp(UnixSeconds(NOW)).with_json(r#"{"uid":7}"#);
        let expected = signed(&signer, &claims).unwrap();
        let needed = expected.len();
        for len in [0, 1, 40, needed / 2, needed - 1] {
            let mut buf = vec![0; len];
            assert_eq!(signer.sign(&claims, &mut buf).err(), Some(Error::BufferTooSmall { needed }), "{len}");
            assert!(buf.iter().all(|byte| *byte == 0), "{len}");
            let document = signer.sign_payload(None, &[7; 99], &mut buf).err();
            assert!(matches!(document, None | Some(Error::BufferTooSmall { .. })));
        }
        assert_eq!(signer.sign(&claims, &mut vec![0; needed]), Ok(&*expected));
    }
}

#[test]
fn a_small_buffer_for_a_document_is_told_its_length() {
    let mut buf = vec![0; 4096];
    for len in 0..20 {
        let payload = vec![0xA5; len];
        let expected = signer().sign_payload(None, &payload, &mut buf).unwrap().to_owned();
        let needed = expected.len();
        let mut short = vec![0; needed - 1];
        assert_eq!(signer().sign_payload(None, &payload, &mut short).err(), Some(Error::BufferTooSmall { needed }));
        assert!(short.iter().all(|byte| *byte == 0));
        assert_eq!(signer().sign_payload(None, &payload, &mut vec![0; needed]), Ok(&*expected));
    }
}

/// Every length of room, so that no part of the writing depends on there being more.
#[test]
#[cfg(feature = "std")]
fn claims_by_serialize_are_told_the_tokens_length_too() {
    let own = Own { uid: u64::MAX, name: "name" };
    let claims = NewClaims::new().with(&own).sub("s");
    let expected = signed(&signer(), &claims).unwrap();
    for len in 0..expected.len() {
        let needed = expected.len();
        let error = signer().sign(&claims, &mut vec![0; len]).err();
        assert_eq!(error, Some(Error::BufferTooSmall { needed }), "{len}");
    }
    assert_eq!(signer().sign(&claims, &mut vec![0; expected.len()]), Ok(&*expected));
}

/// What the documentation says of builds without `std`: a guess above the length, which suffices when it is followed.
#[test]
#[cfg(not(feature = "std"))]
fn claims_by_serialize_are_told_a_length_that_leads_to_enough() {
    let own = Own { uid: u64::MAX, name: "name" };
    let claims = NewClaims::new().with(&own).sub("s");
    let expected = signed(&signer(), &claims).unwrap();
    for mut len in 0..expected.len() {
        let token = (0..16).find_map(|_| {
            let mut buf = vec![0; len];
            match signer().sign(&claims, &mut buf) {
                Ok(token) => Some(token.to_owned()),
                Err(Error::BufferTooSmall { needed }) => {
                    assert!(needed > len, "{needed} after {len}");
                    len = needed;
                    None
                }
                Err(error) => panic!("{error}"),
            }
        });
        assert_eq!(token.as_ref(), Some(&expected));
    }
}

#[test]
fn refuses_tokens_and_headers_that_no_verifier_would_accept_for_their_size() {
    let mut buf = vec![0; 2 << 20];
    assert_eq!(signer().sign_payload(None, &vec![0; 1 << 20], &mut buf).err(), Some(Error::MalformedPayload));
    assert!(signer().sign_payload(None, &vec![0; 700_000], &mut buf).is_ok());
    let typ = "x".repeat(9000);
    assert_eq!(signer().sign_payload(Some(&typ), b"", &mut buf).err(), Some(Error::MalformedPayload));
    assert_eq!(signer().sign(&NewClaims::new().typ(Some(&typ)), &mut buf).err(), Some(Error::MalformedPayload));
    let long = format!(r#"{{"a":"{}"}}"#, "x".repeat(1 << 20));
    assert!(signer().sign(&NewClaims::new().with_json(&long), &mut buf).is_err());
}

#[test]
fn refuses_to_sign_with_rsa() {
    let pem = read("keys/private/test-only-rsa-2048.pem");
    for algorithm in [Algorithm::RS256, Algorithm::RS384, Algorithm::RS512, Algorithm::PS256, Algorithm::PS512] {
        assert_eq!(Signer::from_pem(algorithm, &pem).err(), Some(Error::SigningUnsupported), "{algorithm}");
    }
    assert!(Error::SigningUnsupported.mend().contains("RUSTSEC-2023-0071"));
}

#[test]
#[cfg(feature = "es256")]
fn refuses_keys_that_do_not_fit_or_are_public() {
    let private = read("keys/private/test-only-p256.pem");
    for algorithm in [Algorithm::ES384, Algorithm::HS256, Algorithm::EdDSA, Algorithm::RS256] {
        assert_eq!(Signer::from_pem(algorithm, &private).err(), Some(Error::KeyAlgorithmMismatch), "{algorithm}");
    }
    let public = read("keys/p256.pem");
    assert_eq!(Signer::from_pem(Algorithm::ES256, &public).err(), Some(Error::PublicKeyGiven));
    assert_eq!(Signer::from_secret(Algorithm::ES256, SECRET).err(), Some(Error::KeyAlgorithmMismatch));
    let encrypted = read("keys/formats/test-only-p256-encrypted-pkcs8.pem");
    assert_eq!(Signer::from_pem(Algorithm::ES256, &encrypted).err(), Some(Error::EncryptedKey));
}

/// A signer's name is what a set selects by.
#[test]
fn a_token_is_found_by_the_name_it_was_signed_under() {
    let jwks = format!(r#"{{"keys":[{{"kty":"oct","kid":"b","alg":"HS256","k":"{}"}}]}}"#, encoded(SECRET));
    let keys = KeySet::<2>::from_jwks(jwks.as_bytes(), &Algorithms::named_by_keys(), |_| ()).unwrap();
    let trust = Trust::new(Issuer::unchecked(), Audience::unchecked(), keys).exp_optional();
    let verifier = Verifier::new(trust).unwrap();
    for (kid, expected) in [("b", Ok("{}".to_owned())), ("a", Err(Error::UnknownKey))] {
        let token = signed(&signer().named(kid).unwrap(), &NewClaims::new()).unwrap();
        assert_eq!(verdict(&verifier, token, NOW), expected, "{kid}");
    }
}
