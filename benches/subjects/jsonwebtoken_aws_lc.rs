//! The subject `jsonwebtoken-aws-lc`: the crate `jsonwebtoken` over aws-lc-rs.

mod shared {
    pub(crate) mod jsonwebtoken;
}

use std::process::ExitCode;

fn main() -> ExitCode {
    if jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER.install_default().is_err() {
        eprintln!("a crypto provider is already installed in this process");
        return ExitCode::FAILURE;
    }
    jwtcore_benches::worker::serve(&shared::jsonwebtoken::Jsonwebtoken)
}
