//! Branch and bound for small programs, in which every bound is proved by the caller's arithmetic and every plan is judged.
//!
//! ```text
//! first     bounds of decisions that all rows together leave (`lp/tighten.rs`)
//! node      bounds on some decisions; its linear program gives prices, and those a proved bound (or a ray that proves it empty)
//! leaf      a node that is empty, or whose bound is within the gap of the best plan, or whose decisions are all taken
//! proved    no plan earns more than the best plan or the largest bound of a leaf or open node
//! ```
//! It starts from what is known: nodes are cut at the points of a plan that somebody else found, and no bound is above one that somebody else proved.
//!
//! The node with the largest bound comes next, and from it the search dives: decisions go where their fractions point, so that plans come
//! early. Which decision is branched on: rules' before needs' before completion's, then the one nearest to a half. Nothing depends on the
//! clock but where it stops.

pub(crate) mod simplex;

use std::collections::BinaryHeap;

use crate::lp::tighten::tighten;
use crate::lp::{ColumnKey, Lp};
use crate::solve::Ended;
use crate::solve::whole::waiting::Waiting;
use simplex::{Solved, Tableau};

/// Its name, as `summary.json` writes it.
pub const NAME: &str = "exact";
/// Largest table, rows times columns: 20 MB, a step in about a millisecond.
const MOST_CELLS: usize = 2_500_000;
/// Steps that change so many cells of the table take about a minute: the longest search. Counted, not timed, so that the same programme ends in the same
/// plan.
pub const MOST_WORK: u64 = 100_000_000_000;
/// A first look, about a second: most small programmes need less.
pub const FIRST_WORK: u64 = 2_000_000_000;
/// Coefficients that are looked at for tighter bounds of decisions: some hundredths of a second.
const TIGHTENED: usize = 2_000_000;
/// It stops after this many nodes too, which bounds what waiting nodes take.
const MOST_NODES: usize = 200_000;
/// A decision is taken if it is within this of a whole number.
const WHOLE: f64 = 1e-6;
/// No search needs a smaller gap: points are summed in `f64`, and a bound is rounded outward by about this.
const LEAST_GAP: f64 = 1e-11;

/// What the search asks of those who know more than it: how good, and how true.
pub trait Referee {
    /// A true bound on the points of every plan within the rows and bounds of `lp`, from `prices`.
    fn bound(&self, lp: &Lp, prices: &[f64]) -> f64;
    /// Whether `ray` proves that no plan meets the rows and bounds of `lp`.
    fn is_empty(&self, lp: &Lp, ray: &[f64]) -> bool;
    /// Makes a plan of `point`, whose decisions are whole, and gives its points; `None` if there is no plan near.
    fn plan(&mut self, point: &[f64], bound: f64) -> Option<f64>;
    /// Why to stop, if there is a reason.
    fn stop(&self) -> Option<Ended>;
}

/// What is known before a search.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Known {
    /// Points of the best plan there is.
    pub points: Option<f64>,
    /// No plan has more points; infinite where nothing is proved.
    pub bound: f64,
}

/// How a search ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Searched {
    /// Points of the best plan, the one known before included; `None` if there was none.
    pub best: Option<f64>,
    /// No plan has more; below every number if it is proved that there is no plan.
    pub bound: f64,
    /// Nodes looked at.
    pub nodes: usize,
    /// `Optimal` if the bound is within the gap, or there is no plan; else why it stopped.
    pub ended: Ended,
}

/// Whether `lp` is small enough.
#[must_use]
pub fn is_small(lp: &Lp) -> bool {
    lp.row_count().saturating_mul(lp.column_count()) <= MOST_CELLS
}

/// A decision with bounds of its own: a node is a few of these.
type Held = (usize, f64, f64);

/// What is known of a node once it is solved.
enum Found {
    /// No plan in it.
    Empty,
    /// Its bound, and its point where there is one.
    Bounded(f64, Option<Vec<f64>>),
}

/// A search.
struct Search<'a> {
    /// The program, with the bounds of the node at hand.
    lp: Lp,
    /// The program as it was, and its table, solved once the first node is.
    root: (&'a Lp, Tableau),
    /// Cells changed so far.
    work: u64,
    best: Option<f64>,
    /// Largest bound of a leaf whose decisions are taken: below it nothing more can be proved.
    settled: f64,
    gap: f64,
    nodes: usize,
}

/// Looks for plans of `lp` that are better than what is `known`, until `gap`, relative to their points, is proved, or steps have changed `most_work` cells.
pub fn search(lp: &Lp, gap: f64, known: Known, most_work: u64, referee: &mut dyn Referee) -> Searched {
    let Some(tight) = tightened(lp) else {
        // No plan at all; whoever knows one knows better.
        let bound = known.points.unwrap_or(f64::NEG_INFINITY);
        return Searched { best: known.points, bound, nodes: 0, ended: Ended::Optimal };
    };
    let root = (&tight, Tableau::new(&tight));
    let mut search = Search {
        lp: tight.clone(),
        root,
        best: known.points,
        settled: f64::NEG_INFINITY,
        gap: gap.max(LEAST_GAP),
        nodes: 0,
        work: 0,
    };
    let mut open = BinaryHeap::from([Waiting { bound: known.bound, number: 0, node: Vec::new() }]);
    let mut made = 1;
    let mut ended = Ended::Optimal;
    let mut pruned = f64::NEG_INFINITY;
    'nodes: while let Some(waiting) = open.pop() {
        if waiting.bound <= search.enough() {
            pruned = pruned.max(waiting.bound);
            break;
        }
        let Waiting { mut bound, node: mut bounds, .. } = waiting;
        let mut tableau = search.root.1.clone();
        for &(j, lower, upper) in &bounds {
            tableau.set_bounds(j, lower, upper);
        }
        // Dives from here.
        loop {
            let worn = search.nodes >= MOST_NODES || search.work >= most_work;
            let stop = if worn { Some(Ended::Stalled) } else { referee.stop() };
            if let Some(reason) = stop {
                ended = reason;
                open.push(Waiting { bound, number: made, node: bounds });
                break 'nodes;
            }
            let branch = match search.look(&mut tableau, &bounds, bound, referee) {
                Found::Empty => None,
                Found::Bounded(own, point) => {
                    bound = bound.min(own);
                    if bound <= search.enough() {
                        pruned = pruned.max(bound);
                        None
                    } else {
                        search.branch(bound, point, &tableau, referee)
                    }
                }
            };
            let Some((j, below, up)) = branch else { break };
            let (lower, upper) = (search.lp.lower()[j], search.lp.upper()[j]);
            let (down, high) = ((j, lower, below), (j, below + 1.0, upper));
            let (next, later) = if up { (high, down) } else { (down, high) };
            let with = |bounds: &[Held], own: Held| {
                let mut bounds: Vec<Held> = bounds.iter().filter(|known| known.0 != own.0).copied().collect();
                bounds.push(own);
                bounds
            };
            open.push(Waiting { bound, number: made, node: with(&bounds, later) });
            made += 1;
            bounds = with(&bounds, next);
            tableau.set_bounds(next.0, next.1, next.2);
        }
    }
    let waiting = open.peek().map_or(f64::NEG_INFINITY, |waiting| waiting.bound);
    let best = search.best.unwrap_or(f64::NEG_INFINITY);
    let bound = best.max(search.settled).max(pruned).max(waiting);
    if ended == Ended::Optimal && bound > best + search.gap * best.abs() && bound > f64::NEG_INFINITY {
        ended = Ended::Stalled;
    }
    Searched { best: search.best, bound, nodes: search.nodes, ended }
}

/// `lp` with the bounds of decisions that follow from its rows; `None` if no point keeps them.
fn tightened(lp: &Lp) -> Option<Lp> {
    let bounds = tighten(lp, TIGHTENED)?;
    let mut tight = lp.clone();
    for j in (0..lp.column_count()).filter(|&j| lp.whole()[j]) {
        tight.set_bounds(j, bounds.lower[j], bounds.upper[j]);
    }
    Some(tight)
}

impl Search<'_> {
    /// A bound that leaves nothing to look for.
    fn enough(&self) -> f64 {
        let best = self.best.map_or(f64::NEG_INFINITY, |best| best + self.gap * best.abs());
        best.max(self.settled)
    }

    /// Solves the node with `bounds`, which `tableau` has.
    fn look(
        &mut self,
        tableau: &mut Tableau,
        bounds: &[(usize, f64, f64)],
        parent: f64,
        referee: &dyn Referee,
    ) -> Found {
        self.nodes += 1;
        let root = self.root.0;
        for j in (0..root.column_count()).filter(|&j| root.whole()[j]) {
            self.lp.set_bounds(j, self.root.0.lower()[j], self.root.0.upper()[j]);
        }
        for &(j, lower, upper) in bounds {
            self.lp.set_bounds(j, lower, upper);
        }
        for fresh in [false, true] {
            if fresh {
                // What a long chain of steps has blurred is worked out anew.
                *tableau = Tableau::new(&self.lp);
            }
            let before = tableau.work();
            let solved = tableau.solve();
            self.work += tableau.work() - before;
            match solved {
                Solved::Infeasible(ray) if referee.is_empty(&self.lp, &ray) => return Found::Empty,
                Solved::Infeasible(_) | Solved::Failed => {}
                Solved::Optimal => {
                    let bound = referee.bound(&self.lp, &tableau.prices());
                    if bound.is_finite() {
                        if bounds.is_empty() {
                            self.root.1.clone_from(tableau);
                        }
                        return Found::Bounded(bound, Some(tableau.point()));
                    }
                }
            }
        }
        Found::Bounded(parent, None)
    }

    /// The decision to branch on: its column, the whole number below, and whether the upper side comes first; `None` at a leaf.
    fn branch(
        &mut self,
        bound: f64,
        point: Option<Vec<f64>>,
        tableau: &Tableau,
        referee: &mut dyn Referee,
    ) -> Option<(usize, f64, bool)> {
        let free = |lp: &Lp, j: usize| lp.whole()[j] && lp.lower()[j] < lp.upper()[j];
        if let Some(point) = &point {
            let fraction = |j: usize| point[j] - point[j].floor();
            let candidates = (0..point.len()).filter(|&j| free(&self.lp, j));
            let fractional = candidates.filter(|&j| fraction(j).min(1.0 - fraction(j)) > WHOLE);
            let rank = |j: usize| (order(self.lp.column(j)), (fraction(j) - 0.5).abs());
            let chosen = fractional.min_by(|&a, &b| {
                let (a, b) = (rank(a), rank(b));
                a.0.cmp(&b.0).then(a.1.total_cmp(&b.1))
            });
            if let Some(j) = chosen {
                return Some((j, point[j].floor(), fraction(j) >= 0.5));
            }
            if let Some(points) = self.take(point, bound, tableau.clone(), referee) {
                if self.best.is_none_or(|best| points > best) {
                    self.best = Some(points);
                }
                // What is left between plan and bound is whole units of payment: no decision mends it.
                self.settled = self.settled.max(bound);
                return None;
            }
        }
        // No plan near: other decisions may have one.
        let undecided = (0..self.lp.column_count()).find(|&j| free(&self.lp, j));
        let Some(j) = undecided else {
            self.settled = self.settled.max(bound);
            return None;
        };
        let at = point.map_or(self.lp.lower()[j], |point| point[j].round());
        let below = at.clamp(self.lp.lower()[j], self.lp.upper()[j] - 1.0);
        Some((j, below, at > below))
    }

    /// Solves the node again with every decision taken as `point` has it, and asks for the plan.
    fn take(&mut self, point: &[f64], bound: f64, mut tableau: Tableau, referee: &mut dyn Referee) -> Option<f64> {
        for j in (0..point.len()).filter(|&j| self.lp.whole()[j]) {
            tableau.set_bounds(j, point[j].round(), point[j].round());
        }
        let before = tableau.work();
        let solved = tableau.solve();
        self.work += tableau.work() - before;
        (solved == Solved::Optimal).then(|| referee.plan(&tableau.point(), bound)).flatten()
    }
}

/// In which order kinds of decisions are branched on.
fn order(key: ColumnKey) -> u8 {
    match key {
        ColumnKey::Open(..) => 0,
        ColumnKey::Counts(..) => 1,
        ColumnKey::Paid(..) => 2,
        _ => 3,
    }
}
