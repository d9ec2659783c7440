//! What the library says of itself, of its statuses and of the last failure.

use core::ffi::c_char;

use crate::names::{self, Text};
use crate::types::JwtcoreClass;
use crate::{algorithms, boundary, detail};
use jwtcore::{Algorithm, ErrorClass};

/// The number of the interface.
const ABI_VERSION: u32 = 1;

/// The number of this interface. It changes when a program that was compiled with an older header would go wrong.
// SAFETY: the name is the library's own.
#[unsafe(no_mangle)]
pub extern "C" fn jwtcore_abi_version() -> u32 {
    ABI_VERSION
}

/// The library's version, such as `0.1.0`. Static text.
// SAFETY: the name is the library's own.
#[unsafe(no_mangle)]
pub extern "C" fn jwtcore_version() -> *const c_char {
    const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "\0");
    VERSION.as_ptr().cast()
}

/// A status's stable kebab-case name, such as `expired`; `ok` for 0, `unknown-status` for a number that is none.
/// Static text.
// SAFETY: the name is the library's own.
#[unsafe(no_mangle)]
pub extern "C" fn jwtcore_status_name(status: u32) -> *const c_char {
    boundary::static_text(|| names::of_status(status, Text::Name, c"ok", c"unknown-status"))
}

/// What a status says was wrong, as half a sentence. Static text; empty for 0 and for a number that is none.
// SAFETY: the name is the library's own.
#[unsafe(no_mangle)]
pub extern "C" fn jwtcore_status_sentence(status: u32) -> *const c_char {
    boundary::static_text(|| names::of_status(status, Text::Sentence, c"", c""))
}

/// How to mend it, as half a sentence. Static text; empty for 0 and for a number that is none.
// SAFETY: the name is the library's own.
#[unsafe(no_mangle)]
pub extern "C" fn jwtcore_status_mend(status: u32) -> *const c_char {
    boundary::static_text(|| names::of_status(status, Text::Mend, c"", c""))
}

/// Who has to act on a status: a `jwtcore_class`. `JWTCORE_CLASS_CALLER` for a number that is none.
// SAFETY: the name is the library's own.
#[unsafe(no_mangle)]
pub extern "C" fn jwtcore_status_class(status: u32) -> u32 {
    let class = match names::error_of(status).map(jwtcore::Error::class) {
        _ if status == 0 => JwtcoreClass::Ok,
        Some(ErrorClass::Token) => JwtcoreClass::Token,
        Some(ErrorClass::Setup) => JwtcoreClass::Setup,
        Some(ErrorClass::Unavailable) => JwtcoreClass::Unavailable,
        _ => JwtcoreClass::Caller,
    };
    class as u32
}

/// More about the last status other than 0 that this thread was answered: which argument, trust, key or entry. Empty
/// where there is no more to say. Holds nothing of a token, a key or a secret. It stays until the thread's next call that
/// fails.
// SAFETY: the name is the library's own.
#[unsafe(no_mangle)]
pub extern "C" fn jwtcore_last_error_detail() -> *const c_char {
    detail::as_ptr()
}

/// The algorithms that this build verifies with, as bits of `jwtcore_algorithm`.
// SAFETY: the name is the library's own.
#[unsafe(no_mangle)]
pub extern "C" fn jwtcore_algorithms() -> u32 {
    algorithms::supported()
}

/// The name of one algorithm, as in a header's alg; empty for another number. Static text.
// SAFETY: the name is the library's own.
#[unsafe(no_mangle)]
pub extern "C" fn jwtcore_algorithm_name(algorithm: u32) -> *const c_char {
    boundary::static_text(|| algorithms::name_of_bit(algorithm).unwrap_or(c"").as_ptr())
}

/// The algorithm of an exact, case-sensitive name, or 0. There is no `none`.
// SAFETY: the name is the library's own; the caller vouches for the memory behind its pointers (convention 3).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn jwtcore_algorithm_from_name(name: *const c_char, name_len: usize) -> u32 {
    let mut found = 0;
    let _status = boundary::call(|call| {
        found = algorithms::bit(Algorithm::from_name(call.text("name", name, name_len)?)?);
        Ok(())
    });
    found
}
