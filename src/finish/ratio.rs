//! The ratio test: how far the entering variable goes, and which variable leaves.

use super::price::Entering;
use super::simplex::{At, Simplex};

/// Pivots below this are rounding.
pub(super) const PIVOT: f64 = 1e-8;

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
        let j = self.basis.head[slot];
        self.span(j).room(self.value[j], -direction * self.alpha[slot])
    }
}

/// Where a variable may be.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub(super) lower: f64,
    pub(super) upper: f64,
    /// How far beyond a bound still counts as at it.
    pub(super) slop: f64,
}

impl Span {
    /// How far `value` is out of the bounds: below 0 = too small.
    pub(super) fn out(self, value: f64) -> f64 {
        let (lower, upper) = (self.lower - self.slop, self.upper + self.slop);
        if value < lower {
            value - lower
        } else if value > upper {
            value - upper
        } else {
            0.0
        }
    }

    /// Room of a variable at `value`, which moves by `rate` for each unit, until it meets a bound; the speed, and the bound.
    pub(super) fn room(self, value: f64, rate: f64) -> Option<(f64, f64, At)> {
        if rate.abs() <= PIVOT {
            return None;
        }
        let (lower, upper, out) = (self.lower, self.upper, self.out(value));
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

#[cfg(test)]
mod tests {
    use super::{At, Span};

    #[test]
    fn inside_and_outside_stop_where_they_should() {
        let span = Span { lower: 1.0, upper: 4.0, slop: 0.0 };
        assert_eq!(
            [0.0, 1.0, 2.0, 6.0].map(|value| span.out(value).to_bits()),
            [-1.0f64, 0.0, 0.0, 2.0].map(f64::to_bits)
        );
        let found = |value, rate| span.room(value, rate).map(|(room, speed, side)| (room, speed, side == At::Lower));
        assert_eq!(found(2.0, 0.5), Some((2.0, 0.5, false)));
        assert_eq!(found(2.0, -0.5), Some((1.0, 0.5, true)));
        // Too small: comes in at the lower bound, or never.
        assert_eq!((found(0.0, 1.0), found(0.0, -1.0)), (Some((1.0, 1.0, true)), None));
        assert_eq!((found(6.0, -1.0), found(6.0, 1.0)), (Some((2.0, 1.0, false)), None));
        // What hardly moves does not stop, nor what nothing bounds.
        assert_eq!(found(2.0, 1e-9), None);
        assert_eq!(Span { upper: f64::INFINITY, ..span }.room(2.0, 1.0), None);
    }
}
