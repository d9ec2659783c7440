//! A final artifact without `std` and without an allocator. A use of either, in any dependency, fails its build: only
//! a final artifact detects it, neither an rlib nor a dependency that nothing calls does.
//!
//! The names that C and the linker look for are what `#[unsafe(no_mangle)]` stands for here; there is no other unsafe.
#![no_std]

use jwtcore_proof_cases::{Failure, Probe, Step, prove};

/// What the C program does before and after each step.
#[repr(C)]
pub struct Callbacks {
    before: extern "C" fn(),
    /// `failure` is 0 for a step that passed.
    after: extern "C" fn(subject: Text, action: Text, failure: u32),
}

/// UTF-8 of a length, without a NUL at its end. Lives as long as the program.
#[repr(C)]
pub struct Text {
    start: *const u8,
    len: usize,
}

/// Goes through every step and returns whether all of them passed.
// Called from C, by this name.
#[unsafe(no_mangle)]
pub extern "C" fn jwtcore_proof(callbacks: &Callbacks) -> bool {
    prove(&mut Calls(callbacks))
}

struct Calls<'c>(&'c Callbacks);

impl Probe for Calls<'_> {
    fn before(&mut self) {
        (self.0.before)();
    }

    fn after(&mut self, step: Step, outcome: Result<(), Failure>) {
        (self.0.after)(text(step.subject), text(step.action), outcome.err().map_or(0, Failure::number));
    }
}

const fn text(text: &'static str) -> Text {
    Text { start: text.as_ptr(), len: text.len() }
}

/// `core` is delivered in a form that unwinds, and asks for this symbol, which `std` would bring. Nothing unwinds here.
// Looked for by the linker, by this name.
#[unsafe(no_mangle)]
pub extern "C" fn rust_eh_personality() {}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    unsafe extern "C" {
        safe fn abort() -> !;
    }
    abort()
}
