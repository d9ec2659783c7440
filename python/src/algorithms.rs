//! Algorithms as Python names them.

use jwtcore::{Algorithm, Error};
use pyo3::prelude::*;

use crate::arguments::{text, texts};
use crate::errors::Fault;

/// One algorithm.
pub(crate) fn one(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Algorithm> {
    Ok(named(&text(name, value)?)?)
}

/// One algorithm, if any is given.
pub(crate) fn optional(name: &str, value: Option<&Bound<'_, PyAny>>) -> PyResult<Option<Algorithm>> {
    value.map(|value| one(name, value)).transpose()
}

/// Algorithms, by one name or by several; at least one.
pub(crate) fn several(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Vec<Algorithm>> {
    let names = texts(name, value)?;
    if names.is_empty() {
        return Err(Fault::new(Error::EmptyExpectation, format!("{name} is empty")).into());
    }
    names.iter().map(|one| Ok(named(one)?)).collect()
}

/// The algorithm of an exact name. An unknown one is a fault of the set-up here, for no token is there yet.
fn named(name: &str) -> Result<Algorithm, Fault> {
    let algorithm = Algorithm::from_name(name).ok().filter(|algorithm| algorithm.is_supported());
    algorithm.ok_or_else(|| Error::UnsupportedAlgorithm.into())
}
