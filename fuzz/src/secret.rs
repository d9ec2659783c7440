//! Any bytes as an HMAC secret: what passes is nobody's key, and no key passes in any dress.

use std::sync::LazyLock;

use base64ct::{Base64, Base64Unpadded, Base64Url, Base64UrlUnpadded, Encoding as _};
use jwtcore::key::Secret;
use jwtcore::{Algorithm, Algorithms, Error, LargeKeySet, PrivateKey, PublicKey};

use crate::recipe::Recipe;
use crate::reference::json::Json;
use crate::testdata::key_files;

const HMACS: [Algorithm; 3] = [Algorithm::HS256, Algorithm::HS384, Algorithm::HS512];

static KEYS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| key_files().into_iter().map(|(_, bytes)| bytes).collect());

/// Takes the bytes for a secret, or for how to dress up a key.
pub fn run(data: &[u8]) {
    let mut recipe = Recipe::new(data);
    if recipe.byte() == b's' {
        check_secret(recipe.rest());
    } else {
        let key = recipe.pick(&KEYS);
        let dressed = dressed(key, &mut recipe);
        for algorithm in HMACS {
            assert_eq!(
                Secret::new(algorithm, &dressed).err(),
                Some(Error::SecretLooksLikeKey),
                "{}",
                String::from_utf8_lossy(&dressed)
            );
        }
    }
}

fn check_secret(bytes: &[u8]) {
    for algorithm in Algorithm::ALL {
        match Secret::new(algorithm, bytes) {
            Ok(secret) => {
                assert!(HMACS.contains(&algorithm) && bytes.len() >= algorithm.hash_len());
                assert_eq!(secret.as_bytes(), bytes);
                check_file(algorithm, bytes);
                check_is_no_key(bytes);
            }
            Err(Error::SecretTooShort) => assert!(bytes.len() < algorithm.hash_len()),
            Err(Error::SecretLooksLikeKey) => assert!(HMACS.contains(&algorithm)),
            Err(error) => assert!(error == Error::KeyAlgorithmMismatch && !HMACS.contains(&algorithm)),
        }
    }
}

/// From a file, text that ends in a newline is refused as well.
fn check_file(algorithm: Algorithm, bytes: &[u8]) {
    let is_line = str::from_utf8(bytes).is_ok_and(|text| {
        text.ends_with('\n') && text.chars().all(|c| !c.is_control() || matches!(c, '\t' | '\r' | '\n'))
    });
    let expected = is_line.then_some(Error::SecretEndsInNewline);
    assert_eq!(Secret::from_file_bytes(algorithm, bytes).err(), expected);
}

/// No reader takes the bytes for a key, nor what they stand for as base64.
fn check_is_no_key(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let text: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    let decoded = [
        Base64::decode_vec(&text),
        Base64Unpadded::decode_vec(&text),
        Base64Url::decode_vec(&text),
        Base64UrlUnpadded::decode_vec(&text),
    ];
    // Of an encoding the beginning decides, and a PEM may stand further on.
    let decoded = decoded.into_iter().flatten().filter(|decoded| PublicKey::from_pem(decoded).is_err());
    let all = decoded.chain([bytes.to_vec(), bytes.trim_ascii().to_vec()]);
    assert!(!all.into_iter().any(|bytes| is_key(&bytes)), "a key that passes as a secret");
}

fn is_key(bytes: &[u8]) -> bool {
    let algorithms = Algorithms::listed(&Algorithm::ALL).allow_rs_and_ps();
    PublicKey::from_pem(bytes).is_ok()
        || PublicKey::from_der(bytes).is_ok()
        || PublicKey::from_jwk(bytes).is_ok()
        || PrivateKey::from_pem(bytes).is_ok()
        || PrivateKey::from_der(bytes).is_ok()
        || PrivateKey::from_jwk(bytes).is_ok()
        || LargeKeySet::import(bytes, &algorithms, |_| {}).is_ok()
}

/// A key respelled, with other line ends, in another encoding, and with white space or a byte-order mark around.
fn dressed(key: &[u8], recipe: &mut Recipe<'_>) -> Vec<u8> {
    let mut bytes = key.to_vec();
    if recipe.flag() {
        bytes = respelled(&bytes);
    }
    bytes = match recipe.byte() % 10 {
        _ if !shows_itself(&bytes) => bytes,
        0 | 1 => bytes,
        2 => Base64::encode_string(&bytes).into_bytes(),
        3 => Base64UrlUnpadded::encode_string(&bytes).into_bytes(),
        4 => Base64Unpadded::encode_string(&bytes).into_bytes(),
        5 => Base64::encode_string(&bytes).as_bytes().chunks(64).collect::<Vec<_>>().join(&b"\r\n"[..]),
        6 => bytes.iter().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect(),
        7 => bytes.iter().flat_map(|byte| format!("{byte:02X} ").into_bytes()).collect(),
        _ if !bytes.is_ascii() || bytes.starts_with(b"\x30") => bytes,
        8 => bytes.iter().flat_map(|byte| [*byte, 0]).collect(),
        _ => bytes.iter().flat_map(|byte| [0, *byte]).collect(),
    };
    let around: [&[u8]; 5] = [b"", b"\n", b" \t\r\n", b"\xEF\xBB\xBF", b"\n\xEF\xBB\xBF "];
    let (before, after) = (*recipe.pick(&around), *recipe.pick(&around[..3]));
    [before, &bytes, after].concat()
}

/// Whether a key stands plainly in as much of the bytes as is looked at within another encoding.
fn shows_itself(bytes: &[u8]) -> bool {
    let beginning = &bytes[..bytes.len().min(256)];
    let contains = |mark: &[u8]| beginning.windows(mark.len()).any(|window| window == mark);
    beginning.starts_with(b"\x30") || beginning.starts_with(b"{") || contains(b"-----BEGIN ")
}

/// JSON in another spelling, text with other line ends; DER as it is.
fn respelled(bytes: &[u8]) -> Vec<u8> {
    match (serde_json::from_slice::<Json>(bytes), str::from_utf8(bytes)) {
        (Ok(json), _) => json.respelled().into_bytes(),
        (_, Ok(text)) => text.replace("\r\n", "\n").replace('\n', "\r\n").into_bytes(),
        _ => bytes.to_vec(),
    }
}
