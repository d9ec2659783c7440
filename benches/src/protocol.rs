//! What the driver asks a subject's process, and what it answers: one line of JSON each, over its pipes.

use serde::{Deserialize, Serialize};

use crate::case::{Algorithm, Operation};
use crate::claims::TokenClaims;
use crate::subject::Refusal;

/// A question to a subject's process.
#[derive(Debug, Serialize, Deserialize)]
pub enum Request {
    /// Get ready for a case, beside those that are ready. Answered by `Ready` or `NotOffered`.
    Prepare(Work),
    /// Turn to a case that is ready. It is what all other requests are about. Answered by `Ready`.
    Select {
        /// Its number.
        case: usize,
    },
    /// Verify one token, untimed. Answered by `Verdict`, or by `NotOffered`.
    Judge {
        /// The token.
        token: String,
    },
    /// Sign one token, untimed. Answered by `Token`, or by `NotOffered`.
    SignOne {
        /// What to sign.
        claims: Box<TokenClaims>,
    },
    /// Do the case's operation `count` times, from the `start`th input on and round again. Answered by `Batch`.
    Batch {
        /// The first input's index.
        start: usize,
        /// How many times.
        count: usize,
    },
    /// Show what the batches made last: a signed token. Answered by `Token`, or by `NotOffered`.
    LastToken,
    /// Verify a token with the key that the batches imported last. Answered by `Verdict`, or by `NotOffered`.
    JudgeByImported {
        /// The token.
        token: String,
    },
}

/// What a case works on.
#[derive(Debug, Serialize, Deserialize)]
pub struct Work {
    /// What is done in batches.
    pub operation: Operation,
    /// With which algorithm.
    pub algorithm: Algorithm,
    /// The tokens that are verified or refused.
    pub tokens: Vec<String>,
    /// The claims that are signed.
    pub claims: Vec<TokenClaims>,
}

/// An answer of a subject's process.
#[derive(Debug, Serialize, Deserialize)]
pub enum Reply {
    /// Ready for the case of this number, and turned to it.
    Ready {
        /// The number.
        case: usize,
    },
    /// The library does not offer it.
    NotOffered,
    /// A verdict on one token: the claim `uid`, or why it is refused.
    Verdict(Result<u64, Refusal>),
    /// A signed token.
    Token(String),
    /// A batch is done.
    Batch(Batch),
    /// The subject could not do what it was asked.
    Failed(String),
}

/// What one batch took and came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// The CPU time that the thread used, in nanoseconds.
    pub cpu_ns: u64,
    /// The sum over all results: the `uid`s read, 1 for each refusal of a signature, each signed token's length,
    /// 1 for each import. What went wrong adds [`WENT_WRONG`].
    pub sum: u64,
    /// Heap allocations through Rust's allocator, where the process counts them.
    pub allocations: Option<u64>,
}

/// What a wrong result adds to a batch's sum: more than all good ones together.
pub const WENT_WRONG: u64 = 1 << 48;
