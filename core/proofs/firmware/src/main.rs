//! Goes through the steps of the proof on a Cortex-M4 and reports each over semihosting, one line a step: "ok" or
//! "FAILED", subject, action, bytes of stack, instructions, and the number of the error.
#![cfg_attr(target_os = "none", no_std, no_main)]

#[cfg(target_os = "none")]
mod device;
#[cfg(target_os = "none")]
mod stack;

#[cfg(not(target_os = "none"))]
fn main() {}
