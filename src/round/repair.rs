//! Makes every hard row hold again, by moves of a few units.

use super::equal;
use super::jump;
use super::queue::{Queue, Ranked};
use super::rows::ceil_div;
use super::state::{Keep, State};

/// Rounds over all failing rows: each undoes what mending another row made impossible at first; most programmes need two.
const ROUNDS: usize = 20;

/// Repairs hard rows first at any price to soft ones, then soft rows where that breaks nothing.
pub(super) fn repair(state: &mut State<'_>) {
    for _ in 0..ROUNDS {
        let failing: Vec<usize> = state.failing().collect();
        let before = failing.iter().map(|&row| state.violation(row)).sum::<i128>();
        for &row in &failing {
            mend(state, row);
        }
        let after = state.failing().map(|row| state.violation(row)).sum::<i128>();
        if after == 0 || after >= before {
            break;
        }
    }
    if state.failing().next().is_some() {
        jump::mend(state);
    }
    for row in 0..state.rows.len() {
        if !state.rows.hard[row] && state.violation(row) > 0 {
            singles(state, row, Keep::All);
        }
    }
}

fn mend(state: &mut State<'_>, row: usize) {
    singles(state, row, Keep::All);
    if state.violation(row) > 0 {
        singles(state, row, Keep::Hard);
    }
    if state.violation(row) > 0 && state.rows.low[row] == state.rows.high[row] {
        equal::solve(state, row);
    }
}

/// Moves single payments of `row` towards its sides: first back to what the point asked for, then any.
fn singles(state: &mut State<'_>, row: usize, keep: Keep) {
    for towards_goal in [true, false] {
        if state.violation(row) == 0 {
            return;
        }
        // What grows is worth most, what shrinks is worth least.
        let missed = state.miss(row, 0);
        let mut queue = Queue::default();
        for candidate in candidates(state, row, missed, towards_goal) {
            let (payment, _, direction) = candidate.towards(missed);
            let ranked = Ranked { gain: state.worth[payment] * direction as f64, candidate };
            match state.held_by(payment, direction, keep) {
                Some(other) => queue.wait(other, ranked),
                None => queue.push(ranked),
            }
        }
        while let Some(ranked) = queue.pop() {
            let miss = state.miss(row, 0);
            if miss == 0 {
                return;
            }
            let (payment, a, direction) = ranked.candidate.towards(miss);
            let mut steps = i64::try_from(ceil_div(miss.abs(), a)).unwrap_or(i64::MAX);
            steps = steps.min(state.room(payment, direction, keep, None));
            if towards_goal {
                steps = steps.min(distance_to_goal(state, payment, direction));
            }
            if steps > 0 {
                state.apply(payment, direction * steps);
                if state.miss(row, 0).signum() == -missed.signum() {
                    // From here on they move the other way, where something else holds them.
                    queue.let_in(&ranked);
                }
                let changed = state.rows.of_payment(payment).map(|entry| entry.at);
                queue.look_again(&ranked, changed, |candidate| {
                    let (payment, _, direction) = candidate.towards(miss);
                    state.held_by(payment, direction, keep)
                });
            }
        }
    }
}

/// A payment of a row, with its coefficient.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    payment: usize,
    a: i64,
}

impl Candidate {
    #[cfg(test)]
    pub(super) fn new(payment: usize, a: i64) -> Self {
        Self { payment, a }
    }

    /// The payment.
    pub(super) fn payment(self) -> usize {
        self.payment
    }

    /// The payment, the size of its coefficient, and the direction (1 or -1) in which it lessens `miss`.
    pub(super) fn towards(self, miss: i128) -> (usize, i128, i64) {
        let direction = if (self.a > 0) == (miss > 0) { -1 } else { 1 };
        (self.payment, i128::from(self.a).abs(), direction)
    }
}

/// Payments of `row` that may lessen a miss of this sign: those whose goal lies in that direction, or the others.
pub(super) fn candidates(state: &State<'_>, row: usize, miss: i128, towards_goal: bool) -> Vec<Candidate> {
    let entries = state.rows.row(row);
    entries
        .map(|entry| Candidate { payment: entry.at as usize, a: slope(state, &entry) })
        .filter(|candidate| {
            let (payment, _, direction) = candidate.towards(miss);
            candidate.a != 0
                && state.play(payment, direction) > 0
                && (distance_to_goal(state, payment, direction) > 0) == towards_goal
        })
        .collect()
}

/// The coefficient of `entry` where its payment stands: of a change, the sign of the difference.
fn slope(state: &State<'_>, entry: &super::rows::Entry) -> i64 {
    if !entry.change {
        return entry.a;
    }
    let off = i128::from(state.units()[entry.at as usize]) * i128::from(state.rows.unit)
        - i128::from(state.rows.before[entry.at as usize]);
    entry.a.saturating_mul(state.rows.unit) * if off >= 0 { 1 } else { -1 }
}

/// Units from where `payment` stands to what the point asked for, in `direction`.
fn distance_to_goal(state: &State<'_>, payment: usize, direction: i64) -> i64 {
    (state.goal[payment].units() - state.units()[payment]) * direction
}
