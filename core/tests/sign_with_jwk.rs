//! Signing with one JWK: private keys and secrets, their names, and what they refuse to sign.
#![cfg(all(feature = "sign", feature = "hs", feature = "es256", feature = "std"))]

use jwtcore::{Algorithm, Error, JwsVerifier, Key, KeySet, Signer};

/// 32 bytes, `test-only-secret-of-32-bytes-abc`.
const SECRET: &str = r#""kty":"oct","k":"dGVzdC1vbmx5LXNlY3JldC1vZi0zMi1ieXRlcy1hYmM""#;

fn signer(algorithm: Algorithm, members: &str) -> Result<Signer, Error> {
    Signer::from_jwk(algorithm, format!("{{{members}}}").as_bytes())
}

fn test_only_p256() -> Vec<u8> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/keys");
    std::fs::read(folder.join("formats/test-only-p256.jwk")).unwrap()
}

/// Signs, and verifies with the key that belongs to it.
fn round_trip(signer: &Signer, key: Key) {
    let mut buf = [0; 512];
    let token = signer.sign_payload(None, b"payload", &mut buf).unwrap();
    let verifier = JwsVerifier::new(KeySet::<1>::new([key]).unwrap());
    assert_eq!(verifier.verify(token, &mut [0; 512]).unwrap().bytes(), b"payload");
}

#[test]
fn signs_with_the_secret_of_a_jwk_under_its_kid() {
    let members = format!(r#"{SECRET},"alg":"HS256","use":"sig","kid":"test-only""#);
    let signer = signer(Algorithm::HS256, &members).unwrap();
    assert_eq!(signer.kid(), Some("test-only"));
    round_trip(&signer, Key::from_jwk(Algorithm::HS256, format!("{{{members}}}").as_bytes()).unwrap());
}

#[test]
fn signs_with_a_private_jwk() {
    let jwk = test_only_p256();
    let signer = Signer::from_jwk(Algorithm::ES256, &jwk).unwrap();
    let mut public: serde_json::Value = serde_json::from_slice(&jwk).unwrap();
    public.as_object_mut().unwrap().remove("d");
    round_trip(&signer, Key::from_jwk(Algorithm::ES256, public.to_string().as_bytes()).unwrap());
}

#[test]
fn refuses_a_jwk_that_is_not_made_to_sign_with_the_algorithm() {
    let error = |algorithm, members: &str| signer(algorithm, members).err();
    let with = |further: &str| format!("{SECRET},{further}");
    let named = with(r#""alg":"HS512""#);
    assert_eq!(error(Algorithm::HS256, &named), Some(Error::KeyAlgorithmMismatch));
    assert_eq!(error(Algorithm::HS256, &with(r#""alg":"ES256""#)), Some(Error::KeyAlgorithmMismatch));
    assert_eq!(error(Algorithm::ES256, SECRET), Some(Error::KeyAlgorithmMismatch));
    assert_eq!(error(Algorithm::HS512, SECRET), Some(Error::SecretTooShort));
    assert_eq!(error(Algorithm::HS256, &with(r#""use":"enc""#)), Some(Error::KeyNotForSignatures));
    assert_eq!(error(Algorithm::HS256, &with(r#""key_ops":["verify"]"#)), Some(Error::KeyNotForSignatures));
    assert_eq!(error(Algorithm::HS256, &with(r#""kid":7"#)), Some(Error::KidTooLong));
    assert_eq!(error(Algorithm::HS256, r#""k":"AA""#), Some(Error::MalformedJwk));
}

#[test]
fn refuses_a_private_jwk_that_names_another_algorithm_or_is_public() {
    let mut jwk: serde_json::Value = serde_json::from_slice(&test_only_p256()).unwrap();
    jwk["alg"] = "ES384".into();
    let named = Signer::from_jwk(Algorithm::ES256, jwk.to_string().as_bytes());
    assert_eq!(named.err(), Some(Error::KeyAlgorithmMismatch));
    jwk["alg"] = "ES256".into();
    jwk.as_object_mut().unwrap().remove("d");
    let public = Signer::from_jwk(Algorithm::ES256, jwk.to_string().as_bytes());
    assert_eq!(public.err(), Some(Error::PublicKeyGiven));
}
