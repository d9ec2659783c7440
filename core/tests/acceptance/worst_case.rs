//! The worst case's time: members whose names' hashes are all equal. Its bound is counted in the reader's own tests;
//! here such tokens are made, judged, and their time is printed, which decides nothing.

use std::time::{Duration, Instant};

use jwtcore::{Error, Trust, VerifierBuilder};

use crate::common::made::{HEADER, lasting, token, trust};
use crate::common::{NOW, verdict};

/// FNV-1a as the reader hashes names, before the fold.
fn hashed(start: u32, text: &str) -> u32 {
    text.bytes().fold(start, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

fn folded(hash: u32) -> u32 {
    (hash ^ (hash >> 12) ^ (hash >> 24)) & 0xFFF
}

/// Members with names of one hash, which differ only at their ends, each letter before that written as an escape.
fn colliding(count: usize, name_len: usize) -> String {
    let letters = name_len.saturating_sub(8) / 6;
    let spelled = r"\u0061".repeat(letters);
    let beginning = hashed(0x811c_9dc5, &"a".repeat(letters));
    let ends = (0_u32..).map(|number| format!("{number:08x}")).filter(|end| folded(hashed(beginning, end)) == 0);
    ends.take(count).map(|end| format!("\"{spelled}{end}\":0")).collect::<Vec<_>>().join(",")
}

/// The least of several rounds.
fn measured(what: &str, token: &str, expected: Result<(), Error>) {
    let verifier = VerifierBuilder::new().max_token_len(1 << 20).build::<Trust<_>>(trust()).unwrap();
    let mut least = Duration::MAX;
    for _ in 0..5 {
        let began = Instant::now();
        let verdict = verdict(&verifier, token, NOW).map(drop);
        least = least.min(began.elapsed());
        assert_eq!(verdict, expected, "{what}");
    }
    println!("{what}: {} bytes, {least:?}", token.len());
}

#[test]
fn the_worst_header_has_63_colliding_names_in_8_kib() {
    let members = colliding(63, 8 * 1024 / 64 - 6);
    let header = format!("{{\"alg\":\"HS256\",{members}}}");
    measured("worst header", &token(&header, lasting("")), Ok(()));
    measured("ordinary header", &token(HEADER, lasting("")), Ok(()));
}

#[test]
fn the_worst_claims_in_16_kib_have_253_colliding_names() {
    let token = token(HEADER, lasting(&colliding(253, 12_000 / 253 - 6)));
    assert!(token.len() <= 16 * 1024);
    measured("worst claims in 16 KiB", &token, Ok(()));
}

#[test]
fn the_worst_claims_in_1_mib_have_four_objects_of_colliding_names() {
    let name_len = 780_000 / 1024 - 6;
    let objects: Vec<_> = [256, 256, 256, 251].map(|count| format!("{{{}}}", colliding(count, name_len))).into();
    let token = token(HEADER, lasting(&format!("\"x\":[{}]", objects.join(","))));
    assert!(token.len() <= 1 << 20);
    measured("worst claims in 1 MiB", &token, Ok(()));
}
