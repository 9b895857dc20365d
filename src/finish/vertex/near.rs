//! Steps along a way that look at few columns: those that prices may let in before they have moved by much.
//!
//! ```text
//! reach   r[j] = |d[j]| / |A[j]|_1      under the prices `from`; no prices that differ from these by less, row by row, turn the sign of d[j]
//! room    of a row, the least reach of the columns in it that are not looked at
//! step    what enters is chosen among the columns that are looked at; it holds if no row's price is then further from `from` than its room
//! else    the rows in question start anew from the prices as they are, and those of their columns that are near now are looked at too
//! ```
//! So the step is the same as if all were looked at. A row of the nation holds all columns of a year and its price moves by little; one of a region has its
//! price jump, and few columns. What is not looked at gets its reduced points at the end of the way, from the prices.

use crate::finish::simplex::At;

use super::Vertex;

/// One column in so many is looked at from the start.
const ONE_IN: usize = 16;
/// A row that starts anew leaves its price room to move so many times as far as the step at hand wants to.
const AHEAD: f64 = 2.0;

/// Which columns are looked at.
#[derive(Debug, Clone)]
pub(super) struct Near {
    is_in: Vec<bool>,
    /// Their coefficients by row: of those looked at from the start, laid end to end, and of those that came later.
    starts: Vec<usize>,
    entries: Vec<(usize, f64)>,
    later: Vec<Vec<(usize, f64)>>,
    /// The prices from which reaches are told, by row.
    from: Vec<f64>,
    room: Vec<f64>,
    /// Columns whose reach is less are looked at.
    least: f64,
}

impl Near {
    /// The coefficients of a row, of the columns that are looked at.
    pub(super) fn row(&self, row: usize) -> [&[(usize, f64)]; 2] {
        [&self.entries[self.starts[row]..self.starts[row + 1]], &self.later[row]]
    }

    /// Looks at column `j`, of these coefficients, from now on.
    fn add(&mut self, j: usize, column: &[(usize, f64)]) {
        self.is_in[j] = true;
        for &(i, a) in column {
            self.later[i].push((j, a));
        }
    }
}

impl Vertex {
    /// Begins to look at few columns; reduced points have to be those of the prices.
    pub(super) fn look_near(&mut self) {
        let (open, rows) = (self.program.open, self.program.rows());
        let from: Vec<f64> = (0..rows).map(|i| -self.points[open + i]).collect();
        let reaches: Vec<f64> = (0..open).map(|j| self.reach(&from, j)).collect();
        let mut sorted: Vec<f64> = reaches.iter().copied().filter(|reach| reach.is_finite()).collect();
        let place = sorted.len() / ONE_IN;
        let least = if sorted.is_empty() { 0.0 } else { *sorted.select_nth_unstable_by(place, f64::total_cmp).1 };
        let is_in: Vec<bool> = reaches.iter().map(|&reach| reach <= least).collect();
        let (mut room, mut starts) = (vec![f64::INFINITY; rows], vec![0; rows + 1]);
        for (j, &reach) in reaches.iter().enumerate() {
            for &(i, _) in self.program.column(j) {
                if is_in[j] {
                    starts[i + 1] += 1;
                } else {
                    room[i] = room[i].min(reach);
                }
            }
        }
        for i in 0..rows {
            starts[i + 1] += starts[i];
        }
        let (mut entries, mut next) = (vec![(0, 0.0); starts[rows]], starts.clone());
        for j in (0..open).filter(|&j| is_in[j]) {
            for &(i, a) in self.program.column(j) {
                entries[next[i]] = (j, a);
                next[i] += 1;
            }
        }
        self.near = Some(Near { is_in, starts, entries, later: vec![Vec::new(); rows], from, room, least });
    }

    /// Looks at a column that is basic no more.
    pub(super) fn note_left(&mut self, j: usize) {
        if let Some(near) = &mut self.near
            && near.is_in.get(j) == Some(&false)
        {
            near.add(j, self.program.column(j));
        }
    }

    /// How far prices may be from `from` before column `j` turns; without end for one that cannot enter.
    fn reach(&self, from: &[f64], j: usize) -> f64 {
        if self.at[j] == At::Basic || self.program.upper[j] <= self.program.lower[j] {
            return f64::INFINITY;
        }
        if self.at[j] == At::Between {
            return 0.0;
        }
        let (mut points, mut size) = (self.program.cost[j], 0.0);
        for &(i, a) in self.program.column(j) {
            points -= a * from[i];
            size += a.abs();
        }
        if size > 0.0 { points.abs() / size } else { f64::INFINITY }
    }

    /// Whether the step in which `entering` enters, in the row that was worked out, is the one of all columns; if not, more are looked at.
    pub(super) fn is_seen(&mut self, entering: usize) -> bool {
        let Some(mut near) = self.near.take() else { return true };
        let by = self.points[entering] / self.row[entering];
        let mut seen = true;
        for k in 0..self.rho_touched.len() {
            let i = self.rho_touched[k];
            let (price, by) = (-self.points[self.program.open + i], by * self.rho[i]);
            if (price + by - near.from[i]).abs() > near.room[i] {
                seen = false;
                (near.from[i], near.room[i]) = (price, f64::INFINITY);
                self.let_in(&mut near, i, AHEAD * by.abs());
            }
        }
        self.near = Some(near);
        seen
    }

    /// Looks at the columns of `row` within `reach`, too.
    fn let_in(&mut self, near: &mut Near, row: usize, reach: f64) {
        for k in 0..self.program.row(row).len() {
            let (j, _) = self.program.row(row)[k];
            if near.is_in[j] {
                continue;
            }
            let its = self.reach(&near.from, j);
            if its <= near.least.max(reach) {
                near.add(j, self.program.column(j));
                self.reprice_one(j);
            } else {
                for &(i, _) in self.program.column(j) {
                    near.room[i] = near.room[i].min(its);
                }
            }
        }
    }

    /// Looks at all columns again.
    pub(super) fn look_at_all(&mut self) {
        let Some(near) = self.near.take() else { return };
        for (j, is_in) in near.is_in.into_iter().enumerate() {
            if !is_in && self.at[j] != At::Basic {
                self.reprice_one(j);
            }
        }
    }

    /// Reduced points of a column that is not basic, from the prices.
    fn reprice_one(&mut self, j: usize) {
        let (mut points, mut ties) = (self.program.cost[j], self.program.tie[j]);
        for &(i, a) in self.program.column(j) {
            points += a * self.points[self.program.open + i];
            ties += a * self.ties[self.program.open + i];
        }
        (self.points[j], self.ties[j]) = (points, ties);
    }
}

#[cfg(test)]
mod tests {
    //! Source of truth: the same ways with all columns looked at.

    use crate::finish::vertex::{Until, Vertex};
    use crate::lp::{RowKey, formulate};
    use crate::model::Programme;
    use crate::solve::Control;
    use crate::solve::audit::audited;
    use crate::solve::structured::Structured;
    use crate::synthetic::{Money, Spec, make};

    #[test]
    fn few_columns_lead_the_same_way_as_all() {
        for (seed, money) in [(1, Money::Published), (2, Money::Tight), (3, Money::Loose)] {
            let data = make(&Spec { sentra: 120, years: 3, seed, money, ..Spec::default() });
            let programme = Programme::try_from(&data).expect("valid");
            let formulation = formulate(&programme).expect("linear");
            let (answer, _) = audited(&Structured, &formulation, &Control::default()).expect("a plan");
            let found = Vertex::new(&formulation, &answer.point, answer.prices.as_deref(), &|| false);
            let vertex = found.expect("a vertex");
            let short = |i: &usize| {
                let is_limit = matches!(vertex.row_keys()[*i], RowKey::Rule { .. } | RowKey::Ceiling(_));
                is_limit && vertex.prices()[*i] > 1e-3
            };
            let rows: Vec<usize> = (0..vertex.row_keys().len()).filter(short).step_by(7).collect();
            let mut steps = 0;
            for row in rows {
                let moves = [(row, vertex.loosening(row))];
                let [few, all] = [0, usize::MAX].map(|few| {
                    let mut vertex = vertex.clone();
                    let traced = vertex.trace_near((&moves, 1e6), Until::Reached, few, &|| false);
                    (traced.expect("it goes on"), vertex)
                });
                steps += few.1.steps() - vertex.steps();
                assert_eq!((few.1.steps(), few.0.ended), (all.1.steps(), all.0.ended), "{seed}: row {row}");
                assert!((few.0.to - all.0.to).abs() <= 1e-6 * all.0.to.max(1.0), "{seed}: row {row}");
                assert!((few.1.worth() - all.1.worth()).abs() <= 1e-9 * all.1.worth(), "{seed}: row {row}");
                let gains = |vertex: &Vertex| (0..vertex.program.open).map(|j| vertex.gain_of(j)).collect::<Vec<_>>();
                let off = gains(&few.1).into_iter().zip(gains(&all.1)).map(|(a, b)| (a - b).abs());
                assert!(off.fold(0.0, f64::max) < 1e-7, "{seed}: row {row}");
            }
            assert!(steps > 100, "{seed}: only {steps} steps");
        }
    }
}
