//! Chains of moves: one payment mends a row, a second mends the row that the first one breaks, and so on.
//!
//! Most often a pair: where a ceiling is used up, one payment under it grows by as much as another shrinks.

use std::collections::BTreeMap;

use super::repair::candidates;
use super::rows::ceil_div;
use super::state::{Keep, State};

/// Moves in a chain at most: a pair under one ceiling and a pair under another, and one to spare.
const DEPTH: usize = 5;

/// Payments that are tried at each place of a chain though another row stands in their way.
const BRANCHES: usize = 24;

/// Looks at payments for one chain, after which the search gives up.
const LOOKS: usize = 100_000;

/// Lessens the miss of the hard `row` by a chain that breaks no hard row; false if none is found.
pub(super) fn mend(state: &mut State<'_>, row: usize) -> bool {
    let whole = state.violation(row);
    // All at once, or as little as a payment can.
    for least in [false, true] {
        let mut search = Search { moves: Vec::new(), deltas: BTreeMap::new(), target: row, looks: LOOKS };
        let aim = if least { 1 } else { whole };
        if search.extend(state, row, aim, DEPTH) {
            for (payment, steps) in search.moves {
                state.apply(payment, steps);
            }
            return true;
        }
    }
    false
}

struct Search {
    /// Payments and the units by which they move; each payment once.
    moves: Vec<(usize, i64)>,
    /// How these moves change the activity of rows.
    deltas: BTreeMap<usize, i128>,
    target: usize,
    looks: usize,
}

impl Search {
    /// Takes at least `aim` off the miss of `row` and mends whatever that breaks, in at most `depth` moves.
    fn extend(&mut self, state: &State<'_>, row: usize, aim: i128, depth: usize) -> bool {
        if depth == 0 {
            return false;
        }
        let delta = self.deltas.get(&row).copied().unwrap_or(0);
        let miss = state.miss(row, delta);
        let sign = miss.signum();
        let mut tried = 0;
        // Payments that nothing hinders first; then, if moves are left, those that break another row.
        for hindered in [false, true] {
            if hindered && depth == 1 {
                break;
            }
            for towards_goal in [true, false] {
                for candidate in self.open(state, row, sign, towards_goal) {
                    if self.looks == 0 || tried == BRANCHES {
                        return false;
                    }
                    self.looks -= 1;
                    let (payment, a, direction) = candidate.towards(sign);
                    let Ok(steps) = i64::try_from(ceil_div(aim, a)) else { continue };
                    if state.play(payment, direction) < steps {
                        continue;
                    }
                    let free = state.room(payment, direction, Keep::Hard, Some(row)) >= steps;
                    if free == hindered {
                        continue;
                    }
                    tried += 1;
                    self.push(state, payment, direction * steps);
                    if self.settle(state, depth - 1) {
                        return true;
                    }
                    self.pop(state);
                }
            }
        }
        false
    }

    /// Mends the first row that the moves break; true if there is none left and the target is better off.
    fn settle(&mut self, state: &State<'_>, depth: usize) -> bool {
        let broken = self.deltas.iter().find_map(|(&row, &delta)| {
            let more = state.miss(row, delta).abs() - state.violation(row);
            (state.rows.hard[row] && more > 0).then_some((row, more))
        });
        if let Some((row, more)) = broken {
            return self.extend(state, row, more, depth);
        }
        let delta = self.deltas.get(&self.target).copied().unwrap_or(0);
        state.miss(self.target, delta).abs() < state.violation(self.target)
    }

    /// Payments of `row` that have not moved yet and can lessen a miss of this sign.
    fn open(&self, state: &State<'_>, row: usize, sign: i128, towards_goal: bool) -> Vec<super::repair::Candidate> {
        let mut open = candidates(state, row, sign, towards_goal);
        open.retain(|candidate| self.moves.iter().all(|&(moved, _)| moved != candidate.payment()));
        open
    }

    fn push(&mut self, state: &State<'_>, payment: usize, steps: i64) {
        for entry in state.rows.of_payment(payment) {
            *self.deltas.entry(entry.at as usize).or_insert(0) += state.delta(entry, payment, steps);
        }
        self.moves.push((payment, steps));
    }

    fn pop(&mut self, state: &State<'_>) {
        if let Some((payment, steps)) = self.moves.pop() {
            for entry in state.rows.of_payment(payment) {
                let row = entry.at as usize;
                let rest = self.deltas.get(&row).copied().unwrap_or(0) - state.delta(entry, payment, steps);
                if rest == 0 {
                    self.deltas.remove(&row);
                } else {
                    self.deltas.insert(row, rest);
                }
            }
        }
    }
}
