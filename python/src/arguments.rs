//! What Python gives, read strictly: a wrong type is a `TypeError` that names the parameter, a wrong value a
//! `ValueError` that does.

use std::time::{SystemTime, UNIX_EPOCH};

use jwtcore::UnixSeconds;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyBytes, PyDateTime, PyDelta, PyFloat, PyInt, PyString};

/// The greatest magnitude of a time in seconds: up to it, doubles and integers agree.
const MAX_SECONDS: i64 = 1 << 53;

/// A wrong type.
pub(crate) fn type_error(name: &str, expected: &str, value: &Bound<'_, PyAny>) -> PyErr {
    let found = value.get_type().name().map_or_else(|_| "another type".to_owned(), |name| name.to_string());
    PyTypeError::new_err(format!("{name} must be {expected}, not {found}"))
}

/// A wrong value.
pub(crate) fn value_error(name: &str, what: &str) -> PyErr {
    PyValueError::new_err(format!("{name} {what}"))
}

/// A token's bytes. A `str` may hold anything that a request's header did, also lone surrogates: no token does, so that
/// the core refuses it as it refuses the bytes.
pub(crate) fn token<'py>(value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyBytes>> {
    if let Ok(text) = value.cast::<PyString>() {
        return text.encode_utf8().or_else(|_| with_surrogates(text));
    }
    value.cast::<PyBytes>().cloned().map_err(|_| type_error("token", "str or bytes", value))
}

#[cold]
fn with_surrogates<'py>(text: &Bound<'py, PyString>) -> PyResult<Bound<'py, PyBytes>> {
    Ok(text.call_method1("encode", ("utf-8", "surrogatepass"))?.cast_into()?)
}

/// A text.
pub(crate) fn text(name: &str, value: &Bound<'_, PyAny>) -> PyResult<String> {
    let text = value.cast::<PyString>().map_err(|_| type_error(name, "str", value))?;
    text.to_cow().map(Into::into).map_err(|_| value_error(name, "holds a lone surrogate, which is no text"))
}

/// A text, if any is given.
pub(crate) fn optional_text(name: &str, value: Option<&Bound<'_, PyAny>>) -> PyResult<Option<String>> {
    value.map(|value| text(name, value)).transpose()
}

/// One text, or several in any iterable.
pub(crate) fn texts(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Vec<String>> {
    if value.is_instance_of::<PyString>() {
        return Ok(vec![text(name, value)?]);
    }
    let values = value.try_iter().map_err(|_| type_error(name, "str or an iterable of str", value))?;
    values.map(|one| text(&format!("each of {name}"), &one?)).collect()
}

/// Bytes, or the UTF-8 of a text.
pub(crate) fn text_or_bytes(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Vec<u8>> {
    if let Ok(bytes) = value.cast::<PyBytes>() {
        return Ok(bytes.as_bytes().to_vec());
    }
    if value.is_instance_of::<PyString>() {
        text(name, value).map(String::into_bytes)
    } else {
        Err(type_error(name, "str or bytes", value))
    }
}

/// Bytes alone.
pub(crate) fn bytes(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Vec<u8>> {
    let bytes = value.cast::<PyBytes>().map_err(|_| type_error(name, "bytes", value))?;
    Ok(bytes.as_bytes().to_vec())
}

/// The time to judge at: the clock's, or whole seconds of a number (floored) or an aware datetime.
pub(crate) fn now(value: Option<&Bound<'_, PyAny>>) -> PyResult<UnixSeconds> {
    value.map_or_else(clock, |value| moment("now", value)).map(UnixSeconds)
}

/// A moment in whole seconds.
pub(crate) fn moment(name: &str, value: &Bound<'_, PyAny>) -> PyResult<i64> {
    if let Ok(float) = value.cast::<PyFloat>() {
        return floor(name, float.value());
    }
    if is_integer(value) {
        return value.extract().ok().filter(|seconds| is_in_range(*seconds)).ok_or_else(|| out_of_range(name));
    }
    let datetime = value.cast::<PyDateTime>().map_err(|_| type_error(name, "a number or an aware datetime", value))?;
    if datetime.call_method0("utcoffset")?.is_none() {
        return Err(value_error(name, "is a datetime without a time zone: give it one, such as datetime.timezone.utc"));
    }
    floor(name, datetime.call_method0("timestamp")?.extract()?)
}

/// A whole number of seconds from 0 on, or a timedelta of one.
pub(crate) fn seconds(name: &str, value: &Bound<'_, PyAny>) -> PyResult<u32> {
    let whole = if is_integer(value) {
        value.extract::<i64>().ok()
    } else if value.is_instance_of::<PyDelta>() {
        let seconds: f64 = value.call_method0("total_seconds")?.extract()?;
        (seconds.fract() == 0.0).then(|| floor(name, seconds)).transpose()?
    } else {
        return Err(type_error(name, "a whole number of seconds or a timedelta", value));
    };
    let seconds = whole.and_then(|seconds| u32::try_from(seconds).ok());
    seconds.ok_or_else(|| value_error(name, "must be a whole number of seconds, from 0 on"))
}

/// A size: an integer from 0 on.
pub(crate) fn size(name: &str, value: &Bound<'_, PyAny>) -> PyResult<usize> {
    if !is_integer(value) {
        return Err(type_error(name, "int", value));
    }
    value.extract().map_err(|_| value_error(name, "must be an integer from 0 on"))
}

/// Whether it is an `int`, and no `bool`.
pub(crate) fn is_integer(value: &Bound<'_, PyAny>) -> bool {
    value.is_instance_of::<PyInt>() && !value.is_instance_of::<PyBool>()
}

/// Whether it is an `int` or a `float`.
pub(crate) fn is_number(value: &Bound<'_, PyAny>) -> bool {
    value.is_instance_of::<PyInt>() || value.is_instance_of::<PyFloat>()
}

fn clock() -> PyResult<i64> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).ok().and_then(|since| i64::try_from(since.as_secs()).ok());
    since.ok_or_else(|| PyValueError::new_err("the system's clock stands before 1970: set it, or pass now"))
}

fn floor(name: &str, seconds: f64) -> PyResult<i64> {
    if !seconds.is_finite() {
        return Err(value_error(name, "must be finite"));
    }
    let floored = seconds.floor();
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "within ±2^53, where both are exact"
    )]
    if floored.abs() <= MAX_SECONDS as f64 { Ok(floored as i64) } else { Err(out_of_range(name)) }
}

fn is_in_range(seconds: i64) -> bool {
    seconds.unsigned_abs() <= MAX_SECONDS.unsigned_abs()
}

fn out_of_range(name: &str) -> PyErr {
    value_error(name, "must lie within ±2^53 seconds")
}
