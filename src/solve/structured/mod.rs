//! The solver made for this problem: an interior-point method that eliminates from the inside out.

mod dense;
mod farkas;
mod front;
mod gram;
mod iterate;
mod keep;
mod leaves;
mod measures;
mod node;
mod outline;
mod presolve;
mod problem;
mod recover;
mod rows;
mod start;
mod tally;
mod tree;

use std::time::Instant;

pub use farkas::proves_infeasible;
pub use problem::{Place, Places};

use crate::lp::{Formulation, Lp};

use super::{Answer, Control, Ended, SolveError, Solver};
use node::Node;
use outline::Outline;

/// Its name, as `--solver` writes it.
const NAME: &str = "structured";

/// The most rows of one place, whose square is held and factored at once: half a gigabyte. A national programme has some hundred.
const MOST_ROWS: usize = 8192;

/// The structured interior-point method.
#[derive(Debug, Clone, Copy, Default)]
pub struct Structured;

impl Solver for Structured {
    fn name(&self) -> &'static str {
        NAME
    }

    fn solve(&self, formulation: &Formulation<'_>, control: &Control) -> Result<Answer, SolveError> {
        self.solve_lp(&formulation.lp, &front::places(formulation), control)
    }
}

impl Structured {
    /// Solves `lp`, whose columns live at `places`.
    ///
    /// # Errors
    /// See [`SolveError`]; `Infeasible` only with a ray that [`proves_infeasible`] accepted.
    pub fn solve_lp(&self, lp: &Lp, places: &Places, control: &Control) -> Result<Answer, SolveError> {
        match control.threads {
            None => solve(lp, places, control),
            Some(threads) => rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .map_err(|error| SolveError::Failed { solver: NAME, reason: error.to_string() })?
                .install(|| solve(lp, places, control)),
        }
    }
}

fn solve(lp: &Lp, places: &Places, control: &Control) -> Result<Answer, SolveError> {
    let start = Instant::now();
    all_finite(lp)?;
    let unsupported = |reason| SolveError::Unsupported { solver: NAME, reason };
    let outline = Outline::new(lp, places).map_err(unsupported)?;
    let regions = measures::by_region(&outline);
    let presolved = match presolve::presolve(&outline, &regions) {
        Ok(presolved) => presolved,
        Err((row, presolved)) => {
            let ray = recover::ray_of(&outline, &presolved, row);
            return Err(if proves_infeasible(lp, &ray) {
                SolveError::Infeasible { proof: Some(ray) }
            } else {
                let reason = "presolve found a contradiction that it could not prove".to_owned();
                SolveError::Failed { solver: NAME, reason }
            });
        }
    };
    let rows = tree::most_rows(&outline, &presolved);
    if rows > MOST_ROWS {
        return Err(unsupported(format!(
            "{rows} rules, orders and completions hold within one place, more than {MOST_ROWS}; choose another solver"
        )));
    }
    let mut root = tree::build(&outline, &regions, &presolved);
    drop(regions);
    let prove = |root: &Node| {
        let ray = recover::prices(&outline, &presolved, root, false);
        proves_infeasible(lp, &ray).then_some(ray)
    };
    let constant = outline.constant();
    let weights = start::start(&mut root);
    let (ended, iterations) = if weights > 0.0 {
        let finish = iterate::iterate(&mut root, weights, constant, control, start, prove)
            .map_err(|ray| SolveError::Infeasible { proof: Some(ray) })?;
        (finish.ended, finish.iterations)
    } else {
        (Ended::Optimal, 0)
    };
    Ok(Answer {
        point: recover::point(&outline, &presolved, &root),
        prices: Some(recover::prices(&outline, &presolved, &root, true)),
        ended,
        iterations,
    })
}

/// Looks for numbers that are not finite.
fn all_finite(lp: &Lp) -> Result<(), SolveError> {
    let fault = |place: String| Err(SolveError::NotFinite { place });
    for (j, key) in lp.columns().iter().enumerate() {
        if ![lp.cost()[j], lp.lower()[j], lp.upper()[j]].iter().all(|value| value.is_finite()) {
            return fault(format!("column {key:?}"));
        }
    }
    for row in lp.rows() {
        if !row.rhs.is_finite() || !row.values.iter().all(|value| value.is_finite()) {
            return fault(format!("row {:?}", row.key));
        }
    }
    Ok(())
}
