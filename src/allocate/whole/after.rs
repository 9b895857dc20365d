//! What is made of the best plan once bound and search have had their turns.

use super::{Bench, Searched};
use crate::lp::{Formulation, formulate_whole};
use crate::referee::{AtBench, Bench as _};
use crate::round::to_plan;
use crate::solve::audit::ask;
use crate::solve::whole::rest::beside_decisions;
use crate::solve::whole::{exact, going_on};
use crate::solve::{Answer, Control, SolveError, Solver};
use crate::verify;

/// Lets a solver of mixed-integer programs go on from the best plan; one that fails, which is told, or comes to no better plan, leaves it as it was.
pub(super) fn go_on(bench: &mut Bench<'_>, searched: &mut Searched, control: &Control, bound: Option<f64>) {
    let Some((best, benefit)) = &bench.best else { return };
    let (points, Some(solver)) = (benefit.total, going_on(&best.plan, bound)) else { return };
    let mixed = formulate_whole(bench.programme);
    let Some(answer) = heard(ask(solver.as_ref(), &mixed, control), searched) else { return };
    exact::Referee::plan(
        &mut AtBench { bench: &mut *bench, mixed: &mixed },
        &answer.point,
        bound.unwrap_or(f64::INFINITY),
    );
    if bench.points() > Some(points) {
        searched.by = solver.name();
    }
}

/// Pays needs that may be split as a linear program would, all decisions of the best plan kept; the plan stays where that is no better.
pub(super) fn settle_rest(
    bench: &mut Bench<'_>,
    searched: &mut Searched,
    solver: &dyn Solver,
    relaxed: &Formulation<'_>,
    control: &Control,
    bound: Option<f64>,
) {
    let Some((best, _)) = &bench.best else { return };
    if bench.stopped().is_some() {
        return;
    }
    let Some(lp) = beside_decisions(bench.programme, &best.plan, &relaxed.lp) else { return };
    let mut control = control.clone();
    control.time_limit = bench.control.time_limit.map(|limit| limit.saturating_sub(bench.start.elapsed()));
    let stated = Formulation { programme: relaxed.programme, lp };
    let Some(answer) = heard(ask(solver, &stated, &control), searched) else { return };
    // A point that no plan is near only leaves the plan as it was.
    let Ok(rounded) = to_plan(&stated, &answer.point) else { return };
    if verify::check(bench.programme, &rounded.plan).is_empty() {
        bench.take(rounded, bound);
    }
}

/// What a solver answered; how it failed is kept, unless it only had no time.
fn heard(said: Result<Answer, SolveError>, searched: &mut Searched) -> Option<Answer> {
    match said {
        Ok(answer) => Some(answer),
        Err(SolveError::Stopped { .. }) => None,
        Err(error) => {
            let before = searched.unaided.take();
            searched.unaided = Some(before.map_or_else(|| error.to_string(), |before| format!("{before}; {error}")));
            None
        }
    }
}
