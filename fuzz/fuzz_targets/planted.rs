//! Runs `jwtcore_fuzz::planted`.
#![cfg_attr(fuzzing, no_main)]

jwtcore_fuzz::fuzz_target!(planted);
