//! Moves that break one row to mend another, until all hold: where several rows hold with equality at the optimum, no single payment
//! can move alone.
//!
//! ```text
//! score of a move = sum over hard rows i   w[i] * (miss of i after - miss of i before)          miss in rupiah
//! ```
//! The best move of a failing row's payments is made if its score is below 0. If none is, the rows that fail gain weight, so that what
//! mends them scores better than what it breaks (the idea of constraint weighting in local search). A last resort: it only runs on what
//! single moves leave.

use std::collections::BTreeSet;

use super::repair::candidates;
use super::rows::ceil_div;
use super::state::State;

/// Moves or gains of weight, after which the search gives up. Where there is a plan nearby, some hundreds suffice.
const TURNS: usize = 20_000;

/// Payments of a row that are looked at in a turn; the next turn goes on after them.
const LOOKS: usize = 200;

/// Moves units until every hard row holds, or gives up and leaves all as it was.
pub(super) fn mend(state: &mut State<'_>) {
    let mut search = Search::new(state);
    let mut moves = Vec::new();
    for turn in 0..TURNS {
        let Some(row) = search.pick(turn) else { return };
        if let Some((payment, steps)) = search.best_move(state, row, turn) {
            state.apply(payment, steps);
            moves.push((payment, steps));
            search.note(state, payment);
        } else {
            search.gain_weight();
        }
    }
    if !search.failing.is_empty() {
        for (payment, steps) in moves.into_iter().rev() {
            state.apply(payment, -steps);
        }
    }
}

struct Search {
    weight: Vec<f64>,
    failing: BTreeSet<usize>,
}

impl Search {
    fn new(state: &State<'_>) -> Self {
        Self { weight: vec![1.0; state.rows.len()], failing: state.failing().collect() }
    }

    /// A failing row: each in its turn.
    fn pick(&self, turn: usize) -> Option<usize> {
        self.failing.iter().nth(turn % self.failing.len().max(1)).copied()
    }

    /// The payment of `row` and the units by which it moves for the best score, if that is below 0. Of equals, the one that loses the
    /// least worth.
    fn best_move(&self, state: &State<'_>, row: usize, turn: usize) -> Option<(usize, i64)> {
        let miss = state.miss(row, 0);
        let mut best: Option<(f64, f64, usize, i64)> = None;
        let mut all = Vec::new();
        for towards_goal in [true, false] {
            let mut some = candidates(state, row, miss, towards_goal);
            some.sort_unstable_by_key(|candidate| candidate.payment());
            all.append(&mut some);
        }
        let start = if all.len() > LOOKS { (turn * LOOKS) % all.len() } else { 0 };
        for candidate in all.iter().cycle().skip(start).take(all.len().min(LOOKS)) {
            let (payment, a, direction) = candidate.towards(miss);
            let most = i64::try_from(ceil_div(miss.abs(), a)).unwrap_or(i64::MAX).min(state.play(payment, direction));
            for steps in if most > 1 { vec![1, most] } else { vec![most] } {
                let score = self.score(state, payment, direction * steps);
                let loss = -state.worth[payment] * (direction * steps) as f64;
                if score < 0.0 && best.is_none_or(|best| (score, loss) < (best.0, best.1)) {
                    best = Some((score, loss, payment, direction * steps));
                }
            }
        }
        best.map(|(_, _, payment, steps)| (payment, steps))
    }

    fn score(&self, state: &State<'_>, payment: usize, steps: i64) -> f64 {
        let hard = state.rows.of_payment(payment).filter(|entry| state.rows.hard[entry.at as usize]);
        hard.map(|entry| {
            let row = entry.at as usize;
            let more = state.miss(row, state.delta(&entry, payment, steps)).abs() - state.violation(row);
            self.weight[row] * state.rows.rupiah_per_step(row) * more as f64
        })
        .sum()
    }

    /// Brings the list of failing rows up to date after `payment` has moved.
    fn note(&mut self, state: &State<'_>, payment: usize) {
        for entry in state.rows.of_payment(payment) {
            let row = entry.at as usize;
            if state.rows.hard[row] && state.violation(row) > 0 {
                self.failing.insert(row);
            } else {
                self.failing.remove(&row);
            }
        }
    }

    fn gain_weight(&mut self) {
        for &row in &self.failing {
            self.weight[row] += 1.0;
        }
    }
}
