//! The subject `jwtcore`: this project's core over its default backend.

mod backend {
    pub(crate) use jwtcore::{Key, KeySet, Signer};
}

mod shared {
    pub(crate) mod jwtcore;
}

use std::process::ExitCode;

fn main() -> ExitCode {
    jwtcore_benches::worker::serve(&shared::jwtcore::Jwtcore)
}
