//! A point kept aside, and prices made final.

use super::late::best_of;
use super::node::Node;

/// Some lists of a node, always in the same order.
type Lists = fn(&mut Node) -> [&mut Vec<f64>; 8];

impl Node {
    fn point(&mut self) -> [&mut Vec<f64>; 8] {
        let (leaves, rows) = (&mut self.leaves, &mut self.rows);
        let slack = &mut rows.slack;
        [
            &mut leaves.x,
            &mut leaves.z,
            &mut leaves.s,
            &mut leaves.y,
            &mut rows.s,
            &mut rows.y,
            &mut slack.x,
            &mut slack.z,
        ]
    }

    fn directions(&mut self) -> [&mut Vec<f64>; 8] {
        let (leaves, rows) = (&mut self.leaves, &mut self.rows);
        let slack = &mut rows.slack;
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
        self.keep_into(Self::point, kept);
    }

    /// The present directions of this node and all below.
    pub(super) fn keep_directions(&mut self) -> Vec<f64> {
        let mut kept = Vec::new();
        self.keep_into(Self::directions, &mut kept);
        kept
    }

    fn keep_into(&mut self, lists: Lists, kept: &mut Vec<f64>) {
        for list in lists(self) {
            kept.extend_from_slice(list);
        }
        for child in &mut self.children {
            child.keep_into(lists, kept);
        }
    }

    /// Goes back to a point that [`keep`](Self::keep) gave.
    pub(super) fn restore(&mut self, kept: &[f64]) {
        let rest = self.restore_from(Self::point, kept);
        debug_assert!(rest.is_empty());
    }

    /// Goes back to directions that [`keep_directions`](Self::keep_directions) gave.
    pub(super) fn restore_directions(&mut self, kept: &[f64]) {
        let rest = self.restore_from(Self::directions, kept);
        debug_assert!(rest.is_empty());
    }

    /// Sets all directions to 0.
    pub(super) fn forget_directions(&mut self) {
        for list in self.directions() {
            list.fill(0.0);
        }
        for child in &mut self.children {
            child.forget_directions();
        }
    }

    fn restore_from<'k>(&mut self, lists: Lists, mut kept: &'k [f64]) -> &'k [f64] {
        for list in lists(self) {
            let (mine, rest) = kept.split_at(list.len());
            list.copy_from_slice(mine);
            kept = rest;
        }
        for child in &mut self.children {
            kept = child.restore_from(lists, kept);
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
