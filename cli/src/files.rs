//! Files and standard input: read within bounds, told apart by what they hold; new ones never over existing ones.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write as _};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::failure::Failure;

/// The longest key, secret or set of claims that is read: 1 MiB, as much as the core imports.
pub(crate) const MAX_FILE_LEN: usize = 1 << 20;

/// Reads a file of at most [`MAX_FILE_LEN`] bytes that must hold something. Zeroized when it goes.
pub(crate) fn read(path: &Path) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let content = read_up_to(path, MAX_FILE_LEN)?;
    if content.is_empty() {
        return Err(Failure::in_file(path, "the file is empty", "name the file that holds the key, secret or claims"));
    }
    if content.len() > MAX_FILE_LEN {
        return Err(Failure::in_file(path, "the file is longer than 1 MiB", "name a smaller file"));
    }
    Ok(content)
}

/// Reads a file up to one byte beyond `limit`, so that a longer one shows.
pub(crate) fn read_up_to(path: &Path, limit: usize) -> Result<Zeroizing<Vec<u8>>, Failure> {
    File::open(path).and_then(|file| read_from(file, limit)).map_err(|error| unreadable(path, &error))
}

/// Reads standard input up to one byte beyond `limit`.
pub(crate) fn read_stdin(limit: usize) -> Result<Zeroizing<Vec<u8>>, Failure> {
    read_from(io::stdin().lock(), limit).map_err(|error| {
        Failure::setup(format!("standard input cannot be read: {error}"), "pipe a file or a command into it")
    })
}

/// A new file that disappears again unless it is kept.
pub(crate) struct NewFile {
    path: PathBuf,
    file: File,
    kept: bool,
}

impl NewFile {
    /// Creates a file that its owner alone may read and write.
    pub(crate) fn private(path: &Path, option: &str) -> Result<Self, Failure> {
        Self::create(path, option, 0o600)
    }

    /// Creates a file with the modes that the process leaves to new files.
    pub(crate) fn public(path: &Path, option: &str) -> Result<Self, Failure> {
        Self::create(path, option, 0o666)
    }

    /// Writes all of the content through to the disk.
    pub(crate) fn write(&mut self, content: &[u8]) -> Result<(), Failure> {
        let written = self.file.write_all(content).and_then(|()| self.file.sync_all());
        written.map_err(|error| Failure::in_file(&self.path, error.to_string(), "make room, or name another place"))
    }

    /// Lets the file stay.
    pub(crate) fn keep(mut self) {
        self.kept = true;
    }

    fn create(path: &Path, option: &str, mode: u32) -> Result<Self, Failure> {
        let mut options = OpenOptions::new();
        // Never over an existing file, nor through a link to one.
        options.write(true).create_new(true);
        set_mode(&mut options, mode);
        let file = options.open(path).map_err(|error| uncreatable(path, option, &error))?;
        Ok(Self { path: path.to_owned(), file, kept: false })
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        if !self.kept {
            let _ = fs::remove_file(&self.path);
        }
    }
}

fn read_from(source: impl Read, limit: usize) -> io::Result<Zeroizing<Vec<u8>>> {
    let beyond = limit.saturating_add(1);
    // All at once, so that no shorter buffer with a part of a secret is left behind by growing.
    let mut content = Zeroizing::new(Vec::with_capacity(beyond));
    source.take(u64::try_from(beyond).unwrap_or(u64::MAX)).read_to_end(&mut content)?;
    Ok(content)
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    let reason = error.to_string();
    let (what, mend) = match error.kind() {
        ErrorKind::NotFound => ("no such file", "check the path"),
        ErrorKind::PermissionDenied => {
            ("permission denied", "make it readable for this user, for example with chmod u+r, or run as its owner")
        }
        ErrorKind::IsADirectory => ("it is a directory", "name the file in it"),
        _ => (reason.as_str(), "name a file that can be read"),
    };
    Failure::in_file(path, what, mend)
}

fn uncreatable(path: &Path, option: &str, error: &io::Error) -> Failure {
    let reason = error.to_string();
    let (what, mend) = match error.kind() {
        ErrorKind::AlreadyExists => {
            ("the file exists already and is not overwritten", format!("move it away, or give another {option}"))
        }
        ErrorKind::NotFound => ("its directory does not exist", format!("create it, or give another {option}")),
        ErrorKind::PermissionDenied => {
            ("permission denied", format!("give {option} in a directory that this user may write to"))
        }
        _ => (reason.as_str(), format!("give another {option}")),
    };
    Failure::in_file(path, what, mend)
}

#[cfg(unix)]
fn set_mode(options: &mut OpenOptions, mode: u32) {
    use std::os::unix::fs::OpenOptionsExt as _;
    options.mode(mode);
}

#[cfg(not(unix))]
fn set_mode(_: &mut OpenOptions, _: u32) {}
