//! The elimination of a circuit's nodes, in the order of its layout: factors, what gives way, and potentials.
//!
//! The formulas stand in `circuit.rs`. What a circuit keeps of it are numbers only, in the order in which they are visited; all loops are short, so
//! that they are written to need few instructions: a link and what it is for the edges that are part of it stand side by side and are chosen between by
//! their place.

use super::dense::{add_scaled, dot};
use super::layout::{GROUND, Layout};

/// Rows of [`Mesh::response`] that are as long as the longest of them, so that they are multiplied together.
const TOGETHER: usize = 4;

/// The factors of a circuit.
#[derive(Debug, Clone, Default)]
pub(super) struct Mesh {
    /// Of each link, the share of what is injected at its first end that goes on to the second, and (as negative) one less that share: what is left
    /// there of an injection that was drawn at the second.
    shares: Vec<[f64; 2]>,
    /// Of each node, the root of one over its whole.
    root: Vec<f64>,
    /// What is injected at each node once those before it are gone, times its root.
    injected: Vec<f64>,
    /// `R`, with `R'R = S`: how far each node gives way to each of the measures that are seen from above, halfway through the elimination. These are
    /// numbered as their columns' nodes are eliminated, so that the rows of `R` begin short.
    response: Vec<f64>,
    /// Where each row starts, and where the last ends.
    rows: Vec<u32>,
}

/// What one column adds to one measure that is seen from above.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    pub(super) times: f64,
    pub(super) column: u16,
    pub(super) measure: u16,
}

impl Mesh {
    /// Room for the factors of `layout`; `begun[k]` measures have a column that starts at node `k` or before.
    pub(super) fn new(layout: &Layout, begun: &[usize]) -> Self {
        let mut rows = vec![0];
        for together in begun.chunks(TOGETHER) {
            for _ in together {
                rows.push(rows[rows.len() - 1] + super::outline::id(together[together.len() - 1]));
            }
        }
        Self {
            shares: vec![[0.0; 2]; layout.neighbours.len()],
            root: vec![0.0; layout.nodes],
            injected: vec![0.0; layout.nodes],
            response: vec![0.0; rows[rows.len() - 1] as usize],
            rows,
        }
    }

    /// Eliminates the nodes; `conductance` holds that of each link, then what each node has to the ground.
    pub(super) fn factor(&mut self, layout: &Layout, conductance: &mut [f64]) {
        let (link, ground) = conductance.split_at_mut(self.shares.len());
        let mut meshes = layout.meshes.iter();
        for k in 0..layout.nodes {
            let later = layout.later(k);
            let leak = ground[k];
            let whole = leak + link[later.clone()].iter().sum::<f64>();
            let inverse = 1.0 / whole;
            self.root[k] = inverse.sqrt();
            // The sum of all others is never a difference.
            let mut before = leak;
            for at in later.clone() {
                let own = link[at];
                let share = own * inverse;
                let mut others = before;
                for (other, &mesh) in (at + 1..later.end).zip(&mut meshes) {
                    let other = link[other];
                    others += other;
                    link[usize::from(mesh)] += share * other;
                }
                self.shares[at] = [share, -(others * inverse)];
                ground[usize::from(layout.neighbours[at])] += share * leak;
                before += own;
            }
        }
    }

    /// `R`, from what columns add to measures (`seen`, by the nodes at which the columns start) and the factor of each column.
    pub(super) fn respond(&mut self, layout: &Layout, seen: &[Seen], factor: &[f64]) {
        self.response.fill(0.0);
        let mut seen = seen.iter().peekable();
        for k in 0..layout.nodes {
            let (start, end) = (self.rows[k] as usize, self.rows[k + 1] as usize);
            let (done, rest) = self.response.split_at_mut(end);
            let mine = &mut done[start..];
            let later = layout.later(k);
            let (near, shares) = (&layout.neighbours[later.clone()], &self.shares[later]);
            for (&other, share) in near.iter().zip(shares) {
                let row = self.rows[usize::from(other)] as usize - end;
                add_scaled(&mut rest[row..row + mine.len()], share[0], mine);
            }
            for &[e, slot] in layout.own(k) {
                while let Some(seen) = seen.next_if(|seen| seen.column == e) {
                    let moved = seen.times * factor[usize::from(e)];
                    let measure = usize::from(seen.measure);
                    for (at, (&other, share)) in near.iter().zip(shares).enumerate() {
                        let row = self.rows[usize::from(other)] as usize - end;
                        rest[row + measure] += share[usize::from(at == usize::from(slot))] * moved;
                    }
                    mine[measure] += moved;
                }
            }
            let root = self.root[k];
            for value in mine {
                *value *= root;
            }
        }
    }

    /// Adds `S = R'R` to the lower triangle of `schur`, `width` square.
    pub(super) fn add_schur(&self, schur: &mut [f64], width: usize) {
        for first in (0..self.root.len()).step_by(TOGETHER) {
            let last = (first + TOGETHER).min(self.root.len());
            let rows = &self.response[self.rows[first] as usize..self.rows[last] as usize];
            add_gram(schur, width, rows, last - first);
        }
    }

    /// From the first node to the last: what is injected at each, `push` at each edge (times its factor), once those before it are gone.
    pub(super) fn inject(&mut self, layout: &Layout, push: &[f64]) {
        let injected = &mut self.injected[..];
        injected.fill(0.0);
        for k in 0..layout.nodes {
            let later = layout.later(k);
            let (near, shares) = (&layout.neighbours[later.clone()], &self.shares[later]);
            let mut passed = injected[k];
            let mut whole = passed;
            for &[e, slot] in layout.own(k) {
                let push = push[usize::from(e)];
                whole += push;
                if slot == GROUND {
                    passed += push;
                } else {
                    for (at, (&other, share)) in near.iter().zip(shares).enumerate() {
                        injected[usize::from(other)] += share[usize::from(at == usize::from(slot))] * push;
                    }
                }
            }
            for (&other, share) in near.iter().zip(shares) {
                injected[usize::from(other)] += share[0] * passed;
            }
            injected[k] = whole * self.root[k];
        }
    }

    /// Nothing is injected.
    pub(super) fn inject_nothing(&mut self) {
        self.injected.fill(0.0);
    }

    /// Adds what is injected moves of each measure seen from above, while their prices stay.
    pub(super) fn add_flow(&self, out: &mut [f64]) {
        for (k, injected) in self.injected.iter().enumerate() {
            let row = &self.response[self.rows[k] as usize..self.rows[k + 1] as usize];
            add_scaled(&mut out[..row.len()], *injected, row);
        }
    }

    /// From the last node to the first: `moved` of each edge (over its factor) by what is injected, less what `change` of the prices of the measures
    /// seen from above injects: that is eliminated already, `R change`. `potential` is room for one number a node.
    pub(super) fn solve(&self, layout: &Layout, change: &[f64], potential: &mut [f64], moved: &mut [f64]) {
        for (k, injected) in self.injected.iter().enumerate() {
            let row = &self.response[self.rows[k] as usize..self.rows[k + 1] as usize];
            potential[k] = (injected - dot(row, &change[..row.len()])) * self.root[k];
        }
        for k in (0..layout.nodes).rev() {
            let later = layout.later(k);
            let (near, shares) = (&layout.neighbours[later.clone()], &self.shares[later]);
            let here = potential[k];
            let mut whole = here;
            for (&other, share) in near.iter().zip(shares) {
                whole += share[0] * potential[usize::from(other)];
            }
            for &[e, slot] in layout.own(k) {
                moved[usize::from(e)] = if slot == GROUND {
                    whole
                } else {
                    let mut difference = here;
                    for (at, (&other, share)) in near.iter().zip(shares).enumerate() {
                        difference += share[usize::from(at == usize::from(slot))] * potential[usize::from(other)];
                    }
                    difference
                };
            }
            potential[k] = whole;
        }
    }
}

/// Adds `v'v` to the lower triangle of `out`, whose rows are `stride` apart; `v` has `n` rows of one length.
fn add_gram(out: &mut [f64], stride: usize, v: &[f64], n: usize) {
    let width = v.len().checked_div(n).unwrap_or(0);
    if n == TOGETHER {
        let (a, rest) = v.split_at(width);
        let (b, rest) = rest.split_at(width);
        let (c, d) = rest.split_at(width);
        for (p, (((fa, fb), fc), fd)) in a.iter().zip(b).zip(c).zip(d).enumerate() {
            let out = &mut out[p * stride..=p * stride + p];
            for ((((out, a), b), c), d) in out.iter_mut().zip(a).zip(b).zip(c).zip(d) {
                *out += (fa * a + fb * b) + (fc * c + fd * d);
            }
        }
    } else if width > 0 {
        for row in v.chunks_exact(width) {
            for (p, factor) in row.iter().enumerate() {
                add_scaled(&mut out[p * stride..=p * stride + p], *factor, row);
            }
        }
    }
}
