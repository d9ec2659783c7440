//! Runs `jwtcore_fuzz::header`.
#![cfg_attr(fuzzing, no_main)]

jwtcore_fuzz::fuzz_target!(header);
