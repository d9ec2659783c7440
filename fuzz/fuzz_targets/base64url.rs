//! Runs `jwtcore_fuzz::base64url`.
#![cfg_attr(fuzzing, no_main)]

jwtcore_fuzz::fuzz_target!(base64url);
