//! Primal steps: a variable that gains enters, and the one leaves that stops it.
//!
//! ```text
//! phase 1   while a basic variable is out of bounds: least sum of what is out
//! phase 2   the largest d^2 / (a' a) enters, by points, then by tie-break
//! leaves    the first that meets a bound; of those that do so within the slop the one with the largest entry
//! ```

use crate::finish::simplex::At;

use super::{Lost, Vertex};

/// Steps without progress in a row after which the entering variable is drawn by lot, which breaks any cycle.
const PATIENCE: usize = 200;

/// A variable that enters, and whether it grows (1) or falls (-1).
#[derive(Debug, Clone, Copy)]
pub(super) struct Entering {
    pub(super) variable: usize,
    pub(super) direction: f64,
}

/// How far it goes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    pub(super) length: f64,
    /// The slot that stops it, and the side of its variable; `None` = its own other bound.
    pub(super) stopped: Option<(usize, At)>,
}

impl Vertex {
    /// Goes up to the optimum.
    pub(super) fn primal(&mut self, stop: &dyn Fn() -> bool) -> Result<(), Lost> {
        let since = self.steps;
        let (mut idle, mut refreshed) = (0, false);
        for round in 0.. {
            if round >= 10 * self.most {
                return Err(Lost::Stopped);
            }
            self.before_step(since, stop)?;
            let lot = (idle > PATIENCE).then_some(round);
            let inside = self.basis.head.iter().all(|&j| self.out(j) == 0.0);
            let entering = if inside { self.gaining(lot) } else { self.returning(lot) };
            let Some(entering) = entering else {
                if !refreshed && self.basis.changes() > 0 {
                    self.refactor();
                    refreshed = true;
                    continue;
                }
                // Phase 1 ends short of the bounds only by arithmetic: the dual steps would have shown the contradiction.
                return if inside { Ok(()) } else { Err(Lost::Unstable) };
            };
            self.aim(entering.variable);
            let step = self.step(entering).ok_or(Lost::Unstable)?;
            idle = if step.length > self.slop { 0 } else { idle + 1 };
            if !self.take(entering, step) {
                if refreshed {
                    return Err(Lost::Unstable);
                }
                self.refactor();
            }
            refreshed = false;
        }
        Err(Lost::Stopped)
    }

    /// What a unit of `j` gains, by points (true) or, where these are even, by tie-break.
    fn gain(&self, j: usize) -> (bool, f64) {
        let (points, ties) = (self.points[j], self.ties[j]);
        let (nothing, no_tie) = self.nothing[j];
        if points.abs() > nothing { (true, points) } else { (false, if ties.abs() > no_tie { ties } else { 0.0 }) }
    }

    /// The direction in which `j`, at `at`, may go where a unit gains `gain`.
    fn way(&self, j: usize, gain: f64) -> Option<f64> {
        let gains = match self.at[j] {
            At::Basic => false,
            At::Lower => gain > 0.0,
            At::Upper => gain < 0.0,
            At::Between => true,
        };
        let moves = gains && self.program.upper[j] > self.program.lower[j];
        // One between its bounds goes to the nearer one if nothing is gained.
        let down = gain < 0.0
            || (gain == 0.0 && self.value[j] - self.program.lower[j] < self.program.upper[j] - self.value[j]);
        let aimless = gain == 0.0 && self.program.is_free(j);
        (moves && !aimless).then_some(if down { -1.0 } else { 1.0 })
    }

    /// The variable that gains most.
    fn gaining(&self, lot: Option<usize>) -> Option<Entering> {
        let mut best: Option<((bool, bool, f64), Entering)> = None;
        for j in 0..self.at.len() {
            if self.at[j] == At::Basic {
                continue;
            }
            let (by_points, gain) = self.gain(j);
            let Some(direction) = self.way(j, gain) else { continue };
            let drawn = lot.map_or(1.0, |round| draw(j, round));
            let merit = (self.at[j] == At::Between, by_points, gain * gain / self.program.norm[j] * drawn);
            if best.is_none_or(|(most, _)| merit > most) {
                best = Some((merit, Entering { variable: j, direction }));
            }
        }
        best.map(|(_, entering)| entering)
    }

    /// The variable that brings most of what is out of bounds back.
    fn returning(&self, lot: Option<usize>) -> Option<Entering> {
        let mut y = vec![0.0; self.program.rows()];
        for (slot, &j) in self.basis.head.iter().enumerate() {
            let out = self.out(j);
            y[slot] = if out < 0.0 {
                1.0
            } else if out > 0.0 {
                -1.0
            } else {
                0.0
            };
        }
        self.basis.solve_transposed(&mut y);
        let mut best: Option<(f64, Entering)> = None;
        for j in 0..self.at.len() {
            if self.at[j] == At::Basic {
                continue;
            }
            let gain: f64 = -self.program.column(j).iter().map(|&(i, a)| a * y[i]).sum::<f64>();
            if gain.abs() <= 1e-9 {
                continue;
            }
            let Some(direction) = self.way(j, gain) else { continue };
            let merit = gain * gain / self.program.norm[j] * lot.map_or(1.0, |round| draw(j, round));
            if best.is_none_or(|(most, _)| merit > most) {
                best = Some((merit, Entering { variable: j, direction }));
            }
        }
        best.map(|(_, entering)| entering)
    }

    /// How far `entering`, whose column is worked out, can go; `None` if nothing stops it.
    pub(super) fn step(&self, entering: Entering) -> Option<Step> {
        let j = entering.variable;
        let own = if entering.direction > 0.0 {
            self.program.upper[j] - self.value[j]
        } else {
            self.value[j] - self.program.lower[j]
        };
        let mut most = f64::INFINITY;
        for &slot in &self.touched {
            if let Some((room, rate, _)) = self.room(slot, -entering.direction * self.alpha[slot]) {
                most = most.min((room + self.slop) / rate);
            }
        }
        if own <= most {
            return own.is_finite().then_some(Step { length: own.max(0.0), stopped: None });
        }
        let mut best: Option<(f64, Step)> = None;
        for &slot in &self.touched {
            if let Some((room, rate, side)) = self.room(slot, -entering.direction * self.alpha[slot]) {
                let length = room / rate;
                if length <= most && best.is_none_or(|(pivot, _)| rate > pivot) {
                    best = Some((rate, Step { length: length.max(0.0), stopped: Some((slot, side)) }));
                }
            }
        }
        best.map(|(_, step)| step)
    }

    /// Room of the variable in `slot`, which moves by `rate` for each unit, until it meets a bound; the speed, and the bound.
    pub(super) fn room(&self, slot: usize, rate: f64) -> Option<(f64, f64, At)> {
        let j = self.basis.head[slot];
        self.span(j).room(self.value[j], rate)
    }

    /// Takes a step; false if the numbers do not allow it.
    pub(super) fn take(&mut self, entering: Entering, step: Step) -> bool {
        let j = entering.variable;
        match step.stopped {
            None => {
                let length = entering.direction * step.length;
                for &slot in &self.touched {
                    self.value[self.basis.head[slot]] -= length * self.alpha[slot];
                }
                (self.at[j], self.value[j]) = if entering.direction > 0.0 {
                    (At::Upper, self.program.upper[j])
                } else {
                    (At::Lower, self.program.lower[j])
                };
                true
            }
            Some((slot, side)) => {
                self.row_of(slot);
                let agree = self.agree(j, slot);
                if agree {
                    self.exchange(j, slot, side);
                }
                agree
            }
        }
    }
}

/// A number between 0 and 1 that differs from round to round.
fn draw(j: usize, round: usize) -> f64 {
    let mixed = (j as u64 ^ (round as u64) << 32).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    ((mixed ^ (mixed >> 31)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 11) as f64 / (1u64 << 53) as f64
}
