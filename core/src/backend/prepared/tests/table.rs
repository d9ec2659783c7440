//! Digits that add up to their scalar, tables that hold what they must, and multiples that are p256's.

use std::vec::Vec;

use p256::elliptic_curve::bigint::{ArrayEncoding as _, U256};
use p256::elliptic_curve::{Group as _, PrimeField as _};
use p256::{ProjectivePoint, Scalar};

use super::{affine, generator_times, is_same, memory, ours, scalar_of};
use crate::backend::prepared::base;
use crate::backend::prepared::point::{Jacobian, Point};
use crate::backend::prepared::table::{BASE_WINDOW, Digits, Multiples, Window, fill};

const ORDER: U256 = U256::from_be_hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");

/// Scalars with digits at their edges: none, all, those that just carry and just do not, and a carry through all of them.
fn edge_scalars() -> Vec<[u64; 4]> {
    let less = |less: u64| ORDER.wrapping_sub(&U256::from_u64(less)).to_words();
    let mut scalars = std::vec![[0; 4], less(1), less(2), less(3), ORDER.shr_vartime(1).to_words()];
    for bit in 0..256 {
        let power = U256::ONE.shl_vartime(bit);
        scalars.extend([power, power.wrapping_sub(&U256::ONE), power.wrapping_add(&U256::ONE)].map(U256::to_words));
    }
    for window in Window::ALL {
        for digit in [half(window) - 1, half(window), half(window) + 1, half(window) * 2 - 1] {
            for first in 0..3 {
                let digits = (first..256 / bits(window)).map(|at| U256::from_u64(digit).shl_vartime(at * bits(window)));
                scalars.push(digits.fold(U256::ZERO, |sum, digit| sum | digit).to_words());
            }
        }
    }
    scalars.retain(|scalar| U256::from_words(*scalar) < ORDER);
    scalars
}

fn bits(window: Window) -> u32 {
    4 + u32::try_from(Window::ALL.iter().position(|other| *other == window).unwrap()).unwrap()
}

fn half(window: Window) -> u64 {
    1 << (bits(window) - 1)
}

#[test]
fn digits_are_small_and_add_up() {
    for window in Window::ALL {
        for scalar in edge_scalars() {
            let digits: Vec<_> = Digits::new(window, scalar).collect();
            let last = 1 << (256 - bits(window) * (u32::try_from(digits.len()).unwrap() - 1));
            let mut sum = U256::ZERO;
            for (at, digit) in digits.iter().enumerate() {
                let greatest = if at + 1 == digits.len() { last } else { usize::try_from(half(window)).unwrap() };
                assert!(digit.magnitude <= greatest, "{window:?} {scalar:x?} {at} {digit:?}");
                let value = U256::from_u64(digit.magnitude.try_into().unwrap());
                let value = value.unbounded_shl_vartime(u32::try_from(at).unwrap() * bits(window));
                sum = if digit.is_negative { sum.wrapping_sub(&value) } else { sum.wrapping_add(&value) };
            }
            assert_eq!(sum.to_words(), scalar, "{window:?}");
        }
    }
}

#[test]
fn windows_have_the_points_that_they_say() {
    let sizes = Window::ALL.map(|window| (window.points(), window.bytes()));
    assert_eq!(sizes, [(513, 32_832), (818, 52_352), (1360, 87_040), (2320, 148_480), (4097, 262_208)]);
}

/// Every entry, for G and for a point that nothing links with it.
#[test]
fn tables_hold_the_multiples() {
    let other = generator_times(Scalar::from(0x1234_5678_9ABC_DEF0_u64).invert().unwrap());
    for (window, point) in
        Window::ALL.map(|window| (window, other)).into_iter().chain([(BASE_WINDOW, ProjectivePoint::GENERATOR)])
    {
        let mut points = memory(window);
        fill(&mut points, window, ours(point).unwrap());
        check_entries(&points, window, point);
    }
}

fn check_entries(points: &[Point], window: Window, point: ProjectivePoint) {
    let mut first = point;
    let mut checked = 0;
    for entries in points.chunks(usize::try_from(half(window)).unwrap()) {
        let mut multiple = first;
        for entry in entries {
            assert!(is_same(Some(*entry), ours(multiple)), "{window:?}: entry {checked}");
            multiple += first;
            checked += 1;
        }
        first = (0..bits(window)).fold(first, |power, _| power.double());
    }
    assert_eq!(checked, window.points());
}

/// What the build script wrote is what the library computes.
#[test]
fn the_base_table_is_the_generators() {
    let mut points = memory(BASE_WINDOW);
    fill(&mut points, BASE_WINDOW, Point::GENERATOR);
    assert_eq!(base::POINTS.len(), points.len());
    assert!(base::POINTS.into_iter().zip(points).all(|(built, computed)| is_same(Some(built), Some(computed))));
}

#[test]
fn multiples_are_those_of_p256() {
    let point = generator_times(Scalar::from(7_u64).invert().unwrap());
    for window in Window::ALL {
        let mut points = memory(window);
        fill(&mut points, window, ours(point).unwrap());
        let table = Multiples::new(window, &points);
        let scalars = edge_scalars();
        for scalar in scalars.iter().skip(bits(window) as usize % 5).step_by(5) {
            let multiple = table.add_multiple(Jacobian::INFINITY, *scalar).unwrap();
            assert!(is_same(affine(multiple), ours(point * scalar_of(*scalar))), "{window:?} {scalar:x?}");
        }
    }
}

/// Sums that arrive at each entry itself, its negative and infinity: -m·P and then m·P, and so on.
#[test]
fn sums_that_meet_an_entry_are_right() {
    let point = generator_times(Scalar::from(5_u64).invert().unwrap());
    for window in Window::ALL {
        let mut points = memory(window);
        fill(&mut points, window, ours(point).unwrap());
        let table = Multiples::new(window, &points);
        for place in [0, 1, 2, 128 / bits(window), 255 / bits(window)] {
            let unit = Scalar::from_repr(U256::ONE.shl_vartime(place * bits(window)).to_be_byte_array()).unwrap();
            for digit in [1, 2, half(window) / 2, half(window)] {
                let Some(scalar) = Option::<Scalar>::from(Scalar::from_repr((unit * Scalar::from(digit)).to_repr()))
                else {
                    continue;
                };
                for start in [Scalar::ZERO.sub(&scalar), scalar, scalar + scalar, Scalar::ZERO] {
                    let from = ours(point * start).map_or(Jacobian::INFINITY, Jacobian::from_point);
                    let sum = table.add_multiple(from, U256::from_be_byte_array(scalar.to_repr()).to_words()).unwrap();
                    assert!(is_same(affine(sum), ours(point * (start + scalar))), "{window:?} {place} {digit}");
                }
            }
        }
    }
}

#[test]
fn a_table_that_is_too_short_gives_no_multiple() {
    let mut points = memory(Window::Bits4);
    fill(&mut points, Window::Bits4, Point::GENERATOR);
    let table = Multiples::new(Window::Bits4, &points[..500]);
    assert!(table.add_multiple(Jacobian::INFINITY, [1, 0, 0, 1 << 60]).is_none());
}
