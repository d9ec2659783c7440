//! Segments of any characters, well signed: jwtcore decodes just what `base64ct` does.

use jwtcore::{Algorithm, Error};

use crate::jose::{self, HS256_JWS, SECRET};

/// Longer texts are refused for their length, which the target `compact` looks at.
const MAX_LEN: usize = 4 * 1024;

/// Puts the bytes where each of the three segments stands.
pub fn run(data: &[u8]) {
    if data.contains(&b'.') || data.len() > MAX_LEN {
        return;
    }
    check_payload(data);
    check_header(data);
    check_signature(data);
}

fn check_payload(text: &[u8]) {
    let header = jose::encode(br#"{"alg":"HS256"}"#);
    let token = jose::signed_segments(Algorithm::HS256, SECRET, header.as_bytes(), text);
    let verdict = jose::verify_jws(&HS256_JWS, &token, |payload| payload.bytes().to_vec());
    assert_eq!(verdict, jose::decode(text).ok_or(refusal(text)));
}

/// A header that decodes is judged as JSON; one that does not is refused for that.
fn check_header(text: &[u8]) {
    let token = jose::signed_segments(Algorithm::HS256, SECRET, text, b"");
    let verdict = jose::verify_jws(&HS256_JWS, &token, |_| ()).err();
    match jose::decode(text) {
        _ if text.is_empty() => assert_eq!(verdict, Some(Error::NotCompact)),
        Some(_) => assert!(!matches!(verdict, Some(Error::MalformedBase64 | Error::PaddedBase64))),
        None => assert_eq!(verdict, Some(refusal(text))),
    }
}

/// Of all texts one alone is the signature.
fn check_signature(text: &[u8]) {
    let token = jose::hs256(b"{}");
    let end = token.iter().rposition(|byte| *byte == b'.').expect("two dots") + 1;
    let (signed, signature) = token.split_at(end);
    let verdict = jose::verify_jws(&HS256_JWS, &[signed, text].concat(), |_| ());
    let expected = match jose::decode(text) {
        _ if text == signature => Ok(()),
        // Longer than any signature: not looked at.
        _ if text.len() > 600 => return assert!(verdict.is_err()),
        Some(_) => Err(Error::InvalidSignature),
        None => Err(refusal(text)),
    };
    assert_eq!(verdict, expected);
}

fn refusal(text: &[u8]) -> Error {
    if text.ends_with(b"=") { Error::PaddedBase64 } else { Error::MalformedBase64 }
}
