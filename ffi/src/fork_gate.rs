//! Tells the core's gate between forks and RSA private keys of the process's forks.

use core::sync::atomic::{AtomicBool, Ordering};

use jwtcore::Algorithm;

use crate::backend::{ForkGate, Within};
use crate::boundary;

static GATE: ForkGate = ForkGate::new();
/// Whether forks are told of: from the first call on, so that nothing is done at load.
static TOLD: AtomicBool = AtomicBool::new(false);

/// Enters where an algorithm's private keys are AWS-LC's.
pub(crate) fn enter_for(algorithm: Algorithm) -> Option<Within<'static>> {
    ForkGate::concerns(algorithm).then(enter)
}

/// Enters, as soon as no fork is under way.
pub(crate) fn enter() -> Within<'static> {
    if !TOLD.swap(true, Ordering::SeqCst) {
        boundary::at_fork(before, after_in_parent, after_in_child);
    }
    GATE.enter()
}

extern "C" fn before() {
    GATE.before_fork();
}

extern "C" fn after_in_parent() {
    GATE.after_fork_in_parent();
}

extern "C" fn after_in_child() {
    GATE.after_fork_in_child();
}
