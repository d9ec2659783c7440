//! The JWS entrance: a payload of any bytes under the same header, key and signature rules, and no claims.

use jwtcore::{Algorithm, Error, JwsVerifier, Key, KeySet, Signer};

use crate::common::jws_verdict;
use crate::common::made::{HEADER, SECRET, encoded, hs256_key, hs256_keys, lasting, signed, token};

fn verdict(token: impl AsRef<[u8]>) -> Result<Vec<u8>, Error> {
    jws_verdict(&JwsVerifier::new(hs256_keys()), token)
}

#[test]
fn takes_any_bytes_as_they_were_signed() {
    let all: Vec<u8> = (0..=255).collect();
    for payload in [&b""[..], b"\0", b"\xff\xfe", b"text", b"{", b"{}", b"{\"a\":1,\"a\":2}", b"<xml/>", &all] {
        assert_eq!(verdict(token(HEADER, payload)), Ok(payload.to_vec()));
    }
}

#[test]
fn judges_no_claims() {
    for payload in [r#"{"exp":0}"#, r#"{"nbf":9007199254740991}"#, r#"{"iss":7,"aud":[]}"#] {
        assert_eq!(verdict(token(HEADER, payload)), Ok(payload.into()));
    }
}

#[test]
fn says_which_key_verified() {
    let verifier = JwsVerifier::new(KeySet::<1>::new([hs256_key().named("a").unwrap()]).unwrap());
    let token = token(r#"{"alg":"HS256","kid":"a"}"#, "payload");
    let mut buf = [0; 256];
    let payload = verifier.verify(token, &mut buf).unwrap();
    assert_eq!((payload.bytes(), payload.algorithm(), payload.kid()), (&b"payload"[..], Algorithm::HS256, Some("a")));
}

#[test]
fn has_the_header_rules_of_the_other_entrance() {
    for (header, error) in [
        (r#"{"alg":"none"}"#, Error::UnknownAlgorithm),
        ("{}", Error::MissingAlgorithm),
        (r#"{"alg":"HS512"}"#, Error::AlgorithmNotAllowed),
        (r#"{"alg":"HS256","crit":["exp"]}"#, Error::CriticalHeader),
        (r#"{"alg":"HS256","b64":false}"#, Error::UnencodedPayload),
        (r#"{"alg":"HS256","kid":1}"#, Error::InvalidKid),
        (r#"{"alg":"HS256","alg":"HS256"}"#, Error::DuplicateMember),
        (r#"{"alg":"HS256","typ":"logout+jwt"}"#, Error::WrongTyp),
        ("[]", Error::MalformedJson),
    ] {
        assert_eq!(verdict(token(header, "payload")), Err(error), "{header}");
    }
}

#[test]
fn has_the_form_key_and_signature_rules_of_the_other_entrance() {
    let good = token(HEADER, "payload");
    assert_eq!(verdict(&good[..good.len() - 3]), Err(Error::InvalidSignature));
    assert_eq!(verdict(good.clone() + "."), Err(Error::NotCompact));
    assert_eq!(verdict("a.b.c.d.e"), Err(Error::EncryptedToken));
    assert_eq!(verdict(signed(format!("{}.AB", encoded(HEADER)))), Err(Error::MalformedBase64));
    assert_eq!(verdict(signed(format!("{}.AA==", encoded(HEADER)))), Err(Error::PaddedBase64));
    let named = KeySet::<2>::new(["a", "b"].map(|kid| hs256_key().named(kid).unwrap())).unwrap();
    let verifier = JwsVerifier::new(named);
    assert_eq!(jws_verdict(&verifier, &good), Err(Error::AmbiguousKey));
    let unknown = token(r#"{"alg":"HS256","kid":"c"}"#, "payload");
    assert_eq!(jws_verdict(&verifier, unknown), Err(Error::UnknownKey));
}

#[test]
fn has_the_size_limits_of_the_other_entrance() {
    let large = token(HEADER, vec![b'x'; 12_300]);
    assert!(large.len() > 16 * 1024);
    assert_eq!(verdict(&large), Err(Error::TokenTooLarge));
    let verifier = |len: usize| JwsVerifier::new(hs256_keys()).max_token_len(len);
    assert_eq!(jws_verdict(&verifier(large.len()).unwrap(), &large).map(|payload| payload.len()), Ok(12_300));
    assert_eq!(jws_verdict(&verifier(large.len() - 1).unwrap(), &large), Err(Error::TokenTooLarge));
    for len in [0, (1 << 20) + 1] {
        assert_eq!(verifier(len).err(), Some(Error::InvalidLimit), "{len}");
    }
    assert!(verifier(1 << 20).is_ok());
}

/// A token of either level verifies at the other entrance by its own rules only.
#[test]
fn a_signed_document_is_no_token_with_claims() {
    let document = token(HEADER, "not claims");
    assert_eq!(crate::common::made::seen(&document), Err(Error::MalformedJson));
    assert!(verdict(token(HEADER, lasting(""))).is_ok());
}

#[test]
fn what_is_signed_verifies() {
    let signer = Signer::from_secret(Algorithm::HS384, SECRET).unwrap().named("k").unwrap();
    let mut buf = [0; 512];
    let token = signer.sign_payload(Some("JWT"), b"\0\xff", &mut buf).unwrap();
    let key = Key::from_secret(Algorithm::HS384, SECRET).unwrap().named("k").unwrap();
    let verifier = JwsVerifier::new(KeySet::<1>::new([key]).unwrap()).typ("jwt").unwrap();
    assert_eq!(jws_verdict(&verifier, token), Ok(b"\0\xff".to_vec()));
}
