//! Which of the core's backends the library is built with: the one for hosts.

pub(crate) use jwtcore::host::{Key, LargeKeySet, Signer, generate, generate_rsa, public_of};
