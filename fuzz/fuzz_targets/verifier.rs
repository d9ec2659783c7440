//! Runs `jwtcore_fuzz::verifier`.
#![cfg_attr(fuzzing, no_main)]

jwtcore_fuzz::fuzz_target!(verifier);
