//! Written keys: read again, compared with what OpenSSL wrote.

use std::{format, string::String};

use super::*;
use crate::key::der::samples::*;

const PUBLIC: [&str; 6] = [P256_SPKI, P384_SPKI, P521_SPKI, K256_SPKI, ED25519_SPKI, RSA_SPKI];
const PRIVATE: [&str; 5] = [P256_PKCS8, P384_PKCS8, P521_PKCS8, K256_PKCS8, ED25519_PKCS8];

fn public(pem: &str) -> PublicKey {
    PublicKey::from_pem(pem.as_bytes()).unwrap()
}

fn private(pem: &str) -> PrivateKey {
    PrivateKey::from_pem(pem.as_bytes()).unwrap()
}

fn ed25519() -> PrivateKey {
    private(ED25519_PKCS8).with_public(&public(ED25519_SPKI)).unwrap()
}

/// Holds a writer to the rule of buffers: the exact length is enough, one byte less is zeroed and says so.
fn written(write: impl Fn(&mut [u8]) -> Result<String, Error>) -> String {
    let mut buf = [0xAA; 4096];
    let text = write(&mut buf).unwrap();
    let mut exact = std::vec![0xAA; text.len()];
    assert_eq!(write(&mut exact).as_ref(), Ok(&text));
    let mut short = std::vec![0xAA; text.len() - 1];
    assert_eq!(write(&mut short), Err(Error::BufferTooSmall { needed: text.len() }));
    assert!(short.iter().all(|byte| *byte == 0));
    text
}

fn jwk(key: &PublicKey, algorithm: Option<Algorithm>, kid: Option<&str>) -> String {
    written(|buf| key.to_jwk(algorithm, kid, buf).map(String::from))
}

#[test]
fn writes_the_spki_that_openssl_writes() {
    for pem in PUBLIC {
        assert_eq!(written(|buf| public(pem).to_spki_pem(buf).map(String::from)), pem);
    }
}

#[test]
fn writes_the_pkcs8_that_openssl_writes() {
    for pem in PRIVATE {
        assert_eq!(written(|buf| private(pem).to_pkcs8_pem(buf).map(String::from)), pem);
    }
    assert_eq!(written(|buf| ed25519().to_pkcs8_pem(buf).map(String::from)), ED25519_PKCS8);
}

#[test]
fn writes_pkcs8_without_a_public_key_that_is_unknown() {
    let PrivateKey::Ec(key) = private(P521_PKCS8) else { panic!("not EC") };
    let alone = PrivateKey::Ec(EcPrivateKey::new(key.curve(), key.scalar(), None).unwrap());
    let text = written(|buf| alone.to_pkcs8_pem(buf).map(String::from));
    let Ok(PrivateKey::Ec(again)) = PrivateKey::from_pem(text.as_bytes()) else { panic!("not EC") };
    assert_eq!(again.scalar(), key.scalar());
    assert!(again.public().is_none());
}

#[test]
fn writes_jwks_that_are_read_again() {
    for pem in PUBLIC {
        let text = jwk(&public(pem), None, None);
        assert!(PublicKey::from_jwk(text.as_bytes()) == Ok(public(pem)), "{text}");
    }
}

#[test]
fn writes_jwks_with_algorithm_use_and_name() {
    let text = jwk(&public(ED25519_SPKI), Some(Algorithm::EdDSA), Some("2026-11"));
    let expected = r#"{"crv":"Ed25519","kty":"OKP","x":"uZn7P1rvXB22TdYoOjeh03opIKA88_Cje-8Pl_TB3Uk","alg":"EdDSA","use":"sig","kid":"2026-11"}"#;
    assert_eq!(text, expected);
}

#[test]
fn escapes_names() {
    let kid = "a\"\\\u{1}\n\u{7f}é";
    let text = jwk(&public(P256_SPKI), Some(Algorithm::ES256), Some(kid));
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["kid"], kid);
}

#[test]
fn refuses_algorithms_that_do_not_fit_and_long_names() {
    let mut buf = [0; 4096];
    let verdict = public(P256_SPKI).to_jwk(Some(Algorithm::ES384), None, &mut buf).map(|_| ());
    assert_eq!(verdict, Err(Error::KeyAlgorithmMismatch));
    let verdict = private(P256_PKCS8).to_jwk(Some(Algorithm::HS256), None, &mut buf).map(|_| ());
    assert_eq!(verdict, Err(Error::KeyAlgorithmMismatch));
    let verdict = public(P256_SPKI).to_jwk(None, Some(&"k".repeat(257)), &mut buf).map(|_| ());
    assert_eq!(verdict, Err(Error::KidTooLong));
}

#[test]
fn writes_private_jwks_that_are_read_again() {
    for key in PRIVATE[..4].iter().map(|pem| private(pem)).chain([ed25519()]) {
        let text = written(|buf| key.to_jwk(None, Some("a"), buf).map(String::from));
        let again = PrivateKey::from_jwk(text.as_bytes()).unwrap();
        assert!(again.public_key() == key.public_key());
        let pem = |key: &PrivateKey| written(|buf| key.to_pkcs8_pem(buf).map(String::from));
        assert_eq!(pem(&again), pem(&key));
    }
}

#[test]
fn refuses_private_jwks_without_the_public_key() {
    let verdict = private(ED25519_PKCS8).to_jwk(None, None, &mut [0; 1000]).map(|_| ());
    assert_eq!(verdict, Err(Error::InvalidPrivateKey));
}

#[test]
fn refuses_a_public_key_of_another_kind_beside_a_private_one() {
    for (key, other) in
        [(P256_PKCS8, P384_SPKI), (P256_PKCS8, ED25519_SPKI), (ED25519_PKCS8, P256_SPKI), (RSA_PKCS8, P256_SPKI)]
    {
        assert_eq!(private(key).with_public(&public(other)).map(|_| ()).unwrap_err(), Error::InvalidPrivateKey);
    }
}

#[cfg(not(feature = "aws-lc"))]
#[test]
fn refuses_to_write_rsa_private_keys_that_are_not_kept() {
    let key = private(RSA_PKCS8);
    assert_eq!(key.to_pkcs8_pem(&mut [0; 4096]), Err(Error::SigningUnsupported));
    assert_eq!(key.to_jwk(None, None, &mut [0; 4096]), Err(Error::SigningUnsupported));
}

#[test]
#[cfg(any(feature = "hs", feature = "es256", feature = "rsa"))]
fn makes_the_thumbprints_of_rfc_7638_and_rfc_8037() {
    let rsa = r#"{"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB"}"#;
    let okp = r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
    for (text, expected) in
        [(rsa, "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"), (okp, "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")]
    {
        let key = PublicKey::from_jwk(text.as_bytes()).unwrap();
        assert_eq!(written(|buf| key.thumbprint(buf).map(String::from)), expected);
    }
}

#[test]
fn writes_lengths_of_each_size() {
    for (len, header) in [(127, &[0x04, 127][..]), (128, &[0x04, 0x81, 128]), (256, &[0x04, 0x82, 1, 0])] {
        let mut out = DerWriter::new();
        out.field(OCTET_STRING, &std::vec![9; len]);
        assert!(out.der().starts_with(header), "{}", format!("{:?}", out.der()));
        assert_eq!(out.der().len(), len + header.len());
    }
}

#[test]
fn writes_secrets_with_their_algorithm() {
    use crate::key::Secret;

    let bytes = [0xFB; 32];
    let secret = Secret::new(Algorithm::HS256, &bytes).unwrap();
    let text = written(|buf| secret.to_jwk(Algorithm::HS256, Some("k\"1"), buf).map(String::from));
    let k = "-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_s";
    assert_eq!(text, format!(r#"{{"kty":"oct","k":"{k}","alg":"HS256","use":"sig","kid":"k\"1"}}"#));
    let refused = |algorithm| secret.to_jwk(algorithm, None, &mut [0; 256]).map(drop);
    assert_eq!(refused(Algorithm::HS512), Err(Error::SecretTooShort));
    assert_eq!(refused(Algorithm::ES256), Err(Error::KeyAlgorithmMismatch));
    let long = "k".repeat(257);
    assert_eq!(secret.to_jwk(Algorithm::HS256, Some(&long), &mut [0; 1024]), Err(Error::KidTooLong));
}
