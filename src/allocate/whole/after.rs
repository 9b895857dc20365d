//! What is made of the best plan once bound and search have had their turns.

use super::{Bench, Searched};
use crate::lp::{Formulation, formulate_whole};
use crate::referee::{AtBench, Bench as _};
use crate::round::to_plan;
use crate::solve::audit::ask;
use crate::solve::whole::rest::beside_decisions;
use crate::solve::whole::{exact, going_on};
use crate::solve::{Control, Solver};
use crate::verify;

/// Lets a solver of mixed-integer programs go on from the best plan; one that fails, or comes to no better plan, leaves it as it was.
pub(super) fn go_on(bench: &mut Bench<'_>, searched: &mut Searched, control: &Control, bound: Option<f64>) {
    let Some((best, benefit)) = &bench.best else { return };
    let (points, Some(solver)) = (benefit.total, going_on(&best.plan)) else { return };
    let mixed = formulate_whole(bench.programme);
    let Ok(answer) = ask(solver.as_ref(), &mixed, control) else { return };
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
    // A solver that fails, or a point that no plan is near, only leaves the plan as it was.
    let Ok(answer) = ask(solver, &stated, &control) else { return };
    let Ok(rounded) = to_plan(&stated, &answer.point) else { return };
    if verify::check(bench.programme, &rounded.plan).is_empty() {
        bench.take(rounded, bound);
    }
}
