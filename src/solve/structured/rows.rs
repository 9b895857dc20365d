//! Rows of a node, and slack columns of soft rules that live with them.
//!
//! A row `a'x + s = b` carries `s` and `y` with the weight `s / y` on the diagonal; an equality has no `s`, a free `y`, and
//! [`equality`] on the diagonal, which makes the step proximal: it changes the path but not the point where it ends.

#![allow(clippy::needless_range_loop)] // the formulas above are written with indices

use super::proximal::{equality, inverse};
use super::tally::{Aim, Steps, Tally, larger};

/// The least price at which giving way caps a row's price, where the best benefit is 1: a penalty of next to nothing must leave the row a price
/// that can be divided by. The bound is looser by this times what the row can be short of.
const LEAST_CAP: f64 = 1e-15;

/// Rows of a node.
#[derive(Debug, Clone, Default)]
pub(super) struct Rows {
    /// The program's row of each.
    pub(super) ids: Vec<u32>,
    pub(super) equal: Vec<bool>,
    pub(super) rhs: Vec<f64>,
    /// Weight of the pair (s, y) in the barrier.
    pub(super) weight: Vec<f64>,
    /// Where the coefficients of each row start; one more at the end.
    pub(super) start: Vec<u32>,
    /// Measures with coefficients.
    pub(super) terms: Vec<(u32, f64)>,
    pub(super) s: Vec<f64>,
    pub(super) y: Vec<f64>,
    pub(super) ds: Vec<f64>,
    pub(super) dy: Vec<f64>,
    /// `a'x`
    pub(super) activity: Vec<f64>,
    cs: Vec<f64>,
    pub(super) slack: Slack,
}

/// Columns that only rows of this node hold.
#[derive(Debug, Clone, Default)]
pub(super) struct Slack {
    /// The program's column of each.
    pub(super) ids: Vec<u32>,
    pub(super) cost: Vec<f64>,
    pub(super) upper: Vec<f64>,
    /// Where the coefficients of each column start; one more at the end.
    pub(super) start: Vec<u32>,
    /// Rows of the node with coefficients.
    pub(super) terms: Vec<(u32, f64)>,
    pub(super) x: Vec<f64>,
    pub(super) z: Vec<f64>,
    pub(super) dx: Vec<f64>,
    pub(super) dz: Vec<f64>,
    cx: Vec<f64>,
}

impl Rows {
    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }

    /// The measures of row `i`.
    pub(super) fn terms_of(&self, i: usize) -> &[(u32, f64)] {
        &self.terms[self.start[i] as usize..self.start[i + 1] as usize]
    }

    /// Makes room for the numbers, once all rows and slack columns are in.
    pub(super) fn prepare(&mut self) {
        let rows = self.ids.len();
        for list in [&mut self.s, &mut self.y, &mut self.ds, &mut self.dy, &mut self.activity, &mut self.cs] {
            list.resize(rows, 0.0);
        }
        self.weight.resize(rows, 1.0);
        let slack = &mut self.slack;
        let columns = slack.ids.len();
        for list in [&mut slack.x, &mut slack.z, &mut slack.dx, &mut slack.dz, &mut slack.cx] {
            list.resize(columns, 0.0);
        }
    }

    /// Adds `sum_i y[i] a[i][k]` to `price`.
    pub(super) fn add_price(&self, y: &[f64], price: &mut [f64]) {
        for (i, &y) in y.iter().enumerate() {
            for &(k, a) in self.terms_of(i) {
                price[k as usize] += y * a;
            }
        }
    }

    /// Takes the step.
    pub(super) fn step(&mut self, steps: Steps) {
        for i in 0..self.len() {
            self.y[i] += steps.dual * self.dy[i];
            if !self.equal[i] {
                self.s[i] += steps.primal * self.ds[i];
            }
        }
        let slack = &mut self.slack;
        for j in 0..slack.ids.len() {
            slack.x[j] += steps.primal * slack.dx[j];
            slack.z[j] += steps.dual * slack.dz[j];
        }
    }

    /// The row that slack column `j` breaks and what a unit of that costs, if it is a breach that costs something.
    pub(super) fn penalty(&self, j: usize) -> Option<(usize, f64)> {
        match *self.slack.terms_of(j) {
            [(i, a)] if self.slack.cost[j] / a > 0.0 && a < 0.0 => Some((i as usize, self.slack.cost[j] / a)),
            _ => None,
        }
    }

    /// Cuts prices at what giving way costs: a slack column with a gain, however small, would count with its whole upper bound.
    pub(super) fn cap(&mut self) {
        for j in 0..self.slack.ids.len() {
            if let &[(i, a)] = self.slack.terms_of(j) {
                let (limit, y) = (self.slack.cost[j] / a, &mut self.y[i as usize]);
                if a < 0.0 && limit > 0.0 {
                    *y = y.min(limit.max(LEAST_CAP));
                } else if a > 0.0 && limit < 0.0 {
                    *y = y.max(limit.min(-LEAST_CAP));
                }
            }
        }
    }

    /// Activities and residuals at the present point; `load` is the sum of columns on each measure.
    pub(super) fn measure(&mut self, load: &[f64], tally: &mut Tally) {
        for i in 0..self.len() {
            self.activity[i] = self.terms_of(i).iter().map(|&(k, a)| a * load[k as usize]).sum();
        }
        for j in 0..self.slack.ids.len() {
            let (x, z) = (self.slack.x[j], self.slack.z[j]);
            let mut price = 0.0;
            for &(i, a) in self.slack.terms_of(j) {
                self.activity[i as usize] += a * x;
                price += a * self.y[i as usize];
            }
            let cost = self.slack.cost[j];
            tally.bound += (cost - price).max(0.0) * self.slack.upper[j];
            tally.complementarity += x * z;
            tally.primal += cost * x;
            tally.dual_residual = larger(tally.dual_residual, (cost - price + z).abs());
        }
        for i in 0..self.len() {
            let (rhs, s, y) = (self.rhs[i], self.s[i], self.y[i]);
            tally.dual += rhs * y;
            tally.bound += rhs * y;
            let left = if self.equal[i] { 0.0 } else { s };
            tally.complementarity += left * y;
            let residual = (rhs - self.activity[i] - left).abs() / (1.0 + rhs.abs());
            tally.primal_residual = larger(tally.primal_residual, residual);
        }
    }

    /// Adds the diagonal and the slack columns to the lower triangle of `matrix` (`len` square).
    pub(super) fn add_diagonal(&self, matrix: &mut [f64]) {
        let n = self.len();
        for i in 0..n {
            let own = &mut matrix[i * n + i];
            *own += if self.equal[i] { equality(*own) } else { self.s[i] / self.y[i] };
        }
        for j in 0..self.slack.ids.len() {
            let th = self.slack.x[j] * inverse(self.slack.x[j], self.slack.z[j]);
            for &(i, a) in self.slack.terms_of(j) {
                for &(k, b) in self.slack.terms_of(j) {
                    if k <= i {
                        matrix[i as usize * n + k as usize] += th * a * b;
                    }
                }
            }
        }
    }

    /// The products aimed at: `None` in the predictor, which aims at 0.
    pub(super) fn set_aim(&mut self, aim: Option<Aim>) {
        for i in 0..self.len() {
            self.cs[i] = aim.map_or(0.0, |aim| aim.product(self.weight[i], self.ds[i], self.dy[i]));
        }
        let slack = &mut self.slack;
        for j in 0..slack.ids.len() {
            slack.cx[j] = aim.map_or(0.0, |aim| aim.product(1.0, slack.dx[j], slack.dz[j]));
        }
    }

    /// Right-hand side: `a'flow + cs / y - (b - a'x)`.
    pub(super) fn right_side(&self, flow: &[f64], out: &mut [f64]) {
        for i in 0..self.len() {
            let inner: f64 = self.terms_of(i).iter().map(|&(k, a)| a * flow[k as usize]).sum();
            let own = if self.equal[i] { 0.0 } else { self.cs[i] / self.y[i] };
            out[i] = inner + own - (self.rhs[i] - self.activity[i]);
        }
        let slack = &self.slack;
        for j in 0..slack.ids.len() {
            let price: f64 = slack.terms_of(j).iter().map(|&(i, a)| a * self.y[i as usize]).sum();
            let e = (slack.cx[j] + slack.x[j] * (slack.cost[j] - price)) * inverse(slack.x[j], slack.z[j]);
            for &(i, a) in slack.terms_of(j) {
                out[i as usize] += a * e;
            }
        }
    }

    /// Directions from the change of prices `dy`, already in place, and step lengths.
    pub(super) fn direct(&mut self, tally: &mut Tally) {
        for i in 0..self.len() {
            if !self.equal[i] {
                let (s, y, dy) = (self.s[i], self.y[i], self.dy[i]);
                // From complementarity, not from the row's residual: s stays accurate when it is small.
                let ds = (self.cs[i] - s * dy) / y - s;
                self.ds[i] = ds;
                tally.pair(s, y, ds, dy);
            }
        }
        for j in 0..self.slack.ids.len() {
            let (x, z) = (self.slack.x[j], self.slack.z[j]);
            let (mut price, mut rise) = (0.0, 0.0);
            for &(i, a) in self.slack.terms_of(j) {
                price += a * self.y[i as usize];
                rise += a * self.dy[i as usize];
            }
            let r = self.slack.cost[j] - price;
            let (dx, dz) = ((self.slack.cx[j] + x * (r - rise)) * inverse(x, z), rise - r - z);
            (self.slack.dx[j], self.slack.dz[j]) = (dx, dz);
            tally.pair(x, z, dx, dz);
        }
    }

    /// How far the directions are from closing the rows; `load` is the sum of the columns' directions on each measure.
    /// Gives the largest, relative to the row.
    pub(super) fn refine_right_side(&self, flow: &[f64], load: &[f64], out: &mut [f64]) -> f64 {
        let mut flows = vec![0.0; self.len()];
        for i in 0..self.len() {
            let (mut rise, mut inner) = (0.0, 0.0);
            for &(k, a) in self.terms_of(i) {
                rise += a * load[k as usize];
                inner += a * flow[k as usize];
            }
            let (s, ds) = if self.equal[i] { (0.0, 0.0) } else { (self.s[i], self.ds[i]) };
            flows[i] = inner;
            out[i] = rise + ds - (self.rhs[i] - self.activity[i] - s);
        }
        for j in 0..self.slack.ids.len() {
            for &(i, a) in self.slack.terms_of(j) {
                out[i as usize] += a * self.slack.dx[j];
            }
        }
        let mut open = 0.0;
        for i in 0..self.len() {
            open = larger(open, out[i].abs() / (1.0 + self.rhs[i].abs()));
            out[i] += flows[i];
        }
        open
    }

    /// Adds the refinement `rise` of `dy` to the directions.
    pub(super) fn refine(&mut self, rise: &[f64], tally: &mut Tally) {
        for i in 0..self.len() {
            self.dy[i] += rise[i];
            if !self.equal[i] {
                self.ds[i] -= self.s[i] / self.y[i] * rise[i];
                tally.pair(self.s[i], self.y[i], self.ds[i], self.dy[i]);
            }
        }
        let slack = &mut self.slack;
        for j in 0..slack.ids.len() {
            let terms = &slack.terms[slack.start[j] as usize..slack.start[j + 1] as usize];
            let rise: f64 = terms.iter().map(|&(i, a)| a * rise[i as usize]).sum();
            slack.dx[j] -= slack.x[j] * inverse(slack.x[j], slack.z[j]) * rise;
            slack.dz[j] += rise;
            tally.pair(slack.x[j], slack.z[j], slack.dx[j], slack.dz[j]);
        }
    }
}

impl Slack {
    /// The rows of column `j`.
    pub(super) fn terms_of(&self, j: usize) -> &[(u32, f64)] {
        &self.terms[self.start[j] as usize..self.start[j + 1] as usize]
    }
}
