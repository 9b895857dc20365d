//! The whole program in the form that the simplex method works on.
//!
//! ```text
//! maximise  cost * x, then tie * x      sum_j a[i][j] x[j] + s[i] = rhs[i]        lower <= x <= upper, the logical s by the row's sense
//! ```
//! Bounds that follow from rows are left out or taken as wide as rows allow, so that a row may be moved without them: payments reach up to
//! their need's cost, totals are free, completion goes to 1, breaches and changes have no end. Columns that are not money are scaled by their largest
//! coefficient, as on a face.

use crate::finish::decide::median_worth;
use crate::lp::{ColumnKey, Formulation, Lp, Sense};

/// A program, columns first, then a logical for each row.
#[derive(Debug, Clone)]
pub(super) struct Program {
    /// Number of columns.
    pub(super) open: usize,
    /// What the value of each column is multiplied by.
    pub(super) scale: Vec<f64>,
    starts: Vec<usize>,
    entries: Vec<(usize, f64)>,
    row_starts: Vec<usize>,
    row_entries: Vec<(usize, f64)>,
    /// Sum of squares of each variable's coefficients.
    pub(super) norm: Vec<f64>,
    pub(super) lower: Vec<f64>,
    pub(super) upper: Vec<f64>,
    pub(super) cost: Vec<f64>,
    pub(super) tie: Vec<f64>,
    pub(super) rhs: Vec<f64>,
    /// A typical amount, Rp 1 million.
    pub(super) money: f64,
    /// Points of a typical Rp 1 million.
    pub(super) worth: f64,
}

impl Program {
    pub(super) fn new(formulation: &Formulation<'_>, tie: &[f64]) -> Self {
        let lp = &formulation.lp;
        let (open, rows) = (lp.column_count(), lp.row_count());
        let scale = scales(lp);
        let (starts, entries) = columns(lp, &scale);
        let (mut row_starts, mut row_entries) = (vec![0], Vec::with_capacity(lp.nonzeros()));
        let (mut lower, mut upper) = (Vec::with_capacity(open + rows), Vec::with_capacity(open + rows));
        let (mut cost, mut ties) = (Vec::with_capacity(open + rows), Vec::with_capacity(open + rows));
        let mut payments = (0.0, 0_u32);
        for (j, key) in lp.columns().enumerate() {
            let (low, high) = bounds(formulation, j, key);
            if let ColumnKey::Payment(_) = key {
                payments = (payments.0 + lp.upper()[j] - lp.lower()[j], payments.1 + 1);
            }
            lower.push(low / scale[j]);
            upper.push(high / scale[j]);
            cost.push(lp.cost()[j] * scale[j]);
            ties.push(tie[j] * scale[j]);
        }
        for row in lp.rows() {
            row_entries.extend(row.terms().map(|(j, a)| (j, a * scale[j])));
            row_starts.push(row_entries.len());
            let (low, high) = match row.sense {
                Sense::AtLeast => (f64::NEG_INFINITY, 0.0),
                Sense::AtMost => (0.0, f64::INFINITY),
                Sense::Equal => (0.0, 0.0),
            };
            lower.push(low);
            upper.push(high);
        }
        cost.resize(open + rows, 0.0);
        ties.resize(open + rows, 0.0);
        let square = |pair: &[usize]| entries[pair[0]..pair[1]].iter().map(|e| e.1 * e.1).sum::<f64>();
        let norm = starts.windows(2).map(square).map(|norm| norm.max(f64::MIN_POSITIVE)).collect();
        let money = if payments.1 > 0 { payments.0 / f64::from(payments.1) } else { 1.0 };
        let (rhs, worth) = (lp.rhs().to_vec(), median_worth(lp));
        Self {
            open,
            scale,
            starts,
            entries,
            row_starts,
            row_entries,
            norm,
            lower,
            upper,
            cost,
            tie: ties,
            rhs,
            money: money.max(1e-3),
            worth,
        }
    }

    /// Number of rows.
    pub(super) fn rows(&self) -> usize {
        self.rhs.len()
    }

    /// The coefficients of a column or a logical.
    pub(super) fn column(&self, variable: usize) -> &[(usize, f64)] {
        &self.entries[self.starts[variable]..self.starts[variable + 1]]
    }

    /// The coefficients of a row, its logical apart.
    pub(super) fn row(&self, row: usize) -> &[(usize, f64)] {
        &self.row_entries[self.row_starts[row]..self.row_starts[row + 1]]
    }

    /// Whether a variable has no bounds at all.
    pub(super) fn is_free(&self, variable: usize) -> bool {
        self.lower[variable] == f64::NEG_INFINITY && self.upper[variable] == f64::INFINITY
    }
}

fn scales(lp: &Lp) -> Vec<f64> {
    let mut largest = vec![0.0_f64; lp.column_count()];
    for row in lp.rows() {
        row.terms().for_each(|(j, a)| largest[j] = largest[j].max(a.abs()));
    }
    let keys = lp.columns().zip(largest);
    keys.map(|(key, most)| if key.is_money() || most <= 0.0 { 1.0 } else { 1.0 / most }).collect()
}

/// The columns of `lp`, scaled, and those of the logicals.
fn columns(lp: &Lp, scale: &[f64]) -> (Vec<usize>, Vec<(usize, f64)>) {
    let (open, rows) = (lp.column_count(), lp.row_count());
    let mut starts = vec![0; open + rows + 1];
    for row in lp.rows() {
        row.terms().for_each(|(j, _)| starts[j + 1] += 1);
    }
    for j in 0..open {
        starts[j + 1] += starts[j];
    }
    for i in 0..rows {
        starts[open + i + 1] = starts[open] + i + 1;
    }
    let mut entries = vec![(0, 0.0); starts[open + rows]];
    let mut next = starts.clone();
    for (i, row) in lp.rows().enumerate() {
        for (j, a) in row.terms() {
            entries[next[j]] = (i, a * scale[j]);
            next[j] += 1;
        }
        entries[next[open + i]] = (i, 1.0);
    }
    (starts, entries)
}

/// Bounds of column `j` that follow from no row, or as wide as rows allow.
fn bounds(formulation: &Formulation<'_>, j: usize, key: ColumnKey) -> (f64, f64) {
    let (lp, programme) = (&formulation.lp, formulation.programme);
    let (lower, upper) = (lp.lower()[j], lp.upper()[j]);
    match key {
        ColumnKey::Payment(id) => {
            let need = programme.payments()[id.index()].need;
            (lower, upper.max(programme.needs()[need.index()].cost.as_millions()))
        }
        ColumnKey::Total(_) => (f64::NEG_INFINITY, f64::INFINITY),
        ColumnKey::Shortfall(..) | ColumnKey::Excess(..) | ColumnKey::Change(_) | ColumnKey::ShortOfLeast(..) => {
            (lower, f64::INFINITY)
        }
        ColumnKey::Completion(..) => (lower, upper.max(1.0)),
        _ => (lower, upper),
    }
}
