//! Any bytes as a token: the compact form is told as the rules of splitting say.

use std::sync::LazyLock;

use jwtcore::{Algorithm, Error, JwsVerifier, Key, KeySet};

use crate::jose::{self, HS256_JWS, SECRET};

/// A bound that inputs reach.
const SMALL_MAX_LEN: usize = 256;
/// The longest header, decoded.
const MAX_HEADER_LEN: usize = 8 * 1024;

static SMALL: LazyLock<JwsVerifier<KeySet<1>>> = LazyLock::new(|| {
    let key = Key::from_secret(Algorithm::HS256, SECRET).expect("a long secret");
    JwsVerifier::new(KeySet::new([key]).expect("one key")).max_token_len(SMALL_MAX_LEN).expect("a legal bound")
});

/// Takes the bytes for a token.
pub fn run(data: &[u8]) {
    check(&HS256_JWS, data, 16 * 1024);
    check(&SMALL, data, SMALL_MAX_LEN);
    check_form(data, 16 * 1024, jose::unverified_issuer(data).map(|_| ()));
    check_short_buffers(data);
}

fn check(verifier: &JwsVerifier<KeySet<1>>, token: &[u8], max_len: usize) {
    check_form(token, max_len, jose::verify_jws(verifier, token, |_| ()));
}

fn check_form(token: &[u8], max_len: usize, verdict: Result<(), Error>) {
    let of_form = [Error::TokenTooLarge, Error::NotCompact, Error::EncryptedToken, Error::HeaderTooLarge];
    assert_eq!(of_form.into_iter().find(|error| verdict == Err(*error)), fault(token, max_len), "{verdict:?}");
}

/// What is wrong with a token's form.
fn fault(token: &[u8], max_len: usize) -> Option<Error> {
    if token.len() > max_len {
        return Some(Error::TokenTooLarge);
    }
    let segments: Vec<_> = token.split(|byte| *byte == b'.').collect();
    match segments.as_slice() {
        [header, _, _] if header.len() * 3 / 4 > MAX_HEADER_LEN => Some(Error::HeaderTooLarge),
        [header, _, _] if !header.is_empty() => None,
        [header, _, _, _, _] if !header.is_empty() => Some(Error::EncryptedToken),
        _ => Some(Error::NotCompact),
    }
}

/// A buffer that is too small says what is enough, and that is.
fn check_short_buffers(token: &[u8]) {
    let verify = |len: usize| {
        let mut buf = vec![0; len];
        HS256_JWS.verify(token, &mut buf).map(|payload| payload.bytes().to_vec())
    };
    if let Err(Error::BufferTooSmall { needed }) = verify(0) {
        assert!((1..=token.len()).contains(&needed));
        assert_eq!(verify(needed - 1), Err(Error::BufferTooSmall { needed }));
        assert_eq!(verify(needed), verify(token.len()));
    }
}
