//! Runs `jwtcore_fuzz::der`.
#![cfg_attr(fuzzing, no_main)]

jwtcore_fuzz::fuzz_target!(der);
