//! `Claims`: the accepted claims of one token, an immutable mapping that makes Python's objects when they are asked for.

use jwtcore::{Algorithm, UnixSeconds};
use pyo3::exceptions::{PyKeyError, PyOverflowError};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyDateTime, PyDelta, PyDict, PyMapping, PyString, PyTuple, PyTzInfo};

use crate::boundary::guarded;
use crate::json;
use crate::key::no_pickle;

/// What was accepted, free of the verifier and of the token.
pub(crate) struct Accepted {
    pub(crate) json: Vec<u8>,
    pub(crate) exp: Option<UnixSeconds>,
    pub(crate) nbf: Option<UnixSeconds>,
    pub(crate) iat: Option<UnixSeconds>,
    pub(crate) algorithm: Algorithm,
    pub(crate) kid: Option<Box<str>>,
    pub(crate) trust_index: usize,
}

/// The claims of an accepted token. Each look makes new objects, so that nothing done to them changes the claims.
#[pyclass(frozen, mapping, module = "jwtcore")]
pub(crate) struct Claims(pub(crate) Accepted);

#[pymethods]
impl Claims {
    /// Who issued the token.
    #[getter]
    fn iss<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        guarded(|| json::member(py, &self.0.json, "iss"))
    }

    /// Whom the token is about. An integer, where it is allowed, as its decimal text.
    #[getter]
    fn sub<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        guarded(|| match json::member(py, &self.0.json, "sub")? {
            Some(sub) if !sub.is_instance_of::<PyString>() => Ok(Some(sub.str()?.into_any())),
            sub => Ok(sub),
        })
    }

    /// Whom the token is for: none, one or several.
    #[getter]
    fn aud<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        guarded(|| match json::member(py, &self.0.json, "aud")? {
            None => Ok(PyTuple::empty(py)),
            Some(one) if one.is_instance_of::<PyString>() => PyTuple::new(py, [one]),
            Some(several) => PyTuple::new(py, several.try_iter()?.collect::<PyResult<Vec<_>>>()?),
        })
    }

    /// The token's own name.
    #[getter]
    fn jti<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        guarded(|| json::member(py, &self.0.json, "jti"))
    }

    /// When the token expires, in UTC.
    #[getter]
    fn exp<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        guarded(|| datetime(py, "exp", self.0.exp))
    }

    /// Before when the token is not valid, in UTC.
    #[getter]
    fn nbf<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        guarded(|| datetime(py, "nbf", self.0.nbf))
    }

    /// When the token was issued, in UTC.
    #[getter]
    fn iat<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        guarded(|| datetime(py, "iat", self.0.iat))
    }

    /// The payload, exactly as it was signed.
    #[getter]
    fn json<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.0.json)
    }

    /// The algorithm of the key that verified the token.
    #[getter]
    fn algorithm(&self) -> &'static str {
        self.0.algorithm.name()
    }

    /// The name of the key that verified the token, if it has one.
    #[getter]
    fn kid(&self) -> Option<&str> {
        self.0.kid.as_deref()
    }

    /// Which of the verifier's trusts accepted the token, from 0.
    #[getter]
    fn trust_index(&self) -> usize {
        self.0.trust_index
    }

    /// All claims in a new dict.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        guarded(|| json::object(py, &self.0.json))
    }

    /// The claim of this literal name, or a default.
    #[pyo3(signature = (key, /, default=None))]
    fn get<'py>(
        &self,
        py: Python<'py>,
        key: &Bound<'py, PyAny>,
        default: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        guarded(|| Ok(self.find(py, key)?.or(default)))
    }

    /// The claims' names.
    fn keys<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.to_dict(py)?.call_method0("keys")
    }

    /// The claims' values.
    fn values<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.to_dict(py)?.call_method0("values")
    }

    /// The claims' names and values.
    fn items<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.to_dict(py)?.call_method0("items")
    }

    fn __getitem__<'py>(&self, py: Python<'py>, key: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        guarded(|| self.find(py, key)?.ok_or_else(|| PyKeyError::new_err(key.clone().unbind())))
    }

    fn __contains__(&self, key: &Bound<'_, PyAny>) -> PyResult<bool> {
        guarded(|| name_of(key).map_or(Ok(false), |name| json::has_member(&self.0.json, &name)))
    }

    fn __iter__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(self.to_dict(py)?.try_iter()?.into_any())
    }

    fn __len__(&self) -> PyResult<usize> {
        guarded(|| json::len(&self.0.json))
    }

    fn __eq__<'py>(&self, py: Python<'py>, other: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        guarded(|| {
            let Ok(mapping) = other.cast::<PyMapping>() else { return Ok(py.NotImplemented().into_bound(py)) };
            let other = py.get_type::<PyDict>().call1((mapping,))?;
            self.to_dict(py)?.rich_compare(other, pyo3::pyclass::CompareOp::Eq)
        })
    }

    fn __repr__(&self) -> String {
        let algorithm = self.0.algorithm;
        match &self.0.kid {
            Some(kid) => {
                format!("<jwtcore.Claims algorithm={algorithm} kid={kid:?} trust_index={}>", self.0.trust_index)
            }
            None => format!("<jwtcore.Claims algorithm={algorithm} trust_index={}>", self.0.trust_index),
        }
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
        slf
    }

    fn __reduce__(&self) -> PyResult<()> {
        Err(no_pickle("Claims"))
    }
}

impl Claims {
    fn find<'py>(&self, py: Python<'py>, key: &Bound<'py, PyAny>) -> PyResult<Option<Bound<'py, PyAny>>> {
        name_of(key).map_or(Ok(None), |name| json::member(py, &self.0.json, &name))
    }
}

/// A name that a claim can have: no claim is named by anything but text.
fn name_of(key: &Bound<'_, PyAny>) -> Option<String> {
    key.cast::<PyString>().ok()?.to_cow().ok().map(Into::into)
}

/// Counted from 1970, because not every platform's `fromtimestamp` takes what lies before.
fn datetime<'py>(py: Python<'py>, name: &str, at: Option<UnixSeconds>) -> PyResult<Option<Bound<'py, PyAny>>> {
    static EPOCH: PyOnceLock<Py<PyDateTime>> = PyOnceLock::new();
    const SECONDS_A_DAY: i64 = 86_400;
    let Some(UnixSeconds(seconds)) = at else { return Ok(None) };
    let epoch = EPOCH.get_or_try_init(py, || {
        let utc = PyTzInfo::utc(py)?.to_owned();
        PyDateTime::new(py, 1970, 1, 1, 0, 0, 0, 0, Some(&utc)).map(Bound::unbind)
    })?;
    let beyond =
        || PyOverflowError::new_err(format!("{name} lies beyond what a datetime holds: read claims[{name:?}]"));
    let days = i32::try_from(seconds.div_euclid(SECONDS_A_DAY)).map_err(|_| beyond())?;
    let rest = i32::try_from(seconds.rem_euclid(SECONDS_A_DAY)).map_err(|_| beyond())?;
    let since = PyDelta::new(py, days, rest, 0, false).map_err(|_| beyond())?;
    epoch.bind(py).add(since).map(Some).map_err(|_| beyond())
}
