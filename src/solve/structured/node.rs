//! One node of the tree (a sentra with rows, a region, a province, the nation) and its part of every pass.
//!
//! A node sees its leaves and children as a symmetric matrix `G` and a flow `g` on its measures. Its rows `A` (with the diagonal `D`)
//! are eliminated, and the node above sees the rest on the measures that it can tell apart (`E` adds up the others):
//!
//! ```text
//! K = A G A' + D = L L'        V = L^-1 A G E'       S = E G E' - V'V
//! h = A g + own right-hand side     t = L^-1 h            g above = E g - V't
//! dy = L^-T (t - V dp)             dp = change of the prices above on E
//! ```
//!
//! `assemble` and `correct` run from the needs up, `direct` from the nation down. Children of the nation and of provinces run in
//! parallel; what they give is added in their order, so that the sums are the same for any number of threads.

use rayon::prelude::*;

use super::circuit::Circuit;
use super::currents::Scratch;
use super::dense::{add_scaled, cholesky, dot, solve_lower, solve_lower_many, solve_upper, subtract_gram};
use super::gram::Blocks;
use super::leaves::{Gathered, Leaves};
use super::problem::NONE;
use super::rows::Rows;
use super::tally::{Aim, Steps, Tally, larger};

/// A node.
#[derive(Debug, Clone, Default)]
pub(super) struct Node {
    pub(super) leaves: Leaves,
    /// Needs that are never paid (see `late.rs`): no room is made for their numbers.
    pub(super) late: Leaves,
    pub(super) children: Vec<Node>,
    /// Whether children run in parallel.
    pub(super) parallel: bool,
    pub(super) rows: Rows,
    /// For sentra whose rows are comparisons: takes the place of all that follows but prices and loads, which serve the start, and `to_parent`; the node
    /// above runs it.
    pub(super) circuit: Option<Circuit>,
    pub(super) blocks: Blocks,
    /// For each measure its place among those seen from above; [`NONE`] if no row above holds it.
    pub(super) up: Vec<u32>,
    /// For each measure seen from above, the measure of the node above; ascending.
    pub(super) to_parent: Vec<u32>,
    pub(super) price: Vec<f64>,
    pub(super) change: Vec<f64>,
    pub(super) load: Vec<f64>,
    flow: Vec<f64>,
    factor: Vec<f64>,
    border: Vec<f64>,
    right: Vec<f64>,
    /// What the node above adds up: lower triangle, flow, load, sums.
    schur: Vec<f64>,
    flow_above: Vec<f64>,
    pub(super) load_above: Vec<f64>,
    /// Change of the prices of the measures seen from above.
    pub(super) change_above: Vec<f64>,
    tally: Tally,
    /// What the passes over the circuits below need room for.
    scratch: Scratch,
}

impl Node {
    pub(super) fn measures(&self) -> usize {
        self.up.len()
    }

    /// Makes room for the numbers, once the structure is in.
    pub(super) fn prepare(&mut self) {
        let (measures, seen, rows) = (self.up.len(), self.to_parent.len(), self.rows.len());
        self.leaves.prepare_point();
        self.rows.prepare();
        for list in [&mut self.price, &mut self.change, &mut self.load] {
            list.resize(measures, 0.0);
        }
        self.load_above.resize(seen, 0.0);
        self.change_above.resize(seen, 0.0);
        if self.circuit.is_none() {
            self.leaves.prepare();
            self.flow.resize(measures, 0.0);
            self.factor.resize(rows * rows, 0.0);
            self.border.resize(rows * seen, 0.0);
            self.schur.resize(seen * seen, 0.0);
            self.right.resize(rows, 0.0);
            self.flow_above.resize(seen, 0.0);
        }
    }

    /// Runs `act` on all children that are no circuits.
    fn each_child(&mut self, act: impl Fn(&mut Node, &[f64]) + Sync) {
        let change = &self.change;
        if self.parallel {
            self.children.par_iter_mut().for_each(|child| act(child, change));
        } else {
            let others = self.children.iter_mut().filter(|child| child.circuit.is_none());
            others.for_each(|child| act(child, change));
        }
    }

    /// The children that are no circuits; those add what they give themselves.
    fn others(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter(|child| child.circuit.is_none())
    }

    /// The sums that the last pass found in this node and all below.
    pub(super) fn tally(&self) -> Tally {
        self.tally
    }

    /// Prices of the measures: from above, and from the rows here.
    pub(super) fn set_prices(&mut self, above: &[f64]) {
        for (price, &up) in self.price.iter_mut().zip(&self.up) {
            *price = if up == NONE { 0.0 } else { above[self.to_parent[up as usize] as usize] };
        }
        self.rows.add_price(&self.rows.y, &mut self.price);
    }

    /// Takes the last step, and builds and factors everything for the next; `above` are the prices of the measures above.
    pub(super) fn assemble(&mut self, above: &[f64], steps: Steps) {
        self.rows.step(steps);
        self.rows.cap();
        self.set_prices(above);
        let mut tally = Tally::default();
        let mut gram = vec![0.0; self.blocks.size()];
        self.flow.fill(0.0);
        self.load.fill(0.0);
        let price = &self.price;
        let mut out = Gathered { blocks: &self.blocks, gram: &mut gram, flow: &mut self.flow, load: &mut self.load };
        self.leaves.assemble(price, steps, &mut out, &mut tally);
        if self.parallel {
            self.children.par_iter_mut().for_each(|child| child.assemble(price, steps));
            for child in &self.children {
                child.put_on(&mut out);
                tally.add(&child.tally);
            }
        } else {
            // Each is added while it is still in the caches.
            for child in &mut self.children {
                if let Some(circuit) = &mut child.circuit {
                    circuit.assemble(price, steps, &mut out, &mut tally, &mut self.scratch);
                } else {
                    child.assemble(price, steps);
                    child.put_on(&mut out);
                    tally.add(&child.tally);
                }
            }
        }
        self.blocks.mirror(&mut gram);
        self.rows.measure(&self.load, &mut tally);
        self.rows.set_aim(None);
        self.eliminate(&gram);
        self.raise();
        self.show_load();
        self.tally = tally;
    }

    /// Adds what this node gives to the measures of the node above.
    fn put_on(&self, out: &mut Gathered<'_>) {
        let seen = self.to_parent.len();
        for (p, &k) in self.to_parent.iter().enumerate() {
            out.flow[k as usize] += self.flow_above[p];
            out.load[k as usize] += self.load_above[p];
            out.blocks.add_below(out.gram, k as usize, &self.to_parent[..=p], &self.schur[p * seen..=p * seen + p]);
        }
    }

    /// `K`, its factor, `V` and `S`.
    fn eliminate(&mut self, gram: &[f64]) {
        let (rows, seen, measures) = (self.rows.len(), self.to_parent.len(), self.measures());
        // One row of `A G`; of the factor only the lower triangle is ever read, all of which is set.
        let mut row = vec![0.0; measures];
        self.border.fill(0.0);
        for i in 0..rows {
            row.fill(0.0);
            for &(k, a) in self.rows.terms_of(i) {
                self.blocks.add_row(gram, k as usize, a, &mut row);
            }
            for j in 0..=i {
                self.factor[i * rows + j] = self.rows.terms_of(j).iter().map(|&(k, a)| a * row[k as usize]).sum();
            }
            let border = &mut self.border[i * seen..(i + 1) * seen];
            for (value, &up) in row.iter().zip(&self.up) {
                if up != NONE {
                    border[up as usize] += value;
                }
            }
        }
        self.rows.add_diagonal(&mut self.factor);
        cholesky(&mut self.factor, rows);
        solve_lower_many(&self.factor, rows, &mut self.border, seen);
        self.schur.fill(0.0);
        self.blocks.add_up(gram, &self.up, seen, &mut self.schur);
        subtract_gram(&mut self.schur, &self.border, rows, seen);
    }

    /// The right-hand side here, and the flow that the node above sees.
    fn raise(&mut self) {
        self.rows.right_side(&self.flow, &mut self.right);
        self.raise_right();
    }

    /// The flow that the node above sees, once the right-hand side is in place.
    fn raise_right(&mut self) {
        let (rows, seen) = (self.rows.len(), self.to_parent.len());
        solve_lower(&self.factor, rows, &mut self.right);
        self.flow_above.fill(0.0);
        for (flow, &up) in self.flow.iter().zip(&self.up) {
            if up != NONE {
                self.flow_above[up as usize] += flow;
            }
        }
        for i in 0..rows {
            add_scaled(&mut self.flow_above, -self.right[i], &self.border[i * seen..(i + 1) * seen]);
        }
    }

    /// The change of this node's prices, and of the measures' prices, under changes `above`.
    fn lower(&mut self, above: &[f64]) -> Vec<f64> {
        let (rows, seen) = (self.rows.len(), self.to_parent.len());
        let change: Vec<f64> = self.to_parent.iter().map(|&k| above[k as usize]).collect();
        let mut dy: Vec<f64> =
            (0..rows).map(|i| self.right[i] - dot(&self.border[i * seen..(i + 1) * seen], &change)).collect();
        solve_upper(&self.factor, rows, &mut dy);
        for (out, &up) in self.change.iter_mut().zip(&self.up) {
            *out = if up == NONE { 0.0 } else { change[up as usize] };
        }
        self.rows.add_price(&dy, &mut self.change);
        dy
    }

    /// Directions, of the predictor without `aim`; `above` are the changes of the prices of the measures above.
    pub(super) fn direct(&mut self, above: &[f64], aim: Option<Aim>) {
        self.rows.dy = self.lower(above);
        let mut tally = Tally::default();
        self.rows.direct(&mut tally);
        self.leaves.direct(&self.price, &self.change, aim, &mut tally);
        for circuit in self.children.iter_mut().filter_map(|child| child.circuit.as_mut()) {
            circuit.direct(&self.change, aim, &mut tally, &mut self.scratch);
        }
        self.each_child(|child, change| child.direct(change, aim));
        for child in self.others() {
            tally.add(&child.tally);
        }
        self.tally = tally;
    }

    /// Right-hand sides of the corrector, from the directions of the predictor.
    pub(super) fn correct(&mut self, aim: Aim) {
        self.each_child(|child, _| child.correct(aim));
        let mut flow = std::mem::take(&mut self.flow);
        flow.fill(0.0);
        self.leaves.correct(&self.price, aim, &mut flow);
        for circuit in self.children.iter_mut().filter_map(|child| child.circuit.as_mut()) {
            circuit.correct(aim, &mut flow, &mut self.scratch);
        }
        for child in self.others() {
            for (&k, more) in child.to_parent.iter().zip(&child.flow_above) {
                flow[k as usize] += more;
            }
        }
        self.flow = flow;
        self.rows.set_aim(Some(aim));
        self.raise();
    }

    /// One step of iterative refinement: how far the directions are from closing the rows, from the needs up.
    /// Gives the largest, relative to its row.
    pub(super) fn refine_up(&mut self) -> f64 {
        self.tally = Tally::default();
        self.each_child(|child, _| {
            child.refine_up();
        });
        let (mut flow, mut load) = (std::mem::take(&mut self.flow), std::mem::take(&mut self.load));
        flow.fill(0.0);
        load.fill(0.0);
        let mut open = self.leaves.refine_up(&mut flow, &mut load);
        for circuit in self.children.iter_mut().filter_map(|child| child.circuit.as_mut()) {
            circuit.refine_up(&mut load);
        }
        for child in self.others() {
            open = larger(open, child.tally.primal_residual);
            for (p, &k) in child.to_parent.iter().enumerate() {
                flow[k as usize] += child.flow_above[p];
                load[k as usize] += child.load_above[p];
            }
        }
        (self.flow, self.load) = (flow, load);
        open = larger(open, self.rows.refine_right_side(&self.flow, &self.load, &mut self.right));
        self.raise_right();
        self.show_load();
        self.tally.primal_residual = open;
        open
    }

    /// Puts that right, from the nation down.
    pub(super) fn refine_down(&mut self, above: &[f64]) {
        let rise = self.lower(above);
        let mut tally = Tally::default();
        self.rows.refine(&rise, &mut tally);
        self.leaves.refine_down(&self.change, &mut tally);
        for circuit in self.children.iter_mut().filter_map(|child| child.circuit.as_mut()) {
            circuit.refine_down(&self.change, &mut tally, &mut self.scratch);
        }
        self.each_child(Self::refine_down);
        for child in self.others() {
            tally.add(&child.tally);
        }
        self.tally = tally;
    }

    /// What the node above sees of the loads.
    pub(super) fn show_load(&mut self) {
        self.load_above.fill(0.0);
        for (load, &up) in self.load.iter().zip(&self.up) {
            if up != NONE {
                self.load_above[up as usize] += load;
            }
        }
    }

    /// The circuits among the children; they keep the point of their needs and rows while the iteration runs.
    fn circuits(&mut self) -> impl Iterator<Item = (&mut Circuit, &mut Leaves, &mut Rows)> {
        self.children.iter_mut().filter_map(|child| Some((child.circuit.as_mut()?, &mut child.leaves, &mut child.rows)))
    }

    /// Hands the point that needs and rows hold over to the circuits.
    pub(super) fn open_circuits(&mut self) {
        self.circuits().for_each(|(circuit, leaves, rows)| circuit.take_point(leaves, rows));
        self.children.iter_mut().for_each(Self::open_circuits);
    }

    /// Gives the point that circuits hold back to needs and rows, for those who read it there.
    pub(super) fn close_circuits(&mut self) {
        self.circuits().for_each(|(circuit, leaves, rows)| circuit.give_point(leaves, rows));
        self.children.iter_mut().for_each(Self::close_circuits);
    }
}
