//! Convention 7: no panic crosses.

use crate::common::*;

#[test]
fn a_panic_is_a_status_and_the_process_lives() {
    for cap in [0, 1, 64] {
        let answer = written(cap, |out, cap, len| ffi!(jwtcore_inject_panic(out, cap, len)));
        assert_answer(&answer, "panic-caught");
    }
    let verifier = test_verifier();
    assert_answer(&verifier.verify(token(""), NOW), "ok");
}
