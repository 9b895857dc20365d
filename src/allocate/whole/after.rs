//! What is made of the best plan once bound and search have had their turns.

use super::super::Claim;
use super::{Bench, Searched};
use crate::lp::{Formulation, formulate_whole};
use crate::referee::{AtBench, Bench as _};
use crate::round::to_plan;
use crate::solve::audit::ask;
use crate::solve::whole::rest::beside_decisions;
use crate::solve::whole::{exact, going_on};
use crate::solve::{Answer, Control, Ended, SolveError, Solver};
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
    if answer.ended == Ended::Optimal {
        // It came to its own end, by its word; what is proved decides.
        searched.ended = Ended::Stalled;
    }
    hear_claim(bench, searched, solver.name(), answer.claimed);
}

/// Part of its points by which a plan may pass a bound that a solver claims before it is refuted: the rows of such solvers hold up to about that.
const CLAIM_MISSES: f64 = 1e-6;

/// Keeps the bound that a solver claims, unless the best plan has more points than that.
pub(super) fn hear_claim(bench: &Bench<'_>, searched: &mut Searched, by: &'static str, claimed: Option<f64>) {
    let (Some(bound), Some(points)) = (claimed, bench.points()) else { return };
    if points - bound > CLAIM_MISSES * bound.abs() {
        unaided(searched, format!("solver {by} claims that no plan has more than {bound} points, and this one has"));
    } else {
        searched.claimed = Some(Claim { by, bound: bound.max(points) });
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
            unaided(searched, error.to_string());
            None
        }
    }
}

fn unaided(searched: &mut Searched, why: String) {
    searched.unaided = Some(match searched.unaided.take() {
        Some(before) => format!("{before}; {why}"),
        None => why,
    });
}

#[allow(clippy::unwrap_used)]
#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;
    use crate::model::Programme;
    use crate::plan::Plan;
    use crate::round::Rounded;
    use crate::synthetic::{Spec, make};
    use crate::units::Rupiah;

    /// A claim is kept as it is; one that the plan refutes, by more than a solver may miss its rows, is told as such.
    #[test]
    fn a_claim_that_the_plan_refutes_is_no_claim() {
        let programme = Programme::try_from(make(&Spec { sentra: 50, ..Spec::default() })).unwrap();
        let (control, scale) = (Control::default(), |points: f64| points);
        let plan = Plan::new(vec![Rupiah::ZERO; programme.payments().len()]);
        let benefit = verify::Benefit { total: 100.0, ..verify::benefit(&programme, &plan) };
        let rounded = Rounded { plan, moved: Rupiah::ZERO, lost: 0.0, losers: Vec::new() };
        let bench = Bench {
            programme: &programme,
            control: &control,
            watch: None,
            start: Instant::now(),
            relaxed: None,
            scale: &scale,
            best: Some((rounded, benefit)),
            far: None,
            broken: None,
            turns: None,
        };
        for (claimed, kept) in [
            (None, None),
            (Some(101.5), Some(101.5)),
            // Missed by no more than it may be.
            (Some(99.999_95), Some(100.0)),
            (Some(99.0), None),
        ] {
            let mut searched = Searched {
                bound: None,
                regions: None,
                certificate: None,
                ended: Ended::Stalled,
                by: "",
                steps: 0,
                unaided: None,
                claimed: None,
            };
            hear_claim(&bench, &mut searched, "oracle", claimed);
            assert_eq!(searched.claimed.map(|claim| claim.bound), kept);
            let told = "solver oracle claims that no plan has more than 99 points, and this one has";
            assert_eq!(searched.unaided.as_deref(), (claimed == Some(99.0)).then_some(told));
        }
    }
}
