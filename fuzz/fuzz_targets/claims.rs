//! Runs `jwtcore_fuzz::claims`.
#![cfg_attr(fuzzing, no_main)]

jwtcore_fuzz::fuzz_target!(claims);
