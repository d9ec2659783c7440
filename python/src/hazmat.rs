//! The issuer that an unverified token names, to choose a verifier by and for nothing else.

use jwtcore::hazmat::UnverifiedIssuer;
use pyo3::prelude::*;
use zeroize::Zeroizing;

use crate::arguments;
use crate::boundary::guarded;
use crate::errors::raise;

/// The length beyond which no issuer is read: that of the core's default verifier.
const MAX_TOKEN_LEN: usize = 16 * 1024;

/// The issuer that a token names, which anybody may have written there.
#[pyfunction]
pub(crate) fn unverified_issuer(token: &Bound<'_, PyAny>) -> PyResult<String> {
    guarded(|| {
        let token = arguments::token(token)?;
        let token = token.as_bytes();
        let mut buf = Zeroizing::new(vec![0; token.len().min(MAX_TOKEN_LEN)]);
        let issuer = UnverifiedIssuer::read(token, &mut buf).map_err(raise)?;
        Ok(issuer.iss().chars().collect())
    })
}
