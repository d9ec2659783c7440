//! The C interface, function by function and convention by convention.

#[path = "../common/mod.rs"]
mod common;

mod batch;
mod buffers;
mod builders;
mod cache;
mod described;
mod handles;
mod house;
mod jws;
mod keys;
mod panics;
mod pointers;
mod policy;
mod signing;
mod skipped;
mod statuses;
mod store;
mod structures;
mod testdata;
mod threads;
mod verdicts;
