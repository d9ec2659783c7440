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
mod sign;
mod terminal;
mod tokens;
mod verify;
