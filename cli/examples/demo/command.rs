//! Runs the command, and compares its three answers with what is expected.

use std::collections::HashMap;
use std::env;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use crate::case::{Case, read, testdata};

/// The command that was built beside this program.
pub(crate) struct Jwtcore {
    path: PathBuf,
    /// The sentence of each error by its name.
    sentences: HashMap<String, String>,
}

/// How the command judged a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// With the bytes on standard output.
    Accepted(Vec<u8>),
    /// With name and sentence.
    Refused(String),
    /// With whatever it said; no verdict.
    Failed(String),
}

impl Jwtcore {
    pub(crate) fn beside_this_program() -> Self {
        let this = env::current_exe().expect("this program's own path");
        let folder = this.parent().and_then(|examples| examples.parent()).expect("examples stand below the command");
        let path = folder.join(format!("jwtcore{}", env::consts::EXE_SUFFIX));
        assert!(path.exists(), "{} is not built; run scripts/demo", path.display());
        Self { path, sentences: sentences() }
    }

    /// The command's name and version.
    pub(crate) fn version(&self) -> String {
        String::from_utf8_lossy(&self.run(["--version"], b"").stdout).trim().to_owned()
    }

    /// Judges a token as a case says, by way of standard input.
    pub(crate) fn verify(&self, case: &Case, token: &[u8]) -> Verdict {
        let output = self.run(case.options().iter().map(String::as_str).chain(["-"]), token);
        let stderr = String::from_utf8_lossy(&output.stderr).trim_end().to_owned();
        match (output.status.code(), stderr.strip_prefix("refused: ")) {
            (Some(0), None) if stderr.is_empty() => Verdict::Accepted(output.stdout),
            (Some(1), Some(reason)) if output.stdout.is_empty() => Verdict::Refused(reason.to_owned()),
            _ => Verdict::Failed(stderr),
        }
    }

    /// The verdict of a refusal by name.
    pub(crate) fn refusal(&self, name: &str) -> Verdict {
        Verdict::Refused(format!("{name}: {}", self.sentences.get(name).expect("an error of errors.json")))
    }

    /// Runs the command in the folder of the test data.
    pub(crate) fn run<'a>(&self, args: impl IntoIterator<Item = &'a str>, input: &[u8]) -> Output {
        let mut command = Command::new(&self.path);
        command.args(args).current_dir(testdata());
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the command starts");
        // Tokens are shorter than a pipe's buffer; and a command that reads nothing is right to, where it fails early.
        let _ = child.stdin.take().expect("a pipe").write_all(input);
        child.wait_with_output().expect("the command ends")
    }
}

fn sentences() -> HashMap<String, String> {
    #[derive(serde::Deserialize)]
    struct Entry {
        name: String,
        sentence: String,
    }
    let table: Vec<Entry> = serde_json::from_slice(&read("errors.json")).expect("errors.json");
    table.into_iter().map(|entry| (entry.name, entry.sentence)).collect()
}
