//! The bodies of the fuzz targets: each takes any bytes, and panics where a property of jwtcore does not hold.
//!
//! `fuzz_targets/` runs them under libFuzzer, `tests/replay.rs` over the committed corpora on stable Rust.

mod reference;

pub mod base64url;
pub mod claims;
pub mod compact;
pub mod der;
pub mod es256;
pub mod header;
pub mod import;
pub mod jose;
pub mod jwk;
pub mod jwks;
pub mod keys;
pub mod number;
pub mod pem;
pub mod planted;
pub mod policy;
pub mod recipe;
pub mod secret;
pub mod signer;
pub mod testdata;
pub mod verifier;

/// One fuzz target: its name, which is also that of its binary and its corpus, and its body.
#[derive(Clone, Copy)]
pub struct Target {
    /// The name.
    pub name: &'static str,
    /// The body.
    pub run: fn(&[u8]),
}

/// The table of targets, by the names of their modules.
macro_rules! targets {
    ($($module:ident),*) => { &[$(Target { name: stringify!($module), run: $module::run }),*] };
}

/// Every target but [`planted`], whose fault is there on purpose.
pub const TARGETS: &[Target] = targets![
    base64url, compact, header, claims, number, der, pem, jwk, jwks, import, secret, signer, policy, verifier, es256
];

/// Makes a fuzz target's binary out of a body: libFuzzer's under cargo-fuzz, and without it one that runs the files
/// it is given, so that a find can be looked at on stable.
#[macro_export]
macro_rules! fuzz_target {
    ($module:ident) => {
        #[cfg(fuzzing)]
        libfuzzer_sys::fuzz_target!(|data: &[u8]| jwtcore_fuzz::$module::run(data));

        #[cfg(not(fuzzing))]
        fn main() -> std::io::Result<()> {
            std::env::args_os().skip(1).try_for_each(|file| {
                jwtcore_fuzz::$module::run(&std::fs::read(&file)?);
                println!("{}: holds", file.display());
                Ok(())
            })
        }
    };
}
