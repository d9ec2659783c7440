//! Runs `jwtcore_fuzz::policy`.
#![cfg_attr(fuzzing, no_main)]

jwtcore_fuzz::fuzz_target!(policy);
