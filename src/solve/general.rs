//! General solvers through `good_lp`: Clarabel, microlp and HiGHS. No other file names `good_lp`.
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

use std::time::{Duration, Instant};

use good_lp::constraint::ConstraintReference;
use good_lp::variable::UnsolvedProblem;
use good_lp::{Expression, ProblemVariables, SolverModel, Variable, variable};

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

#[cfg(feature = "clarabel")]
pub use self::interior::Clarabel;
#[cfg(feature = "microlp")]
pub use self::vertex::Microlp;
#[cfg(feature = "highs")]
pub use self::vertex::{Highs, HighsFrom};

#[cfg(feature = "clarabel")]
mod interior {
    use std::sync::atomic::Ordering;

    use clarabel::solver::{DefaultInfo, IPSolver, SolverStatus};

    use super::{
        Answer, Control, Ended, Formulation, Scaling, SolveError, Solver, begin, failed, price, state, time_left,
        unbounded,
    };
    use crate::solve::Progress;

    /// Its residuals are relative to the largest numbers of the scaled program. It reaches 1e-12 one iteration after 1e-10, and gains two
    /// digits of the gap by it; where it does not, it stops for want of progress and its point is judged as it is.
    const FEASIBILITY: f64 = 1e-12;
    /// It is asked for this part of the gap that the planner asked for: its own gap leaves out what its prices miss.
    const GAP_SHARE: f64 = 0.1;
    /// It does not reach less; asking for it ends in "no progress" a few iterations later, with the same point.
    const LEAST_GAP: f64 = 1e-12;

    /// Clarabel, an interior-point solver in pure Rust.
    #[derive(Debug, Clone, Copy, Default)]
    pub struct Clarabel;

    impl Solver for Clarabel {
        fn name(&self) -> &'static str {
            "clarabel"
        }

        fn solve(&self, formulation: &Formulation<'_>, control: &Control) -> Result<Answer, SolveError> {
            let (lp, name) = (&formulation.lp, self.name());
            let start = begin(name, lp)?;
            if lp.is_mixed() {
                let reason = "it takes no whole numbers".to_owned();
                return Err(SolveError::Unsupported { solver: name, reason });
            }
            let scaling = Scaling::of(lp);
            let mut stated = state(lp, &scaling, good_lp::clarabel);
            let gap = (control.gap * GAP_SHARE).max(LEAST_GAP);
            let settings = stated.model.settings();
            settings.verbose(false).tol_feas(FEASIBILITY).tol_gap_rel(gap).tol_gap_abs(gap);
            if let Some(limit) = time_left(control, start) {
                settings.time_limit(limit.as_secs_f64());
            }
            let mut solver = stated.model.try_into_solver().map_err(|error| failed(name, error.to_string()))?;
            let (cancel, on_progress) = (control.cancel.clone(), control.on_progress.clone());
            solver.set_termination_callback(move |info: &DefaultInfo<f64>| {
                if let Some(tell) = &on_progress {
                    let seconds = start.elapsed().as_secs_f64();
                    tell(&Progress { iteration: info.iterations as usize, gap: info.gap_rel, seconds });
                }
                cancel.load(Ordering::Relaxed)
            });
            solver.solve();

            let solution = &solver.solution;
            // Where time was up it still says "almost", by tolerances a million times as wide, of whatever it was at.
            let stopped = control.stop(start);
            let claim = match solution.status {
                SolverStatus::Solved => Ended::Optimal,
                SolverStatus::AlmostSolved
                | SolverStatus::MaxIterations
                | SolverStatus::NumericalError
                | SolverStatus::InsufficientProgress => stopped.unwrap_or(Ended::Stalled),
                SolverStatus::AlmostPrimalInfeasible | SolverStatus::AlmostDualInfeasible if stopped.is_some() => {
                    return Err(SolveError::Stopped { solver: name, ended: stopped.unwrap_or(Ended::TimeLimit) });
                }
                SolverStatus::MaxTime => Ended::TimeLimit,
                SolverStatus::CallbackTerminated => Ended::Cancelled,
                SolverStatus::PrimalInfeasible | SolverStatus::AlmostPrimalInfeasible => {
                    let duals = duals(&stated.rows, &solution.z);
                    let ray = duals.iter().enumerate().map(|(i, &w)| scaling.weight(i, w)).collect();
                    return Err(SolveError::Infeasible { proof: Some(ray) });
                }
                SolverStatus::DualInfeasible | SolverStatus::AlmostDualInfeasible => return Err(unbounded(name)),
                SolverStatus::Unsolved => return Err(failed(name, "it did not start")),
            };
            let duals = duals(&stated.rows, &solution.z);
            let answer = Answer {
                point: solution.x.iter().enumerate().map(|(j, &x)| scaling.value(lp, j, x)).collect(),
                prices: Some(duals.iter().enumerate().map(|(i, &y)| price(lp, &scaling, i, y)).collect()),
                ended: claim,
                iterations: solution.iterations as usize,
            };
            Ok(answer)
        }
    }

    /// The dual of each row; 0 for a row that was not stated. In Clarabel's own signs (`A x + s = b`, minimised) it is the price of a
    /// `<=` row of the maximisation. `good_lp` states the columns' bounds first, so the rows are the last ones.
    fn duals<Reference>(rows: &[Option<Reference>], z: &[f64]) -> Vec<f64> {
        let stated = rows.iter().flatten().count();
        let mut last = z.iter().skip(z.len().saturating_sub(stated));
        rows.iter().map(|row| row.as_ref().and_then(|_| last.next()).copied().unwrap_or(0.0)).collect()
    }
}

#[cfg(any(feature = "microlp", feature = "highs"))]
mod vertex {
    #[cfg(feature = "highs")]
    use good_lp::WithInitialSolution;
    #[cfg(feature = "highs")]
    use good_lp::solvers::highs::HighsProblem;
    use good_lp::{ResolutionError, Solution, SolutionStatus, SolverModel, Variable, WithTimeLimit};

    use super::{
        Answer, Control, Ended, Formulation, Instant, Lp, Scaling, SolveError, Solver, begin, failed, state, time_left,
        unbounded,
    };

    /// microlp, a simplex solver in pure Rust. It gives no prices, so nothing bears out its "optimal".
    #[cfg(feature = "microlp")]
    #[derive(Debug, Clone, Copy, Default)]
    pub struct Microlp;

    #[cfg(feature = "microlp")]
    impl Solver for Microlp {
        fn name(&self) -> &'static str {
            "microlp"
        }

        fn gives_prices(&self) -> bool {
            false
        }

        fn solve(&self, formulation: &Formulation<'_>, control: &Control) -> Result<Answer, SolveError> {
            let (lp, name) = (&formulation.lp, self.name());
            let start = begin(name, lp)?;
            let scaling = Scaling::of(lp);
            let mut stated = state(lp, &scaling, good_lp::microlp);
            if let Some(limit) = time_left(control, start) {
                stated.model = stated.model.with_time_limit(limit.as_secs_f64());
            }
            let solution = stated.model.solve().map_err(|error| refused(name, &error, control, start))?;
            let answer = Answer {
                point: point(lp, &scaling, &stated.columns, &solution),
                prices: None,
                ended: claim(solution.status()),
                iterations: 0,
            };
            Ok(answer)
        }
    }

    /// HiGHS, its interior-point method with crossover to a vertex: on these programs the fastest of its methods.
    #[cfg(feature = "highs")]
    #[derive(Debug, Clone, Copy, Default)]
    pub struct Highs;

    /// Its tolerances are absolute; 1e-9 of the scaled unit is about Rp 1. Its least is 1e-10.
    #[cfg(feature = "highs")]
    const TOLERANCE: f64 = 1e-9;
    /// It drops smaller coefficients without a word (its default is 1e-9); this is the least that it takes.
    #[cfg(feature = "highs")]
    const SMALLEST_COEFFICIENT: f64 = 1e-12;

    #[cfg(feature = "highs")]
    impl Solver for Highs {
        fn name(&self) -> &'static str {
            "highs"
        }

        fn solve(&self, formulation: &Formulation<'_>, control: &Control) -> Result<Answer, SolveError> {
            use good_lp::{DualValues, SolutionWithDual, solvers::highs::HighsSolverType};

            let (lp, name) = (&formulation.lp, self.name());
            let start = begin(name, lp)?;
            let scaling = Scaling::of(lp);
            let mut stated = state(lp, &scaling, good_lp::highs);
            stated.model = if lp.is_mixed() {
                stated.model.set_option("mip_rel_gap", control.gap)
            } else {
                stated.model.set_solver(HighsSolverType::Ipm)
            };
            stated.model = careful(stated.model, control, start);
            let mut solution = stated.model.solve().map_err(|error| refused(name, &error, control, start))?;
            let (point, ended) = (point(lp, &scaling, &stated.columns, &solution), claim(solution.status()));
            if lp.is_mixed() {
                // Duals of a program with decisions are those of its last linear program, and prove nothing.
                return Ok(Answer { point, prices: None, ended, iterations: 0 });
            }
            let duals = solution.compute_dual();
            let dual = |row: &Option<_>| row.clone().map_or(0.0, |row| duals.dual(row));
            let prices =
                stated.rows.iter().enumerate().map(|(i, row)| super::price(lp, &scaling, i, dual(row))).collect();
            Ok(Answer { point, prices: Some(prices), ended, iterations: 0 })
        }
    }

    /// `model` with tolerances for money, and as much time as `control` leaves.
    #[cfg(feature = "highs")]
    fn careful(model: HighsProblem, control: &Control, start: Instant) -> HighsProblem {
        let model = model
            .set_option("primal_feasibility_tolerance", TOLERANCE)
            .set_option("dual_feasibility_tolerance", TOLERANCE)
            .set_option("small_matrix_value", SMALLEST_COEFFICIENT);
        match time_left(control, start) {
            Some(limit) => model.with_time_limit(limit.as_secs_f64()),
            None => model,
        }
    }

    /// HiGHS on a program with decisions, started from the payments of a plan. It works out the decisions that go with them first, by the same program with
    /// the payments held; where its tolerances take them for no plan it starts without. It cannot be cancelled once it runs.
    #[cfg(feature = "highs")]
    #[derive(Debug, Clone)]
    pub struct HighsFrom {
        /// Rp 1 million for each payment.
        pub paid: Vec<f64>,
        /// No plan has more points: it stops where its own are within the gap of that.
        pub bound: Option<f64>,
    }

    /// Nodes where no time limit is set, so that it ends. Not tuned.
    #[cfg(feature = "highs")]
    const MOST_NODES: i32 = 1_000;

    #[cfg(feature = "highs")]
    impl Solver for HighsFrom {
        fn name(&self) -> &'static str {
            Highs.name()
        }

        fn gives_prices(&self) -> bool {
            false
        }

        fn solve(&self, formulation: &Formulation<'_>, control: &Control) -> Result<Answer, SolveError> {
            let (lp, name) = (&formulation.lp, self.name());
            let start = begin(name, lp)?;
            let scaling = Scaling::of(lp);
            let mut held = lp.clone();
            self.paid.iter().enumerate().for_each(|(j, &paid)| held.set_bounds(j, paid, paid));
            let known = state(&held, &scaling, good_lp::highs);
            let known_columns = known.columns;
            let known = careful(known.model, control, start).solve();
            let mut stated = state(lp, &scaling, good_lp::highs);
            stated.model = careful(stated.model, control, start).set_option("mip_rel_gap", control.gap);
            if control.time_limit.is_none() {
                stated.model = stated.model.set_option("mip_max_nodes", MOST_NODES);
            }
            if let Some(bound) = self.bound.filter(|bound| bound.is_finite()) {
                let enough = scaling.points(bound - control.gap * bound.abs());
                stated.model = stated.model.set_option("objective_target", enough);
            }
            if let Ok(known) = known {
                let values = known_columns.iter().map(|&column| known.value(column));
                stated.model = stated.model.with_initial_solution(stated.columns.iter().copied().zip(values));
            }
            let solution = stated.model.solve().map_err(|error| refused(name, &error, control, start))?;
            let point = point(lp, &scaling, &stated.columns, &solution);
            Ok(Answer { point, prices: None, ended: claim(solution.status()), iterations: 0 })
        }
    }

    fn point(lp: &Lp, scaling: &Scaling, columns: &[Variable], solution: &impl Solution) -> Vec<f64> {
        columns.iter().enumerate().map(|(j, &column)| scaling.value(lp, j, solution.value(column))).collect()
    }

    fn claim(status: SolutionStatus) -> Ended {
        match status {
            SolutionStatus::Optimal | SolutionStatus::GapLimit => Ended::Optimal,
            // good_lp's one word for every limit; time is the only one that is set.
            SolutionStatus::TimeLimit => Ended::TimeLimit,
        }
    }

    /// What there is instead of a point.
    fn refused(solver: &'static str, error: &ResolutionError, control: &Control, start: Instant) -> SolveError {
        match error {
            ResolutionError::Infeasible => SolveError::Infeasible { proof: None },
            ResolutionError::Unbounded => unbounded(solver),
            ResolutionError::Other(_) | ResolutionError::Str(_) => match control.stop(start) {
                Some(ended) => SolveError::Stopped { solver, ended },
                None => failed(solver, error.to_string()),
            },
        }
    }
}
