//! A dense dual simplex for small programs whose columns all have bounds.
//!
//! ```text
//! maximise c'x   subject to   a_i'x + s_i = b_i,   l <= x <= u,   s_i >= 0 for <=, <= 0 for >=, 0 for =
//!
//! value[i]        what the basic variable of row i is worth
//! table[i][j]     by how much it falls when nonbasic variable j rises by one
//! reduced[j]      by how much the objective rises then
//! ```
//! With all slacks basic and each column at the bound that its cost likes better, every reduced cost has the right sign at once, and a change of
//! bounds leaves it so: a node of the search goes on from where its parent stopped. Bounds that are passed are mended one at a time: the
//! variable that passes its own by most leaves, the one that loses least enters.

use crate::lp::{Lp, Sense};

/// A variable passes its bound if by more than this; variables are scaled to about 1.
const FEASIBLE: f64 = 1e-9;
/// Entries of the table below this are noise.
const PIVOT: f64 = 1e-9;
/// Steps without an end are taken for cycling beyond this many for each row and column.
const STEPS: usize = 50;

/// How a solve ended.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Solved {
    /// An optimum.
    Optimal,
    /// No point; the ray is a weight for each row.
    Infeasible(Vec<f64>),
    /// Too many steps, or numbers that are none.
    Failed,
}

/// Where a variable is.
#[derive(Debug, Clone, Copy, PartialEq)]
enum At {
    Lower,
    Upper,
}

/// A program in the state that its last solve left.
#[derive(Debug, Clone)]
pub(crate) struct Tableau {
    rows: usize,
    columns: usize,
    table: Vec<f64>,
    value: Vec<f64>,
    reduced: Vec<f64>,
    /// Variable of each row; column j is variable j, the slack of row i variable `columns + i`.
    basic: Vec<usize>,
    nonbasic: Vec<usize>,
    at: Vec<At>,
    lower: Vec<f64>,
    upper: Vec<f64>,
    scale: Vec<f64>,
    row_scale: Vec<f64>,
    senses: Vec<Sense>,
    /// Cells of the table changed so far.
    work: u64,
}

/// A power of two near `size`, so that scaling loses no bit; 1 for nothing.
fn power(size: f64) -> f64 {
    if size > 0.0 && size.is_finite() { size.log2().round().clamp(-60.0, 60.0).exp2() } else { 1.0 }
}

impl Tableau {
    /// `lp`, not solved yet.
    pub(crate) fn new(lp: &Lp) -> Self {
        let (rows, columns) = (lp.row_count(), lp.column_count());
        // Decisions stay as they are; money counts in what it can be at most.
        let scale: Vec<f64> = (0..columns)
            .map(|j| if lp.column(j).is_money() { power(lp.upper()[j].abs().max(lp.lower()[j].abs())) } else { 1.0 })
            .collect();
        let row_scale: Vec<f64> = lp
            .rows()
            .map(|row| 1.0 / power(row.terms().map(|(j, a)| (a * scale[j]).abs()).fold(0.0, f64::max)))
            .collect();
        let mut table = vec![0.0; rows * columns];
        let mut value = Vec::with_capacity(rows);
        for (i, row) in lp.rows().enumerate() {
            for (j, a) in row.terms() {
                table[i * columns + j] = a * scale[j] * row_scale[i];
            }
            value.push(row.rhs * row_scale[i]);
        }
        let mut lower: Vec<f64> = (0..columns).map(|j| lp.lower()[j] / scale[j]).collect();
        let mut upper: Vec<f64> = (0..columns).map(|j| lp.upper()[j] / scale[j]).collect();
        for sense in lp.senses() {
            lower.push(if *sense == Sense::AtLeast { f64::NEG_INFINITY } else { 0.0 });
            upper.push(if *sense == Sense::AtMost { f64::INFINITY } else { 0.0 });
        }
        let reduced: Vec<f64> = (0..columns).map(|j| lp.cost()[j] * scale[j]).collect();
        let at: Vec<At> = reduced.iter().map(|&d| if d > 0.0 { At::Upper } else { At::Lower }).collect();
        let mut tableau = Self {
            rows,
            columns,
            table,
            value,
            reduced,
            basic: (columns..columns + rows).collect(),
            nonbasic: (0..columns).collect(),
            at,
            lower,
            upper,
            scale,
            row_scale,
            senses: lp.senses().to_vec(),
            work: 0,
        };
        for j in 0..columns {
            tableau.shift(j, tableau.bound(j));
        }
        tableau
    }

    /// The bound at which the variable at nonbasic place `j` is.
    fn bound(&self, j: usize) -> f64 {
        let variable = self.nonbasic[j];
        if self.at[j] == At::Upper { self.upper[variable] } else { self.lower[variable] }
    }

    /// Moves the nonbasic variable at place `j` by `step`.
    fn shift(&mut self, j: usize, step: f64) {
        if step != 0.0 {
            for (i, value) in self.value.iter_mut().enumerate() {
                *value -= self.table[i * self.columns + j] * step;
            }
        }
    }

    /// Gives column `column` other bounds; they may make the point infeasible but never the prices.
    pub(crate) fn set_bounds(&mut self, column: usize, lower: f64, upper: f64) {
        let (lower, upper) = (lower / self.scale[column], upper / self.scale[column]);
        if let Some(j) = self.nonbasic.iter().position(|&variable| variable == column) {
            let before = self.bound(j);
            (self.lower[column], self.upper[column]) = (lower, upper);
            let step = self.bound(j) - before;
            self.shift(j, step);
        } else {
            (self.lower[column], self.upper[column]) = (lower, upper);
        }
    }

    /// Cells of the table changed since it was made.
    pub(super) fn work(&self) -> u64 {
        self.work
    }

    /// Goes to the optimum.
    pub(crate) fn solve(&mut self) -> Solved {
        for _ in 0..STEPS * (self.rows + self.columns + 1) {
            let Some((row, target)) = self.leaving() else { return Solved::Optimal };
            if !self.value[row].is_finite() {
                return Solved::Failed;
            }
            match self.entering(row, self.value[row] < target) {
                Some(place) => self.pivot(row, place, target),
                None => return Solved::Infeasible(self.ray(row, self.value[row] < target)),
            }
        }
        Solved::Failed
    }

    /// The row whose variable passes a bound by most, and the bound.
    fn leaving(&self) -> Option<(usize, f64)> {
        let mut worst: Option<(f64, usize, f64)> = None;
        for (i, &value) in self.value.iter().enumerate() {
            let variable = self.basic[i];
            let (lower, upper) = (self.lower[variable], self.upper[variable]);
            let (by, bound) = if value < lower { (lower - value, lower) } else { (value - upper, upper) };
            let size = if bound.is_finite() { 1.0 + bound.abs() } else { 1.0 };
            if (by > FEASIBLE * size || by.is_nan()) && worst.is_none_or(|(most, ..)| by > most) {
                worst = Some((by, i, bound));
            }
        }
        worst.map(|(_, row, bound)| (row, bound))
    }

    /// The place of the variable that enters so that the value of `row` rises (or falls).
    #[allow(clippy::float_cmp)] // held at one value exactly
    fn entering(&self, row: usize, rises: bool) -> Option<usize> {
        let entries = &self.table[row * self.columns..(row + 1) * self.columns];
        let mut best: Option<(f64, f64, usize)> = None;
        for (j, &entry) in entries.iter().enumerate() {
            let variable = self.nonbasic[j];
            if entry.abs() < PIVOT || self.lower[variable] == self.upper[variable] {
                continue;
            }
            // From its lower bound a variable can rise, which lowers the row by its entry.
            let helps = (self.at[j] == At::Lower) == ((entry < 0.0) == rises);
            if helps {
                let (ratio, size) = (self.reduced[j].abs() / entry.abs(), entry.abs());
                let better = best.is_none_or(|(least, largest, _)| {
                    ratio < least - 1e-12 || (ratio <= least + 1e-12 && size > largest)
                });
                if better {
                    best = Some((ratio, size, j));
                }
            }
        }
        best.map(|(.., place)| place)
    }

    #[allow(clippy::float_cmp)] // the target is one of the bounds
    fn pivot(&mut self, row: usize, place: usize, target: f64) {
        let columns = self.columns;
        let pivot = self.table[row * columns + place];
        let step = (self.value[row] - target) / pivot;
        let entered = self.bound(place) + step;
        self.shift(place, step);
        let own: Vec<f64> = self.table[row * columns..(row + 1) * columns].iter().map(|entry| entry / pivot).collect();
        for i in (0..self.rows).filter(|&i| i != row) {
            let line = &mut self.table[i * columns..(i + 1) * columns];
            let factor = line[place];
            if factor != 0.0 {
                self.work += columns as u64;
                for (entry, own) in line.iter_mut().zip(&own) {
                    *entry -= factor * own;
                }
                line[place] = -factor / pivot;
            }
        }
        let factor = self.reduced[place];
        if factor != 0.0 {
            for (reduced, own) in self.reduced.iter_mut().zip(&own) {
                *reduced -= factor * own;
            }
        }
        self.reduced[place] = -factor / pivot;
        self.table[row * columns..(row + 1) * columns].copy_from_slice(&own);
        self.table[row * columns + place] = 1.0 / pivot;
        let left = std::mem::replace(&mut self.basic[row], self.nonbasic[place]);
        self.nonbasic[place] = left;
        self.value[row] = entered;
        self.at[place] = if target == self.upper[left] && target != self.lower[left] { At::Upper } else { At::Lower };
    }

    /// The value of each column.
    pub(crate) fn point(&self) -> Vec<f64> {
        let mut point = vec![0.0; self.columns];
        for (j, &variable) in self.nonbasic.iter().enumerate().filter(|(_, variable)| **variable < self.columns) {
            point[variable] = self.bound(j);
        }
        for (i, &variable) in self.basic.iter().enumerate().filter(|(_, variable)| **variable < self.columns) {
            point[variable] = self.value[i].clamp(self.lower[variable], self.upper[variable]);
        }
        point.iter().zip(&self.scale).map(|(value, scale)| value * scale).collect()
    }

    /// The price of each row, in the convention of [`crate::lp::matrix`].
    pub(super) fn prices(&self) -> Vec<f64> {
        let mut prices = vec![0.0; self.rows];
        for (j, &variable) in self.nonbasic.iter().enumerate().filter(|(_, variable)| **variable >= self.columns) {
            prices[variable - self.columns] = -self.reduced[j];
        }
        self.signed(&prices)
    }

    /// The weights of rows that add up to `row`, whose variable cannot reach its bound.
    fn ray(&self, row: usize, rises: bool) -> Vec<f64> {
        let sign = if rises { 1.0 } else { -1.0 };
        let mut weights = vec![0.0; self.rows];
        for (j, &variable) in self.nonbasic.iter().enumerate().filter(|(_, variable)| **variable >= self.columns) {
            weights[variable - self.columns] = sign * self.table[row * self.columns + j];
        }
        if let Some(slack) = self.basic[row].checked_sub(self.columns) {
            weights[slack] = sign;
        }
        self.signed(&weights)
    }

    /// Weights of `a_i'x` in the sign convention of prices, in the unit of the program; what is noise on the wrong side is 0.
    fn signed(&self, weights: &[f64]) -> Vec<f64> {
        let each = weights.iter().zip(&self.senses).zip(&self.row_scale);
        each.map(|((&weight, sense), scale)| match sense {
            Sense::AtMost => weight.max(0.0) * scale,
            Sense::AtLeast => (-weight).max(0.0) * scale,
            Sense::Equal => weight * scale,
        })
        .collect()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::id::PaymentId;
    use crate::lp::{ColumnKey, RowKey};

    fn lp(columns: &[(f64, f64, f64)], rows: &[(&[f64], Sense, f64)]) -> Lp {
        let mut lp = Lp::default();
        for (j, &(cost, lower, upper)) in columns.iter().enumerate() {
            lp.add_column(ColumnKey::Payment(PaymentId::new(j)), cost, lower, upper);
        }
        for (i, &(terms, sense, rhs)) in rows.iter().enumerate() {
            let terms = terms.iter().zip(0..).map(|(&a, j)| (j, a));
            lp.add_row(RowKey::Total(u32::try_from(i).unwrap()), sense, rhs, 1.0, terms);
        }
        lp
    }

    /// By hand: max 3x + 2y, x + y <= 4, x + 3y <= 6, x <= 3: at (3, 1), 11 points; both rows... the first binds with price 2.
    #[test]
    fn an_optimum_and_its_prices() {
        let lp = lp(
            &[(3.0, 0.0, 3.0), (2.0, 0.0, 10.0)],
            &[(&[1.0, 1.0], Sense::AtMost, 4.0), (&[1.0, 3.0], Sense::AtMost, 6.5)],
        );
        let mut tableau = Tableau::new(&lp);
        assert_eq!(tableau.solve(), Solved::Optimal);
        assert_eq!(tableau.point(), [3.0, 1.0]);
        assert_eq!(tableau.prices(), [2.0, 0.0]);
        // With x at most 1: y = 11/6 by the second row, price 2/3.
        tableau.set_bounds(0, 0.0, 1.0);
        assert_eq!(tableau.solve(), Solved::Optimal);
        assert!((tableau.point()[1] - 5.5 / 3.0).abs() < 1e-12);
        assert!((tableau.prices()[1] - 2.0 / 3.0).abs() < 1e-12);
    }

    /// By hand: x + y >= 5 with x, y <= 2 has no point, and neither has x - y = 3.
    #[test]
    fn a_contradiction_and_its_ray() {
        for (terms, sense, rhs) in [
            ([1.0, 1.0], Sense::AtLeast, 5.0),
            ([1.0, -1.0], Sense::Equal, 3.0),
            ([-1.0, 1.0], Sense::Equal, 3.0),
            ([-1.0, -1.0], Sense::AtMost, -5.0),
        ] {
            let lp = lp(&[(1.0, 0.0, 2.0), (1.0, 0.0, 2.0)], &[(&terms, sense, rhs)]);
            let Solved::Infeasible(ray) = Tableau::new(&lp).solve() else { panic!("{sense:?}") };
            assert!(crate::solve::proves_infeasible(&lp, &ray), "{sense:?} {ray:?}");
        }
    }
}
