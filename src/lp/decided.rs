//! A mixed-integer program with its decisions taken: what is left is a linear program over money.
//!
//! ```text
//! sum_j a[i][j] x[j] + sum_k a[i][k] w[k] <= b[i]     becomes     sum_j a[i][j] x[j] <= b[i] - sum_k a[i][k] w[k]
//! ```
//! Columns keep their places; those of decisions stand in no row, earn nothing and are held at their values. A row over money only has a
//! scale again, so that rounding to whole units works on it in integers.

use crate::lp::matrix::{Lp, RowKey, Sense};

/// The decisions contradict a row that holds nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the decisions contradict row {row:?}")]
pub struct Undecided {
    /// The row.
    pub row: RowKey,
}

/// A row over decisions alone holds if it is missed by less: its numbers are whole.
const WHOLE: f64 = 1e-6;

/// `lp` with each decision at the whole number that is nearest to its value in `point`.
///
/// # Errors
/// [`Undecided`] if a row over decisions alone does not hold.
pub fn decided(lp: &Lp, point: &[f64]) -> Result<Lp, Undecided> {
    let taken: Vec<Option<f64>> = lp
        .whole()
        .iter()
        .enumerate()
        .map(|(j, whole)| {
            whole.then(|| point.get(j).copied().unwrap_or(0.0).round().clamp(lp.lower()[j], lp.upper()[j]))
        })
        .collect();
    let mut left = Lp::default();
    for (j, key) in lp.columns().enumerate() {
        match taken[j] {
            Some(value) => left.add_column(key, 0.0, value, value),
            None => left.add_column(key, lp.cost()[j], lp.lower()[j], lp.upper()[j]),
        };
    }
    for groups in lp.groups() {
        left.add_groups(groups.clone());
    }
    for row in lp.rows() {
        let mut rhs = row.rhs;
        let mut terms = Vec::with_capacity(row.columns.len());
        let (mut decisions, mut money) = (false, true);
        for (&column, &a) in row.columns.iter().zip(row.values) {
            let j = column as usize;
            if let Some(value) = taken[j] {
                decisions = true;
                rhs -= a * value;
            } else {
                money &= lp.column(j).is_money();
                terms.push((column, a));
            }
        }
        if decisions && terms.is_empty() {
            let holds = match row.sense {
                Sense::AtMost => rhs >= -WHOLE,
                Sense::AtLeast => rhs <= WHOLE,
                Sense::Equal => rhs.abs() <= WHOLE,
            };
            if !holds {
                return Err(Undecided { row: row.key });
            }
            continue;
        }
        let scale = if decisions && money { 1.0 } else { row.scale };
        left.add_row(row.key, row.sense, rhs, scale, terms);
    }
    Ok(left)
}
