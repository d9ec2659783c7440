//! Tells the core's gate between forks and RSA private keys of the process's forks.
//!
//! Calls within run without the interpreter's lock, so that it does not keep `os.fork` out of them. Python tells of its
//! forks by `os.register_at_fork`; verification needs none of this.

use std::sync::atomic::{AtomicBool, Ordering};

use jwtcore::Algorithm;
use jwtcore::host::ForkGate;
use pyo3::prelude::*;
use pyo3::types::PyDict;

static GATE: ForkGate = ForkGate::new();
/// Whether Python tells of forks: from the first call on, so that nothing is done at import.
static TOLD: AtomicBool = AtomicBool::new(false);

/// Runs what may use AWS-LC's private keys without the interpreter's lock: for RSA inside the gate.
pub(crate) fn detached<T: Send>(
    py: Python<'_>,
    algorithm: Option<Algorithm>,
    body: impl FnOnce() -> T + Send,
) -> PyResult<T> {
    if algorithm.is_some_and(|algorithm| !ForkGate::concerns(algorithm)) {
        return Ok(py.detach(body));
    }
    ask_to_be_told(py)?;
    Ok(py.detach(|| {
        let _within = GATE.enter();
        body()
    }))
}

/// Two threads that come here at once ask twice: then each fork is counted in and out twice, which serves as well.
fn ask_to_be_told(py: Python<'_>) -> PyResult<()> {
    if TOLD.load(Ordering::SeqCst) {
        return Ok(());
    }
    let os = py.import("os")?;
    // Absent where processes do not fork.
    if let Some(register) = os.getattr_opt("register_at_fork")? {
        let handlers = PyDict::new(py);
        handlers.set_item("before", wrap_pyfunction!(before_fork, py)?)?;
        handlers.set_item("after_in_parent", wrap_pyfunction!(after_fork_in_parent, py)?)?;
        handlers.set_item("after_in_child", wrap_pyfunction!(after_fork_in_child, py)?)?;
        register.call((), Some(&handlers))?;
    }
    TOLD.store(true, Ordering::SeqCst);
    Ok(())
}

/// Keeps the interpreter's lock: nobody within needs it to leave.
#[pyfunction]
fn before_fork() {
    GATE.before_fork();
}

#[pyfunction]
fn after_fork_in_parent() {
    GATE.after_fork_in_parent();
}

#[pyfunction]
fn after_fork_in_child() {
    GATE.after_fork_in_child();
}
