//! jwtcore: a strict verifier and signer of JSON Web Tokens (RFC 7519), in Rust without `std`.
//!
//! ```
//! # #[cfg(feature = "hs")] {
//! use jwtcore::{Algorithm, Audience, Issuer, Key, KeySet, Trust, UnixSeconds, Verifier};
//!
//! # let secret = b"a test secret of thirty-two bytes";
//! # let token = "eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJodHRwczovL2lzc3Vlci50ZXN0IiwiYXVkIjoiaHR0cHM6Ly9hcGkudGVzdCIs\
//! # InVpZCI6NywiZXhwIjo0MTAyNDQ0ODAwfQ.x";
//! let keys = KeySet::<1>::new([Key::from_secret(Algorithm::HS256, secret)?])?;
//! let trust = Trust::new(Issuer::exactly("https://issuer.test"), Audience::contains("https://api.test"), keys);
//! let verifier = Verifier::new(trust.leeway_s(30))?;
//!
//! let mut buf = [0; 4096];
//! match verifier.verify(token, UnixSeconds(1_767_225_600), &mut buf) {
//!     Ok(claims) => println!("user {}", claims.get::<u64>("uid")?),
//!     Err(error) => println!("{}: {error}", error.name()),
//! }
//! # }
//! # Ok::<(), jwtcore::Error>(())
//! ```
//!
//! A [`Trust`] joins an [`Issuer`] with its keys, the [`Audience`] and what else is expected. A [`Verifier`] holds one
//! or several, and is the only way from a token to its [`Claims`]. [`JwsVerifier`] verifies signed payloads that are
//! no claims. [`Signer`] makes tokens. [`hazmat`] reads which issuer a token names before anything is verified, to
//! choose a verifier by, and nothing else.
//!
//! # What it promises
//!
//! * A key is bound to one algorithm for life; a token's `alg` is compared with it and chooses nothing.
//! * Keys belong to an issuer: `iss` must be the one whose key signed.
//! * A payload is not decoded before its signature is good, and its claims are not handed out before they are judged;
//!   [`hazmat`] alone reads sooner.
//! * The default backend verifies and signs without a heap.
//! * No clock, no network, no random source, no global state; with `aws-lc`, making RSA keys and signing with them draws
//!   from that library's random source, and with `cache` each cache's hash key is drawn by the standard library.
//!
//! # Features
//!
//! `hs`, `es256`, `es384`, `es512`, `es256k`, `eddsa`, `rsa`: the families of algorithms; all but `es256k` are on by
//! default. `sign`: signing and writing keys. `alloc`: [`LargeKeySet`], policies from owned strings. `std`: claims go
//! through `serde_json` instead of `serde-json-core`. `session`: what all languages share of sessions and revocation.
//! `prepared`: `backend::prepared`, keys for ES256 that verify three times as fast with a table in memory of their own.
//! `cache`: verifiers that know accepted tokens again ([`VerifierBuilder`]`::cache_bytes`); off unless asked for.
//! `aws-lc`: the module `host`, a faster backend for hosts, which also signs with RSA; it brings the families above but
//! `es256k`, `sign`, `prepared` and `std`. A feature adds names; it never changes what a verdict is.
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
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(any(feature = "std", test))]
extern crate std;

mod algorithm;
pub mod backend;
mod base64url;
#[cfg(feature = "cache")]
mod cache;
mod claims;
mod compact;
mod error;
pub mod hazmat;
mod header;
#[cfg(feature = "aws-lc")]
pub mod host;
mod json;
mod jws;
pub mod key;
#[cfg(feature = "sign")]
mod new_claims;
pub mod policy;
#[cfg(feature = "session")]
pub mod session;
mod signed;
#[cfg(feature = "sign")]
pub mod signer;
mod text;
mod verifier;

pub use algorithm::{Algorithm, Curve, KeyKind};
#[cfg(feature = "cache")]
pub use cache::CacheStatistics;
pub use claims::{Claims, UnixSeconds};
pub use error::{Error, ErrorClass};
pub use json::JsonStr;
pub use jws::{JwsVerifier, VerifiedPayload};
pub use key::{Algorithms, KeyName, PrivateKey, PublicKey, Skipped};
#[cfg(feature = "sign")]
pub use new_claims::NewClaims;
pub use policy::{Audience, Issuer, Trust};
pub use text::{Text, Texts};
pub use verifier::{MAX_TRUSTS, Trusts, Verifier, VerifierBuilder};

/// The README's example is compiled, so that it keeps working.
#[cfg(all(doctest, feature = "es256", feature = "std"))]
#[doc = include_str!("../../README.md")]
struct Readme;

use backend::rustcrypto as default_backend;

/// A key of the default backend that verifies.
pub type Key = key::Key<default_backend::VerifyingKey>;
/// A set of up to `N` keys of the default backend, without heap.
pub type KeySet<const N: usize> = key::KeySet<key::Inline<default_backend::VerifyingKey, N>>;
/// A set of up to 1,024 keys of the default backend.
#[cfg(feature = "alloc")]
pub type LargeKeySet = key::KeySet<key::Heap<default_backend::VerifyingKey>>;
/// A key of the default backend that signs.
#[cfg(feature = "sign")]
pub type Signer = signer::Signer<default_backend::SigningKey>;
/// The keys of refresh tokens, of the default backend.
#[cfg(feature = "session")]
pub type RefreshRing = session::RefreshRing<default_backend::SigningKey>;
