//! Runs `jwtcore_fuzz::secret`.
#![cfg_attr(fuzzing, no_main)]

jwtcore_fuzz::fuzz_target!(secret);
