//! Any bytes as DER: what is accepted is spelled in the one way that DER allows, and is the same key in every form.

use jwtcore::{Algorithm, Error, ErrorClass, Key, PrivateKey, PublicKey};

use crate::keys;

/// The longest DER in a PEM block.
const MAX_PEM_DER_LEN: usize = 4096;

/// Takes the bytes for a key.
pub fn run(data: &[u8]) {
    let (public, private) = (PublicKey::from_der(data), PrivateKey::from_der(data));
    match &public {
        Ok(key) => check_public(data, key),
        Err(error) => assert_eq!(error.class(), ErrorClass::Setup),
    }
    match &private {
        Ok(key) => check_private(data, key),
        Err(error) => assert_eq!(error.class(), ErrorClass::Setup),
    }
    if !data.is_empty() && data.len() <= MAX_PEM_DER_LEN {
        keys::check_labels(data);
    }
}

fn check_public(der: &[u8], key: &PublicKey) {
    let mut buf = [0; MAX_PEM_DER_LEN];
    let spki = keys::der_of(key.to_spki_pem(&mut buf).expect("room enough"));
    // SPKI is the only one of its key, PKCS#1 stands within it, and it stands within a certificate.
    let is_canonical = spki == der || spki.ends_with(der) || der.windows(spki.len()).any(|window| window == spki);
    assert!(is_canonical, "accepted in a second spelling");
    keys::check_public(key);
    assert_eq!(PrivateKey::from_der(der).err(), Some(Error::PublicKeyGiven));
    assert_eq!(Key::from_secret(Algorithm::HS256, der).err(), Some(Error::SecretLooksLikeKey));
}

fn check_private(der: &[u8], key: &PrivateKey) {
    if let Some((_, secret)) = keys::secret_of(key) {
        assert!(der.windows(secret.len()).any(|window| window == secret), "a secret that is not there");
    }
    keys::check_private(key);
    assert_eq!(PublicKey::from_der(der).err(), Some(Error::PrivateKeyGiven));
    assert_eq!(Key::from_secret(Algorithm::HS256, der).err(), Some(Error::SecretLooksLikeKey));
}
