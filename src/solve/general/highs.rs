//! HiGHS, through `good_lp`: linear programs by its interior-point method, programs with decisions by its branch and bound.

use std::time::Instant;

use good_lp::solvers::highs::HighsProblem;
use good_lp::{Solution, SolverModel, WithInitialSolution, WithTimeLimit};

use super::{
    Answer, Control, Formulation, Scaling, SolveError, Solver, begin, claim, point, price, refused, state, time_left,
};

/// HiGHS, its interior-point method with crossover to a vertex: on these programs the fastest of its methods.
#[derive(Debug, Clone, Copy, Default)]
pub struct Highs;

/// Its tolerances are absolute; 1e-9 of the scaled unit is about Rp 1. Its least is 1e-10.
const TOLERANCE: f64 = 1e-9;
/// It drops smaller coefficients without a word (its default is 1e-9); this is the least that it takes.
const SMALLEST_COEFFICIENT: f64 = 1e-12;

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
        let prices = stated.rows.iter().enumerate().map(|(i, row)| price(lp, &scaling, i, dual(row))).collect();
        Ok(Answer { point, prices: Some(prices), ended, iterations: 0 })
    }
}

/// `model` with tolerances for money, and as much time as `control` leaves.
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
#[derive(Debug, Clone)]
pub struct HighsFrom {
    /// Rp 1 million for each payment.
    pub paid: Vec<f64>,
    /// No plan has more points: it stops where its own are within the gap of that.
    pub bound: Option<f64>,
}

/// Nodes where no time limit is set, so that it ends. Not tuned.
const MOST_NODES: i32 = 1_000;

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
