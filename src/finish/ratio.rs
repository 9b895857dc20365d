//! The ratio test: how far the entering variable goes, and which variable leaves.

use super::price::Entering;
use super::simplex::{At, Simplex};

/// Pivots below this are rounding.
const PIVOT: f64 = 1e-8;

/// How far an entering variable goes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    pub(super) length: f64,
    /// The slot that blocks, and the side of its variable; `None` = its own bound.
    pub(super) blocked: Option<(usize, At)>,
}

impl Simplex<'_> {
    /// How far `entering` can go; `None` if nothing stops it. Of the variables that block within the slop the one with the largest pivot.
    pub(super) fn step(&self, entering: Entering) -> Option<Step> {
        let j = entering.variable;
        let own = if entering.direction > 0.0 {
            self.face.upper[j] - self.value[j]
        } else {
            self.value[j] - self.face.lower[j]
        };
        let mut most = f64::INFINITY;
        for &slot in &self.touched {
            if let Some((room, rate, _)) = self.room(slot, entering.direction) {
                most = most.min((room + self.slop) / rate);
            }
        }
        if own <= most {
            return own.is_finite().then_some(Step { length: own.max(0.0), blocked: None });
        }
        let mut best: Option<(f64, Step)> = None;
        for &slot in &self.touched {
            if let Some((room, rate, side)) = self.room(slot, entering.direction) {
                let length = room / rate;
                if length <= most && best.is_none_or(|(pivot, _)| rate > pivot) {
                    best = Some((rate, Step { length: length.max(0.0), blocked: Some((slot, side)) }));
                }
            }
        }
        best.map(|(_, step)| step)
    }

    /// Room of the variable in `slot` until it blocks, how fast it gets there, and the side; `None` if it does not.
    fn room(&self, slot: usize, direction: f64) -> Option<(f64, f64, At)> {
        let rate = -direction * self.alpha[slot];
        if rate.abs() <= PIVOT {
            return None;
        }
        let j = self.basis.head[slot];
        let (value, out) = (self.value[j], self.out(j));
        let (lower, upper) = (self.face.lower[j], self.face.upper[j]);
        // What is out of bounds stops where it comes in; what moves further out does not stop.
        let (room, side) = if rate > 0.0 {
            match out {
                out if out > 0.0 => return None,
                out if out < 0.0 => (lower - value, At::Lower),
                _ => (upper - value, At::Upper),
            }
        } else {
            match out {
                out if out < 0.0 => return None,
                out if out > 0.0 => (value - upper, At::Upper),
                _ => (value - lower, At::Lower),
            }
        };
        room.is_finite().then_some((room, rate.abs(), side))
    }
}
