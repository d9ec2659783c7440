//! Runs `jwtcore_fuzz::compact`.
#![cfg_attr(fuzzing, no_main)]

jwtcore_fuzz::fuzz_target!(compact);
