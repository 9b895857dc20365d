//! Programmes with whole-number decisions: prices of the relaxation, then the best plan that can be found, with the best bound that can be proved.
//!
//! ```text
//! relaxed LP -> prices, first bound                        any solver of linear programs
//! small      -> branch and bound, every bound proved       solve::whole::exact
//! left open  -> a bound by prices and whole answers for each region                solve::whole::bound
//! larger     -> a solver of mixed-integer programs         HiGHS or microlp; its plan counts, its bound does not
//! ```
//! A plan counts once it is rounded to whole units with its decisions taken, and the judge has passed it.

use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use super::{Options, Outcome, ROUNDING, Stages, judge, no_answer, timed};
use crate::error::{Error, Infeasible};
use crate::finish::{Finished, Kept};
use crate::lp::{Formulation, Lp, decided, formulate, formulate_whole};
use crate::model::Programme;
use crate::plan::Plan;
use crate::round::{NoPlanNearby, Rounded, to_plan};
use crate::solve::audit::{ask, scale_of_gap, settle};
use crate::solve::structured::Begun;
use crate::solve::whole::bound::{Bounds, Improved};
use crate::solve::whole::{Proof, exact, mixed_solver};
use crate::solve::{Answer, Control, Ended, SolveError, Solver};
use crate::verify::certificate::{bound_of_plans, polish, proves_infeasible, relative_gap};
use crate::verify::{Benefit, Certificate};

/// A plan that is better than all before it, while the search goes on.
#[derive(Debug, Clone, Copy)]
pub struct Incumbent<'a> {
    /// The plan; the judge has passed it.
    pub plan: &'a Plan,
    /// Its points.
    pub benefit: f64,
    /// No plan has more points; `None` while nothing is proved.
    pub bound: Option<f64>,
    /// Seconds since the solve began.
    pub seconds: f64,
}

impl Incumbent<'_> {
    /// `(bound - benefit) / |benefit|`; `None` while nothing is proved.
    #[must_use]
    pub fn relative_gap(&self) -> Option<f64> {
        self.bound.map(|bound| relative_gap(bound, self.benefit))
    }
}

/// A function that is told of each better plan.
#[derive(Clone)]
pub struct OnIncumbent(pub Arc<dyn Fn(&Incumbent<'_>) + Send + Sync>);

impl fmt::Debug for OnIncumbent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OnIncumbent")
    }
}

/// The prices of the relaxation, and the bound that follows.
struct Priced {
    answer: Answer,
    certificate: Option<Certificate>,
}

/// Who proves bounds and judges plans while others search.
struct Bench<'a> {
    mixed: &'a Formulation<'a>,
    control: &'a Control,
    watch: Option<&'a OnIncumbent>,
    start: Instant,
    /// Bound of the relaxation.
    relaxed: Option<f64>,
    best: Option<(Rounded, Benefit)>,
    /// What rounding said of the last point without a plan near.
    far: Option<NoPlanNearby>,
    /// A plan broke a rule: a fault of this library.
    broken: Option<Error>,
}

impl exact::Referee for Bench<'_> {
    fn bound(&self, lp: &Lp, prices: &[f64]) -> f64 {
        bound_of_plans(self.mixed.programme, lp, prices)
    }

    fn is_empty(&self, lp: &Lp, ray: &[f64]) -> bool {
        proves_infeasible(lp, ray)
    }

    fn plan(&mut self, point: &[f64], bound: f64) -> Option<f64> {
        let programme = self.mixed.programme;
        let lp = decided(&self.mixed.lp, point).ok()?;
        let rounded = match to_plan(&Formulation { programme, lp }, point) {
            Ok(rounded) => rounded,
            Err(far) => {
                self.far = Some(far);
                return None;
            }
        };
        let benefit = match judge(programme, &rounded.plan) {
            Ok(benefit) => benefit,
            Err(error) => {
                self.broken = Some(error);
                return None;
            }
        };
        if self.best.as_ref().is_none_or(|(_, best)| benefit.total > best.total) {
            if let Some(OnIncumbent(tell)) = self.watch {
                let bound = self.relaxed.map_or(bound, |relaxed| relaxed.min(bound.max(benefit.total)));
                let seconds = self.start.elapsed().as_secs_f64();
                let bound = bound.is_finite().then_some(bound);
                tell(&Incumbent { plan: &rounded.plan, benefit: benefit.total, bound, seconds });
            }
            self.best = Some((rounded, benefit));
        }
        Some(benefit.total)
    }

    fn stop(&self) -> Option<Ended> {
        if self.broken.is_some() { Some(Ended::Stalled) } else { self.control.stop(self.start) }
    }
}

/// The best plan of `programme`, whose prices `solver` gives.
pub(super) fn allocate(programme: &Programme, solver: &dyn Solver, options: &Options) -> Result<Outcome, Error> {
    let (mut stages, control, start) = (Stages::default(), &options.control, Instant::now());
    let relaxed = programme.relaxed().0;
    let (formulation, mixed) =
        timed(&mut stages.formulate, || formulate(&relaxed).map(|relaxed| (relaxed, formulate_whole(programme))))?;
    let priced = timed(&mut stages.price, || price(solver, &formulation, control))?;
    let lp_bound = priced.certificate.as_ref().map(|certificate| certificate.bound);
    let mut bench = Bench {
        mixed: &mixed,
        control,
        watch: options.on_incumbent.as_ref(),
        start,
        relaxed: lp_bound,
        best: None,
        far: None,
        broken: None,
    };
    let searched = timed(&mut stages.solve, || search(&mut bench))?;
    if let Some(error) = bench.broken {
        return Err(error);
    }
    let Some((rounded, benefit)) = bench.best else {
        return Err(without_plan(&searched, bench.far));
    };
    let scale = scale_of_gap(&mixed.lp, benefit.total);
    let known = [lp_bound, searched.bound].into_iter().flatten().fold(f64::INFINITY, f64::min);
    let regions = if is_near(known, benefit.total, scale, control.gap) {
        None
    } else {
        timed(&mut stages.bound, || by_regions(programme, &formulation, &priced, benefit.total, scale, control, start))
    };
    let bounds = [(lp_bound, Proof::Lp), (searched.bound, Proof::Exact), (regions, Proof::Regions)];
    let proved = bounds.into_iter().filter_map(|(bound, proof)| Some((bound?, proof)));
    let (bound, proved_by) = proved.min_by(|a, b| a.0.total_cmp(&b.0)).unzip();
    if let Some(bound) = bound
        && benefit.total - bound > ROUNDING * bound.abs()
    {
        return Err(Error::BeyondBound { benefit: benefit.total, bound });
    }
    let near = bound.is_some_and(|bound| is_near(bound, benefit.total, scale, control.gap));
    let certificate = priced.certificate.map(|certificate| Certificate { benefit: benefit.total, ..certificate });
    Ok(Outcome {
        plan: rounded.plan,
        benefit,
        certificate,
        bound,
        proved_by,
        ended: if near { Ended::Optimal } else { searched.ended },
        point: priced.answer.point,
        finished: Finished::Interior(Kept::Whole),
        prices: priced.answer.prices,
        scale,
        moved: rounded.moved,
        lost: rounded.lost,
        losers: rounded.losers,
        solver: searched.by,
        iterations: searched.steps,
        begun: Begun::Cold,
        stages,
    })
}

/// Rounds of prices over regions at most, so that it ends without a time limit too; not tuned: at 1,750 sentra the bound still fell after 8 s.
const ROUNDS: usize = 60;

/// Whether `bound` leaves no more above `benefit` than the `gap` that was asked for.
fn is_near(bound: f64, benefit: f64, scale: f64, gap: f64) -> bool {
    bound - benefit <= gap * scale
}

/// The bound of prices and whole answers for each region; `None` if there was no time for the first.
fn by_regions(
    programme: &Programme,
    formulation: &Formulation<'_>,
    priced: &Priced,
    benefit: f64,
    scale: f64,
    control: &Control,
    start: Instant,
) -> Option<f64> {
    let left = || {
        let mut left = control.clone();
        left.time_limit = control.time_limit.map(|limit| limit.saturating_sub(start.elapsed()));
        left
    };
    let nothing = vec![0.0; formulation.lp.row_count()];
    let prices = priced.answer.prices.as_ref().unwrap_or(&nothing);
    let mut bounds = Bounds::new(programme, formulation, prices, &left()).ok()?;
    for _ in 0..ROUNDS {
        if is_near(bounds.bound(), benefit, scale, control.gap) || !matches!(bounds.improve(&left()), Improved::By(_)) {
            break;
        }
    }
    Some(bounds.bound())
}

/// Prices of the relaxation. A solver that fails at it leaves the programme without this bound, not without a plan.
fn price(solver: &dyn Solver, formulation: &Formulation<'_>, control: &Control) -> Result<Priced, Error> {
    let lp = &formulation.lp;
    let nothing = Priced {
        answer: Answer { point: Vec::new(), prices: None, ended: Ended::Stalled, iterations: 0 },
        certificate: None,
    };
    let claim = match ask(solver, formulation, control) {
        Ok(claim) => claim,
        Err(error @ SolveError::Infeasible { .. }) => match no_answer(formulation, error) {
            Error::Infeasible(Infeasible { proved: false, .. }) => return Ok(nothing),
            error => return Err(error),
        },
        Err(error @ (SolveError::NotFinite { .. } | SolveError::Stopped { .. })) => return Err(error.into()),
        Err(_) => return Ok(nothing),
    };
    let Ok((mut answer, _)) = settle(solver.name(), lp, claim, control.gap) else { return Ok(nothing) };
    answer.prices = answer.prices.as_ref().map(|prices| polish(lp, prices, lp.cost()));
    let certificate = answer.prices.as_ref().map(|prices| Certificate::new(formulation, prices, 0.0));
    Ok(Priced { answer, certificate: certificate.filter(|certificate| certificate.bound.is_finite()) })
}

/// How a search ended; its plans are with the bench.
struct Searched {
    bound: Option<f64>,
    ended: Ended,
    by: &'static str,
    steps: usize,
}

/// Searches by the method that fits the size.
fn search(bench: &mut Bench<'_>) -> Result<Searched, SolveError> {
    let lp = &bench.mixed.lp;
    if exact::is_small(lp) {
        let found = exact::search(lp, bench.control.gap, bench);
        return Ok(Searched { bound: Some(found.bound), ended: found.ended, by: exact::NAME, steps: found.nodes });
    }
    let solver = mixed_solver(lp)?;
    let answer = ask(solver.as_ref(), bench.mixed, bench.control)?;
    exact::Referee::plan(bench, &answer.point, f64::INFINITY);
    // Its "optimal" is its word; what is proved decides.
    let ended = if answer.ended == Ended::Optimal { Ended::Stalled } else { answer.ended };
    Ok(Searched { bound: None, ended, by: solver.name(), steps: answer.iterations })
}

/// Why a search left no plan.
fn without_plan(searched: &Searched, far: Option<NoPlanNearby>) -> Error {
    let proved_empty = searched.bound.is_some_and(|bound| bound == f64::NEG_INFINITY);
    match (searched.ended, far) {
        _ if proved_empty => Infeasible { rows: Vec::new(), proved: true }.into(),
        (ended @ (Ended::TimeLimit | Ended::Cancelled), _) => SolveError::Stopped { solver: searched.by, ended }.into(),
        (_, Some(far)) => far.into(),
        (..) => {
            let reason = "it found no plan, and no proof that there is none".to_owned();
            SolveError::Failed { solver: searched.by, reason }.into()
        }
    }
}
