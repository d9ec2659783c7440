//! Keeps forks and RSA private keys apart.

use core::sync::atomic::{AtomicUsize, Ordering};
use core::time::Duration;
#[cfg(feature = "std")]
use std::{thread, time::Instant};

use crate::algorithm::{Algorithm, KeyKind};

/// How long a fork waits at most: longer than an RSA key of 4096 bits takes to be made, and not for ever, should a
/// signal's handler fork in the middle of a call.
const LONGEST_WAIT: Duration = Duration::from_secs(10);
/// How long a fork sleeps between looks: about what a signature takes.
const LOOK_AGAIN: Duration = Duration::from_micros(200);

/// A gate between forks and what they must not fall into, for programs that fork while their threads sign.
///
/// While AWS-LC signs with an RSA key, reads or makes one, or draws random numbers for it, it holds locks and counts who
/// is within; a child that is forked in that moment would wait for ever, or be aborted. So those calls [enter](Self::enter)
/// the gate, a fork waits for them to end, and new ones wait for the fork, which is over in a millisecond. Verification
/// needs none of this: once a key is prepared, nobody waits for it.
///
/// The program has one gate, and calls [`before_fork`](Self::before_fork) and its two counterparts, for example by
/// `pthread_atfork`.
#[derive(Debug)]
pub struct ForkGate {
    /// Calls within.
    within: AtomicUsize,
    /// Forks that wait or are under way.
    forks: AtomicUsize,
}

/// Somebody within a gate. Leaves when it goes.
#[derive(Debug)]
#[must_use]
pub struct Within<'g>(&'g ForkGate);

impl ForkGate {
    /// A gate with nobody within.
    #[must_use]
    pub const fn new() -> Self {
        Self { within: AtomicUsize::new(0), forks: AtomicUsize::new(0) }
    }

    /// Whether an algorithm's private keys are AWS-LC's, so that whoever uses one has to be within.
    #[must_use]
    pub fn concerns(algorithm: Algorithm) -> bool {
        algorithm.key_kind() == KeyKind::Rsa
    }

    /// Enters, as soon as no fork is under way.
    pub fn enter(&self) -> Within<'_> {
        loop {
            self.within.fetch_add(1, Ordering::SeqCst);
            if self.forks.load(Ordering::SeqCst) == 0 {
                return Within(self);
            }
            self.within.fetch_sub(1, Ordering::SeqCst);
            thread::sleep(LOOK_AGAIN);
        }
    }

    /// Before a fork: waits for those within, ten seconds at most, and lets nobody else enter.
    pub fn before_fork(&self) {
        self.forks.fetch_add(1, Ordering::SeqCst);
        let begun = Instant::now();
        while self.within.load(Ordering::SeqCst) != 0 && begun.elapsed() < LONGEST_WAIT {
            thread::sleep(LOOK_AGAIN);
        }
    }

    /// After a fork, in the parent.
    pub fn after_fork_in_parent(&self) {
        self.forks.fetch_sub(1, Ordering::SeqCst);
    }

    /// After a fork, in the child: it has one thread, which is not within and forks no more.
    pub fn after_fork_in_child(&self) {
        self.within.store(0, Ordering::SeqCst);
        self.forks.store(0, Ordering::SeqCst);
    }
}

impl Default for ForkGate {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Within<'_> {
    fn drop(&mut self) {
        self.0.within.fetch_sub(1, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fork_waits_for_who_is_within_and_they_for_the_fork() {
        let gate = ForkGate::new();
        let within = gate.enter();
        thread::scope(|scope| {
            let fork = scope.spawn(|| gate.before_fork());
            while gate.forks.load(Ordering::SeqCst) == 0 {
                thread::yield_now();
            }
            assert!(!fork.is_finished());
            let next = scope.spawn(|| drop(gate.enter()));
            drop(within);
            fork.join().expect("the fork goes on");
            assert!(!next.is_finished());
            gate.after_fork_in_parent();
            next.join().expect("the next one enters");
        });
        assert_eq!((gate.within.load(Ordering::SeqCst), gate.forks.load(Ordering::SeqCst)), (0, 0));
    }

    #[test]
    fn a_child_begins_with_an_open_gate() {
        let gate = ForkGate::new();
        core::mem::forget(gate.enter());
        gate.forks.store(1, Ordering::SeqCst);
        gate.after_fork_in_child();
        drop(gate.enter());
    }
}
