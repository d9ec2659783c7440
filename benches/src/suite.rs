//! Which subjects are measured in which cases: one suite for each report.

use crate::case::{Algorithm, Case, Input, Operation};

/// The suites' names.
pub const NAMES: [&str; 1] = ["core"];

/// Subjects measured side by side, and the cases. What a subject does not offer is left out of its cases.
pub struct Suite {
    /// The subjects; the first is what the others are compared with.
    pub subjects: Vec<String>,
    /// The cases, in the report's order.
    pub cases: Vec<Case>,
}

impl Suite {
    /// A suite by its name.
    ///
    /// # Errors
    /// That there is none of the name.
    pub fn named(name: &str) -> Result<Self, String> {
        match name {
            "core" => Ok(Self {
                subjects: ["jwtcore", "jwtcore-host", "jsonwebtoken-aws-lc", "jsonwebtoken-rust-crypto"]
                    .map(String::from)
                    .to_vec(),
                cases: core_cases(),
            }),
            _ => Err(format!("no suite is called '{name}'; there is {}", NAMES.join(", "))),
        }
    }
}

fn core_cases() -> Vec<Case> {
    use Algorithm::{ES256, EdDSA, HS256};
    let verify = Algorithm::ALL
        .into_iter()
        .flat_map(|algorithm| Input::ALL.map(|input| Case { operation: Operation::Verify, algorithm, input }));
    let each = |operation, algorithms: &'static [Algorithm], input| {
        algorithms.iter().map(move |algorithm| Case { operation, algorithm: *algorithm, input })
    };
    verify
        .chain(each(Operation::Refuse, &[HS256, ES256], Input::Distinct))
        .chain(each(Operation::Sign, &[HS256, ES256, EdDSA], Input::Distinct))
        .chain(each(Operation::Import, &Algorithm::ALL, Input::Repeated))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_suite_that_is_named_exists_and_measures_us_first() {
        for name in NAMES {
            let suite = Suite::named(name).unwrap();
            assert_eq!(suite.subjects.first().map(String::as_str), Some("jwtcore"));
            assert!(!suite.cases.is_empty());
        }
        assert!(Suite::named("cores").is_err());
    }
}
