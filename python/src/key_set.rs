//! `KeySet`: the keys of one issuer.

use std::collections::HashSet;
use std::sync::Arc;

use jwtcore::host::LargeKeySet;
use jwtcore::{Algorithm, Error};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyMapping, PyTuple};

use crate::arguments::{text, type_error};
use crate::boundary::guarded;
use crate::errors::Fault;
use crate::key::{Key, json_text, no_pickle};
use crate::source::{Binding, Source};
use crate::{algorithms, json};

/// How many skipped entries a failure names: the rest are likely of the same kind.
const MAX_NAMED_SKIPS: usize = 8;

/// Keys of one issuer, of which a verifier takes those that its list of algorithms allows.
#[pyclass(frozen, module = "jwtcore")]
pub(crate) struct KeySet {
    keys: Vec<Py<Key>>,
    skipped: Vec<(usize, &'static str)>,
}

#[pymethods]
impl KeySet {
    #[new]
    fn new(keys: &Bound<'_, PyAny>) -> PyResult<Self> {
        guarded(|| {
            let keys = keys.try_iter().map_err(|_| type_error("keys", "an iterable of Key", keys))?;
            let key = |key: PyResult<Bound<'_, PyAny>>| {
                let key = key?;
                key.cast::<Key>().map(|key| key.clone().unbind()).map_err(|_| type_error("each of keys", "Key", &key))
            };
            let keys = keys.map(key).collect::<PyResult<Vec<_>>>()?;
            if keys.is_empty() {
                return Err(Fault::new(Error::NoUsableKey, "keys is empty").into());
            }
            Ok(Self { keys, skipped: Vec::new() })
        })
    }

    /// Reads a JWKS. Entries that cannot be used are skipped.
    #[staticmethod]
    #[pyo3(signature = (jwks, *, default_algorithms=None))]
    fn from_jwks(
        py: Python<'_>,
        jwks: &Bound<'_, PyAny>,
        default_algorithms: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        guarded(|| {
            let text = json_text("jwks", jwks)?;
            let binding = default_algorithms.map(defaults).transpose()?.map_or(Binding::Open, Binding::Defaults);
            let skipped = skipped_entries(&text, &binding)?;
            let left_out: HashSet<usize> = skipped.iter().map(|(index, _)| *index).collect();
            let entries = json::entries(&text).into_iter().enumerate().filter(|(index, _)| !left_out.contains(index));
            let keys = entries.map(|(index, entry)| {
                let key = Key::of_jwk(entry.to_vec(), binding.clone(), None);
                Py::new(py, key.map_err(|fault| fault.within(&format!("entry {index}")))?)
            });
            Ok(Self { keys: keys.collect::<PyResult<_>>()?, skipped })
        })
    }

    /// The keys.
    #[getter]
    fn keys<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, &self.keys)
    }

    /// The entries that were left out: the place of each, from 0, and the error's name.
    #[getter]
    fn skipped<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, &self.skipped)
    }

    /// Writes the public keys as a JWKS, to be published. Secrets refuse.
    fn to_jwks<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        guarded(|| {
            let jwks = self.keys.iter().map(|key| key.bind(py).call_method0("to_jwk"));
            let set = PyDict::new(py);
            set.set_item("keys", PyList::new(py, jwks.collect::<PyResult<Vec<_>>>()?)?)?;
            Ok(set)
        })
    }

    fn __len__(&self) -> usize {
        self.keys.len()
    }

    fn __iter__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(self.keys(py)?.try_iter()?.into_any())
    }

    fn __repr__(&self) -> String {
        format!("<jwtcore.KeySet of {} keys, {} skipped>", self.keys.len(), self.skipped.len())
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
        slf
    }

    fn __reduce__(&self) -> PyResult<()> {
        Err(no_pickle("KeySet"))
    }
}

impl KeySet {
    /// Where the keys come from.
    pub(crate) fn sources(&self) -> impl Iterator<Item = Arc<Source>> {
        self.keys.iter().map(|key| Arc::clone(key.get().source()))
    }
}

/// The algorithms of keys that name none, by their type. Only which algorithms they are matters: each fits one type.
fn defaults(value: &Bound<'_, PyAny>) -> PyResult<Vec<Algorithm>> {
    const NAME: &str = "default_algorithms";
    let mapping = value.cast::<PyMapping>().map_err(|_| type_error(NAME, "a mapping", value))?;
    let mut found = Vec::new();
    for item in mapping.items()?.iter() {
        let (kty, listed): (Bound<'_, PyAny>, Bound<'_, PyAny>) = item.extract()?;
        let kty = text("each key of default_algorithms", &kty)?;
        let listed = algorithms::several("each value of default_algorithms", &listed)?;
        if listed.iter().any(|algorithm| kty_of(*algorithm) != kty) {
            return Err(Fault::new(Error::KeyAlgorithmMismatch, format!("{NAME} of {kty:?}")).into());
        }
        found.extend(listed);
    }
    Ok(found)
}

/// A JWK's `kty` for an algorithm (RFC 7518 section 6.1, RFC 8037 section 2).
fn kty_of(algorithm: Algorithm) -> &'static str {
    match algorithm.key_kind() {
        jwtcore::KeyKind::Secret => "oct",
        jwtcore::KeyKind::Rsa => "RSA",
        jwtcore::KeyKind::Ec(_) => "EC",
        _ => "OKP",
    }
}

/// Reads the whole set, for the rules that it has as a set, and learns which entries are of no use.
fn skipped_entries(text: &[u8], binding: &Binding) -> Result<Vec<(usize, &'static str)>, Fault> {
    let mut skipped = Vec::new();
    let mut reasons = Vec::new();
    let read = LargeKeySet::from_jwks(text, &binding.to_look_at(), |skip| {
        skipped.push((skip.index(), skip.reason().name()));
        reasons.push(skip.to_string());
    });
    reasons.truncate(MAX_NAMED_SKIPS);
    read.map(|_| skipped).map_err(|error| Fault::new(error, reasons.join("; ")))
}
