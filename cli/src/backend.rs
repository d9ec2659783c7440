//! The backend of this command: the one place that names it. Another one has to bring the same names.

pub(crate) use jwtcore::host::{Key, LargeKeySet as KeySet, Signer, generate, public_of};
