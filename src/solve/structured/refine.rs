//! Leaves in the refinement of a direction: how far it is from closing their rows, and the step that puts this right.

use super::leaves::Leaves;
use super::tally::{Tally, larger};

impl Leaves {
    /// How far the direction is from closing the rows, on the measures: what [`refine_down`](Self::refine_down) puts right; gives the largest.
    pub(super) fn refine_up(&mut self, flow: &mut [f64], load: &mut [f64]) -> f64 {
        let mut open = 0.0;
        for kind in &self.kinds {
            let measures = &self.measures[kind.measures..kind.measures + kind.size];
            for n in 0..kind.count {
                let leaf = kind.leaf + n;
                let first = kind.column + n * kind.size;
                let columns = first..first + kind.size;
                let (x, dx, inv_z) = (&self.x[columns.clone()], &self.dx[columns.clone()], &self.inv_z[columns]);
                let mut share = 0.0;
                if kind.bounded {
                    let paid: f64 = x.iter().sum();
                    let rise: f64 = dx.iter().sum();
                    let h = rise + self.ds[leaf] - (self.rhs[leaf] - paid - self.s[leaf]);
                    open = larger(open, h.abs() / (1.0 + self.rhs[leaf].abs()));
                    self.h[leaf] = h;
                    share = h * self.inv[leaf];
                }
                for (j, &k) in measures.iter().enumerate() {
                    let moved = -x[j] * inv_z[j] * share;
                    flow[k as usize] += moved;
                    load[k as usize] += dx[j];
                    self.rides.add(first + j, moved, flow);
                    self.rides.add(first + j, dx[j], load);
                }
            }
        }
        open
    }

    /// Adds the refinement to the directions.
    pub(super) fn refine_down(&mut self, change: &[f64], tally: &mut Tally) {
        for kind in &self.kinds {
            let measures = &self.measures[kind.measures..kind.measures + kind.size];
            for n in 0..kind.count {
                let leaf = kind.leaf + n;
                let first = kind.column + n * kind.size;
                let mut dy = 0.0;
                if kind.bounded {
                    let mut h = self.h[leaf];
                    for (j, &k) in measures.iter().enumerate() {
                        let c = first + j;
                        h -= self.x[c] * self.inv_z[c] * (change[k as usize] + self.rides.price(c, change));
                    }
                    dy = h * self.inv[leaf];
                    self.dy[leaf] += dy;
                    self.ds[leaf] -= self.s[leaf] / self.y[leaf] * dy;
                    tally.pair(self.s[leaf], self.y[leaf], self.ds[leaf], self.dy[leaf]);
                }
                for (j, &k) in measures.iter().enumerate() {
                    let c = first + j;
                    let rise = dy + change[k as usize] + self.rides.price(c, change);
                    self.dx[c] -= self.x[c] * self.inv_z[c] * rise;
                    self.dz[c] += rise;
                    tally.pair(self.x[c], self.z[c], self.dx[c], self.dz[c]);
                }
            }
        }
    }
}
