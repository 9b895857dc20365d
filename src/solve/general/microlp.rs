//! microlp, a simplex solver in pure Rust, through `good_lp`.

use std::time::Instant;

use good_lp::{ResolutionError, Solution, SolutionStatus, SolverModel, Variable, WithTimeLimit};

use super::{
    Answer, Control, Ended, Formulation, Lp, Scaling, SolveError, Solver, begin, failed, state, time_left, unbounded,
};

/// microlp, a simplex solver in pure Rust. It gives no prices, so nothing bears out its "optimal".
#[derive(Debug, Clone, Copy, Default)]
pub struct Microlp;

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
            claimed: None,
            ended: claim(solution.status()),
            iterations: 0,
        };
        Ok(answer)
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
