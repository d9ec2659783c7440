//! Convention 8: what is built is shared by any number of threads.

use std::sync::Barrier;
use std::thread;

use jwtcore_ffi::*;

use crate::common::*;

#[test]
fn eight_threads_share_one_verifier_and_one_signer() {
    let verifier = test_verifier();
    let signer = Signer::test();
    let start = Barrier::new(8);
    thread::scope(|scope| {
        for number in 0..8 {
            let (verifier, signer, start) = (&verifier, &signer, &start);
            scope.spawn(move || {
                start.wait();
                for round in 0..200 {
                    let subject = format!("{number}-{round}");
                    let token = signer.sign(&claims(&format!(r#""sub":"{subject}""#)), None).expect("a token");
                    let (json, verified) = verifier.verify(&token, NOW).expect("accepted");
                    assert_eq!(&json[verified.sub_offset..][..verified.sub_len], subject);
                    let mut broken = token.into_bytes();
                    broken[20] ^= 1;
                    assert!(verifier.verify(&broken, NOW).is_err());
                }
            });
        }
    });
}

#[test]
fn one_of_several_threads_frees_a_handle() {
    for _ in 0..50 {
        let mut handle = 0;
        assert_eq!(ffi!(jwtcore_key_generate(HS256, 0, std::ptr::null(), 0, &raw mut handle)), 0);
        let start = Barrier::new(8);
        let freed = thread::scope(|scope| {
            let threads = (0..8).map(|_| {
                scope.spawn(|| {
                    start.wait();
                    jwtcore_key_free(handle)
                })
            });
            let threads = threads.collect::<Vec<_>>();
            threads.into_iter().filter_map(|thread| thread.join().ok()).collect::<Vec<_>>()
        });
        assert_eq!(freed.iter().filter(|status| **status == 0).count(), 1, "{freed:?}");
        assert!(freed.iter().all(|status| *status == 0 || *status == JwtcoreStatus::BadHandle as u32));
    }
}
