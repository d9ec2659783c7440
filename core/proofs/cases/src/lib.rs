//! What each proof does, for whatever artifact it is linked into: keys imported, tokens verified, refused and signed.
//!
//! One step after the other, so that whoever runs them can look at the stack in between.
#![no_std]
#![forbid(unsafe_code)]

#[cfg(feature = "everything")]
mod everything;
#[cfg(any(feature = "hs", feature = "es256", feature = "eddsa"))]
mod families;

use jwtcore::Error;

/// Watches the steps.
pub trait Probe {
    /// A step begins. The caller's frame holds the buffers, and the keys that earlier steps made.
    fn before(&mut self);

    /// The step has ended.
    fn after(&mut self, step: Step, outcome: Result<(), Failure>);
}

/// What is done with what.
#[derive(Clone, Copy)]
pub struct Step {
    /// The algorithm or format, such as `ES256`.
    pub subject: &'static str,
    /// What is done: `import`, `verify`, `refuse`, `sign` and others.
    pub action: &'static str,
}

/// Why a step failed.
#[derive(Clone, Copy)]
pub enum Failure {
    /// What had to be accepted was refused.
    Refused(Error),
    /// What had to be refused was accepted, or what was read is not what was written.
    Accepted,
}

impl Failure {
    /// The error's number in `testdata/errors.json`, or `u32::MAX` where something was accepted.
    #[must_use]
    pub const fn number(self) -> u32 {
        match self {
            Self::Refused(error) => error.number(),
            Self::Accepted => u32::MAX,
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Refused(error)
    }
}

/// Goes through every step that the features include, and returns whether all of them passed.
pub fn prove(probe: &mut dyn Probe) -> bool {
    #[allow(unused_mut, reason = "a build without any family has no steps")]
    let mut run = Run { probe, failed: false };
    #[cfg(any(feature = "hs", feature = "es256", feature = "eddsa"))]
    families::prove(&mut run);
    #[cfg(feature = "everything")]
    everything::prove(&mut run);
    !run.failed
}

struct Run<'p> {
    #[allow(dead_code, reason = "a build without any family has no steps")]
    probe: &'p mut dyn Probe,
    failed: bool,
}

#[cfg(any(feature = "hs", feature = "es256", feature = "eddsa"))]
impl Run<'_> {
    /// Takes a step, and hands out what it made.
    fn step<T>(
        &mut self,
        subject: &'static str,
        action: &'static str,
        work: impl FnOnce() -> Result<T, Failure>,
    ) -> Option<T> {
        self.probe.before();
        let outcome = apart(work);
        self.probe.after(Step { subject, action }, outcome.as_ref().map(|_| ()).map_err(|failure| *failure));
        self.failed |= outcome.is_err();
        outcome.ok()
    }
}

/// Runs the work in a frame of its own, so that the stack that it needs can be told from the caller's.
#[cfg(any(feature = "hs", feature = "es256", feature = "eddsa"))]
#[inline(never)]
fn apart<T>(work: impl FnOnce() -> T) -> T {
    work()
}

/// A file of the test data.
#[cfg(any(feature = "hs", feature = "es256", feature = "eddsa"))]
macro_rules! testdata {
    ($path:expr) => {
        include_bytes!(concat!("../../../../testdata/", $path)).as_slice()
    };
}
#[cfg(any(feature = "hs", feature = "es256", feature = "eddsa"))]
use testdata;

/// The examples of the guide, compiled as they stand there.
#[cfg(all(doctest, feature = "es256"))]
#[doc = include_str!("../../../../docs/embedded.md")]
struct Guide;
