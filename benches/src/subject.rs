//! What a subject implements: the library under measurement, used as its documentation tells its users to.

use serde::{Deserialize, Serialize};

use crate::case::Algorithm;
use crate::claims::TokenClaims;
use crate::keys::KeyFiles;

/// A library under measurement. Each method answers `None` for what the library does not offer.
///
/// Keys are prepared here, once, as far as the library's interface allows.
pub trait Subject {
    /// A verifier for one algorithm and key.
    fn verifier(&self, algorithm: Algorithm, keys: &KeyFiles) -> Option<Box<dyn Verify>>;

    /// A signer for one algorithm and key.
    fn signer(&self, algorithm: Algorithm, keys: &KeyFiles) -> Option<Box<dyn Sign>>;

    /// What imports the verifying half of a key again and again.
    fn importer(&self, algorithm: Algorithm, keys: &KeyFiles) -> Option<Box<dyn Import>>;
}

/// Verifies tokens.
pub trait Verify {
    /// The whole job: decodes the token, verifies its signature, insists on [`ISSUER`](crate::claims::ISSUER) and
    /// [`AUDIENCE`](crate::claims::AUDIENCE), judges exp and nbf by the time of day without leeway, reads the claims
    /// into [`BorrowedClaims`](crate::claims::BorrowedClaims) or [`OwnedClaims`](crate::claims::OwnedClaims), and
    /// answers the claim `uid`.
    ///
    /// # Errors
    /// Why the token is refused.
    fn verify(&mut self, token: &str) -> Result<u64, Refusal>;
}

/// Signs tokens.
pub trait Sign {
    /// Signs claims into a token with the header's `alg` and the `typ` `JWT`, and keeps it.
    ///
    /// # Errors
    /// The library's reason, in words.
    fn sign(&mut self, claims: &TokenClaims) -> Result<(), String>;

    /// The latest token.
    fn token(&self) -> &str;
}

/// Imports keys.
pub trait Import {
    /// Reads the key anew from the form that it is kept in, and keeps it.
    ///
    /// # Errors
    /// The library's reason, in words.
    fn import(&mut self) -> Result<(), String>;

    /// Verifies a token with the latest key, to show that it is one.
    ///
    /// # Errors
    /// Why the token is refused.
    fn verify(&mut self, token: &str) -> Result<u64, Refusal>;
}

/// Why a token is refused, as far as the bench tells reasons apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// Its signature is wrong.
    Signature,
    /// It has expired.
    Expired,
    /// It is not valid yet.
    NotYetValid,
    /// Its issuer is another.
    Issuer,
    /// Its audience is another.
    Audience,
    /// For another reason.
    Other,
}
