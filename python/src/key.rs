//! `Key`: one key that verifies.

use std::sync::Arc;

use jwtcore::key::{Keys as _, Secret};
use jwtcore::{Algorithm, Error, PublicKey};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyMapping};
use zeroize::Zeroizing;

use crate::arguments::{bytes, optional_text, text_or_bytes, type_error};
use crate::boundary::guarded;
use crate::errors::{Fault, raise};
use crate::json;
use crate::source::{Binding, Content, Source};
use crate::{algorithms, private_key};

/// A key that verifies, with its name if it has one.
#[pyclass(frozen, module = "jwtcore")]
pub(crate) struct Key {
    source: Arc<Source>,
    /// The one that it is bound to, or none where a verifier's list decides.
    algorithm: Option<Algorithm>,
    kid: Option<String>,
    /// What can be exported; nothing of a secret.
    public: Option<PublicKey>,
}

#[pymethods]
impl Key {
    /// Reads a public key or a certificate from one PEM block.
    #[staticmethod]
    #[pyo3(signature = (pem, algorithm=None, *, kid=None))]
    fn from_pem(
        pem: &Bound<'_, PyAny>,
        algorithm: Option<&Bound<'_, PyAny>>,
        kid: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        guarded(|| Self::from_text(text_or_bytes("pem", pem)?, PublicKey::from_pem, algorithm, kid))
    }

    /// Reads a public key or a certificate from DER.
    #[staticmethod]
    #[pyo3(signature = (der, algorithm=None, *, kid=None))]
    fn from_der(
        der: &Bound<'_, PyAny>,
        algorithm: Option<&Bound<'_, PyAny>>,
        kid: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        guarded(|| Self::from_text(bytes("der", der)?, PublicKey::from_der, algorithm, kid))
    }

    /// Reads a public key, or an HMAC secret (`kty` `oct`), from one JWK.
    #[staticmethod]
    #[pyo3(signature = (jwk, algorithm=None, *, kid=None))]
    fn from_jwk(
        jwk: &Bound<'_, PyAny>,
        algorithm: Option<&Bound<'_, PyAny>>,
        kid: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        guarded(|| {
            let text = json_text("jwk", jwk)?;
            let binding = Binding::of(algorithms::optional("algorithm", algorithm)?);
            Self::of_jwk(text, binding, optional_text("kid", kid)?).map_err(PyErr::from)
        })
    }

    /// Takes an HMAC secret as raw bytes.
    #[staticmethod]
    #[pyo3(signature = (secret, algorithm=None, *, kid=None))]
    fn from_secret(
        secret: &Bound<'_, PyAny>,
        algorithm: Option<&Bound<'_, PyAny>>,
        kid: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        guarded(|| {
            let secret = Zeroizing::new(bytes("secret", secret)?);
            let algorithm = algorithms::optional("algorithm", algorithm)?;
            if let Some(algorithm) = algorithm {
                Secret::new(algorithm, &secret).map_err(raise)?;
            }
            let kid = optional_text("kid", kid)?;
            Ok(Self::read(Content::Secret(secret), Binding::of(algorithm), kid, None)?)
        })
    }

    /// The algorithm that the key is bound to; None where the verifier's list decides.
    #[getter]
    fn algorithm(&self) -> Option<&'static str> {
        self.algorithm.map(Algorithm::name)
    }

    /// The key's name.
    #[getter]
    fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// Writes the public key as a JWK.
    fn to_jwk<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        guarded(|| private_key::jwk_of(py, self.exported()?, self.algorithm, self.kid.as_deref()))
    }

    /// Writes the public key as a PEM block.
    fn to_pem(&self) -> PyResult<String> {
        guarded(|| {
            let public = self.exported()?;
            private_key::written(|buf| public.to_spki_pem(buf)).map_err(raise)
        })
    }

    /// The SHA-256 thumbprint of the public key (RFC 7638).
    fn thumbprint(&self) -> PyResult<String> {
        guarded(|| {
            let public = self.exported()?;
            private_key::written(|buf| public.thumbprint(buf)).map_err(raise)
        })
    }

    fn __repr__(&self) -> String {
        let algorithm = self.algorithm.map_or("None", Algorithm::name);
        match &self.kid {
            Some(kid) => format!("<jwtcore.Key algorithm={algorithm} kid={kid:?}>"),
            None => format!("<jwtcore.Key algorithm={algorithm}>"),
        }
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
        slf
    }

    fn __reduce__(&self) -> PyResult<()> {
        Err(no_pickle("Key"))
    }
}

impl Key {
    /// Where it comes from.
    pub(crate) const fn source(&self) -> &Arc<Source> {
        &self.source
    }

    /// The public key, the algorithm and the name, to be exported.
    pub(crate) fn exported(&self) -> PyResult<&PublicKey> {
        let secret = || Fault::new(Error::UnsupportedKeyType, "a secret has no public key").into();
        self.public.as_ref().ok_or_else(secret)
    }

    /// Reads one JWK.
    pub(crate) fn of_jwk(text: Vec<u8>, binding: Binding, kid: Option<String>) -> Result<Self, Fault> {
        let text = Zeroizing::new(text);
        if !json::is_jwk(&text) {
            return Err(Error::MalformedJwk.into());
        }
        // Of a secret there is none; whether it is sound is judged next.
        let public = PublicKey::from_jwk(&text).ok();
        Self::read(Content::Text(text), binding, kid, public)
    }

    /// The key of a private key's pair or of a secret, bound to an algorithm.
    pub(crate) fn bound(
        content: Content,
        algorithm: Algorithm,
        kid: Option<String>,
        public: Option<PublicKey>,
    ) -> Result<Self, Fault> {
        Self::read(content, Binding::To(algorithm), kid, public)
    }

    fn from_text(
        text: Vec<u8>,
        parse: fn(&[u8]) -> Result<PublicKey, Error>,
        algorithm: Option<&Bound<'_, PyAny>>,
        kid: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let binding = Binding::of(algorithms::optional("algorithm", algorithm)?);
        let public = parse(&text).map_err(raise)?;
        let content = Content::Text(Zeroizing::new(text));
        Ok(Self::read(content, binding, optional_text("kid", kid)?, Some(public))?)
    }

    fn read(content: Content, binding: Binding, kid: Option<String>, public: Option<PublicKey>) -> Result<Self, Fault> {
        let source = Source { content, binding, kid };
        let (keys, is_bound) = match source.keys(None) {
            Err(Error::NoAlgorithmForKey) if matches!(source.binding, Binding::Open) => (source.unbound()?, false),
            // What is wrong is the algorithm that was given for this key, not a list.
            Err(Error::NoAlgorithmForKey | Error::AlgorithmNotListed) => return Err(Error::KeyAlgorithmMismatch.into()),
            keys => (keys?, true),
        };
        let first = keys.keys().first();
        let algorithm = first.map(jwtcore::host::Key::algorithm).filter(|_| is_bound);
        let kid = first.and_then(jwtcore::host::Key::kid).map(str::to_owned);
        Ok(Self { source: Arc::new(source), algorithm, kid, public })
    }
}

/// The JSON text of a mapping, or a text as it is.
pub(crate) fn json_text(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Vec<u8>> {
    if value.cast::<PyMapping>().is_ok() {
        let dumped = value.py().import("json")?.call_method1("dumps", (as_dict(value)?,))?;
        return text_or_bytes(name, &dumped);
    }
    text_or_bytes(name, value).map_err(|_| type_error(name, "a mapping, str or bytes", value))
}

/// The mapping itself where it is a dict, which alone Python's encoder takes.
pub(crate) fn as_dict<'py>(value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    if value.is_instance_of::<PyDict>() {
        return Ok(value.clone());
    }
    value.py().get_type::<PyDict>().call1((value,))
}

/// Why something cannot be pickled.
pub(crate) fn no_pickle(class: &str) -> PyErr {
    pyo3::exceptions::PyTypeError::new_err(format!(
        "a jwtcore.{class} cannot be pickled, since it could leave the process with what it holds: make it anew there"
    ))
}
