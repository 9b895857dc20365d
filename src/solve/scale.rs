//! Scaling for general solvers: money in about Rp 1 billion, rows and objective about 1.
//!
//! ```text
//! x_j = u_j x'_j,   row i times r_i,   objective times o:
//! maximise sum_j (o c_j u_j) x'_j   subject to   sum_j (r_i a_ij u_j) x'_j  <=  r_i b_i
//! then   y_i = y'_i r_i / o   and   a ray:  w_i = w'_i r_i
//! ```
//!
//! Solvers stop at residuals relative to the largest numbers they see. At rupiah scale Clarabel returned points that were wrong in the first
//! digit and called them solved. Every factor is a power of two, so scaling and un-scaling lose no bit.

use crate::lp::{ColumnKey, Lp, RowRef};

/// The factors of one program.
#[derive(Debug)]
pub(super) struct Scaling {
    column: Vec<f64>,
    row: Vec<f64>,
    objective: f64,
}

impl Scaling {
    /// The factors for `lp`, whose numbers are finite.
    pub(super) fn of(lp: &Lp) -> Self {
        let money = power(typical_exponent(lp));
        let column: Vec<f64> = lp.columns().map(|key| if key.is_money() { money } else { 1.0 }).collect();
        let row = lp.rows().map(|row| reciprocal(row.terms().map(|(j, a)| a * column[j]))).collect();
        let objective = reciprocal(lp.cost().iter().zip(&column).map(|(c, u)| c * u));
        Self { column, row, objective }
    }

    /// `o c_j u_j`
    pub(super) fn cost(&self, lp: &Lp, j: usize) -> f64 {
        self.objective * lp.cost()[j] * self.column[j]
    }
    /// The scaled bounds of column `j`.
    pub(super) fn bounds(&self, lp: &Lp, j: usize) -> (f64, f64) {
        (lp.lower()[j] / self.column[j], lp.upper()[j] / self.column[j])
    }
    /// `r_i b_i`
    pub(super) fn rhs(&self, i: usize, row: &RowRef<'_>) -> f64 {
        self.row[i] * row.rhs
    }
    /// Column and `r_i a_ij u_j` of each term of row `i`.
    pub(super) fn terms(&self, i: usize, row: &RowRef<'_>) -> impl Iterator<Item = (usize, f64)> {
        row.terms().map(move |(j, a)| (j, self.row[i] * a * self.column[j]))
    }

    /// The value of column `j` from its scaled value, moved into its bounds: interior-point solvers keep a bound up to their residual only.
    pub(super) fn value(&self, lp: &Lp, j: usize, scaled: f64) -> f64 {
        (scaled * self.column[j]).clamp(lp.lower()[j], lp.upper()[j])
    }
    /// The scaled objective of so many points.
    #[cfg(feature = "highs")]
    pub(super) fn scaled_points(&self, points: f64) -> f64 {
        self.objective * points
    }
    /// Points from a scaled objective.
    #[cfg(feature = "highs")]
    pub(super) fn points(&self, scaled: f64) -> f64 {
        scaled / self.objective
    }
    /// The price of row `i` from its scaled price.
    pub(super) fn price(&self, i: usize, scaled: f64) -> f64 {
        scaled * self.row[i] / self.objective
    }
    /// The weight of row `i` in a ray from its scaled weight.
    pub(super) fn weight(&self, i: usize, scaled: f64) -> f64 {
        scaled * self.row[i]
    }
}

/// Mean exponent of the upper bounds of payments: the size of a typical need, unmoved by outliers. In whole numbers, so that it is
/// the same on every machine.
fn typical_exponent(lp: &Lp) -> i64 {
    let exponents = lp
        .columns()
        .zip(lp.upper())
        .filter(|(key, upper)| matches!(key, ColumnKey::Payment(_)) && **upper > 0.0)
        .map(|(_, &upper)| exponent(upper));
    let (sum, count) = exponents.fold((0, 0), |(sum, count), e| (sum + e, count + 1));
    if count == 0 { 0 } else { i64::div_euclid(sum, count) }
}

/// A power of two that brings the largest of `values` into [1, 2); 1 if all are 0.
fn reciprocal(values: impl Iterator<Item = f64>) -> f64 {
    let largest = values.map(f64::abs).fold(0.0, f64::max);
    if largest > 0.0 { power(-exponent(largest)) } else { 1.0 }
}

/// `e` with `2^e <= value < 2^(e+1)`, for a positive normal number.
fn exponent(value: f64) -> i64 {
    i64::from((value.to_bits() >> 52) as u16 & 0x7ff) - 1023
}

/// `2^e`, held within 2^-500 .. 2^500 so that no product of two factors leaves the range of `f64`.
fn power(e: i64) -> f64 {
    let biased = (e.clamp(-500, 500) + 1023).unsigned_abs();
    f64::from_bits(biased << 52)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: the definition of binary floating point.
    #[test]
    fn powers_and_exponents_are_exact() {
        for (value, e) in [(1.0, 0), (1.5, 0), (2.0, 1), (0.75, -1), (1e9, 29), (1e-9, -30)] {
            assert_eq!(exponent(value), e, "{value}");
        }
        assert_eq!(power(10).to_bits(), 1024.0_f64.to_bits());
        assert_eq!(power(-2).to_bits(), 0.25_f64.to_bits());
        assert_eq!(reciprocal([0.0, -6.0, 5.0].into_iter()).to_bits(), 0.25_f64.to_bits());
        assert_eq!(reciprocal([0.0].into_iter()).to_bits(), 1.0_f64.to_bits());
    }
}
