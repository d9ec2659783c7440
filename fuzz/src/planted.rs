//! A fault on purpose: whoever runs the targets first sees that this one is found.

/// The input that fails.
pub const FAULT: &[u8] = b"{\"alg\":\"none\"}";

/// Fails for [`FAULT`] alone.
pub fn run(data: &[u8]) {
    assert!(data != FAULT, "the planted fault was found");
}
