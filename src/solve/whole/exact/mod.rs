//! Branch and bound for small programs, in which every bound is proved by the caller's arithmetic and every plan is judged.
//!
//! ```text
//! first     bounds of decisions that all rows together leave (`lp/tighten.rs`); columns that others decide, and rows that cannot be missed, are gone (`reduce.rs`)
//! node      bounds on some decisions, and what follows from them row by row; its linear program (`simplex.rs`) gives prices, and those a proved bound
//!           (or a ray that proves it empty)
//! fork      the decision whose two sides promise to lose most (`branching.rs`); both sides are solved at once, each on a thread
//! next      the better side, as long as it is near the best bound that waits; else the node with that
//! leaf      a node that is empty, or whose bound is within the gap of the best plan, or whose decisions are all taken
//! proved    no plan earns more than the best plan or the largest bound of a leaf or open node
//! ```
//! It starts from what is known: nodes are cut at the points of a plan that somebody else found, and no bound is above one that somebody else proved. Without a plan it
//! dives: decisions of rules before those of needs, where their fractions point, so that a plan comes early. Nothing depends on the clock but where it stops, nor on the
//! number of threads.

mod branching;
mod node;
mod reduce;
pub(crate) mod simplex;

use std::collections::BinaryHeap;

use self::branching::Losses;
use self::node::{Desk, Live};
use self::reduce::Reduced;
use self::simplex::Tableau;
use crate::lp::Lp;
use crate::lp::tighten::tighten;
use crate::solve::Ended;
use crate::solve::whole::waiting::Waiting;

/// Its name, as `summary.json` writes it.
pub const NAME: &str = "exact";
/// Largest program that is looked at, rows times columns: some 60 made-up sentra in five years.
const MOST_STATED: usize = 25_000_000;
/// Largest table, rows times columns of what is left of a program. Of 50 sentra with tight money (18 million cells as stated) 1.3 million are left, and a minute
/// brings the bound to within 1.8 % of the best plan; with loose money 4.9 million, of which it looks at too few nodes to be better than bound and search in turns.
const MOST_CELLS: usize = 2_000_000;
/// Steps that change or look at so many cells of the table take about a minute: the longest search. Counted, not timed, so that the same programme ends in the same
/// plan.
pub const MOST_WORK: u64 = 15_000_000_000;
/// A first look, about a second: most small programmes need less.
pub const FIRST_WORK: u64 = 250_000_000;
/// Coefficients that are looked at for tighter bounds of decisions: some hundredths of a second.
const TIGHTENED: usize = 2_000_000;
/// It stops after this many nodes too, which bounds what waiting nodes take.
const MOST_NODES: usize = 200_000;
/// A decision is taken if it is within this of a whole number.
const WHOLE: f64 = 1e-6;
/// No search needs a smaller gap: points are summed in `f64`, and a bound is rounded outward by about this.
const LEAST_GAP: f64 = 1e-11;

/// What the search asks of those who know more than it: how good, and how true.
pub trait Referee: Sync {
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
    /// Whether every node is a leaf, and none for want of a plan near: what is open between plan and bound then is whole units of payment, and no search mends it.
    pub complete: bool,
    /// `Optimal` if the bound is within the gap, or there is no plan; else why it stopped.
    pub ended: Ended,
}

/// Rows times columns of `lp`.
#[must_use]
pub fn cells(lp: &Lp) -> usize {
    lp.row_count().saturating_mul(lp.column_count())
}

/// Whether `lp` may be small enough, once it is reduced.
#[must_use]
pub fn may_be_small(lp: &Lp) -> bool {
    cells(lp) <= MOST_STATED
}

/// Whether `lp` is small enough.
#[must_use]
pub fn is_small(lp: &Lp) -> bool {
    // Without a point nothing is left of it.
    may_be_small(lp) && tightened(lp).is_none_or(|tight| cells(Reduced::of(&tight).lp()) <= MOST_CELLS)
}

/// A decision with bounds of its own: a node is a few of these.
type Held = (usize, f64, f64);

/// What all nodes share.
struct Ground<'a> {
    /// The program with the bounds of decisions that follow from its rows.
    tight: &'a Lp,
    reduced: &'a Reduced,
    /// The table of the first node, solved once that is.
    first: Tableau,
}

/// A search.
struct Search<'a> {
    ground: Ground<'a>,
    /// For each side of a fork.
    desks: [Desk; 2],
    losses: Losses,
    /// Cells changed or looked at so far.
    work: u64,
    best: Option<f64>,
    /// Largest bound of a leaf whose decisions are taken: below it nothing more can be proved.
    settled: f64,
    /// Whether some leaf had no plan near.
    blind: bool,
    /// Largest bound of what was left out for being within the gap.
    pruned: f64,
    gap: f64,
    nodes: usize,
}

/// Part of what is open, from the best bound down to the best plan, by which a side may be below that bound and still be gone on from: its table is at hand, while
/// that of a node that waits is worked out from the first one's. Of 1/4, 1/2, 3/4 and 1 this one was best in four made-up programmes of 10 to 50 sentra.
const NEAR: f64 = 0.5;

/// Looks for plans of `lp` that are better than what is `known`, until `gap`, relative to their points, is proved, or steps have changed `most_work` cells.
pub fn search(lp: &Lp, gap: f64, known: Known, most_work: u64, referee: &mut dyn Referee) -> Searched {
    let Some(tight) = tightened(lp) else {
        // No plan at all; whoever knows one knows better.
        let bound = known.points.unwrap_or(f64::NEG_INFINITY);
        return Searched { best: known.points, bound, nodes: 0, complete: true, ended: Ended::Optimal };
    };
    let reduced = Reduced::of(&tight);
    let desk = Desk::new(&tight);
    let mut search = Search {
        ground: Ground { tight: &tight, reduced: &reduced, first: Tableau::new(reduced.lp()) },
        desks: [desk.clone(), desk],
        losses: Losses::new(tight.column_count()),
        work: 0,
        best: known.points,
        settled: f64::NEG_INFINITY,
        blind: false,
        pruned: f64::NEG_INFINITY,
        gap: gap.max(LEAST_GAP),
        nodes: 0,
    };
    let mut open = BinaryHeap::from([Waiting { bound: known.bound, number: 0, node: Vec::new() }]);
    let mut made = 1;
    let mut ended = Ended::Optimal;
    'nodes: while let Some(Waiting { bound, node, .. }) = open.pop() {
        if bound <= search.enough() {
            search.pruned = search.pruned.max(bound);
            break;
        }
        let is_first = node.is_empty();
        let Some(mut live) = search.look(node, bound, referee) else { continue };
        if is_first {
            search.ground.first.clone_from(&live.tableau);
        }
        loop {
            let worn = search.nodes >= MOST_NODES || search.work >= most_work;
            let stop = if worn { Some(Ended::Stalled) } else { referee.stop() };
            if let Some(reason) = stop {
                ended = reason;
                open.push(Waiting { bound: live.bound, number: made, node: live.held });
                break 'nodes;
            }
            if live.bound <= search.enough() {
                search.pruned = search.pruned.max(live.bound);
                break;
            }
            let Some(fork) = search.fork(&live, referee) else { break };
            let (next, later) = match search.sides(&live, &fork, referee) {
                [None, None] => break,
                [Some(side), None] | [None, Some(side)] => (side, None),
                [Some(up), Some(down)] => {
                    let is_up = if search.best.is_none() { fork.is_up } else { up.bound >= down.bound };
                    if is_up { (up, Some(down)) } else { (down, Some(up)) }
                }
            };
            if let Some(side) = later {
                open.push(Waiting { bound: side.bound, number: made, node: side.held });
                made += 1;
            }
            let top = open.peek().map_or(f64::NEG_INFINITY, |waiting| waiting.bound);
            let enough = search.enough();
            if enough > f64::NEG_INFINITY && next.bound < top - NEAR * (top - enough) {
                open.push(Waiting { bound: next.bound, number: made, node: next.held });
                made += 1;
                break;
            }
            live = next;
        }
    }
    let waiting = open.peek().map_or(f64::NEG_INFINITY, |waiting| waiting.bound);
    let best = search.best.unwrap_or(f64::NEG_INFINITY);
    let bound = best.max(search.settled).max(search.pruned).max(waiting);
    let complete = ended == Ended::Optimal && !search.blind;
    if ended == Ended::Optimal && bound > best + search.gap * best.abs() && bound > f64::NEG_INFINITY {
        ended = Ended::Stalled;
    }
    Searched { best: search.best, bound, nodes: search.nodes, complete, ended }
}

/// `lp` with the bounds of decisions that follow from its rows; `None` if no point keeps them. Those of money have margins, and a row that only they keep would be off by these.
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

    /// The node in which decisions are `held`, unless it holds no plan; `parent` is a bound of it.
    fn look(&mut self, held: Vec<Held>, parent: f64, referee: &dyn Referee) -> Option<Live> {
        let tableau = self.ground.first.clone();
        let found = self.desks[0].look(&self.ground, tableau, held, parent, referee);
        self.count(found)
    }

    /// Adds up what a node took.
    fn count(&mut self, (found, work): (Option<Live>, u64)) -> Option<Live> {
        self.nodes += 1;
        self.work += work;
        found
    }
}
