//! Runs `jwtcore_fuzz::number`.
#![cfg_attr(fuzzing, no_main)]

jwtcore_fuzz::fuzz_target!(number);
