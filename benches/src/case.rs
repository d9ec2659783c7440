//! What is measured: an operation of an algorithm, over distinct tokens or one repeated.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// One case, written `verify/ES256/distinct`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Case {
    /// What is done.
    pub operation: Operation,
    /// With which algorithm.
    pub algorithm: Algorithm,
    /// Over which input.
    pub input: Input,
}

/// What a subject does in a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Operation {
    /// Verifies a good token, judges its claims and reads one.
    Verify,
    /// Refuses a token whose signature is wrong.
    Refuse,
    /// Signs claims.
    Sign,
    /// Reads a key in the form that it is kept in, up to what verifications then share.
    Import,
}

/// The algorithms that are measured, by their names in RFC 7518 and RFC 8037.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names are the RFCs'")]
pub enum Algorithm {
    HS256,
    HS384,
    HS512,
    RS256,
    PS256,
    ES256,
    ES384,
    ES512,
    EdDSA,
}

/// The tokens, claims or keys that a case walks through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Input {
    /// Many, each different.
    Distinct,
    /// One, again and again.
    Repeated,
}

impl Operation {
    /// Every operation, in the order in which cases are written.
    pub const ALL: [Self; 4] = [Self::Verify, Self::Refuse, Self::Sign, Self::Import];

    /// The name in a case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Verify => "verify",
            Self::Refuse => "refuse",
            Self::Sign => "sign",
            Self::Import => "import",
        }
    }
}

impl Algorithm {
    /// Every algorithm.
    pub const ALL: [Self; 9] = [
        Self::HS256,
        Self::HS384,
        Self::HS512,
        Self::RS256,
        Self::PS256,
        Self::ES256,
        Self::ES384,
        Self::ES512,
        Self::EdDSA,
    ];

    /// The name in a case and in a token's header.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::HS256 => "HS256",
            Self::HS384 => "HS384",
            Self::HS512 => "HS512",
            Self::RS256 => "RS256",
            Self::PS256 => "PS256",
            Self::ES256 => "ES256",
            Self::ES384 => "ES384",
            Self::ES512 => "ES512",
            Self::EdDSA => "EdDSA",
        }
    }

    /// Whether the key is a secret that signs and verifies.
    #[must_use]
    pub const fn is_hmac(self) -> bool {
        matches!(self, Self::HS256 | Self::HS384 | Self::HS512)
    }
}

impl Input {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Distinct, Self::Repeated];

    /// The name in a case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Distinct => "distinct",
            Self::Repeated => "repeated",
        }
    }
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.operation.name(), self.algorithm.name(), self.input.name())
    }
}

impl FromStr for Case {
    type Err = String;

    /// Reads `operation/algorithm/input`.
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "'{text}' is no case; write operation/algorithm/distinct or repeated, such as verify/HS256/distinct"
            )
        };
        let [operation, algorithm, input] = *text.split('/').collect::<Vec<_>>() else { return Err(wrong()) };
        let operation = Operation::ALL.into_iter().find(|one| one.name() == operation).ok_or_else(wrong)?;
        let algorithm = Algorithm::ALL.into_iter().find(|one| one.name() == algorithm).ok_or_else(wrong)?;
        let input = Input::ALL.into_iter().find(|one| one.name() == input).ok_or_else(wrong)?;
        Ok(Self { operation, algorithm, input })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes() {
        for operation in Operation::ALL {
            for algorithm in Algorithm::ALL {
                for input in Input::ALL {
                    let case = Case { operation, algorithm, input };
                    assert_eq!(case.to_string().parse(), Ok(case));
                }
            }
        }
    }

    #[test]
    fn refuses_what_is_no_case() {
        for text in ["", "verify", "verify/HS256", "verify/hs256/distinct", "verify/HS256/distinct/x", "Verify/HS256/x"]
        {
            assert!(text.parse::<Case>().unwrap_err().contains("is no case"), "{text}");
        }
    }
}
