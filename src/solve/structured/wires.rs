//! Leaves as a circuit sees them: what is injected at each column and need row, and directions from what the circuit moves.
//!
//! The formulas stand in `circuit.rs`; columns and rows are the edges there, in the order of the leaves.

use super::leaves::Leaves;
use super::proximal::near;
use super::tally::{Aim, Steps, Tally, larger};

impl Leaves {
    /// `cs / y - (c - sum x)` of leaf `leaf`'s row, as [`circuit`](super::circuit) asks for it.
    pub(super) fn open_row(&self, leaf: usize) -> f64 {
        self.cs[leaf] / self.y[leaf] - (self.rhs[leaf] - self.paid[leaf])
    }

    /// Takes the step, and puts the load of every leaf on the measures; what [`pulls`](Self::pulls) needs is kept. Nothing is aimed at yet.
    pub(super) fn advance(&mut self, price: &[f64], steps: Steps, load: &mut [f64], tally: &mut Tally) {
        self.gain.resize(self.columns.len(), 0.0);
        self.paid.resize(self.rows.len(), 0.0);
        self.cx.fill(0.0);
        self.cs.fill(0.0);
        for kind in &self.kinds {
            let measures = &self.measures[kind.measures..kind.measures + kind.size];
            for n in 0..kind.count {
                let leaf = kind.leaf + n;
                let (mut y, mut s) = (0.0, 0.0);
                if kind.bounded {
                    y = self.y[leaf] + steps.dual * self.dy[leaf];
                    s = self.s[leaf] + steps.primal * self.ds[leaf];
                    (self.y[leaf], self.s[leaf]) = (y, s);
                }
                let (mut paid, mut best) = (0.0, 0.0f64);
                for (j, &k) in measures.iter().enumerate() {
                    let c = kind.column + n * kind.size + j;
                    let x = self.x[c] + steps.primal * self.dx[c];
                    let z = self.z[c] + steps.dual * self.dz[c];
                    let gain = self.cost[c] - price[k as usize] - self.rides.price(c, price);
                    (self.x[c], self.z[c], self.gain[c]) = (x, z, gain - y);
                    best = best.max(gain);
                    tally.dual_residual = larger(tally.dual_residual, (gain - y + z).abs());
                    tally.complementarity += x * z;
                    tally.primal += self.cost[c] * x;
                    load[k as usize] += x;
                    self.rides.add(c, x, load);
                    paid += x;
                }
                self.paid[leaf] = paid;
                let rhs = self.rhs[leaf];
                tally.bound += rhs * best;
                if kind.bounded {
                    tally.complementarity += s * y;
                    tally.dual += rhs * y;
                    let residual = (rhs - paid - s).abs() / (1.0 + rhs.abs());
                    tally.primal_residual = larger(tally.primal_residual, residual);
                }
            }
        }
    }

    /// The products aimed at by the corrector.
    pub(super) fn set_aim(&mut self, aim: Aim) {
        for ((cx, dx), dz) in self.cx.iter_mut().zip(&self.dx).zip(&self.dz) {
            *cx = aim.product(1.0, *dx, *dz);
        }
        for ((cs, ds), dy) in self.cs.iter_mut().zip(&self.ds).zip(&self.dy) {
            *cs = aim.product(1.0, *ds, *dy);
        }
    }

    /// `cx / x + r` of each column.
    pub(super) fn pulls(&self, out: &mut [f64]) {
        for (((out, cx), x), gain) in out.iter_mut().zip(&self.cx).zip(&self.x).zip(&self.gain) {
            *out = cx / x + gain;
        }
    }

    /// Directions of a circuit: `dx` of each column, `rise` of each need row's sum.
    pub(super) fn direct_from(&mut self, dx: impl Fn(usize) -> f64, rise: impl Fn(usize) -> f64, tally: &mut Tally) {
        for c in 0..self.columns.len() {
            let (x, z, dx) = (self.x[c], self.z[c], dx(c));
            let dz = (self.cx[c] - (z + near(x)) * dx) / x - z;
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
            self.dz[c] -= (self.z[c] + near(self.x[c])) / self.x[c] * dx;
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
