//! General solvers through `good_lp`: Clarabel, microlp and HiGHS. No other module names `good_lp`.
//!
//! | | method | prices | time limit | cancel | progress | infeasible with a proof |
//! | --- | --- | --- | --- | --- | --- | --- |
//! | Clarabel | interior point | yes | each iteration | each iteration | each iteration | yes |
//! | microlp | simplex | no | now and then | only before it starts | no | no |
//! | HiGHS | interior point, then a vertex | yes | yes | only before it starts | no | no |
//!
//! microlp and HiGHS take programs with decisions (whole columns) too, by branch and bound; then neither gives prices, so that their "optimal"
//! is their word. Clarabel refuses such programs.
//!
//! *Signs.* `good_lp`'s sign of a dual changed between patch releases and follows how a row is written. Here every row is written in one way,
//! `<=` or `=` of a maximisation (`>=` rows are negated), for which the price of [`crate::lp::matrix`] is the plain dual; `tests/backends.rs` pins it
//! on each solver, and a turned sign would show as a wide gap in [`audit`](crate::solve::audit).
//!
//! *Status.* `good_lp` calls what Clarabel gives up on "optimal" (an almost solved program, even an unbounded one) and throws away the point where
//! time was up. So `good_lp` only states the program for Clarabel, whose own handle then runs it. All the same what comes back is a claim:
//! ask through [`audited`](crate::solve::audit::audited).
//!
//! *Accuracy.* On made-up programmes with every linear rule family ([`crate::synthetic`]) Clarabel's answers had relative gaps of 4e-12 (350
//! sentra), 2e-12 (1,750) and 1e-11 (7,437), and missed no row by more than 2e-10 of its size.
//!
//! *Numbers.* Programs are scaled (see `scale.rs`), rows without columns are left out (the screen has judged them), threads are not asked for:
//! all three run on one for linear programs.

#[cfg(feature = "clarabel")]
mod clarabel;
#[cfg(feature = "highs")]
mod highs;
#[cfg(feature = "microlp")]
mod microlp;

use std::time::{Duration, Instant};

use good_lp::constraint::ConstraintReference;
use good_lp::variable::UnsolvedProblem;
use good_lp::{Expression, ProblemVariables, SolverModel, Variable, variable};

#[cfg(feature = "clarabel")]
pub use self::clarabel::Clarabel;
#[cfg(feature = "highs")]
pub use self::highs::{Highs, HighsFrom};
#[cfg(feature = "microlp")]
pub use self::microlp::Microlp;
use crate::lp::{Formulation, Lp, Sense};
use crate::solve::audit::screen;
use crate::solve::scale::Scaling;
use crate::solve::{Answer, Control, Ended, SolveError, Solver};

/// Nobody waits longer than this (30 years); `Duration::MAX` in seconds overflows where a solver turns it back into a duration.
const LONGEST: Duration = Duration::from_secs(1_000_000_000);

/// A program as a solver of `good_lp` holds it.
struct Stated<M> {
    model: M,
    /// The variable of each column.
    columns: Vec<Variable>,
    /// The constraint of each row; `None` for a row without columns.
    rows: Vec<Option<ConstraintReference>>,
}

/// States `lp`, scaled, for a solver.
fn state<M: SolverModel>(lp: &Lp, scaling: &Scaling, solver: fn(UnsolvedProblem) -> M) -> Stated<M> {
    let mut variables = ProblemVariables::new();
    let columns: Vec<Variable> = (0..lp.column_count())
        .map(|j| {
            let (lower, upper) = scaling.bounds(lp, j);
            let bounded = variable().min(lower).max(upper);
            // Decisions are not money, so that scaling leaves them alone.
            variables.add(if lp.whole()[j] { bounded.integer() } else { bounded })
        })
        .collect();
    let mut objective = Expression::with_capacity(lp.column_count());
    for (j, &column) in columns.iter().enumerate() {
        objective.add_mul(scaling.cost(lp, j), column);
    }
    let mut model = variables.maximise(objective).using(solver);
    let rows = lp.rows().enumerate().map(|(i, row)| {
        if row.columns.is_empty() {
            return None;
        }
        let sign = if row.sense == Sense::AtLeast { -1.0 } else { 1.0 };
        let mut sum = Expression::with_capacity(row.columns.len());
        for (j, a) in scaling.terms(i, &row) {
            sum.add_mul(sign * a, columns[j]);
        }
        let rhs = sign * scaling.rhs(i, &row);
        Some(model.add_constraint(if row.sense == Sense::Equal { sum.eq(rhs) } else { sum.leq(rhs) }))
    });
    let rows = rows.collect();
    Stated { model, columns, rows }
}

/// Looks at `lp` before it is stated, and says when that was. Clarabel panics without columns, and HiGHS has a word of its own for it.
fn begin(solver: &'static str, lp: &Lp) -> Result<Instant, SolveError> {
    let start = Instant::now();
    screen(lp)?;
    if lp.column_count() == 0 {
        return Err(SolveError::Unsupported { solver, reason: "it has no columns".to_owned() });
    }
    Ok(start)
}

/// What is left of the time limit, for a solver that counts its own seconds.
fn time_left(control: &Control, start: Instant) -> Option<Duration> {
    control.time_limit.map(|limit| limit.saturating_sub(start.elapsed()).min(LONGEST))
}

/// A price is at least 0 unless the row is an equality; solvers let it pass below by their tolerance.
fn price(lp: &Lp, scaling: &Scaling, i: usize, dual: f64) -> f64 {
    let price = scaling.price(i, dual);
    if lp.senses()[i] == Sense::Equal { price } else { price.max(0.0) }
}

fn failed(solver: &'static str, reason: impl Into<String>) -> SolveError {
    SolveError::Failed { solver, reason: reason.into() }
}

/// Every column is bounded, so no program is unbounded.
fn unbounded(solver: &'static str) -> SolveError {
    failed(solver, "it called the program unbounded, although every column has a bound")
}
