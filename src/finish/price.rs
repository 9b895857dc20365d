//! Pricing: which variable enters.
//!
//! ```text
//! phase 1   d = -A' y1          y1 = B^-T g,  g = 1 where a basic variable is too small, -1 where too large, else 0
//! phase 2   d1 = cost - A' y1,  y1 = B^-T cost_B;      d2 = tie - A' y2,  y2 = B^-T tie_B
//! enters    the largest d^2 / (a' a) of those that gain; d1 before d2
//! ```

use super::simplex::{At, Simplex};

/// Reduced points below this part of their terms are 0: rounding leaves 1e-13, and a real difference this small is a tie.
const TIE: f64 = 1e-11;
/// Likewise for the tie-break and for what phase 1 gains.
const NO_GAIN: f64 = 1e-9;

/// A variable that enters, and whether it grows (1) or falls (-1).
#[derive(Debug, Clone, Copy)]
pub(super) struct Entering {
    pub(super) variable: usize,
    pub(super) direction: f64,
}

impl Simplex<'_> {
    /// Prices of the rows: by what is out of bounds if something is (and then false), else by points and tie-break.
    pub(super) fn price_basics(&mut self) -> bool {
        let mut feasible = true;
        for (slot, &j) in self.basis.head.iter().enumerate() {
            let out = self.out(j);
            self.y1[slot] = if out < 0.0 {
                1.0
            } else if out > 0.0 {
                -1.0
            } else {
                0.0
            };
            feasible &= self.y1[slot] == 0.0;
        }
        if feasible {
            for (slot, &j) in self.basis.head.iter().enumerate() {
                (self.y1[slot], self.y2[slot]) = (self.face.cost[j], self.face.tie[j]);
            }
            self.basis.solve_transposed(&mut self.y2);
        }
        self.basis.solve_transposed(&mut self.y1);
        feasible
    }

    /// The variable that enters; by lot if `lot` is a number.
    pub(super) fn entering(&mut self, feasible: bool, lot: Option<usize>) -> Option<Entering> {
        if feasible {
            while let Some(j) = self.between.pop() {
                if self.at[j] == At::Between {
                    return Some(self.pushed(j));
                }
            }
        }
        let mut best: Option<((bool, f64), Entering)> = None;
        for (j, &at) in self.at.iter().enumerate() {
            if at == At::Basic || (at != At::Between && self.face.upper[j] - self.face.lower[j] <= 0.0) {
                continue;
            }
            let (by_points, gain) = self.gain(j, feasible);
            let gains = match at {
                At::Lower => gain > 0.0,
                At::Upper => gain < 0.0,
                At::Between | At::Basic => gain != 0.0,
            };
            if gains {
                let norm: f64 = self.face.column(j).iter().map(|e| e.1 * e.1).sum();
                let drawn = lot.map_or(1.0, |step| draw(j, step));
                let merit = (by_points, gain * gain / norm.max(f64::MIN_POSITIVE) * drawn);
                if best.is_none_or(|(most, _)| merit > most) {
                    best = Some((merit, Entering { variable: j, direction: gain.signum() }));
                }
            }
        }
        best.map(|(_, entering)| entering)
    }

    /// Pushes a variable that is between its bounds: the way that gains, else to the nearer bound.
    fn pushed(&self, j: usize) -> Entering {
        let (_, gain) = self.gain(j, true);
        let (down, up) = (self.value[j] - self.face.lower[j], self.face.upper[j] - self.value[j]);
        let grows = if gain == 0.0 { up < down } else { gain > 0.0 };
        Entering { variable: j, direction: if grows { 1.0 } else { -1.0 } }
    }

    /// What a unit of variable `j` gains, and whether that is in points (in phase 1: of what is out of bounds).
    fn gain(&self, j: usize, feasible: bool) -> (bool, f64) {
        if !feasible {
            return (true, self.reduced(j, (0.0, 1.0), &self.y1, NO_GAIN));
        }
        let points = self.reduced(j, (self.face.cost[j], self.face.worth), &self.y1, TIE);
        if points == 0.0 {
            (false, self.reduced(j, (self.face.tie[j], 1.0), &self.y2, NO_GAIN))
        } else {
            (true, points)
        }
    }

    /// `cost - a' y`; 0 if it is below `nothing` times its terms and `usual`, what a typical column has: a column that costs nothing may
    /// have no terms but rounding.
    fn reduced(&self, j: usize, (cost, usual): (f64, f64), y: &[f64], nothing: f64) -> f64 {
        let (mut reduced, mut size) = (cost, usual);
        for &(i, a) in self.face.column(j) {
            let term = a * y[i];
            reduced -= term;
            size += term.abs();
        }
        if reduced.abs() <= nothing * size { 0.0 } else { reduced }
    }
}

/// A number between 0 and 1 that differs from step to step.
fn draw(j: usize, step: usize) -> f64 {
    let mixed = (j as u64 ^ (step as u64) << 32).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    ((mixed ^ (mixed >> 31)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 11) as f64 / (1u64 << 53) as f64
}
