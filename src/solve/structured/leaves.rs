//! The innermost step: needs.
//!
//! A leaf is a need with payments `x[j]`, one row `sum x[j] + s = c` and nothing else inside its sentra, or a single column without a
//! row of its own. With `th[j] = x[j] / z[j]`, `w = s / y`, and prices `p[j]` from above, one Newton step is (`z` in divisions as in `proximal.rs`)
//!
//! ```text
//! r[j]  = cost[j] - y - p[j]
//! h     = sum_j (cx[j] / z[j] + th[j] r[j]) + cs / y - (c - sum_j x[j])
//! dy    = (h - sum_j th[j] dp[j]) / (w + sum_j th[j])
//! dx[j] = cx[j] / z[j] + th[j] (r[j] - dy - dp[j])        dz[j] = dy + dp[j] - r[j] - z[j]
//! ds    = cs / y - s - w dy
//! ```
//!
//! where `cx`, `cs` are the products aimed at (0 in the predictor). From above the leaf is the matrix
//! `W = diag(th) - th th' / (w + sum th)`, whose diagonal is kept as `th[j] (w + sum of the other th) / (w + sum th)`: the plain
//! difference loses all digits when the need is wholly paid in one year. Leaves of one kind (the same measures) add up to one small block.

#![allow(clippy::needless_range_loop)] // the formulas above are written with indices

use super::gram::Blocks;
use super::proximal::inverse;
use super::rides::{Given, Rides};
use super::tally::{Aim, Steps, Tally, larger};

/// Leaves with the same measures.
#[derive(Debug, Clone)]
pub(super) struct Kind {
    /// Number of columns of each.
    pub(super) size: usize,
    /// Where their measures start in [`Leaves::measures`].
    pub(super) measures: usize,
    /// The first leaf.
    pub(super) leaf: usize,
    /// Number of leaves.
    pub(super) count: usize,
    /// The first column of the first leaf.
    pub(super) column: usize,
    /// Whether each has a row.
    pub(super) bounded: bool,
    /// Whether columns of each are in border rows.
    pub(super) ridden: bool,
    /// Whether the columns of a leaf are all in the same border rows, with the same coefficients.
    pub(super) alike: bool,
}

/// All leaves of a node.
#[derive(Debug, Clone, Default)]
pub(super) struct Leaves {
    pub(super) kinds: Vec<Kind>,
    pub(super) measures: Vec<u32>,
    /// The program's column of each column.
    pub(super) columns: Vec<u32>,
    pub(super) cost: Vec<f64>,
    /// What each column adds to border rows.
    pub(super) rides: Rides,
    pub(super) x: Vec<f64>,
    pub(super) z: Vec<f64>,
    pub(super) dx: Vec<f64>,
    pub(super) dz: Vec<f64>,
    /// One over `z`, and a little more: see [`proximal`](super::proximal).
    pub(super) inv_z: Vec<f64>,
    /// The program's row of each leaf.
    pub(super) rows: Vec<u32>,
    /// The right-hand side of that row; without one, the upper bound of the leaf's only column.
    pub(super) rhs: Vec<f64>,
    pub(super) s: Vec<f64>,
    pub(super) y: Vec<f64>,
    pub(super) ds: Vec<f64>,
    pub(super) dy: Vec<f64>,
    pub(super) inv: Vec<f64>,
    pub(super) h: Vec<f64>,
}

/// What a pass gathers for each measure of the node.
#[derive(Debug)]
pub(super) struct Gathered<'a> {
    pub(super) blocks: &'a Blocks,
    pub(super) gram: &'a mut [f64],
    pub(super) flow: &'a mut [f64],
    pub(super) load: &'a mut [f64],
}

impl Gathered<'_> {
    /// Adds what leaves of one kind give on its measures: flow, load, and the lower triangle of their matrix.
    fn put(&mut self, measures: &[u32], flow: &[f64], load: &[f64], matrix: &[f64]) {
        for (j, &k) in measures.iter().enumerate() {
            self.flow[k as usize] += flow[j];
            self.load[k as usize] += load[j];
            for (i, &l) in measures[..=j].iter().enumerate() {
                // Two columns of one measure meet on its diagonal, where both halves of the symmetric block add up.
                let times = if k == l && i < j { 2.0 } else { 1.0 };
                let (k, l) = (k.max(l) as usize, k.min(l) as usize);
                self.gram[self.blocks.at(k, l)] += times * matrix[j * measures.len() + i];
            }
        }
    }
}

/// Calls `$body::<SIZE, RIDDEN>` with the size as a constant for the common sizes, so that its loops unroll; 0 = any size.
macro_rules! by_size {
    ($kind:expr, $self:ident . $body:ident ( $($argument:expr),* )) => {
        match $kind.size {
            5 if $kind.ridden => $self.$body::<5, true>($($argument),*),
            _ if $kind.ridden => $self.$body::<0, true>($($argument),*),
            1 => $self.$body::<1, false>($($argument),*),
            2 => $self.$body::<2, false>($($argument),*),
            3 => $self.$body::<3, false>($($argument),*),
            4 => $self.$body::<4, false>($($argument),*),
            5 => $self.$body::<5, false>($($argument),*),
            6 => $self.$body::<6, false>($($argument),*),
            10 => $self.$body::<10, false>($($argument),*),
            _ => $self.$body::<0, false>($($argument),*),
        }
    };
}

/// Brings `list` to this length, and takes no more room than that.
fn grow(list: &mut Vec<f64>, len: usize) {
    list.reserve_exact(len.saturating_sub(list.len()));
    list.resize(len, 0.0);
}

/// Columns of a leaf that fit the arrays on the stack; larger leaves get theirs from the heap.
const ON_STACK: usize = 10;

/// A list of `size` zeros, on the stack if it is short.
macro_rules! zeros {
    ($name:ident, $size:expr, $spare:ident) => {
        let mut short = [0.0; ON_STACK];
        let mut $spare = Vec::new();
        let $name: &mut [f64] = if $size <= ON_STACK {
            &mut short[..$size]
        } else {
            $spare.resize($size, 0.0);
            &mut $spare
        };
    };
}

impl Leaves {
    /// Makes room for so many more leaves with so many columns, and no more.
    pub(super) fn make_room(&mut self, leaves: usize, columns: usize) {
        self.rows.reserve_exact(leaves);
        self.rhs.reserve_exact(leaves);
        self.columns.reserve_exact(columns);
        self.cost.reserve_exact(columns);
    }

    /// Makes room for the point, once all columns are in.
    pub(super) fn prepare_point(&mut self) {
        let (columns, leaves) = (self.columns.len(), self.rows.len());
        for (list, len) in
            [(&mut self.x, columns), (&mut self.z, columns), (&mut self.s, leaves), (&mut self.y, leaves)]
        {
            grow(list, len);
        }
    }

    /// The same, and for directions and products.
    pub(super) fn prepare(&mut self) {
        self.prepare_point();
        let (columns, leaves) = (self.columns.len(), self.rows.len());
        for list in [&mut self.dx, &mut self.dz, &mut self.inv_z] {
            grow(list, columns);
        }
        for list in [&mut self.ds, &mut self.dy, &mut self.inv, &mut self.h] {
            grow(list, leaves);
        }
    }

    /// Takes the step, and puts matrix, right-hand side of the predictor and load of every leaf on the measures.
    pub(super) fn assemble(&mut self, price: &[f64], steps: Steps, out: &mut Gathered<'_>, tally: &mut Tally) {
        for k in 0..self.kinds.len() {
            let kind = self.kinds[k].clone();
            by_size!(kind, self.assemble_kind(&kind, price, steps, out, tally));
        }
    }

    #[inline]
    fn assemble_kind<const SIZE: usize, const RIDDEN: bool>(
        &mut self,
        kind: &Kind,
        price: &[f64],
        steps: Steps,
        out: &mut Gathered<'_>,
        tally: &mut Tally,
    ) {
        let size = if SIZE == 0 { kind.size } else { SIZE };
        zeros!(p, size, spare_p);
        zeros!(th, size, spare_th);
        zeros!(r, size, spare_r);
        zeros!(flow, size, spare_flow);
        zeros!(load, size, spare_load);
        let mut matrix_short = [0.0; ON_STACK * ON_STACK];
        let mut matrix_long = Vec::new();
        let matrix: &mut [f64] = if size <= ON_STACK {
            &mut matrix_short[..size * size]
        } else {
            matrix_long.resize(size * size, 0.0);
            &mut matrix_long
        };
        let measures = &self.measures[kind.measures..kind.measures + size];
        for (p, &k) in p.iter_mut().zip(measures) {
            *p = price[k as usize];
        }
        let mut found = Tally::default();
        for n in 0..kind.count {
            let leaf = kind.leaf + n;
            let first = kind.column + n * size;
            let columns = first..first + size;
            if RIDDEN {
                self.rides.prices(first, measures, price, p);
            }
            let (x, z) = (&mut self.x[columns.clone()], &mut self.z[columns.clone()]);
            let (dx, dz) = (&self.dx[columns.clone()], &self.dz[columns.clone()]);
            let (inv_z, cost) = (&mut self.inv_z[columns.clone()], &self.cost[columns]);
            let (mut y, mut s, mut w) = (0.0, 0.0, 0.0);
            if kind.bounded {
                y = self.y[leaf] + steps.dual * self.dy[leaf];
                s = self.s[leaf] + steps.primal * self.ds[leaf];
                (self.y[leaf], self.s[leaf]) = (y, s);
                w = s / y;
            }
            let (mut sum_th, mut h, mut sum_x, mut best) = (w, 0.0, 0.0, 0.0f64);
            for j in 0..size {
                x[j] += steps.primal * dx[j];
                z[j] += steps.dual * dz[j];
                inv_z[j] = inverse(x[j], z[j]);
                th[j] = x[j] * inv_z[j];
                let gain = cost[j] - p[j];
                r[j] = gain - y;
                best = if gain > best { gain } else { best };
                found.dual_residual = larger(found.dual_residual, (r[j] + z[j]).abs());
                found.complementarity += x[j] * z[j];
                found.primal += cost[j] * x[j];
                load[j] += x[j];
                sum_x += x[j];
                sum_th += th[j];
                h += th[j] * r[j];
            }
            let rhs = self.rhs[leaf];
            found.bound += rhs * best;
            if !kind.bounded {
                for j in 0..size {
                    flow[j] += th[j] * r[j];
                    matrix[j * size + j] += th[j];
                }
                if RIDDEN {
                    let given = Given { first, measures, alike: kind.alike, x, th, r, row: None };
                    self.rides.gather(&given, out);
                }
                continue;
            }
            found.complementarity += s * y;
            found.dual += rhs * y;
            found.primal_residual = larger(found.primal_residual, (rhs - sum_x - s).abs() / (1.0 + rhs.abs()));
            h -= rhs - sum_x;
            let inv = 1.0 / sum_th;
            let share = h * inv;
            (self.inv[leaf], self.h[leaf]) = (inv, h);
            let mut before = w;
            for j in 0..size {
                let part = th[j] * inv;
                let mut others = before;
                for k in 0..j {
                    matrix[j * size + k] -= part * th[k];
                }
                for k in j + 1..size {
                    others += th[k];
                }
                matrix[j * size + j] += part * others;
                flow[j] += th[j] * (r[j] - share);
                before += th[j];
            }
            if RIDDEN {
                let given = Given { first, measures, alike: kind.alike, x, th, r, row: Some((w, inv, share)) };
                self.rides.gather(&given, out);
            }
        }
        tally.add(&found);
        out.put(measures, flow, load, matrix);
    }

    /// Directions and step lengths for a change `price` of the prices from above: of the predictor without `aim`, else of the corrector, which takes the place
    /// of the predictor that its products rest on.
    pub(super) fn direct(&mut self, price: &[f64], change: &[f64], aim: Option<Aim>, tally: &mut Tally) {
        for k in 0..self.kinds.len() {
            let kind = self.kinds[k].clone();
            by_size!(kind, self.direct_kind(&kind, price, change, aim, tally));
        }
    }

    #[inline]
    fn direct_kind<const SIZE: usize, const RIDDEN: bool>(
        &mut self,
        kind: &Kind,
        price: &[f64],
        change: &[f64],
        aim: Option<Aim>,
        tally: &mut Tally,
    ) {
        let size = if SIZE == 0 { kind.size } else { SIZE };
        zeros!(p, size, spare_p);
        zeros!(dp, size, spare_dp);
        let measures = &self.measures[kind.measures..kind.measures + size];
        for ((p, dp), &k) in p.iter_mut().zip(dp.iter_mut()).zip(measures) {
            (*p, *dp) = (price[k as usize], change[k as usize]);
        }
        let mut found = Tally::default();
        for n in 0..kind.count {
            let leaf = kind.leaf + n;
            let first = kind.column + n * size;
            let columns = first..first + size;
            if RIDDEN {
                self.rides.prices(first, measures, price, p);
                self.rides.prices(first, measures, change, dp);
            }
            let (x, z) = (&self.x[columns.clone()], &self.z[columns.clone()]);
            let (dx, dz) = (&mut self.dx[columns.clone()], &mut self.dz[columns.clone()]);
            let (inv_z, cost) = (&self.inv_z[columns.clone()], &self.cost[columns]);
            let (mut y, mut dy) = (0.0, 0.0);
            if kind.bounded {
                y = self.y[leaf];
                let s = self.s[leaf];
                let mut h = self.h[leaf];
                for j in 0..size {
                    h -= x[j] * inv_z[j] * dp[j];
                }
                dy = h * self.inv[leaf];
                let cs = aim.map_or(0.0, |aim| aim.product(1.0, self.ds[leaf], self.dy[leaf]));
                let ds = (cs - s * dy) / y - s;
                (self.dy[leaf], self.ds[leaf]) = (dy, ds);
                found.pair(s, y, ds, dy);
            }
            for j in 0..size {
                let r = cost[j] - y - p[j];
                let rise = dy + dp[j];
                let cx = aim.map_or(0.0, |aim| aim.product(1.0, dx[j], dz[j]));
                dx[j] = (cx + x[j] * (r - rise)) * inv_z[j];
                dz[j] = rise - r - z[j];
                found.pair(x[j], z[j], dx[j], dz[j]);
            }
        }
        tally.add(&found);
    }

    /// Right-hand side of the corrector.
    pub(super) fn correct(&mut self, price: &[f64], aim: Aim, flow: &mut [f64]) {
        for k in 0..self.kinds.len() {
            let kind = self.kinds[k].clone();
            by_size!(kind, self.correct_kind(&kind, price, aim, flow));
        }
    }

    #[inline]
    fn correct_kind<const SIZE: usize, const RIDDEN: bool>(
        &mut self,
        kind: &Kind,
        price: &[f64],
        aim: Aim,
        out: &mut [f64],
    ) {
        let size = if SIZE == 0 { kind.size } else { SIZE };
        zeros!(p, size, spare_p);
        zeros!(e, size, spare_e);
        zeros!(flow, size, spare_flow);
        let measures = &self.measures[kind.measures..kind.measures + size];
        for (p, &k) in p.iter_mut().zip(measures) {
            *p = price[k as usize];
        }
        for n in 0..kind.count {
            let leaf = kind.leaf + n;
            let first = kind.column + n * size;
            let columns = first..first + size;
            if RIDDEN {
                self.rides.prices(first, measures, price, p);
            }
            let (x, dx, dz) = (&self.x[columns.clone()], &self.dx[columns.clone()], &self.dz[columns.clone()]);
            let (inv_z, cost) = (&self.inv_z[columns.clone()], &self.cost[columns]);
            let y = if kind.bounded { self.y[leaf] } else { 0.0 };
            let (mut sum_x, mut sum_e) = (0.0, 0.0);
            for j in 0..size {
                let cx = aim.product(1.0, dx[j], dz[j]);
                e[j] = (cx + x[j] * (cost[j] - y - p[j])) * inv_z[j];
                sum_x += x[j];
                sum_e += e[j];
            }
            let mut share = 0.0;
            if kind.bounded {
                let cs = aim.product(1.0, self.ds[leaf], self.dy[leaf]);
                let h = sum_e + cs / y - (self.rhs[leaf] - sum_x);
                self.h[leaf] = h;
                share = h * self.inv[leaf];
            }
            for j in 0..size {
                let moved = e[j] - x[j] * inv_z[j] * share;
                flow[j] += moved;
                if RIDDEN {
                    self.rides.add(first + j, moved, out);
                }
            }
        }
        for (flow, &k) in flow.iter().zip(measures) {
            out[k as usize] += flow;
        }
    }
}
