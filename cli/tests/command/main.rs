//! The command itself, run as its users run it: a test for each clause of its contract.

#[path = "../../examples/demo/case.rs"]
mod case;
mod cases;
mod command_line;
mod inspect;
mod issuers;
mod jwks;
mod key_files;
mod keygen;
mod run;
mod session;
mod sign;
// Terminals are made with the `script` of util-linux.
#[cfg(target_os = "linux")]
mod terminal;
mod tokens;
mod verify;
