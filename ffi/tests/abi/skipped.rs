//! Which entries of a key set are left out, and why.

use std::ptr;

use jwtcore_ffi::*;

use crate::common::*;

/// The entries that were left out with their reasons, and how many keys can be used.
fn skipped(algorithms: u32, flags: u32, keys: &[u8]) -> Answer<(Vec<(u32, String)>, usize)> {
    let mut room = [Skipped { entry: 7, reason: 7 }; 1024];
    let (mut count, mut usable) = (7, 7);
    let status = ffi!(jwtcore_skipped_keys(
        algorithms,
        flags,
        data(keys),
        keys.len(),
        room.as_mut_ptr(),
        room.len(),
        &raw mut count,
        &raw mut usable
    ));
    let named = |skip: &Skipped| (skip.entry, static_text(jwtcore_status_name(skip.reason)));
    answer(status).map(|()| (room[..count].iter().map(named).collect(), usable))
}

#[test]
fn tells_entries_and_reasons() {
    let keys = read("issuers/keycloak/jwks.json");
    let expected = [(0, "key-not-for-signatures".to_owned()), (2, "algorithm-not-listed".to_owned())];
    assert_eq!(skipped(algorithms(["RS256"]), 0, &keys), Ok((expected.to_vec(), 1)));
    let (all, usable) = skipped(algorithms(["ES512"]), 0, &keys).expect("read");
    assert_eq!((all.len(), usable), (3, 0));
}

#[test]
fn counts_more_than_there_is_room_for() {
    let keys = read("issuers/keycloak/jwks.json");
    let (mut room, mut count, mut usable) = ([Skipped::default(); 2], 0, 0);
    for cap in 0..=2 {
        let start = if cap == 0 { ptr::null_mut() } else { room.as_mut_ptr() };
        let es512 = algorithms(["ES512"]);
        let places = (&raw mut count, &raw mut usable);
        let status = ffi!(jwtcore_skipped_keys(es512, 0, data(&keys), keys.len(), start, cap, places.0, places.1));
        assert_eq!((status, count, usable), (0, 3, 0));
        let entries = room[..cap].iter().map(|skip| skip.entry);
        assert!(entries.eq(0..u32::try_from(cap).expect("small")));
    }
}

#[test]
fn reads_single_keys_too() {
    let (pem, es256) = (read("keys/p256.pem"), algorithms(["ES256"]));
    assert_eq!(skipped(es256, 0, &pem), Ok((vec![], 1)));
    assert_eq!(skipped(algorithms(["RS256", "RS384"]), 0, &read("keys/rsa-2048.pem")), Ok((vec![], 2)));
    assert_answer(&skipped(algorithms(["RS256"]), 0, &pem), "no-algorithm-for-key");
    assert_answer(&skipped(es256, 0, b"{}"), "malformed-jwks");
    assert_answer(&skipped(1 << 14, 0, &pem), "invalid-argument");
    assert_answer(&skipped(es256, 4, &pem), "invalid-argument");
}
