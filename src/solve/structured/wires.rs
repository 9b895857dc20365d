//! Leaves as a circuit sees them: what is injected at each column and need row, and directions from what the circuit moves.
//!
//! The formulas stand in `circuit.rs`; columns and rows are the edges there, in the order of the leaves.

use super::leaves::Leaves;
use super::tally::{Aim, Tally};

impl Leaves {
    /// `cs / y - (c - sum x)` of leaf `leaf`'s row, as [`circuit`](super::circuit) asks for it.
    pub(super) fn open_row(&self, leaf: usize) -> f64 {
        self.cs[leaf] / self.y[leaf] - (self.rhs[leaf] - self.paid[leaf])
    }

    /// `cx / x + r` of each column, and the aim of each row, in the leaves of a circuit: 0 aimed at in the predictor.
    pub(super) fn pulls(&mut self, price: &[f64], aim: Option<Aim>) -> Vec<f64> {
        let mut pulls = vec![0.0; self.columns.len()];
        self.paid.resize(self.rows.len(), 0.0);
        for kind in &self.kinds {
            let measures = &self.measures[kind.measures..kind.measures + kind.size];
            for n in 0..kind.count {
                let leaf = kind.leaf + n;
                let y = if kind.bounded { self.y[leaf] } else { 0.0 };
                self.cs[leaf] = aim.map_or(0.0, |aim| aim.product(1.0, self.ds[leaf], self.dy[leaf]));
                let mut paid = 0.0;
                for (j, &k) in measures.iter().enumerate() {
                    let c = kind.column + n * kind.size + j;
                    self.cx[c] = aim.map_or(0.0, |aim| aim.product(1.0, self.dx[c], self.dz[c]));
                    pulls[c] =
                        self.cx[c] / self.x[c] + self.cost[c] - y - price[k as usize] - self.rides.price(c, price);
                    paid += self.x[c];
                }
                self.paid[leaf] = paid;
            }
        }
        pulls
    }

    /// Directions of a circuit: `dx` of each column, `rise` of each need row's sum.
    pub(super) fn direct_from(&mut self, dx: impl Fn(usize) -> f64, rise: impl Fn(usize) -> f64, tally: &mut Tally) {
        for c in 0..self.columns.len() {
            let (x, z, dx) = (self.x[c], self.z[c], dx(c));
            let dz = (self.cx[c] - z * dx) / x - z;
            (self.dx[c], self.dz[c]) = (dx, dz);
            tally.pair(x, z, dx, dz);
        }
        for kind in self.kinds.iter().filter(|kind| kind.bounded) {
            for leaf in kind.leaf..kind.leaf + kind.count {
                let (s, y) = (self.s[leaf], self.y[leaf]);
                let dy = (rise(leaf) + self.open_row(leaf)) * y / s;
                let ds = (self.cs[leaf] - s * dy) / y - s;
                (self.dy[leaf], self.ds[leaf]) = (dy, ds);
                tally.pair(s, y, ds, dy);
            }
        }
    }

    /// Adds a refinement to the directions of a circuit.
    pub(super) fn refine_from(&mut self, more: impl Fn(usize) -> f64, rise: impl Fn(usize) -> f64, tally: &mut Tally) {
        for c in 0..self.columns.len() {
            let dx = more(c);
            self.dx[c] += dx;
            self.dz[c] -= self.z[c] / self.x[c] * dx;
            tally.pair(self.x[c], self.z[c], self.dx[c], self.dz[c]);
        }
        for kind in self.kinds.iter().filter(|kind| kind.bounded) {
            for leaf in kind.leaf..kind.leaf + kind.count {
                let rise = rise(leaf);
                self.dy[leaf] += rise * self.y[leaf] / self.s[leaf];
                self.ds[leaf] -= rise;
                tally.pair(self.s[leaf], self.y[leaf], self.ds[leaf], self.dy[leaf]);
            }
        }
    }
}
