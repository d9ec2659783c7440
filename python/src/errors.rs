//! From the core's errors to exceptions, whose classes stand in `jwtcore/_errors.py`.

use jwtcore::Error;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;

/// The function of that file that makes an exception.
static MAKE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();

/// A fault of the set-up or of a token, and what more can be said of it. The detail holds nothing of either.
pub(crate) struct Fault {
    error: Error,
    detail: String,
}

impl Fault {
    pub(crate) fn new(error: Error, detail: impl Into<String>) -> Self {
        Self { error, detail: detail.into() }
    }

    /// The same, found in a part of the whole.
    pub(crate) fn within(mut self, place: &str) -> Self {
        self.detail = if self.detail.is_empty() { place.to_owned() } else { format!("{place}: {}", self.detail) };
        self
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::new(error, "")
    }
}

impl From<Fault> for PyErr {
    fn from(fault: Fault) -> Self {
        Python::attach(|py| exception(py, fault.error, &fault.detail).map_or_else(|err| err, PyErr::from_value))
    }
}

/// The exception to raise for an error.
pub(crate) fn raise(error: Error) -> PyErr {
    Fault::from(error).into()
}

/// Makes an exception, to be raised or handed out.
pub(crate) fn exception<'py>(py: Python<'py>, error: Error, detail: &str) -> PyResult<Bound<'py, PyAny>> {
    let make = MAKE.get_or_try_init(py, || py.import("jwtcore._errors")?.getattr("make").map(Bound::unbind))?;
    make.bind(py).call1((error.number(), error.name(), error.class().name(), error.sentence(), error.mend(), detail))
}

/// All errors of the core: number, name, class, sentence and mend of each.
#[pyfunction]
pub(crate) fn error_table() -> Vec<(u32, &'static str, &'static str, &'static str, &'static str)> {
    let row = |error: &Error| (error.number(), error.name(), error.class().name(), error.sentence(), error.mend());
    Error::ALL.iter().map(row).collect()
}
