//! The command `jwtcore`: verifies, signs and looks at JSON Web Tokens, and keeps sessions.
//!
//! Exit 0: done, the result alone on standard output. Exit 1: the token is refused. Exit 2: a key, a secret, a file or
//! the command line is wrong. Exit 3: a store did not answer. In each failure one line stands on standard error and
//! nothing on standard output.
#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    deny(
        clippy::indexing_slicing,
        clippy::as_conversions,
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::unreachable,
        clippy::arithmetic_side_effects
    )
)]

mod args;
mod backend;
mod failure;
mod files;
mod inspect;
mod jwks;
mod keygen;
mod keys;
mod policy;
mod session;
mod sign;
mod terminal;
mod token;
mod usage;
mod verify;

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser as _};

use args::{Cli, Command};
use failure::Failure;

fn main() -> ExitCode {
    match run().and_then(|output| write_out(&output)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

/// What belongs on standard output.
fn run() -> Result<Vec<u8>, Failure> {
    match Cli::try_parse() {
        Err(error) => usage::answer(&error),
        Ok(cli) => match cli.command {
            Command::Verify(args) => verify::run(&args),
            Command::Sign(args) => sign::run(&args),
            Command::Keygen(args) => keygen::run(&args),
            Command::Jwks(args) => jwks::run(&args),
            Command::Inspect(args) => inspect::run(&args),
            Command::Session(args) => session::run(&args),
            Command::Completions { shell } => Ok(completions(shell)),
        },
    }
}

fn completions(shell: clap_complete::Shell) -> Vec<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "jwtcore", &mut script);
    script
}

fn write_out(output: &[u8]) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(output).and_then(|()| stdout.flush()).map_err(|error| {
        Failure::setup(format!("standard output cannot be written: {error}"), "give it a place that takes the output")
    })
}
