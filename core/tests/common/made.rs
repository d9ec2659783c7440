//! Tokens that are made: any header and payload, really signed with HMAC under a test secret.

use base64ct::{Base64UrlUnpadded, Encoding as _};
use jwtcore::backend::rustcrypto::SigningKey;
use jwtcore::key::{Secret, SigningKey as _};
use jwtcore::{Algorithm, Audience, Error, Issuer, Key, KeySet, Trust, Verifier};

use super::{AUD, ISS, NOW, verdict};

/// 64 bytes, enough for every HMAC algorithm.
pub(crate) const SECRET: &[u8] = b"for tests only: a published secret of exactly sixty-four bytes..";
pub(crate) const HEADER: &str = r#"{"alg":"HS256"}"#;

pub(crate) fn encoded(bytes: impl AsRef<[u8]>) -> String {
    let bytes = bytes.as_ref();
    let mut buf = vec![0; bytes.len().div_ceil(3) * 4];
    Base64UrlUnpadded::encode(bytes, &mut buf).unwrap().to_owned()
}

/// Signs any text with HS256 as the two segments of a token that it may or may not be.
pub(crate) fn signed(signing_input: impl Into<String>) -> String {
    signed_with(Algorithm::HS256, SECRET, signing_input.into())
}

pub(crate) fn signed_with(algorithm: Algorithm, secret: &[u8], signing_input: String) -> String {
    let key = SigningKey::from_secret(algorithm, &Secret::new(algorithm, secret).unwrap()).unwrap();
    let mut signature = vec![0; key.signature_len()];
    key.sign(signing_input.as_bytes(), &mut signature).unwrap();
    signing_input + "." + &encoded(signature)
}

/// A token of this header and payload, signed with HS256 whatever the header says.
pub(crate) fn token(header: &str, payload: impl AsRef<[u8]>) -> String {
    signed(encoded(header) + "." + &encoded(payload))
}

/// The claims that every trust here takes, with these members behind them.
pub(crate) fn claims(members: &str) -> String {
    let comma = if members.is_empty() { "" } else { "," };
    format!(r#"{{"iss":"{ISS}","aud":"{AUD}"{comma}{members}}}"#)
}

/// As [`claims`], with an `exp` far away.
pub(crate) fn lasting(members: &str) -> String {
    let comma = if members.is_empty() { "" } else { "," };
    claims(&format!(r#""exp":{}{comma}{members}"#, NOW + 86_400))
}

pub(crate) fn hs256_key() -> Key {
    Key::from_secret(Algorithm::HS256, SECRET).unwrap()
}

pub(crate) fn hs256_keys() -> KeySet<1> {
    KeySet::new([hs256_key()]).unwrap()
}

pub(crate) fn trust() -> Trust<KeySet<1>> {
    Trust::new(Issuer::exactly(ISS), Audience::contains(AUD), hs256_keys())
}

/// What a trust says of a payload at a time.
pub(crate) fn judged_at(trust: Trust<KeySet<1>>, payload: impl AsRef<[u8]>, now: i64) -> Result<(), Error> {
    let verifier = Verifier::new(trust).unwrap();
    verdict(&verifier, token(HEADER, payload), now).map(drop)
}

/// What a trust says of a payload.
pub(crate) fn judged(trust: Trust<KeySet<1>>, payload: impl AsRef<[u8]>) -> Result<(), Error> {
    judged_at(trust, payload, NOW)
}

/// What the default trust says of a token.
pub(crate) fn seen(token: impl AsRef<[u8]>) -> Result<(), Error> {
    verdict(&Verifier::new(trust()).unwrap(), token, NOW).map(drop)
}

/// What the default trust says of a payload's bytes.
pub(crate) fn payload_seen(payload: impl AsRef<[u8]>) -> Result<(), Error> {
    seen(token(HEADER, payload))
}

/// What the default trust says of a header over lasting claims.
pub(crate) fn header_seen(header: &str) -> Result<(), Error> {
    seen(token(header, lasting("")))
}
