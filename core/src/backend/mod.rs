//! The seam to cryptography: each backend implements the traits of [`key`](crate::key), and nothing above knows one.
//!
//! A backend is handed checked sizes, exponents and ranges; what it still owes is written at
//! [`VerifyingKey`](crate::key::VerifyingKey) and [`SigningKey`](crate::key::SigningKey). No type of its dependencies
//! shows in its interface.

#[cfg(feature = "aws-lc")]
pub mod aws_lc;
#[cfg(feature = "prepared")]
pub mod prepared;
pub mod rustcrypto;
#[cfg(all(
    test,
    any(
        feature = "hs",
        feature = "es256",
        feature = "es384",
        feature = "es512",
        feature = "es256k",
        feature = "eddsa",
        feature = "rsa"
    )
))]
mod tests;
