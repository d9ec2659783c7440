//! Runs `jwtcore_fuzz::import`.
#![cfg_attr(fuzzing, no_main)]

jwtcore_fuzz::fuzz_target!(import);
