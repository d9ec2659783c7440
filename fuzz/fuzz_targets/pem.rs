//! Runs `jwtcore_fuzz::pem`.
#![cfg_attr(fuzzing, no_main)]

jwtcore_fuzz::fuzz_target!(pem);
