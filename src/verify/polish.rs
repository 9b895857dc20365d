//! Better prices from given ones, by arithmetic alone.
//!
//! Solvers leave noise on their prices. On the price of a need, or of the definition of a spending total, noise counts: needs and
//! totals are large beside the money there is. Both are determined by the other prices, so they are set to what makes the bound
//!
//! ```text
//! sum_i s_i b_i y_i  +  sum_j max over l_j <= x_j <= u_j of (c_j - sum_i s_i a_ij y_i) x_j
//! ```
//! least. A price above the penalty of its soft rule is cut to it, where that does not loosen the bound: beyond the penalty, breaking the
//! rule is cheaper. And where a solver hid the price of a ceiling in the upper bound of the column that it bounds, it is put on the ceiling's row,
//! where a planner finds it.

use super::certificate::{defined, is_breach, sign, usable};
use crate::lp::{ColumnKey, Lp, RowKey, RowRef, Sense};

/// Parts of its price up to which a total's reduced cost is tried as noise. Which is best depends on how exactly the solver worked:
/// below 1e-9 lies the arithmetic itself, above 1e-5 no solver passes its audit. Infinity takes all of it as noise.
const NOISE: [f64; 4] = [1e-9, 1e-7, 1e-5, f64::INFINITY];

/// Prices, one for each row of `lp`, whose bound on the objective `cost` is not looser than that of `prices`, up to rounding; most often
/// it is tighter by far.
#[must_use]
pub fn polish(lp: &Lp, prices: &[f64], cost: &[f64]) -> Vec<f64> {
    let prices = usable(lp, prices);
    // No prices at all are exact where nothing can be paid or nothing earns points.
    let none = Draft::new(lp, vec![0.0; lp.row_count()], cost, false);
    let drafts = [Draft::new(lp, prices.clone(), cost, true), Draft::new(lp, prices, cost, false), none];
    let tried = drafts.iter().flat_map(|draft| NOISE.iter().map(|&noise| draft.finish(noise)));
    let best = tried.fold(None, |best: Option<(f64, Vec<f64>)>, (bound, prices)| match best {
        Some(best) if best.0 <= bound || bound.is_nan() => Some(best),
        _ => Some((bound, prices)),
    });
    best.map_or_else(Vec::new, |(_, prices)| prices)
}

/// What all attempts share.
struct Draft<'a> {
    lp: &'a Lp,
    prices: Vec<f64>,
    /// Reduced costs without needs and definitions.
    reduced: Vec<f64>,
    /// Rows that define totals, with the total's column.
    definitions: Vec<(usize, usize)>,
    /// Need rows.
    needs: Vec<usize>,
    /// For each column, the row that bounds it alone most tightly, if that is no looser than its upper bound.
    alone: Vec<Option<u32>>,
}

impl<'a> Draft<'a> {
    fn new(lp: &'a Lp, mut prices: Vec<f64>, cost: &[f64], cut: bool) -> Self {
        let mut reduced = cost.to_vec();
        let (mut definitions, mut needs) = (Vec::new(), Vec::new());
        let mut alone: Vec<Option<u32>> = vec![None; lp.column_count()];
        for (i, row) in (0_u32..).zip(lp.rows()) {
            let at = i as usize;
            if let Some(total) = defined(lp, &row, cost) {
                definitions.push((at, total));
                continue;
            }
            if is_plain_need(lp, &row) {
                needs.push(at);
                continue;
            }
            if let Some(j) = bounds_alone(lp, &row)
                && alone[j].is_none_or(|known| row.rhs < lp.rhs()[known as usize])
            {
                alone[j] = Some(i);
            }
            if cut {
                prices[at] = within_penalty(lp, &row, prices[at], cost);
            }
            if prices[at] != 0.0 {
                let price = sign(row.sense) * prices[at];
                row.terms().for_each(|(j, a)| reduced[j] -= a * price);
            }
        }
        Self { lp, prices, reduced, definitions, needs, alone }
    }

    /// The bound (in plain `f64`) and the prices when up to `noise` of a total's price is noise.
    fn finish(&self, noise: f64) -> (f64, Vec<f64>) {
        let lp = self.lp;
        let mut prices = self.prices.clone();
        let mut reduced = self.reduced.clone();
        // A total may sum earlier ones, so the last comes first.
        for &(i, total) in self.definitions.iter().rev() {
            let left = reduced[total] - prices[i];
            if left > noise * prices[i].abs().max(reduced[total].abs()) {
                if let Some(row) = self.alone[total] {
                    prices[row as usize] += left;
                    reduced[total] -= left;
                }
            } else {
                prices[i] = reduced[total];
            }
            let price = prices[i];
            lp.row(i).terms().for_each(|(j, a)| reduced[j] -= a * price);
        }
        for &i in &self.needs {
            let row = lp.row(i);
            prices[i] = best_need_price(lp, &row, &reduced);
            row.terms().for_each(|(j, a)| reduced[j] -= a * prices[i]);
        }
        for (j, row) in self.alone.iter().enumerate() {
            if let Some(row) = *row
                && reduced[j] > 0.0
            {
                prices[row as usize] += reduced[j];
                reduced[j] = 0.0;
            }
        }
        let rows: f64 = prices.iter().zip(lp.rows()).map(|(price, row)| sign(row.sense) * price * row.rhs).sum();
        let best = |(j, &reduced): (usize, &f64)| (reduced * lp.lower()[j]).max(reduced * lp.upper()[j]);
        (rows + reduced.iter().enumerate().map(best).sum::<f64>(), prices)
    }
}

/// `price`, or what the penalty of a column that loosens `row` leaves of it: the price at which that column's reduced cost is 0.
fn within_penalty(lp: &Lp, row: &RowRef<'_>, price: f64, cost: &[f64]) -> f64 {
    let loosening = row.terms().filter(|&(j, _)| is_breach(lp.column(j)));
    loosening.fold(price, |price, (j, a)| {
        let weight = sign(row.sense) * a;
        if cost[j] - weight * price > 0.0 { cost[j] / weight } else { price }
    })
}

/// Whether `row` is `sum of payments <= cost`.
#[allow(clippy::float_cmp)] // exactly 1 is meant
fn is_plain_need(lp: &Lp, row: &RowRef<'_>) -> bool {
    matches!(row.key, RowKey::Need(_))
        && row.sense == Sense::AtMost
        && row.terms().all(|(j, a)| a == 1.0 && matches!(lp.column(j), ColumnKey::Payment(_)))
}

/// The column that `row` bounds from above, alone and at least as tightly as the column's own bound does.
#[allow(clippy::float_cmp)] // exactly 1 is meant
fn bounds_alone(lp: &Lp, row: &RowRef<'_>) -> Option<usize> {
    match (row.sense, row.columns, row.values) {
        (Sense::AtMost, &[j], &[a]) if a == 1.0 && row.rhs <= lp.upper()[j as usize] => Some(j as usize),
        _ => None,
    }
}

/// The price p >= 0 that makes `rhs * p + sum_j max over the box of (reduced_j - p) x_j` least. The function is convex and its slope
/// changes only at the reduced costs: going down from the largest, it is `rhs - sum of upper (above p) - sum of lower (not above)`.
fn best_need_price(lp: &Lp, row: &RowRef<'_>, reduced: &[f64]) -> f64 {
    let mut columns: Vec<usize> = row.columns.iter().map(|&j| j as usize).collect();
    columns.sort_by(|&a, &b| reduced[b].total_cmp(&reduced[a]));
    let mut slope = row.rhs - columns.iter().map(|&j| lp.lower()[j]).sum::<f64>();
    for j in columns {
        if reduced[j].is_nan() || reduced[j] <= 0.0 {
            break;
        }
        slope -= lp.upper()[j] - lp.lower()[j];
        if slope <= 0.0 {
            return reduced[j];
        }
    }
    0.0
}
