//! Medians and ninetieth percentiles of batches.

/// The middle of what was measured: with an even number, the mean of the two in the middle.
#[must_use]
pub fn median(values: &[f64]) -> f64 {
    let sorted = sorted(values);
    match sorted.len() {
        0 => f64::NAN,
        len if len % 2 == 0 => f64::midpoint(sorted[len / 2 - 1], sorted[len / 2]),
        len => sorted[len / 2],
    }
}

/// The smallest value that nine tenths do not exceed.
#[must_use]
pub fn p90(values: &[f64]) -> f64 {
    let sorted = sorted(values);
    let rank = (sorted.len() * 9).div_ceil(10);
    rank.checked_sub(1).and_then(|at| sorted.get(at)).copied().unwrap_or(f64::NAN)
}

fn sorted(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-9, "{found} in place of {expected}");
    }

    #[test]
    fn median_is_the_middle_whatever_the_order() {
        same(median(&[9.0, 1.0, 5.0]), 5.0);
        same(median(&[4.0, 1.0, 3.0, 2.0]), 2.5);
        assert!(median(&[]).is_nan());
    }

    #[test]
    fn p90_is_the_nearest_rank() {
        let ten: Vec<f64> = (1..=10).map(f64::from).collect();
        same(p90(&ten), 9.0);
        same(p90(&ten[..2]), 2.0);
        let forty_one: Vec<f64> = (1..=41).map(f64::from).collect();
        same(p90(&forty_one), 37.0);
        assert!(p90(&[]).is_nan());
    }
}
