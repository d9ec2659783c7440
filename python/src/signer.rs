//! `Signer`: claims to token.

use jwtcore::{Algorithm, Error, KeyKind, NewClaims, UnixSeconds};
use pyo3::prelude::*;
use pyo3::types::{PyDateTime, PyDict, PyMapping};
use zeroize::Zeroizing;

use crate::arguments::{self, bytes, moment, optional_text, seconds, text_or_bytes, type_error};
use crate::boundary::guarded;
use crate::errors::raise;
use crate::key::{as_dict, json_text, no_pickle};
use crate::{algorithms, fork_gate};

/// Room for a token as most are, header and signature of RSA included, in one go.
const ROOM_BESIDE_CLAIMS: usize = 2048;

/// A key that signs, bound to one algorithm.
#[pyclass(frozen, module = "jwtcore")]
pub(crate) struct Signer(jwtcore::host::Signer);

#[pymethods]
impl Signer {
    /// Reads a private key from one PEM block.
    #[staticmethod]
    #[pyo3(signature = (pem, algorithm, *, kid=None))]
    fn from_pem(
        py: Python<'_>,
        pem: &Bound<'_, PyAny>,
        algorithm: &Bound<'_, PyAny>,
        kid: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        guarded(|| Self::read(py, text_or_bytes("pem", pem)?, algorithm, kid, jwtcore::host::Signer::from_pem))
    }

    /// Reads a private key from DER.
    #[staticmethod]
    #[pyo3(signature = (der, algorithm, *, kid=None))]
    fn from_der(
        py: Python<'_>,
        der: &Bound<'_, PyAny>,
        algorithm: &Bound<'_, PyAny>,
        kid: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        guarded(|| Self::read(py, bytes("der", der)?, algorithm, kid, jwtcore::host::Signer::from_der))
    }

    /// Reads a private key, or an HMAC secret (`kty` `oct`), from one JWK, with its `kid` as name.
    #[staticmethod]
    #[pyo3(signature = (jwk, algorithm, *, kid=None))]
    fn from_jwk(
        py: Python<'_>,
        jwk: &Bound<'_, PyAny>,
        algorithm: &Bound<'_, PyAny>,
        kid: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        guarded(|| Self::read(py, json_text("jwk", jwk)?, algorithm, kid, jwtcore::host::Signer::from_jwk))
    }

    /// Takes an HMAC secret as raw bytes.
    #[staticmethod]
    #[pyo3(signature = (secret, algorithm, *, kid=None))]
    fn from_secret(
        py: Python<'_>,
        secret: &Bound<'_, PyAny>,
        algorithm: &Bound<'_, PyAny>,
        kid: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        guarded(|| Self::read(py, bytes("secret", secret)?, algorithm, kid, jwtcore::host::Signer::from_secret))
    }

    /// The algorithm that the key is bound to.
    #[getter]
    fn algorithm(&self) -> &'static str {
        self.0.algorithm().name()
    }

    /// The key's name, which stands in each header.
    #[getter]
    fn kid(&self) -> Option<&str> {
        self.0.kid()
    }

    /// Signs claims: a mapping, or the text of a JSON object. Times may be aware datetimes. With `expires_in`, `iat`
    /// and `exp` are set.
    #[pyo3(
        signature = (claims, *, expires_in=None, typ=Some("JWT"), now=None),
        text_signature = "($self, claims, *, expires_in=None, typ='JWT', now=None)",
    )]
    fn sign(
        &self,
        py: Python<'_>,
        claims: &Bound<'_, PyAny>,
        expires_in: Option<&Bound<'_, PyAny>>,
        typ: Option<&str>,
        now: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<String> {
        guarded(|| {
            let claims = claims_text(claims)?;
            let text = str::from_utf8(&claims).map_err(|_| raise(Error::MalformedClaims))?;
            let mut new = NewClaims::new().with_json(text).typ(typ);
            if let Some(expires_in) = expires_in {
                let (UnixSeconds(now), seconds) = (arguments::now(now)?, seconds("expires_in", expires_in)?);
                new = new.iat(UnixSeconds(now)).exp(UnixSeconds(now.saturating_add(i64::from(seconds))));
            }
            self.signed(py, text.len(), |signer, buf| signer.sign(&new, buf))
        })
    }

    /// Signs any bytes: a JWS, whose payload is no claims.
    #[pyo3(signature = (payload, *, typ=None))]
    fn sign_payload(&self, py: Python<'_>, payload: &Bound<'_, PyAny>, typ: Option<&str>) -> PyResult<String> {
        guarded(|| {
            let payload = bytes("payload", payload)?;
            self.signed(py, payload.len(), |signer, buf| signer.sign_payload(typ, &payload, buf))
        })
    }

    fn __repr__(&self) -> String {
        let algorithm = self.0.algorithm();
        match self.0.kid() {
            Some(kid) => format!("<jwtcore.Signer algorithm={algorithm} kid={kid:?}>"),
            None => format!("<jwtcore.Signer algorithm={algorithm}>"),
        }
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
        slf
    }

    fn __reduce__(&self) -> PyResult<()> {
        Err(no_pickle("Signer"))
    }
}

impl Signer {
    /// Gives the key its name.
    pub(crate) fn named(signer: jwtcore::host::Signer, kid: Option<&str>) -> PyResult<Self> {
        match kid {
            Some(kid) => signer.named(kid).map(Self).map_err(raise),
            None => Ok(Self(signer)),
        }
    }

    fn read(
        py: Python<'_>,
        text: Vec<u8>,
        algorithm: &Bound<'_, PyAny>,
        kid: Option<&Bound<'_, PyAny>>,
        parse: fn(Algorithm, &[u8]) -> Result<jwtcore::host::Signer, Error>,
    ) -> PyResult<Self> {
        let text = Zeroizing::new(text);
        let algorithm = algorithms::one("algorithm", algorithm)?;
        let kid = optional_text("kid", kid)?;
        let signer = fork_gate::detached(py, Some(algorithm), || parse(algorithm, &text))?;
        Self::named(signer.map_err(raise)?, kid.as_deref())
    }

    /// Writes a token into a buffer that is long enough, at the second attempt at the latest.
    fn signed(
        &self,
        py: Python<'_>,
        len: usize,
        sign: impl for<'b> Fn(&jwtcore::host::Signer, &'b mut [u8]) -> Result<&'b str, Error> + Sync + Send,
    ) -> PyResult<String> {
        let write = |room: usize| sign(&self.0, &mut vec![0; room]).map(str::to_owned);
        let body = || match write(len.saturating_mul(2).saturating_add(ROOM_BESIDE_CLAIMS)) {
            Err(Error::BufferTooSmall { needed }) => write(needed),
            token => token,
        };
        let is_quick = self.0.algorithm().key_kind() == KeyKind::Secret;
        let token = if is_quick { body() } else { fork_gate::detached(py, Some(self.0.algorithm()), body)? };
        token.map_err(raise)
    }
}

/// The JSON text of claims. Registered times that are datetimes become seconds.
fn claims_text(claims: &Bound<'_, PyAny>) -> PyResult<Vec<u8>> {
    let py = claims.py();
    if claims.cast::<PyMapping>().is_err() {
        let expected = "a mapping, or the text of a JSON object";
        return text_or_bytes("claims", claims).map_err(|_| type_error("claims", expected, claims));
    }
    let mut claims = as_dict(claims)?;
    for name in ["exp", "nbf", "iat"] {
        let value = claims.call_method1("get", (name,))?;
        // Asked for last: only then is the module that they come from needed.
        if !value.is_none() && !arguments::is_number(&value) && value.is_instance_of::<PyDateTime>() {
            let copied = claims.call_method0("copy")?;
            copied.set_item(name, moment(name, &value)?)?;
            claims = copied;
        }
    }
    let options = PyDict::new(py);
    options.set_item("allow_nan", false)?;
    options.set_item("ensure_ascii", false)?;
    options.set_item("separators", (",", ":"))?;
    let text = py.import("json")?.call_method("dumps", (claims,), Some(&options))?;
    arguments::text("claims", &text).map(String::into_bytes)
}
