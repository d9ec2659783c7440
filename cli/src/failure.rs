//! How a command fails: the one line on standard error, and the exit code.

use std::path::Path;
use std::process::ExitCode;

use jwtcore::{Error, ErrorClass};

use crate::terminal::{self, escaped};

/// The token is refused.
const REFUSED: u8 = 1;
/// A key, a secret, a file or the command line is wrong.
const WRONG_SETUP: u8 = 2;
/// A store did not answer: nothing was decided.
const UNAVAILABLE: u8 = 3;

/// Why a command did not do what was asked.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The token is refused: exit 1.
    Refused(Error),
    /// Something that the caller of the command gave is wrong, and how to mend it: exit 2.
    Setup(String),
    /// A store did not answer, and what to do about it: exit 3.
    Unavailable(String),
}

impl Failure {
    /// What is wrong and how to mend it, each as half a sentence.
    pub(crate) fn setup(what: impl AsRef<str>, mend: impl AsRef<str>) -> Self {
        Self::Setup(format!("{}; {}", what.as_ref(), mend.as_ref()))
    }

    /// What is wrong with a file, and how to mend it.
    pub(crate) fn in_file(path: &Path, what: impl AsRef<str>, mend: impl AsRef<str>) -> Self {
        Self::setup(format!("{}: {}", path.display(), what.as_ref()), mend)
    }

    /// An error of the core that a file's content caused.
    pub(crate) fn of_file(path: &Path, error: Error) -> Self {
        Self::of_file_with(path, error, error.mend())
    }

    /// As [`Failure::of_file`], with a mend that fits this command better than the core's.
    pub(crate) fn of_file_with(path: &Path, error: Error, mend: impl AsRef<str>) -> Self {
        Self::in_file(path, format!("{}: {}", error.name(), error.sentence()), mend)
    }

    /// Writes the one line to standard error, and answers the exit code.
    pub(crate) fn report(&self) -> ExitCode {
        let (label, style, text, code) = match self {
            Self::Refused(error) => {
                ("refused", terminal::RED, format!("{}: {}", error.name(), error.sentence()), REFUSED)
            }
            Self::Setup(text) => ("error", terminal::YELLOW, escaped(text), WRONG_SETUP),
            Self::Unavailable(text) => ("unavailable", terminal::YELLOW, escaped(text), UNAVAILABLE),
        };
        let label = terminal::styled(label, style, terminal::stderr_is_coloured());
        terminal::note(&format!("{label}: {text}"));
        ExitCode::from(code)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error.class() {
            ErrorClass::Token => Self::Refused(error),
            _ => Self::setup(format!("{}: {}", error.name(), error.sentence()), error.mend()),
        }
    }
}
