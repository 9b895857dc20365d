//! The plan in the making: units of each payment, and the activity of each row kept up to date.

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
}

impl<'a> State<'a> {
    /// Starts from `units`, moved into the bounds of each payment.
    pub(super) fn new(rows: &'a Rows, mut units: Vec<i64>, goal: Vec<Goal>, worth: Vec<f64>) -> Self {
        for (j, units) in units.iter_mut().enumerate() {
            *units = (*units).clamp(rows.least[j], rows.most[j]);
        }
        let mut state = Self { rows, goal, worth, units, activity: Vec::new() };
        state.activity = (0..rows.len())
            .map(|row| rows.row(row).iter().map(|entry| state.part(entry, entry.at as usize, 0)).sum())
            .collect();
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
            self.activity[entry.at as usize] += self.delta(entry, payment, steps);
        }
        self.units[payment] += steps;
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
        for entry in self.rows.of_payment(payment) {
            if room <= 0 {
                return 0;
            }
            let row = entry.at as usize;
            if Some(row) != except && (keep == Keep::All || self.rows.hard[row]) {
                room = room.min(self.room_in_row(entry, payment, direction));
            }
        }
        room.max(0)
    }

    fn room_in_row(&self, entry: &Entry, payment: usize, direction: i64) -> i64 {
        let row = entry.at as usize;
        let above = (self.rows.high[row] - self.activity[row]).max(0);
        if entry.change {
            // The distance may first shrink to nothing and then grow by as much.
            let off =
                i128::from(self.units[payment]) * i128::from(self.rows.unit) - i128::from(self.rows.before[payment]);
            let gain = if off.signum() == -i128::from(direction) { 2 * off.abs() } else { 0 };
            let grow = above.div_euclid(i128::from(entry.a).max(1)) + gain;
            return narrow(grow.div_euclid(i128::from(self.rows.unit)));
        }
        let slope = i128::from(entry.a) * i128::from(direction);
        let slack = if slope > 0 { above } else { (self.activity[row] - self.rows.low[row]).max(0) };
        let slope = slope.abs().max(1);
        // Most are small: a division of 128 bits takes ten times as long.
        match (i64::try_from(slack), i64::try_from(slope)) {
            (Ok(slack), Ok(slope)) => slack.div_euclid(slope),
            _ => narrow(slack.div_euclid(slope)),
        }
    }
}
