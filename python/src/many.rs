//! Many tokens at once, on several threads that end with the call.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use jwtcore::{Error, UnixSeconds};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyBytesMethods, PyList};

use crate::arguments::{self, size, type_error, value_error};
use crate::boundary::caught;
use crate::claims::{Accepted, Claims};
use crate::errors::{exception, raise};
use crate::verifier::Core;

/// The greatest number of threads: more than that gain nothing, and a mistyped number should not ask for a million.
const MAX_THREADS: usize = 256;
/// How many tokens a thread takes at a time: enough that the counter is of no weight, few enough that all end together.
const TOKENS_A_TURN: usize = 16;

type Verdict = Result<Accepted, Error>;

/// How many threads are asked for: by default as many as the process may use.
pub(crate) fn threads(value: Option<&Bound<'_, PyAny>>) -> PyResult<usize> {
    let Some(value) = value else {
        return Ok(thread::available_parallelism().map_or(1, NonZeroUsize::get).min(MAX_THREADS));
    };
    let threads = size("threads", value)?;
    let is_within = (1..=MAX_THREADS).contains(&threads);
    if is_within { Ok(threads) } else { Err(value_error("threads", "must lie between 1 and 256")) }
}

/// The tokens' bytes.
pub(crate) fn tokens<'py>(value: &Bound<'py, PyAny>) -> PyResult<Vec<Bound<'py, PyBytes>>> {
    let is_one = value.is_instance_of::<pyo3::types::PyString>() || value.is_instance_of::<PyBytes>();
    let tokens = value.try_iter().ok().filter(|_| !is_one);
    let tokens = tokens.ok_or_else(|| type_error("tokens", "an iterable of tokens", value))?;
    tokens.map(|token| arguments::token(&token?)).collect()
}

/// Verifies tokens at one moment, and lists what became of each.
pub(crate) fn verify<'py>(
    py: Python<'py>,
    core: &Core,
    tokens: &[Bound<'py, PyBytes>],
    now: UnixSeconds,
    threads: usize,
) -> PyResult<Bound<'py, PyList>> {
    let tokens: Vec<&[u8]> = tokens.iter().map(PyBytesMethods::as_bytes).collect();
    let verdicts = py.detach(|| on_threads(core, &tokens, now, threads));
    let list = PyList::empty(py);
    for verdict in verdicts {
        match verdict {
            Ok(accepted) => list.append(Claims(accepted))?,
            Err(Error::PanicCaught) => return Err(raise(Error::PanicCaught)),
            Err(error) => list.append(exception(py, error, "")?)?,
        }
    }
    Ok(list)
}

/// The verdicts in the tokens' order.
fn on_threads(core: &Core, tokens: &[&[u8]], now: UnixSeconds, threads: usize) -> Vec<Verdict> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let start = next.fetch_add(TOKENS_A_TURN, Ordering::Relaxed);
            let Some(rest) = tokens.get(start..).filter(|rest| !rest.is_empty()) else { return done };
            let turn = rest.iter().take(TOKENS_A_TURN);
            done.push((start, turn.map(|token| caught(|| core.accept(token, now))).collect::<Vec<_>>()));
        }
    };
    let mut done = thread::scope(|scope| {
        let helpers = threads.min(tokens.len().div_ceil(TOKENS_A_TURN)).saturating_sub(1);
        // Where no further thread is to be had, those that there are do the work.
        let helpers: Vec<_> =
            (0..helpers).map_while(|_| thread::Builder::new().spawn_scoped(scope, work).ok()).collect();
        let mut done = work();
        for helper in helpers {
            done.extend(helper.join().unwrap_or_default());
        }
        done
    });
    done.sort_unstable_by_key(|(start, _)| *start);
    done.into_iter().flat_map(|(_, verdicts)| verdicts).collect()
}
