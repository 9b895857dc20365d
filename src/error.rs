//! Everything that can come instead of a plan: the stages' errors gathered.

use std::fmt;

use crate::lp::NotLinear;
use crate::model::Faults;
use crate::round::NoPlanNearby;
use crate::solve::SolveError;
use crate::verify::Violation;

/// Why there is no plan.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The programme is at fault.
    #[error(transparent)]
    Invalid(#[from] Faults),
    /// The programme needs whole numbers.
    #[error(transparent)]
    NotLinear(#[from] NotLinear),
    /// No plan meets all the rules.
    #[error(transparent)]
    Infeasible(#[from] Infeasible),
    /// The solver failed, was stopped too early, or answered something that does not hold.
    #[error(transparent)]
    Solver(#[from] SolveError),
    /// The optimum cannot be rounded to whole units of payment.
    #[error(transparent)]
    NoPlanNearby(#[from] NoPlanNearby),
    /// The plan broke a rule when it was checked: a fault of this library, so the plan is withheld.
    #[error(
        "the plan does not pass its own check, so it is withheld; this is a fault of alokasi, please report it: {0}"
    )]
    Unverified(Broken),
    /// The plan is worth more than the bound proves possible: a fault of this library, so both are withheld.
    #[error(
        "the plan earns {benefit} points, more than the proved bound {bound}; this is a fault of alokasi, please report it"
    )]
    BeyondBound {
        /// Points of the plan.
        benefit: f64,
        /// The bound.
        bound: f64,
    },
}

/// No plan meets all the rules, says the solver.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Infeasible {
    /// Names of the rows and contracted payments that contradict each other: rules and ceilings first, the heaviest first; empty where the
    /// solver names none.
    pub rows: Vec<String>,
    /// Whether the contradiction was worked out again in exact arithmetic; if not, it is the solver's word.
    pub proved: bool,
}

/// Rows, or violations, that a text lists before it says "and N more".
const NAMED: usize = 8;

impl fmt::Display for Infeasible {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.proved {
            f.write_str("no plan can meet all the rules")?;
        } else {
            f.write_str("the solver found no plan that meets all the rules (this is its word, not proved)")?;
        }
        if !self.rows.is_empty() {
            f.write_str("; these contradict each other: ")?;
            list(f, &self.rows)?;
        }
        Ok(())
    }
}

/// Rules that a plan breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken(pub Vec<Violation>);

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        list(f, &self.0)
    }
}

fn list<T: fmt::Display>(f: &mut fmt::Formatter<'_>, items: &[T]) -> fmt::Result {
    for (i, item) in items.iter().take(NAMED).enumerate() {
        write!(f, "{}{item}", if i == 0 { "" } else { "; " })?;
    }
    if items.len() > NAMED { write!(f, "; and {} more", items.len() - NAMED) } else { Ok(()) }
}
