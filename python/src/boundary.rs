//! The boundary that no panic passes: it becomes an `InternalError`, where otherwise a `PanicException`
//! would be raised, which `except Exception` does not catch.

use std::panic::{AssertUnwindSafe, catch_unwind};

use jwtcore::Error;
use pyo3::prelude::*;

use crate::errors;

/// Runs the body of a function that Python calls.
///
/// Nothing of the module is left half-changed by a panic: what Python holds is immutable.
pub(crate) fn guarded<T>(body: impl FnOnce() -> PyResult<T>) -> PyResult<T> {
    catch_unwind(AssertUnwindSafe(body)).unwrap_or_else(|_| Err(errors::raise(Error::PanicCaught)))
}

/// As [`guarded`], for threads, which know nothing of Python.
pub(crate) fn caught<T>(body: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    catch_unwind(AssertUnwindSafe(body)).unwrap_or(Err(Error::PanicCaught))
}

/// Panics in the middle of the module, for its tests.
#[cfg(feature = "fault-injection")]
#[pyfunction]
pub(crate) fn panic_for_tests(py: Python<'_>, detached: bool) -> PyResult<()> {
    guarded(|| if detached { py.detach(|| panic!("injected")) } else { panic!("injected") })
}

/// Whether a token is the one that makes tests' threads panic.
#[cfg(feature = "fault-injection")]
pub(crate) fn panic_if_asked(token: &[u8]) {
    assert!(token != b"panic", "injected");
}

/// Nothing, but in builds for tests.
#[cfg(not(feature = "fault-injection"))]
pub(crate) fn panic_if_asked(_: &[u8]) {}
