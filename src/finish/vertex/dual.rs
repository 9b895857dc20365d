//! Dual steps: a basic variable that is out of bounds leaves, and the one enters that costs least.
//!
//! ```text
//! leaves   the variable that is furthest out, to the bound that it passed
//! enters   of those that bring it back the least |d| / |entry|, by points, then by tie-break, then the largest entry
//! ```
//! From a vertex that is optimal but for its bounds this ends in the optimum. From another it ends within the bounds all the same, and
//! primal steps do the rest.

use crate::finish::simplex::At;

use super::{Lost, Vertex};

/// Entries below this make a basis that is all but singular. What a variable that is passed over gains by it is as small, and the primal
/// steps at the end see to it.
const FIRM: f64 = 1e-7;

/// More than what rounding makes of a quotient.
const CLEARLY: f64 = 1.0 + 1e-12;

impl Vertex {
    /// Brings every variable within its bounds.
    pub(super) fn dual(&mut self, stop: &dyn Fn() -> bool) -> Result<(), Lost> {
        let since = self.steps;
        loop {
            self.before_step(since, stop)?;
            let Some((slot, grows)) = self.furthest() else { return Ok(()) };
            if !self.replace(slot, if grows { At::Lower } else { At::Upper })? {
                return Err(Lost::Empty(self.ray(grows)));
            }
        }
    }

    /// The variable in `slot` goes to its bound `side`, and the cheapest one takes its place; false if there is none.
    pub(super) fn replace(&mut self, slot: usize, side: At) -> Result<bool, Lost> {
        let leaving = self.basis.head[slot];
        let mut refreshed = self.basis.changes() == 0;
        let mut doubtful = Vec::new();
        loop {
            // A fresh basis has its variables in other slots.
            let slot = self.basis.head.iter().position(|&j| j == leaving).ok_or(Lost::Unstable)?;
            self.row_of(slot);
            let entering = self.entering(side == At::Lower, &doubtful);
            if let Some(j) = entering {
                self.aim(j);
                if self.agree(j, slot) {
                    self.exchange(j, slot, side);
                    return Ok(true);
                }
            }
            // What is said of a worn basis is said again of a fresh one; an entry that is noise even there is none.
            if !refreshed {
                self.refactor();
                refreshed = true;
            } else if let Some(j) = entering {
                doubtful.push(j);
            } else {
                return Ok(false);
            }
        }
    }

    /// [`cheapest`](Self::cheapest) of all, whichever are looked at.
    fn entering(&mut self, grows: bool, doubtful: &[usize]) -> Option<usize> {
        loop {
            let entering = self.cheapest(grows, doubtful);
            match entering {
                Some(j) if self.is_seen(j) => return entering,
                None if self.near.is_none() => return None,
                Some(_) => {}
                None => self.look_at_all(),
            }
            self.row_again();
        }
    }

    /// The slot whose variable is furthest out of bounds, and whether it has to grow.
    fn furthest(&self) -> Option<(usize, bool)> {
        let mut worst: Option<(f64, usize, bool)> = None;
        for (slot, &j) in self.basis.head.iter().enumerate() {
            let out = self.out(j);
            if out != 0.0 && worst.is_none_or(|(most, ..)| out.abs() > most) {
                worst = Some((out.abs(), slot, out < 0.0));
            }
        }
        worst.map(|(_, slot, grows)| (slot, grows))
    }

    /// The variable that takes the place of one that has to grow, or to fall, at the least cost; its row is worked
    /// out. Not one of `doubtful`.
    fn cheapest(&self, grows: bool, doubtful: &[usize]) -> Option<usize> {
        // (entry, points lost for each unit, tie-break lost for each unit, variable)
        let mut able: Vec<(f64, f64, f64, usize)> = Vec::new();
        let mut window = f64::INFINITY;
        for &j in &self.row_touched {
            let entry = self.row[j];
            if entry.abs() <= FIRM {
                continue;
            }
            let fixed = self.program.upper[j] <= self.program.lower[j];
            if fixed || doubtful.contains(&j) {
                continue;
            }
            // A variable grows from its lower bound, falls from its upper one; between them it does either.
            let helps_by_growing = (entry < 0.0) == grows;
            let (points, ties) = match self.at[j] {
                At::Lower if helps_by_growing => (-self.points[j], -self.ties[j]),
                At::Upper if !helps_by_growing => (self.points[j], self.ties[j]),
                At::Between => (0.0, f64::NEG_INFINITY),
                At::Basic | At::Lower | At::Upper => continue,
            };
            let size = entry.abs();
            // The window only shrinks: what is clearly outside needs no division.
            if points > window * size * CLEARLY {
                continue;
            }
            able.push((size, points.max(0.0) / size, ties / size, j));
            window = window.min((points.max(0.0) + self.nothing[j].0) / size);
        }
        able.retain(|&(_, points, ..)| points <= window);
        let slack = |&(size, _, ties, j): &(f64, f64, f64, usize)| ties + self.nothing[j].1 / size;
        let window = able.iter().map(slack).fold(f64::INFINITY, f64::min);
        able.retain(|&(_, _, ties, _)| ties <= window);
        able.iter().max_by(|a, b| a.0.total_cmp(&b.0).then(b.3.cmp(&a.3))).map(|able| able.3)
    }

    /// The row that was worked out, as weights of the program's rows: it says that its variable cannot get back within its bounds.
    fn ray(&self, grows: bool) -> Vec<f64> {
        let signed = |(i, sense): (usize, &crate::lp::Sense)| {
            let weight = if grows { -self.rho[i] } else { self.rho[i] };
            if *sense == crate::lp::Sense::AtLeast { -weight } else { weight }
        };
        self.senses.iter().enumerate().map(signed).collect()
    }
}
