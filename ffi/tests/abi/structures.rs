//! Convention 6: structures begin with their size, and nothing unknown is overlooked.

use std::ptr;

use jwtcore_ffi::*;

use crate::common::*;

/// A structure of any size that says any size, aligned.
fn structure<const SIZE: usize>(says: usize, fill: u8) -> [u64; 64] {
    let mut room = [u64::from_ne_bytes([fill; 8]); 64];
    let known = SIZE.div_ceil(8);
    room[..known].fill(0);
    room[0] = says as u64;
    room
}

const VERIFIER_OPTIONS: usize = size_of::<VerifierOptions>();
const TRUST_OPTIONS: usize = size_of::<TrustOptions>();
const VERIFIED: usize = size_of::<Verified>();

fn options_answer(says: usize, fill: u8) -> u32 {
    let room = structure::<VERIFIER_OPTIONS>(says, fill);
    let mut handle = 7;
    let status = ffi!(jwtcore_builder_new(room.as_ptr().cast(), &raw mut handle));
    assert_eq!(status == 0, handle != 0);
    if status == 0 {
        assert_eq!(jwtcore_builder_free(handle), 0);
    }
    status
}

fn trust_answer(says: usize, fill: u8) -> u32 {
    let builder = Builder::new();
    let room = structure::<TRUST_OPTIONS>(says, fill);
    ffi!(jwtcore_builder_trust(builder.0, room.as_ptr().cast()))
}

fn verdict_answer(verifier: u64, token: &str, says: usize, fill: u8) -> (u32, [u64; 64]) {
    let mut room = structure::<VERIFIED>(says, fill);
    let mut buffer = vec![0_u8; token.len()];
    let status = ffi!(jwtcore_verify(
        verifier,
        data(token.as_bytes()),
        token.len(),
        NOW,
        buffer.as_mut_ptr().cast(),
        buffer.len(),
        room.as_mut_ptr().cast()
    ));
    (status, room)
}

#[test]
fn option_structures_of_every_size() {
    let refused = JwtcoreStatus::BadStructSize as u32;
    for size in 0..=VERIFIER_OPTIONS + 16 {
        let (known, unknown) = (options_answer(size, 0), options_answer(size, 0xFF));
        assert_eq!(known, if size < VERIFIER_OPTIONS { refused } else { 0 }, "{size}");
        assert_eq!(unknown, if size == VERIFIER_OPTIONS { 0 } else { refused }, "{size}");
    }
    for size in 0..=TRUST_OPTIONS + 16 {
        let (known, unknown) = (trust_answer(size, 0), trust_answer(size, 0xFF));
        assert_eq!(known, if size < TRUST_OPTIONS { refused } else { 0 }, "{size}");
        assert_eq!(unknown, if size == TRUST_OPTIONS { 0 } else { refused }, "{size}");
    }
}

#[test]
fn verdicts_of_every_size() {
    let (verifier, token) = (test_verifier(), token(""));
    let refused = JwtcoreStatus::BadStructSize as u32;
    for size in 0..=VERIFIED + 16 {
        let is_whole = size % align_of::<Verified>() == 0;
        let (known, room) = verdict_answer(verifier.0, &token, size, 0);
        assert_eq!(known, if size >= VERIFIED && is_whole { 0 } else { refused }, "{size}");
        if known == 0 {
            assert_eq!(room[0], size as u64, "the size that the caller gave stays");
            assert!(room[VERIFIED / 8..].iter().all(|word| *word == 0), "nothing is written beyond what is known");
        }
        let (unknown, room) = verdict_answer(verifier.0, &token, size, 0xFF);
        assert_eq!(unknown, if size == VERIFIED { 0 } else { refused }, "{size}");
        assert!(room[VERIFIED / 8..].iter().all(|word| *word == u64::MAX), "nothing is written beyond the structure");
    }
}

#[test]
fn sizes_that_no_structure_has_are_refused() {
    let (verifier, token) = (test_verifier(), token(""));
    for size in [4097, usize::MAX, usize::MAX - 7, 1 << 32] {
        assert_eq!(options_answer(size, 0), JwtcoreStatus::BadStructSize as u32);
        assert_eq!(verdict_answer(verifier.0, &token, size, 0).0, JwtcoreStatus::BadStructSize as u32);
    }
    let detail = static_text(jwtcore_last_error_detail());
    assert_eq!(detail, format!("verified: struct_size is 4294967296, and {VERIFIED} at least"));
}

#[test]
fn unknown_flags_and_reserved_fields_are_refused() {
    for options in
        [VerifierOptions { flags: 8, ..verifier_options() }, VerifierOptions { flags: 1 << 31, ..verifier_options() }]
    {
        assert_answer(&Builder::with(&options).map(drop), "invalid-argument");
    }
    for options in [
        TrustOptions { flags: 64, ..trust_options() },
        TrustOptions { flags: 1 << 31, ..trust_options() },
        TrustOptions { reserved: 1, ..trust_options() },
    ] {
        assert_answer(&Builder::new().trust(&options).map(drop), "invalid-argument");
    }
}

#[test]
fn null_stands_for_default_options() {
    let mut handle = 0;
    assert_eq!(ffi!(jwtcore_builder_new(ptr::null(), &raw mut handle)), 0);
    let builder = Builder(handle);
    assert_eq!(ffi!(jwtcore_builder_trust(builder.0, ptr::null())), 0);
    let builder =
        builder.issuer(ISS).and_then(|builder| builder.audience(AUD)?.key(SECRET_SOURCE, HS256, SECRET, None));
    let verifier = builder.and_then(|builder| builder.build()).expect("a verifier");
    assert_answer(&verifier.verify(token(""), NOW), "ok");
}
