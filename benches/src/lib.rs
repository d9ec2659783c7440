//! Measures jwtcore side by side with its peers: every subject a process of its own, all interleaved in one run.
//!
//! A subject implements [`subject::Subject`] in one file and serves it by [`worker::serve`]. The driver lets each
//! prove that it does the whole job ([`proof`]), then times all of them round by round ([`measure`]), and writes a
//! [`report`].

pub mod case;
pub mod claims;
pub mod clock;
pub mod goals;
pub mod instructions;
pub mod keys;
pub mod measure;
pub mod mint;
pub mod process;
pub mod proof;
pub mod protocol;
pub mod report;
pub mod statistics;
pub mod subject;
pub mod suite;
pub mod worker;
