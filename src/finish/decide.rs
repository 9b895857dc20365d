//! What point and prices have decided: columns that every optimum has at a bound, rows that every optimum meets exactly.
//!
//! ```text
//! d[j] = c[j] - sum_i s[i] y[i] a[i][j]        reduced cost; s = -1 for `>=`, else 1
//! D[j] = |c[j]| + sum_i |y[i] a[i][j]| + w max_i |a[i][j]|        its natural size; w = what a million is worth to a median payment
//! column at its lower bound:  -d/D >= theta  and  (x - lower) / range <= NEAR * -d/D       (upper: likewise)
//! row met exactly:             y * max_j |a[j]| / D[j] >= theta  and  slack / size <= NEAR * that
//! ```
//! Point and prices of an interior-point method lie inside the optimal faces, so that of each pair (column, reduced cost) and
//! (slack, price) one is clearly above 0 and the other clearly 0, except for a few in between. Those stay open.

use crate::lp::{ColumnKey, Lp, Sense};

/// How much nearer to 0 than its partner the vanishing one of a pair must be.
const NEAR: f64 = 1e-2;

/// What is decided.
#[derive(Debug)]
pub(super) struct Decided {
    /// The value of each column that is at a bound.
    pub(super) columns: Vec<Option<f64>>,
    /// Whether each row is met exactly.
    pub(super) exact: Vec<bool>,
}

/// Decides by `point` and `prices` at the threshold `theta`; without prices nothing but `=` is decided.
pub(super) fn decide(lp: &Lp, point: &[f64], prices: Option<&[f64]>, theta: f64) -> Decided {
    let mut columns = vec![None; lp.column_count()];
    let mut exact: Vec<bool> = lp.senses().iter().map(|sense| *sense == Sense::Equal).collect();
    for (j, fixed) in columns.iter_mut().enumerate() {
        if lp.upper()[j] <= lp.lower()[j] {
            *fixed = Some(lp.lower()[j]);
        }
    }
    let Some(prices) = prices else { return Decided { columns, exact } };
    let mut reduced = lp.cost().to_vec();
    let mut size: Vec<f64> = lp.cost().iter().map(|cost| cost.abs()).collect();
    // Without it a column that costs nothing, such as a total, would take its size from the rounding of its own prices.
    let worth = median_worth(lp);
    let mut largest = vec![0.0_f64; lp.column_count()];
    for (row, &price) in lp.rows().zip(prices) {
        let weight = if row.sense == Sense::AtLeast { -price } else { price };
        for (j, a) in row.terms() {
            reduced[j] -= weight * a;
            size[j] += (weight * a).abs();
            largest[j] = largest[j].max(a.abs());
        }
    }
    for (size, largest) in size.iter_mut().zip(&largest) {
        *size += worth * largest;
    }
    for (j, fixed) in columns.iter_mut().enumerate() {
        if fixed.is_some() || size[j] <= 0.0 {
            continue;
        }
        let (lower, upper) = (lp.lower()[j], lp.upper()[j]);
        let relative = reduced[j].abs() / size[j];
        if relative >= theta {
            let (bound, off) = if reduced[j] < 0.0 { (lower, point[j] - lower) } else { (upper, upper - point[j]) };
            if off <= NEAR * relative * (upper - lower) {
                *fixed = Some(bound);
            }
        }
    }
    for ((row, &price), exact) in lp.rows().zip(prices).zip(&mut exact) {
        if *exact || price <= 0.0 {
            continue;
        }
        let (mut weight, mut activity, mut largest) = (0.0_f64, 0.0, row.rhs.abs());
        for (j, a) in row.terms() {
            if columns[j].is_none() && size[j] > 0.0 {
                weight = weight.max(price * a.abs() / size[j]);
            }
            activity += a * point[j];
            largest = largest.max((a * point[j]).abs());
        }
        *exact = weight >= theta && (row.rhs - activity).abs() <= NEAR * weight * largest;
    }
    Decided { columns, exact }
}

/// What the median payment of those that earn points earns per Rp 1 million; 0 if none does.
pub(super) fn median_worth(lp: &Lp) -> f64 {
    let payments = lp.columns().zip(lp.cost()).filter(|(key, _)| matches!(key, ColumnKey::Payment(_)));
    let mut worth: Vec<f64> = payments.map(|(_, &cost)| cost).filter(|&cost| cost > 0.0).collect();
    if worth.is_empty() {
        return 0.0;
    }
    let middle = worth.len() / 2;
    *worth.select_nth_unstable_by(middle, f64::total_cmp).1
}
