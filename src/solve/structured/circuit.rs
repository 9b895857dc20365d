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
//!
//! # Numbers
//! Some seven thousand circuits are more than the caches hold, and each is visited four times an iteration. So a circuit keeps its numbers in one list, edge by
//! edge, columns and rows alike: primal `p` (`x` or `s`), dual `d` (`z` or `y`), their directions, and `r`, what prices leave of a column's cost or the
//! sum of a row of its right-hand side. What is made of these within one pass is not kept, and products aimed at are made again
//! from the directions of the predictor, which still stand there. The needs and rows of the node hold the point only before and after the iteration.
//! The passes are in `currents.rs`, the elimination in `mesh.rs`. With `J` what the rows' prices push into each node, the rows' part of the price of
//! a column is the sum of `J / d` from its far end to the end of its chain, and what rows hold is a difference of potentials.

use std::sync::Arc;

use super::layout::{GROUND, Layout};
use super::leaves::Leaves;
use super::mesh::{Mesh, Seen};
use super::rides::Rides;
use super::rows::Rows;

/// Lists in [`Circuit::state`].
pub(super) const LISTS: usize = 5;

/// The circuit of a sentra.
#[derive(Debug, Clone)]
pub(super) struct Circuit {
    pub(super) layout: Arc<Layout>,
    /// Of each edge its primal and dual values, their directions, and `r`: one list after the other.
    pub(super) state: Vec<f64>,
    /// The factor of each edge, then what is given for it: the cost of a column, the right-hand side of a row.
    pub(super) fixed: Vec<f64>,
    /// The most that each chain can hold.
    pub(super) most: Vec<f64>,
    /// Weight of the pair of each row in the barrier.
    pub(super) weights: Vec<f64>,
    pub(super) mesh: Mesh,
    /// What columns add to the measures seen from above, in the order in which columns are eliminated.
    pub(super) seen: Vec<Seen>,
    /// For each of these measures, the measure of the node above.
    pub(super) to_parent: Vec<u32>,
}

impl Circuit {
    /// A circuit of this layout whose edges have these factors; `rides` says what each column adds to the measures that are seen from above. `None` if there are
    /// too many of these.
    pub(super) fn new(
        layout: Arc<Layout>,
        mut factor: Vec<f64>,
        rides: &Rides,
        leaves: &Leaves,
        rows: &Rows,
    ) -> Option<Self> {
        let mut seen = Vec::new();
        let (mut to_parent, mut begun) = (Vec::new(), Vec::with_capacity(layout.nodes));
        for k in 0..layout.nodes {
            for &[e, _] in layout.own(k).iter().filter(|[e, _]| usize::from(*e) < layout.columns()) {
                for &(shown, times) in rides.of(usize::from(e)) {
                    let measure = to_parent.iter().position(|known| *known == shown).unwrap_or_else(|| {
                        to_parent.push(shown);
                        to_parent.len() - 1
                    });
                    seen.push(Seen { times, column: e, measure: u16::try_from(measure).ok()? });
                }
            }
            begun.push(to_parent.len());
        }
        factor.extend(&leaves.cost);
        let bounds = layout.chains.iter().zip(&leaves.rhs);
        factor.extend(bounds.filter(|(chain, _)| chain.need != GROUND).map(|(_, rhs)| *rhs));
        factor.extend(&rows.rhs);
        Some(Self {
            state: vec![0.0; LISTS * layout.ends.len()],
            fixed: factor,
            most: leaves.rhs.clone(),
            weights: Vec::new(),
            mesh: Mesh::new(&layout, &begun),
            seen,
            to_parent,
            layout,
        })
    }

    /// Names the measures of the node above, of which the shown ones (`measures`) are those.
    pub(super) fn attach(&mut self, measures: &[u32]) {
        for shown in &mut self.to_parent {
            *shown = measures[*shown as usize];
        }
    }

    /// Takes over the point that needs and rows hold; there is no direction yet.
    pub(super) fn take_point(&mut self, leaves: &Leaves, rows: &Rows) {
        self.weights.clone_from(&rows.weight);
        let edges = self.layout.ends.len();
        let (primal, rest) = self.state.split_at_mut(edges);
        let (dual, directions) = rest.split_at_mut(edges);
        directions.fill(0.0);
        let sides = [(primal, &leaves.x, &leaves.s, &rows.s), (dual, &leaves.z, &leaves.y, &rows.y)];
        for (all, of_columns, of_needs, of_rows) in sides {
            all[..of_columns.len()].copy_from_slice(of_columns);
            for (chain, value) in self.layout.chains.iter().zip(of_needs).filter(|(chain, _)| chain.need != GROUND) {
                all[usize::from(chain.need)] = *value;
            }
            all[self.layout.rows..].copy_from_slice(of_rows);
        }
    }

    /// Gives the point back to needs and rows.
    pub(super) fn give_point(&self, leaves: &mut Leaves, rows: &mut Rows) {
        let (primal, dual) = self.point().split_at(self.layout.ends.len());
        let sides =
            [(primal, &mut leaves.x, &mut leaves.s, &mut rows.s), (dual, &mut leaves.z, &mut leaves.y, &mut rows.y)];
        for (all, of_columns, of_needs, of_rows) in sides {
            let columns = of_columns.len();
            of_columns.copy_from_slice(&all[..columns]);
            for (chain, value) in self.layout.chains.iter().zip(of_needs).filter(|(chain, _)| chain.need != GROUND) {
                *value = all[usize::from(chain.need)];
            }
            of_rows.copy_from_slice(&all[self.layout.rows..]);
        }
    }

    /// Primal and dual values.
    pub(super) fn point(&self) -> &[f64] {
        &self.state[..2 * self.layout.ends.len()]
    }

    /// The same, to be set.
    pub(super) fn point_mut(&mut self) -> &mut [f64] {
        let edges = self.layout.ends.len();
        &mut self.state[..2 * edges]
    }

    /// Directions of these.
    pub(super) fn directions(&self) -> &[f64] {
        let edges = self.layout.ends.len();
        &self.state[2 * edges..4 * edges]
    }

    /// The same, to be set.
    pub(super) fn directions_mut(&mut self) -> &mut [f64] {
        let edges = self.layout.ends.len();
        &mut self.state[2 * edges..4 * edges]
    }
}

#[cfg(test)]
mod tests {
    use super::super::currents::Scratch;
    use super::super::gram::Blocks;
    use super::super::layout::Layouts;
    use super::super::leaves::{Gathered, Kind};
    use super::super::tally::{Steps, Tally};
    use super::*;

    const ROWS: [&[(u32, f64)]; 2] =
        [&[(0, 0.5), (1, 0.5), (3, -1.0)], &[(0, 0.5), (1, 0.5), (2, 0.5), (3, -1.0), (4, -1.0)]];
    const COST: [f64; 5] = [1.0, 0.8, 0.5, 0.9, 0.4];
    const X: [f64; 5] = [0.3, 0.02, 0.1, 0.4, 0.05];
    const Z: [f64; 5] = [0.1, 0.5, 0.2, 0.01, 0.3];

    /// Needs of three and two payments, two comparisons; each payment is a measure of its own above, with the price that is its place.
    fn circuit() -> (Circuit, Leaves, Rows) {
        let kind = |size, leaf, column| Kind {
            size,
            measures: column,
            leaf,
            count: 1,
            column,
            bounded: true,
            ridden: false,
            alike: true,
        };
        let leaves = Leaves {
            kinds: vec![kind(3, 0, 0), kind(2, 1, 3)],
            columns: (0..5).collect(),
            cost: COST.to_vec(),
            rhs: vec![1.0, 0.8],
            x: X.to_vec(),
            z: Z.to_vec(),
            s: vec![0.5, 0.3],
            y: vec![0.2, 0.6],
            ..Leaves::default()
        };
        let mut rows = Rows::default();
        rows.rhs = vec![0.1, 0.2];
        rows.s = vec![0.4, 0.1];
        rows.y = vec![0.3, 0.7];
        rows.weight = vec![1.0; 2];
        let terms: Vec<_> = ROWS.iter().map(|row| row.to_vec()).collect();
        let (layout, factor) = Layouts::default().of(&leaves, &terms).expect("they are comparisons");
        let mut rides = Rides::default();
        (0..5).for_each(|c| rides.push([(c, 1.0)]));
        let mut circuit = Circuit::new(layout, factor, &rides, &leaves, &rows).expect("it is small");
        circuit.attach(&[0, 1, 2, 3, 4]);
        circuit.take_point(&leaves, &rows);
        (circuit, leaves, rows)
    }

    /// All rows over the five columns, each with `s`, `y` and right-hand side.
    fn all_rows(leaves: &Leaves, rows: &Rows) -> Vec<([f64; 5], f64, f64, f64)> {
        let mut all = vec![
            ([1.0, 1.0, 1.0, 0.0, 0.0], leaves.s[0], leaves.y[0], leaves.rhs[0]),
            ([0.0, 0.0, 0.0, 1.0, 1.0], leaves.s[1], leaves.y[1], leaves.rhs[1]),
        ];
        for (i, terms) in ROWS.iter().enumerate() {
            let mut a = [0.0; 5];
            terms.iter().for_each(|&(c, value)| a[c as usize] = value);
            all.push((a, rows.s[i], rows.y[i], rows.rhs[i]));
        }
        all
    }

    #[test]
    fn it_gives_the_newton_step_in_its_columns() {
        let (mut circuit, leaves, rows) = circuit();
        let price = [0.3, 0.1, 0.2, 0.4, 0.25];
        let blocks = Blocks::new(&[5], 0);
        let (mut gram, mut flow, mut load) = (vec![0.0; blocks.size()], vec![0.0; 5], vec![0.0; 5]);
        let mut out = Gathered { blocks: &blocks, gram: &mut gram, flow: &mut flow, load: &mut load };
        let (mut tally, mut scratch) = (Tally::default(), Scratch::default());
        circuit.assemble(&price, Steps::default(), &mut out, &mut tally, &mut scratch);
        let change = [0.01, -0.02, 0.03, 0.0, 0.05];
        circuit.direct(&change, None, &mut tally, &mut scratch);
        // Without a circuit: (z / x + A' (y / s) A) dx = c - price - change - A' (y - (y / s) (b - A x)).
        let all = all_rows(&leaves, &rows);
        let dx = &circuit.directions()[..5];
        for c in 0..5 {
            let mut left = Z[c] / X[c] * dx[c];
            let mut right = COST[c] - price[c] - change[c];
            for (a, s, y, rhs) in &all {
                let moved: f64 = a.iter().zip(dx).map(|(a, dx)| a * dx).sum();
                let held: f64 = a.iter().zip(X).map(|(a, x)| a * x).sum();
                left += a[c] * y / s * moved;
                right -= a[c] * (y - y / s * (rhs - held));
            }
            assert!((left - right).abs() < 1e-6, "column {c}: {left} and {right}");
        }
        // What is shown: the flow is the step where prices above stay, and the matrix says how it gives way.
        blocks.mirror(&mut gram);
        for c in 0..5 {
            let given: f64 = (0..5).map(|k| gram[c * 5 + k] * change[k]).sum();
            assert!((flow[c] - given - dx[c]).abs() < 1e-12);
        }
        assert!(load.iter().zip(X).all(|(load, x)| (load - x).abs() < 1e-15));
    }

    #[test]
    fn the_point_comes_back_as_it_was() {
        let (circuit, leaves, rows) = circuit();
        let (mut after, mut rows_after) = (leaves.clone(), rows.clone());
        for list in [&mut after.x, &mut after.z, &mut after.s, &mut after.y, &mut rows_after.s, &mut rows_after.y] {
            list.fill(0.0);
        }
        circuit.give_point(&mut after, &mut rows_after);
        assert_eq!((after.x, after.z, after.s, after.y), (leaves.x, leaves.z, leaves.s, leaves.y));
        assert_eq!((rows_after.s, rows_after.y), (rows.s, rows.y));
    }
}
