//! `JwsVerifier`: signed payloads of any bytes, whose claims nobody judges.

use jwtcore::Algorithm;
use jwtcore::host::LargeKeySet;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::arguments::{self, optional_text};
use crate::boundary::guarded;
use crate::errors::raise;
use crate::key::no_pickle;
use crate::trust::{algorithms_of, keys_of};
use crate::verifier::greatest_len;

/// Verifies signatures over payloads that are no claims.
#[pyclass(frozen, module = "jwtcore")]
pub(crate) struct JwsVerifier {
    verifier: jwtcore::JwsVerifier<LargeKeySet>,
    max_token_len: usize,
}

/// A payload whose signature is good.
#[pyclass(frozen, module = "jwtcore")]
pub(crate) struct VerifiedPayload {
    payload: Vec<u8>,
    algorithm: Algorithm,
    kid: Option<String>,
}

#[pymethods]
impl JwsVerifier {
    #[new]
    #[pyo3(signature = (keys, *, algorithms=None, typ=None, max_token_len=None))]
    fn new(
        keys: &Bound<'_, PyAny>,
        algorithms: Option<&Bound<'_, PyAny>>,
        typ: Option<&Bound<'_, PyAny>>,
        max_token_len: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        guarded(|| {
            let max_token_len = greatest_len(max_token_len)?;
            let keys = keys_of(keys, algorithms_of(algorithms)?.as_deref())?;
            let mut verifier = jwtcore::JwsVerifier::new(keys).max_token_len(max_token_len).map_err(raise)?;
            if let Some(typ) = optional_text("typ", typ)? {
                verifier = verifier.typ(typ).map_err(raise)?;
            }
            Ok(Self { verifier, max_token_len })
        })
    }

    /// Verifies a token's signature.
    fn verify(&self, py: Python<'_>, token: &Bound<'_, PyAny>) -> PyResult<VerifiedPayload> {
        guarded(|| {
            let token = arguments::token(token)?;
            let token = token.as_bytes();
            py.detach(|| self.accept(token)).map_err(raise)
        })
    }

    fn __repr__(&self) -> &'static str {
        "<jwtcore.JwsVerifier>"
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
        slf
    }

    fn __reduce__(&self) -> PyResult<()> {
        Err(no_pickle("JwsVerifier"))
    }
}

impl JwsVerifier {
    fn accept(&self, token: &[u8]) -> Result<VerifiedPayload, jwtcore::Error> {
        let mut payload = vec![0; token.len().min(self.max_token_len)];
        let verified = self.verifier.verify(token, &mut payload)?;
        let (algorithm, kid) = (verified.algorithm(), verified.kid().map(str::to_owned));
        let len = verified.bytes().len();
        payload.truncate(len);
        Ok(VerifiedPayload { payload, algorithm, kid })
    }
}

#[pymethods]
impl VerifiedPayload {
    /// The payload, exactly as it was signed.
    #[getter]
    fn payload<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.payload)
    }

    /// The algorithm of the key that verified it.
    #[getter]
    fn algorithm(&self) -> &'static str {
        self.algorithm.name()
    }

    /// The name of the key that verified it, if it has one.
    #[getter]
    fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    fn __repr__(&self) -> String {
        format!("<jwtcore.VerifiedPayload algorithm={} of {} bytes>", self.algorithm, self.payload.len())
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
        slf
    }

    fn __reduce__(&self) -> PyResult<()> {
        Err(no_pickle("VerifiedPayload"))
    }
}
