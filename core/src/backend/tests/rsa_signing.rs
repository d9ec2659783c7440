//! RSA signing: what is signed verifies under every backend, and keys whose numbers do not belong together are refused.

use std::vec::Vec;

use crate::algorithm::{Algorithm, KeyKind};
use crate::backend::aws_lc::{SigningKey, generate_rsa, public_of};
use crate::backend::{aws_lc, rustcrypto};
use crate::error::Error;
use crate::host;
use crate::key::{Key, PrivateKey, RsaNumbers, RsaPrivateKey, SigningKey as _, VerifyingKey};
use crate::{JwsVerifier, PublicKey};

/// One test key in each form that holds it.
const PKCS8: &[u8] = include_bytes!("../../../../testdata/keys/formats/test-only-rsa-2048-pkcs8.pem");
const PKCS1: &[u8] = include_bytes!("../../../../testdata/keys/formats/test-only-rsa-2048-pkcs1.pem");
const JWK: &[u8] = include_bytes!("../../../../testdata/keys/formats/test-only-rsa-2048.jwk");
const SPKI: &[u8] = include_bytes!("../../../../testdata/keys/formats/rsa-2048-spki.pem");

fn rsa_algorithms() -> impl Iterator<Item = Algorithm> {
    Algorithm::ALL.into_iter().filter(|algorithm| algorithm.key_kind() == KeyKind::Rsa)
}

fn forms() -> [PrivateKey; 3] {
    [PrivateKey::from_pem(PKCS8), PrivateKey::from_pem(PKCS1), PrivateKey::from_jwk(JWK)].map(Result::unwrap)
}

fn sign(algorithm: Algorithm, key: &PrivateKey) -> Vec<u8> {
    let key = SigningKey::from_private_key(algorithm, key).unwrap();
    let mut signature = std::vec![0; key.signature_len()];
    key.sign(b"message", &mut signature).unwrap();
    signature
}

fn verify<B: VerifyingKey>(algorithm: Algorithm, public: &PublicKey, signature: &[u8]) {
    let key = Key::<B>::bind(algorithm, public).unwrap();
    assert_eq!(key.verify(b"message", signature), Ok(()), "{algorithm}");
    assert_eq!(key.verify(b"Message", signature), Err(Error::InvalidSignature), "{algorithm}");
}

#[test]
fn every_form_of_a_key_signs_alike() {
    let public = PublicKey::from_pem(SPKI).unwrap();
    for algorithm in rsa_algorithms() {
        let signatures = forms().map(|key| sign(algorithm, &key));
        for signature in &signatures {
            verify::<rustcrypto::VerifyingKey>(algorithm, &public, signature);
            verify::<aws_lc::VerifyingKey>(algorithm, &public, signature);
        }
        // PKCS#1 v1.5 is deterministic, and each PSS signature has a salt of its own.
        let same = signatures.iter().all(|signature| *signature == signatures[0]);
        assert_eq!(same, !algorithm.is_pss(), "{algorithm}");
    }
    assert!(forms().iter().all(|key| public_of(key).as_ref() == Ok(&public)));
}

#[test]
fn tokens_signed_with_rsa_verify() {
    for algorithm in rsa_algorithms() {
        let signer = host::Signer::from_pem(algorithm, PKCS8).unwrap();
        let mut buf = [0; 1000];
        let token = signer.sign_payload(None, b"payload", &mut buf).unwrap();
        let keys = crate::KeySet::<1>::new([crate::Key::from_pem(algorithm, SPKI).unwrap()]).unwrap();
        let host_keys = host::KeySet::<1>::new([host::Key::from_pem(algorithm, SPKI).unwrap()]).unwrap();
        let (root, host) = (JwsVerifier::new(keys), JwsVerifier::new(host_keys));
        let [mut one, mut other] = [[0; 1000]; 2];
        let payloads = [root.verify(token, &mut one), host.verify(token, &mut other)];
        assert!(payloads.iter().all(|payload| payload.as_ref().is_ok_and(|payload| payload.bytes() == b"payload")));
    }
}

#[test]
fn refuses_rsa_numbers_that_do_not_belong_together() {
    const EDITS: [fn(&mut RsaNumbers<Vec<u8>>); 10] = [
        |key| key.n[100] ^= 1,
        |key| key.e[2] ^= 2,
        |key| key.d[100] ^= 1,
        |key| key.p[100] ^= 1,
        |key| key.q[100] ^= 1,
        |key| key.dp[100] ^= 1,
        |key| key.dq[100] ^= 1,
        |key| key.qi[100] ^= 1,
        |key| core::mem::swap(&mut key.p, &mut key.q),
        |key| core::mem::swap(&mut key.dp, &mut key.dq),
    ];
    let [PrivateKey::Rsa(key), ..] = forms() else { panic!("not RSA") };
    let edited = |edit: fn(&mut RsaNumbers<Vec<u8>>)| {
        let mut numbers = key.numbers().unwrap().map(|number| number.to_vec());
        edit(&mut numbers);
        PrivateKey::Rsa(RsaPrivateKey::new(&numbers.map(Vec::as_slice)).unwrap())
    };
    assert!(public_of(&edited(|_| ())).is_ok());
    for (at, edit) in EDITS.into_iter().enumerate() {
        let key = edited(edit);
        assert_eq!(public_of(&key).err(), Some(Error::InvalidPrivateKey), "{at}");
        for algorithm in rsa_algorithms() {
            let refused = SigningKey::from_private_key(algorithm, &key).err();
            assert_eq!(refused, Some(Error::InvalidPrivateKey), "{at}");
        }
    }
}

#[test]
fn refuses_to_sign_into_a_short_buffer_with_rsa() {
    let signing = SigningKey::from_private_key(Algorithm::PS256, &forms()[0]).unwrap();
    assert_eq!(signing.sign(b"", &mut [0; 255]), Err(Error::BufferTooSmall { needed: 256 }));
    let mut longer = [0xA5; 300];
    assert_eq!(signing.sign(b"", &mut longer), Ok(()));
    assert_eq!(longer[256..], [0xA5; 44]);
}

#[test]
fn refuses_rsa_keys_for_other_algorithms_and_others_for_rsa() {
    let [rsa, ..] = forms();
    let ed25519 = host::generate(Algorithm::EdDSA, &mut |bytes| {
        bytes.fill(7);
        Ok(())
    })
    .unwrap();
    for (algorithm, key) in [(Algorithm::ES256, &rsa), (Algorithm::EdDSA, &rsa), (Algorithm::RS256, &ed25519)] {
        let refused = SigningKey::from_private_key(algorithm, key).err();
        assert_eq!(refused, Some(Error::KeyAlgorithmMismatch), "{algorithm}");
    }
}

#[test]
fn refuses_to_make_rsa_keys_of_other_sizes() {
    for bits in [0, 1024, 2047, 2056, 8192] {
        assert_eq!(generate_rsa(bits).err(), Some(Error::UnsupportedKeySize), "{bits}");
    }
}

#[test]
fn keys_of_every_algorithm_are_made_with_their_public_keys() {
    let mut next = 0_u8;
    let mut random = |bytes: &mut [u8]| {
        bytes.fill_with(|| {
            next = next.wrapping_add(1);
            next
        });
        Ok(())
    };
    for algorithm in Algorithm::ALL.into_iter().filter(|algorithm| algorithm.is_supported()) {
        let made = host::generate(algorithm, &mut random);
        if algorithm.key_kind() == KeyKind::Secret {
            assert_eq!(made.err(), Some(Error::KeyAlgorithmMismatch), "{algorithm}");
            continue;
        }
        let key = made.unwrap();
        assert!(key.public_key() == public_of(&key).ok() && key.public_key().is_some(), "{algorithm}");
        assert!(host::Signer::new(algorithm, &key).is_ok(), "{algorithm}");
    }
}
