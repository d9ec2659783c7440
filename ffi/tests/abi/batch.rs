//! Many tokens in one call.

use std::ptr;

use jwtcore_ffi::*;

use crate::common::*;

fn lent(tokens: &[String]) -> Vec<Bytes> {
    tokens.iter().map(|token| Bytes { data: data(token.as_bytes()), len: token.len() }).collect()
}

/// The call's status, the verdicts and the buffer.
fn batch(verifier: u64, tokens: &[String], cap: usize) -> (u32, Vec<Verified>, Vec<u8>) {
    let (tokens, mut buffer) = (lent(tokens), vec![b'?'; cap]);
    let mut verdicts = vec![stale_verdict(); tokens.len()];
    let out = if cap == 0 { ptr::null_mut() } else { buffer.as_mut_ptr().cast() };
    let status =
        ffi!(jwtcore_verify_batch(verifier, tokens.as_ptr(), tokens.len(), NOW, out, cap, verdicts.as_mut_ptr()));
    (status, verdicts, buffer)
}

#[test]
fn judges_each_token_by_itself() {
    let verifier = test_verifier();
    let mut tokens: Vec<_> = (0..20).map(|at| token(&format!(r#""sub":"{at}""#))).collect();
    tokens[3].push('A');
    tokens[7].clear();
    tokens[19] = Signer::test().sign(r#"{"iss":"https://other.test"}"#, None).expect("a token");
    let total = tokens.iter().map(String::len).sum();
    let (status, verdicts, buffer) = batch(verifier.0, &tokens, total);
    assert_eq!(status, 0);
    for (at, verdict) in verdicts.iter().enumerate() {
        let name = static_text(jwtcore_status_name(verdict.status));
        let expected = match at {
            3 => "invalid-signature",
            7 => "not-compact",
            19 => "wrong-issuer",
            _ => "ok",
        };
        assert_eq!(name, expected, "{at}");
        if verdict.status != 0 {
            assert_cleared(verdict);
            continue;
        }
        let json = &buffer[verdict.claims_offset..][..verdict.claims_len];
        assert_eq!(String::from_utf8_lossy(json), claims(&format!(r#""sub":"{at}""#)));
        assert_eq!(&buffer[verdict.sub_offset..][..verdict.sub_len], at.to_string().as_bytes());
        let alone = verifier.verify(&tokens[at], NOW).expect("accepted").1;
        assert_eq!((alone.facts, alone.exp), (verdict.facts, verdict.exp));
    }
    let used = verdicts.iter().map(|verdict| verdict.claims_offset + verdict.claims_len).max().expect("a verdict");
    assert!(buffer[used..].iter().all(|byte| *byte == 0), "nothing of refused tokens is left");
}

#[test]
fn a_short_buffer_refuses_the_tokens_that_find_no_room() {
    let verifier = test_verifier();
    let tokens = vec![token(""); 3];
    let claims_len = claims("").len();
    let needed = batch(verifier.0, &tokens, 0).1[0].claims_len;
    let (status, verdicts, buffer) = batch(verifier.0, &tokens, needed + claims_len);
    let statuses: Vec<_> = verdicts.iter().map(|verdict| verdict.status).collect();
    assert_eq!((status, statuses), (0, vec![0, 0, JwtcoreStatus::BufferTooSmall as u32]));
    assert!(verdicts[2].claims_len > claims_len);
    assert_eq!(&buffer[claims_len..][..claims_len], claims("").as_bytes());
    let (status, verdicts, _) = batch(verifier.0, &tokens, 0);
    assert_eq!(status, 0);
    assert!(verdicts.iter().all(|verdict| verdict.status == JwtcoreStatus::BufferTooSmall as u32));
}

#[test]
fn a_failure_of_the_call_is_every_tokens_verdict() {
    let tokens = vec![token(""); 3];
    let (status, verdicts, buffer) = batch(1, &tokens, 4096);
    assert_eq!(status, JwtcoreStatus::BadHandle as u32);
    for verdict in &verdicts {
        assert_eq!(verdict.status, status);
        assert_cleared(verdict);
    }
    assert_eq!(buffer, [0; 4096]);
}

#[test]
fn verdicts_of_two_sizes_in_one_batch_are_refused() {
    let (verifier, tokens) = (test_verifier(), vec![token(""); 2]);
    let (tokens, mut buffer) = (lent(&tokens), [0_u8; 4096]);
    let mut verdicts = [stale_verdict(); 2];
    verdicts[1].struct_size -= 8;
    let out = buffer.as_mut_ptr().cast();
    let status = ffi!(jwtcore_verify_batch(verifier.0, tokens.as_ptr(), 2, NOW, out, 4096, verdicts.as_mut_ptr()));
    assert_answer(&answer(status), "bad-struct-size");
}

#[test]
fn tokens_that_overlap_the_buffer_are_refused() {
    let verifier = test_verifier();
    let token = token("");
    let mut room = token.clone().into_bytes();
    let (mut verdict, out) = (stale_verdict(), room.as_mut_ptr().cast::<std::ffi::c_char>());
    let tokens = Bytes { data: out, len: token.len() };
    let status = ffi!(jwtcore_verify_batch(verifier.0, &raw const tokens, 1, NOW, out, token.len(), &raw mut verdict));
    assert_answer(&answer(status), "bad-pointer");
    assert_cleared(&verdict);
}
