//! The promise, clause by clause, at the public interface: really signed tokens in, verdicts out.
#![cfg(all(feature = "hs", feature = "sign"))]

mod audience;
mod buffer;
mod claims;
#[path = "../common/mod.rs"]
mod common;
mod hostile;
mod issuer;
mod jws;
mod keys;
mod order;
mod rules;
mod secrecy;
mod selection;
#[cfg(any(
    feature = "es256",
    feature = "es384",
    feature = "es512",
    feature = "es256k",
    feature = "eddsa",
    feature = "rsa"
))]
mod signatures;
mod signer;
mod times;
mod trusts;
mod typ;
mod worst_case;
