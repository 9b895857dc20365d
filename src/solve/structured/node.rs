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
    /// For sentra whose rows are comparisons: takes the place of `factor`, `border` and of the leaves' part in the matrix.
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
}

impl Node {
    pub(super) fn measures(&self) -> usize {
        self.up.len()
    }

    /// Makes room for the numbers, once the structure is in.
    pub(super) fn prepare(&mut self) {
        let (measures, seen, rows) = (self.up.len(), self.to_parent.len(), self.rows.len());
        self.leaves.prepare();
        self.rows.prepare();
        for list in [&mut self.price, &mut self.change, &mut self.load, &mut self.flow] {
            list.resize(measures, 0.0);
        }
        if self.circuit.is_none() {
            self.factor.resize(rows * rows, 0.0);
            self.border.resize(rows * seen, 0.0);
            self.schur.resize(seen * seen, 0.0);
        }
        self.right.resize(rows, 0.0);
        self.flow_above.resize(seen, 0.0);
        self.load_above.resize(seen, 0.0);
        self.change_above.resize(seen, 0.0);
    }

    /// Runs `act` on all children.
    fn each_child(&mut self, act: impl Fn(&mut Node, &[f64], &[f64]) + Sync) {
        let (price, change) = (&self.price, &self.change);
        if self.parallel {
            self.children.par_iter_mut().for_each(|child| act(child, price, change));
        } else {
            self.children.iter_mut().for_each(|child| act(child, price, change));
        }
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
                child.put_on(&child.schur, &mut out);
                tally.add(&child.tally);
            }
        } else {
            // Each is added while it is still in the caches; what circuits show needs no room of their own.
            let mut shown = Vec::new();
            for child in &mut self.children {
                if child.circuit.is_some() {
                    child.assemble_circuit(price, steps, &mut shown);
                    child.put_on(&shown, &mut out);
                } else {
                    child.assemble(price, steps);
                    child.put_on(&child.schur, &mut out);
                }
                tally.add(&child.tally);
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

    /// The same for a circuit; what it shows is put into `schur`.
    fn assemble_circuit(&mut self, above: &[f64], steps: Steps, schur: &mut Vec<f64>) {
        self.rows.step(steps);
        self.set_prices(above);
        let mut tally = Tally::default();
        self.load.fill(0.0);
        self.leaves.advance(&self.price, steps, &mut self.load, &mut tally);
        self.rows.measure(&self.load, &mut tally);
        self.rows.set_aim(None);
        if let Some(circuit) = &mut self.circuit {
            circuit.factor(&self.leaves, &self.rows);
            circuit.schur(self.to_parent.len(), schur);
        }
        self.raise_circuit();
        self.show_load();
        self.tally = tally;
    }

    /// Adds what this node gives, with its matrix `schur`, to the measures of the node above.
    fn put_on(&self, schur: &[f64], out: &mut Gathered<'_>) {
        let seen = self.to_parent.len();
        for (p, &k) in self.to_parent.iter().enumerate() {
            out.flow[k as usize] += self.flow_above[p];
            out.load[k as usize] += self.load_above[p];
            out.blocks.add_below(out.gram, k as usize, &self.to_parent[..=p], &schur[p * seen..=p * seen + p]);
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

    /// Directions; `above` are the changes of the prices of the measures above.
    pub(super) fn direct(&mut self, above: &[f64], predictor: bool) {
        if self.circuit.is_some() {
            self.direct_circuit(above);
            return;
        }
        self.rows.dy = self.lower(above);
        let mut tally = Tally::default();
        self.rows.direct(&mut tally);
        self.leaves.direct(&self.price, &self.change, predictor, &mut tally);
        self.each_child(|child, _, change| child.direct(change, predictor));
        for child in &self.children {
            tally.add(&child.tally);
        }
        self.tally = tally;
    }

    /// Right-hand sides of the corrector, from the directions of the predictor.
    pub(super) fn correct(&mut self, aim: Aim) {
        if self.circuit.is_some() {
            self.rows.set_aim(Some(aim));
            self.leaves.set_aim(aim);
            self.raise_circuit();
            return;
        }
        self.each_child(|child, _, _| child.correct(aim));
        self.flow.fill(0.0);
        self.leaves.correct(&self.price, aim, &mut self.flow);
        for child in &self.children {
            for (&k, flow) in child.to_parent.iter().zip(&child.flow_above) {
                self.flow[k as usize] += flow;
            }
        }
        self.rows.set_aim(Some(aim));
        self.raise();
    }

    /// One step of iterative refinement: how far the directions are from closing the rows, from the needs up.
    /// Gives the largest, relative to its row.
    pub(super) fn refine_up(&mut self) -> f64 {
        self.tally = Tally::default();
        if let Some(circuit) = &mut self.circuit {
            circuit.no_right_side();
            self.flow_above.fill(0.0);
            circuit.raise(self.leaves.dx.iter().copied(), &mut self.load_above);
            return 0.0;
        }
        self.each_child(|child, _, _| {
            child.refine_up();
        });
        self.flow.fill(0.0);
        self.load.fill(0.0);
        let mut open = self.leaves.refine_up(&mut self.flow, &mut self.load);
        for child in &self.children {
            open = larger(open, child.tally.primal_residual);
            for (p, &k) in child.to_parent.iter().enumerate() {
                self.flow[k as usize] += child.flow_above[p];
                self.load[k as usize] += child.load_above[p];
            }
        }
        open = larger(open, self.rows.refine_right_side(&self.flow, &self.load, &mut self.right));
        self.raise_right();
        self.show_load();
        self.tally.primal_residual = open;
        open
    }

    /// Puts that right, from the nation down.
    pub(super) fn refine_down(&mut self, above: &[f64]) {
        if self.circuit.is_some() {
            self.refine_circuit(above);
            return;
        }
        let rise = self.lower(above);
        let mut tally = Tally::default();
        self.rows.refine(&rise, &mut tally);
        self.leaves.refine_down(&self.change, &mut tally);
        self.each_child(|child, _, change| child.refine_down(change));
        for child in &self.children {
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

    /// Right-hand side of a circuit, and the flow that the node above sees.
    fn raise_circuit(&mut self) {
        let Some(circuit) = &mut self.circuit else { return };
        circuit.right_side(&self.leaves, &self.rows);
        circuit.flow(&mut self.flow_above);
    }

    /// Solves the circuit under changes `above` of the prices.
    fn solve_circuit(&mut self, above: &[f64]) {
        for (change, &k) in self.change_above.iter_mut().zip(&self.to_parent) {
            *change = above[k as usize];
        }
        if let Some(circuit) = &mut self.circuit {
            circuit.solve(&self.change_above);
        }
    }

    fn direct_circuit(&mut self, above: &[f64]) {
        self.solve_circuit(above);
        let Some(circuit) = &self.circuit else { return };
        let mut tally = Tally::default();
        for i in 0..self.rows.len() {
            self.rows.dy[i] = (circuit.of_row(i) + self.rows.open_row(i)) * self.rows.y[i] / self.rows.s[i];
        }
        self.rows.direct(&mut tally);
        self.leaves.direct_from(|c| circuit.of_column(c), |leaf| circuit.of_need(leaf), &mut tally);
        self.tally = tally;
    }

    fn refine_circuit(&mut self, above: &[f64]) {
        self.solve_circuit(above);
        let Some(circuit) = &self.circuit else { return };
        let mut tally = Tally::default();
        let rise: Vec<f64> =
            (0..self.rows.len()).map(|i| circuit.of_row(i) * self.rows.y[i] / self.rows.s[i]).collect();
        self.rows.refine(&rise, &mut tally);
        self.leaves.refine_from(|c| circuit.of_column(c), |leaf| circuit.of_need(leaf), &mut tally);
        self.tally = tally;
    }
}
