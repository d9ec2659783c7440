//! What the core must reach beside its peers, and whether a report shows it.

use std::fmt::Write as _;

use crate::case::{Algorithm, Case, Input, Operation};
use crate::report::{Entry, ratio};

const OURS: &str = "jwtcore";
const OURS_ON_HOSTS: &str = "jwtcore-host";
const AWS_LC: &str = "jsonwebtoken-aws-lc";
const RUST_CRYPTO: &str = "jsonwebtoken-rust-crypto";

/// Verification takes one of ours at most so many times what the faster of some peers takes.
struct Goal {
    ours: &'static str,
    algorithm: Algorithm,
    peers: &'static [&'static str],
    at_most: f64,
}

const GOALS: [Goal; 9] = [
    Goal { ours: OURS, algorithm: Algorithm::HS256, peers: &[AWS_LC, RUST_CRYPTO], at_most: 0.5 },
    Goal { ours: OURS, algorithm: Algorithm::ES384, peers: &[RUST_CRYPTO], at_most: 1.0 },
    Goal { ours: OURS, algorithm: Algorithm::EdDSA, peers: &[RUST_CRYPTO], at_most: 1.0 },
    // Its peer uses p256 0.13, which verifies faster than 0.14.
    Goal { ours: OURS, algorithm: Algorithm::ES256, peers: &[RUST_CRYPTO], at_most: 1.35 },
    Goal { ours: OURS, algorithm: Algorithm::RS256, peers: &[RUST_CRYPTO], at_most: 0.25 },
    Goal { ours: OURS_ON_HOSTS, algorithm: Algorithm::ES256, peers: &[AWS_LC], at_most: 0.38 },
    Goal { ours: OURS_ON_HOSTS, algorithm: Algorithm::ES256, peers: &[RUST_CRYPTO], at_most: 0.09 },
    Goal { ours: OURS_ON_HOSTS, algorithm: Algorithm::RS256, peers: &[AWS_LC], at_most: 0.85 },
    Goal { ours: OURS_ON_HOSTS, algorithm: Algorithm::PS256, peers: &[AWS_LC], at_most: 0.85 },
];

/// Says of each goal whether a report shows it reached. Where a report lacks the figures, it says so.
#[must_use]
pub fn judge(entries: &[Entry]) -> String {
    let mut text = String::from("Goals\n");
    for goal in &GOALS {
        for input in Input::ALL {
            let case = Case { operation: Operation::Verify, algorithm: goal.algorithm, input };
            let _ = writeln!(text, "  {}", goal.judge(case, entries));
        }
    }
    let _ = writeln!(text, "  {}", judge_allocations(entries));
    text
}

impl Goal {
    fn judge(&self, case: Case, entries: &[Entry]) -> String {
        let at_most = self.at_most;
        let peer = self.peers.iter().filter_map(|peer| find(entries, case, peer)).min_by_key(|entry| entry.median_ns);
        let (Some(ours), Some(peer)) = (find(entries, case, self.ours), peer) else {
            return format!("not measured  {case}: {}", self.ours);
        };
        let ratio = ratio(ours.median_ns, peer.median_ns);
        let of = format_args!("{}, {ratio:.2} of {}", self.ours, peer.subject);
        format!("{}  {case}: {of}, at most {at_most:.2}", said(ratio <= at_most))
    }
}

/// The default backend verifies without the heap.
fn judge_allocations(entries: &[Entry]) -> String {
    let is_meant = |entry: &&Entry| entry.subject == OURS && entry.case.operation == Operation::Verify;
    match entries.iter().filter(is_meant).map(|entry| entry.allocations).max() {
        Some(most) => format!("{}  at most {most} allocations to verify, wanted 0", said(most == 0)),
        None => "not measured  allocations".to_owned(),
    }
}

fn find<'e>(entries: &'e [Entry], case: Case, subject: &str) -> Option<&'e Entry> {
    entries.iter().find(|entry| entry.case == case && entry.subject == subject)
}

const fn said(reached: bool) -> &'static str {
    if reached { "reached      " } else { "MISSED       " }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(case: &str, subject: &str, median_ns: u64, allocations: u64) -> Entry {
        Entry { case: case.parse().unwrap(), subject: subject.to_owned(), median_ns, p90_ns: median_ns, allocations }
    }

    fn line(entries: &[Entry], about: &str) -> String {
        judge(entries).lines().find(|line| line.contains(about)).unwrap_or_default().trim().to_owned()
    }

    #[test]
    fn compares_with_the_faster_peer() {
        let case = "verify/HS256/distinct";
        let peers = [entry(case, AWS_LC, 2000, 15), entry(case, RUST_CRYPTO, 2400, 15)];
        for (ours, begins) in [(1000, "reached"), (1001, "MISSED"), (1200, "MISSED")] {
            let entries = [&peers[..], &[entry(case, OURS, ours, 0)]].concat();
            assert!(line(&entries, case).starts_with(begins), "{ours}");
        }
        assert!(line(&peers, case).starts_with("not measured"));
    }

    #[test]
    fn one_allocation_misses_the_goal() {
        let free = [entry("verify/EdDSA/repeated", OURS, 1, 0), entry("sign/EdDSA/repeated", OURS, 1, 30)];
        assert!(line(&free, "allocations").starts_with("reached"));
        let one = [entry("verify/EdDSA/repeated", OURS, 1, 1)];
        assert!(line(&one, "allocations").starts_with("MISSED"));
        assert!(line(&[], "allocations").starts_with("not measured"));
    }
}
