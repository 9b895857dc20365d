//! The plan in the making: units of each payment, and the activity of each row kept up to date.

use std::cell::Cell;

use super::rows::{Entry, Rows, narrow};
use super::snap::Goal;
use crate::units::Rupiah;

/// Which rows a move must not break.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keep {
    /// Hard rows only.
    Hard,
    /// Rows of soft rules too.
    All,
}

#[derive(Debug)]
pub(super) struct State<'a> {
    pub(super) rows: &'a Rows,
    pub(super) goal: Vec<Goal>,
    /// What each payment is worth, for choosing among payments: see [`super::worth`].
    pub(super) worth: Vec<f64>,
    units: Vec<i64>,
    activity: Vec<i128>,
    /// Of each payment's rows the one that last left it no room: most often it still does, and the others lie far apart in memory.
    stopped_by: Vec<Cell<Option<Entry>>>,
    /// How far each row's activity may grow and fall; 0 where it may not. Of what is read most often, in half the bytes.
    slack: Vec<Slack>,
}

/// Steps of a row's activity up to its sides, as many as an `i64` holds.
#[derive(Debug, Clone, Copy)]
struct Slack {
    above: i64,
    below: i64,
}

impl<'a> State<'a> {
    /// Starts from `units`, moved into the bounds of each payment.
    pub(super) fn new(rows: &'a Rows, mut units: Vec<i64>, goal: Vec<Goal>, worth: Vec<f64>) -> Self {
        for (j, units) in units.iter_mut().enumerate() {
            *units = (*units).clamp(rows.least[j], rows.most[j]);
        }
        let mut state =
            Self { rows, goal, worth, units, activity: Vec::new(), stopped_by: Vec::new(), slack: Vec::new() };
        state.stopped_by.resize(state.units.len(), Cell::new(None));
        state.activity = rows.activity(&state.units, |entry| state.part(entry, entry.at as usize, 0));
        state.slack = (0..rows.len()).map(|row| state.slack(row)).collect();
        state
    }

    pub(super) fn units(&self) -> &[i64] {
        &self.units
    }

    /// What `entry` adds to its row if `payment` is moved by `steps` units.
    fn part(&self, entry: &Entry, payment: usize, steps: i64) -> i128 {
        let units = i128::from(self.units[payment]) + i128::from(steps);
        let amount = if entry.change {
            (units * i128::from(self.rows.unit) - i128::from(self.rows.before[payment])).abs()
        } else {
            units
        };
        amount * i128::from(entry.a)
    }

    /// How the activity of `entry`'s row changes when `payment` moves by `steps` units.
    pub(super) fn delta(&self, entry: &Entry, payment: usize, steps: i64) -> i128 {
        if entry.change {
            self.part(entry, payment, steps) - self.part(entry, payment, 0)
        } else {
            i128::from(entry.a) * i128::from(steps)
        }
    }

    pub(super) fn apply(&mut self, payment: usize, steps: i64) {
        for entry in self.rows.of_payment(payment) {
            let row = entry.at as usize;
            self.activity[row] += self.delta(&entry, payment, steps);
            self.slack[row] = self.slack(row);
        }
        self.units[payment] += steps;
    }

    /// The slack of `row` at its activity.
    fn slack(&self, row: usize) -> Slack {
        let activity = self.activity[row];
        let steps = |slack: i128| narrow(slack.max(0));
        Slack { above: steps(self.rows.high[row] - activity), below: steps(activity - self.rows.low[row]) }
    }

    /// By how much `row` fails if its activity changes by `delta`: positive above its upper side, negative below its lower one.
    pub(super) fn miss(&self, row: usize, delta: i128) -> i128 {
        let activity = self.activity[row] + delta;
        if activity > self.rows.high[row] {
            activity - self.rows.high[row]
        } else {
            (activity - self.rows.low[row]).min(0)
        }
    }

    /// By how much `row` fails.
    pub(super) fn violation(&self, row: usize) -> i128 {
        self.miss(row, 0).abs()
    }

    /// By how many rupiah `row` fails.
    pub(super) fn shortfall(&self, row: usize) -> Rupiah {
        self.rows.shortfall(row, self.activity[row])
    }

    /// Hard rows that fail, in order.
    pub(super) fn failing(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.rows.len()).filter(|&row| self.rows.hard[row] && self.miss(row, 0) != 0)
    }

    /// Units by which `payment` can move in `direction` (1 or -1) within its own bounds.
    pub(super) fn play(&self, payment: usize, direction: i64) -> i64 {
        if direction > 0 {
            self.rows.most[payment] - self.units[payment]
        } else {
            self.units[payment] - self.rows.least[payment]
        }
    }

    /// Units by which `payment` can move in `direction` without breaking a row further, `except` aside.
    pub(super) fn room(&self, payment: usize, direction: i64, keep: Keep, except: Option<usize>) -> i64 {
        let mut room = self.play(payment, direction);
        if room <= 0 {
            return 0;
        }
        let counts = |entry: &Entry| {
            let row = entry.at as usize;
            Some(row) != except && (keep == Keep::All || self.rows.hard[row])
        };
        let stopped_by = &self.stopped_by[payment];
        if let Some(entry) = stopped_by.get()
            && counts(&entry)
            && self.room_in_row(&entry, payment, direction) <= 0
        {
            return 0;
        }
        for entry in self.rows.of_payment(payment).filter(counts) {
            room = room.min(self.room_in_row(&entry, payment, direction));
            if room <= 0 {
                stopped_by.set(Some(entry));
                return 0;
            }
        }
        room
    }

    /// The row that leaves `payment`, which is within its own bounds, no room in `direction`; `None` where it has some.
    pub(super) fn held_by(&self, payment: usize, direction: i64, keep: Keep) -> Option<u32> {
        if self.room(payment, direction, keep, None) > 0 {
            return None;
        }
        self.stopped_by[payment].get().map(|entry| entry.at)
    }

    fn room_in_row(&self, entry: &Entry, payment: usize, direction: i64) -> i64 {
        let slack = self.slack[entry.at as usize];
        if entry.change {
            // The distance may first shrink to nothing and then grow by as much.
            let off =
                i128::from(self.units[payment]) * i128::from(self.rows.unit) - i128::from(self.rows.before[payment]);
            let gain = if off.signum() == -i128::from(direction) { 2 * off.abs() } else { 0 };
            let grow = i128::from(slack.above / entry.a.max(1)) + gain;
            return narrow(grow.div_euclid(i128::from(self.rows.unit)));
        }
        let steps = if (entry.a > 0) == (direction > 0) { slack.above } else { slack.below };
        let slope = entry.a.saturating_abs().max(1);
        // Most have a coefficient of 1, or no room at all: a division takes longer than all else here.
        if slope == 1 {
            steps
        } else if steps < slope {
            0
        } else {
            steps / slope
        }
    }
}
