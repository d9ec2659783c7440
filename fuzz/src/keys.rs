//! What must hold of every key that any reader accepts: it comes back the same from each form it is written in, and it
//! is bound to the algorithms of its kind and no others.

use base64ct::{Base64, Encoding as _};
use jwtcore::{Algorithm, Curve, Error, Key, KeyKind, PrivateKey, PublicKey, Signer};

/// Room for a key of 4096 bits in every form.
const ROOM: usize = 4096;
/// The labels of PEM blocks that hold keys.
const LABELS: [&str; 9] = [
    "PUBLIC KEY",
    "RSA PUBLIC KEY",
    "CERTIFICATE",
    "PRIVATE KEY",
    "EC PRIVATE KEY",
    "RSA PRIVATE KEY",
    "DSA PRIVATE KEY",
    "ENCRYPTED PRIVATE KEY",
    "EC PARAMETERS",
];

/// Checks an accepted public key.
pub(crate) fn check_public(key: &PublicKey) {
    let (mut pem, mut jwk) = ([0; ROOM], [0; ROOM]);
    let pem = key.to_spki_pem(&mut pem).expect("room enough");
    assert!(PublicKey::from_pem(pem.as_bytes()).as_ref() == Ok(key), "another key after {pem}");
    assert_eq!(PrivateKey::from_pem(pem.as_bytes()).err(), Some(Error::PublicKeyGiven));
    assert!(PublicKey::from_der(&der_of(pem)).as_ref() == Ok(key), "another key in DER after {pem}");
    for algorithm in Algorithm::ALL {
        check_binding(key, algorithm);
    }
    let jwk = key.to_jwk(None, Some("\"\u{e9}\n"), &mut jwk).expect("room enough");
    assert!(PublicKey::from_jwk(jwk.as_bytes()).as_ref() == Ok(key), "another key after {jwk}");
    assert_eq!(PrivateKey::from_jwk(jwk.as_bytes()).err(), Some(Error::PublicKeyGiven));
}

/// A key fits an algorithm by its kind alone, and is then the same key from every form.
fn check_binding(key: &PublicKey, algorithm: Algorithm) {
    let mut buf = [0; ROOM];
    let bound = Key::bind(algorithm, key);
    let jwk = key.to_jwk(Some(algorithm), Some("kid"), &mut buf);
    if algorithm.key_kind() != key.kind() {
        assert_eq!(bound.err(), Some(Error::KeyAlgorithmMismatch));
        assert_eq!(jwk, Err(Error::KeyAlgorithmMismatch));
        return;
    }
    let from_jwk = Key::from_jwk(algorithm, jwk.expect("room enough").as_bytes());
    match bound {
        Ok(bound) => {
            let from_jwk = from_jwk.expect("it was bound before");
            assert!(from_jwk.is_same_key(&bound) && from_jwk.kid() == Some("kid") && bound.kid().is_none());
            assert_eq!((from_jwk.algorithm(), bound.algorithm()), (algorithm, algorithm));
        }
        Err(error) => {
            assert_eq!(error, Error::InvalidPublicKey);
            assert_eq!(from_jwk.err(), Some(Error::InvalidPublicKey));
        }
    }
}

/// Checks an accepted private key.
pub(crate) fn check_private(key: &PrivateKey) {
    let mut buf = [0; ROOM];
    let pem = match key.to_pkcs8_pem(&mut buf) {
        Ok(pem) => pem,
        // A build that does not sign with RSA need not keep such keys.
        Err(error) => return assert_eq!((error, key.kind()), (Error::SigningUnsupported, KeyKind::Rsa)),
    };
    let read = PrivateKey::from_pem(pem.as_bytes()).expect("written by us");
    assert!(secret_of(&read) == secret_of(key) && read.kind() == key.kind(), "another key after PKCS#8");
    assert_eq!(PublicKey::from_pem(pem.as_bytes()).err(), Some(Error::PrivateKeyGiven));
    if !matches!(key, PrivateKey::Ed25519(_)) {
        assert!(read.public_key() == key.public_key(), "another public key after PKCS#8");
    }
    if let Some(public) = key.public_key() {
        let jwk = key.to_jwk(None, None, &mut buf).expect("room enough");
        let read = PrivateKey::from_jwk(jwk.as_bytes()).expect("written by us");
        assert!(secret_of(&read) == secret_of(key) && read.public_key() == Some(public), "another key after JWK");
        assert_eq!(PublicKey::from_jwk(jwk.as_bytes()).err(), Some(Error::PrivateKeyGiven));
    }
    check_signer(key);
}

/// A key that signs is accepted by its public half, if that stands beside it.
fn check_signer(key: &PrivateKey) {
    let algorithm = algorithm_of(key.kind());
    for other in Algorithm::ALL.into_iter().filter(|other| *other != algorithm) {
        assert_eq!(Signer::new(other, key).err(), Some(Error::KeyAlgorithmMismatch));
    }
    let signer = match Signer::new(algorithm, key) {
        Ok(signer) => signer,
        Err(Error::SigningUnsupported) => return assert_eq!(key.kind(), KeyKind::Rsa),
        Err(error) => return assert!(matches!(error, Error::InvalidPrivateKey | Error::InvalidPublicKey), "{error:?}"),
    };
    // The larger curves' own vectors are many; here each signature would take the time of a hundred other inputs.
    let is_slow = matches!(key.kind(), KeyKind::Ec(Curve::P384 | Curve::P521));
    let Some(public) = key.public_key().filter(|_| !is_slow) else { return };
    let mut buf = [0; 512];
    let token = signer.sign_payload(None, b"payload", &mut buf).expect("room enough");
    let bound = Key::bind(algorithm, &public).expect("a signer's public key");
    let verifier = jwtcore::JwsVerifier::new(jwtcore::KeySet::<1>::new([bound]).expect("one key"));
    assert_eq!(crate::jose::verify_jws(&verifier, token.as_bytes(), |_| ()), Ok(()));
}

fn algorithm_of(kind: KeyKind) -> Algorithm {
    let fits = |algorithm: &Algorithm| algorithm.key_kind() == kind;
    Algorithm::ALL.into_iter().find(fits).expect("every kind has an algorithm")
}

/// The secret part of a key that is kept.
pub(crate) fn secret_of(key: &PrivateKey) -> Option<(Option<Curve>, &[u8])> {
    match key {
        PrivateKey::Ec(key) => Some((Some(key.curve()), key.scalar())),
        PrivateKey::Ed25519(key) => Some((None, key.seed())),
        _ => None,
    }
}

/// Whether two readers arrived at the same private key.
pub(crate) fn is_same_private(one: &PrivateKey, other: &PrivateKey) -> bool {
    one.kind() == other.kind() && secret_of(one) == secret_of(other) && one.public_key() == other.public_key()
}

/// A PEM block around bytes.
pub(crate) fn pem_of(label: &str, der: &[u8]) -> String {
    let text = Base64::encode_string(der);
    let lines: String = text.as_bytes().chunks(64).map(|line| String::from_utf8_lossy(line) + "\n").collect();
    format!("-----BEGIN {label}-----\n{lines}-----END {label}-----\n")
}

/// The bytes in a text's last PEM block.
pub(crate) fn der_of(pem: &str) -> Vec<u8> {
    let block = pem.rsplit_once("-----BEGIN ").expect("a block").1;
    let body: String = block.lines().skip(1).take_while(|line| !line.starts_with('-')).collect();
    Base64::decode_vec(&body).expect("base64")
}

/// What each reader makes of DER within PEM, under every label: a key under one that says what it is, and only then.
pub(crate) fn check_labels(der: &[u8]) {
    let public = PublicKey::from_der(der);
    let private = PrivateKey::from_der(der);
    let pems = LABELS.map(|label| pem_of(label, der));
    let publics: Vec<_> = pems.iter().filter_map(|pem| PublicKey::from_pem(pem.as_bytes()).ok()).collect();
    let privates: Vec<_> = pems.iter().filter_map(|pem| PrivateKey::from_pem(pem.as_bytes()).ok()).collect();
    match (publics.as_slice(), public) {
        ([], Err(_)) => {}
        ([one], Ok(key)) => assert!(*one == key, "another public key in PEM"),
        (several, key) => panic!("{} labels fit, DER: {key:?}", several.len()),
    }
    match (privates.as_slice(), private) {
        ([], Err(_)) => {}
        ([one], Ok(key)) => assert!(is_same_private(one, &key), "another private key in PEM"),
        (several, key) => panic!("{} labels fit, DER: {key:?}", several.len()),
    }
}
