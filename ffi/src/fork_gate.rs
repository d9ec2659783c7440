//! Keeps forks and RSA private keys apart.
//!
//! While AWS-LC signs with an RSA key, makes one or draws random numbers for it, it holds locks and counts who is within;
//! a child that is forked in that moment would wait for ever, or be aborted. So a fork waits for those calls to end, and
//! new ones wait for the fork, which is over in a millisecond. Verification needs none of this: once a key is prepared,
//! nobody writes to it.

use core::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use core::time::Duration;
use std::thread;
use std::time::Instant;

use jwtcore::{Algorithm, KeyKind};

use crate::boundary;

/// Calls within.
static WITHIN: AtomicUsize = AtomicUsize::new(0);
/// Forks that wait or are under way.
static FORKS: AtomicUsize = AtomicUsize::new(0);
/// Whether forks are told of: from the first call on, so that nothing is done at load.
static TOLD: AtomicBool = AtomicBool::new(false);

/// How long a fork waits at most: longer than an RSA key of 4096 bits takes to be made, and not for ever, should a
/// signal's handler fork in the middle of a call.
const LONGEST_WAIT: Duration = Duration::from_secs(10);
/// How long a fork sleeps between looks: about what a signature takes.
const LOOK_AGAIN: Duration = Duration::from_micros(200);

/// Somebody within. Leaves when it goes.
pub(crate) struct Within(());

/// Enters where an algorithm's private keys are AWS-LC's.
pub(crate) fn enter_for(algorithm: Algorithm) -> Option<Within> {
    (algorithm.key_kind() == KeyKind::Rsa).then(enter)
}

/// Enters, as soon as no fork is under way.
pub(crate) fn enter() -> Within {
    if !TOLD.swap(true, Ordering::SeqCst) {
        boundary::at_fork(before, after_in_parent, after_in_child);
    }
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

extern "C" fn before() {
    FORKS.fetch_add(1, Ordering::SeqCst);
    let begun = Instant::now();
    while WITHIN.load(Ordering::SeqCst) != 0 && begun.elapsed() < LONGEST_WAIT {
        thread::sleep(LOOK_AGAIN);
    }
}

extern "C" fn after_in_parent() {
    FORKS.fetch_sub(1, Ordering::SeqCst);
}

/// The child has one thread, which is not within and forks no more.
extern "C" fn after_in_child() {
    WITHIN.store(0, Ordering::SeqCst);
    FORKS.store(0, Ordering::SeqCst);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fork_waits_for_who_is_within_and_they_for_the_fork() {
        let within = enter();
        thread::scope(|scope| {
            let fork = scope.spawn(|| before());
            while FORKS.load(Ordering::SeqCst) == 0 {
                thread::yield_now();
            }
            assert!(!fork.is_finished());
            let next = scope.spawn(|| drop(enter()));
            drop(within);
            fork.join().expect("the fork goes on");
            assert!(!next.is_finished());
            after_in_parent();
            next.join().expect("the next one enters");
        });
        assert_eq!((WITHIN.load(Ordering::SeqCst), FORKS.load(Ordering::SeqCst)), (0, 0));
    }
}
