//! A subject's process: answers the driver's requests, and times its batches itself.

use std::io::{self, BufRead, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use crate::case::Operation;
use crate::clock;
use crate::keys::KeyFiles;
use crate::protocol::{Batch, Reply, Request, WENT_WRONG, Work};
use crate::subject::{Import, Refusal, Sign, Subject, Verify};

/// Serves a subject until its input ends. The first argument is the folder of vectors.
#[must_use]
pub fn serve(subject: &dyn Subject) -> ExitCode {
    let Some(testdata) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("a subject is started by the driver: see benches/README.md");
        return ExitCode::from(2);
    };
    let mut worker = Worker { subject, testdata, ready: Vec::new(), current: 0 };
    match worker.answer_all() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

struct Worker<'s> {
    subject: &'s dyn Subject,
    testdata: PathBuf,
    ready: Vec<Prepared>,
    current: usize,
}

/// All that a subject offers for one algorithm, and the work of one case.
struct Prepared {
    work: Work,
    verifier: Option<Box<dyn Verify>>,
    signer: Option<Box<dyn Sign>>,
    importer: Option<Box<dyn Import>>,
}

impl Worker<'_> {
    fn answer_all(&mut self) -> io::Result<()> {
        let (input, mut output) = (io::stdin().lock(), io::stdout().lock());
        for line in input.lines() {
            let request = serde_json::from_str(&line?)?;
            serde_json::to_writer(&mut output, &self.answer(request))?;
            output.write_all(b"\n")?;
            output.flush()?;
        }
        Ok(())
    }

    fn answer(&mut self, request: Request) -> Reply {
        match request {
            Request::Prepare(work) => self.prepare(work),
            Request::Select { case } => {
                self.current = case;
                Reply::Ready { case }
            }
            about_one => match self.ready.get_mut(self.current) {
                Some(prepared) => prepared.answer(about_one),
                None => Reply::Failed(format!("case {} is not ready", self.current)),
            },
        }
    }

    fn prepare(&mut self, work: Work) -> Reply {
        let keys = match KeyFiles::read(&self.testdata, work.algorithm) {
            Ok(keys) => keys,
            Err(reason) => return Reply::Failed(reason),
        };
        let prepared = Prepared {
            verifier: self.subject.verifier(work.algorithm, &keys),
            signer: self.subject.signer(work.algorithm, &keys),
            importer: self.subject.importer(work.algorithm, &keys),
            work,
        };
        if !prepared.offers_its_work() {
            return Reply::NotOffered;
        }
        self.current = self.ready.len();
        self.ready.push(prepared);
        Reply::Ready { case: self.current }
    }
}

impl Prepared {
    fn answer(&mut self, request: Request) -> Reply {
        match request {
            Request::Judge { token } => self.judge(&token),
            Request::SignOne { claims } => match self.signer.as_mut().map(|signer| signer.sign(&claims)) {
                Some(Err(reason)) => Reply::Failed(reason),
                _ => self.last_token(),
            },
            Request::LastToken => self.last_token(),
            Request::JudgeByImported { token } => match &mut self.importer {
                Some(importer) => Reply::Verdict(importer.verify(&token)),
                None => Reply::NotOffered,
            },
            Request::Batch { start, count } => self.batch(start, count),
            Request::Prepare(_) | Request::Select { .. } => Reply::Failed("not about one case".to_owned()),
        }
    }

    fn offers_its_work(&self) -> bool {
        match self.work.operation {
            Operation::Verify | Operation::Refuse => self.verifier.is_some(),
            Operation::Sign => self.signer.is_some(),
            Operation::Import => self.importer.is_some(),
        }
    }

    fn judge(&mut self, token: &str) -> Reply {
        match &mut self.verifier {
            Some(verifier) => Reply::Verdict(verifier.verify(token)),
            None => Reply::NotOffered,
        }
    }

    fn last_token(&self) -> Reply {
        match &self.signer {
            Some(signer) => Reply::Token(signer.token().to_owned()),
            None => Reply::NotOffered,
        }
    }

    fn batch(&mut self, start: usize, count: usize) -> Reply {
        let Self { work: Work { operation, tokens, claims, .. }, verifier, signer, importer } = self;
        let batch = match (*operation, verifier, signer, importer) {
            (Operation::Verify, Some(verifier), ..) => {
                measure(rotating(tokens, start, count), |token| verifier.verify(token).unwrap_or(WENT_WRONG))
            }
            (Operation::Refuse, Some(verifier), ..) => measure(rotating(tokens, start, count), |token| {
                if verifier.verify(token) == Err(Refusal::Signature) { 1 } else { WENT_WRONG }
            }),
            (Operation::Sign, _, Some(signer), _) => measure(rotating(claims, start, count), |claims| {
                if signer.sign(claims).is_ok() { length(signer.token()) } else { WENT_WRONG }
            }),
            (Operation::Import, _, _, Some(importer)) => {
                measure((0..count).map(|_| ()), |()| if importer.import().is_ok() { 1 } else { WENT_WRONG })
            }
            _ => return Reply::NotOffered,
        };
        Reply::Batch(batch)
    }
}

/// `count` of the inputs, from the `start`th on and round again.
fn rotating<T>(inputs: &[T], start: usize, count: usize) -> impl Iterator<Item = &T> {
    inputs.iter().cycle().skip(start % inputs.len().max(1)).take(count)
}

fn length(token: &str) -> u64 {
    u64::try_from(token.len()).unwrap_or(WENT_WRONG)
}

/// Times one batch, and counts its allocations in a process that can.
fn measure<T>(inputs: impl Iterator<Item = T>, mut operation: impl FnMut(T) -> u64) -> Batch {
    let mut sum = 0_u64;
    let mut cpu_ns = 0;
    let allocations = counting(|| {
        let began = clock::thread_cpu_time();
        for input in inputs {
            sum = sum.wrapping_add(operation(std::hint::black_box(input)));
        }
        let used = clock::thread_cpu_time().saturating_sub(began);
        cpu_ns = u64::try_from(used.as_nanos()).unwrap_or(u64::MAX);
    });
    Batch { cpu_ns, sum, allocations }
}

#[cfg(feature = "count-allocations")]
#[allow(clippy::unnecessary_wraps, reason = "the other build has none")]
fn counting(run: impl FnOnce()) -> Option<u64> {
    Some(allocation_counter::measure(run).count_total)
}

#[cfg(not(feature = "count-allocations"))]
fn counting(run: impl FnOnce()) -> Option<u64> {
    run();
    None
}
