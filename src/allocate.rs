//! The whole way from a checked programme to a proved plan.
//!
//! ```text
//! formulate -> solve -> audit -> finish -> round -> verify -> certify
//! ```
//! Programmes with whole-number decisions go another way, see `allocate/whole.rs`. A plan leaves here only after the judge has passed it.

mod priced;
mod whole;

pub use whole::{Incumbent, OnIncumbent};

use std::time::Instant;

use crate::contradiction;
use crate::error::{Broken, Error, Infeasible};
use crate::finish::{Finish, Finished, Kept, finish};
use crate::id::SentraId;
use crate::lp::{Formulation, formulate};
use crate::model::Programme;
use crate::plan::Plan;
use crate::region_proof::WholeCertificate;
use crate::round::to_plan;
use crate::solve::audit::{ask, audit, scale_of_gap, settle};
use crate::solve::structured::{Begun, Resuming, WarmStart};
use crate::solve::whole::Proof;
use crate::solve::{Choice, Control, Ended, SolveError, Solver};
use crate::units::Rupiah;
use crate::verify::certificate::{polish, proves_infeasible, relative_gap};
use crate::verify::{self, Benefit, Certificate};

/// How to allocate.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Options {
    /// The solver.
    pub solver: Choice,
    /// Its limits, and the way to watch and stop it.
    pub control: Control,
    /// Which of several equally good plans is taken (default: the vertex that the tie-break names).
    pub finish: Finish,
    /// Told of each better plan of a programme with whole-number decisions.
    pub on_incumbent: Option<OnIncumbent>,
}

impl Options {
    /// These options with another solver.
    #[must_use]
    pub fn with_solver(mut self, solver: Choice) -> Self {
        self.solver = solver;
        self
    }
    /// These options with other limits.
    #[must_use]
    pub fn with_control(mut self, control: Control) -> Self {
        self.control = control;
        self
    }
    /// These options with somebody who is told of each better plan.
    #[must_use]
    pub fn with_incumbents(mut self, watch: OnIncumbent) -> Self {
        self.on_incumbent = Some(watch);
        self
    }
    /// These options with another finish.
    #[must_use]
    pub fn with_finish(mut self, finish: Finish) -> Self {
        self.finish = finish;
        self
    }
}

/// A bound that a solver claims without a proof.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Claim {
    /// Name of the solver.
    pub by: &'static str,
    /// By its word no plan has more points.
    pub bound: f64,
}

/// A plan that passed its check, with what proves how good it is.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Outcome {
    /// The plan.
    pub plan: Plan,
    /// Its points.
    pub benefit: Benefit,
    /// Prices and the bound that they prove, of the relaxation where the programme has whole-number decisions; `None` from a solver without prices.
    pub certificate: Option<Certificate>,
    /// No plan has more points: the certificate's bound, or a better one of a programme with whole-number decisions.
    pub bound: Option<f64>,
    /// What proves it.
    pub proved_by: Option<Proof>,
    /// Prices and the bound of each region, where regions prove the bound of a programme with whole-number decisions: each region can be
    /// checked by deciding it again.
    pub regions: Option<WholeCertificate>,
    /// Why there are no prices that prove anything of the relaxation of a programme with whole-number decisions, where there are none: the plan stands
    /// without them, its bound and explanations are the poorer.
    pub unpriced: Option<String>,
    /// What a solver said that was asked for more than the search had found and failed at it: the plan stands without its help.
    pub unaided: Option<String>,
    /// A bound that a solver claims which was asked for more than the search had found, where it is below the one that is proved.
    pub claimed: Option<Claim>,
    /// How the solver ended, by our own arithmetic.
    pub ended: Ended,
    /// The optimum of the linear program as finished: a value for each of its columns. With whole-number decisions, here and in
    /// [`prices`](Self::prices), the linear program of [`Programme::relaxed`].
    pub point: Vec<f64>,
    /// Whether the point is the vertex that the tie-break names, and if not, why.
    pub finished: Finished,
    /// The prices of the certificate, one for each row of the linear program.
    pub prices: Option<Vec<f64>>,
    /// Points beside which a gap is small: the benefit, or a part of all points at stake if that is more (see
    /// [`scale_of_gap`]).
    pub scale: f64,
    /// Money that rounding moved: the sum of its changes to payments.
    pub moved: Rupiah,
    /// Points that rounding lost against [`point`](Self::point), penalties aside; negative if it won some.
    pub lost: f64,
    /// The sentra that lost most points by rounding, with how many; at most ten.
    pub losers: Vec<(SentraId, f64)>,
    /// Name of the solver.
    pub solver: &'static str,
    /// Its iterations (0 = it does not say).
    pub iterations: usize,
    /// Whether it started from a stored state; only [`allocate_from`] starts so.
    pub begun: Begun,
    /// Time by stage.
    pub stages: Stages,
}

impl Outcome {
    /// How much better than this plan any plan could be at most, relative to its benefit; `None` without a bound.
    #[must_use]
    pub fn relative_gap(&self) -> Option<f64> {
        self.bound.map(|bound| relative_gap(bound, self.benefit.total))
    }
}

/// Seconds by stage.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Stages {
    /// Stating the linear program.
    pub formulate: f64,
    /// Pricing the relaxation of a programme with whole-number decisions.
    pub price: f64,
    /// Solving it; with whole-number decisions the search, rounding and checks included.
    pub solve: f64,
    /// Bounding a programme with whole-number decisions by its regions, where the search left a gap.
    pub bound: f64,
    /// Working out what the answer is worth.
    pub audit: f64,
    /// From the solver's point to the vertex that the tie-break names.
    pub finish: f64,
    /// Rounding to whole units.
    pub round: f64,
    /// Checking every rule, and counting points.
    pub verify: f64,
    /// Proving the bound.
    pub certify: f64,
}

impl Stages {
    /// Each stage with its seconds, in order.
    #[must_use]
    pub fn each(&self) -> [(&'static str, f64); 9] {
        [
            ("formulate", self.formulate),
            ("price", self.price),
            ("solve", self.solve),
            ("bound", self.bound),
            ("audit", self.audit),
            ("finish", self.finish),
            ("round", self.round),
            ("verify", self.verify),
            ("certify", self.certify),
        ]
    }
    /// Seconds in all.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.each().iter().map(|(_, seconds)| seconds).sum()
    }
}

/// A plan that exceeds its bound by more than this part of it is a fault: points are summed in `f64`, to about 1e-15 of them.
const ROUNDING: f64 = 1e-12;

/// Allocates the money of `programme` by the solver that `options` name.
///
/// # Errors
/// See [`Error`]; the stage that failed tells why.
pub fn allocate(programme: &Programme, options: &Options) -> Result<Outcome, Error> {
    allocate_with(programme, options.solver.solver().as_ref(), options)
}

/// Allocates the money of `programme` from a `state` that an earlier call left, of this or a similar programme, and leaves one for the
/// next (`None` if the solve was over before it came near the optimum). The plan is proved as one of [`allocate`] is, and where it is the
/// vertex that the tie-break names, it is the same plan; a fitting state saves about two fifths of the solver's iterations. Without a
/// state the start is cold; [`Outcome::begun`] says whether a state was used.
///
/// ```
/// use alokasi::allocate::{Options, allocate_from};
/// use alokasi::solve::structured::Begun;
/// use alokasi::synthetic::{Spec, make};
/// use alokasi::{Programme, Rupiah};
///
/// let mut data = make(&Spec { sentra: 50, ..Spec::default() });
/// let (_, state) = allocate_from(&Programme::try_from(&data)?, &Options::default(), None)?;
/// data.ceilings[0].rupiah = Rupiah::new(data.ceilings[0].rupiah.get() / 10 * 9);
/// let (second, _) = allocate_from(&Programme::try_from(&data)?, &Options::default(), state.as_ref())?;
/// assert!(matches!(second.begun, Begun::Warm { .. }));
/// assert!(second.relative_gap().is_some_and(|gap| gap < 1e-3));
/// # Ok::<(), alokasi::Error>(())
/// ```
///
/// # Errors
/// See [`Error`]; no state causes one, but a solver other than the structured one cannot start from any.
pub fn allocate_from(
    programme: &Programme,
    options: &Options,
    state: Option<&WarmStart>,
) -> Result<(Outcome, Option<WarmStart>), Error> {
    if options.solver != Choice::Structured {
        let reason = "it neither starts from a state nor leaves one".to_owned();
        return Err(SolveError::Unsupported { solver: options.solver.solver().name(), reason }.into());
    }
    if !programme.whole_parts().is_empty() {
        let reason = "a programme with whole-number decisions does not start from a state".to_owned();
        return Err(SolveError::Unsupported { solver: options.solver.solver().name(), reason }.into());
    }
    let solver = Resuming::from(state);
    let mut outcome = allocate_with(programme, &solver, options)?;
    let (begun, left) = solver.left();
    outcome.begun = begun;
    Ok((outcome, left))
}

/// Allocates the money of `programme` by `solver`, which may be the caller's own: whatever it answers is audited. The solver that
/// `options` name is not looked at.
///
/// # Errors
/// See [`Error`]; the stage that failed tells why.
pub fn allocate_with(programme: &Programme, solver: &dyn Solver, options: &Options) -> Result<Outcome, Error> {
    if !programme.whole_parts().is_empty() {
        return whole::allocate(programme, solver, options);
    }
    let mut stages = Stages::default();
    let formulation = timed(&mut stages.formulate, || formulate(programme))?;
    let (lp, control, start) = (&formulation.lp, &options.control, Instant::now());
    let claim = timed(&mut stages.solve, || ask(solver, &formulation, control))
        .map_err(|error| no_answer(&formulation, error))?;
    let claimed = claim.ended;
    let (mut answer, _) = timed(&mut stages.audit, || settle(solver.name(), lp, claim, control.gap))?;
    let stop = || control.stop(start).is_some();
    let (mut point, mut finished) =
        timed(&mut stages.finish, || finish(&formulation, &answer, answer.ended, options.finish, &stop));
    let rounded = timed(&mut stages.round, || {
        to_plan(&formulation, &point).or_else(|error| match finished {
            Finished::Vertex { .. } => {
                // A vertex meets more rows exactly, which leaves whole units less room than the middle does.
                point.clone_from(&answer.point);
                finished = Finished::Interior(Kept::NotRounded);
                to_plan(&formulation, &point).map_err(|_| error)
            }
            Finished::Interior(_) => Err(error),
        })
    })?;
    let benefit = timed(&mut stages.verify, || judge(programme, &rounded.plan))?;
    answer.point = point;
    let (certificate, proved) = timed(&mut stages.certify, || {
        answer.prices = answer.prices.as_ref().map(|prices| polish(lp, prices, lp.cost()));
        let certificate = answer.prices.as_ref().map(|prices| Certificate::new(&formulation, prices, benefit.total));
        (certificate, audit(lp, &answer))
    });
    if let Some(Certificate { bound, .. }) = certificate
        && benefit.total - bound > ROUNDING * bound.abs()
    {
        return Err(Error::BeyondBound { benefit: benefit.total, bound });
    }
    Ok(Outcome {
        plan: rounded.plan,
        benefit,
        bound: certificate.as_ref().map(|certificate| certificate.bound),
        proved_by: certificate.as_ref().map(|_| Proof::Lp),
        regions: None,
        unpriced: None,
        unaided: None,
        claimed: None,
        certificate,
        // Noise on a solver's prices widens its own gap, and its point may be short of the vertex; what counts is what is certified.
        ended: proved?.ended(claimed, control.gap),
        point: answer.point,
        finished,
        prices: answer.prices,
        scale: scale_of_gap(lp, benefit.total),
        moved: rounded.moved,
        lost: rounded.lost,
        losers: rounded.losers,
        solver: solver.name(),
        iterations: answer.iterations,
        begun: Begun::Cold,
        stages,
    })
}

/// The points of `plan`, if it breaks no rule.
fn judge(programme: &Programme, plan: &Plan) -> Result<Benefit, Error> {
    let violations = verify::check(programme, plan);
    if violations.is_empty() {
        Ok(verify::benefit(programme, plan))
    } else {
        Err(Error::Unverified(Broken(violations)))
    }
}

/// What a solver without an answer says; "infeasible" only counts as proved if its ray is.
fn no_answer(formulation: &Formulation<'_>, error: SolveError) -> Error {
    let SolveError::Infeasible { proof } = error else { return error.into() };
    let proved = proof.as_ref().is_some_and(|ray| proves_infeasible(&formulation.lp, ray));
    let rows = proof.map_or_else(Vec::new, |ray| contradiction::names(formulation, &ray));
    Infeasible { rows, proved }.into()
}

fn timed<T>(seconds: &mut f64, stage: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = stage();
    *seconds = start.elapsed().as_secs_f64();
    result
}
