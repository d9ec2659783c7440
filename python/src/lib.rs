//! `jwtcore._native`: the Python package's extension module, a thin layer over the core.
//!
//! What Python gives is read in `arguments`, what goes wrong becomes an exception in `errors`, and no panic passes
//! `boundary`. Everything that is decided about a token or a key is decided by the core.
#![deny(unsafe_code)]
#![allow(clippy::unused_self, reason = "methods, to Python")]

use std::sync::atomic::{AtomicUsize, Ordering};

use pyo3::exceptions::PyImportError;
use pyo3::prelude::*;

mod algorithms;
mod arguments;
mod boundary;
mod claims;
mod errors;
mod fork_gate;
mod hazmat;
mod json;
mod jws;
mod key;
mod key_set;
mod many;
mod private_key;
mod random;
mod signer;
mod source;
mod store_key;
mod trust;
mod verifier;

/// Refuses to be imported by a second interpreter of the process: the classes, of which there is one each, belong to the
/// first. Each interpreter has a `sys.modules` of its own.
fn refuse_other_interpreters(py: Python<'_>) -> PyResult<()> {
    static HOME: AtomicUsize = AtomicUsize::new(0);
    let own = py.import("sys")?.getattr("modules")?.as_ptr().addr();
    match HOME.compare_exchange(0, own, Ordering::SeqCst, Ordering::SeqCst) {
        Err(home) if home != own => Err(PyImportError::new_err(
            "jwtcore does not support subinterpreters: import it in one interpreter of the process",
        )),
        _ => Ok(()),
    }
}

/// What `jwtcore/__init__.py` hands on.
#[pyo3::pymodule(gil_used = false)]
mod _native {
    use super::{Bound, PyAnyMethods, PyModule, PyModuleMethods, PyResult, refuse_other_interpreters};

    #[cfg(feature = "fault-injection")]
    #[pymodule_export]
    use super::boundary::panic_for_tests;
    #[pymodule_export]
    use super::claims::Claims;
    #[pymodule_export]
    use super::hazmat::unverified_issuer;
    #[pymodule_export]
    use super::jws::{JwsVerifier, VerifiedPayload};
    #[pymodule_export]
    use super::key::Key;
    #[pymodule_export]
    use super::key_set::KeySet;
    #[pymodule_export]
    use super::private_key::PrivateKey;
    #[pymodule_export]
    use super::signer::Signer;
    #[pymodule_export]
    use super::store_key::denied_key;
    #[pymodule_export]
    use super::trust::{Trust, Unchecked};
    #[pymodule_export]
    use super::verifier::Verifier;
    #[pymodule_export]
    use crate::errors::error_table;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        refuse_other_interpreters(module.py())?;
        module.add("__version__", env!("CARGO_PKG_VERSION"))?;
        module.add("UNCHECKED", Unchecked)?;
        // Of collections.abc, but there from the interpreter's start on.
        let mapping = module.py().import("_collections_abc")?.getattr("Mapping")?;
        mapping.call_method1("register", (module.py().get_type::<Claims>(),)).map(drop)
    }
}
