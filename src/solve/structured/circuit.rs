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

use super::dense::{add_scaled, subtract_gram};
use super::leaves::Leaves;
use super::outline::id;
use super::problem::NONE;
use super::rides::Rides;
use super::rows::Rows;

/// How far apart two factors of one potential may be and still count as the same (they come from divisions).
const SAME_FACTOR: f64 = 1e-9;

/// A difference of two potentials, times `factor`, from the end that is eliminated first; `second` is [`NONE`] for the ground.
#[derive(Debug, Clone, Copy)]
struct Edge {
    first: u32,
    second: u32,
    factor: f64,
    /// Where its conductance is among those between nodes; [`NONE`] for the ground.
    slot: u32,
}

/// A row as a comparison: two prefixes (leaf, length, coefficient) of opposite sign, or one.
#[derive(Debug, Clone, Copy)]
struct Comparison {
    first: (u32, u32, f64),
    second: Option<(u32, u32, f64)>,
}

/// The circuit of a sentra.
#[derive(Debug, Clone, Default)]
pub(super) struct Circuit {
    /// One for each column, then one for each need row, then one for each row.
    edges: Vec<Edge>,
    columns: usize,
    /// For each leaf, the edge of its need row; [`NONE`] where there is none.
    needs: Vec<u32>,
    /// The edge of the first row.
    rows: usize,
    /// For each node, where the edges that start there are in `own`.
    own_start: Vec<u32>,
    own: Vec<u32>,
    /// For each node, where its later neighbours start.
    start: Vec<u32>,
    neighbours: Vec<u32>,
    /// For each node and each pair of its later neighbours, where their conductance is.
    meshes: Vec<u32>,
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
}

impl Circuit {
    /// The circuit of these leaves and rows (their coefficients by leaf column); `None` if some row is not a comparison.
    pub(super) fn new(leaves: &Leaves, rows: &[Vec<(u32, f64)>]) -> Option<Self> {
        // Chains: leaf, first column, number of columns.
        let chains: Vec<(usize, usize)> = leaves
            .kinds
            .iter()
            .flat_map(|kind| (0..kind.count).map(|n| (kind.column + n * kind.size, kind.size)))
            .collect();
        let bounded: Vec<bool> =
            leaves.kinds.iter().flat_map(|kind| std::iter::repeat_n(kind.bounded, kind.count)).collect();
        let mut leaf_of = vec![0u32; leaves.columns.len()];
        for (leaf, &(first, size)) in chains.iter().enumerate() {
            leaf_of[first..first + size].fill(id(leaf));
        }
        let comparisons: Vec<Comparison> =
            rows.iter().map(|row| compare(row, &leaf_of, &chains)).collect::<Option<_>>()?;
        let factors = factors(chains.len(), &comparisons)?;
        let node = |leaf: u32, length: u32| id(chains[leaf as usize].0) + length - 1;
        let mut circuit = Self { columns: leaves.columns.len(), ..Self::default() };
        let mut add = |first: u32, second: u32, factor: f64| {
            circuit.edges.push(Edge { first, second, factor, slot: NONE });
            id(circuit.edges.len() - 1)
        };
        for (&(first, size), &factor) in chains.iter().zip(&factors) {
            for k in 0..size {
                add(id(first + k), if k == 0 { NONE } else { id(first + k - 1) }, factor);
            }
        }
        let mut needs = Vec::with_capacity(chains.len());
        for ((&(first, size), &factor), &bounded) in chains.iter().zip(&factors).zip(&bounded) {
            needs.push(if bounded { add(id(first + size - 1), NONE, factor) } else { NONE });
        }
        let mut first_row = None;
        for comparison in &comparisons {
            let (leaf, length, value) = comparison.first;
            let second = comparison.second.map_or(NONE, |(leaf, length, _)| node(leaf, length));
            let edge = add(node(leaf, length), second, value * factors[leaf as usize]);
            first_row.get_or_insert(edge as usize);
        }
        circuit.needs = needs;
        circuit.rows = first_row.unwrap_or(circuit.edges.len());
        circuit.order(leaves.columns.len());
        Some(circuit)
    }

    /// Says what each column adds to the measures that are seen from above.
    pub(super) fn see(&mut self, seen: Rides) {
        self.seen = seen;
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

    /// Renumbers the nodes by least degree and finds where fill goes.
    fn order(&mut self, nodes: usize) {
        let words = nodes.div_ceil(64);
        let mut near = vec![0u64; nodes * words];
        for edge in self.edges.iter().filter(|edge| edge.second != NONE) {
            let (a, b) = (edge.first as usize, edge.second as usize);
            near[a * words + b / 64] |= 1 << (b % 64);
            near[b * words + a / 64] |= 1 << (a % 64);
        }
        let degree =
            |near: &[u64], k: usize| near[k * words..(k + 1) * words].iter().map(|w| w.count_ones()).sum::<u32>();
        let mut place = vec![NONE; nodes];
        let mut later: Vec<Vec<u32>> = Vec::with_capacity(nodes);
        for step in 0..nodes {
            let next = (0..nodes).filter(|&k| place[k] == NONE).min_by_key(|&k| degree(&near, k));
            let Some(k) = next else { break };
            place[k] = id(step);
            let row: Vec<u64> = near[k * words..(k + 1) * words].to_vec();
            let neighbours: Vec<u32> = (0..nodes).filter(|&i| row[i / 64] >> (i % 64) & 1 == 1).map(id).collect();
            for &i in &neighbours {
                let i = i as usize;
                for (mine, theirs) in near[i * words..(i + 1) * words].iter_mut().zip(&row) {
                    *mine |= theirs;
                }
                near[i * words + i / 64] &= !(1 << (i % 64));
                near[i * words + k / 64] &= !(1 << (k % 64));
            }
            later.push(neighbours);
        }
        for neighbours in &mut later {
            for i in neighbours.iter_mut() {
                *i = place[*i as usize];
            }
            neighbours.sort_unstable();
            self.start.push(id(self.neighbours.len()));
            self.neighbours.extend(neighbours.iter());
        }
        self.start.push(id(self.neighbours.len()));
        for k in 0..nodes {
            let neighbours = &later[k];
            for (n, &a) in neighbours.iter().enumerate() {
                for &b in &neighbours[n + 1..] {
                    let slot = self.slot(a, b);
                    self.meshes.push(slot);
                }
            }
        }
        let mut edges = std::mem::take(&mut self.edges);
        let mut own: Vec<Vec<u32>> = vec![Vec::new(); nodes];
        for (e, edge) in edges.iter_mut().enumerate() {
            edge.first = place[edge.first as usize];
            if edge.second != NONE {
                edge.second = place[edge.second as usize];
                if edge.second < edge.first {
                    *edge = Edge { first: edge.second, second: edge.first, factor: -edge.factor, slot: NONE };
                }
                edge.slot = self.slot(edge.first, edge.second);
            }
            own[edge.first as usize].push(id(e));
        }
        for list in &own {
            self.own_start.push(id(self.own.len()));
            self.own.extend(list);
        }
        self.own_start.push(id(self.own.len()));
        self.push = vec![0.0; edges.len()];
        self.moved = vec![0.0; edges.len()];
        self.edges = edges;
        self.conductance = vec![0.0; self.neighbours.len()];
        self.elsewhere = vec![0.0; self.neighbours.len()];
        for list in [&mut self.ground, &mut self.inverse, &mut self.potential] {
            *list = vec![0.0; nodes];
        }
    }

    /// Where the conductance between `a` and the later `b` is.
    fn slot(&self, a: u32, b: u32) -> u32 {
        let range = self.start[a as usize] as usize..self.start[a as usize + 1] as usize;
        let at = self.neighbours[range.clone()].partition_point(|&other| other < b);
        id(range.start + at)
    }

    fn later(&self, k: usize) -> std::ops::Range<usize> {
        self.start[k] as usize..self.start[k + 1] as usize
    }

    fn own(&self, k: usize) -> std::ops::Range<usize> {
        self.own_start[k] as usize..self.own_start[k + 1] as usize
    }

    /// Conductances of the present point, and their elimination.
    pub(super) fn factor(&mut self, leaves: &Leaves, rows: &Rows) {
        self.conductance.fill(0.0);
        self.ground.fill(0.0);
        for (c, (x, z)) in leaves.x.iter().zip(&leaves.z).enumerate() {
            self.conduct(c, z / x);
        }
        for (leaf, (s, y)) in leaves.s.iter().zip(&leaves.y).enumerate() {
            if self.needs[leaf] != NONE {
                self.conduct(self.needs[leaf] as usize, y / s);
            }
        }
        for (i, (s, y)) in rows.s.iter().zip(&rows.y).enumerate() {
            self.conduct(self.rows + i, y / s);
        }
        let mut mesh = 0;
        for k in 0..self.ground.len() {
            let later = self.later(k);
            let leak = self.ground[k];
            let inverse = 1.0 / (leak + self.conductance[later.clone()].iter().sum::<f64>());
            self.inverse[k] = inverse;
            for at in later.clone() {
                let others: f64 = later.clone().filter(|&other| other != at).map(|other| self.conductance[other]).sum();
                self.elsewhere[at] = (leak + others) * inverse;
            }
            for at in later.clone() {
                let share = self.conductance[at] * inverse;
                self.ground[self.neighbours[at] as usize] += share * leak;
                for other in at + 1..later.end {
                    self.conductance[self.meshes[mesh] as usize] += share * self.conductance[other];
                    mesh += 1;
                }
                self.conductance[at] = share;
            }
        }
    }

    fn conduct(&mut self, edge: usize, weight: f64) {
        let edge = self.edges[edge];
        let value = weight * edge.factor * edge.factor;
        if edge.slot == NONE {
            self.ground[edge.first as usize] += value;
        } else {
            self.conductance[edge.slot as usize] += value;
        }
    }

    /// `S`: what the measures seen from above move when their prices do (lower triangle).
    pub(super) fn schur(&self, width: usize, schur: &mut [f64]) {
        let nodes = self.ground.len();
        let mut response = vec![0.0; nodes * width];
        for k in 0..nodes {
            let (done, rest) = response.split_at_mut((k + 1) * width);
            let mine = &mut done[k * width..];
            let later = self.later(k);
            for at in later.clone() {
                let first = (self.neighbours[at] as usize - k - 1) * width;
                add_scaled(&mut rest[first..first + width], self.conductance[at], mine);
            }
            for &e in &self.own[self.own(k)] {
                if e as usize >= self.columns {
                    continue;
                }
                let edge = self.edges[e as usize];
                for &(q, times) in self.seen.of(e as usize) {
                    let (q, factor) = (q as usize, times * edge.factor);
                    for at in later.clone() {
                        let share = if at == edge.slot as usize { -self.elsewhere[at] } else { self.conductance[at] };
                        rest[(self.neighbours[at] as usize - k - 1) * width + q] += share * factor;
                    }
                    mine[q] += factor;
                }
            }
            let root = self.inverse[k].sqrt();
            for value in mine {
                *value *= root;
            }
        }
        schur.fill(0.0);
        subtract_gram(schur, &response, nodes, width);
        for value in schur {
            *value = -*value;
        }
    }

    /// What is injected by the products aimed at (`pull` of each column) and by open rows; kept for [`solve`](Self::solve).
    pub(super) fn right_side(&mut self, pull: &[f64], leaves: &Leaves, rows: &Rows) {
        self.push[..self.columns].copy_from_slice(pull);
        for (leaf, &edge) in self.needs.iter().enumerate().filter(|(_, edge)| **edge != NONE) {
            self.push[edge as usize] = -leaves.open_row(leaf) * leaves.y[leaf] / leaves.s[leaf];
        }
        for i in 0..rows.len() {
            self.push[self.rows + i] = -rows.open_row(i) * rows.y[i] / rows.s[i];
        }
    }

    /// Nothing is injected: for a refinement, since the rows here are closed by construction.
    pub(super) fn no_right_side(&mut self) {
        self.push.fill(0.0);
    }

    /// Directions under what is injected, less the `change` of the prices of the measures seen from above.
    pub(super) fn solve(&mut self, change: &[f64]) {
        self.potential.fill(0.0);
        for k in 0..self.potential.len() {
            let passed = self.potential[k];
            let mut whole = passed;
            let later = self.later(k);
            for at in later.clone() {
                self.potential[self.neighbours[at] as usize] += self.conductance[at] * passed;
            }
            for o in self.own(k) {
                let e = self.own[o] as usize;
                let edge = self.edges[e];
                let push =
                    (self.push[e] - if e < self.columns { self.seen.price(e, change) } else { 0.0 }) * edge.factor;
                for at in later.clone() {
                    let share = if at == edge.slot as usize { -self.elsewhere[at] } else { self.conductance[at] };
                    self.potential[self.neighbours[at] as usize] += share * push;
                }
                whole += push;
            }
            self.potential[k] = whole * self.inverse[k];
        }
        for k in (0..self.potential.len()).rev() {
            let later = self.later(k);
            let here = self.potential[k];
            let flow = |at: usize| self.conductance[at] * self.potential[self.neighbours[at] as usize];
            for o in self.own(k) {
                let e = self.own[o] as usize;
                let edge = self.edges[e];
                let mut difference = here;
                for at in later.clone() {
                    difference += if at == edge.slot as usize {
                        -self.elsewhere[at] * self.potential[self.neighbours[at] as usize]
                    } else {
                        flow(at)
                    };
                }
                self.moved[e] = edge.factor * difference;
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
        self.moved[self.needs[leaf] as usize]
    }
    /// The direction of the sum in row `i`.
    pub(super) fn of_row(&self, i: usize) -> f64 {
        self.moved[self.rows + i]
    }
}

/// Reads a row as a comparison of prefixes.
fn compare(row: &[(u32, f64)], leaf_of: &[u32], chains: &[(usize, usize)]) -> Option<Comparison> {
    let mut row = row.to_vec();
    row.sort_by_key(|&(column, _)| column);
    let mut parts: Vec<(u32, u32, f64)> = Vec::new();
    let mut c = 0;
    while c < row.len() {
        let (column, value) = row[c];
        let leaf = leaf_of[column as usize];
        let first = chains[leaf as usize].0;
        let mut length = 0;
        while c < row.len() && leaf_of[row[c].0 as usize] == leaf {
            let same = (row[c].1 - value).abs() <= SAME_FACTOR * value.abs();
            if row[c].0 as usize != first + length || !same {
                return None;
            }
            length += 1;
            c += 1;
        }
        parts.push((leaf, id(length), value));
    }
    match parts[..] {
        [first] => Some(Comparison { first, second: None }),
        [first, second] if (first.2 < 0.0) != (second.2 < 0.0) => Some(Comparison { first, second: Some(second) }),
        _ => None,
    }
}

/// The factor of each leaf's potentials under which every comparison is a plain difference.
fn factors(leaves: usize, comparisons: &[Comparison]) -> Option<Vec<f64>> {
    let mut links: Vec<Vec<(u32, f64)>> = vec![Vec::new(); leaves];
    for comparison in comparisons {
        if let ((a, _, value), Some((b, _, other))) = (comparison.first, comparison.second) {
            links[a as usize].push((b, -value / other));
            links[b as usize].push((a, -other / value));
        }
    }
    let mut factors = vec![0.0f64; leaves];
    for leaf in 0..leaves {
        if factors[leaf] != 0.0 {
            continue;
        }
        factors[leaf] = 1.0;
        let mut open = vec![id(leaf)];
        while let Some(a) = open.pop() {
            for &(b, times) in &links[a as usize] {
                let wanted = factors[a as usize] * times;
                let known = &mut factors[b as usize];
                if *known == 0.0 {
                    *known = wanted;
                    open.push(b);
                } else if (*known - wanted).abs() > SAME_FACTOR * wanted.abs() {
                    return None;
                }
            }
        }
    }
    Some(factors)
}
