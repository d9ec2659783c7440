//! The claims in every token of the bench, and what each subject reads of them.

use serde::{Deserialize, Serialize};

/// The issuer that every subject must insist on.
pub const ISSUER: &str = "https://issuer.bench.test/";
/// The audience that every subject must insist on.
pub const AUDIENCE: &str = "https://api.bench.test";
/// How long the tokens live, in seconds: longer than any run.
const LIFETIME_S: u64 = 24 * 60 * 60;
/// The `uid` of the first claims; the others count up from it.
const FIRST_UID: u64 = 100_001;

/// One token's claims, about 320 bytes of JSON: those that RFC 7519 registers, and what applications put beside them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenClaims {
    /// The issuer.
    pub iss: String,
    /// Whom the token is about.
    pub sub: String,
    /// Whom it is for.
    pub aud: String,
    /// When it expires, in seconds since 1970.
    pub exp: u64,
    /// From when it is valid.
    pub nbf: u64,
    /// When it was issued.
    pub iat: u64,
    /// The token's own name.
    pub jti: String,
    /// The user's number: the claim that subjects read and answer.
    pub uid: u64,
    /// What the token allows.
    pub scope: String,
    /// The user's roles.
    pub roles: Vec<String>,
    /// The user's address.
    pub email: String,
}

/// What a subject takes out of a token, where its interface lends texts out.
#[derive(Debug, Deserialize)]
pub struct BorrowedClaims<'a> {
    /// Whom the token is about.
    pub sub: &'a str,
    /// The token's own name.
    pub jti: &'a str,
    /// The user's number.
    pub uid: u64,
    /// What the token allows.
    pub scope: &'a str,
}

/// What a subject takes out of a token, where its interface hands out only owned texts.
#[derive(Debug, Deserialize)]
pub struct OwnedClaims {
    /// Whom the token is about.
    pub sub: String,
    /// The token's own name.
    pub jti: String,
    /// The user's number.
    pub uid: u64,
    /// What the token allows.
    pub scope: String,
}

impl TokenClaims {
    /// Good claims at `now`, in seconds since 1970, the `index`th of many.
    #[must_use]
    pub fn good(index: u64, now: u64) -> Self {
        let uid = FIRST_UID + index;
        Self {
            iss: ISSUER.to_owned(),
            sub: format!("user|6f9a1c2e4b{uid:06}"),
            aud: AUDIENCE.to_owned(),
            exp: now + LIFETIME_S,
            nbf: now - 60,
            iat: now - 60,
            jti: format!("3f0c9a52-7d1e-4b86-9c25-1a2b3c{uid:06}"),
            uid,
            scope: "orders:read orders:write profile:read".to_owned(),
            roles: vec!["customer".to_owned(), "beta-tester".to_owned()],
            email: format!("someone-{uid}@example.test"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn are_about_320_bytes_and_differ() {
        let claims = TokenClaims::good(0, 1_767_225_600);
        let len = serde_json::to_string(&claims).unwrap().len();
        assert!((310..=330).contains(&len), "{len}");
        let next = TokenClaims::good(1, 1_767_225_600);
        assert!(claims.uid != next.uid && claims.jti != next.jti && claims.sub != next.sub);
    }
}
