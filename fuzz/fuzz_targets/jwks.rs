//! Runs `jwtcore_fuzz::jwks`.
#![cfg_attr(fuzzing, no_main)]

jwtcore_fuzz::fuzz_target!(jwks);
