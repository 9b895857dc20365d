//! A bounded primal simplex method on a face, from the basis that a point suggests to the vertex that the tie-break names.
//!
//! ```text
//! start    basis: variables that the point has well inside their bounds, as many as are independent
//!          the others at their nearest bounds; those inside that found no place stay where they are ("between")
//! phase 1  while a basic variable is out of bounds: least sum of what is out
//! phase 2  d1 = cost - A' y1, d2 = tie - A' y2: a variable enters for d1, or, where d1 is 0 to rounding, for d2
//!          variables between bounds enter first, in the direction of d1, d2, or else of the nearest bound
//! ```
//! The two objectives are thus taken one after the other, exactly, and no variable is between bounds at the end: a vertex.

use super::basis::Basis;
use super::face::Face;

/// What is out of bounds by this part of a typical amount is not: a tenth of a rupiah for needs of Rp 1 billion.
const FEASIBLE: f64 = 1e-10;
/// Reduced points below this part of their terms are 0: rounding leaves 1e-13, and a real difference this small is a tie.
const TIE: f64 = 1e-11;
/// Likewise for the tie-break and for what phase 1 gains.
const NO_GAIN: f64 = 1e-9;
/// Pivots below this are rounding.
const PIVOT: f64 = 1e-8;
/// A variable is inside its bounds if both are further than this part of a typical amount.
const INSIDE: f64 = 1e-6;
/// Changes after which the basis is factored anew.
const REFACTOR: usize = 64;
/// Steps without progress in a row after which the entering variable is drawn by lot, which breaks any cycle.
const PATIENCE: usize = 100;

/// Entries of the face that may be looked at in all, some seconds: ten times what the largest programmes take from a good start.
const MOST_WORK: usize = 2_000_000_000;

/// Where a variable is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    Basic,
    Lower,
    Upper,
    Between,
}

/// Why there is no vertex.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Failure {
    /// Nothing meets all rows of the face.
    Empty,
    /// An objective grows without end, or numbers went wrong.
    Unbounded,
    /// It took too many steps, or was told to stop.
    Stopped,
}

/// The vertex.
#[derive(Debug)]
pub(super) struct Vertex {
    /// A value for each open column of the face.
    pub(super) values: Vec<f64>,
    /// Steps taken.
    pub(super) steps: usize,
}

/// Finds the vertex of `face` that is best by points, then by tie-break; `stop` is asked now and then.
pub(super) fn vertex(face: &Face, stop: &dyn Fn() -> bool) -> Result<Vertex, Failure> {
    let mut simplex = Simplex::new(face);
    let steps = simplex.run(stop)?;
    simplex.refine();
    simplex.value.truncate(face.open());
    Ok(Vertex { values: simplex.value, steps })
}

struct Simplex<'a> {
    face: &'a Face,
    basis: Basis,
    at: Vec<At>,
    value: Vec<f64>,
    /// What counts as nothing.
    slop: f64,
    alpha: Vec<f64>,
    y1: Vec<f64>,
    y2: Vec<f64>,
}

/// A variable that enters, and whether it grows (1) or falls (-1).
#[derive(Debug, Clone, Copy)]
struct Entering {
    variable: usize,
    direction: f64,
}

/// How far an entering variable goes.
#[derive(Debug, Clone, Copy)]
struct Step {
    length: f64,
    /// The slot that blocks, and the side of its variable; `None` = its own bound.
    blocked: Option<(usize, At)>,
}

impl<'a> Simplex<'a> {
    fn new(face: &'a Face) -> Self {
        let (rows, variables) = (face.rows(), face.lower.len());
        let inside = INSIDE * face.money;
        let candidates: Vec<usize> = (0..variables)
            .filter(|&j| face.start[j] - face.lower[j] > inside && face.upper[j] - face.start[j] > inside)
            .collect();
        let mut at: Vec<At> = (0..variables)
            .map(|j| if face.start[j] - face.lower[j] <= face.upper[j] - face.start[j] { At::Lower } else { At::Upper })
            .collect();
        for &j in &candidates {
            at[j] = At::Between;
        }
        let mut simplex = Self {
            face,
            basis: Basis::choose(face, &candidates),
            at,
            value: face.start.clone(),
            slop: FEASIBLE * face.money,
            alpha: vec![0.0; rows],
            y1: vec![0.0; rows],
            y2: vec![0.0; rows],
        };
        simplex.settle();
        simplex
    }

    fn run(&mut self, stop: &dyn Fn() -> bool) -> Result<usize, Failure> {
        let most = MOST_WORK / (self.face.entries() + 10 * self.face.rows() + 1);
        let mut idle = 0;
        for step in 0..most {
            if step % 64 == 63 && stop() {
                return Err(Failure::Stopped);
            }
            if self.basis.changes() >= REFACTOR {
                self.refactor();
            }
            let feasible = self.price_basics();
            let lot = (idle > PATIENCE).then_some(step);
            let Some(entering) = self.entering(feasible, lot) else {
                if self.basis.changes() > 0 {
                    // What is said of a worn basis is said again of a fresh one.
                    self.refactor();
                    continue;
                }
                return if feasible { Ok(step) } else { Err(Failure::Empty) };
            };
            self.alpha.fill(0.0);
            for &(i, a) in self.face.column(entering.variable) {
                self.alpha[i] = a;
            }
            self.basis.solve(&mut self.alpha);
            let taken = self.step(entering).ok_or(Failure::Unbounded)?;
            idle = if taken.length > self.slop { 0 } else { idle + 1 };
            self.take(entering, taken);
        }
        Err(Failure::Stopped)
    }

    /// Factors the basis anew and works out its values from those of the other variables.
    fn refactor(&mut self) {
        let basics: Vec<usize> = self.basis.head.clone();
        for &j in &basics {
            self.at[j] = At::Between;
        }
        self.basis = Basis::choose(self.face, &basics);
        self.settle();
    }

    /// After a basis was chosen: where every variable is, and the values of the basic ones.
    fn settle(&mut self) {
        for &j in &self.basis.head {
            self.at[j] = At::Basic;
        }
        for j in 0..self.at.len() {
            match self.at[j] {
                At::Lower => self.value[j] = self.face.lower[j],
                At::Upper => self.value[j] = self.face.upper[j],
                At::Basic => self.value[j] = 0.0,
                At::Between => {}
            }
        }
        self.correct();
    }

    /// Adds to the basic variables what the rows are off by.
    fn correct(&mut self) {
        let mut off = self.face.rhs.clone();
        for (j, &value) in self.value.iter().enumerate() {
            if value != 0.0 {
                for &(i, a) in self.face.column(j) {
                    off[i] -= a * value;
                }
            }
        }
        self.basis.solve(&mut off);
        for (&j, off) in self.basis.head.iter().zip(&off) {
            self.value[j] += off;
        }
    }

    /// The last digits of the vertex: from a fresh basis, corrected once, and at a bound what is at it to rounding.
    fn refine(&mut self) {
        self.correct();
        for j in 0..self.value.len() {
            for bound in [self.face.lower[j], self.face.upper[j]] {
                if (self.value[j] - bound).abs() <= self.slop {
                    self.value[j] = bound;
                }
            }
        }
    }

    /// How far a variable is out of its bounds: below 0 = too small.
    fn out(&self, j: usize) -> f64 {
        let (lower, upper) = (self.face.lower[j] - self.slop, self.face.upper[j] + self.slop);
        if self.value[j] < lower {
            self.value[j] - lower
        } else if self.value[j] > upper {
            self.value[j] - upper
        } else {
            0.0
        }
    }

    /// Prices of the rows: by what is out of bounds if something is (and then false), else by points and tie-break.
    fn price_basics(&mut self) -> bool {
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
    fn entering(&self, feasible: bool, lot: Option<usize>) -> Option<Entering> {
        let mut best: Option<((u8, f64), Entering)> = None;
        for (j, &at) in self.at.iter().enumerate() {
            if at == At::Basic || (at != At::Between && self.face.upper[j] - self.face.lower[j] <= 0.0) {
                continue;
            }
            let (mut level, mut gain) = if feasible {
                match self.reduced(j, (self.face.cost[j], self.face.worth), &self.y1, TIE) {
                    0.0 => (1, self.reduced(j, (self.face.tie[j], 1.0), &self.y2, NO_GAIN)),
                    gain => (2, gain),
                }
            } else {
                (2, self.reduced(j, (0.0, 1.0), &self.y1, NO_GAIN))
            };
            match at {
                At::Lower if gain <= 0.0 => continue,
                At::Upper if gain >= 0.0 => continue,
                At::Between if feasible => {
                    level = 3;
                    if gain == 0.0 {
                        let (down, up) = (self.value[j] - self.face.lower[j], self.face.upper[j] - self.value[j]);
                        gain = if down <= up { -f64::MIN_POSITIVE } else { f64::MIN_POSITIVE };
                    }
                }
                At::Between if gain == 0.0 => continue,
                _ => {}
            }
            let norm: f64 = self.face.column(j).iter().map(|e| e.1 * e.1).sum();
            let drawn = lot.map_or(1.0, |step| draw(j, step));
            let merit = (level, gain * gain / norm.max(f64::MIN_POSITIVE) * drawn);
            if best.is_none_or(|(most, _)| merit.0 > most.0 || (merit.0 == most.0 && merit.1 > most.1)) {
                best = Some((merit, Entering { variable: j, direction: gain.signum() }));
            }
        }
        best.map(|(_, entering)| entering)
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

    /// How far `entering` can go; `None` if nothing stops it. Of the variables that block within the slop the one with the largest pivot.
    fn step(&self, entering: Entering) -> Option<Step> {
        let j = entering.variable;
        let own = if entering.direction > 0.0 {
            self.face.upper[j] - self.value[j]
        } else {
            self.value[j] - self.face.lower[j]
        };
        let mut most = f64::INFINITY;
        for slot in 0..self.alpha.len() {
            if let Some((room, rate, _)) = self.room(slot, entering.direction) {
                most = most.min((room + self.slop) / rate);
            }
        }
        if own <= most {
            return own.is_finite().then_some(Step { length: own.max(0.0), blocked: None });
        }
        let mut best: Option<(f64, Step)> = None;
        for slot in 0..self.alpha.len() {
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

    fn take(&mut self, entering: Entering, step: Step) {
        let j = entering.variable;
        let move_by = entering.direction * step.length;
        if move_by != 0.0 {
            for (slot, &alpha) in self.alpha.iter().enumerate() {
                if alpha != 0.0 {
                    self.value[self.basis.head[slot]] -= move_by * alpha;
                }
            }
            self.value[j] += move_by;
        }
        match step.blocked {
            None if entering.direction > 0.0 => (self.at[j], self.value[j]) = (At::Upper, self.face.upper[j]),
            None => (self.at[j], self.value[j]) = (At::Lower, self.face.lower[j]),
            Some((slot, side)) => {
                let leaving = self.basis.head[slot];
                self.at[leaving] = side;
                self.value[leaving] =
                    if side == At::Lower { self.face.lower[leaving] } else { self.face.upper[leaving] };
                self.at[j] = At::Basic;
                self.basis.enter(j, slot, &self.alpha);
            }
        }
    }
}

/// A number between 0 and 1 that differs from step to step.
fn draw(j: usize, step: usize) -> f64 {
    let mixed = (j as u64 ^ (step as u64) << 32).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    ((mixed ^ (mixed >> 31)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 11) as f64 / (1u64 << 53) as f64
}
