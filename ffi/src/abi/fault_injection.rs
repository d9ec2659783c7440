//! For tests: a function that panics in the middle of its work. In no header, and in no build but those of tests.

use core::ffi::c_char;

use crate::boundary;

/// Writes to its outputs, and panics.
///
/// # Panics
/// Always; the boundary catches it.
// SAFETY: the name is the library's own; the caller vouches for the memory behind its pointers (convention 3).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn jwtcore_inject_panic(out: *mut c_char, out_cap: usize, out_len: *mut usize) -> u32 {
    boundary::call(|call| {
        let outputs = (call.buffer("out", out, out_cap), call.length("out_len", out_len));
        let (out, out_len) = (outputs.0?, outputs.1?);
        out.into_front(out_cap).fill(b'x');
        out_len.set(out_cap);
        panic!("injected");
    })
}
