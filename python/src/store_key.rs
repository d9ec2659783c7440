//! The name under which stores keep a denied token, the same in every language.

use jwtcore::session::{Slot, StoreKey};
use pyo3::prelude::*;

use crate::arguments::{optional_text, text};
use crate::boundary::guarded;
use crate::errors::raise;

/// The key for an issuer and a jti, in the slot of the tenant's subject, if the token names one.
#[pyfunction]
#[pyo3(signature = (*, iss, jti, sub=None, tenant=None))]
pub(crate) fn denied_key(
    iss: &Bound<'_, PyAny>,
    jti: &Bound<'_, PyAny>,
    sub: Option<&Bound<'_, PyAny>>,
    tenant: Option<&Bound<'_, PyAny>>,
) -> PyResult<String> {
    guarded(|| {
        let (iss, jti) = (text("iss", iss)?, text("jti", jti)?);
        let tenant = optional_text("tenant", tenant)?.unwrap_or_default();
        let slot = match optional_text("sub", sub)? {
            Some(sub) => Slot::of_subject(&tenant, &sub),
            None => Slot::of_token(&iss, &jti),
        };
        let key = slot.and_then(|slot| StoreKey::denied(&slot, &iss, &jti)).map_err(raise)?;
        Ok(key.as_str().to_owned())
    })
}
