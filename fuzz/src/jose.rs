//! Tokens that a target makes by itself, whatever stands in their segments, and the one way it has them verified.

use std::sync::LazyLock;

use base64ct::{Base64UrlUnpadded, Encoding as _};
use hmac::Hmac;
use jwtcore::hazmat::UnverifiedIssuer;
use jwtcore::key::Keys;
use jwtcore::{
    Algorithm, Audience, Claims, Error, ErrorClass, Issuer, JwsVerifier, Key, KeySet, Trust, Trusts, UnixSeconds,
    VerifiedPayload, Verifier,
};

/// The secret under which targets sign. It is published, and for tests only.
pub const SECRET: &[u8; 64] = b"a test-only secret of sixty-four bytes, published with the tests";
/// Fills buffers before they are handed out, so that what is written to them can be seen.
const CANARY: u8 = 0xA5;
/// How many bytes behind a buffer are watched.
const GUARD: usize = 16;

/// Verifies HS256 under [`SECRET`], any payload.
pub static HS256_JWS: LazyLock<JwsVerifier<KeySet<1>>> = LazyLock::new(|| JwsVerifier::new(hs256_keys()));
/// Verifies HS256 under [`SECRET`], whatever the claims say as long as they are of their types.
pub static HS256_ANY_CLAIMS: LazyLock<Verifier<Trust<KeySet<1>>>> = LazyLock::new(|| {
    let trust = Trust::new(Issuer::unchecked(), Audience::unchecked(), hs256_keys());
    Verifier::new(trust.exp_optional().unchecked_time().allow_integer_sub()).expect("a legal trust")
});

fn hs256_keys() -> KeySet<1> {
    KeySet::new([Key::from_secret(Algorithm::HS256, SECRET).expect("a long secret")]).expect("one key")
}

/// Base64url without padding.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

/// What canonical base64url without padding stands for.
#[must_use]
pub fn decode(text: &[u8]) -> Option<Vec<u8>> {
    Base64UrlUnpadded::decode_vec(str::from_utf8(text).ok()?).ok()
}

/// The MAC of an HMAC algorithm.
///
/// # Panics
/// For any other algorithm.
#[must_use]
pub fn mac(algorithm: Algorithm, secret: &[u8], message: &[u8]) -> Vec<u8> {
    match algorithm {
        Algorithm::HS256 => hmac_of::<Hmac<sha2::Sha256>>(secret, message),
        Algorithm::HS384 => hmac_of::<Hmac<sha2::Sha384>>(secret, message),
        Algorithm::HS512 => hmac_of::<Hmac<sha2::Sha512>>(secret, message),
        other => panic!("{other} is no HMAC"),
    }
}

fn hmac_of<M: hmac::KeyInit + hmac::Mac>(secret: &[u8], message: &[u8]) -> Vec<u8> {
    let mac = <M as hmac::KeyInit>::new_from_slice(secret).expect("a secret of any length");
    mac.chain_update(message).finalize().into_bytes().to_vec()
}

/// A token over a header and a payload of any bytes.
#[must_use]
pub fn signed(algorithm: Algorithm, secret: &[u8], header: &[u8], payload: &[u8]) -> Vec<u8> {
    signed_segments(algorithm, secret, encode(header).as_bytes(), encode(payload).as_bytes())
}

/// A token over two segments that stand as they are given, base64url or not.
#[must_use]
pub fn signed_segments(algorithm: Algorithm, secret: &[u8], header: &[u8], payload: &[u8]) -> Vec<u8> {
    let mut token = [header, b".", payload].concat();
    let signature = encode(&mac(algorithm, secret, &token));
    token.push(b'.');
    token.extend(signature.into_bytes());
    token
}

/// An HS256 token under [`SECRET`] over a payload of any bytes.
#[must_use]
pub fn hs256(payload: &[u8]) -> Vec<u8> {
    signed(Algorithm::HS256, SECRET, br#"{"alg":"HS256"}"#, payload)
}

/// Verifies a token into a buffer of just its length, and reads what was accepted.
///
/// # Errors
/// As [`Verifier::verify`].
///
/// # Panics
/// Where the promises about buffers and errors are broken: its length suffices, a refusal leaves nothing in it, and it
/// is of the token's class.
pub fn verify<R, T: Trusts>(
    verifier: &Verifier<T>,
    token: &[u8],
    now: i64,
    read: impl FnOnce(&Claims<'_>) -> R,
) -> Result<R, Error> {
    watched(token, |buf| verifier.verify(token, UnixSeconds(now), buf).map(|claims| read(&claims)))
}

/// Verifies a JWS as [`verify`] does a JWT.
///
/// # Errors
/// As [`JwsVerifier::verify`].
///
/// # Panics
/// As [`verify`].
pub fn verify_jws<R, K: Keys>(
    verifier: &JwsVerifier<K>,
    token: &[u8],
    read: impl FnOnce(&VerifiedPayload<'_>) -> R,
) -> Result<R, Error> {
    watched(token, |buf| verifier.verify(token, buf).map(|payload| read(&payload)))
}

/// Reads the issuer that a token names, into a buffer as [`verify`] does.
///
/// # Errors
/// As [`UnverifiedIssuer::read`].
///
/// # Panics
/// As [`verify`], and where more than the name is left in the buffer.
pub fn unverified_issuer(token: &[u8]) -> Result<String, Error> {
    watched(token, |buf| {
        let name = UnverifiedIssuer::read(token, buf)?.iss();
        let (name, spelled_len) = (name.to_string(), format!("{name:?}").len());
        let written = buf.iter().skip(spelled_len).filter(|byte| **byte != CANARY);
        assert!(written.copied().all(|byte| byte == 0), "left behind the issuer's name");
        Ok(name)
    })
}

fn watched<R>(token: &[u8], verify: impl FnOnce(&mut [u8]) -> Result<R, Error>) -> Result<R, Error> {
    let mut buf = vec![CANARY; token.len() + GUARD];
    let verdict = verify(&mut buf[..token.len()]);
    assert!(buf[token.len()..].iter().all(|byte| *byte == CANARY), "written behind the buffer");
    if let Err(error) = &verdict {
        assert_eq!(error.class(), ErrorClass::Token, "{error:?}");
        // Of a token that is too large nothing is written.
        let is_clean = |byte: &u8| *byte == 0 || (*error == Error::TokenTooLarge && *byte == CANARY);
        assert!(buf[..token.len()].iter().all(is_clean), "left in the buffer after {error:?}");
    }
    verdict
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn makes_tokens_that_verify() {
        assert_eq!(verify_jws(&HS256_JWS, &hs256(b"\0\xFF"), |payload| payload.bytes().to_vec()), Ok(vec![0, 0xFF]));
        assert_eq!(verify(&HS256_ANY_CLAIMS, &hs256(b"{}"), 0, |claims| claims.json().to_owned()), Ok("{}".to_owned()));
    }

    #[test]
    #[should_panic(expected = "left in the buffer")]
    fn notices_what_a_refusal_leaves() {
        let _ = watched(b"a.b.c", |buf| {
            buf.fill(0);
            buf[2] = 1;
            Err::<(), _>(Error::InvalidSignature)
        });
    }

    #[test]
    #[should_panic(expected = "BufferTooSmall")]
    fn notices_a_buffer_that_does_not_suffice() {
        let _ = watched(b"a.b.c", |buf| {
            buf.fill(0);
            Err::<(), _>(Error::BufferTooSmall { needed: 6 })
        });
    }
}
