//! Runs `jwtcore_fuzz::signer`.
#![cfg_attr(fuzzing, no_main)]

jwtcore_fuzz::fuzz_target!(signer);
