//! The measurement: all cases and all subjects in turn, round by round, in batches of about equal CPU time.

use std::collections::HashMap;

use crate::case::{Algorithm, Case, Input, Operation};
use crate::mint::{self, Tokens};
use crate::process::{Places, Process};
use crate::proof;
use crate::protocol::Work;
use crate::report::Entry;
use crate::statistics;
use crate::suite::Suite;

/// How many batches each subject runs in a case: enough for medians that another run repeats within a few percent.
pub const DEFAULT_ROUNDS: usize = 41;
/// How long a batch takes: long beside reading the clock, short beside what disturbs the machine.
const BATCH_NS: u64 = 2_000_000;
/// The greatest number of operations in a batch, should a clock stand still.
const MAX_BATCH: usize = 1 << 20;
/// How many imports are counted for their allocations; of the rest, one for each distinct input.
const COUNTED_IMPORTS: usize = 16;

/// What the first operations set up once, such as a key's table, is not every operation's: so many are not counted.
const FIRST_OPERATIONS: usize = 16;

/// Subjects that run twice: once to be timed, once to have their allocations counted.
pub struct Measurement {
    timed: Vec<Process>,
    counted: Vec<Process>,
    tokens: HashMap<Algorithm, Tokens>,
    rounds: usize,
}

/// One subject in one case.
struct Run {
    /// The subject's place among all.
    subject: usize,
    /// The case's number in the process that is timed.
    number: usize,
    batch: usize,
    next: usize,
    ns_each: Vec<f64>,
    allocations: u64,
}

impl Measurement {
    /// Starts the subjects: those to be timed from one place, those that count their allocations from another.
    ///
    /// # Errors
    /// What does not start.
    pub fn start(subjects: &[String], timed: &Places, counted: &Places, rounds: usize) -> Result<Self, String> {
        let start =
            |places: &Places| subjects.iter().map(|name| Process::start(name, places)).collect::<Result<Vec<_>, _>>();
        Ok(Self { timed: start(timed)?, counted: start(counted)?, tokens: HashMap::new(), rounds: rounds.max(1) })
    }

    /// Measures every case of a suite. Each round takes all cases in turn and within each all subjects, so that a
    /// disturbance of some seconds falls on few rounds of each.
    ///
    /// # Errors
    /// A subject that does not do its work, or whose process ended.
    pub fn run(&mut self, suite: &Suite) -> Result<Vec<Entry>, String> {
        let prepare = |case: &Case| self.prepare(*case).map(|runs| (*case, runs));
        let mut all = suite.cases.iter().map(prepare).collect::<Result<Vec<_>, _>>()?;
        for _ in 0..self.rounds {
            for (case, runs) in &mut all {
                self.round(*case, runs)?;
                // Another goes first in the next round.
                let first = 1.min(runs.len());
                runs.rotate_left(first);
            }
        }
        for (_, runs) in &mut all {
            runs.sort_by_key(|run| run.subject);
        }
        Ok(all.iter().flat_map(|(case, runs)| runs.iter().map(|run| self.entry(*case, run))).collect())
    }

    /// Prepares all subjects that offer a case, and lets each prove that it does the work.
    fn prepare(&mut self, case: Case) -> Result<Vec<Run>, String> {
        if !self.tokens.contains_key(&case.algorithm) {
            self.tokens.insert(case.algorithm, mint::mint(&mut self.timed, case.algorithm)?);
        }
        let mut runs = Vec::new();
        for subject in 0..self.timed.len() {
            let work = || work(case, &self.tokens[&case.algorithm]);
            if let Some(number) = self.timed[subject].prepare(work())? {
                runs.push(Run { subject, number, batch: 1, next: 0, ns_each: Vec::new(), allocations: 0 });
            }
        }
        for at in 0..runs.len() {
            self.prove(case, &runs[at])?;
            self.calibrate(case, &mut runs, at)?;
            runs[at].allocations = self.count_allocations(case, runs[at].subject)?;
        }
        Ok(runs)
    }

    fn prove(&mut self, case: Case, run: &Run) -> Result<(), String> {
        let subject = &mut self.timed[run.subject];
        match case.operation {
            Operation::Verify | Operation::Refuse => {
                subject.select(run.number)?;
                proof::judges_rightly(subject, &self.tokens[&case.algorithm])
            }
            // Shown after each batch.
            Operation::Sign | Operation::Import => Ok(()),
        }
    }

    /// Finds how many operations take [`BATCH_NS`].
    fn calibrate(&mut self, case: Case, runs: &mut [Run], at: usize) -> Result<(), String> {
        loop {
            let cpu_ns = self.batch(case, runs, at)?.max(1);
            let run = &mut runs[at];
            let wanted = u64::try_from(run.batch).unwrap_or(u64::MAX).saturating_mul(BATCH_NS).div_ceil(cpu_ns);
            let wanted = usize::try_from(wanted).unwrap_or(MAX_BATCH).clamp(1, MAX_BATCH);
            let is_close = cpu_ns >= BATCH_NS / 2 || run.batch >= MAX_BATCH;
            run.batch = if is_close { wanted } else { wanted.min(run.batch.saturating_mul(16)) };
            if is_close {
                return Ok(());
            }
        }
    }

    fn count_allocations(&mut self, case: Case, subject: usize) -> Result<u64, String> {
        let tokens = &self.tokens[&case.algorithm];
        let counted = &mut self.counted[subject];
        let count = match case.operation {
            Operation::Import => COUNTED_IMPORTS,
            _ => inputs_of(case, &tokens.good).len(),
        };
        counted.prepare(work(case, tokens))?;
        counted.batch(0, FIRST_OPERATIONS)?;
        let allocations = counted.batch(0, count)?.allocations;
        let all = allocations.ok_or_else(|| format!("{}: this program counts no allocations", counted.name()))?;
        // Rounded up, so that 0 means none at all.
        Ok(all.div_ceil(u64::try_from(count.max(1)).unwrap_or(u64::MAX)))
    }

    fn round(&mut self, case: Case, runs: &mut [Run]) -> Result<(), String> {
        for at in 0..runs.len() {
            let cpu_ns = self.batch(case, runs, at)?;
            let run = &mut runs[at];
            run.ns_each.push(as_f64(cpu_ns) / as_f64(u64::try_from(run.batch).unwrap_or(u64::MAX)));
        }
        Ok(())
    }

    /// Runs one batch of one of a case's runs, checks what it came to, and answers its CPU time.
    fn batch(&mut self, case: Case, runs: &mut [Run], at: usize) -> Result<u64, String> {
        let tokens = &self.tokens[&case.algorithm];
        let Run { subject, number, batch: count, next, .. } = runs[at];
        let process = &mut self.timed[subject];
        process.select(number)?;
        let batch = process.batch(next, count)?;
        proof::did_the_work(process, case, tokens, (next, count), batch)?;
        let inputs = inputs_of(case, &tokens.claims);
        runs[at].next = (next + count) % inputs.len().max(1);
        match case.operation {
            Operation::Verify | Operation::Refuse => {}
            Operation::Import => proof::imported_rightly(process, tokens)?,
            Operation::Sign => {
                let (token, signer) = (process.last_token()?, process.name().to_owned());
                let uid = inputs[(next + count - 1) % inputs.len()].uid;
                for judge in runs {
                    let process = &mut self.timed[judge.subject];
                    process.select(judge.number)?;
                    proof::signed_rightly(&token, uid, &signer, process)?;
                }
            }
        }
        Ok(batch.cpu_ns)
    }

    fn entry(&self, case: Case, run: &Run) -> Entry {
        Entry {
            case,
            subject: self.timed[run.subject].name().to_owned(),
            median_ns: rounded(statistics::median(&run.ns_each)),
            p90_ns: rounded(statistics::p90(&run.ns_each)),
            allocations: run.allocations,
        }
    }
}

/// The inputs that a case walks through, of an algorithm's.
#[must_use]
pub fn inputs_of<T>(case: Case, all: &[T]) -> &[T] {
    match case.input {
        Input::Distinct => all,
        Input::Repeated => all.get(..1).unwrap_or_default(),
    }
}

/// What a subject is handed for a case.
#[must_use]
pub fn work(case: Case, tokens: &Tokens) -> Work {
    let Case { operation, algorithm, .. } = case;
    let verified = if operation == Operation::Refuse { &tokens.tampered } else { &tokens.good };
    Work {
        operation,
        algorithm,
        tokens: inputs_of(case, verified).to_vec(),
        claims: inputs_of(case, &tokens.claims).to_vec(),
    }
}

#[allow(clippy::cast_precision_loss, reason = "nanoseconds of a batch and their number are far below 2^53")]
fn as_f64(number: u64) -> f64 {
    number as f64
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a time of some nanoseconds to seconds")]
fn rounded(ns: f64) -> u64 {
    ns.round() as u64
}
