//! jwtcore: a strict verifier and signer of JSON Web Tokens.
#![no_std]
#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    deny(
        clippy::indexing_slicing,
        clippy::as_conversions,
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::unreachable,
        clippy::arithmetic_side_effects,
        clippy::string_slice
    )
)]

#[cfg(feature = "alloc")]
extern crate alloc as _alloc;
#[cfg(any(feature = "std", test))]
extern crate std;

mod algorithm;
mod base64url;
mod error;
mod json;

pub use algorithm::{Algorithm, Curve, KeyKind};
pub use error::{Error, ErrorClass};
pub use json::JsonStr;
