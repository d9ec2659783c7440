//! The caller's buffer: how much is enough, what a small one is told, and what a refusal leaves in it.

use jwtcore::{Error, JwsVerifier, UnixSeconds, Verifier};

use crate::common::NOW;
use crate::common::made::{HEADER, hs256_keys, lasting, token, trust};

/// Tokens of different lengths, header and payload at every remainder of three.
fn tokens() -> Vec<String> {
    let header = |pad: usize| format!("{HEADER}{}", " ".repeat(pad));
    (0..12).map(|pad| token(&header(pad % 3), lasting("") + &" ".repeat(pad / 3 * 7))).collect()
}

fn decoded_len(segment: &str) -> usize {
    segment.len() * 3 / 4
}

#[test]
fn a_small_buffer_is_told_how_much_is_enough_and_that_is_enough() {
    let verifier = Verifier::new(trust()).unwrap();
    let jws = JwsVerifier::new(hs256_keys());
    for token in tokens() {
        let segments: Vec<_> = token.split('.').collect();
        let needed = decoded_len(segments[0]) + decoded_len(segments[1]);
        for len in [0, 1, needed / 2, needed - 1] {
            let mut buf = vec![0; len];
            let error = verifier.verify(&token, UnixSeconds(NOW), &mut buf).err();
            assert_eq!(error, Some(Error::BufferTooSmall { needed }), "{len}");
            assert_eq!(jws.verify(&token, &mut buf).err(), Some(Error::BufferTooSmall { needed }), "{len}");
            assert!(buf.iter().all(|byte| *byte == 0));
        }
        let mut buf = vec![0; needed];
        assert!(verifier.verify(&token, UnixSeconds(NOW), &mut buf).is_ok());
        assert!(jws.verify(&token, &mut buf).is_ok());
    }
}

#[test]
fn the_tokens_length_is_always_enough() {
    let verifier = Verifier::new(trust()).unwrap();
    for token in tokens() {
        assert!(verifier.verify(&token, UnixSeconds(NOW), &mut vec![0; token.len()]).is_ok());
    }
}

#[test]
fn a_refusal_clears_what_the_token_could_have_reached_and_nothing_else() {
    let verifier = Verifier::new(trust()).unwrap();
    let jws = JwsVerifier::new(hs256_keys());
    let good = token(HEADER, lasting(""));
    let cut = &good[..good.len() - 2];
    for refused in [cut, "", "a.b", "a.b.c.d.e", "e30.e30.e30", "eyJhbGciOiJub25lIn0.e30."] {
        let mut buf = vec![0xAA; good.len() + 64];
        assert!(verifier.verify(refused, UnixSeconds(NOW), &mut buf).is_err());
        let (front, rest) = buf.split_at(refused.len());
        assert!(front.iter().all(|byte| *byte == 0), "{refused}");
        assert!(rest.iter().all(|byte| *byte == 0xAA), "{refused}");
        let mut buf = vec![0xAA; 1];
        assert!(jws.verify(cut, &mut buf).is_err());
        assert_eq!(buf, [0]);
    }
}

#[test]
fn claims_that_are_refused_after_a_good_signature_are_cleared_too() {
    let verifier = Verifier::new(trust()).unwrap();
    for (payload, error) in [
        (lasting("\"sub\":7"), Error::InvalidSub),
        ("{\"iss\":\"https://evil.test\",\"secret\":\"marker\"}".into(), Error::WrongIssuer),
        ("{\"secret\":\"marker\"".into(), Error::MalformedJson),
    ] {
        let token = token(HEADER, payload);
        let mut buf = vec![0xAA; token.len()];
        assert_eq!(verifier.verify(&token, UnixSeconds(NOW), &mut buf).err(), Some(error));
        assert!(buf.iter().all(|byte| *byte == 0));
    }
}

#[test]
fn one_buffer_serves_token_after_token() {
    let verifier = Verifier::new(trust()).unwrap();
    let mut buf = vec![0; 1024];
    for token in tokens().iter().rev() {
        let claims = verifier.verify(token, UnixSeconds(NOW), &mut buf).unwrap();
        assert_eq!(claims.json().trim_end(), lasting(""));
    }
}
