//! The program on the optimal face: open columns and the rows that still bind them together.
//!
//! ```text
//! maximise  cost * x, then tie * x      sum_j a[i][j] x[j] + s[i] = rhs[i]        lower <= x <= upper, the logical s by the row's sense
//! ```
//! Columns that are decided are put in as numbers. A row with one open column is a bound of it, or its value, and goes; that may
//! decide the next. Columns are scaled to money: those that are not (completion) by their largest coefficient.

use crate::lp::{ColumnKey, Lp, RowKey, Sense};

use super::decide::{Decided, median_worth};

/// Part of an amount that is rounding: a value this much beyond its bound is at it.
const ROUNDING: f64 = 1e-9;

/// The rest that is to be solved. Variables: `0..n` open columns, then a logical for each row.
#[derive(Debug, Default)]
pub(super) struct Face {
    /// The program's column of each open column.
    columns: Vec<usize>,
    /// What its value is multiplied by.
    scale: Vec<f64>,
    starts: Vec<usize>,
    entries: Vec<(usize, f64)>,
    /// Bounds of all variables.
    pub(super) lower: Vec<f64>,
    pub(super) upper: Vec<f64>,
    /// Points and tie-break per unit of all variables.
    pub(super) cost: Vec<f64>,
    pub(super) tie: Vec<f64>,
    /// Where the given point has them.
    pub(super) start: Vec<f64>,
    pub(super) rhs: Vec<f64>,
    /// A typical amount, Rp 1 million.
    pub(super) money: f64,
    /// Points of a typical Rp 1 million.
    pub(super) worth: f64,
    /// The value of each of the program's columns that is not open.
    fixed: Vec<Option<f64>>,
}

/// The decisions contradict each other.
#[derive(Debug)]
pub(super) struct Contradiction;

impl Face {
    /// The rest that `decided` leaves open.
    pub(super) fn new(lp: &Lp, tie: &[f64], point: &[f64], decided: Decided) -> Result<Self, Contradiction> {
        let mut work = Work::new(lp, decided);
        work.propagate()?;
        Ok(work.rest(lp, tie, point))
    }

    /// Number of open columns.
    pub(super) fn open(&self) -> usize {
        self.columns.len()
    }

    /// Number of rows.
    pub(super) fn rows(&self) -> usize {
        self.rhs.len()
    }

    /// Number of coefficients, those of logicals among them.
    pub(super) fn entries(&self) -> usize {
        self.entries.len()
    }

    /// The coefficients of an open column or of a logical.
    pub(super) fn column(&self, variable: usize) -> &[(usize, f64)] {
        &self.entries[self.starts[variable]..self.starts[variable + 1]]
    }

    /// The point of the program where the open columns have `values`; totals are summed anew.
    pub(super) fn point(&self, lp: &Lp, values: &[f64]) -> Vec<f64> {
        let mut point: Vec<f64> = self.fixed.iter().map(|fixed| fixed.unwrap_or(0.0)).collect();
        for ((&j, &scale), &value) in self.columns.iter().zip(&self.scale).zip(values) {
            point[j] = value * scale;
        }
        // A total's own definition comes after those of the totals that it is made of.
        for row in lp.rows() {
            if let RowKey::Total(_) = row.key {
                let own = row.terms().find(|&(j, a)| a > 0.0 && matches!(lp.column(j), ColumnKey::Total(_)));
                if let Some((total, _)) = own {
                    point[total] -= row.activity(&point) - row.rhs;
                }
            }
        }
        point
    }
}

struct Work<'a> {
    lp: &'a Lp,
    fixed: Vec<Option<f64>>,
    lower: Vec<f64>,
    upper: Vec<f64>,
    exact: Vec<bool>,
    live: Vec<bool>,
    /// Open columns in each row, and its right-hand side less what is fixed.
    count: Vec<usize>,
    rest: Vec<f64>,
    starts: Vec<usize>,
    entries: Vec<(usize, f64)>,
    queue: Vec<usize>,
}

impl<'a> Work<'a> {
    fn new(lp: &'a Lp, decided: Decided) -> Self {
        let Decided { columns: mut fixed, exact } = decided;
        let (mut lower, mut upper) = (lp.lower().to_vec(), lp.upper().to_vec());
        for (j, key) in lp.columns().enumerate() {
            if let ColumnKey::Total(_) = key {
                // Its bounds follow from the rows of its payments.
                (fixed[j], lower[j], upper[j]) = (None, f64::NEG_INFINITY, f64::INFINITY);
            }
        }
        let mut work = Self {
            lp,
            exact,
            live: vec![true; lp.row_count()],
            count: vec![0; lp.row_count()],
            rest: lp.rhs().to_vec(),
            starts: vec![0; lp.column_count() + 1],
            entries: Vec::new(),
            queue: Vec::new(),
            fixed,
            lower,
            upper,
        };
        for (i, row) in lp.rows().enumerate() {
            for (j, a) in row.terms() {
                if let Some(value) = work.fixed[j] {
                    work.rest[i] -= a * value;
                } else {
                    work.count[i] += 1;
                    work.starts[j + 1] += 1;
                }
            }
            if work.count[i] <= 1 {
                work.queue.push(i);
            }
        }
        for j in 0..lp.column_count() {
            work.starts[j + 1] += work.starts[j];
        }
        work.entries = vec![(0, 0.0); work.starts[lp.column_count()]];
        let mut next = work.starts.clone();
        for (i, row) in lp.rows().enumerate() {
            for (j, a) in row.terms() {
                if work.fixed[j].is_none() {
                    work.entries[next[j]] = (i, a);
                    next[j] += 1;
                }
            }
        }
        work
    }

    fn propagate(&mut self) -> Result<(), Contradiction> {
        while let Some(i) = self.queue.pop() {
            if !std::mem::replace(&mut self.live[i], false) {
                continue;
            }
            let lp = self.lp;
            let row = lp.row(i);
            let Some((j, a)) = row.terms().find(|&(j, _)| self.fixed[j].is_none()) else { continue };
            let bound = self.rest[i] / a;
            let slop = ROUNDING * bound.abs().max(row.rhs.abs() / a.abs()).max(1.0);
            if self.exact[i] {
                self.fix(j, bound, slop)?;
            } else if (row.sense == Sense::AtMost) == (a > 0.0) {
                self.upper[j] = self.upper[j].min(bound);
            } else {
                self.lower[j] = self.lower[j].max(bound);
            }
            if self.fixed[j].is_none() && self.lower[j] >= self.upper[j] {
                self.fix(j, self.upper[j], slop)?;
            }
        }
        Ok(())
    }

    fn fix(&mut self, j: usize, value: f64, slop: f64) -> Result<(), Contradiction> {
        if value < self.lower[j] - slop || value > self.upper[j] + slop {
            return Err(Contradiction);
        }
        let value = value.max(self.lower[j]).min(self.upper[j]);
        self.fixed[j] = Some(value);
        for &(i, a) in &self.entries[self.starts[j]..self.starts[j + 1]] {
            self.rest[i] -= a * value;
            self.count[i] -= 1;
            if self.count[i] <= 1 && self.live[i] {
                self.queue.push(i);
            }
        }
        Ok(())
    }

    fn rest(self, lp: &Lp, tie: &[f64], point: &[f64]) -> Face {
        let mut face = Face { fixed: self.fixed, starts: vec![0], ..Face::default() };
        let rows: Vec<usize> = (0..lp.row_count()).filter(|&i| self.live[i]).collect();
        let mut place = vec![usize::MAX; lp.row_count()];
        for (at, &i) in rows.iter().enumerate() {
            place[i] = at;
        }
        let mut payments = (0.0, 0);
        for (j, key) in lp.columns().enumerate() {
            if face.fixed[j].is_some() {
                continue;
            }
            let entries = &self.entries[self.starts[j]..self.starts[j + 1]];
            let scale = if key.is_money() {
                1.0
            } else {
                1.0 / entries.iter().fold(f64::MIN_POSITIVE, |most, e| e.1.abs().max(most))
            };
            if let ColumnKey::Payment(_) = key {
                payments = (payments.0 + self.upper[j] - self.lower[j], payments.1 + 1);
            }
            face.columns.push(j);
            face.scale.push(scale);
            face.entries.extend(entries.iter().filter(|e| self.live[e.0]).map(|&(i, a)| (place[i], a * scale)));
            face.starts.push(face.entries.len());
            face.lower.push(self.lower[j] / scale);
            face.upper.push(self.upper[j] / scale);
            face.cost.push(lp.cost()[j] * scale);
            face.tie.push(tie[j] * scale);
            face.start.push(point[j] / scale);
        }
        for (at, &i) in rows.iter().enumerate() {
            face.entries.push((at, 1.0));
            face.starts.push(face.entries.len());
            let (lower, upper) = match lp.senses()[i] {
                _ if self.exact[i] => (0.0, 0.0),
                Sense::AtLeast => (f64::NEG_INFINITY, 0.0),
                Sense::AtMost | Sense::Equal => (0.0, f64::INFINITY),
            };
            face.lower.push(lower);
            face.upper.push(upper);
            face.cost.push(0.0);
            face.tie.push(0.0);
            face.start.push((lp.rhs()[i] - lp.row(i).activity(point)).clamp(lower, upper));
            face.rhs.push(self.rest[i]);
        }
        face.worth = median_worth(lp);
        face.money = if payments.1 > 0 { payments.0 / f64::from(payments.1) } else { 1.0 };
        face
    }
}
