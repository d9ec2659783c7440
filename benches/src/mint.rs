//! The tokens of a run, minted at its start by the subjects themselves: good ones, and ones with a single fault.

use crate::case::{Algorithm, Operation};
use crate::claims::TokenClaims;
use crate::clock;
use crate::process::Process;
use crate::protocol::Work;
use crate::subject::Refusal;

/// How many different tokens rotate: more than a branch predictor learns by heart.
pub const DISTINCT_TOKENS: u64 = 256;

/// One algorithm's tokens.
pub struct Tokens {
    /// The claims of the good tokens.
    pub claims: Vec<TokenClaims>,
    /// Tokens that must be accepted.
    pub good: Vec<String>,
    /// The same, each with another signature.
    pub tampered: Vec<String>,
    /// Tokens that must be refused, each for one reason.
    pub faulty: Vec<Faulty>,
}

/// A token with one fault.
pub struct Faulty {
    /// What is wrong with it, in words that follow "a token".
    pub fault: &'static str,
    /// The token.
    pub token: String,
    /// The verdict that it must get.
    pub refusal: Refusal,
}

/// Mints an algorithm's tokens by the first of the subjects that signs with it.
///
/// # Errors
/// That none does, or what one says.
pub fn mint<'p>(signers: impl IntoIterator<Item = &'p mut Process>, algorithm: Algorithm) -> Result<Tokens, String> {
    for signer in signers {
        if signer.prepare(Work { operation: Operation::Sign, algorithm, tokens: vec![], claims: vec![] })?.is_some() {
            return mint_by(signer);
        }
    }
    Err(format!("no subject signs with {}, so there are no tokens to verify", algorithm.name()))
}

fn mint_by(signer: &mut Process) -> Result<Tokens, String> {
    let now = clock::unix_seconds();
    let claims: Vec<_> = (0..DISTINCT_TOKENS).map(|index| TokenClaims::good(index, now)).collect();
    let good = claims.iter().map(|claims| signer.sign_one(claims)).collect::<Result<Vec<_>, _>>()?;
    let tampered = good.iter().map(|token| with_other_signature(token)).collect();
    let faulty = faulty(signer, &good, now)?;
    Ok(Tokens { claims, good, tampered, faulty })
}

fn faulty(signer: &mut Process, good: &[String], now: u64) -> Result<Vec<Faulty>, String> {
    let [first, second, ..] = good else { return Err("too few tokens".to_owned()) };
    let mut faulty = vec![
        Faulty {
            fault: "whose signature was tampered with",
            token: with_other_signature(first),
            refusal: Refusal::Signature,
        },
        Faulty {
            fault: "with the payload of another",
            token: with_payload(first, second),
            refusal: Refusal::Signature,
        },
    ];
    let claims = TokenClaims::good(DISTINCT_TOKENS, now);
    let other = "https://other.bench.test".to_owned();
    for (fault, claims, refusal) in [
        ("that has expired", TokenClaims { exp: now - 1, ..claims.clone() }, Refusal::Expired),
        ("that is not valid yet", TokenClaims { nbf: now + 3600, ..claims.clone() }, Refusal::NotYetValid),
        ("of another issuer", TokenClaims { iss: other.clone(), ..claims.clone() }, Refusal::Issuer),
        ("for another audience", TokenClaims { aud: other, ..claims.clone() }, Refusal::Audience),
    ] {
        faulty.push(Faulty { fault, token: signer.sign_one(&claims)?, refusal });
    }
    Ok(faulty)
}

/// Changes one character in the signature: of the same length, and still canonical base64url.
fn with_other_signature(token: &str) -> String {
    const CHANGED_CHARACTER: usize = 10;
    let signature = token.rfind('.').map_or(0, |dot| dot + 1);
    let change = |(at, character)| match (at == signature + CHANGED_CHARACTER, character) {
        (false, character) => character,
        (true, 'A') => 'B',
        (true, _) => 'A',
    };
    token.chars().enumerate().map(change).collect()
}

/// The header and the signature of one token around the payload of another.
fn with_payload(token: &str, other: &str) -> String {
    let part = |token: &str, index| token.split('.').nth(index).unwrap_or_default().to_owned();
    [part(token, 0), part(other, 1), part(token, 2)].join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_exactly_one_character_of_the_signature() {
        for (token, changed) in
            [("h.p.0123456789A123", "h.p.0123456789B123"), ("h.p.0123456789z123", "h.p.0123456789A123")]
        {
            assert_eq!(with_other_signature(token), changed);
        }
    }

    #[test]
    fn puts_one_payload_under_another_signature() {
        assert_eq!(with_payload("h.p.s", "i.q.t"), "h.q.s");
    }
}
