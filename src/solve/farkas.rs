//! The proof that no point exists, checked with outward rounding.
//!
//! For weights `y` (>= 0 for `<=` and `>=`, any for `=`) let `g = sum_i +-y[i] a[i]` and `b = sum_i +-y[i] rhs[i]`, with minus for `>=`.
//! Every point that meets the rows has `g'x <= b`. If the least that `g'x` takes on within the bounds of the columns is above `b`,
//! there is no such point. Every sum is kept as two ends, each moved outward by one step at each operation.

use crate::lp::{Lp, Sense};

/// Two ends that hold the true value between them.
#[derive(Debug, Clone, Copy, Default)]
struct Between {
    low: f64,
    high: f64,
}

impl Between {
    fn add_product(&mut self, a: f64, b: f64) {
        let product = a * b;
        self.low = (self.low + product.next_down()).next_down();
        self.high = (self.high + product.next_up()).next_up();
    }
}

/// Whether `weights`, one for each row, prove that no point meets all rows and bounds of `lp`.
#[must_use]
pub fn proves_infeasible(lp: &Lp, weights: &[f64]) -> bool {
    if weights.len() != lp.row_count() || weights.iter().any(|weight| !weight.is_finite()) {
        return false;
    }
    let mut sums = vec![Between::default(); lp.column_count()];
    let mut right = Between::default();
    for (row, &weight) in lp.rows().zip(weights) {
        if weight == 0.0 {
            continue;
        }
        let weight = match row.sense {
            Sense::AtMost if weight > 0.0 => weight,
            Sense::AtLeast if weight > 0.0 => -weight,
            Sense::Equal => weight,
            // The wrong sign proves nothing; the other rows may all the same.
            _ => continue,
        };
        right.add_product(weight, row.rhs);
        for (j, value) in row.terms() {
            sums[j].add_product(weight, value);
        }
    }
    let mut least = 0.0f64;
    for (j, sum) in sums.iter().enumerate() {
        if sum.low == 0.0 && sum.high == 0.0 {
            continue;
        }
        let (lower, upper) = (lp.lower()[j], lp.upper()[j]);
        // The least of a product over two intervals is at a corner.
        let corners = [sum.low * lower, sum.low * upper, sum.high * lower, sum.high * upper];
        let corner = corners.iter().copied().fold(f64::INFINITY, f64::min);
        least = (least + corner.next_down()).next_down();
    }
    least.is_finite() && right.high.is_finite() && least > right.high
}
