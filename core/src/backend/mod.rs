//! The seam to cryptography: each backend implements the traits of [`key`](crate::key), and nothing above knows one.
//!
//! A backend is handed checked sizes, exponents and ranges; what it still owes is written at
//! [`VerifyingKey`](crate::key::VerifyingKey) and [`SigningKey`](crate::key::SigningKey). No type of its dependencies
//! shows in its interface.

pub mod rustcrypto;
