//! A point kept aside, and prices made final.

use super::late::best_of;
use super::node::Node;

/// Which numbers of a node.
#[derive(Debug, Clone, Copy)]
enum Which {
    Point,
    Directions,
}

impl Node {
    /// Its lists, always in the same order; those of a circuit are its own.
    fn lists(&mut self, which: Which) -> [&mut Vec<f64>; 8] {
        let (leaves, rows) = (&mut self.leaves, &mut self.rows);
        let slack = &mut rows.slack;
        if matches!(which, Which::Point) {
            return [
                &mut leaves.x,
                &mut leaves.z,
                &mut leaves.s,
                &mut leaves.y,
                &mut rows.s,
                &mut rows.y,
                &mut slack.x,
                &mut slack.z,
            ];
        }
        [
            &mut leaves.dx,
            &mut leaves.dz,
            &mut leaves.ds,
            &mut leaves.dy,
            &mut rows.ds,
            &mut rows.dy,
            &mut slack.dx,
            &mut slack.dz,
        ]
    }

    /// The present point of this node and all below.
    pub(super) fn keep(&mut self) -> Vec<f64> {
        let mut kept = Vec::new();
        self.keep_in(&mut kept);
        kept
    }

    /// The same, in place of an earlier point: large programmes have no room for two.
    pub(super) fn keep_in(&mut self, kept: &mut Vec<f64>) {
        kept.clear();
        self.keep_into(Which::Point, kept);
    }

    /// The present directions of this node and all below.
    pub(super) fn keep_directions(&mut self) -> Vec<f64> {
        let mut kept = Vec::new();
        self.keep_into(Which::Directions, &mut kept);
        kept
    }

    fn keep_into(&mut self, which: Which, kept: &mut Vec<f64>) {
        if let Some(circuit) = &self.circuit {
            kept.extend_from_slice(match which {
                Which::Point => circuit.point(),
                Which::Directions => circuit.directions(),
            });
            return;
        }
        for list in self.lists(which) {
            kept.extend_from_slice(list);
        }
        for child in &mut self.children {
            child.keep_into(which, kept);
        }
    }

    /// Goes back to a point that [`keep`](Self::keep) gave.
    pub(super) fn restore(&mut self, kept: &[f64]) {
        let rest = self.restore_from(Which::Point, kept);
        debug_assert!(rest.is_empty());
        self.close_circuits();
    }

    /// Goes back to directions that [`keep_directions`](Self::keep_directions) gave.
    pub(super) fn restore_directions(&mut self, kept: &[f64]) {
        let rest = self.restore_from(Which::Directions, kept);
        debug_assert!(rest.is_empty());
    }

    /// Sets all directions to 0.
    pub(super) fn forget_directions(&mut self) {
        if let Some(circuit) = &mut self.circuit {
            circuit.directions_mut().fill(0.0);
            return;
        }
        for list in self.lists(Which::Directions) {
            list.fill(0.0);
        }
        for child in &mut self.children {
            child.forget_directions();
        }
    }

    fn restore_from<'k>(&mut self, which: Which, mut kept: &'k [f64]) -> &'k [f64] {
        if let Some(circuit) = &mut self.circuit {
            let mine = match which {
                Which::Point => circuit.point_mut(),
                Which::Directions => circuit.directions_mut(),
            };
            let (own, rest) = kept.split_at(mine.len());
            mine.copy_from_slice(own);
            return rest;
        }
        for list in self.lists(which) {
            let (mine, rest) = kept.split_at(list.len());
            list.copy_from_slice(mine);
            kept = rest;
        }
        for child in &mut self.children {
            kept = child.restore_from(which, kept);
        }
        kept
    }

    /// Calls `tell(row of the program, price)` with every price of the core: those of needs are the least that leave no payment a
    /// gain, which tightens the bound. `cost` gives the points of a column of the program: none, as a ray asks for.
    pub(super) fn tell_prices(&self, above: &[f64], cost: &impl Fn(u32) -> f64, tell: &mut impl FnMut(u32, f64)) {
        let mut price: Vec<f64> = self
            .up
            .iter()
            .map(|&up| if up == super::problem::NONE { 0.0 } else { above[self.to_parent[up as usize] as usize] })
            .collect();
        self.rows.add_price(&self.rows.y, &mut price);
        for (&row, &y) in self.rows.ids.iter().zip(&self.rows.y) {
            tell(row, y);
        }
        for leaves in [&self.leaves, &self.late] {
            best_of(leaves, &price, cost, |leaf, best| tell(leaves.rows[leaf], best.max(0.0)));
        }
        for child in &self.children {
            child.tell_prices(&price, cost, tell);
        }
    }

    /// Calls `tell(column of the program, value)` with every value of the core.
    pub(super) fn tell_point(&self, tell: &mut impl FnMut(u32, f64)) {
        let (leaves, slack) = (&self.leaves, &self.rows.slack);
        self.late.columns.iter().for_each(|&j| tell(j, 0.0));
        for (&j, &x) in leaves.columns.iter().chain(&slack.ids).zip(leaves.x.iter().chain(&slack.x)) {
            tell(j, x);
        }
        for child in &self.children {
            child.tell_point(tell);
        }
    }
}
