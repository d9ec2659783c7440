//! The protocol of sessions and revocation that all languages share to the byte: pure functions, no I/O.

mod keys;

pub use keys::{Slot, StoreKey};
