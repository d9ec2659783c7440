//! Runs `jwtcore_fuzz::es256`.
#![cfg_attr(fuzzing, no_main)]

jwtcore_fuzz::fuzz_target!(es256);
