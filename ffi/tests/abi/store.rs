//! Store keys, as exact bytes, and unpredictable bytes.

use std::collections::HashSet;

use crate::common::*;

type Texts<'a> = (&'a str, &'a str, Option<&'a str>, &'a str);

fn derived(texts: Texts<'_>, denied: bool) -> Answer<String> {
    let (tenant, iss, sub, jti) = texts;
    let (sub, sub_len) = optional(sub);
    let (tenant, tenant_len) = (data(tenant.as_bytes()), tenant.len());
    let (iss, iss_len) = (data(iss.as_bytes()), iss.len());
    let (jti, jti_len) = (data(jti.as_bytes()), jti.len());
    let text = written(48, |out, cap, len| {
        if denied {
            ffi!(jwtcore_denied_key(tenant, tenant_len, iss, iss_len, sub, sub_len, jti, jti_len, out, cap, len))
        } else {
            ffi!(jwtcore_slot(tenant, tenant_len, iss, iss_len, sub, sub_len, jti, jti_len, out, cap, len))
        }
    });
    text.map(|text| String::from_utf8(text).expect("ASCII"))
}

#[test]
fn store_keys_are_the_cores() {
    // The same bytes as in the core's tests, computed with Python's hashlib.
    for (texts, slot, key) in [
        (
            ("", "https://issuer.test", Some("7"), "3f0c"),
            "wC0TA3lr4LQ",
            "jwtcore:1:{wC0TA3lr4LQ}:j:nVVRxMnZmIKE4fyHekZz1A",
        ),
        (
            ("acme", "https://issuer.test", Some("7"), "3f0c"),
            "JnEM5BcIZwQ",
            "jwtcore:1:{JnEM5BcIZwQ}:j:nVVRxMnZmIKE4fyHekZz1A",
        ),
        (("", "https://issuer.test", None, "3f0c"), "0rD0ywdyzlI", "jwtcore:1:{0rD0ywdyzlI}:j:nVVRxMnZmIKE4fyHekZz1A"),
        (
            ("Müller", "https://issuer.test/ü", Some("user|a\0b"), "jti-ü"),
            "oPFRLwrimNw",
            "jwtcore:1:{oPFRLwrimNw}:j:fay3gWPZXhHHjX7c-Jx-5Q",
        ),
    ] {
        assert_eq!(derived(texts, false).as_deref(), Ok(slot), "{texts:?}");
        assert_eq!(derived(texts, true).as_deref(), Ok(key), "{texts:?}");
    }
}

#[test]
fn a_sub_that_is_empty_is_not_absent() {
    let absent = ("", "https://issuer.test", None, "1");
    assert_ne!(derived(absent, false), derived(("", "https://issuer.test", Some(""), "1"), false));
}

#[test]
fn refuses_a_token_without_jti_and_texts_that_are_too_long() {
    assert_answer(&derived(("", "i", Some("7"), ""), true), "invalid-argument");
    let long = "x".repeat(65_536);
    assert_answer(&derived(("", &long, Some("7"), "1"), true), "argument-too-long");
    assert_answer(&derived(("", "", Some(&long), "1"), false), "argument-too-long");
}

#[test]
fn random_bytes_differ() {
    let drawn: HashSet<_> = (0..64)
        .map(|_| {
            let mut bytes = [0_u8; 16];
            assert_eq!(ffi!(jwtcore_random(bytes.as_mut_ptr().cast(), 16)), 0);
            bytes
        })
        .collect();
    assert_eq!(drawn.len(), 64);
    let mut long = vec![0_u8; 100_000];
    assert_eq!(ffi!(jwtcore_random(long.as_mut_ptr().cast(), long.len())), 0);
    assert!(long.chunks(1000).all(|chunk| chunk.iter().any(|byte| *byte != 0)));
}
