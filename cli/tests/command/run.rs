//! Runs the command, and says what is expected of its three answers: exit code, standard output, standard error.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use serde_json::Value;

/// What the command answered.
pub(crate) struct Answer {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: String,
}

/// The command, in the folder of the test data.
pub(crate) fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jwtcore"));
    command.args(args).current_dir(testdata()).env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
    command
}

/// Runs the command with nothing on standard input.
pub(crate) fn jwtcore(args: &[&str]) -> Answer {
    jwtcore_reading(args, b"")
}

/// Runs the command with these bytes on standard input.
pub(crate) fn jwtcore_reading(args: &[&str], input: &[u8]) -> Answer {
    answer_of(&mut command(args), input)
}

/// Runs a prepared command.
pub(crate) fn answer_of(command: &mut Command, input: &[u8]) -> Answer {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    let output = thread::scope(|scope| {
        // The command may stop reading before the end, and is then right to.
        scope.spawn(move || stdin.write_all(input));
        child.wait_with_output().expect("the command ends")
    });
    Answer::from(output)
}

impl From<Output> for Answer {
    fn from(output: Output) -> Self {
        let stderr = String::from_utf8(output.stderr).expect("standard error is UTF-8");
        Self { code: output.status.code(), stdout: output.stdout, stderr }
    }
}

impl Answer {
    /// Exit 0 and nothing on standard error; answers standard output.
    #[track_caller]
    pub(crate) fn done(self) -> Vec<u8> {
        assert_eq!((self.code, self.stderr.as_str()), (Some(0), ""));
        self.stdout
    }

    /// As [`Answer::done`], as text.
    #[track_caller]
    pub(crate) fn text(self) -> String {
        String::from_utf8(self.done()).expect("standard output is UTF-8")
    }

    /// Exit 1, nothing on standard output, and exactly `refused: <error-name>: <sentence>` on standard error.
    #[track_caller]
    pub(crate) fn refused(&self, name: &str) {
        let line = format!("refused: {name}: {}\n", sentence(name));
        assert_eq!((self.code, self.stderr.as_str()), (Some(1), line.as_str()));
        assert!(self.stdout.is_empty(), "something on standard output");
    }

    /// Exit 2, nothing on standard output, and one line on standard error that holds each of these parts.
    #[track_caller]
    pub(crate) fn wrong(&self, parts: &[&str]) {
        assert_eq!(self.code, Some(2), "{}", self.stderr);
        assert!(self.stdout.is_empty(), "something on standard output");
        assert!(self.stderr.starts_with("error: ") && self.stderr.ends_with('\n'), "{:?}", self.stderr);
        assert_eq!(self.stderr.lines().count(), 1, "{:?}", self.stderr);
        assert!(self.stderr.contains("; "), "no mend: {}", self.stderr);
        for part in parts {
            assert!(self.stderr.contains(part), "no '{part}' in {}", self.stderr);
        }
    }
}

/// The folder of the test data.
pub(crate) fn testdata() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata")
}

/// A file of the test data.
pub(crate) fn read(path: impl AsRef<Path>) -> Vec<u8> {
    let path = testdata().join(path);
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A token or another text of the test data.
pub(crate) fn read_text(path: impl AsRef<Path>) -> String {
    String::from_utf8(read(path)).expect("UTF-8")
}

/// A JSON file of the test data.
pub(crate) fn read_json(path: impl AsRef<Path>) -> Value {
    serde_json::from_slice(&read(path)).expect("JSON")
}

/// The sentence of an error in the table that all languages share.
fn sentence(name: &str) -> String {
    let errors = read_json("errors.json");
    let error = errors.as_array().expect("an array").iter().find(|error| error["name"] == name);
    error.unwrap_or_else(|| panic!("no error is called {name}"))["sentence"].as_str().expect("a string").to_owned()
}

/// A folder of a test's own, which disappears with it.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("jwtcore-cli-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        fs::create_dir(&path).expect("a new folder");
        Self(path)
    }

    /// The path of a file in it.
    pub(crate) fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().expect("UTF-8").to_owned()
    }

    /// Writes a file, and answers its path.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        fs::write(self.0.join(name), content).expect("a new file");
        self.path(name)
    }

    /// What a file in it holds.
    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.0.join(name)).expect("the file")
    }

    /// The names of the files in it, sorted.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).expect("the folder");
        let mut names: Vec<_> =
            entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8")).collect();
        names.sort();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
