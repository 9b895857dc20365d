//! The optimal vertex of a programme, kept with its basis, so that what a small change does to it is worked out in a few steps.
//!
//! ```text
//! x_B = B^-1 (rhs - N x_N)      basic variables; the others are at a bound
//! y   = B^-T c_B                prices;  d = c - A' y  reduced points, once by points and once by tie-break
//! optimal:  d <= 0 at a lower bound, d >= 0 at an upper one, points before tie-break; and every basic variable within its bounds
//! ```
//! Nothing that is worked out here is believed elsewhere: a point from here is an [`Answer`](crate::solve::Answer) like any solver's, audited
//! against the program and proved by its prices ([`Restart`]); a price, a breakpoint or a threshold is where to look, and a solve there confirms it.
//!
//! | file | what |
//! | --- | --- |
//! | program.rs | the whole program, columns and logicals |
//! | primal.rs, dual.rs | steps that raise the points, or bring variables back within their bounds |
//! | pivot.rs | what both share: rows and columns of the tableau, one variable for another |
//! | trace.rs | right-hand sides that move: every breakpoint on the way |
//! | near.rs | its steps on the few columns that may enter soon |
//! | raise.rs | points that rise: the amount at which a column comes in |
//! | mend.rs | from the basis of one optimum to that of a similar program |
//! | restart.rs | a solver that starts from a kept vertex of another programme |

mod dual;
mod mend;
mod near;
mod pivot;
mod primal;
mod program;
mod raise;
mod restart;
mod trace;

pub use raise::Entry;
pub use restart::Restart;
pub use trace::{Ended, Move, Piece, Traced, Until};

use crate::finish::basis::Basis;
use crate::finish::decide::decide;
use crate::finish::marks::Marks;
use crate::finish::simplex::At;
use crate::finish::tie;
use crate::lp::identity::{Identities, identities};
use crate::lp::{Formulation, RowKey, Sense};

use near::Near;
use program::Program;

/// What is out of bounds by this part of a typical amount is not.
const FEASIBLE: f64 = 1e-10;
/// A variable is inside its bounds if both are further than this part of a typical amount.
const INSIDE: f64 = 1e-7;
/// Reduced points below this part of their terms are 0: rounding leaves 1e-13, and a real difference this small is a tie.
const TIE: f64 = 1e-11;
/// Likewise for the tie-break.
const NO_GAIN: f64 = 1e-9;
/// Changes after which the basis is factored anew.
const REFACTOR: usize = 100;
/// How clearly point and prices must say that something is at its bound in every optimum.
const DECIDED: f64 = 1e-6;
/// Steps that a search along a way may take: some seconds for the largest programmes.
const MOST_STEPS: usize = 3000;
/// Steps from the basis of a similar program: a second for the largest programmes. Where it takes more, a solve from nothing is quicker.
const AGAIN: usize = 400;

/// Why there is no optimal vertex.
#[derive(Debug, Clone, PartialEq)]
pub enum Lost {
    /// No point meets all rows: a weight for each row, in the convention of prices, under which they contradict each other.
    Empty(Vec<f64>),
    /// Numbers went wrong.
    Unstable,
    /// It took too many steps, or was told to stop.
    Stopped,
}

/// An optimal vertex with its basis.
#[derive(Debug, Clone)]
pub struct Vertex {
    program: Program,
    senses: Vec<Sense>,
    keys: Vec<RowKey>,
    identities: Identities,
    basis: Basis,
    at: Vec<At>,
    value: Vec<f64>,
    /// Reduced points of every variable; 0 for basic ones.
    points: Vec<f64>,
    /// Reduced tie-break.
    ties: Vec<f64>,
    /// What counts as nothing in each of the two.
    nothing: Vec<(f64, f64)>,
    /// `B^-1 a` of the variable looked at, by slot, and where it may be other than 0, in order.
    alpha: Vec<f64>,
    touched: Vec<usize>,
    /// A row of the tableau, by variable, and where it is not 0; the row of `B^-1` that it comes from.
    row: Vec<f64>,
    row_touched: Vec<usize>,
    seen: Vec<bool>,
    rho: Vec<f64>,
    rho_touched: Vec<usize>,
    /// The columns that are looked at, where not all are.
    near: Option<Near>,
    marks: Marks,
    slop: f64,
    steps: usize,
    /// How many may be taken in one go.
    most: usize,
}

impl Vertex {
    /// The optimal vertex of `formulation` at `point`, the vertex that a solve ended in, with its `prices`, if it has some, to begin with.
    ///
    /// # Errors
    /// [`Lost`] if the steps from there lead to no optimum.
    pub fn new(
        formulation: &Formulation<'_>,
        point: &[f64],
        prices: Option<&[f64]>,
        stop: &dyn Fn() -> bool,
    ) -> Result<Self, Lost> {
        let mut vertex = Self::blank(formulation);
        let program = &vertex.program;
        let lp = &formulation.lp;
        let mut start: Vec<f64> = point.iter().zip(&program.scale).map(|(x, scale)| x / scale).collect();
        start.extend(lp.rows().map(|row| row.rhs - row.activity(point)));
        let inside = INSIDE * program.money;
        let decided = decide(lp, point, prices, DECIDED);
        let mut candidates = Vec::new();
        for (j, &x) in start.iter().enumerate() {
            let (down, up) = (x - program.lower[j], program.upper[j] - x);
            vertex.at[j] = if down <= up { At::Lower } else { At::Upper };
            // Those that may be off their bound in another optimum go first into the gaps that the vertex leaves.
            let open = if j < program.open { decided.columns[j].is_none() } else { !decided.exact[j - program.open] };
            let may = prices.is_some() && open;
            if down > inside && up > inside {
                vertex.at[j] = At::Between;
                candidates.push(j);
            } else if may {
                candidates.push(j);
            }
        }
        vertex.value = start;
        vertex.choose(&candidates);
        vertex.primal(stop)?;
        Ok(vertex)
    }

    /// The program of `formulation` without a basis.
    fn blank(formulation: &Formulation<'_>) -> Self {
        let program = Program::new(formulation, &tie::weights(formulation));
        let (rows, variables) = (program.rows(), program.lower.len());
        Self {
            senses: formulation.lp.senses().to_vec(),
            keys: formulation.lp.row_keys().collect(),
            identities: identities(formulation),
            basis: Basis::default(),
            at: vec![At::Lower; variables],
            value: vec![0.0; variables],
            points: vec![0.0; variables],
            ties: vec![0.0; variables],
            nothing: vec![(0.0, 0.0); variables],
            alpha: vec![0.0; rows],
            touched: Vec::new(),
            row: vec![0.0; variables],
            row_touched: Vec::new(),
            seen: vec![false; variables],
            rho: vec![0.0; rows],
            rho_touched: Vec::new(),
            near: None,
            marks: Marks::new(rows),
            slop: FEASIBLE * program.money,
            steps: 0,
            most: MOST_STEPS,
            program,
        }
    }

    /// Lets it take at most so many steps in one go, in place of some thousands.
    pub fn allow(&mut self, steps: usize) {
        self.most = steps;
    }

    /// Steps taken so far.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.steps
    }

    /// The point: a value for each column of the program.
    #[must_use]
    pub fn point(&self) -> Vec<f64> {
        self.value.iter().zip(&self.program.scale).map(|(x, scale)| x * scale).collect()
    }

    /// Points of the point.
    #[must_use]
    pub fn worth(&self) -> f64 {
        self.value.iter().zip(&self.program.cost).map(|(x, cost)| x * cost).sum()
    }

    /// The value of a column.
    #[must_use]
    pub fn value_of(&self, column: usize) -> f64 {
        self.value[column] * self.program.scale[column]
    }

    /// Points that a unit more of a column gains: below 0 where it costs more than it earns, 0 of a basic one.
    #[must_use]
    pub fn gain_of(&self, column: usize) -> f64 {
        self.points[column] / self.program.scale[column]
    }

    /// The number of the row that means `key`.
    #[must_use]
    pub fn row_of_key(&self, key: RowKey) -> Option<usize> {
        self.keys.iter().position(|known| *known == key)
    }

    /// The right-hand side of a row less what its columns come to.
    #[must_use]
    pub fn room_of(&self, row: usize) -> f64 {
        self.value[self.program.open + row]
    }

    /// By how much the right-hand side of a row moves when it is loosened by one.
    #[must_use]
    pub fn loosening(&self, row: usize) -> f64 {
        if self.senses[row] == Sense::AtLeast { -1.0 } else { 1.0 }
    }

    /// What each row means.
    #[must_use]
    pub fn row_keys(&self) -> &[RowKey] {
        &self.keys
    }

    /// The sum of some columns.
    #[must_use]
    pub fn sum(&self, columns: &[usize]) -> f64 {
        columns.iter().map(|&j| self.value_of(j)).sum()
    }

    /// The price of each row, in the convention of [`crate::lp::matrix`].
    #[must_use]
    pub fn prices(&self) -> Vec<f64> {
        let of = |(i, sense): (usize, &Sense)| {
            let y = -self.points[self.program.open + i];
            if *sense == Sense::AtLeast { -y } else { y }
        };
        self.senses.iter().enumerate().map(of).collect()
    }
}
