//! microlp, a simplex solver in pure Rust, through `good_lp`.

use good_lp::{Solution, SolverModel, WithTimeLimit};

use super::{
    Answer, Control, Formulation, Scaling, SolveError, Solver, begin, claim, point, refused, state, time_left,
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
