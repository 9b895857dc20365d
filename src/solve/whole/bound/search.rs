//! The search through one pattern of a region: a schedule for each sentra, depth first, best first.
//!
//! ```text
//! a node took schedules for the first sentra; `used` is what they use of each row. At prices m + d >= 0 of the rows, of which losses count at m, it has
//!     bound at m + sum over rows  d (right - used) + sum over the other sentra  max over schedules ( - loss - d usage )
//! or less below it.
//! ```
//! The prices at which losses count are the best for the region as a whole. Once large sentra are set, others are better: a few dozen are at hand,
//! and a node is passed over by any of them.

use super::outline::tolerance;
use super::region::{Region, RegionRow, Right};

/// A schedule for each sentra of a region, one after the other, and what they are worth.
pub(super) type Selection = (f64, Vec<u16>);
/// Where a sentra's needs begin, and its schedules with what each is worth, best first.
pub(super) type Schedules = (usize, Vec<(f64, Vec<u16>)>);

/// A schedule that the search may take.
struct Candidate {
    /// How much less it is worth than its sentra's best.
    loss: f64,
    usage: Vec<f64>,
    choice: Vec<u16>,
}

/// Parts of its price by which the price of one row is moved, parts of the largest price that one without a price gets, and parts by which all move.
const OF_ONE: [f64; 5] = [-1.0, -0.5, 0.5, 1.0, 2.0];
const OF_UNPRICED: [f64; 3] = [0.25, 0.5, 1.0];
const OF_ALL: [f64; 6] = [-1.0, -0.5, -0.25, 0.25, 0.5, 1.0];
/// Nodes between two looks at the clock.
const ASKED: usize = 256;

pub(super) struct Search<'a> {
    region: &'a Region,
    values: &'a [f64],
    /// By depth: where the sentra's needs begin, and its candidates, best first.
    levels: Vec<(usize, Vec<Candidate>)>,
    /// Right-hand sides of hard rows, with what rounding asks for.
    rights: Vec<f64>,
    /// The same without.
    exact: Vec<f64>,
    /// By depth: the least that the sentra from there on use of each row.
    least: Vec<Vec<f64>>,
    /// Other prices that nodes are bounded by.
    others: Vec<Other>,
}

/// Prices of the rows, as differences from those that losses count from.
struct Other {
    /// Row and difference.
    more: Vec<(usize, f64)>,
    /// By depth: the most that the sentra from there on are worth at them, beyond their best at the first prices.
    rest: Vec<f64>,
}

impl<'a> Search<'a> {
    pub(super) fn new(
        region: &'a Region,
        values: &'a [f64],
        mut lists: Vec<Schedules>,
        order: Vec<usize>,
        pattern: usize,
        prices: &[f64],
    ) -> Self {
        let rows = region.rows.len();
        let mut levels = Vec::with_capacity(order.len());
        for s in order {
            let (from, found) = std::mem::take(&mut lists[s]);
            let top = found.first().map_or(0.0, |first| first.0);
            let candidates = found.into_iter().map(|(value, choice)| {
                let mut usage = vec![0.0; rows];
                region.sentra[s].features(&choice, |feature| {
                    region.columns[feature as usize].iter().for_each(|&(row, a)| usage[row as usize] += a);
                });
                Candidate { loss: top - value, usage, choice }
            });
            levels.push((from, candidates.collect::<Vec<_>>()));
        }
        let mut least = vec![vec![0.0; rows]; levels.len() + 1];
        for depth in (0..levels.len()).rev() {
            let lowest = |row: usize| levels[depth].1.iter().map(|c| c.usage[row]).fold(f64::INFINITY, f64::min);
            least[depth] = least[depth + 1].iter().enumerate().map(|(row, rest)| rest + lowest(row)).collect();
        }
        let exact: Vec<f64> = region.rows.iter().map(|row| right(region, row, pattern)).collect();
        let rights = region.rows.iter().zip(&exact).map(|(row, right)| {
            let size: f64 = row.terms.iter().map(|&(_, a)| a.abs()).sum();
            right + if right.is_finite() { tolerance(size.max(right.abs())) } else { 0.0 }
        });
        let rights: Vec<f64> = rights.collect();
        let others = others(&levels, &exact, prices);
        Self { region, values, levels, rights, exact, least, others }
    }

    /// The largest bound left open (minus infinity if nothing is), and the best selection, after at most so many nodes as are `left`; selections worth no
    /// more than `above` are passed over.
    pub(super) fn run(
        &self,
        base: f64,
        best: Option<Selection>,
        above: f64,
        left: &mut usize,
        stop: &dyn Fn() -> bool,
    ) -> (f64, Option<Selection>) {
        let needs = self.region.sentra.iter().map(|sentra| sentra.needs.len()).sum();
        let used = vec![0.0; (self.levels.len() + 1) * self.rights.len()];
        let mut state = State { choices: vec![0; needs], used, best, above, open: f64::NEG_INFINITY };
        self.step(0, base, &mut state, left, stop);
        (state.open, state.best)
    }

    fn step(&self, depth: usize, bound: f64, state: &mut State, left: &mut usize, stop: &dyn Fn() -> bool) {
        let rows = self.rights.len();
        let Some((from, candidates)) = self.levels.get(depth) else {
            if let Some(worth) = self.region.worth(&state.choices, self.values)
                && worth > state.worth()
            {
                state.best = Some((worth, state.choices.clone()));
            }
            return;
        };
        for candidate in candidates {
            let bound = bound - candidate.loss;
            if bound <= state.floor() {
                return;
            }
            if left.is_multiple_of(ASKED) && stop() {
                *left = 0;
            }
            if *left == 0 {
                state.open = state.open.max(bound);
                return;
            }
            *left -= 1;
            let (before, after) = state.used[depth * rows..(depth + 2) * rows].split_at_mut(rows);
            for ((after, before), own) in after.iter_mut().zip(before.iter()).zip(&candidate.usage) {
                *after = before + own;
            }
            let rest = &self.least[depth + 1];
            if after.iter().zip(rest).zip(&self.rights).all(|((used, rest), right)| used + rest <= *right) {
                state.choices[*from..from + candidate.choice.len()].copy_from_slice(&candidate.choice);
                let floor = state.floor();
                let after = &state.used[(depth + 1) * rows..];
                let is_less = |other: &Other| {
                    let room = |&(row, by): &(usize, f64)| by * (self.exact[row] - after[row]);
                    bound + other.more.iter().map(room).sum::<f64>() + other.rest[depth + 1] <= floor
                };
                if !self.others.iter().any(is_less) {
                    self.step(depth + 1, bound, state, left, stop);
                }
            }
        }
    }
}

/// The right-hand side of `row` in `pattern`; infinite where it is not looked at before the end: items of switches come on top of what the schedules use,
/// and soft rows only cost.
pub(super) fn right(region: &Region, row: &RegionRow, pattern: usize) -> f64 {
    let with_items = row.terms.iter().any(|&(f, _)| f as usize >= region.payments.len());
    if row.cap.is_finite() || with_items {
        return f64::INFINITY;
    }
    match row.right {
        Right::Fixed(_) => region.right(row, true),
        Right::Most(k) | Right::Least(k) => region.state(pattern, k).map_or(f64::INFINITY, |on| region.right(row, on)),
    }
}

/// Prices around `prices`, none of them below 0: any gives a bound, and where rows are nearly full, or nearly empty, another one than at the start is the
/// best. One row at a time, then all in step.
fn others(levels: &[(usize, Vec<Candidate>)], rights: &[f64], prices: &[f64]) -> Vec<Other> {
    let rows: Vec<usize> = (0..rights.len()).filter(|&row| rights[row].is_finite()).collect();
    let scale = rows.iter().map(|&row| prices[row]).fold(0.0, f64::max);
    let mut all: Vec<Vec<(usize, f64)>> = Vec::new();
    for &row in &rows {
        if prices[row] > 0.0 {
            all.extend(OF_ONE.map(|by| vec![(row, by * prices[row])]));
        } else {
            all.extend(OF_UNPRICED.map(|by| vec![(row, by * scale)]));
        }
    }
    all.extend(OF_ALL.map(|by| rows.iter().map(|&row| (row, by * prices[row])).collect()));
    let with_rest = |more: Vec<(usize, f64)>| {
        let mut rest = vec![0.0; levels.len() + 1];
        for (depth, (_, candidates)) in levels.iter().enumerate().rev() {
            let worth = |c: &Candidate| -c.loss - more.iter().map(|&(row, by)| by * c.usage[row]).sum::<f64>();
            rest[depth] = rest[depth + 1] + candidates.iter().map(worth).fold(f64::NEG_INFINITY, f64::max);
        }
        Other { more, rest }
    };
    all.into_iter().map(with_rest).collect()
}

struct State {
    choices: Vec<u16>,
    /// By depth: what the sentra before it use of each row.
    used: Vec<f64>,
    best: Option<Selection>,
    /// What is worth no more is left out.
    above: f64,
    open: f64,
}

impl State {
    fn floor(&self) -> f64 {
        self.worth().max(self.above)
    }

    fn worth(&self) -> f64 {
        self.best.as_ref().map_or(f64::NEG_INFINITY, |(worth, _)| *worth)
    }
}
