//! The base point's table: computed when the crate is built, and a part of the program.

use super::point::Point;
use super::table::{BASE_WINDOW, Multiples};

/// The table's length.
const LEN: usize = BASE_WINDOW.points();

pub(super) static POINTS: [Point; LEN] = read(include_bytes!(concat!(env!("OUT_DIR"), "/p256_base_point.bin")));

/// The table of G.
pub(super) const TABLE: Multiples<'static> = Multiples::new(BASE_WINDOW, &POINTS);

/// Reads what `build.rs` wrote.
#[allow(clippy::large_stack_arrays, reason = "evaluated by the compiler")]
const fn read(bytes: &[u8; BASE_WINDOW.bytes()]) -> [Point; LEN] {
    let mut points = [Point::EMPTY; LEN];
    let mut slots: &mut [Point] = &mut points;
    let mut rest: &[u8] = bytes;
    while let ([slot, others @ ..], Some((bytes, after))) = (slots, rest.split_first_chunk()) {
        *slot = Point::from_stored(bytes);
        (slots, rest) = (others, after);
    }
    points
}
