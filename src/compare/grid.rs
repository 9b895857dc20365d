//! Points on a grid, so that sums of them are exact.
//!
//! ```text
//! q = 2^k,  the least with  sum |points| <= 2^51 q
//! ```
//! A multiple of q that is below `2^53 q` has an `f64` of its own, and so has every sum of such numbers as long as it stays below that. The sum of all sizes
//! is at most `2^51 q`, and putting them on the grid adds at most half a q each, of which there are fewer than `2^32`.

/// A power of two that points are multiples of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Grid(f64);

impl Grid {
    /// The grid for numbers whose sizes add up to `sizes`.
    pub(super) fn new(sizes: f64) -> Self {
        let mut step = 2.0_f64.powi(-1000);
        // Comparing with the largest exact sum; doubling is exact. A sum that is no number has no grid finer than any.
        while step.is_finite() && step * TWO_TO_51 < sizes {
            step *= 2.0;
        }
        Self(step)
    }

    /// The nearest number on the grid.
    pub(super) fn put(self, points: f64) -> f64 {
        let steps = points / self.0;
        if steps.is_finite() { steps.round() * self.0 } else { points }
    }
}

const TWO_TO_51: f64 = 2_251_799_813_685_248.0;

#[cfg(test)]
mod tests {
    use super::*;

    /// Thirds, tenths and large numbers, added up in two orders: the same to the last bit, and near the true numbers.
    #[test]
    fn sums_are_exact_in_any_order() {
        let values: Vec<f64> = (1..2000).map(|i| f64::from(i) / 3.0 - 1e6 / f64::from(i) + 0.1).collect();
        let sizes: f64 = values.iter().map(|v| v.abs()).sum();
        let grid = Grid::new(sizes);
        let put: Vec<f64> = values.iter().map(|&v| grid.put(v)).collect();
        let forward: f64 = put.iter().sum();
        let backward: f64 = put.iter().rev().sum();
        assert_eq!(forward.to_bits(), backward.to_bits());
        for (value, put) in values.iter().zip(&put) {
            assert!((value - put).abs() <= sizes / TWO_TO_51, "{value} {put}");
        }
    }

    #[test]
    #[allow(clippy::float_cmp)] // nothing stays nothing
    fn nothing_and_the_boundless_are_no_trouble() {
        assert_eq!(Grid::new(0.0).put(0.0), 0.0);
        assert!(Grid::new(f64::INFINITY).put(1.0).is_finite());
    }
}
