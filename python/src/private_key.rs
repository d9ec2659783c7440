//! `PrivateKey`: a key pair or an HMAC secret that is made, written out, and turned into a `Key` and a `Signer`.

use jwtcore::host::{generate, generate_rsa, public_of};
use jwtcore::key::{KeyName, Secret};
use jwtcore::{Algorithm, Error, KeyKind, PublicKey};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};
use zeroize::Zeroizing;

use crate::arguments::{bytes, optional_text, size, text_or_bytes, value_error};
use crate::boundary::guarded;
use crate::errors::{Fault, raise};
use crate::key::{Key, json_text, no_pickle};
use crate::signer::Signer;
use crate::source::Content;
use crate::{algorithms, fork_gate, json, random};

/// The size of RSA keys where none is given: the least that is accepted, and the fastest to verify with.
const DEFAULT_RSA_BITS: usize = 2048;
/// Room for the longest text of a key, a private JWK of RSA with 4096 bits and a long name, in one go.
const USUAL_TEXT_LEN: usize = 8 * 1024;

/// A private key or an HMAC secret, bound to an algorithm.
#[pyclass(frozen, module = "jwtcore")]
pub(crate) struct PrivateKey {
    material: Material,
    algorithm: Algorithm,
    kid: Option<String>,
}

/// What a key consists of.
#[allow(clippy::large_enum_variant, reason = "there are few, and each stands on the heap")]
enum Material {
    Pair(jwtcore::PrivateKey, PublicKey),
    Secret(Zeroizing<Vec<u8>>),
}

#[pymethods]
impl PrivateKey {
    /// Makes a new key or secret.
    #[staticmethod]
    #[pyo3(signature = (algorithm, *, kid=None, rsa_bits=None))]
    fn generate(
        py: Python<'_>,
        algorithm: &Bound<'_, PyAny>,
        kid: Option<&Bound<'_, PyAny>>,
        rsa_bits: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        guarded(|| {
            let algorithm = algorithms::one("algorithm", algorithm)?;
            let is_rsa = algorithm.key_kind() == KeyKind::Rsa;
            if rsa_bits.is_some() && !is_rsa {
                return Err(value_error("rsa_bits", "is for RS and PS algorithms only"));
            }
            let bits = rsa_bits.map_or(Ok(DEFAULT_RSA_BITS), |bits| size("rsa_bits", bits))?;
            let kid = optional_text("kid", kid)?;
            let made = fork_gate::detached(py, Some(algorithm), || Material::generate(algorithm, bits))?;
            Self::new(made.map_err(raise)?, algorithm, kid)
        })
    }

    /// Reads a private key from one PEM block.
    #[staticmethod]
    #[pyo3(signature = (pem, algorithm, *, kid=None))]
    fn from_pem(
        py: Python<'_>,
        pem: &Bound<'_, PyAny>,
        algorithm: &Bound<'_, PyAny>,
        kid: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        guarded(|| {
            let pem = Zeroizing::new(text_or_bytes("pem", pem)?);
            Self::read(py, algorithm, kid, || jwtcore::PrivateKey::from_pem(&pem))
        })
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
        guarded(|| {
            let der = Zeroizing::new(bytes("der", der)?);
            Self::read(py, algorithm, kid, || jwtcore::PrivateKey::from_der(&der))
        })
    }

    /// Reads a private key from one JWK, with its `kid` as name.
    #[staticmethod]
    #[pyo3(signature = (jwk, algorithm, *, kid=None))]
    fn from_jwk(
        py: Python<'_>,
        jwk: &Bound<'_, PyAny>,
        algorithm: &Bound<'_, PyAny>,
        kid: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        guarded(|| {
            let jwk = Zeroizing::new(json_text("jwk", jwk)?);
            let mut key = Self::read(py, algorithm, kid, || jwtcore::PrivateKey::from_jwk(&jwk))?;
            if key.kid.is_none() {
                key.kid = json::member(py, &jwk, "kid")?.map(|kid| kid.extract()).transpose()?;
            }
            Ok(key)
        })
    }

    /// The algorithm that the key is bound to.
    #[getter]
    fn algorithm(&self) -> &'static str {
        self.algorithm.name()
    }

    /// The key's name.
    #[getter]
    fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// The key that verifies what this one signs; of a secret the secret itself.
    fn public_key(&self) -> PyResult<Key> {
        guarded(|| {
            let (content, public) = match &self.material {
                Material::Pair(_, public) => {
                    let pem = written(|buf| public.to_spki_pem(buf)).map_err(raise)?;
                    (Content::Text(Zeroizing::new(pem.into_bytes())), Some(public.clone()))
                }
                Material::Secret(secret) => (Content::Secret(secret.clone()), None),
            };
            Ok(Key::bound(content, self.algorithm, self.kid.clone(), public)?)
        })
    }

    /// A signer over this key.
    fn signer(&self, py: Python<'_>) -> PyResult<Signer> {
        guarded(|| {
            let algorithm = self.algorithm;
            let signer = fork_gate::detached(py, Some(algorithm), || match &self.material {
                Material::Pair(private, _) => jwtcore::host::Signer::new(algorithm, private),
                Material::Secret(secret) => jwtcore::host::Signer::from_secret(algorithm, secret),
            })?;
            Signer::named(signer.map_err(raise)?, self.kid.as_deref())
        })
    }

    /// Writes the private key as a PEM block (PKCS#8), unencrypted.
    fn to_pem(&self) -> PyResult<String> {
        guarded(|| match &self.material {
            Material::Pair(private, _) => written(|buf| private.to_pkcs8_pem(buf)).map_err(raise),
            Material::Secret(_) => Err(no_pem_of_secret()),
        })
    }

    /// Writes the private key or the secret as a JWK.
    fn to_jwk<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        guarded(|| {
            let (algorithm, kid) = (self.algorithm, self.kid.as_deref());
            let text = match &self.material {
                Material::Pair(private, _) => written(|buf| private.to_jwk(Some(algorithm), kid, buf)),
                Material::Secret(secret) => {
                    let secret = Secret::new(algorithm, secret).map_err(raise)?;
                    written(|buf| secret.to_jwk(algorithm, kid, buf))
                }
            };
            json::object(py, Zeroizing::new(text.map_err(raise)?).as_bytes())
        })
    }

    /// The bytes of an HMAC secret.
    fn secret<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        match &self.material {
            Material::Secret(secret) => Ok(PyBytes::new(py, secret)),
            Material::Pair(..) => Err(Fault::new(Error::UnsupportedKeyType, "a key pair is no secret").into()),
        }
    }

    fn __repr__(&self) -> String {
        let algorithm = self.algorithm;
        match &self.kid {
            Some(kid) => format!("<jwtcore.PrivateKey algorithm={algorithm} kid={kid:?}>"),
            None => format!("<jwtcore.PrivateKey algorithm={algorithm}>"),
        }
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
        slf
    }

    fn __reduce__(&self) -> PyResult<()> {
        Err(no_pickle("PrivateKey"))
    }
}

impl PrivateKey {
    fn read(
        py: Python<'_>,
        algorithm: &Bound<'_, PyAny>,
        kid: Option<&Bound<'_, PyAny>>,
        parse: impl FnOnce() -> Result<jwtcore::PrivateKey, Error> + Send,
    ) -> PyResult<Self> {
        let algorithm = algorithms::one("algorithm", algorithm)?;
        let kid = optional_text("kid", kid)?;
        let material = fork_gate::detached(py, Some(algorithm), || parse().and_then(|key| Material::pair(&key)))?;
        Self::new(material.map_err(raise)?, algorithm, kid)
    }

    fn new(material: Material, algorithm: Algorithm, kid: Option<String>) -> PyResult<Self> {
        if material.kind() != algorithm.key_kind() {
            return Err(raise(Error::KeyAlgorithmMismatch));
        }
        kid.as_deref().map(KeyName::new).transpose().map_err(raise)?;
        Ok(Self { material, algorithm, kid })
    }
}

impl Material {
    fn generate(algorithm: Algorithm, rsa_bits: usize) -> Result<Self, Error> {
        match algorithm.key_kind() {
            KeyKind::Secret => {
                let mut secret = Zeroizing::new(vec![0; algorithm.hash_len()]);
                random::fill(&mut secret)?;
                Ok(Self::Secret(secret))
            }
            KeyKind::Rsa => Self::pair(&generate_rsa(rsa_bits)?),
            _ => Self::pair(&generate(algorithm, &mut random::fill)?),
        }
    }

    /// Puts the public key beside a private one.
    fn pair(private: &jwtcore::PrivateKey) -> Result<Self, Error> {
        let public = public_of(private)?;
        Ok(Self::Pair(private.with_public(&public)?, public))
    }

    fn kind(&self) -> KeyKind {
        match self {
            Self::Pair(private, _) => private.kind(),
            Self::Secret(_) => KeyKind::Secret,
        }
    }
}

/// The JWK of a public key, as a dict.
pub(crate) fn jwk_of<'py>(
    py: Python<'py>,
    key: &PublicKey,
    algorithm: Option<Algorithm>,
    kid: Option<&str>,
) -> PyResult<Bound<'py, PyDict>> {
    let text = written(|buf| key.to_jwk(algorithm, kid, buf)).map_err(raise)?;
    json::object(py, text.as_bytes())
}

/// A text that the core writes into a buffer. The buffer is zeroized: a private key may have stood there.
pub(crate) fn written(write: impl for<'b> Fn(&'b mut [u8]) -> Result<&'b str, Error>) -> Result<String, Error> {
    let mut buf = Zeroizing::new(vec![0; USUAL_TEXT_LEN]);
    let needed = match write(&mut buf) {
        Err(Error::BufferTooSmall { needed }) => needed,
        text => return text.map(str::to_owned),
    };
    let mut buf = Zeroizing::new(vec![0; needed]);
    write(&mut buf).map(str::to_owned)
}

fn no_pem_of_secret() -> PyErr {
    Fault::new(Error::UnsupportedKeyType, "a secret has no PEM: write it as a JWK, or as bytes").into()
}
