//! Keeps forks and RSA private keys apart.
//!
//! While AWS-LC signs with an RSA key, reads or makes one, it holds locks and counts who is within; a child that is
//! forked in that moment would wait for ever. Such calls run without the interpreter's lock, so that it does not keep
//! `os.fork` out of them: a fork waits for them to end, and new ones wait for the fork. Python tells of its forks by
//! `os.register_at_fork`; verification needs none of this.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use jwtcore::{Algorithm, KeyKind};
use pyo3::prelude::*;
use pyo3::types::PyDict;

/// Calls within.
static WITHIN: AtomicUsize = AtomicUsize::new(0);
/// Forks that wait or are under way.
static FORKS: AtomicUsize = AtomicUsize::new(0);
/// Whether Python tells of forks: from the first call on, so that nothing is done at import.
static TOLD: AtomicBool = AtomicBool::new(false);

/// How long a fork waits at most: longer than an RSA key of 4096 bits takes to be made, and not for ever, should a
/// signal's handler fork in the middle of a call.
const LONGEST_WAIT: Duration = Duration::from_secs(10);
/// How long a fork sleeps between looks: about what a signature takes.
const LOOK_AGAIN: Duration = Duration::from_micros(200);

/// Somebody within. Leaves when it goes.
struct Within(());

/// Runs what may use AWS-LC's private keys without the interpreter's lock: for RSA inside the gate.
pub(crate) fn detached<T: Send>(
    py: Python<'_>,
    algorithm: Option<Algorithm>,
    body: impl FnOnce() -> T + Send,
) -> PyResult<T> {
    if algorithm.is_some_and(|algorithm| algorithm.key_kind() != KeyKind::Rsa) {
        return Ok(py.detach(body));
    }
    ask_to_be_told(py)?;
    Ok(py.detach(|| {
        let _within = enter();
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

fn enter() -> Within {
    loop {
        WITHIN.fetch_add(1, Ordering::SeqCst);
        if FORKS.load(Ordering::SeqCst) == 0 {
            return Within(());
        }
        WITHIN.fetch_sub(1, Ordering::SeqCst);
        thread::sleep(LOOK_AGAIN);
    }
}

impl Drop for Within {
    fn drop(&mut self) {
        WITHIN.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Keeps the interpreter's lock: nobody within needs it to leave.
#[pyfunction]
fn before_fork() {
    FORKS.fetch_add(1, Ordering::SeqCst);
    let begun = Instant::now();
    while WITHIN.load(Ordering::SeqCst) != 0 && begun.elapsed() < LONGEST_WAIT {
        thread::sleep(LOOK_AGAIN);
    }
}

#[pyfunction]
fn after_fork_in_parent() {
    FORKS.fetch_sub(1, Ordering::SeqCst);
}

/// The child has one thread, which is not within and forks no more.
#[pyfunction]
fn after_fork_in_child() {
    WITHIN.store(0, Ordering::SeqCst);
    FORKS.store(0, Ordering::SeqCst);
}
