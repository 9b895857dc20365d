//! Programmes with whole-number decisions: a plan, prices of the relaxation, then better plans and bounds until the gap is closed.
//!
//! ```text
//! small      relaxed LP -> prices, first bound;  a plan by search                        solve::whole::search
//!            a short branch and bound from that plan, every bound proved                 solve::whole::exact
//!            what that leaves open: bound and search in a few turns                      solve::whole::turns
//!            in a build with HiGHS: that, from the best plan on, for half of the time; its bound is told as its claim
//!            a long branch and bound from the best plan, cut at the best bound
//! larger     a built plan;  relaxed LP -> near prices on the way: a first turn;  prices
//!            and first bound in the end: bound and search in further turns                solve::whole::turns
//!            money of needs that may be split, by a linear program beside all decisions  solve::whole::rest
//!            of middle size, in a build with HiGHS: that, from the best plan on, for half of the time; its bound is told as its claim
//!            without a plan: a solver of mixed-integer programs, where there is one      HiGHS or microlp; likewise
//! ```
//! A plan counts once the judge has passed it, whoever found it.

mod after;
mod incumbent;
mod small;

use std::time::{Duration, Instant};

use self::after::{go_on, hear_claim, settle_rest};
pub use self::incumbent::{Incumbent, OnIncumbent};
use self::small::small;
use super::priced::{Priced, price, price_showing};
use super::{Claim, Options, Outcome, ROUNDING, Stages, judge, timed};
use crate::error::{Error, Infeasible};
use crate::finish::{Finished, Kept};
use crate::lp::{Formulation, formulate, formulate_whole};
use crate::model::Programme;
use crate::plan::Plan;
use crate::referee::{self, AtBench, Bench as _};
use crate::round::{NoPlanNearby, Rounded};
use crate::solve::audit::{ask, scale_of_gap};
use crate::solve::structured::Begun;
use crate::solve::whole::bound::{Apart, WholeCertificate};
use crate::solve::whole::search::Ground;
use crate::solve::whole::turns::{self, Turned, Turns};
use crate::solve::whole::{Proof, exact, goes_on, mixed_solver};
use crate::solve::{Control, Ended, SolveError, Solver};
use crate::units::Rupiah;
use crate::verify::{Benefit, Certificate};

/// Who judges plans, and keeps the best.
struct Bench<'a> {
    programme: &'a Programme,
    control: &'a Control,
    watch: Option<&'a OnIncumbent>,
    start: Instant,
    /// Bound of the relaxation.
    relaxed: Option<f64>,
    /// Points beside which a gap is small, for a plan of so many.
    scale: &'a (dyn Fn(f64) -> f64 + Sync),
    best: Option<(Rounded, Benefit)>,
    /// What rounding said of the last point without a plan near.
    far: Option<NoPlanNearby>,
    /// A plan broke a rule: a fault of this library.
    broken: Option<Error>,
    /// Turns of bound and search that are left, where they are counted.
    turns: Option<usize>,
}

impl Bench<'_> {
    fn take(&mut self, rounded: Rounded, bound: Option<f64>) -> Option<f64> {
        let benefit = match judge(self.programme, &rounded.plan) {
            Ok(benefit) => benefit,
            Err(error) => {
                self.broken = Some(error);
                return None;
            }
        };
        if self.best.as_ref().is_none_or(|(_, best)| benefit.total > best.total) {
            if let Some(OnIncumbent(tell)) = self.watch {
                let known = [self.relaxed, bound].into_iter().flatten().fold(f64::INFINITY, f64::min);
                let bound = known.is_finite().then_some(known.max(benefit.total));
                let seconds = self.start.elapsed().as_secs_f64();
                tell(&Incumbent { plan: &rounded.plan, benefit: benefit.total, bound, seconds });
            }
            self.best = Some((rounded, benefit));
        }
        Some(benefit.total)
    }

    /// Points of the best plan.
    fn points(&self) -> Option<f64> {
        self.best.as_ref().map(|(_, benefit)| benefit.total)
    }
}

impl turns::Judge for Bench<'_> {
    fn plan(&mut self, plan: Plan, bound: Option<f64>) -> Option<f64> {
        // Found in whole units: nothing was rounded.
        self.take(Rounded { plan, moved: Rupiah::ZERO, lost: 0.0, losers: Vec::new() }, bound)
    }

    fn is_near(&self, bound: f64, points: f64) -> bool {
        is_near(bound, points, (self.scale)(points), self.control.gap)
    }

    fn stop(&self) -> Option<Ended> {
        self.stopped()
    }

    fn turn(&mut self) -> Option<Ended> {
        match &mut self.turns {
            Some(0) => return Some(Ended::Stalled),
            Some(turns) => *turns -= 1,
            None => {}
        }
        self.stopped()
    }
}

impl referee::Bench for Bench<'_> {
    fn programme(&self) -> &Programme {
        self.programme
    }

    fn made(&mut self, rounded: Result<Rounded, NoPlanNearby>, bound: f64) -> Option<f64> {
        match rounded {
            Ok(rounded) => self.take(rounded, Some(bound)),
            Err(far) => {
                self.far = Some(far);
                None
            }
        }
    }

    fn stopped(&self) -> Option<Ended> {
        if self.broken.is_some() { Some(Ended::Stalled) } else { self.control.stop(self.start) }
    }
}

/// The best plan of `programme`, whose prices `solver` gives.
pub(super) fn allocate(programme: &Programme, solver: &dyn Solver, options: &Options) -> Result<Outcome, Error> {
    in_pool(options.control.threads, || solve(programme, solver, options))
}

/// Runs `work` on that many threads.
fn in_pool<T: Send>(threads: Option<usize>, work: impl FnOnce() -> T + Send) -> T {
    // A pool that cannot be had is no reason to fail: the answer is the same on any number of threads.
    match threads.map(|threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build()) {
        Some(Ok(pool)) => pool.install(work),
        _ => work(),
    }
}

fn solve(programme: &Programme, solver: &dyn Solver, options: &Options) -> Result<Outcome, Error> {
    let (mut stages, control, start) = (Stages::default(), &options.control, Instant::now());
    let relaxed = programme.relaxed().0;
    let formulation = timed(&mut stages.formulate, || formulate(&relaxed))?;
    let scale = |points: f64| scale_of_gap(&formulation.lp, points);
    let mut bench = Bench {
        programme,
        control,
        watch: options.on_incumbent.as_ref(),
        start,
        relaxed: None,
        scale: &scale,
        best: None,
        far: None,
        broken: None,
        turns: None,
    };
    // The program with decisions has the rows and columns of the relaxation, and more.
    let mixed = exact::may_be_small(&formulation.lp).then(|| formulate_whole(programme));
    let mixed = mixed.filter(|mixed| exact::is_small(&mixed.lp));
    let (priced, searched) = match &mixed {
        Some(mixed) => {
            let priced = timed(&mut stages.price, || price(solver, &formulation, control))?;
            bench.relaxed = priced.bound();
            let searched = timed(&mut stages.solve, || small(&mut bench, mixed, &formulation, &priced));
            (priced, searched)
        }
        None => large(&mut bench, solver, &formulation, &mut stages)?,
    };
    if let Some(error) = bench.broken {
        return Err(error);
    }
    let Some((rounded, benefit)) = bench.best else {
        return Err(without_plan(&searched, bench.far));
    };
    let scale = scale(benefit.total);
    // Of equal bounds the one that is easiest to check again.
    let bounds = [(priced.bound(), Proof::Lp), (searched.regions, Proof::Regions), (searched.bound, Proof::Exact)];
    let proved = bounds.into_iter().filter_map(|(bound, proof)| Some((bound?, proof)));
    let (bound, proved_by) = proved.min_by(|a, b| a.0.total_cmp(&b.0)).unzip();
    if let Some(bound) = bound
        && benefit.total - bound > ROUNDING * bound.abs()
    {
        return Err(Error::BeyondBound { benefit: benefit.total, bound });
    }
    let near = bound.is_some_and(|bound| is_near(bound, benefit.total, scale, control.gap));
    // What came after the bound may have found a better plan.
    let certificate = priced.certificate.map(|certificate| Certificate { benefit: benefit.total, ..certificate });
    let regions = searched.certificate.filter(|_| proved_by == Some(Proof::Regions));
    let regions = regions.map(|regions| WholeCertificate { benefit: benefit.total, ..regions });
    Ok(Outcome {
        plan: rounded.plan,
        benefit,
        certificate,
        bound,
        proved_by,
        unpriced: priced.why,
        unaided: searched.unaided,
        claimed: searched.claimed.filter(|claim| bound.is_none_or(|bound| claim.bound < bound)),
        regions,
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

/// How a search ended; its plans are with the bench.
struct Searched {
    /// Proved by branch and bound.
    bound: Option<f64>,
    /// Proved by prices and whole answers for each region.
    regions: Option<f64>,
    certificate: Option<WholeCertificate>,
    ended: Ended,
    by: &'static str,
    steps: usize,
    /// How solvers failed that were asked for more.
    unaided: Option<String>,
    /// What one claims that no plan has more than.
    claimed: Option<Claim>,
}

/// A built plan, prices, then bound and search in turns; a solver of mixed-integer programs where that finds no plan.
fn large(
    bench: &mut Bench<'_>,
    solver: &dyn Solver,
    relaxed: &Formulation<'_>,
    stages: &mut Stages,
) -> Result<(Priced, Searched), Error> {
    let programme = bench.programme;
    let begun = Instant::now();
    let ground = Ground::new(programme);
    let (mut searches, apart) =
        rayon::join(|| turns::start(&ground, bench.control), || Apart::new(programme, ground.reach()));
    let mut told = None;
    turns::tell(&searches, &mut told, None, bench);
    stages.solve = begun.elapsed().as_secs_f64();
    let mut left = bench.control.clone();
    let limit = left.time_limit;
    let remaining = |start: Instant| limit.map(|limit| limit.saturating_sub(start.elapsed()));
    let for_turns = |left: Option<Duration>| if goes_on(programme) { left.map(|left| left / 2) } else { left };
    left.time_limit = remaining(bench.start);
    left.gap = left.gap.max(PRICED);
    // Near prices are enough to begin with, and a good plan comes of them before the relaxation is solved.
    let (mut shown, mut turns, mut meanwhile) = (None, None, 0.0);
    let mut show = |prices: &[f64]| {
        timed(&mut meanwhile, || {
            shown = Some(prices.to_vec());
            let left = Control { time_limit: for_turns(remaining(bench.start)), ..left.clone() };
            let begun = Turns::begin(apart.clone(), relaxed, prices, told, &left);
            turns = begun.ok().map(|mut turns| {
                turns.first(&ground, &mut searches, bench);
                turns
            });
        });
    };
    let priced = timed(&mut stages.price, || price_showing(solver, relaxed, &left, &mut show));
    (stages.price, stages.solve) = (stages.price - meanwhile, stages.solve + meanwhile);
    let mut priced = match priced {
        // Stopped before there were prices: the plan at hand is still one.
        Err(Error::Solver(error @ SolveError::Stopped { .. })) if bench.best.is_some() => Priced::none(error),
        priced => priced?,
    };
    if let Some(prices) = shown
        && priced.answer.prices.is_none()
    {
        // Stopped before there was a point: they prove a bound all the same.
        priced = Priced::shown(solver, relaxed, &prices);
    }
    bench.relaxed = priced.bound();
    left.time_limit = for_turns(remaining(bench.start));
    let begun = Instant::now();
    let nothing = vec![0.0; relaxed.lp.row_count()];
    let prices = priced.answer.prices.as_ref().unwrap_or(&nothing);
    let turns = turns.map_or_else(|| Turns::begin(apart, relaxed, prices, told, &left), Ok);
    let turned = match turns {
        Ok(turns) => turns.go_on(&ground, &mut searches, bench),
        Err(_) => Turned::stopped(bench),
    };
    let mut searched = Searched {
        bound: None,
        regions: turned.bound,
        certificate: turned.certificate,
        ended: turned.ended,
        by: turns::NAME,
        steps: turned.moves,
        unaided: None,
        claimed: None,
    };
    settle_rest(bench, &mut searched, solver, relaxed, &left, turned.bound);
    let is_near = |points| turned.bound.is_some_and(|bound| turns::Judge::is_near(bench, bound, points));
    if goes_on(programme) && bench.points().is_some_and(|points| !is_near(points)) {
        left.time_limit = remaining(bench.start);
        go_on(bench, &mut searched, &left, turned.bound);
    }
    if bench.best.is_none() && bench.stopped().is_none() && turned.bound != Some(f64::NEG_INFINITY) {
        let mixed = formulate_whole(programme);
        // Without such a solver the search that found nothing has the last word.
        if let Ok(solver) = mixed_solver(&mixed.lp) {
            let answer = ask(solver.as_ref(), &mixed, &left)?;
            exact::Referee::plan(&mut AtBench { bench: &mut *bench, mixed: &mixed }, &answer.point, f64::INFINITY);
            (searched.by, searched.steps) = (solver.name(), answer.iterations);
            hear_claim(bench, &mut searched, solver.name(), answer.claimed);
            // Its "optimal" is its word; what is proved decides.
            searched.ended = if answer.ended == Ended::Optimal { Ended::Stalled } else { answer.ended };
        }
    }
    stages.solve += begun.elapsed().as_secs_f64();
    Ok((priced, searched))
}

/// Gap to which the relaxation is priced where regions are bounded from there on: prices move on in any case.
const PRICED: f64 = 1e-5;

/// Whether `bound` leaves no more above `benefit` than the `gap` that was asked for.
fn is_near(bound: f64, benefit: f64, scale: f64, gap: f64) -> bool {
    bound - benefit <= gap * scale
}

/// Why a search left no plan.
fn without_plan(searched: &Searched, far: Option<NoPlanNearby>) -> Error {
    let proved_empty = [searched.bound, searched.regions].contains(&Some(f64::NEG_INFINITY));
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
