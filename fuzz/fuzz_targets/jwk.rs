//! Runs `jwtcore_fuzz::jwk`.
#![cfg_attr(fuzzing, no_main)]

jwtcore_fuzz::fuzz_target!(jwk);
