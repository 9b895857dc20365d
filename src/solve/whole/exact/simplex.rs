//! A dual simplex on the whole table, for small programs whose columns all have bounds.
//!
//! ```text
//! maximise c'x   subject to   a_i'x + s_i = b_i,   l <= x <= u,   s_i >= 0 for <=, <= 0 for >=, 0 for =
//!
//! value[i]        what the basic variable of row i is worth
//! table[i][j]     by how much it falls when nonbasic variable j rises by one
//! reduced[j]      by how much the objective rises then
//! norm[i]         1 + sum over j  table[i][j]^2
//! ```
//! With all slacks basic and each column at the bound that its cost likes better, every reduced cost has the right sign at once, and a change of
//! bounds leaves it so: a node of the search goes on from where its parent stopped. Bounds that are passed are mended one at a time:
//!
//! ```text
//! leaves    the variable with most  (by how much it passes its bound)^2 / norm: dual steepest edge, exact, since the whole row is there
//! enters    of those whose reduced cost reaches 0 first; but while all before it, moved to their other bounds, do not bring the row to its bound, they are moved so
//!           and the next one's turn comes (the long step of a dual simplex with bounds)
//! none      all of them together do not bring it there: its row is a ray
//! ```
//! With both, 69 steps a node were left of 222 by the largest infeasibility and the first ratio (50 made-up sentra). Most of a table is 0, and is kept so: what a step leaves
//! below [`NOISE`] is none. A step changed 1.1 million cells without that, 83,000 with it.
//!
//! A copy shares the rows that neither has changed.

use std::sync::Arc;

use crate::lp::{Lp, RowRef, Sense};

/// A variable passes its bound if by more than this; variables are scaled to about 1.
const FEASIBLE: f64 = 1e-9;
/// Entries of the table below this are too small to divide by.
const PIVOT: f64 = 1e-9;
/// Entries below this are what rounding leaves of 0: rows are scaled to about 1.
const NOISE: f64 = 1e-11;
/// Reduced costs that reach 0 within this of each other do so at once.
const TIE: f64 = 1e-12;
/// Steps without an end are taken for cycling, or for a table that is blurred, beyond this many for each row and column.
const STEPS: usize = 5;
/// Steps between two looks at whether to stop: some hundredths of a second on the largest tables.
const BREATH: usize = 50;

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

/// A nonbasic variable that helps a row to its bound.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    place: usize,
    /// At which price of the row its reduced cost reaches 0.
    ratio: f64,
    /// How far the row moves with each unit of it.
    size: f64,
    /// From bound to bound.
    range: f64,
}

/// A program in the state that its last solve left.
#[derive(Debug, Clone)]
pub(crate) struct Tableau {
    columns: usize,
    table: Vec<Arc<[f64]>>,
    norm: Vec<f64>,
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
    /// Cells of the table changed so far, and rows and columns looked at.
    work: u64,
}

/// A power of two near `size`, so that scaling loses no bit; 1 for nothing.
fn power(size: f64) -> f64 {
    if size > 0.0 && size.is_finite() { size.log2().round().clamp(-60.0, 60.0).exp2() } else { 1.0 }
}

/// One and the squares of a row.
fn norm(row: &[f64]) -> f64 {
    1.0 + row.iter().map(|a| a * a).sum::<f64>()
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
        let line = |(row, by): (RowRef<'_>, &f64)| {
            let mut line = vec![0.0; columns];
            row.terms().for_each(|(j, a)| line[j] = a * scale[j] * by);
            line.into()
        };
        let table: Vec<Arc<[f64]>> = lp.rows().zip(&row_scale).map(line).collect();
        let value = lp.rhs().iter().zip(&row_scale).map(|(rhs, by)| rhs * by).collect();
        let mut lower: Vec<f64> = (0..columns).map(|j| lp.lower()[j] / scale[j]).collect();
        let mut upper: Vec<f64> = (0..columns).map(|j| lp.upper()[j] / scale[j]).collect();
        for sense in lp.senses() {
            lower.push(if *sense == Sense::AtLeast { f64::NEG_INFINITY } else { 0.0 });
            upper.push(if *sense == Sense::AtMost { f64::INFINITY } else { 0.0 });
        }
        let reduced: Vec<f64> = (0..columns).map(|j| lp.cost()[j] * scale[j]).collect();
        let at: Vec<At> = reduced.iter().map(|&d| if d > 0.0 { At::Upper } else { At::Lower }).collect();
        let mut tableau = Self {
            columns,
            norm: table.iter().map(|row| norm(row)).collect(),
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
            for (value, row) in self.value.iter_mut().zip(&self.table) {
                *value -= row[j] * step;
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

    /// Cells changed, and rows and columns looked at, since it was made.
    pub(super) fn work(&self) -> u64 {
        self.work
    }

    /// Goes to the optimum.
    pub(crate) fn solve(&mut self) -> Solved {
        self.solve_until(&|| false)
    }

    /// Likewise, unless it is to `stop`: then it has failed.
    pub(super) fn solve_until(&mut self, stop: &dyn Fn() -> bool) -> Solved {
        for step in 1..STEPS * (self.basic.len() + self.columns + 1) {
            if step % BREATH == 0 && stop() {
                break;
            }
            let Some((row, target)) = self.leaving() else { return Solved::Optimal };
            if !self.value[row].is_finite() {
                return Solved::Failed;
            }
            match self.entering(row, target) {
                Some(place) => self.pivot(row, place, target),
                None => return Solved::Infeasible(self.ray(row, self.value[row] < target)),
            }
        }
        Solved::Failed
    }

    /// The row that leaves, and the bound that its variable passes.
    fn leaving(&self) -> Option<(usize, f64)> {
        let mut worst: Option<(f64, usize, f64)> = None;
        for (i, &value) in self.value.iter().enumerate() {
            let variable = self.basic[i];
            let (lower, upper) = (self.lower[variable], self.upper[variable]);
            let (by, bound) = if value < lower { (lower - value, lower) } else { (value - upper, upper) };
            let size = if bound.is_finite() { 1.0 + bound.abs() } else { 1.0 };
            if by.is_nan() {
                return Some((i, bound));
            }
            let rank = by * by / self.norm[i];
            if by > FEASIBLE * size && worst.is_none_or(|(most, ..)| rank > most) {
                worst = Some((rank, i, bound));
            }
        }
        worst.map(|(_, row, bound)| (row, bound))
    }

    /// Nonbasic variables that help `row` up or down.
    fn candidates(&self, row: usize, rises: bool) -> Vec<Candidate> {
        let entries = self.table[row].iter().enumerate();
        let helps = |(place, &entry): (usize, &f64)| {
            if entry.abs() < PIVOT {
                return None;
            }
            let variable = self.nonbasic[place];
            let (range, size) = (self.upper[variable] - self.lower[variable], entry.abs());
            // From its lower bound a variable can rise, which lowers the row by its entry.
            let helps = range > 0.0 && (self.at[place] == At::Lower) == ((entry < 0.0) == rises);
            helps.then(|| Candidate { place, ratio: self.reduced[place].abs() / size, size, range })
        };
        entries.filter_map(helps).collect()
    }

    /// The place of the variable that enters so that `row` comes to `target`, once those before it are at their other bounds; `None` if it cannot get there.
    fn entering(&mut self, row: usize, target: f64) -> Option<usize> {
        let mut left = (target - self.value[row]).abs();
        let mut candidates = self.candidates(row, self.value[row] < target);
        let reach: f64 = candidates.iter().map(|candidate| candidate.size * candidate.range).sum();
        if candidates.is_empty() || reach < left - FEASIBLE * (1.0 + left) {
            return None;
        }
        let key = |a: &Candidate, b: &Candidate| a.ratio.total_cmp(&b.ratio).then(b.size.total_cmp(&a.size));
        candidates.sort_unstable_by(|a, b| key(a, b).then(a.place.cmp(&b.place)));
        let mut passed = 0;
        while passed + 1 < candidates.len() {
            left -= candidates[passed].size * candidates[passed].range;
            if left <= 0.0 {
                break;
            }
            passed += 1;
        }
        // Of those at once the largest entry, which blurs least.
        let least = candidates[passed].ratio + TIE;
        let at_once = candidates[passed..].iter().take_while(|candidate| candidate.ratio <= least);
        let chosen = at_once.reduce(|best, other| if other.size > best.size { other } else { best });
        let place = chosen.map(|candidate| candidate.place);
        for candidate in &candidates[..passed] {
            let (j, range) = (candidate.place, candidate.range);
            let up = self.at[j] == At::Lower;
            self.shift(j, if up { range } else { -range });
            self.at[j] = if up { At::Upper } else { At::Lower };
        }
        place
    }

    #[allow(clippy::float_cmp)] // the target is one of the bounds
    fn pivot(&mut self, row: usize, place: usize, target: f64) {
        self.work += (self.basic.len() + self.columns) as u64;
        let pivot = self.table[row][place];
        let step = (self.value[row] - target) / pivot;
        let entered = self.bound(place) + step;
        let entries = self.table[row].iter().enumerate().filter(|(_, entry)| **entry != 0.0);
        let own: Vec<(usize, f64)> = entries.map(|(j, entry)| (j, entry / pivot)).collect();
        for i in (0..self.basic.len()).filter(|&i| i != row) {
            let factor = self.table[i][place];
            if factor == 0.0 {
                continue;
            }
            self.value[i] -= factor * step;
            self.work += own.len() as u64;
            let line = Arc::make_mut(&mut self.table[i]);
            let mut more = 0.0;
            for &(j, own) in &own {
                let before = line[j];
                let after = before - factor * own;
                let after = if after.abs() < NOISE { 0.0 } else { after };
                more += after * after - before * before;
                line[j] = after;
            }
            more -= line[place] * line[place];
            line[place] = -factor / pivot;
            more += line[place] * line[place];
            self.norm[i] = (self.norm[i] + more).max(1.0);
        }
        let factor = self.reduced[place];
        if factor != 0.0 {
            for &(j, own) in &own {
                self.reduced[j] -= factor * own;
            }
        }
        self.reduced[place] = -factor / pivot;
        let line = Arc::make_mut(&mut self.table[row]);
        for &(j, own) in &own {
            line[j] = own;
        }
        line[place] = 1.0 / pivot;
        self.norm[row] = norm(line);
        let left = std::mem::replace(&mut self.basic[row], self.nonbasic[place]);
        self.nonbasic[place] = left;
        self.value[row] = entered;
        self.at[place] = if target == self.upper[left] && target != self.lower[left] { At::Upper } else { At::Lower };
    }

    /// What the objective loses at least where `column`, by a `fraction` above a whole number, is brought down to that, or up to the next one; nothing
    /// where it is at a bound, infinite where it cannot be.
    pub(super) fn penalties(&self, column: usize, fraction: f64) -> [f64; 2] {
        let Some(row) = self.basic.iter().position(|&variable| variable == column) else { return [0.0; 2] };
        [(false, fraction), (true, 1.0 - fraction)].map(|(rises, by)| {
            let ratios = self.candidates(row, rises).into_iter().map(|candidate| candidate.ratio);
            by * ratios.fold(f64::INFINITY, f64::min)
        })
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
        let mut prices = vec![0.0; self.basic.len()];
        for (j, &variable) in self.nonbasic.iter().enumerate().filter(|(_, variable)| **variable >= self.columns) {
            prices[variable - self.columns] = -self.reduced[j];
        }
        self.signed(&prices)
    }

    /// The weights of rows that add up to `row`, whose variable cannot reach its bound.
    fn ray(&self, row: usize, rises: bool) -> Vec<f64> {
        let sign = if rises { 1.0 } else { -1.0 };
        let mut weights = vec![0.0; self.basic.len()];
        for (j, &variable) in self.nonbasic.iter().enumerate().filter(|(_, variable)| **variable >= self.columns) {
            weights[variable - self.columns] = sign * self.table[row][j];
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
