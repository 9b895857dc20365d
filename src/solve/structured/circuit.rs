//! Sentra whose inner rows compare how far two needs are: an electrical circuit instead of a dense matrix.
//!
//! Order rows and completion rows compare sums of payments up to a year, `a sum_{k <= K} x[n,k] - b sum_{k <= L} x[m,k] <= rhs`. In
//! *potentials* `p[n,k] = sum_{l <= k} x[n,l] / d[n]`, with `d` such that `a d[n] = b d[m]`, everything in such a sentra is a difference of
//! two potentials, or of one and the ground:
//!
//! ```text
//! payment      x = d (p[n,k] - p[n,k-1])       conductance (z / x) d^2
//! need         sum x = d p[n,last]             conductance (y / s) d^2, to the ground
//! order, completion   c (p[n,K] - p[m,L])      conductance (y / s) c^2
//! ```
//!
//! The Newton step in the columns, `(Th^-1 + A' D^-1 A) dx = ...`, is therefore the equation of a circuit. Its matrix has few entries,
//! none of its off-diagonals is positive, and elimination of a node (star to mesh) only adds positive numbers when diagonals are kept
//! as what leaks to the ground: every conductance keeps all its digits however far their sizes are apart, where the elimination of
//! rows (`K = A G A' + D`) loses them. Nodes are eliminated by least degree.
//!
//! The same care is taken with what is injected at one end of an edge and drawn at the other. When the first end `a` is eliminated,
//! the share `f` of an injection goes on to the second end `b`, where it was drawn: what is left there, `1 - f`, is computed as the sum
//! of the shares that go elsewhere, and so is the difference of the two potentials on the way back.

#![allow(clippy::needless_range_loop)] // the formulas above are written with indices

use std::sync::Arc;

use super::dense::{add_scaled, subtract_gram};
use super::layout::Layout;
use super::leaves::Leaves;
use super::problem::NONE;
use super::rides::Rides;
use super::rows::Rows;

/// The circuit of a sentra.
#[derive(Debug, Clone)]
pub(super) struct Circuit {
    layout: Arc<Layout>,
    /// The factor of each edge.
    factor: Vec<f64>,
    /// Conductance to each later neighbour; once factored, its share of the node's whole.
    conductance: Vec<f64>,
    /// One less that share.
    elsewhere: Vec<f64>,
    ground: Vec<f64>,
    inverse: Vec<f64>,
    /// What is injected at each edge.
    push: Vec<f64>,
    /// The direction of what each edge stands for.
    moved: Vec<f64>,
    potential: Vec<f64>,
    /// What each column adds to the measures that are seen from above.
    seen: Rides,
    /// `R`, with `R'R = S`: how far each node gives way to each of these, halfway through the elimination.
    response: Vec<f64>,
}

impl Circuit {
    /// A circuit of this layout whose edges have these factors; `seen` says what each column adds to the measures that are seen from above.
    pub(super) fn new(layout: Arc<Layout>, factor: Vec<f64>, seen: Rides) -> Self {
        let (edges, nodes, links) = (layout.edges.len(), layout.nodes, layout.neighbours.len());
        Self {
            factor,
            conductance: vec![0.0; links],
            elsewhere: vec![0.0; links],
            ground: vec![0.0; nodes],
            inverse: vec![0.0; nodes],
            push: vec![0.0; edges],
            moved: vec![0.0; edges],
            potential: vec![0.0; nodes],
            seen,
            response: Vec::new(),
            layout,
        }
    }

    /// Gives the measures that are seen from above new numbers.
    pub(super) fn renumber(&mut self, place: &[u32]) {
        self.seen.renumber(place);
    }

    /// Adds `value` of each column to the measures that are seen from above.
    pub(super) fn raise(&self, values: impl Iterator<Item = f64>, out: &mut [f64]) {
        out.fill(0.0);
        for (c, value) in values.enumerate() {
            self.seen.add(c, value, out);
        }
    }

    /// Conductances of the present point, and their elimination.
    pub(super) fn factor(&mut self, leaves: &Leaves, rows: &Rows) {
        self.conductance.fill(0.0);
        self.ground.fill(0.0);
        for (c, (x, z)) in leaves.x.iter().zip(&leaves.z).enumerate() {
            self.conduct(c, z / x);
        }
        for (leaf, (s, y)) in leaves.s.iter().zip(&leaves.y).enumerate() {
            if self.layout.needs[leaf] != NONE {
                self.conduct(self.layout.needs[leaf] as usize, y / s);
            }
        }
        for (i, (s, y)) in rows.s.iter().zip(&rows.y).enumerate() {
            self.conduct(self.layout.rows + i, y / s);
        }
        let mut mesh = 0;
        for k in 0..self.ground.len() {
            let later = self.layout.later(k);
            let leak = self.ground[k];
            let inverse = 1.0 / (leak + self.conductance[later.clone()].iter().sum::<f64>());
            self.inverse[k] = inverse;
            for at in later.clone() {
                let others: f64 = later.clone().filter(|&other| other != at).map(|other| self.conductance[other]).sum();
                self.elsewhere[at] = (leak + others) * inverse;
            }
            for at in later.clone() {
                let share = self.conductance[at] * inverse;
                self.ground[self.layout.neighbours[at] as usize] += share * leak;
                for other in at + 1..later.end {
                    self.conductance[self.layout.meshes[mesh] as usize] += share * self.conductance[other];
                    mesh += 1;
                }
                self.conductance[at] = share;
            }
        }
    }

    fn conduct(&mut self, edge: usize, weight: f64) {
        let factor = self.factor[edge];
        let (edge, value) = (self.layout.edges[edge], weight * factor * factor);
        if edge.slot == NONE {
            self.ground[edge.first as usize] += value;
        } else {
            self.conductance[edge.slot as usize] += value;
        }
    }

    /// `S`: what the measures seen from above move when their prices do (lower triangle).
    pub(super) fn schur(&mut self, width: usize, schur: &mut Vec<f64>) {
        let nodes = self.ground.len();
        let mut response = std::mem::take(&mut self.response);
        response.clear();
        response.resize(nodes * width, 0.0);
        for k in 0..nodes {
            let (done, rest) = response.split_at_mut((k + 1) * width);
            let mine = &mut done[k * width..];
            let later = self.layout.later(k);
            for at in later.clone() {
                let first = (self.layout.neighbours[at] as usize - k - 1) * width;
                add_scaled(&mut rest[first..first + width], self.conductance[at], mine);
            }
            for &e in &self.layout.own[self.layout.own(k)] {
                if e as usize >= self.layout.columns {
                    continue;
                }
                let edge = self.layout.edges[e as usize];
                for &(q, times) in self.seen.of(e as usize) {
                    let (q, factor) = (q as usize, times * self.factor[e as usize]);
                    for at in later.clone() {
                        let share = if at == edge.slot as usize { -self.elsewhere[at] } else { self.conductance[at] };
                        rest[(self.layout.neighbours[at] as usize - k - 1) * width + q] += share * factor;
                    }
                    mine[q] += factor;
                }
            }
            let root = self.inverse[k].sqrt();
            for value in mine {
                *value *= root;
            }
        }
        schur.clear();
        schur.resize(width * width, 0.0);
        subtract_gram(schur, &response, nodes, width);
        for value in schur {
            *value = -*value;
        }
        self.response = response;
    }

    /// What is injected by the products aimed at (through the pull of each column) and by open rows; kept for [`solve`](Self::solve).
    pub(super) fn right_side(&mut self, leaves: &Leaves, rows: &Rows) {
        leaves.pulls(&mut self.push[..self.layout.columns]);
        for (leaf, &edge) in self.layout.needs.iter().enumerate().filter(|(_, edge)| **edge != NONE) {
            self.push[edge as usize] = -leaves.open_row(leaf) * leaves.y[leaf] / leaves.s[leaf];
        }
        for i in 0..rows.len() {
            self.push[self.layout.rows + i] = -rows.open_row(i) * rows.y[i] / rows.s[i];
        }
    }

    /// Nothing is injected: for a refinement, since the rows here are closed by construction.
    pub(super) fn no_right_side(&mut self) {
        self.push.fill(0.0);
    }

    /// What is injected moves the measures seen from above by this, while their prices stay: `R'` times the eliminated right-hand side.
    pub(super) fn flow(&mut self, out: &mut [f64]) {
        out.fill(0.0);
        self.eliminate(|_, _| 0.0);
        let width = out.len();
        if width > 0 {
            for ((potential, inverse), row) in
                self.potential.iter().zip(&self.inverse).zip(self.response.chunks_exact(width))
            {
                // The potential is divided by its whole already; R by the root of it.
                add_scaled(out, potential / inverse.sqrt(), row);
            }
        }
    }

    /// Directions under what is injected, less the `change` of the prices of the measures seen from above.
    pub(super) fn solve(&mut self, change: &[f64]) {
        self.eliminate(|seen, e| seen.price(e, change));
        self.substitute();
    }

    /// From the first node to the last: what each has once those before it are gone. `price(seen, e)` is taken from the injection at column `e`.
    fn eliminate(&mut self, price: impl Fn(&Rides, usize) -> f64) {
        self.potential.fill(0.0);
        for k in 0..self.potential.len() {
            let passed = self.potential[k];
            let mut whole = passed;
            let later = self.layout.later(k);
            for at in later.clone() {
                self.potential[self.layout.neighbours[at] as usize] += self.conductance[at] * passed;
            }
            for o in self.layout.own(k) {
                let e = self.layout.own[o] as usize;
                let edge = self.layout.edges[e];
                let push =
                    (self.push[e] - if e < self.layout.columns { price(&self.seen, e) } else { 0.0 }) * self.factor[e];
                for at in later.clone() {
                    let share = if at == edge.slot as usize { -self.elsewhere[at] } else { self.conductance[at] };
                    self.potential[self.layout.neighbours[at] as usize] += share * push;
                }
                whole += push;
            }
            self.potential[k] = whole * self.inverse[k];
        }
    }

    /// From the last node to the first: potentials, and what moves at each edge.
    fn substitute(&mut self) {
        for k in (0..self.potential.len()).rev() {
            let later = self.layout.later(k);
            let here = self.potential[k];
            let flow = |at: usize| self.conductance[at] * self.potential[self.layout.neighbours[at] as usize];
            for o in self.layout.own(k) {
                let e = self.layout.own[o] as usize;
                let edge = self.layout.edges[e];
                let mut difference = here;
                for at in later.clone() {
                    difference += if at == edge.slot as usize {
                        -self.elsewhere[at] * self.potential[self.layout.neighbours[at] as usize]
                    } else {
                        flow(at)
                    };
                }
                self.moved[e] = self.factor[e] * difference;
            }
            let inflow: f64 = later.map(flow).sum();
            self.potential[k] = here + inflow;
        }
    }

    /// The direction of column `c`.
    pub(super) fn of_column(&self, c: usize) -> f64 {
        self.moved[c]
    }
    /// The direction of the sum in the need row of leaf `leaf`, which has one.
    pub(super) fn of_need(&self, leaf: usize) -> f64 {
        self.moved[self.layout.needs[leaf] as usize]
    }
    /// The direction of the sum in row `i`.
    pub(super) fn of_row(&self, i: usize) -> f64 {
        self.moved[self.layout.rows + i]
    }
}
