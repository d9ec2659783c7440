//! A subject's process, as the driver sees it: questions out, answers in.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use crate::claims::TokenClaims;
use crate::protocol::{Batch, Reply, Request, Work};
use crate::subject::Refusal;

/// A verdict on one token: the claim `uid`, or why it is refused.
pub type Verdict = Result<u64, Refusal>;

/// A running subject. It ends when this goes.
pub struct Process {
    name: String,
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

/// Where subjects' programs and the vectors lie.
#[derive(Clone, Debug)]
pub struct Places {
    /// The folder of the programs.
    pub programs: PathBuf,
    /// The folder of vectors.
    pub testdata: PathBuf,
}

impl Process {
    /// Starts the program of a subject. Of a name `program:argument` the second part is handed to the program.
    ///
    /// # Errors
    /// The program and the reason.
    pub fn start(name: &str, places: &Places) -> Result<Self, String> {
        let (program, arguments) = command_line(name, places);
        let mut command = Command::new(program);
        command.args(arguments);
        Self::spawn(name, command)
    }

    /// Starts the program of a subject under Callgrind, whose counts go to `out`.
    ///
    /// # Errors
    /// The program and the reason.
    pub fn start_counting_instructions(name: &str, places: &Places, out: &Path) -> Result<Self, String> {
        let (program, arguments) = command_line(name, places);
        let mut command = Command::new("valgrind");
        command.args(["--quiet", "--tool=callgrind"]).arg(format!("--callgrind-out-file={}", out.display()));
        command.arg(program).args(arguments);
        Self::spawn(name, command)
    }

    fn spawn(name: &str, mut command: Command) -> Result<Self, String> {
        let spawned = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut child = spawned.map_err(|error| format!("{}: {error}", command.get_program().display()))?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(format!("{name}: its pipes are missing"));
        };
        Ok(Self { name: name.to_owned(), child, input: Some(input), output: BufReader::new(output) })
    }

    /// The subject's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Prepares a case beside others and turns to it: answers its number, or none where the subject does not offer it.
    ///
    /// # Errors
    /// What the process says, or that it ended.
    pub fn prepare(&mut self, work: Work) -> Result<Option<usize>, String> {
        match self.ask(&Request::Prepare(work))? {
            Reply::Ready { case } => Ok(Some(case)),
            Reply::NotOffered => Ok(None),
            other => Err(self.unexpected(&other)),
        }
    }

    /// Turns to a case that was prepared.
    ///
    /// # Errors
    /// As [`Process::prepare`].
    pub fn select(&mut self, case: usize) -> Result<(), String> {
        match self.ask(&Request::Select { case })? {
            Reply::Ready { .. } => Ok(()),
            other => Err(self.unexpected(&other)),
        }
    }

    /// Judges one token; none where the subject does not verify.
    ///
    /// # Errors
    /// As [`Process::prepare`].
    pub fn judge(&mut self, token: &str) -> Result<Option<Verdict>, String> {
        let reply = self.ask(&Request::Judge { token: token.to_owned() })?;
        self.verdict(reply)
    }

    /// Judges one token by the key that was imported last; none where the subject does not import.
    ///
    /// # Errors
    /// As [`Process::prepare`].
    pub fn judge_by_imported(&mut self, token: &str) -> Result<Option<Verdict>, String> {
        let reply = self.ask(&Request::JudgeByImported { token: token.to_owned() })?;
        self.verdict(reply)
    }

    /// Signs one token.
    ///
    /// # Errors
    /// As [`Process::prepare`].
    pub fn sign_one(&mut self, claims: &TokenClaims) -> Result<String, String> {
        let reply = self.ask(&Request::SignOne { claims: Box::new(claims.clone()) })?;
        self.token(reply)
    }

    /// The token that was signed last.
    ///
    /// # Errors
    /// As [`Process::prepare`].
    pub fn last_token(&mut self) -> Result<String, String> {
        let reply = self.ask(&Request::LastToken)?;
        self.token(reply)
    }

    /// Runs one batch of the prepared case.
    ///
    /// # Errors
    /// As [`Process::prepare`].
    pub fn batch(&mut self, start: usize, count: usize) -> Result<Batch, String> {
        match self.ask(&Request::Batch { start, count })? {
            Reply::Batch(batch) => Ok(batch),
            other => Err(self.unexpected(&other)),
        }
    }

    /// Lets the process end, and waits for it.
    ///
    /// # Errors
    /// That it failed.
    pub fn finish(mut self) -> Result<(), String> {
        drop(self.input.take());
        let status = self.child.wait().map_err(|error| self.failure(&error.to_string()))?;
        if status.success() { Ok(()) } else { Err(self.failure(&status.to_string())) }
    }

    fn verdict(&self, reply: Reply) -> Result<Option<Verdict>, String> {
        match reply {
            Reply::Verdict(verdict) => Ok(Some(verdict)),
            Reply::NotOffered => Ok(None),
            other => Err(self.unexpected(&other)),
        }
    }

    fn token(&self, reply: Reply) -> Result<String, String> {
        match reply {
            Reply::Token(token) => Ok(token),
            other => Err(self.unexpected(&other)),
        }
    }

    fn ask(&mut self, request: &Request) -> Result<Reply, String> {
        self.exchange(request).map_err(|error| self.failure(&error.to_string()))
    }

    fn exchange(&mut self, request: &Request) -> std::io::Result<Reply> {
        let input = self.input.as_mut().ok_or(std::io::ErrorKind::BrokenPipe)?;
        let mut line = serde_json::to_vec(request)?;
        line.push(b'\n');
        input.write_all(&line)?;
        let mut answer = String::new();
        self.output.read_line(&mut answer)?;
        Ok(serde_json::from_str(&answer)?)
    }

    fn unexpected(&self, reply: &Reply) -> String {
        match reply {
            Reply::Failed(reason) => self.failure(reason),
            other => self.failure(&format!("unexpected answer {other:?}")),
        }
    }

    fn failure(&self, reason: &str) -> String {
        format!("{}: {reason}", self.name)
    }
}

impl Drop for Process {
    /// Ends the process where it was not let end.
    fn drop(&mut self) {
        if self.input.take().is_some() {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

fn command_line(name: &str, places: &Places) -> (PathBuf, Vec<PathBuf>) {
    let (program, argument) =
        name.split_once(':').map_or((name, None), |(program, argument)| (program, Some(argument)));
    let arguments = [Some(places.testdata.clone()), argument.map(PathBuf::from)].into_iter().flatten().collect();
    (places.programs.join(program), arguments)
}
