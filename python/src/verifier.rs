//! `Verifier`: from a token to its accepted claims.

use std::sync::Arc;

use jwtcore::host::LargeKeySet;
use jwtcore::{Error, UnixSeconds, VerifierBuilder};
use pyo3::prelude::*;
use pyo3::types::PyList;

use crate::arguments::{self, size, type_error};
use crate::boundary::{guarded, panic_if_asked};
use crate::claims::{Accepted, Claims};
use crate::errors::{Fault, raise};
use crate::key::no_pickle;
use crate::many;
use crate::trust::{Arguments, Rules, Trust};

/// Up to this length HMAC takes a few microseconds, and the interpreter's lock is kept meanwhile.
const QUICK_TOKEN_LEN: usize = 4096;

/// The greatest length of a token where nothing else is said: the core's own default.
const DEFAULT_MAX_TOKEN_LEN: usize = 16 * 1024;

/// Verifies tokens. Immutable, and shared by any number of threads.
#[pyclass(frozen, module = "jwtcore")]
pub(crate) struct Verifier {
    core: Core,
    rules: Vec<Arc<Rules>>,
    settings: Settings,
}

/// The core's verifier, and what is to be known to call it.
pub(crate) struct Core {
    verifier: jwtcore::Verifier<Vec<jwtcore::Trust<LargeKeySet>>>,
    max_token_len: usize,
    /// Whether a key is not HMAC's, so that a verification takes long enough for others to run meanwhile.
    slow: bool,
}

#[derive(Clone, Copy)]
struct Settings {
    max_token_len: usize,
    issuer_decides: bool,
}

#[pymethods]
impl Verifier {
    #[new]
    #[pyo3(signature = (
        keys, *, issuer, audience, algorithms=None, leeway=None, typ=None, required=None, required_header=None,
        max_age=None, audience_claim=None, exp_optional=false, unchecked_iat=false, unchecked_time=false,
        allow_integer_sub=false, max_token_len=None,
    ))]
    #[allow(clippy::too_many_arguments, clippy::fn_params_excessive_bools, reason = "keywords, in Python")]
    fn new(
        keys: &Bound<'_, PyAny>,
        issuer: &Bound<'_, PyAny>,
        audience: &Bound<'_, PyAny>,
        algorithms: Option<&Bound<'_, PyAny>>,
        leeway: Option<&Bound<'_, PyAny>>,
        typ: Option<&Bound<'_, PyAny>>,
        required: Option<&Bound<'_, PyAny>>,
        required_header: Option<&Bound<'_, PyAny>>,
        max_age: Option<&Bound<'_, PyAny>>,
        audience_claim: Option<&Bound<'_, PyAny>>,
        exp_optional: bool,
        unchecked_iat: bool,
        unchecked_time: bool,
        allow_integer_sub: bool,
        max_token_len: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        guarded(|| {
            let rules = Rules::read(&Arguments {
                keys,
                issuer,
                audience,
                algorithms,
                leeway,
                typ,
                required,
                required_header,
                max_age,
                audience_claim,
                exp_optional,
                unchecked_iat,
                unchecked_time,
                allow_integer_sub,
            })?;
            let max_token_len = greatest_len(max_token_len)?;
            Ok(Self::build(vec![Arc::new(rules)], Settings { max_token_len, issuer_decides: false })?)
        })
    }

    /// Builds a verifier for several issuers.
    #[staticmethod]
    #[pyo3(signature = (trusts, *, issuer_decides=false, max_token_len=None))]
    fn for_trusts(
        trusts: &Bound<'_, PyAny>,
        issuer_decides: bool,
        max_token_len: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        guarded(|| {
            let trusts = trusts.try_iter().map_err(|_| type_error("trusts", "an iterable of Trust", trusts))?;
            let rules = trusts.map(|trust| {
                let trust = trust?;
                let trust = trust.cast::<Trust>().map_err(|_| type_error("each of trusts", "Trust", &trust))?;
                Ok(Arc::clone(&trust.get().0))
            });
            let max_token_len = greatest_len(max_token_len)?;
            Ok(Self::build(rules.collect::<PyResult<_>>()?, Settings { max_token_len, issuer_decides })?)
        })
    }

    /// Verifies a token and judges its claims.
    #[pyo3(signature = (token, *, now=None))]
    fn verify(&self, py: Python<'_>, token: &Bound<'_, PyAny>, now: Option<&Bound<'_, PyAny>>) -> PyResult<Claims> {
        guarded(|| {
            let (token, at) = (arguments::token(token)?, arguments::now(now)?);
            let token = token.as_bytes();
            let verdict = if self.core.slow || token.len() > QUICK_TOKEN_LEN {
                py.detach(|| self.core.accept(token, at))
            } else {
                self.core.accept(token, at)
            };
            verdict.map(Claims).map_err(raise)
        })
    }

    /// Verifies many tokens on several threads. A refused token's place holds its exception.
    #[pyo3(signature = (tokens, *, now=None, threads=None))]
    fn verify_many<'py>(
        &self,
        py: Python<'py>,
        tokens: &Bound<'py, PyAny>,
        now: Option<&Bound<'py, PyAny>>,
        threads: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyList>> {
        guarded(|| {
            let at = arguments::now(now)?;
            let threads = many::threads(threads)?;
            let tokens = many::tokens(tokens)?;
            many::verify(py, &self.core, &tokens, at, threads)
        })
    }

    /// The same rules with other keys, for verifiers of one issuer.
    fn with_keys(&self, keys: &Bound<'_, PyAny>) -> PyResult<Self> {
        guarded(|| {
            let [rules] = self.rules.as_slice() else {
                let mend = "this verifier has several trusts: build a new one with Verifier.for_trusts";
                return Err(pyo3::exceptions::PyTypeError::new_err(mend));
            };
            Ok(Self::build(vec![Arc::new(rules.with_keys(keys)?)], self.settings)?)
        })
    }

    fn __repr__(&self) -> String {
        format!("<jwtcore.Verifier of {} trusts>", self.rules.len())
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
        slf
    }

    fn __reduce__(&self) -> PyResult<()> {
        Err(no_pickle("Verifier"))
    }
}

impl Verifier {
    fn build(rules: Vec<Arc<Rules>>, settings: Settings) -> Result<Self, Fault> {
        let Settings { max_token_len, issuer_decides } = settings;
        let is_one = rules.len() == 1;
        let place = |at: usize, fault: Fault| if is_one { fault } else { fault.within(&format!("trust {at}")) };
        let built = rules.iter().enumerate().map(|(at, rules)| rules.build().map_err(|fault| place(at, fault)));
        let (trusts, slow): (Vec<_>, Vec<_>) = built.collect::<Result<Vec<_>, Fault>>()?.into_iter().unzip();
        let builder = VerifierBuilder::new().max_token_len(max_token_len);
        let builder = if issuer_decides { builder.issuer_decides() } else { builder };
        let core = Core { verifier: builder.build(trusts)?, max_token_len, slow: slow.contains(&true) };
        Ok(Self { core, rules, settings })
    }
}

/// The length beyond which tokens are refused.
pub(crate) fn greatest_len(given: Option<&Bound<'_, PyAny>>) -> PyResult<usize> {
    given.map_or(Ok(DEFAULT_MAX_TOKEN_LEN), |len| size("max_token_len", len))
}

impl Core {
    /// Verifies one token. The claims are all that is left of it.
    pub(crate) fn accept(&self, token: &[u8], now: UnixSeconds) -> Result<Accepted, Error> {
        panic_if_asked(token);
        let mut json = vec![0; token.len().min(self.max_token_len)];
        let claims = self.verifier.verify(token, now, &mut json)?;
        let len = claims.json().len();
        let (exp, nbf, iat) = (claims.exp(), claims.nbf(), claims.iat());
        let (algorithm, kid, trust_index) = (claims.algorithm(), claims.kid().map(Into::into), claims.trust_index());
        json.truncate(len);
        Ok(Accepted { json, exp, nbf, iat, algorithm, kid, trust_index })
    }
}
