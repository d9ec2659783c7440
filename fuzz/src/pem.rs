//! Any text as PEM: what is accepted holds the key that its base64 does, however its lines end and whatever stands
//! before it.

use base64ct::{Base64, Encoding as _};
use jwtcore::{Algorithm, Error, ErrorClass, Key, PrivateKey, PublicKey};

use crate::keys;

/// Takes the bytes for a text with a key.
pub fn run(data: &[u8]) {
    match PublicKey::from_pem(data) {
        Ok(key) => {
            check_text(data, &|text| PublicKey::from_pem(text).is_ok_and(|read| read == key));
            assert!(blocks(data).first().is_some_and(|der| PublicKey::from_der(der).as_ref() == Ok(&key)));
            assert!(matches!(PrivateKey::from_pem(data).err(), Some(Error::PublicKeyGiven | Error::MalformedPem)));
            keys::check_public(&key);
        }
        Err(error) => assert_eq!(error.class(), ErrorClass::Setup),
    }
    match PrivateKey::from_pem(data) {
        Ok(key) => {
            let is_same = |read: &PrivateKey| keys::is_same_private(read, &key);
            check_text(data, &|text| PrivateKey::from_pem(text).as_ref().is_ok_and(is_same));
            assert!(blocks(data).last().is_some_and(|der| PrivateKey::from_der(der).as_ref().is_ok_and(is_same)));
            assert!(matches!(PublicKey::from_pem(data).err(), Some(Error::PrivateKeyGiven | Error::MalformedPem)));
            keys::check_private(&key);
        }
        Err(error) => assert_eq!(error.class(), ErrorClass::Setup),
    }
}

/// What may be done to an accepted text, and what may not.
fn check_text(text: &[u8], reads_same: &dyn Fn(&[u8]) -> bool) {
    let unix = replaced(text, b"\r\n", b"\n");
    assert!(reads_same(&unix), "not with LF");
    assert!(reads_same(&replaced(&unix, b"\n", b"\r\n")), "not with CRLF");
    assert!(reads_same(&[b"subject=CN = test\n\n", text].concat()), "not behind text");
    assert!(reads_same(&[text, b"\n \r\n\t\n"].concat()), "not before white space");
    assert!(!reads_same(&[text, b"\nx"].concat()), "before text");
    assert!(!reads_same(&[b"-----\n", text].concat()), "behind dashes");
    for secret in [text, text.trim_ascii()] {
        assert_eq!(Key::from_secret(Algorithm::HS256, secret).err(), Some(Error::SecretLooksLikeKey));
    }
}

fn replaced(text: &[u8], part: &[u8], by: &[u8]) -> Vec<u8> {
    let mut all = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.windows(part.len()).position(|window| window == part) {
        all.extend([&rest[..at], by].concat());
        rest = &rest[at + part.len()..];
    }
    [&all, rest].concat()
}

/// The bytes of each block, by the lines between the boundaries.
fn blocks(text: &[u8]) -> Vec<Vec<u8>> {
    let mut blocks = Vec::new();
    let mut body: Option<String> = None;
    for line in text.split(|byte| *byte == b'\n') {
        let line = String::from_utf8_lossy(line);
        let line = line.strip_suffix('\r').unwrap_or(&line);
        if line.starts_with("-----BEGIN ") {
            body = Some(String::new());
        } else if line.starts_with("-----END ") {
            blocks.extend(body.take().and_then(|body| Base64::decode_vec(&body).ok()));
        } else if let Some(body) = &mut body {
            body.push_str(line);
        }
    }
    blocks
}
