//! The solver made for this problem: an interior-point method that eliminates from the inside out.

mod circuit;
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
mod restart;
mod rows;
mod start;
mod tally;
mod tree;
mod warm;

use std::time::Instant;

pub use farkas::proves_infeasible;
pub use problem::{Place, Places};
pub use warm::{Begun, BrokenState, Resumed, WarmStart};

use crate::lp::{Formulation, Lp};

use super::{Answer, Control, Ended, SolveError, Solver};
use node::Node;
use outline::Outline;
use restart::Iterate;

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
        let start = Instant::now();
        on_threads(control, || solve(lp, places, control, start, None, false)).map(|run| run.answer)
    }
}

/// Does `work` on as many threads as `control` asks for.
fn on_threads<T: Send>(
    control: &Control,
    work: impl FnOnce() -> Result<T, SolveError> + Send,
) -> Result<T, SolveError> {
    match control.threads {
        None => work(),
        Some(threads) => rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .map_err(|error| SolveError::Failed { solver: NAME, reason: error.to_string() })?
            .install(work),
    }
}

/// An answer, how it was begun, and the iterate that it kept on the way if it was asked to.
struct Run {
    answer: Answer,
    begun: Begun,
    kept: Option<Iterate>,
}

fn solve(
    lp: &Lp,
    places: &Places,
    control: &Control,
    start: Instant,
    from: Option<&Iterate>,
    keep: bool,
) -> Result<Run, SolveError> {
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
    let (mut begun, mut kept) = (Begun::Cold, None);
    let (ended, iterations) = if weights > 0.0 {
        if let Some(iterate) = from {
            let (known, used) = restart::put(&outline, iterate, warm::LEAST_KNOWN, &mut root);
            begun = Begun::from_known(known, used);
        }
        let near = |root: &Node| kept = keep.then(|| restart::take(&outline, root));
        let finish = iterate::iterate(&mut root, weights, constant, control, start, prove, near)
            .map_err(|ray| SolveError::Infeasible { proof: Some(ray) })?;
        (finish.ended, finish.iterations)
    } else {
        (Ended::Optimal, 0)
    };
    let answer = Answer {
        point: recover::point(&outline, &presolved, &root),
        prices: Some(recover::prices(&outline, &presolved, &root, true)),
        ended,
        iterations,
    };
    Ok(Run { answer, begun, kept })
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
