//! The program around the proof: entry, panics, faults, the counter of instructions, and what is printed.

use cortex_m::peripheral::SYST;
use cortex_m::peripheral::syst::SystClkSource;
use cortex_m_rt::{entry, exception};
use cortex_m_semihosting::debug::{self, EXIT_FAILURE, EXIT_SUCCESS};
use cortex_m_semihosting::hio::{self, HostStream};
use jwtcore_proof_cases::{Failure, Probe, Step, prove};

use crate::stack;

/// Under `-icount shift=0` an instruction takes a nanosecond, and the board's 25 MHz clock ticks every 40.
const INSTRUCTIONS_A_TICK: u32 = 40;
/// The counter counts down from its 24 bits: 671 million instructions.
const COUNTER_START: u32 = 0x00FF_FFFF;
/// Room for the digits of a `u32`.
const MAX_DIGITS: usize = 10;

#[entry]
fn main() -> ! {
    let passed = run().is_some_and(|passed| passed);
    debug::exit(if passed && float_control() { EXIT_SUCCESS } else { EXIT_FAILURE });
    halt()
}

fn run() -> Option<bool> {
    let out = hio::hstdout().ok()?;
    let mut counter = cortex_m::Peripherals::take()?.SYST;
    counter.set_clock_source(SystClkSource::Core);
    counter.set_reload(COUNTER_START);
    Some(prove(&mut Report { out, counter }))
}

struct Report {
    out: HostStream,
    counter: SYST,
}

impl Probe for Report {
    fn before(&mut self) {
        stack::paint();
        self.counter.clear_current();
        self.counter.enable_counter();
    }

    fn after(&mut self, step: Step, outcome: Result<(), Failure>) {
        let ticks = COUNTER_START - SYST::get_current();
        let wrapped = self.counter.has_wrapped();
        self.counter.disable_counter();
        let stack_len = stack::used();
        self.write(if outcome.is_ok() { "ok" } else { "FAILED" });
        for text in ["\t", step.subject, "\t", step.action] {
            self.write(text);
        }
        let instructions = if wrapped { 0 } else { ticks * INSTRUCTIONS_A_TICK };
        for number in [stack_len, instructions, outcome.err().map_or(0, Failure::number)] {
            self.write("\t");
            self.write_number(number);
        }
        self.write("\n");
    }
}

impl Report {
    fn write_number(&mut self, number: u32) {
        // Without `core::fmt`, whose code would be measured along with the core's.
        let mut digits = [b'0'; MAX_DIGITS];
        let mut rest = number;
        for digit in digits.iter_mut().rev() {
            *digit = b"0123456789"[(rest % 10) as usize];
            rest /= 10;
        }
        let digits = core::str::from_utf8(&digits).unwrap_or_default();
        let significant = digits.trim_start_matches('0');
        self.write(if significant.is_empty() { "0" } else { significant });
    }

    fn write(&mut self, text: &str) {
        // Whoever reads the report misses what could not be written.
        let _ = self.out.write_all(text.as_bytes());
    }
}

/// Where the feature asks for it, multiplies in double precision, which the processor cannot do by itself.
fn float_control() -> bool {
    !cfg!(feature = "break-float") || core::hint::black_box(1.5_f64) * core::hint::black_box(2.0) > 0.0
}

fn halt() -> ! {
    loop {
        cortex_m::asm::nop();
    }
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    debug::exit(EXIT_FAILURE);
    halt()
}

#[exception]
unsafe fn HardFault(_: &cortex_m_rt::ExceptionFrame) -> ! {
    debug::exit(EXIT_FAILURE);
    halt()
}
