//! An iterate in the program's own units, taken out of a tree and put into another.
//!
//! Every pair of the core (`x`, `z` of a column, `s`, `y` of a row) is stored by column and row of the linear program, in points and
//! money, so that it does not matter how the next core scales, presolves and splits the program. The new program's right-hand sides and
//! costs are not looked at: the infeasible Newton step closes what no longer fits. Only centrality is restored: with `mu` the mean of
//! the products over their weights,
//!
//! ```text
//! BAND mu w <= x z <= mu w / BAND
//! ```
//!
//! by scaling both sides of a pair that is outside, and a pair that is not known takes the primal value of the cold start with
//! the dual value that makes its product `mu w`.

use super::node::Node;
use super::outline::Outline;

/// A pair whose product is further than this (as a factor) from where the others are is brought back.
const BAND: f64 = 1e-2;
/// Values of the core (a median need, the best benefit, are 1) outside this are no iterate of this method and count as not known.
const SANE: std::ops::RangeInclusive<f64> = 1e-15..=1e9;

/// A primal value and its dual one; of an equality, only the second counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Pair {
    pub(super) primal: f64,
    pub(super) dual: f64,
}

/// A pair for each column and row of the program, where there is one.
#[derive(Debug, Clone)]
pub(super) struct Iterate {
    pub(super) columns: Vec<Option<Pair>>,
    pub(super) rows: Vec<Option<Pair>>,
}

/// How many pairs of a core an iterate knew.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) pairs: usize,
    pub(super) of: usize,
}

/// The iterate that `root` holds.
pub(super) fn take(outline: &Outline<'_>, root: &Node) -> Iterate {
    let mut iterate =
        Iterate { columns: vec![None; outline.lp.column_count()], rows: vec![None; outline.lp.row_count()] };
    root.take(outline, &mut iterate);
    iterate
}

/// Puts `iterate` into `root`, which holds the cold start, if it knows at least the part `least` of its pairs.
pub(super) fn put(outline: &Outline<'_>, iterate: &Iterate, least: f64, root: &mut Node) -> (Known, bool) {
    let mut sums = Sums::default();
    root.each_pair(&mut |at, weight, _, _| sums.see(at.pair(outline, iterate), weight, at.equal));
    let mu = sums.products / sums.weights;
    let enough = sums.known.pairs as f64 >= least * sums.known.of as f64;
    // Without a single product there is no mu to aim at.
    let usable = enough && mu.is_finite() && mu > 0.0;
    if usable {
        root.each_pair(&mut |at, weight, primal, dual| match at.pair(outline, iterate) {
            Some(pair) if at.equal => *dual = pair.dual,
            Some(pair) => (*primal, *dual) = centred(pair, mu * weight),
            // An equality that is not known keeps the price of the cold start.
            None if at.equal => {}
            None => *dual = mu * weight / *primal,
        });
    }
    (sums.known, usable)
}

/// `pair` with its product in the band around `target`.
fn centred(pair: Pair, target: f64) -> (f64, f64) {
    let product = pair.primal * pair.dual;
    let times = (product.clamp(BAND * target, target / BAND) / product).sqrt();
    (pair.primal * times, pair.dual * times)
}

#[derive(Default)]
struct Sums {
    products: f64,
    weights: f64,
    known: Known,
}

impl Sums {
    fn see(&mut self, pair: Option<Pair>, weight: f64, equal: bool) {
        self.known.of += 1;
        let Some(pair) = pair else { return };
        self.known.pairs += 1;
        if !equal {
            self.products += pair.primal * pair.dual;
            self.weights += weight;
        }
    }
}

/// Which pair of the core.
#[derive(Clone, Copy)]
struct At {
    /// Its row, or else its column, of the program.
    index: u32,
    is_row: bool,
    equal: bool,
}

impl At {
    const fn column(index: u32) -> Self {
        Self { index, is_row: false, equal: false }
    }
    const fn row(index: u32, equal: bool) -> Self {
        Self { index, is_row: true, equal }
    }

    /// What a unit of the core's primal and dual value is in the program's units.
    fn units(self, outline: &Outline<'_>) -> (f64, f64) {
        let unit = if self.is_row {
            1.0 / outline.lines[self.index as usize].factor.abs()
        } else {
            outline.scale(self.index as usize)
        };
        (unit, outline.points / unit)
    }

    fn pair(self, outline: &Outline<'_>, iterate: &Iterate) -> Option<Pair> {
        let stored = if self.is_row { &iterate.rows } else { &iterate.columns };
        let pair = stored[self.index as usize]?;
        let (primal, dual) = self.units(outline);
        let pair = Pair { primal: pair.primal / primal, dual: pair.dual / dual };
        let sane = if self.equal {
            pair.dual.abs() <= *SANE.end()
        } else {
            SANE.contains(&pair.primal) && SANE.contains(&pair.dual)
        };
        sane.then_some(pair)
    }

    fn store(self, outline: &Outline<'_>, iterate: &mut Iterate, primal: f64, dual: f64) {
        let stored = if self.is_row { &mut iterate.rows } else { &mut iterate.columns };
        let units = self.units(outline);
        stored[self.index as usize] = Some(Pair { primal: primal * units.0, dual: dual * units.1 });
    }
}

impl Node {
    fn take(&self, outline: &Outline<'_>, iterate: &mut Iterate) {
        let (leaves, rows, slack) = (&self.leaves, &self.rows, &self.rows.slack);
        for (c, &j) in leaves.columns.iter().enumerate() {
            At::column(j).store(outline, iterate, leaves.x[c], leaves.z[c]);
        }
        for kind in leaves.kinds.iter().filter(|kind| kind.bounded) {
            for leaf in kind.leaf..kind.leaf + kind.count {
                At::row(leaves.rows[leaf], false).store(outline, iterate, leaves.s[leaf], leaves.y[leaf]);
            }
        }
        for (c, &j) in slack.ids.iter().enumerate() {
            At::column(j).store(outline, iterate, slack.x[c], slack.z[c]);
        }
        for (i, &row) in rows.ids.iter().enumerate() {
            let left = if rows.equal[i] { 0.0 } else { rows.s[i] };
            At::row(row, rows.equal[i]).store(outline, iterate, left, rows.y[i]);
        }
        for child in &self.children {
            child.take(outline, iterate);
        }
    }

    /// Calls `act(which, weight, primal, dual)` with every pair of this node and all below.
    fn each_pair(&mut self, act: &mut impl FnMut(At, f64, &mut f64, &mut f64)) {
        let leaves = &mut self.leaves;
        for (c, &j) in leaves.columns.iter().enumerate() {
            act(At::column(j), 1.0, &mut leaves.x[c], &mut leaves.z[c]);
        }
        for kind in leaves.kinds.iter().filter(|kind| kind.bounded) {
            for leaf in kind.leaf..kind.leaf + kind.count {
                act(At::row(leaves.rows[leaf], false), 1.0, &mut leaves.s[leaf], &mut leaves.y[leaf]);
            }
        }
        let rows = &mut self.rows;
        let slack = &mut rows.slack;
        for (c, &j) in slack.ids.iter().enumerate() {
            act(At::column(j), 1.0, &mut slack.x[c], &mut slack.z[c]);
        }
        for (i, &row) in rows.ids.iter().enumerate() {
            act(At::row(row, rows.equal[i]), rows.weight[i], &mut rows.s[i], &mut rows.y[i]);
        }
        for child in &mut self.children {
            child.each_pair(act);
        }
    }
}
