//! Faults of the command line, as clap finds them, in one line.

use std::env;

use clap::CommandFactory as _;
use clap::error::ErrorKind;

use crate::args::Cli;
use crate::failure::Failure;
use crate::terminal;

/// What the command line asks for without any command: help or version for standard output, or else what is wrong.
pub(crate) fn answer(error: &clap::Error) -> Result<Vec<u8>, Failure> {
    let rendered = error.render();
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion if terminal::stdout_is_coloured() => {
            Ok(rendered.ansi().to_string().into_bytes())
        }
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Ok(rendered.to_string().into_bytes()),
        _ => Err(Failure::setup(one_line(&rendered.to_string()), format!("see `{} --help`", command()))),
    }
}

/// The paragraphs before the usage, each line a part of one sentence.
fn one_line(message: &str) -> String {
    let mut line = String::new();
    let parts = message.lines().map(str::trim).filter(|part| !part.is_empty());
    for part in parts.take_while(|part| !part.starts_with("Usage:") && !part.starts_with("For more information")) {
        if !line.is_empty() {
            line.push_str(if line.ends_with(':') { " " } else { "; " });
        }
        line.push_str(part);
    }
    line.strip_prefix("error: ").unwrap_or(&line).to_owned()
}

/// The command whose help is meant.
fn command() -> String {
    let name = env::args_os().nth(1).unwrap_or_default();
    let cli = Cli::command();
    let known = cli.get_subcommands().find(|command| name == command.get_name());
    known.map_or_else(|| "jwtcore".to_owned(), |command| format!("jwtcore {}", command.get_name()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_one_line() {
        let message = "error: invalid value 'x' for '--alg <ALG>'\n  [possible values: A, B]\n\n  tip: 'A'\n\nFor more \
                       information, try '--help'.\n";
        assert_eq!(one_line(message), "invalid value 'x' for '--alg <ALG>'; [possible values: A, B]; tip: 'A'");
        let missing = "error: the following were not provided:\n  --out <FILE>\n\nUsage: jwtcore keygen\n";
        assert_eq!(one_line(missing), "the following were not provided: --out <FILE>");
    }
}
