//! Convention 5: outputs are zeroed when a call fails, and a buffer that is too small says how much it needs.

use std::ptr;

use jwtcore_ffi::*;

use crate::common::*;

#[test]
fn a_short_buffer_says_what_claims_need() {
    let verifier = test_verifier();
    let token = token(r#""sub":"7""#);
    let mut needed = 0;
    for cap in 0..=token.len() {
        let mut buffer = vec![b'?'; cap];
        let mut verdict = stale_verdict();
        let start = if cap == 0 { ptr::null_mut() } else { buffer.as_mut_ptr().cast() };
        let status =
            ffi!(jwtcore_verify(verifier.0, data(token.as_bytes()), token.len(), NOW, start, cap, &raw mut verdict));
        if status == 0 {
            assert!(cap >= needed && needed > 0, "{cap}");
            continue;
        }
        assert_answer(&answer(status), "buffer-too-small");
        assert_cleared(&verdict);
        assert!(cap < verdict.claims_len && verdict.claims_len <= token.len());
        assert!(needed == 0 || needed == verdict.claims_len, "the need does not depend on the buffer");
        assert!(buffer.iter().all(|byte| *byte == 0));
        needed = verdict.claims_len;
    }
}

#[test]
fn a_short_buffer_says_what_a_token_needs() {
    let signer = Signer::test();
    let claims = claims("");
    let token = signer.sign(&claims, None).expect("a token");
    for cap in 0..=token.len() {
        match sign(signer.0, &claims, None, cap) {
            Ok(made) => assert_eq!((made, cap), (token.clone(), token.len())),
            Err(failure) => assert_eq!((failure.name.as_str(), failure.needed), ("buffer-too-small", token.len())),
        }
    }
}

#[test]
fn a_short_buffer_says_what_a_store_key_and_a_jwks_need() {
    for cap in 0..48 {
        let key = written(cap, |out, cap, len| {
            let text = data(b"7");
            ffi!(jwtcore_denied_key(ptr::null(), 0, text, 1, text, 1, text, 1, out, cap, len))
        });
        assert_eq!(key.map_err(|failure| (failure.name, failure.needed)), Err(("buffer-too-small".to_owned(), 48)));
    }
    let jwks = written(3, |out, cap, len| ffi!(jwtcore_jwks(ptr::null(), 0, out, cap, len)));
    assert_eq!(jwks.map_err(|failure| failure.needed), Err(11));
}

#[test]
fn every_output_is_zeroed_when_a_call_fails_at_its_boundary() {
    let token = token("");
    // Each fails before anything is looked at: the handle is none.
    assert_answer(&verify(1, &token, NOW), "bad-handle");
    assert_answer(&verify_jws(1, &token), "bad-handle");
    assert_answer(&sign(1, "{}", None, 64), "bad-handle");
    let key = written(64, |out, cap, len| ffi!(jwtcore_key_export(1, 1, out, cap, len)));
    assert_answer(&key, "bad-handle");
    let jwks = written(64, |out, cap, len| ffi!(jwtcore_jwks(&1, 1, out, cap, len)));
    assert_answer(&jwks, "bad-handle");
    let (mut count, mut usable, mut skipped) = (7, 7, [Skipped { entry: 7, reason: 7 }; 2]);
    let broken = b"{";
    let status =
        ffi!(jwtcore_skipped_keys(HS256, 0, data(broken), 1, skipped.as_mut_ptr(), 2, &raw mut count, &raw mut usable));
    assert_answer(&answer(status), "malformed-jwks");
    assert_eq!((count, usable, skipped), (0, 0, [Skipped::default(); 2]));
    // One output is bad: the others are zeroed all the same.
    let (mut buffer, mut len) = ([b'?'; 8], 7_usize);
    assert_ne!(ffi!(jwtcore_sign(1, ptr::null(), 0, ptr::null(), 0, ptr::null_mut(), 1, &raw mut len)), 0);
    assert_eq!(len, 0);
    let out = buffer.as_mut_ptr().cast();
    assert_ne!(ffi!(jwtcore_sign(1, ptr::null(), 0, ptr::null(), 0, out, 8, ptr::null_mut())), 0);
    assert_eq!(buffer, [0; 8]);
}

#[test]
fn a_kept_buffer_keeps_nothing_of_an_earlier_token() {
    let verifier = test_verifier();
    let (long, short) = (token(r#""sub":"a-subject-of-an-earlier-request""#), token(""));
    let mut buffer = vec![0_u8; 4096];
    let mut verdict = stale_verdict();
    for (token, now, accepted) in [(&long, NOW, true), (&short, NOW + 3600, false)] {
        let out = buffer.as_mut_ptr().cast();
        let status =
            ffi!(jwtcore_verify(verifier.0, data(token.as_bytes()), token.len(), now, out, 4096, &raw mut verdict));
        assert_eq!(status == 0, accepted);
    }
    assert_eq!(buffer, [0; 4096]);
}
