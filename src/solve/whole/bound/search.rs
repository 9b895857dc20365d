//! The search through one pattern of a region: a schedule for each sentra, depth first, best first.

use super::outline::tolerance;
use super::region::{Region, Right};

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

/// Nodes between two looks at the clock.
const ASKED: usize = 256;

pub(super) struct Search<'a> {
    region: &'a Region,
    values: &'a [f64],
    /// By depth: where the sentra's needs begin, and its candidates, best first.
    levels: Vec<(usize, Vec<Candidate>)>,
    /// Right-hand sides of hard rows, with what rounding asks for.
    rights: Vec<f64>,
    /// By depth: the least that the sentra from there on use of each row.
    least: Vec<Vec<f64>>,
}

impl<'a> Search<'a> {
    pub(super) fn new(
        region: &'a Region,
        values: &'a [f64],
        mut lists: Vec<Schedules>,
        order: Vec<usize>,
        pattern: usize,
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
        let rights = region.rows.iter().map(|row| {
            // Items of switches come on top of what the schedules use, and soft rows only cost: neither is looked at before the end.
            let with_items = row.terms.iter().any(|&(f, _)| f as usize >= region.payments.len());
            if row.cap.is_finite() || with_items {
                return f64::INFINITY;
            }
            let right = match row.right {
                Right::Fixed(_) => region.right(row, true),
                Right::Most(k) | Right::Least(k) => match region.state(pattern, k) {
                    Some(on) => region.right(row, on),
                    None => return f64::INFINITY,
                },
            };
            let size: f64 = row.terms.iter().map(|&(_, a)| a.abs()).sum();
            right + tolerance(size.max(right.abs()))
        });
        Self { region, values, levels, rights: rights.collect(), least }
    }

    /// The largest bound left open (minus infinity if nothing is), and the best selection, after at most so many nodes as are `left`.
    pub(super) fn run(
        &self,
        base: f64,
        best: Option<Selection>,
        left: &mut usize,
        stop: &dyn Fn() -> bool,
    ) -> (f64, Option<Selection>) {
        let needs = self.region.sentra.iter().map(|sentra| sentra.needs.len()).sum();
        let used = vec![0.0; (self.levels.len() + 1) * self.rights.len()];
        let mut state = State { choices: vec![0; needs], used, best, open: f64::NEG_INFINITY };
        self.step(0, base, &mut state, left, stop);
        (state.open, state.best)
    }

    fn step(&self, depth: usize, bound: f64, state: &mut State, left: &mut usize, stop: &dyn Fn() -> bool) {
        let rows = self.rights.len();
        let Some((from, candidates)) = self.levels.get(depth) else {
            if let Some(worth) = self.region.worth(&state.choices, self.values)
                && worth > state.floor()
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
                self.step(depth + 1, bound, state, left, stop);
            }
        }
    }
}

struct State {
    choices: Vec<u16>,
    /// By depth: what the sentra before it use of each row.
    used: Vec<f64>,
    best: Option<Selection>,
    open: f64,
}

impl State {
    fn floor(&self) -> f64 {
        self.best.as_ref().map_or(f64::NEG_INFINITY, |(worth, _)| *worth)
    }
}
