//! The exported functions, each a thin skin: take the outputs, take the arguments, act, write the outputs.
#![allow(unsafe_code, reason = "the signatures of exported functions; their bodies hold none")]
#![allow(clippy::missing_safety_doc, reason = "the crate's conventions say it for all of them")]

mod builder;
#[cfg(feature = "fault-injection")]
mod fault_injection;
mod info;
mod key;
mod signer;
mod store;
mod verifier;

pub use builder::*;
#[cfg(feature = "fault-injection")]
pub use fault_injection::*;
pub use info::*;
pub use key::*;
pub use signer::*;
pub use store::*;
pub use verifier::*;
