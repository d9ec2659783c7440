//! From JSON text that the core has accepted to Python's objects, each made only when it is asked for.

use jiter::{Jiter, JiterError, Peek};
use jwtcore::Error;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyString};

use crate::errors::raise;

/// The value of a member, if it is there.
pub(crate) fn member<'py>(py: Python<'py>, object: &[u8], name: &str) -> PyResult<Option<Bound<'py, PyAny>>> {
    let mut reader = Jiter::new(object);
    if !seek(&mut reader, name).map_err(unreadable)? {
        return Ok(None);
    }
    let first = reader.peek().map_err(unreadable)?;
    value(py, &mut reader, first).map(Some)
}

/// Whether an object has a member.
pub(crate) fn has_member(object: &[u8], name: &str) -> PyResult<bool> {
    seek(&mut Jiter::new(object), name).map_err(unreadable)
}

/// The whole object.
pub(crate) fn object<'py>(py: Python<'py>, object: &[u8]) -> PyResult<Bound<'py, PyDict>> {
    let mut reader = Jiter::new(object);
    let first = reader.peek().map_err(unreadable)?;
    Ok(value(py, &mut reader, first)?.cast_into()?)
}

/// The number of an object's members.
pub(crate) fn len(object: &[u8]) -> PyResult<usize> {
    let mut reader = Jiter::new(object);
    let mut count = 0;
    let mut is_member = reader.next_object().map_err(unreadable)?.is_some();
    while is_member {
        count += 1;
        reader.next_skip().map_err(unreadable)?;
        is_member = reader.next_key().map_err(unreadable)?.is_some();
    }
    Ok(count)
}

/// Whether a text has the members of one JWK, and not those of a set. What they hold is the core's to judge.
pub(crate) fn is_jwk(text: &[u8]) -> bool {
    let has = |name| seek(&mut Jiter::new(text), name).unwrap_or(false);
    has("kty") && !has("keys")
}

/// The texts of a key set's entries, as the core accepted them.
pub(crate) fn entries(text: &[u8]) -> Vec<&[u8]> {
    let mut reader = Jiter::new(text);
    let mut entries = Vec::new();
    if let Ok(true) = seek(&mut reader, "keys") {
        let mut next = reader.next_array();
        while let Ok(Some(_)) = next {
            let start = reader.current_index();
            if reader.next_skip().is_err() {
                break;
            }
            entries.push(reader.slice_to_current(start));
            next = reader.array_step();
        }
    }
    entries
}

/// Reads on to a member's value.
fn seek(reader: &mut Jiter<'_>, name: &str) -> Result<bool, JiterError> {
    let mut found = reader.next_object()?.map(|key| key == name);
    while let Some(is_wanted) = found {
        if is_wanted {
            return Ok(true);
        }
        reader.next_skip()?;
        found = reader.next_key()?.map(|key| key == name);
    }
    Ok(false)
}

/// The core bounds how deep values are nested.
fn value<'py>(py: Python<'py>, reader: &mut Jiter<'_>, first: Peek) -> PyResult<Bound<'py, PyAny>> {
    match first {
        Peek::Null => reader.known_null().map(|()| py.None().into_bound(py)).map_err(unreadable),
        Peek::True | Peek::False => {
            let value = reader.known_bool(first).map_err(unreadable)?;
            Ok(PyBool::new(py, value).to_owned().into_any())
        }
        Peek::String => Ok(PyString::new(py, reader.known_str().map_err(unreadable)?).into_any()),
        Peek::Array => array(py, reader),
        Peek::Object => members(py, reader),
        _ => number(py, reader.known_number_bytes(first).map_err(unreadable)?),
    }
}

fn array<'py>(py: Python<'py>, reader: &mut Jiter<'_>) -> PyResult<Bound<'py, PyAny>> {
    let list = PyList::empty(py);
    let mut next = reader.known_array().map_err(unreadable)?;
    while let Some(first) = next {
        list.append(value(py, reader, first)?)?;
        next = reader.array_step().map_err(unreadable)?;
    }
    Ok(list.into_any())
}

fn members<'py>(py: Python<'py>, reader: &mut Jiter<'_>) -> PyResult<Bound<'py, PyAny>> {
    let dict = PyDict::new(py);
    let mut name = reader.known_object().map_err(unreadable)?.map(|name| PyString::new(py, name));
    while let Some(known) = name {
        let first = reader.peek().map_err(unreadable)?;
        dict.set_item(known, value(py, reader, first)?)?;
        name = reader.next_key().map_err(unreadable)?.map(|name| PyString::new(py, name));
    }
    Ok(dict.into_any())
}

/// A number as Python's own reader has it: an `int` where there is no fraction and no exponent.
fn number<'py>(py: Python<'py>, text: &[u8]) -> PyResult<Bound<'py, PyAny>> {
    let text = str::from_utf8(text).map_err(|_| raise(Error::UnexpectedClaimType))?;
    if text.contains(['.', 'e', 'E']) {
        let float = text.parse().map_err(|_| raise(Error::UnexpectedClaimType))?;
        return Ok(PyFloat::new(py, float).into_any());
    }
    match text.parse::<i64>() {
        Ok(integer) => Ok(integer.into_pyobject(py)?.into_any()),
        Err(_) => py.get_type::<PyInt>().call1((text,)),
    }
}

/// Nothing that the core accepts ends here: its rules are the stricter ones.
#[cold]
fn unreadable(_: JiterError) -> PyErr {
    raise(Error::UnexpectedClaimType)
}
