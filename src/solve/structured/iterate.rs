//! The iteration: Mehrotra's predictor and corrector.

use std::ops::ControlFlow;
use std::time::Instant;

use crate::solve::{Control, Ended, Progress};

use super::late::CALLS;
use super::node::Node;
use super::outline::Outline;
use super::tally::{Aim, Steps, Tally};

/// Iterations after which the method gives up; the hardest of national size take about 100.
pub(super) const MOST_ITERATIONS: usize = 200;
/// Residuals (relative, in units of a median need) that an optimal point may have: some Rp 3 where that need costs Rp 300 million,
/// far below the unit of a plan. Residuals of prices are part of the bound.
const RESIDUAL: f64 = 1e-8;
/// Iterations without a better point after which it has stalled.
const PATIENCE: usize = 15;
/// The second-order term is cut at this times mu. Uncut it is dominated by a few pairs far from the path and spoils the
/// direction for all others; by far the most important of these rules.
const CLIP: f64 = 5.0;
/// The corrector aims at mu times this power of what the predictor would leave of it. A few pairs of many thousands stop the predictor early, at a
/// tenth to a third of the way, while mu could fall much faster: the fourth power, as usual, centres too much and takes half as many iterations more at
/// 7,437 sentra, three quarters more at 60,000. From 10 to 14 there is little to choose; from 16 on steps get short.
const CENTRING_POWER: i32 = 12;
/// But not below this.
const LEAST_CENTRING: f64 = 1e-8;
/// The power where rows are further from closed than the gap is from what was asked for. Factors lose their digits as mu falls, and rows that are still
/// open then can't be closed any more: without this, more programmes with order and completion stall.
const CAREFUL_POWER: i32 = 4;
/// From this mu on that is looked at; before, it costs iterations and changes nothing.
const CAREFUL_BELOW: f64 = 1e-4;
/// What rows should reach by the time the gap does, as a part of [`RESIDUAL`].
const CLOSED_PART: f64 = 0.1;
/// Part of the way to the boundary that is taken while the last steps were shorter than [`SHORT_STEP`].
const CAUTIOUS: f64 = 0.97;
/// See [`CAUTIOUS`].
const SHORT_STEP: f64 = 0.8;
/// Otherwise the part left open is mu times a tenth, within these. The last steps then leave next to nothing: one that still divides mu by only a
/// thousand may end just short of the gap asked for, where the next has no digits left.
const LEFT_OPEN: (f64, f64) = (1e-5, 0.1);
/// Added to the objective in the relative gap, in units of a median need at the best benefit: guards programmes worth nothing.
const OBJECTIVE_FLOOR: f64 = 1e-3;
/// A residual this many times what the last step should have left of it is rounding: the direction is then refined.
const NOISE: f64 = 10.0;
/// Residuals below a tenth of the tolerance, less a safe margin, never ask for that.
const NOISE_FLOOR: f64 = 1e-12;
/// Merit of an iterate for a later solve to start from. At 3e-1 less is saved; at 1e-2 some changes of 5 % no longer save anything, since
/// products are then small against what the change opens.
const NEAR: f64 = 1e-1;
/// Gap at which it is taken though rows are further open than that. With much money rows that sum the nation close last, and waiting for them ends next to the boundary:
/// after ceilings moved by 5 %, 7,437 sentra took 45 and 35 iterations from there (cold 48 and 39), 32 and 24 from here. At 5e-2 small programmes take longer, 2e-2 is the same.
const NEAR_OPEN: f64 = 3e-2;
/// Where a point is near enough for a state: by the larger of gap and residual, or by the gap alone.
pub(super) const STATE: (f64, f64) = (NEAR, NEAR_OPEN);
/// And for its prices to be of use. Rows close last, which prices don't wait for: at 7,437 sentra with order and completion rows this is after 17 of 31 iterations.
pub(super) const PRICES: (f64, f64) = (0.0, 3e-3);
/// From this mu on directions are always checked: matrices then hold numbers of very different size.
const LATE: f64 = 1e-7;
/// Part of the way from which on a late predictor counts as whole: its second-order term is then rounding, and spoils the direction.
const NEARLY_WHOLE: f64 = 0.9;
/// A direction is good enough if it leaves rows open by this part of the tolerance.
const ENOUGH: f64 = 1e-3;
/// Refinements of one direction; more than a few do not help if these do not. See [`UNDO`], too.
const MOST_REFINEMENTS: usize = 3;
/// A refinement that leaves rows this many times further open is undone: there the factors have lost all digits. Less than that is rounding.
const UNDO: f64 = 10.0;
/// Merit below which the best point is kept aside.
const KEEP_BELOW: f64 = 1e-4;

/// How the iteration ended.
#[derive(Debug)]
pub(super) struct Finish {
    pub(super) ended: Ended,
    pub(super) iterations: usize,
    /// The larger of gap and residual at the point that the tree then holds.
    pub(super) merit: f64,
}

/// What happens at the first point that is near.
pub(super) struct Near<F> {
    /// The iteration by which it must have come; a start that is worth its state is there long before.
    pub(super) by: usize,
    /// [`STATE`] or [`PRICES`].
    pub(super) at: (f64, f64),
    /// Is shown the point, and may end the iteration there, which then counts as cancelled.
    pub(super) show: F,
}

/// Runs the iteration on a tree that holds a starting point, in its circuits where it has some; it then holds the best point found.
///
/// `constant` is added to the objective; with `care` it centres as one does who has time; `ray` is asked whether the present prices prove that no point exists; an iteration that
/// has not come `near` in time has stalled.
///
/// # Errors
/// `ray`'s proof.
#[allow(clippy::too_many_arguments)] // each of another kind
pub(super) fn iterate<P>(
    root: &mut Node,
    outline: &Outline<'_>,
    mut weights: f64,
    constant: f64,
    control: &Control,
    start: Instant,
    ray: impl Fn(&Node) -> Option<P>,
    near: Near<impl FnOnce(&Node) -> ControlFlow<()>>,
    care: bool,
) -> Result<Finish, P> {
    let ray = |root: &mut Node| {
        root.close_circuits();
        ray(root)
    };
    let mut show = Some(near.show);
    let mut steps = Steps::default();
    // Merit and iteration of the best point, and whether it is in `kept`.
    let mut best = (f64::INFINITY, 0usize, false);
    let mut kept = Vec::new();
    let mut reach = f64::INFINITY;
    let mut expected = f64::INFINITY;
    let mut calls = &CALLS[..];
    for iteration in 0..MOST_ITERATIONS {
        root.assemble(&[], steps);
        let tally = root.tally();
        let mu = tally.complementarity / weights;
        let gap = relative_gap(&tally, constant);
        let merit = gap.abs().max(tally.primal_residual);
        if let Some(tell) = &control.on_progress {
            tell(&Progress { iteration, gap, seconds: start.elapsed().as_secs_f64() });
        }
        if (merit <= near.at.0 || gap.abs() <= near.at.1)
            && let Some(show) = show.take()
        {
            root.close_circuits();
            if show(root).is_break() {
                return Ok(Finish { ended: Ended::Cancelled, iterations: iteration, merit });
            }
        }
        let due = calls.iter().take_while(|least| mu <= **least).count();
        if due > 0 {
            calls = &calls[due..];
            let came = root.call_in(outline, mu);
            if came > 0 {
                weights += came as f64;
                (steps, best, expected) = (Steps::default(), (f64::INFINITY, iteration, false), f64::INFINITY);
                continue;
            }
        }
        if gap.abs() <= control.gap && tally.primal_residual <= RESIDUAL {
            // What is late counts as well: what it adds falls with mu, or else some of it is wanted.
            let late = root.late_bound(outline);
            let whole = relative_gap(&Tally { bound: tally.bound + late, ..tally }, constant);
            let wanted = whole - gap > control.gap;
            if wanted || whole <= control.gap {
                let ended = if wanted { Ended::Stalled } else { Ended::Optimal };
                return Ok(Finish { ended, iterations: iteration, merit: whole });
            }
        }
        if iteration == 0 {
            reach = 10.0 * (tally.primal.abs() + tally.dual.abs() + 1.0);
        }
        if tally.dual < -reach
            && let Some(proof) = ray(root)
        {
            return Err(proof);
        }
        let stop = control.stop(start);
        let lost = !merit.is_finite();
        if merit < best.0 {
            best = (merit, iteration, merit < KEEP_BELOW);
            if best.2 {
                root.keep_in(&mut kept);
            }
        }
        let late = show.is_some() && iteration >= near.by;
        let stalled = lost || late || iteration - best.1 >= PATIENCE || iteration + 1 == MOST_ITERATIONS;
        if stop.is_some() || stalled {
            if !lost && let Some(proof) = ray(root) {
                return Err(proof);
            }
            let mut held = if lost { f64::INFINITY } else { merit };
            if best.2 {
                root.restore(&kept);
                held = best.0;
            }
            return Ok(Finish { ended: stop.unwrap_or(Ended::Stalled), iterations: iteration, merit: held });
        }

        root.direct(&[], None);
        let predicted = root.tally();
        let behind = tally.primal_residual * control.gap > CLOSED_PART * RESIDUAL * gap.abs();
        let aim = aimed(&tally, &predicted, weights, care || mu < CAREFUL_BELOW && behind);
        root.correct(aim);
        root.direct(&[], Some(aim));
        let mut found = root.tally();
        if mu < LATE || tally.primal_residual > NOISE * expected.max(NOISE_FLOOR) {
            found = refined(root, found);
        }
        let part = if steps.primal.min(steps.dual) < SHORT_STEP {
            CAUTIOUS
        } else {
            1.0 - (0.1 * mu).clamp(LEFT_OPEN.0, LEFT_OPEN.1)
        };
        steps = Steps { primal: (part * found.primal_step).min(1.0), dual: (part * found.dual_step).min(1.0) };
        expected = (1.0 - steps.primal) * tally.primal_residual;
    }
    Ok(Finish { ended: Ended::Stalled, iterations: MOST_ITERATIONS, merit: f64::INFINITY })
}

/// What the corrector aims at after the predictor.
fn aimed(tally: &Tally, predicted: &Tally, weights: f64, careful: bool) -> Aim {
    let mu = tally.complementarity / weights;
    let (primal, dual) = (predicted.primal_step.min(1.0), predicted.dual_step.min(1.0));
    let cross = predicted.cross;
    let left = (tally.complementarity + dual * cross[0] + primal * cross[1] + primal * dual * cross[2]) / weights;
    let power = if careful { CAREFUL_POWER } else { CENTRING_POWER };
    let centring = (left / mu).powi(power).clamp(LEAST_CENTRING, 1.0);
    let last = mu < LATE && primal.min(dual) > NEARLY_WHOLE;
    Aim { target: centring * mu, clip: if last { 0.0 } else { CLIP * mu } }
}

#[allow(clippy::neg_cmp_op_on_partial_ord)] // what is no number is undone, too
/// Refines the direction while that closes rows, and gives its sums; `found` are those of the direction as it is.
fn refined(root: &mut Node, mut found: Tally) -> Tally {
    let mut before: Option<(f64, Tally, Vec<f64>)> = None;
    for done in 0..=MOST_REFINEMENTS {
        let open = root.refine_up();
        let left = before.as_ref().map_or(f64::INFINITY, |(left, ..)| *left);
        if let Some((left, sums, directions)) = &before
            && !(open <= UNDO * left)
        {
            root.restore_directions(directions);
            return *sums;
        }
        if done == MOST_REFINEMENTS || open <= ENOUGH * RESIDUAL || open > 0.5 * left {
            break;
        }
        before = Some((open, found, root.keep_directions()));
        root.refine_down(&[]);
        found = root.tally();
    }
    found
}

/// Gap between prices and point, relative to the objective.
fn relative_gap(tally: &Tally, constant: f64) -> f64 {
    (tally.bound - tally.primal) / (OBJECTIVE_FLOOR + (tally.primal + constant).abs())
}
