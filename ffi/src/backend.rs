//! Which of the core's backends the library is built with: the one for hosts.

pub(crate) use jwtcore::host::{ForkGate, Key, LargeKeySet, Signer, Within, generate, generate_rsa, public_of};
