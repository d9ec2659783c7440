//! Where a token comes from: the command line, a file taken byte for byte, or standard input.

use std::ffi::OsString;
use std::io::{self, IsTerminal as _};
use std::path::Path;

use zeroize::Zeroizing;

use crate::failure::Failure;
use crate::files;

/// Reads a token, and of a longer one than `max_len` bytes only so much as shows that it is longer.
///
/// Of standard input one trailing newline is dropped. Without any source it is read too, unless a person sits there.
pub(crate) fn read(
    token: Option<&OsString>,
    file: Option<&Path>,
    max_len: usize,
) -> Result<Zeroizing<Vec<u8>>, Failure> {
    match (token, file) {
        (Some(_), Some(_)) => {
            Err(Failure::setup("a token and --token-file exclude each other", "leave one of them away"))
        }
        (None, Some(path)) => files::read_up_to(path, max_len),
        (Some(token), None) if token != "-" => Ok(Zeroizing::new(token.as_encoded_bytes().to_vec())),
        (None, None) if io::stdin().is_terminal() => Err(Failure::setup(
            "no token is given",
            "give it as an argument or with --token-file, or pipe it into standard input",
        )),
        _ => from_stdin(max_len),
    }
}

fn from_stdin(max_len: usize) -> Result<Zeroizing<Vec<u8>>, Failure> {
    // One byte more for the newline.
    let mut token = files::read_stdin(max_len.saturating_add(1))?;
    if token.last() == Some(&b'\n') {
        token.pop();
    }
    Ok(token)
}
