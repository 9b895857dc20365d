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
use super::price::Entering;
use super::ratio::{Span, Step};

/// What is out of bounds by this part of a typical amount is not: a tenth of a rupiah for needs of Rp 1 billion.
const FEASIBLE: f64 = 1e-10;
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
pub(super) enum At {
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

pub(super) struct Simplex<'a> {
    pub(super) face: &'a Face,
    pub(super) basis: Basis,
    pub(super) at: Vec<At>,
    pub(super) value: Vec<f64>,
    /// What counts as nothing.
    pub(super) slop: f64,
    pub(super) alpha: Vec<f64>,
    /// The slots where `alpha` is not 0.
    pub(super) touched: Vec<usize>,
    pub(super) y1: Vec<f64>,
    pub(super) y2: Vec<f64>,
    /// Variables that were between their bounds when the basis was chosen, last to first.
    pub(super) between: Vec<usize>,
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
            basis: Basis::choose((face.rows(), face.open()), &candidates, |j| face.column(j)),
            at,
            value: face.start.clone(),
            slop: FEASIBLE * face.money,
            alpha: vec![0.0; rows],
            touched: Vec::new(),
            between: Vec::new(),
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
            self.aim(entering.variable);
            let taken = self.step(entering).ok_or(Failure::Unbounded)?;
            idle = if taken.length > self.slop { 0 } else { idle + 1 };
            self.take(entering, taken);
        }
        Err(Failure::Stopped)
    }

    /// Works out how the basic variables change with `variable`.
    fn aim(&mut self, variable: usize) {
        self.alpha.fill(0.0);
        for &(i, a) in self.face.column(variable) {
            self.alpha[i] = a;
        }
        self.basis.solve(&mut self.alpha);
        self.touched.clear();
        self.touched.extend((0..self.alpha.len()).filter(|&slot| self.alpha[slot] != 0.0));
    }

    /// Factors the basis anew and works out its values from those of the other variables.
    fn refactor(&mut self) {
        let basics: Vec<usize> = self.basis.head.clone();
        for &j in &basics {
            self.at[j] = At::Between;
        }
        self.basis = Basis::choose((self.face.rows(), self.face.open()), &basics, |j| self.face.column(j));
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
        self.between = (0..self.at.len()).rev().filter(|&j| self.at[j] == At::Between).collect();
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

    /// Where a variable may be.
    pub(super) fn span(&self, j: usize) -> Span {
        Span { lower: self.face.lower[j], upper: self.face.upper[j], slop: self.slop }
    }

    /// How far a variable is out of its bounds: below 0 = too small.
    pub(super) fn out(&self, j: usize) -> f64 {
        self.span(j).out(self.value[j])
    }

    fn take(&mut self, entering: Entering, step: Step) {
        let j = entering.variable;
        let move_by = entering.direction * step.length;
        if move_by != 0.0 {
            for &slot in &self.touched {
                self.value[self.basis.head[slot]] -= move_by * self.alpha[slot];
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
                self.basis.enter(j, slot, &self.alpha, &self.touched);
            }
        }
    }
}
