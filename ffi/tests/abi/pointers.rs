//! Convention 3: pointers are checked; NULL is legal with length 0.

use std::ptr;

use jwtcore_ffi::*;

use crate::common::*;

#[test]
fn null_with_a_length_is_refused_in_every_place() {
    let builder = Builder::new().test_trust(&trust_options()).expect("a builder");
    let verifier = builder.build().expect("a verifier");
    let (signer, token) = (Signer::test(), token(""));
    let (token, len, null) = (token.as_ptr().cast(), token.len(), ptr::null());
    let mut buffer = [0_u8; 4096];
    let (out, cap) = (buffer.as_mut_ptr().cast::<std::ffi::c_char>(), buffer.len());
    let (mut out_len, mut handle, mut verdict) = (0, 0, stale_verdict());
    let (out_len, handle, verdict) = (&raw mut out_len, &raw mut handle, &raw mut verdict);
    let statuses = [
        ffi!(jwtcore_builder_new(ptr::null(), ptr::null_mut())),
        ffi!(jwtcore_builder_issuer(builder.0, null, 1)),
        ffi!(jwtcore_builder_audience(builder.0, null, 1)),
        ffi!(jwtcore_builder_audience_claim(builder.0, null, 1)),
        ffi!(jwtcore_builder_typ(builder.0, null, 1)),
        ffi!(jwtcore_builder_require_claim(builder.0, null, 1, token, 1)),
        ffi!(jwtcore_builder_require_claim(builder.0, token, 1, null, 1)),
        ffi!(jwtcore_builder_require_header(builder.0, null, 1, token, 1)),
        ffi!(jwtcore_builder_require_header(builder.0, token, 1, null, 1)),
        ffi!(jwtcore_builder_key(builder.0, KEYS, HS256, 0, null, 1, null, 0)),
        ffi!(jwtcore_builder_key(builder.0, KEYS, HS256, 0, token, 1, null, 1)),
        ffi!(jwtcore_verifier_new(builder.0, ptr::null_mut())),
        ffi!(jwtcore_verifier_shared(builder.0, ptr::null_mut())),
        ffi!(jwtcore_verifier_described(null, 1, null, 0, handle)),
        ffi!(jwtcore_verifier_described(token, 1, null, 1, handle)),
        ffi!(jwtcore_verifier_described(token, 1, null, 0, ptr::null_mut())),
        ffi!(jwtcore_verifier_remembered(null, 1, handle)),
        ffi!(jwtcore_verifier_remembered(token, 1, ptr::null_mut())),
        ffi!(jwtcore_verify(verifier.0, null, 1, NOW, out, cap, verdict)),
        ffi!(jwtcore_verify(verifier.0, token, len, NOW, ptr::null_mut(), 1, verdict)),
        ffi!(jwtcore_verify(verifier.0, token, len, NOW, out, cap, ptr::null_mut())),
        ffi!(jwtcore_verify_batch(verifier.0, ptr::null(), 1, NOW, out, cap, verdict)),
        ffi!(jwtcore_verify_batch(verifier.0, &Bytes { data: null, len: 1 }, 1, NOW, out, cap, verdict)),
        ffi!(jwtcore_verify_batch(verifier.0, &Bytes { data: token, len }, 1, NOW, ptr::null_mut(), 1, verdict)),
        ffi!(jwtcore_verify_batch(verifier.0, &Bytes { data: token, len }, 1, NOW, out, cap, ptr::null_mut())),
        ffi!(jwtcore_verify_jws(verifier.0, null, 1, out, cap, verdict)),
        ffi!(jwtcore_verify_jws(verifier.0, token, len, ptr::null_mut(), 1, verdict)),
        ffi!(jwtcore_verify_jws(verifier.0, token, len, out, cap, ptr::null_mut())),
        ffi!(jwtcore_skipped_keys(HS256, 0, null, 1, ptr::null_mut(), 0, out_len, out_len.wrapping_add(0))),
        ffi!(jwtcore_skipped_keys(HS256, 0, token, 1, ptr::null_mut(), 1, out_len, ptr::null_mut())),
        ffi!(jwtcore_signer_new(KEYS, HS256, null, 1, null, 0, handle)),
        ffi!(jwtcore_signer_new(KEYS, HS256, token, 1, null, 1, handle)),
        ffi!(jwtcore_signer_new(KEYS, HS256, token, 1, null, 0, ptr::null_mut())),
        ffi!(jwtcore_signer_shared(KEYS, HS256, null, 1, null, 0, handle)),
        ffi!(jwtcore_signer_shared(KEYS, HS256, token, 1, null, 0, ptr::null_mut())),
        ffi!(jwtcore_sign(signer.0, null, 1, null, 0, out, cap, out_len)),
        ffi!(jwtcore_sign(signer.0, token, 1, null, 1, out, cap, out_len)),
        ffi!(jwtcore_sign(signer.0, token, 1, null, 0, ptr::null_mut(), 1, out_len)),
        ffi!(jwtcore_sign(signer.0, token, 1, null, 0, out, cap, ptr::null_mut())),
        ffi!(jwtcore_sign_jws(signer.0, null, 1, null, 0, out, cap, out_len)),
        ffi!(jwtcore_sign_jws(signer.0, token, 1, null, 0, out, cap, ptr::null_mut())),
        ffi!(jwtcore_key_generate(HS256, 0, null, 1, handle)),
        ffi!(jwtcore_key_generate(HS256, 0, null, 0, ptr::null_mut())),
        ffi!(jwtcore_key_new(KEYS, HS256, null, 1, null, 0, handle)),
        ffi!(jwtcore_key_new(KEYS, HS256, token, 1, null, 0, ptr::null_mut())),
        ffi!(jwtcore_key_export(1, 1, ptr::null_mut(), 1, out_len)),
        ffi!(jwtcore_key_export(1, 1, out, cap, ptr::null_mut())),
        ffi!(jwtcore_jwks(ptr::null(), 1, out, cap, out_len)),
        ffi!(jwtcore_jwks(ptr::null(), 0, out, cap, ptr::null_mut())),
        ffi!(jwtcore_slot(null, 1, null, 0, null, 0, null, 0, out, cap, out_len)),
        ffi!(jwtcore_slot(null, 0, null, 1, null, 0, null, 0, out, cap, out_len)),
        ffi!(jwtcore_slot(null, 0, null, 0, null, 1, null, 0, out, cap, out_len)),
        ffi!(jwtcore_slot(null, 0, null, 0, null, 0, null, 1, out, cap, out_len)),
        ffi!(jwtcore_denied_key(null, 0, null, 0, null, 0, token, 1, ptr::null_mut(), 1, out_len)),
        ffi!(jwtcore_denied_key(null, 0, null, 0, null, 0, token, 1, out, cap, ptr::null_mut())),
        ffi!(jwtcore_random(ptr::null_mut(), 1)),
    ];
    for (at, status) in statuses.into_iter().enumerate() {
        assert_eq!(static_text(jwtcore_status_name(status)), "bad-pointer", "call {at}");
    }
}

#[test]
fn null_with_length_zero_is_an_empty_input() {
    let verifier = test_verifier();
    let mut verdict = stale_verdict();
    let null = ptr::null();
    let status = ffi!(jwtcore_verify(verifier.0, null, 0, NOW, ptr::null_mut(), 0, &raw mut verdict));
    assert_answer(&answer(status), "not-compact");
    let status = ffi!(jwtcore_verify_batch(verifier.0, ptr::null(), 0, NOW, ptr::null_mut(), 0, ptr::null_mut()));
    assert_answer(&answer(status), "ok");
    assert_answer(&answer(ffi!(jwtcore_random(ptr::null_mut(), 0))), "ok");
    let signer = Signer::test();
    let token = written(4096, |out, cap, len| ffi!(jwtcore_sign_jws(signer.0, null, 0, null, 0, out, cap, len)));
    assert_answer(&token, "ok");
    let jwks = written(64, |out, cap, len| ffi!(jwtcore_jwks(ptr::null(), 0, out, cap, len)));
    assert_eq!(jwks, Ok(br#"{"keys":[]}"#.to_vec()));
}

#[test]
fn misaligned_structures_and_lengths_are_refused() {
    let verifier = test_verifier();
    let token = token("");
    let mut room = [0_u64; 64];
    let odd = room.as_mut_ptr().cast::<u8>().wrapping_add(1);
    let mut buffer = [0_u8; 4096];
    let out = buffer.as_mut_ptr().cast();
    let statuses = [
        ffi!(jwtcore_builder_new(odd.cast(), room.as_mut_ptr())),
        ffi!(jwtcore_builder_new(ptr::null(), odd.cast())),
        ffi!(jwtcore_verify(verifier.0, data(token.as_bytes()), token.len(), NOW, out, 4096, odd.cast())),
        ffi!(jwtcore_verify_batch(verifier.0, odd.cast(), 1, NOW, out, 4096, ptr::null_mut())),
        ffi!(jwtcore_sign(Signer::test().0, data(b"{}"), 2, ptr::null(), 0, out, 4096, odd.cast())),
        ffi!(jwtcore_jwks(odd.cast(), 1, out, 4096, room.as_mut_ptr().cast())),
    ];
    assert_eq!(statuses, [JwtcoreStatus::BadPointer as u32; 6]);
}

#[test]
fn outputs_that_overlap_are_refused() {
    let verifier = test_verifier();
    let token = token("");
    let mut shared = token.clone().into_bytes();
    let mut verdict = stale_verdict();
    let start = shared.as_mut_ptr().cast::<std::ffi::c_char>();
    for offset in [0, 1, token.len() - 1] {
        let out = start.wrapping_add(offset);
        let status =
            ffi!(jwtcore_verify(verifier.0, start, token.len(), NOW, out, token.len() - offset, &raw mut verdict));
        assert_answer(&answer(status), "bad-pointer");
        shared.copy_from_slice(token.as_bytes());
    }
    let (mut room, signer) = ([0_u64; 64], Signer::test());
    let len = room.as_mut_ptr().wrapping_add(1).cast::<usize>();
    let status =
        ffi!(jwtcore_sign(signer.0, data(b"{}"), 2, ptr::null(), 0, room.as_mut_ptr().cast(), size_of_val(&room), len));
    assert_answer(&answer(status), "bad-pointer");
}

#[test]
fn lengths_that_no_memory_has_are_refused() {
    let verifier = test_verifier();
    let token = token("");
    let mut verdict = stale_verdict();
    let mut buffer = [0_u8; 16];
    let out = buffer.as_mut_ptr().cast();
    let start = data(token.as_bytes());
    for len in [usize::MAX, usize::MAX / 2 + 1] {
        let status = ffi!(jwtcore_verify(verifier.0, start, len, NOW, ptr::null_mut(), 0, &raw mut verdict));
        assert_answer(&answer(status), "argument-too-long");
        let status = ffi!(jwtcore_verify(verifier.0, start, 1, NOW, out, len, &raw mut verdict));
        assert_answer(&answer(status), "argument-too-long");
        let tokens = Bytes { data: start, len: 1 };
        let status = ffi!(jwtcore_verify_batch(verifier.0, &raw const tokens, len, NOW, out, 16, &raw mut verdict));
        assert_answer(&answer(status), "argument-too-long");
    }
}

#[test]
fn embedded_nuls_are_bytes_like_others() {
    let issuer = "https://issuer.test\0.attacker.test";
    let builder = Builder::new()
        .trust(&trust_options())
        .and_then(|builder| builder.issuer(issuer)?.audience(AUD)?.key(SECRET_SOURCE, HS256, SECRET, None));
    let verifier = builder.and_then(|builder| builder.build()).expect("a verifier");
    assert_answer(&verifier.verify(token(""), NOW), "wrong-issuer");
    let claims = format!(r#"{{"iss":"https://issuer.test\u0000.attacker.test","aud":"{AUD}","exp":{}}}"#, NOW + 1);
    let token = Signer::test().sign(&claims, None).expect("a token");
    let (json, verified) = verifier.verify(&token, NOW).expect("accepted");
    assert_eq!(json, claims);
    assert_eq!(verified.facts & JwtcoreFact::IssText as u32, 0, "an iss with an escape is not told as text");
    assert_answer(&verifier.verify(format!("{token}\0"), NOW), "malformed-base64");
    let payload = b"a\0b\0";
    let jws = Signer::test().sign_jws(payload, None).expect("a JWS");
    let jws_options = VerifierOptions { flags: JwtcoreVerifierFlag::Jws as u32, ..verifier_options() };
    let builder = Builder::with(&jws_options)
        .and_then(|builder| builder.trust(&trust_options())?.key(SECRET_SOURCE, HS256, SECRET, None))
        .expect("a builder");
    let verifier = builder.build().expect("a verifier");
    assert_eq!(verify_jws(verifier.0, jws).expect("accepted").0, payload);
}

#[test]
fn texts_are_utf_8() {
    let builder = Builder::new().trust(&trust_options()).expect("a builder");
    let broken: &[u8] = b"\xFF";
    assert_eq!(ffi!(jwtcore_builder_issuer(builder.0, data(broken), 1)), JwtcoreStatus::ArgumentNotUtf8 as u32);
    assert_eq!(static_text(jwtcore_last_error_detail()), "issuer");
    let (signer, null) = (Signer::test(), ptr::null());
    let token = written(4096, |out, cap, len| ffi!(jwtcore_sign(signer.0, data(broken), 1, null, 0, out, cap, len)));
    assert_answer(&token, "argument-not-utf8");
}
