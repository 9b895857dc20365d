//! HiGHS: linear programs by its interior-point method, programs with decisions by its branch and bound.
//!
//! `good_lp` states the program; HiGHS' own handle runs it (see the module above on *status*): the bound that branch and bound comes to is its word, but worth telling.

use std::time::Instant;

use good_lp::solvers::highs::HighsProblem;
use highs::{HighsModelStatus, HighsOptionValue, HighsSolutionStatus, Model, SolvedModel};

use super::{
    Answer, Control, Ended, Formulation, Lp, Scaling, SolveError, Solver, begin, failed, price, state, time_left,
    unbounded,
};

/// HiGHS, its interior-point method with crossover to a vertex: on these programs the fastest of its methods.
#[derive(Debug, Clone, Copy, Default)]
pub struct Highs;

const NAME: &str = "highs";

/// Its tolerances are absolute; 1e-9 of the scaled unit is about Rp 1. Its least is 1e-10.
const TOLERANCE: f64 = 1e-9;
/// It drops smaller coefficients without a word (its default is 1e-9); this is the least that it takes.
const SMALLEST_COEFFICIENT: f64 = 1e-12;

impl Solver for Highs {
    fn name(&self) -> &'static str {
        NAME
    }

    fn solve(&self, formulation: &Formulation<'_>, control: &Control) -> Result<Answer, SolveError> {
        let lp = &formulation.lp;
        let start = begin(NAME, lp)?;
        let scaling = Scaling::of(lp);
        let stated = state(lp, &scaling, good_lp::highs);
        let mut model = Handle::of(stated.model, control, start)?;
        if lp.is_mixed() {
            model.set("mip_rel_gap", control.gap)?;
        } else {
            model.set("solver", "ipm")?;
        }
        let solved = model.run()?;
        if lp.is_mixed() {
            // Duals of a program with decisions are those of its last linear program, and prove nothing.
            return Ok(solved.decided(lp, &scaling));
        }
        let duals = solved.model.get_solution();
        let mut stated_duals = duals.dual_rows().iter();
        // Rows without columns were not stated.
        let dual = |is_stated| if is_stated { stated_duals.next().copied().unwrap_or(0.0) } else { 0.0 };
        let duals: Vec<f64> = stated.rows.iter().map(Option::is_some).map(dual).collect();
        let prices = duals.iter().enumerate().map(|(i, &dual)| price(lp, &scaling, i, dual)).collect();
        Ok(Answer { prices: Some(prices), ..solved.answer(lp, &scaling) })
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
        NAME
    }

    fn gives_prices(&self) -> bool {
        false
    }

    fn solve(&self, formulation: &Formulation<'_>, control: &Control) -> Result<Answer, SolveError> {
        let lp = &formulation.lp;
        let start = begin(NAME, lp)?;
        let scaling = Scaling::of(lp);
        let mut held = lp.clone();
        self.paid.iter().enumerate().for_each(|(j, &paid)| held.set_bounds(j, paid, paid));
        let known = Handle::of(state(&held, &scaling, good_lp::highs).model, control, start)?.run();
        let mut model = Handle::of(state(lp, &scaling, good_lp::highs).model, control, start)?;
        model.set("mip_rel_gap", control.gap)?;
        if control.time_limit.is_none() {
            model.set("mip_max_nodes", MOST_NODES)?;
        }
        if let Some(bound) = self.bound.filter(|bound| bound.is_finite()) {
            model.set("objective_target", scaling.scaled_points(bound - control.gap * bound.abs()))?;
        }
        if let Ok(known) = known {
            let columns = known.model.get_solution();
            let taken = model.model.try_set_solution(Some(columns.columns()), None, None, None);
            taken.map_err(|status| failed(NAME, format!("it does not take a plan to start from: {status:?}")))?;
        }
        Ok(model.run()?.decided(lp, &scaling))
    }
}

/// HiGHS' own handle on a program, with tolerances for money, and as much time as is left.
struct Handle<'a> {
    model: Model,
    control: &'a Control,
    start: Instant,
}

impl<'a> Handle<'a> {
    fn of(stated: HighsProblem, control: &'a Control, start: Instant) -> Result<Self, SolveError> {
        let model = stated.try_into_inner().map_err(|error| failed(NAME, error.to_string()))?;
        let mut handle = Self { model, control, start };
        handle.set("primal_feasibility_tolerance", TOLERANCE)?;
        handle.set("dual_feasibility_tolerance", TOLERANCE)?;
        handle.set("small_matrix_value", SMALLEST_COEFFICIENT)?;
        if let Some(limit) = time_left(control, start) {
            handle.set("time_limit", limit.as_secs_f64())?;
        }
        Ok(handle)
    }

    fn set(&mut self, option: &str, value: impl HighsOptionValue) -> Result<(), SolveError> {
        let set = self.model.try_set_option(option, value);
        set.map_err(|_| failed(NAME, format!("it does not take the option {option}")))
    }

    /// Lets it run; an error unless there is a point.
    fn run(self) -> Result<Run, SolveError> {
        let Self { model, control, start } = self;
        let model = model.try_solve().map_err(|status| failed(NAME, format!("{status:?}")))?;
        let status = model.status();
        let ended = match status {
            // Where all columns are bounded, as they are here, nothing is unbounded.
            HighsModelStatus::Infeasible | HighsModelStatus::UnboundedOrInfeasible => {
                return Err(SolveError::Infeasible { proof: None });
            }
            HighsModelStatus::Unbounded => return Err(unbounded(NAME)),
            HighsModelStatus::Optimal | HighsModelStatus::ObjectiveBound | HighsModelStatus::ObjectiveTarget => {
                Ended::Optimal
            }
            HighsModelStatus::ReachedTimeLimit => Ended::TimeLimit,
            HighsModelStatus::ReachedSolutionLimit
            | HighsModelStatus::ReachedInterrupt
            | HighsModelStatus::ReachedIterationLimit
            | HighsModelStatus::ReachedMemoryLimit => Ended::Stalled,
            other => return Err(failed(NAME, format!("{other:?}"))),
        };
        if model.primal_solution_status() == HighsSolutionStatus::Feasible {
            return Ok(Run { model, ended });
        }
        match control.stop(start).or(Some(ended).filter(|ended| *ended == Ended::TimeLimit)) {
            Some(ended) => Err(SolveError::Stopped { solver: NAME, ended }),
            None => Err(failed(NAME, format!("it has no point ({status:?})"))),
        }
    }
}

/// A run that left a point.
struct Run {
    model: SolvedModel,
    ended: Ended,
}

impl Run {
    fn answer(&self, lp: &Lp, scaling: &Scaling) -> Answer {
        let solution = self.model.get_solution();
        let values = solution.columns().iter().enumerate();
        let point = values.map(|(j, &value)| scaling.value(lp, j, value)).collect();
        Answer { point, prices: None, claimed: None, ended: self.ended, iterations: 0 }
    }

    /// Likewise, with the bound that branch and bound came to.
    fn decided(&self, lp: &Lp, scaling: &Scaling) -> Answer {
        let bound = self.model.double_info_value(c"mip_dual_bound").ok().filter(|bound| bound.is_finite());
        Answer { claimed: bound.map(|bound| scaling.points(bound)), ..self.answer(lp, scaling) }
    }
}
