//! Needs that will hardly be paid stay out until prices call them in.
//!
//! Money pays for a few per cent of what is asked for, and of needs with the same measures (whose payments cost the same everywhere above) an optimum
//! pays the best first. So a region starts with the best of each kind, [`SPARE`] times as many as its ceilings can pay; the others are *late*:
//! their columns are 0, and they have no numbers, not even costs, which are looked up where they are asked for. They lose nothing of the proof:
//!
//! ```text
//! bound = b'y + sum_late rhs * max(0, max_j (c[j] - prices from above))        + all others, as always
//! ```
//!
//! is a bound of the whole program, whatever is late. So prices say who was left out wrongly: at the values of mu in [`CALLS`], where they are ever nearer to
//! the last ones, every late need comes in that would gain, or would nearly. Measured with 60,000 sentra: at a gap of 0.2, 277 of 166,000 late needs would gain,
//! and 186 at the end. An optimum is told only if the bound with what is late is as near as was asked for; else, and where the method stalls, all late
//! needs come in and it starts again, so that nothing hangs on the choice but time.
//!
//! Smallest case: a region with money for 1 and needs of 1 alike but for their points, 3, 2 and 1. The first two start. The price of
//! money ends at 2 or more, since the second wants it; the third would lose at that and stays out.

use super::draft::{Draft, Drafts};
use super::leaves::{Kind, Leaves};
use super::node::Node;
use super::outline::Outline;
use super::problem::NONE;
use super::rows::Rows;

/// How many times the needs that a region's ceilings can pay start there, by cost. At 2 more are called in later than is saved; at 6 and 12 (60,000 sentra)
/// iterations cost a fifth and a third more.
const SPARE: f64 = 3.0;
/// Places with fewer needs than this keep them all: what is saved there is less than what the next start costs should the choice be wrong.
const FEW: usize = 32;
/// Values of mu at which late needs are called in. Not later: next to the boundary those who come open rows that take long to close. Called at a gap of
/// 0.1 with rows closed to as much, 60,000 sentra took twice as many iterations as with all needs from the start; called at these, fewer. The last
/// ones bring next to nobody (2 of 500,000 sentra's 2 million needs at 1e-5), but one who is missed costs another start.
pub(super) const CALLS: [f64; 4] = [1e-2, 1e-3, 1e-4, 1e-5];
/// Who would lose no more than this times mu (the best benefit is 1) comes in, too: about as far as prices then move. From 2 to 10 there is little to choose.
const NEARLY: f64 = 5.0;
/// Of the row of one that comes in, payments take this part at most.
const LARGEST_SHARE: f64 = 0.5;

/// Which of `drafts`, in the order of their kinds and with the measures of the place, start late; `rows` are the place's own, and its measures from
/// `body` on the border's.
pub(super) fn find(outline: &Outline<'_>, drafts: &Drafts, rows: &Rows, measures: usize, body: usize) -> Vec<bool> {
    let list = &drafts.list;
    let mut late = vec![false; list.len()];
    if list.len() < FEW {
        return late;
    }
    let most = most(rows, measures, body);
    let size = |d: usize| outline.lines[list[d].row as usize].rhs;
    let may_be_late = |draft: Draft| draft.row != NONE && !drafts.is_ridden(draft);
    let all: f64 = (0..list.len()).filter(|&d| may_be_late(list[d])).map(size).sum();
    let mut best: Vec<(f64, usize)> = Vec::new();
    let mut end = 0;
    for same in list.chunk_by(|a, b| a.kind == b.kind) {
        let kind = end..end + same.len();
        end = kind.end;
        if !may_be_late(same[0]) {
            continue;
        }
        let money: f64 = drafts.measures_of(same[0]).iter().map(|&k| most[k as usize]).sum();
        let part = SPARE * money / all;
        if part.is_nan() || part >= 1.0 {
            continue;
        }
        best.clear();
        best.extend(kind.clone().map(|d| {
            let costs = drafts.columns_of(list[d]).iter().map(|&j| outline.cost(j as usize));
            (costs.fold(f64::NEG_INFINITY, f64::max), d)
        }));
        best.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let enough = part * kind.map(size).sum::<f64>();
        let mut taken = 0.0;
        for (i, &(_, d)) in best.iter().enumerate() {
            late[d] = i > 0 && taken >= enough;
            taken += size(d);
        }
    }
    late
}

/// What rows of the place let through each of its measures at most; infinite where none says so.
fn most(rows: &Rows, measures: usize, body: usize) -> Vec<f64> {
    let mut soft = vec![false; rows.len()];
    for j in 0..rows.slack.ids.len() {
        rows.slack.terms_of(j).iter().for_each(|&(i, _)| soft[i as usize] = true);
    }
    let mut most = vec![f64::INFINITY; measures];
    for i in (0..rows.len()).filter(|&i| !soft[i]) {
        let terms = rows.terms_of(i);
        if terms.iter().all(|&(k, a)| a > 0.0 && (k as usize) < body) {
            for &(k, a) in terms {
                most[k as usize] = most[k as usize].min(rows.rhs[i].max(0.0) / a);
            }
        }
    }
    most
}

impl Node {
    /// Whether a need is late.
    pub(super) fn is_any_late(&self) -> bool {
        !self.late.rows.is_empty() || self.children.iter().any(Self::is_any_late)
    }

    /// What late needs add to the bound at the prices of the last assembly.
    pub(super) fn late_bound(&self, outline: &Outline<'_>) -> f64 {
        let mut bound = 0.0;
        best_of(&self.late, &self.price, &|j| outline.cost(j as usize), |leaf, best| {
            bound += outline.lines[self.late.rows[leaf] as usize].rhs * best.max(0.0);
        });
        self.children.iter().fold(bound, |sum, child| sum + child.late_bound(outline))
    }

    /// Calls in the late needs that would lose no more than [`NEARLY`] times `mu` at the prices of the last assembly, with products of `mu`; gives
    /// how many pairs came.
    pub(super) fn call_in(&mut self, outline: &Outline<'_>, mu: f64) -> usize {
        let mut called = vec![false; self.late.rows.len()];
        let cost = |j: u32| outline.cost(j as usize);
        best_of(&self.late, &self.price, &cost, |leaf, best| called[leaf] = best > -NEARLY * mu);
        let kinds = self.leaves.kinds.len();
        let mut came = self.leaves.take_from(outline, &mut self.late, &called);
        if came > 0 {
            self.leaves.begin(kinds, &self.price, mu);
        }
        for child in &mut self.children {
            came += child.call_in(outline, mu);
        }
        came
    }

    /// Brings in all late needs, without numbers: for the start that follows.
    pub(super) fn bring_all(&mut self, outline: &Outline<'_>) {
        let called = vec![true; self.late.rows.len()];
        if self.leaves.take_from(outline, &mut self.late, &called) > 0 {
            self.leaves.prepare();
        }
        self.children.iter_mut().for_each(|child| child.bring_all(outline));
    }
}

impl Leaves {
    /// Takes over the leaves of `late` that are `called`, as kinds of their own; gives how many pairs they have.
    fn take_from(&mut self, outline: &Outline<'_>, late: &mut Self, called: &[bool]) -> usize {
        if !called.contains(&true) {
            return 0;
        }
        let all = std::mem::take(late);
        // Lists that grow by doubling would hold as much again for nothing.
        let (mut coming, mut columns) = (0, 0);
        for kind in &all.kinds {
            let here = called[kind.leaf..kind.leaf + kind.count].iter().filter(|called| **called).count();
            (coming, columns) = (coming + here, columns + here * kind.size);
        }
        self.make_room(coming, columns);
        late.rows.reserve_exact(all.rows.len() - coming);
        late.columns.reserve_exact(all.columns.len() - columns);
        let mut pairs = 0;
        for kind in &all.kinds {
            let measures = &all.measures[kind.measures..kind.measures + kind.size];
            let (mut new_here, mut new_late) = (true, true);
            for n in 0..kind.count {
                let leaf = kind.leaf + n;
                let (to, new) = if called[leaf] { (&mut *self, &mut new_here) } else { (&mut *late, &mut new_late) };
                if std::mem::take(new) {
                    to.kinds.push(Kind {
                        measures: to.measures.len(),
                        leaf: to.rows.len(),
                        count: 0,
                        column: to.columns.len(),
                        ..kind.clone()
                    });
                    to.measures.extend(measures);
                }
                if let Some(kind) = to.kinds.last_mut() {
                    kind.count += 1;
                }
                let columns = kind.column + n * kind.size..kind.column + (n + 1) * kind.size;
                to.columns.extend(&all.columns[columns.clone()]);
                to.rides.push_none(kind.size);
                to.rows.push(all.rows[leaf]);
                if called[leaf] {
                    to.cost.extend(all.columns[columns].iter().map(|&j| outline.cost(j as usize)));
                    to.rhs.push(outline.lines[all.rows[leaf] as usize].rhs);
                    pairs += kind.size + 1;
                }
            }
        }
        pairs
    }

    /// Sets the leaves of the kinds from `kinds` on near the path at products of `mu`: prices that leave no payment a gain, and what goes with them.
    /// Their rows may start open, as all rows may.
    fn begin(&mut self, kinds: usize, price: &[f64], mu: f64) {
        self.prepare();
        for kind in &self.kinds[kinds..] {
            let measures = &self.measures[kind.measures..kind.measures + kind.size];
            for n in 0..kind.count {
                let (leaf, first) = (kind.leaf + n, kind.column + n * kind.size);
                let gain = |j: usize| self.cost[first + j] - price[measures[j] as usize];
                let rhs = self.rhs[leaf];
                let y = (0..kind.size).map(gain).fold(0.0, f64::max) + mu / rhs;
                let mut paid = 0.0;
                for j in 0..kind.size {
                    let x = (mu / (y - gain(j))).min(LARGEST_SHARE * rhs / kind.size as f64);
                    (self.x[first + j], self.z[first + j]) = (x, mu / x);
                    paid += x;
                }
                (self.y[leaf], self.s[leaf]) = (y, (mu / y).min(rhs - paid));
            }
        }
    }
}

/// Calls `tell(leaf, gain)` with the best that a payment of each leaf with a row gains under `price`, which may be a loss; `cost` gives the points of a
/// column of the program.
pub(super) fn best_of(leaves: &Leaves, price: &[f64], cost: &impl Fn(u32) -> f64, mut tell: impl FnMut(usize, f64)) {
    for kind in leaves.kinds.iter().filter(|kind| kind.bounded) {
        let measures = &leaves.measures[kind.measures..kind.measures + kind.size];
        for n in 0..kind.count {
            let first = kind.column + n * kind.size;
            let gain = |j: usize| {
                let points = cost(leaves.columns[first + j]);
                points - price[measures[j] as usize] - leaves.rides.price(first + j, price)
            };
            tell(kind.leaf + n, (0..kind.size).map(gain).fold(f64::NEG_INFINITY, f64::max));
        }
    }
}
