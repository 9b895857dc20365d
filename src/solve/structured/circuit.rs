//! Sentra whose inner rows compare how far two needs are: an electrical circuit instead of a dense matrix.
//!
//! Order rows and completion rows compare sums of payments up to a year, `a sum_{k <= K} x[n,k] - b sum_{k <= L} x[m,k] <= rhs`. In
//! *potentials* `p[n,k] = sum_{l <= k} x[n,l] / d[n]`, with `d` such that `a d[n] = b d[m]`, everything in such a sentra is a difference of
//! two potentials, or of one and the ground:
//!
//! ```text
//! payment      x = d (p[n,k] - p[n,k-1])       conductance (z / x + COLUMN) d^2, see `proximal.rs`
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

use super::dense::{add_scaled, dot, subtract_gram};
use super::layout::Layout;
use super::leaves::Leaves;
use super::problem::NONE;
use super::proximal::near;
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
    /// Of each node, the root of one over its whole.
    root: Vec<f64>,
    /// What is injected at each edge.
    push: Vec<f64>,
    /// The direction of what each edge stands for.
    moved: Vec<f64>,
    /// Of each node, times the root of its whole once what is injected is eliminated; the potential after a solution.
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
            root: vec![0.0; nodes],
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
            self.conduct(c, (z + near(*x)) / x);
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
            self.root[k] = inverse.sqrt();
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
        let layout = &*self.layout;
        let nodes = layout.nodes;
        let mut response = std::mem::take(&mut self.response);
        response.clear();
        response.resize(nodes * width, 0.0);
        for k in 0..nodes {
            let (done, rest) = response.split_at_mut((k + 1) * width);
            let mine = &mut done[k * width..];
            let later = layout.later(k);
            let (near, share) = (&layout.neighbours[later.clone()], &self.conductance[later.clone()]);
            let elsewhere = &self.elsewhere[later.clone()];
            for (&other, share) in near.iter().zip(share) {
                let first = (other as usize - k - 1) * width;
                add_scaled(&mut rest[first..first + width], *share, mine);
            }
            for &(e, slot) in layout.own(k).iter().filter(|(e, _)| (*e as usize) < layout.columns) {
                for &(q, times) in self.seen.of(e as usize) {
                    let (q, factor) = (q as usize, times * self.factor[e as usize]);
                    for (at, ((&other, share), elsewhere)) in near.iter().zip(share).zip(elsewhere).enumerate() {
                        let share = if at == slot as usize { -elsewhere } else { *share };
                        rest[(other as usize - k - 1) * width + q] += share * factor;
                    }
                    mine[q] += factor;
                }
            }
            for value in mine {
                *value *= self.root[k];
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
        self.potential.fill(0.0);
    }

    /// What is injected moves the measures seen from above by this, while their prices stay: `R'` times the eliminated right-hand side.
    pub(super) fn flow(&mut self, out: &mut [f64]) {
        out.fill(0.0);
        self.eliminate();
        let width = out.len();
        if width > 0 {
            for (potential, row) in self.potential.iter().zip(self.response.chunks_exact(width)) {
                add_scaled(out, *potential, row);
            }
        }
    }

    /// Directions under what is injected, less the `change` of the prices of the measures seen from above: these inject what
    /// [`schur`](Self::schur) has eliminated already, `R change`.
    pub(super) fn solve(&mut self, change: &[f64]) {
        if change.is_empty() {
            self.potential.iter_mut().zip(&self.root).for_each(|(potential, root)| *potential *= root);
        } else {
            let rows = self.response.chunks_exact(change.len());
            for ((potential, root), row) in self.potential.iter_mut().zip(&self.root).zip(rows) {
                *potential = (*potential - dot(row, change)) * root;
            }
        }
        self.substitute();
    }

    /// From the first node to the last: what each has once those before it are gone.
    fn eliminate(&mut self) {
        self.potential.fill(0.0);
        let layout = &*self.layout;
        for k in 0..layout.nodes {
            let (done, rest) = self.potential.split_at_mut(k + 1);
            let passed = done[k];
            let mut whole = passed;
            let later = layout.later(k);
            let (near, share) = (&layout.neighbours[later.clone()], &self.conductance[later.clone()]);
            let elsewhere = &self.elsewhere[later.clone()];
            for (&other, share) in near.iter().zip(share) {
                rest[other as usize - k - 1] += share * passed;
            }
            for &(e, slot) in layout.own(k) {
                let push = self.push[e as usize] * self.factor[e as usize];
                for (at, ((&other, share), elsewhere)) in near.iter().zip(share).zip(elsewhere).enumerate() {
                    let share = if at == slot as usize { -elsewhere } else { *share };
                    rest[other as usize - k - 1] += share * push;
                }
                whole += push;
            }
            done[k] = whole * self.root[k];
        }
    }

    /// From the last node to the first: potentials, and what moves at each edge.
    fn substitute(&mut self) {
        let layout = &*self.layout;
        for k in (0..layout.nodes).rev() {
            let (done, rest) = self.potential.split_at_mut(k + 1);
            let later = layout.later(k);
            let (near, share) = (&layout.neighbours[later.clone()], &self.conductance[later.clone()]);
            let elsewhere = &self.elsewhere[later.clone()];
            let here = done[k];
            let mut inflow = 0.0;
            for (&other, share) in near.iter().zip(share) {
                inflow += share * rest[other as usize - k - 1];
            }
            for &(e, slot) in layout.own(k) {
                let mut difference = here;
                for (at, ((&other, share), elsewhere)) in near.iter().zip(share).zip(elsewhere).enumerate() {
                    let share = if at == slot as usize { -elsewhere } else { *share };
                    difference += share * rest[other as usize - k - 1];
                }
                self.moved[e as usize] = self.factor[e as usize] * difference;
            }
            done[k] = here + inflow;
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
