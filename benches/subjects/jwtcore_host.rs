//! The subject `jwtcore-host`: this project's core over its backend for hosts, whose ES256 keys get tables.

mod backend {
    pub(crate) use jwtcore::host::{Key, KeySet, Signer};
}

mod shared {
    pub(crate) mod jwtcore;
}

use std::process::ExitCode;

fn main() -> ExitCode {
    jwtcore_benches::worker::serve(&shared::jwtcore::Jwtcore)
}
