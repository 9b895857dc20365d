//! A clean finish: from the point and prices of a solver to the one vertex that the tie-break names.
//!
//! An interior-point method ends in the middle of the optimal plans: where several are equally good, money is spread over all of them, and
//! the middle depends on the solver. A vertex pays most needs wholly or not at all, and the tie-break makes it unique.
//!
//! ```text
//! decide   columns at a bound and rows met exactly in every optimum, by point and prices        decide.rs
//! face     what is left: open columns, the rows that bind them                                   face.rs
//! vertex   greatest points, then greatest tie-break, by a simplex method that starts at the point     simplex.rs: price.rs, ratio.rs,
//!          basis.rs, factor.rs, marks.rs
//! check    every row and column of the whole program, and the points, against the point that came in
//! retry    with less taken as decided, if one of these fails; at last the point stays as it is, and the outcome says why
//! ```
//! The tie-break is stated in [`tie`].

mod basis;
mod decide;
mod face;
mod factor;
mod marks;
mod price;
mod ratio;
mod simplex;
pub mod tie;
pub mod vertex;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::lp::{Formulation, Lp, RowRef, Sense};
use crate::solve::audit::scale_of_gap;
use crate::solve::{Answer, Ended};

use face::{Contradiction, Face};
use simplex::Failure;

/// Thresholds of what counts as decided, tried in this order; see `decide`. Point and prices of a gap of 1e-9 part at about 1e-5. At
/// the last nothing is decided.
const THRESHOLDS: [f64; 4] = [1e-6, 1e-4, 1e-2, f64::INFINITY];
/// The most by which the points may fall, relative to them: a tenth of the gap that a solver is asked for.
const FALL: f64 = 1e-10;
/// The most by which a row or bound may be missed, relative to its largest term.
const MISS: f64 = 1e-9;
/// No row or column counts as smaller than this, in Rp 1 million, as in the audit.
const LEAST_SIZE: f64 = 10.0;

/// Which optimum is wanted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finish {
    /// The vertex that the tie-break names.
    #[default]
    Vertex,
    /// The point as the solver left it; an interior-point method leaves the middle of all optimal plans.
    Interior,
}

/// How the finish went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Finished {
    /// The point is the vertex that the tie-break names.
    Vertex {
        /// Columns that point and prices left open.
        open: usize,
        /// Steps of the simplex method.
        steps: usize,
        /// Attempts: 1 unless too much was taken as decided at first.
        attempts: usize,
    },
    /// The point is the solver's.
    Interior(Kept),
}

/// Why a point stayed as the solver left it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Kept {
    /// It was asked for.
    Asked,
    /// The solver was stopped, or stopped short of an optimum that would decide anything.
    NotOptimal,
    /// There was no time left, or it took more steps than it may.
    Stopped,
    /// What was taken as decided left no plan.
    Empty,
    /// The arithmetic failed, or the answer was not one to this program.
    Unstable,
    /// The vertex missed a row or a bound.
    Missed,
    /// The vertex was worth less.
    Worse,
    /// The vertex could not be rounded to whole units, but the solver's point could.
    NotRounded,
    /// The programme has whole-number decisions: which of several best plans is taken is left to the search.
    Whole,
}

impl Finished {
    /// Why the point stayed as the solver left it; `None` at the vertex.
    #[must_use]
    pub fn kept(&self) -> Option<Kept> {
        match self {
            Self::Vertex { .. } => None,
            Self::Interior(why) => Some(*why),
        }
    }
}

impl fmt::Display for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Asked => "it was asked for",
            Self::NotOptimal => "the solver stopped short of the optimum",
            Self::Stopped => "there was no time for more, or it took too many steps",
            Self::Empty => "no plan was left by what had seemed decided",
            Self::Unstable => "the arithmetic of the finish failed",
            Self::Missed => "the finished plan missed a rule",
            Self::Worse => "the finished plan was worth less",
            Self::NotRounded => "the finished plan could not be rounded to whole units",
            Self::Whole => "of whole-number plans that are equally good, the search keeps the first that it finds",
        })
    }
}

/// Finishes the point of `answer`, which ended as `ended` by our own arithmetic: the point to go on with, and how it came about.
///
/// `stop` is asked now and then whether to give up.
#[must_use]
pub fn finish(
    formulation: &Formulation<'_>,
    answer: &Answer,
    ended: Ended,
    wanted: Finish,
    stop: &dyn Fn() -> bool,
) -> (Vec<f64>, Finished) {
    let keep = |why| (answer.point.clone(), Finished::Interior(why));
    if wanted == Finish::Interior {
        return keep(Kept::Asked);
    }
    if ended != Ended::Optimal && ended != Ended::Stalled {
        return keep(Kept::NotOptimal);
    }
    let (columns, rows) = (formulation.lp.column_count(), formulation.lp.row_count());
    if answer.point.len() != columns || answer.prices.as_ref().is_some_and(|prices| prices.len() != rows) {
        return keep(Kept::Unstable);
    }
    let tie = tie::weights(formulation);
    let mut why = Kept::Empty;
    for (theta, attempts) in THRESHOLDS.into_iter().zip(1..) {
        match attempt(formulation, answer, &tie, theta, stop) {
            Ok((point, open, steps)) => return (point, Finished::Vertex { open, steps, attempts }),
            Err(failed) => why = failed,
        }
        // Nothing is decided without prices, so that there is nothing to take back.
        if why == Kept::Stopped || answer.prices.is_none() {
            break;
        }
    }
    keep(why)
}

/// The vertex, the number of open columns and of steps, if what is decided at `theta` leads to one that holds.
fn attempt(
    formulation: &Formulation<'_>,
    answer: &Answer,
    tie: &[f64],
    theta: f64,
    stop: &dyn Fn() -> bool,
) -> Result<(Vec<f64>, usize, usize), Kept> {
    let lp = &formulation.lp;
    let decided = decide::decide(lp, &answer.point, answer.prices.as_deref(), theta);
    let face = Face::new(lp, tie, &answer.point, decided).map_err(|Contradiction| Kept::Empty)?;
    let vertex = simplex::vertex(&face, stop).map_err(|failure| match failure {
        Failure::Empty => Kept::Empty,
        Failure::Unbounded => Kept::Unstable,
        Failure::Stopped => Kept::Stopped,
    })?;
    let point = face.point(lp, &vertex.values);
    check(lp, &point, &answer.point, answer.prices.as_deref())?;
    Ok((point, face.open(), vertex.steps))
}

/// Whether `point` meets every row and bound and is worth no less than `before`.
fn check(lp: &Lp, point: &[f64], before: &[f64], prices: Option<&[f64]>) -> Result<(), Kept> {
    if point.iter().any(|x| !x.is_finite()) {
        return Err(Kept::Unstable);
    }
    let holds = |over: f64, size: f64| over <= MISS * size.max(LEAST_SIZE);
    let columns = (0..point.len()).all(|j| {
        let over = (lp.lower()[j] - point[j]).max(point[j] - lp.upper()[j]);
        holds(over, lp.lower()[j].abs().max(lp.upper()[j].abs()))
    });
    let rows = lp.rows().all(|row| {
        let (mut activity, mut size) = (0.0, row.rhs.abs());
        for (j, a) in row.terms() {
            activity += a * point[j];
            size = (a * point[j]).abs().max(size);
        }
        holds(over(row.sense, activity - row.rhs), size)
    });
    if !(columns && rows) {
        return Err(Kept::Missed);
    }
    let worth = lp.objective(before);
    let allowed = FALL * scale_of_gap(lp, worth) + bought(lp, before, prices);
    if lp.objective(point) < worth - allowed { Err(Kept::Worse) } else { Ok(()) }
}

/// What the rows that `before` misses, each by a little, bought it: a point that meets them all cannot have that.
fn bought(lp: &Lp, before: &[f64], prices: Option<&[f64]>) -> f64 {
    let miss =
        |(row, price): (RowRef<'_>, &f64)| price.abs() * over(row.sense, row.activity(before) - row.rhs).max(0.0);
    prices.map_or(0.0, |prices| lp.rows().zip(prices).map(miss).sum())
}

/// By how much a row is missed whose activity is this much above its right-hand side; below 0 where it is met with room.
fn over(sense: Sense, above: f64) -> f64 {
    match sense {
        Sense::AtMost => above,
        Sense::AtLeast => -above,
        Sense::Equal => above.abs(),
    }
}
