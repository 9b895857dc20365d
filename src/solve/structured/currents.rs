//! The passes of an iteration over a circuit: what `leaves.rs`, `rows.rs` and `node.rs` do for others, on the edges of `circuit.rs`.
//!
//! Edges are visited list by list, so that loops without jumps between them run several numbers at a time; only sums over nodes go edge by edge.

use super::circuit::{Circuit, LISTS};
use super::layout::{GROUND, Layout};
use super::leaves::Gathered;
use super::proximal::near;
use super::tally::{Aim, Steps, Tally, larger};

/// Room for what is made within one pass over one circuit.
#[derive(Debug, Clone, Default)]
pub(super) struct Scratch {
    nodes: Vec<f64>,
    potential: Vec<f64>,
    conductance: Vec<f64>,
    edges: Vec<f64>,
    seen: Vec<f64>,
    schur: Vec<f64>,
}

/// A list of `len` zeros in the room of another.
fn zeros(list: &mut Vec<f64>, len: usize) -> &mut [f64] {
    list.clear();
    list.resize(len, 0.0);
    list
}

/// Room for `len` numbers that are all set before they are read.
fn room(list: &mut Vec<f64>, len: usize) -> &mut [f64] {
    if list.len() < len {
        list.resize(len, 0.0);
    }
    &mut list[..len]
}

/// The lists of a state: primal, dual, directions of both, `r`.
fn lists(state: &mut [f64]) -> [&mut [f64]; LISTS] {
    let edges = state.len() / LISTS;
    let (primal, rest) = state.split_at_mut(edges);
    let (dual, rest) = rest.split_at_mut(edges);
    let (d_primal, rest) = rest.split_at_mut(edges);
    let (d_dual, open) = rest.split_at_mut(edges);
    [primal, dual, d_primal, d_dual, open]
}

impl Circuit {
    /// Takes the step, and factors everything for the next; what the node above sees is added to `out`, with the right-hand side of the predictor.
    pub(super) fn assemble(
        &mut self,
        above: &[f64],
        steps: Steps,
        out: &mut Gathered<'_>,
        tally: &mut Tally,
        scratch: &mut Scratch,
    ) {
        let [primal, dual, d_primal, d_dual, _] = lists(&mut self.state);
        for (value, direction) in primal.iter_mut().zip(d_primal) {
            *value += steps.primal * *direction;
        }
        for (value, direction) in dual.iter_mut().zip(d_dual) {
            *value += steps.dual * *direction;
        }
        self.measure(above, tally, scratch);
        self.conduct(scratch);
        for seen in &self.seen {
            let k = self.to_parent[usize::from(seen.measure)] as usize;
            out.load[k] += seen.times * self.state[usize::from(seen.column)];
        }
        let width = self.to_parent.len();
        if width > 0 {
            self.mesh.respond(&self.layout, &self.seen, &self.fixed[..self.layout.columns()]);
            let schur = zeros(&mut scratch.schur, width * width);
            self.mesh.add_schur(schur, width);
            out.blocks.add_lower(out.gram, &self.to_parent, schur);
        }
        self.raise(None, out.flow, scratch);
    }

    /// What prices leave of costs and columns of right-hand sides.
    fn measure(&mut self, above: &[f64], tally: &mut Tally, scratch: &mut Scratch) {
        let layout = &*self.layout;
        let [primal, dual, _, _, open] = lists(&mut self.state);
        let (factor, given) = self.fixed.split_at(primal.len());
        let rows = layout.rows..primal.len();
        // The last one is the ground.
        let current = zeros(&mut scratch.nodes, layout.nodes + 1);
        for ((ends, dual), factor) in
            layout.ends[rows.clone()].iter().zip(&dual[rows.clone()]).zip(&factor[rows.clone()])
        {
            let pushed = dual * factor;
            current[usize::from(ends[0])] += pushed;
            current[usize::from(ends[1])] -= pushed;
        }
        let columns = layout.columns();
        open[..columns].copy_from_slice(&given[..columns]);
        for seen in &self.seen {
            open[usize::from(seen.column)] -= seen.times * above[self.to_parent[usize::from(seen.measure)] as usize];
        }
        let mut found = Tally::default();
        let potential = room(&mut scratch.potential, layout.nodes + 1);
        potential[layout.nodes] = 0.0;
        for (chain, most) in layout.chains.iter().zip(&self.most) {
            let columns = chain.columns();
            let unit = 1.0 / factor[columns.start].abs();
            let mut paid = 0.0;
            for (x, &top) in primal[columns.clone()].iter().zip(&layout.tops[columns.clone()]) {
                paid += x;
                potential[usize::from(top)] = paid * unit;
            }
            let need = usize::from(chain.need);
            let price = if chain.need == GROUND { 0.0 } else { dual[need] };
            let (mut from_rows, mut best) = (0.0, 0.0f64);
            for c in columns.rev() {
                from_rows += current[usize::from(layout.tops[c])];
                let gain = open[c] - from_rows * unit;
                best = if gain > best { gain } else { best };
                open[c] = gain - price;
                found.dual_residual = larger(found.dual_residual, (gain - price + dual[c]).abs());
                found.primal += given[c] * primal[c];
            }
            found.bound += most * best;
            if chain.need != GROUND {
                open[need] = given[need] - paid;
                found.dual += given[need] * price;
                let residual = (open[need] - primal[need]).abs() / (1.0 + given[need].abs());
                found.primal_residual = larger(found.primal_residual, residual);
            }
        }
        for e in rows {
            let [a, b] = layout.ends[e];
            open[e] = given[e] - factor[e] * (potential[usize::from(a)] - potential[usize::from(b)]);
            found.dual += given[e] * dual[e];
            found.bound += given[e] * dual[e];
            let residual = (open[e] - primal[e]).abs() / (1.0 + given[e].abs());
            found.primal_residual = larger(found.primal_residual, residual);
        }
        for (primal, dual) in primal.iter().zip(&*dual) {
            found.complementarity += primal * dual;
        }
        tally.add(&found);
    }

    /// Conductances of the present point, and their elimination.
    fn conduct(&mut self, scratch: &mut Scratch) {
        let layout = &*self.layout;
        let [primal, dual, ..] = lists(&mut self.state);
        let weights = room(&mut scratch.edges, primal.len());
        weigh(layout, primal, dual, weights);
        let conductance = zeros(&mut scratch.conductance, layout.neighbours.len() + layout.nodes);
        for ((weight, factor), &at) in weights.iter().zip(&self.fixed).zip(&layout.gathers) {
            conductance[usize::from(at)] += weight * factor * factor;
        }
        self.mesh.factor(layout, conductance);
    }

    /// Injects the products aimed at (through the pull of each column) and open rows, and adds the flow that the node above sees.
    fn raise(&mut self, aim: Option<Aim>, flow: &mut [f64], scratch: &mut Scratch) {
        let layout = &*self.layout;
        let columns = layout.columns();
        let [primal, dual, d_primal, d_dual, open] = lists(&mut self.state);
        let push = room(&mut scratch.edges, primal.len());
        for (((push, open), dual), primal) in push.iter_mut().zip(&*open).zip(&*dual).zip(&*primal).skip(columns) {
            *push = open * dual / primal;
        }
        push[..columns].copy_from_slice(&open[..columns]);
        if let Some(aim) = aim {
            let products = room(&mut scratch.conductance, primal.len());
            aim_at(aim, layout, &self.weights, d_primal, d_dual, products);
            for ((push, product), primal) in push[..columns].iter_mut().zip(&*products).zip(&*primal) {
                *push += product / primal;
            }
            for ((push, product), primal) in push.iter_mut().zip(products).zip(primal).skip(columns) {
                *push -= *product / *primal;
            }
        }
        for (push, factor) in push.iter_mut().zip(&self.fixed) {
            *push *= factor;
        }
        self.mesh.inject(layout, push);
        let moved = zeros(&mut scratch.seen, self.to_parent.len());
        self.mesh.add_flow(moved);
        for (moved, &k) in moved.iter().zip(&self.to_parent) {
            flow[k as usize] += *moved;
        }
    }

    /// Right-hand side of the corrector, from the directions of the predictor.
    pub(super) fn correct(&mut self, aim: Aim, flow: &mut [f64], scratch: &mut Scratch) {
        self.raise(Some(aim), flow, scratch);
    }

    /// What each edge moves under changes `above` of the prices, in `scratch.edges`.
    fn solve(&mut self, above: &[f64], scratch: &mut Scratch) {
        let change = room(&mut scratch.seen, self.to_parent.len());
        for (change, &k) in change.iter_mut().zip(&self.to_parent) {
            *change = above[k as usize];
        }
        let potential = room(&mut scratch.potential, self.layout.nodes);
        let moved = room(&mut scratch.edges, self.layout.ends.len());
        self.mesh.solve(&self.layout, change, potential, moved);
        for (moved, factor) in moved.iter_mut().zip(&self.fixed) {
            *moved *= factor;
        }
    }

    /// Directions: of the predictor without `aim`, else of the corrector, which takes the place of the predictor that it rests on.
    pub(super) fn direct(&mut self, above: &[f64], aim: Option<Aim>, tally: &mut Tally, scratch: &mut Scratch) {
        self.solve(above, scratch);
        let layout = &*self.layout;
        let columns = layout.columns();
        let [primal, dual, d_primal, d_dual, open] = lists(&mut self.state);
        let products = room(&mut scratch.conductance, primal.len());
        aim_at(aim.unwrap_or_default(), layout, &self.weights, d_primal, d_dual, products);
        let moved = &scratch.edges[..primal.len()];
        let of_columns = d_primal[..columns].iter_mut().zip(&mut d_dual[..columns]).zip(&primal[..columns]);
        for (((((dx, dz), x), z), moved), product) in of_columns.zip(&dual[..columns]).zip(moved).zip(&*products) {
            *dx = *moved;
            *dz = (product - (z + near(*x)) * moved) / x - z;
        }
        let of_rows = d_primal[columns..].iter_mut().zip(&mut d_dual[columns..]).zip(&primal[columns..]);
        let of_rows = of_rows.zip(&dual[columns..]).zip(&moved[columns..]).zip(&products[columns..]);
        for ((((((ds, dy), s), y), moved), product), open) in of_rows.zip(&open[columns..]) {
            // From complementarity, not from the row's residual: s stays accurate when it is small.
            *dy = ((moved - open) * y + product) / s;
            *ds = (product - s * *dy) / y - s;
        }
        pairs(primal, dual, d_primal, d_dual, tally);
    }

    /// How the directions are part of a refinement: rows here are closed by construction, so that nothing is injected, and columns count in the loads of the
    /// node above.
    pub(super) fn refine_up(&mut self, load: &mut [f64]) {
        self.mesh.inject_nothing();
        let directions = self.directions();
        for seen in &self.seen {
            let k = self.to_parent[usize::from(seen.measure)] as usize;
            load[k] += seen.times * directions[usize::from(seen.column)];
        }
    }

    /// Adds a refinement to the directions.
    pub(super) fn refine_down(&mut self, above: &[f64], tally: &mut Tally, scratch: &mut Scratch) {
        self.solve(above, scratch);
        let layout = &*self.layout;
        let columns = layout.columns();
        let [primal, dual, d_primal, d_dual, _] = lists(&mut self.state);
        let weights = room(&mut scratch.conductance, primal.len());
        weigh(layout, primal, dual, weights);
        for (e, (moved, weight)) in scratch.edges.iter().zip(weights).enumerate() {
            let of_column = e < columns;
            d_primal[e] += if of_column { *moved } else { -moved };
            d_dual[e] += if of_column { -*weight } else { *weight } * moved;
        }
        pairs(primal, dual, d_primal, d_dual, tally);
    }
}

/// What each edge's square of its factor is multiplied by to make its conductance.
fn weigh(layout: &Layout, primal: &[f64], dual: &[f64], weights: &mut [f64]) {
    let columns = layout.columns();
    for ((weight, x), z) in weights[..columns].iter_mut().zip(primal).zip(dual) {
        *weight = (z + near(*x)) / x;
    }
    for ((weight, s), y) in weights[columns..].iter_mut().zip(&primal[columns..]).zip(&dual[columns..]) {
        *weight = y / s;
    }
}

/// The product aimed at on each edge.
fn aim_at(aim: Aim, layout: &Layout, weights: &[f64], d_primal: &[f64], d_dual: &[f64], products: &mut [f64]) {
    let (of_one, of_rows) = products.split_at_mut(layout.rows);
    for ((product, d_primal), d_dual) in of_one.iter_mut().zip(d_primal).zip(d_dual) {
        *product = aim.product(1.0, *d_primal, *d_dual);
    }
    let directions = d_primal[layout.rows..].iter().zip(&d_dual[layout.rows..]);
    for ((product, weight), (d_primal, d_dual)) in of_rows.iter_mut().zip(weights).zip(directions) {
        *product = aim.product(*weight, *d_primal, *d_dual);
    }
}

/// Adds all pairs.
fn pairs(primal: &[f64], dual: &[f64], d_primal: &[f64], d_dual: &[f64], tally: &mut Tally) {
    for (((primal, dual), d_primal), d_dual) in primal.iter().zip(dual).zip(d_primal).zip(d_dual) {
        tally.pair(*primal, *dual, *d_primal, *d_dual);
    }
}
