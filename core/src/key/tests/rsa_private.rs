//! RSA private keys: the forms that are read, what each build refuses, and what is written.

use std::string::String;
use std::vec::Vec;

use serde_json::{Map, Value};

use super::*;
use crate::key::PrivateKey;

/// One test key in each form, written by OpenSSL.
const PKCS8_DER: &[u8] = include_bytes!("../../../../testdata/keys/formats/test-only-rsa-2048-pkcs8.der");
const PKCS1_DER: &[u8] = include_bytes!("../../../../testdata/keys/formats/test-only-rsa-2048-pkcs1.der");
const JWK: &str = include_str!("../../../../testdata/keys/formats/test-only-rsa-2048.jwk");
/// The members that hold a private number each.
const PRIVATE_MEMBERS: [&str; 6] = ["d", "p", "q", "dp", "dq", "qi"];

fn jwk_with(edit: impl FnOnce(&mut Map<String, Value>)) -> Result<PrivateKey, Error> {
    let mut jwk: Map<String, Value> = serde_json::from_str(JWK).unwrap();
    edit(&mut jwk);
    PrivateKey::from_jwk(&serde_json::to_vec(&jwk).unwrap())
}

/// As long as a modulus of 2048 bits.
const FULL: &[u8] = &[0xC1; 256];

/// Numbers of sound lengths, with one edited.
fn numbers_with(edit: impl FnOnce(&mut RsaNumbers<&'static [u8]>)) -> Result<(), Error> {
    let mut numbers = RsaNumbers { n: FULL, e: &[3], d: FULL, p: FULL, q: FULL, dp: FULL, dq: FULL, qi: FULL };
    edit(&mut numbers);
    RsaPrivateKey::new(&numbers).map(drop)
}

#[test]
fn reads_every_form() {
    for key in [PrivateKey::from_der(PKCS8_DER), PrivateKey::from_der(PKCS1_DER), jwk_with(|_| ())] {
        assert!(matches!(key, Ok(PrivateKey::Rsa(_))), "{key:?}");
    }
}

#[test]
fn refuses_rsa_private_jwk_without_primes() {
    for member in &PRIVATE_MEMBERS[1..] {
        let refused = jwk_with(|jwk| drop(jwk.remove(*member).unwrap())).err();
        assert_eq!(refused, Some(Error::InvalidPrivateKey), "{member}");
    }
    let minimal = jwk_with(|jwk| jwk.retain(|name, _| !PRIVATE_MEMBERS[1..].contains(&name.as_str())));
    assert_eq!(minimal.err(), Some(Error::InvalidPrivateKey));
}

#[test]
fn refuses_rsa_private_jwk_with_further_primes() {
    let refused = jwk_with(|jwk| drop(jwk.insert("oth".into(), Value::Array(Vec::new()))));
    assert_eq!(refused.err(), Some(Error::InvalidPrivateKey));
}

#[test]
fn refuses_rsa_private_jwk_members_that_are_no_minimal_numbers() {
    for member in PRIVATE_MEMBERS {
        for (text, expected) in [
            (Value::from("AAEC"), Error::MalformedJwk),
            (Value::from("AQ=="), Error::MalformedJwk),
            (Value::from(1), Error::MalformedJwk),
            (Value::from(""), Error::InvalidPrivateKey),
            (Value::from("x".repeat(684)), Error::InvalidPrivateKey),
        ] {
            let refused = jwk_with(|jwk| drop(jwk.insert(member.into(), text.clone()))).err();
            assert_eq!(refused, Some(expected), "{member} {text}");
        }
    }
}

#[test]
fn judges_the_public_half_of_an_rsa_private_key_as_alone() {
    let with = |member: &'static str, text: &str| jwk_with(|jwk| drop(jwk.insert(member.into(), text.into()))).err();
    assert_eq!(with("e", "AQ"), Some(Error::WeakRsaExponent));
    assert_eq!(with("n", "AQAB"), Some(Error::UnsupportedKeySize));
    for modulus in [&[0xC1; 255][..], &[0xC1; 513]] {
        assert_eq!(numbers_with(|key| key.n = modulus), Err(Error::UnsupportedKeySize));
    }
    assert_eq!(numbers_with(|key| key.e = &[2]), Err(Error::WeakRsaExponent));
    assert_eq!(numbers_with(|_| ()), Ok(()));
}

#[test]
fn refuses_private_numbers_that_are_zero_or_longer_than_the_modulus() {
    for (number, expected) in
        [(&[1][..], Ok(())), (&[], Err(Error::InvalidPrivateKey)), (&[1; 257], Err(Error::InvalidPrivateKey))]
    {
        assert_eq!(numbers_with(|key| key.d = number), expected);
        assert_eq!(numbers_with(|key| key.p = number), expected);
        assert_eq!(numbers_with(|key| key.q = number), expected);
        assert_eq!(numbers_with(|key| key.dp = number), expected);
        assert_eq!(numbers_with(|key| key.dq = number), expected);
        assert_eq!(numbers_with(|key| key.qi = number), expected);
    }
}

#[cfg(feature = "aws-lc")]
mod kept {
    use super::*;

    const PKCS8_PEM: &str = include_str!("../../../../testdata/keys/formats/test-only-rsa-2048-pkcs8.pem");
    const PKCS1_PEM: &str = include_str!("../../../../testdata/keys/formats/test-only-rsa-2048-pkcs1.pem");
    const SPKI_PEM: &[u8] = include_bytes!("../../../../testdata/keys/formats/rsa-2048-spki.pem");

    fn forms() -> [PrivateKey; 5] {
        let pems = [PKCS8_PEM, PKCS1_PEM].map(|pem| PrivateKey::from_pem(pem.as_bytes()));
        let [pkcs8, pkcs1] = pems.map(Result::unwrap);
        let [pkcs8_der, pkcs1_der] = [PKCS8_DER, PKCS1_DER].map(|der| PrivateKey::from_der(der).unwrap());
        [pkcs8, pkcs1, pkcs8_der, pkcs1_der, jwk_with(|_| ()).unwrap()]
    }

    #[test]
    fn writes_pkcs8_as_openssl_does_from_every_form() {
        for key in forms() {
            assert_eq!(key.to_pkcs8_pem(&mut [0; 4096]), Ok(PKCS8_PEM));
        }
    }

    #[test]
    fn writes_the_members_of_a_private_jwk_from_every_form() {
        let expected: Map<String, Value> = serde_json::from_str(JWK).unwrap();
        for key in forms() {
            let mut buf = [0; 4096];
            let text = key.to_jwk(Some(crate::Algorithm::PS256), Some("1"), &mut buf).unwrap();
            let written: Map<String, Value> = serde_json::from_str(text).unwrap();
            for member in ["kty", "n", "e"].iter().chain(&PRIVATE_MEMBERS) {
                assert_eq!(written.get(*member), expected.get(*member), "{member}");
            }
            assert_eq!(written.len(), 12, "{text}");
            assert!(PrivateKey::from_jwk(text.as_bytes()).is_ok());
        }
    }

    #[test]
    fn says_how_much_room_a_written_key_needs() {
        let key = jwk_with(|_| ()).unwrap();
        let needed = PKCS8_PEM.len();
        assert_eq!(key.to_pkcs8_pem(&mut [0; 100]), Err(Error::BufferTooSmall { needed }));
        assert!(key.to_pkcs8_pem(&mut std::vec![0; needed]).is_ok());
    }

    #[test]
    fn writes_the_longest_numbers() {
        const LONGEST: &[u8] = &[0xFF; 512];
        let (e, half) = (&[1, 0xFF, 0xFF, 0xFF, 0xFF][..], LONGEST);
        let numbers = RsaNumbers { n: LONGEST, e, d: LONGEST, p: half, q: half, dp: half, dq: half, qi: half };
        let key = PrivateKey::Rsa(RsaPrivateKey::new(&numbers).unwrap());
        let mut buf = [0; 8192];
        let pem = key.to_pkcs8_pem(&mut buf).unwrap();
        let Ok(PrivateKey::Rsa(read)) = PrivateKey::from_pem(pem.as_bytes()) else { panic!("not read back") };
        assert!(read.numbers().is_some_and(|read| [read.n, read.d, read.qi] == [LONGEST; 3] && read.e == e));
    }

    #[test]
    fn has_its_public_key_and_takes_no_other() {
        let public = crate::PublicKey::from_pem(SPKI_PEM).unwrap();
        for key in forms() {
            assert!(key.public_key() == Some(public.clone()));
            assert!(key.with_public(&public).is_ok_and(|key| key.public_key() == Some(public.clone())));
            let other = crate::PublicKey::Rsa(RsaPublicKey::new(&[0xC1; 256], 3).unwrap());
            assert_eq!(key.with_public(&other).err(), Some(Error::InvalidPrivateKey));
        }
    }

    #[test]
    fn is_not_shown() {
        for key in forms() {
            assert_eq!(std::format!("{key:?}"), "PrivateKey(Rsa)");
        }
    }
}
