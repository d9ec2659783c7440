//! How much of the stack a step used: it is painted below the caller before the step, and looked at after it.
//!
//! Memory that no Rust value owns is written and read here, which cannot be done without `unsafe`.

use cortex_m::register::msp;

/// What unused stack holds.
const PAINT: u32 = 0xC5C5_C5C5;
/// Left unpainted below the stack pointer: more than painting itself may use, and less than any step.
const MARGIN: u32 = 256;

unsafe extern "C" {
    /// Where the stack must end, from `cortex-m-rt`'s linker script.
    safe static _stack_end: u32;
}

/// Paints the stack that is unused now.
#[inline(never)]
pub(crate) fn paint() {
    for address in unused() {
        // SAFETY: the address is aligned, within RAM, above all statics, and below the stack that is in use. No
        // interrupt is enabled that could use it meanwhile.
        unsafe { (address as *mut u32).write_volatile(PAINT) };
    }
}

/// How many bytes below here were written to since the stack was painted.
#[inline(never)]
pub(crate) fn used() -> u32 {
    // SAFETY: as above; it was painted, so it is initialized.
    let is_painted = |address: &u32| unsafe { (*address as *const u32).read_volatile() } == PAINT;
    let lowest = unused().find(|address| !is_painted(address));
    lowest.map_or(MARGIN, |lowest| msp::read() - lowest)
}

/// The addresses of the unused words, lowest first.
fn unused() -> impl Iterator<Item = u32> {
    let lowest = &raw const _stack_end as u32;
    (lowest..msp::read() - MARGIN).step_by(size_of::<u32>())
}
