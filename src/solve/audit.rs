//! Audit of a linear program before it is solved and of an answer after: nothing a solver says is believed.
//!
//! General solvers take a NaN, an infinity or an impossible row without a word and answer something, call a half-solved program
//! optimal, or call a bounded one unbounded. So [`screen`] looks at every number first, and [`audit`] works out afterwards, from the
//! program alone, how far each row is missed, what the point is worth and what bound follows from the prices:
//!
//! ```text
//! bound = sum_i s_i y_i b_i + sum_j max over lower_j <= x_j <= upper_j of (c_j - sum_i s_i y_i a_ij) x_j
//! s_i = -1 for `>=`, else 1;   y_i = the price of row i, at least 0 unless the row is `=`
//! ```
//!
//! This holds for any prices, so that wrong ones (a turned sign among them) show as a wide gap. It is summed in plain `f64`; the
//! certificate that is stored beside a plan has its own, stricter arithmetic.

use std::fmt;
use std::time::Instant;

use crate::lp::{ColumnKey, Formulation, Lp, RowKey, Sense};
use crate::solve::{Answer, Control, Ended, OnPrices, SolveError, Solver, proves_infeasible};

/// The largest miss of a row or bound that passes, relative to the row's size. Solvers reach 1e-9 to 1e-12 after scaling; above
/// 1e-7 a ceiling of Rp 100 billion would be passed by more than Rp 10,000, which rounding to whole units no longer absorbs.
pub const MISS: f64 = 1e-7;

/// No row or column counts as smaller than this (Rp 10 million), so that a miss of Rp 1 is none.
const LEAST_SIZE: f64 = 10.0;

/// How far a row must be out of reach, relative to its size, to be called impossible at sight: well above the rounding of a sum
/// over a million columns, and below any miss that a planner could state.
const OUT_OF_REACH: f64 = 1e-9;

/// A gap of this size is the rounding of the sums themselves: no solver is asked for less.
const ROUNDING: f64 = 1e-12;

/// The gap is relative to the benefit, but to no less than this part of all points at stake (every column at its larger bound):
/// a programme without money (benefit 0) is solved although solvers leave a bound of some 1e-12 of the points at stake. A programme that
/// can pay for less than a thousandth of what it is asked for thus has a gap relative to that thousandth.
pub const LEAST_BENEFIT: f64 = 1e-3;

/// A row or a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A row.
    Row(RowKey),
    /// A column.
    Column(ColumnKey),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Row(key) => write!(f, "row {key:?}"),
            Self::Column(key) => write!(f, "column {key:?}"),
        }
    }
}

/// What an answer is worth by our own arithmetic.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Audit {
    /// Points of the point.
    pub objective: f64,
    /// No point is worth more than this; `None` without prices.
    pub bound: Option<f64>,
    /// `(bound - objective) / |objective|` (see [`LEAST_BENEFIT`] where that is near 0); below 0 only by what rows are missed by and by rounding; `None` without prices.
    pub gap: Option<f64>,
    /// The worst miss of a row or of a column's bound, relative to the largest number in it.
    pub miss: f64,
    /// Where that is; `None` if nothing is missed.
    pub worst: Option<Place>,
}

impl Audit {
    /// How the solver really ended, when a relative gap of `gap` was asked for: with prices the gap decides, not the claim.
    #[must_use]
    pub fn ended(&self, claim: Ended, gap: f64) -> Ended {
        match (self.gap, claim) {
            (Some(found), _) if found.abs() <= gap.max(ROUNDING) => Ended::Optimal,
            (Some(_), Ended::Optimal) => Ended::Stalled,
            _ => claim,
        }
    }
}

/// Asks `solver`, which may be anybody's, between a screen of the program and an audit of the answer: [`ask`], then [`settle`].
///
/// # Errors
/// Those of the two.
pub fn audited(
    solver: &dyn Solver,
    formulation: &Formulation<'_>,
    control: &Control,
) -> Result<(Answer, Audit), SolveError> {
    let claim = ask(solver, formulation, control)?;
    settle(solver.name(), &formulation.lp, claim, control.gap)
}

/// Asks `solver` for its claim, once the program has passed the screen.
///
/// # Errors
/// Those of [`screen`] and of the solver; [`SolveError::Refuted`] for a proof of contradiction that is none; [`SolveError::Stopped`] if
/// it is to stop before it begins.
pub fn ask(solver: &dyn Solver, formulation: &Formulation<'_>, control: &Control) -> Result<Answer, SolveError> {
    asked(solver, formulation, control, || solver.solve(formulation, control))
}

/// Likewise, where prices are shown on the way.
///
/// # Errors
/// Those of [`ask`].
pub fn ask_showing(
    solver: &dyn Solver,
    formulation: &Formulation<'_>,
    control: &Control,
    show: &mut OnPrices<'_>,
) -> Result<Answer, SolveError> {
    asked(solver, formulation, control, || solver.solve_showing(formulation, control, show))
}

fn asked(
    solver: &dyn Solver,
    formulation: &Formulation<'_>,
    control: &Control,
    solve: impl FnOnce() -> Result<Answer, SolveError>,
) -> Result<Answer, SolveError> {
    let lp = &formulation.lp;
    screen(lp)?;
    if let Some(ended) = control.stop(Instant::now()) {
        return Err(SolveError::Stopped { solver: solver.name(), ended });
    }
    // General solvers break down on a program without columns. Its one point is empty; the screen has passed its rows.
    if lp.column_count() == 0 {
        let prices = solver.gives_prices().then(|| vec![0.0; lp.row_count()]);
        return Ok(Answer { point: Vec::new(), prices, claimed: None, ended: Ended::Optimal, iterations: 0 });
    }
    match solve() {
        Err(SolveError::Infeasible { proof: Some(ray) }) if !proves_infeasible(lp, &ray) => {
            let reason = "it calls the rules contradictory, but its proof does not hold".to_owned();
            Err(SolveError::Refuted { reason })
        }
        claim => claim,
    }
}

/// Turns the claim of `solver` into an answer that holds: its point is finite and meets every row and bound up to [`MISS`], and it is
/// called optimal only if a relative gap of `gap` is reached by our own arithmetic (or, from a solver without prices, on its word).
///
/// # Errors
/// [`SolveError::Refuted`] for a claim of optimality that does not hold, [`SolveError::Failed`] if the solver got stuck at a point that does not
/// hold, [`SolveError::Stopped`] if it was stopped at such a point.
pub fn settle(solver: &'static str, lp: &Lp, claim: Answer, gap: f64) -> Result<(Answer, Audit), SolveError> {
    match (audit(lp, &claim), claim.ended) {
        (Ok(audit), ended) => Ok((Answer { ended: audit.ended(ended, gap), ..claim }, audit)),
        (Err(_), ended @ (Ended::TimeLimit | Ended::Cancelled)) => Err(SolveError::Stopped { solver, ended }),
        (Err(error), Ended::Stalled) => {
            let reason = format!("it made no more progress, and of its last point: {error}");
            Err(SolveError::Failed { solver, reason })
        }
        (Err(error), Ended::Optimal) => Err(error),
    }
}

/// Looks at every number of `lp` before a solver sees it.
///
/// # Errors
/// [`SolveError::NotFinite`] if one is NaN or infinite; [`SolveError::Infeasible`] if a row is out of reach of its columns' bounds
/// (with the ray that says so) or a column's bounds cross.
pub fn screen(lp: &Lp) -> Result<(), SolveError> {
    let not_finite = |place: Place| SolveError::NotFinite { place: place.to_string() };
    for (j, key) in lp.columns().enumerate() {
        if !(lp.cost()[j].is_finite() && lp.lower()[j].is_finite() && lp.upper()[j].is_finite()) {
            return Err(not_finite(Place::Column(key)));
        }
    }
    for row in lp.rows() {
        if !(row.rhs.is_finite() && row.values.iter().all(|a| a.is_finite())) {
            return Err(not_finite(Place::Row(row.key)));
        }
    }
    if lp.lower().iter().zip(lp.upper()).any(|(lower, &upper)| lower > upper) {
        return Err(SolveError::Infeasible { proof: None });
    }
    for (i, row) in lp.rows().enumerate() {
        let ends = |j: usize, a: f64| (a * lp.lower()[j], a * lp.upper()[j]);
        let least: f64 = row.terms().map(|(j, a)| ends(j, a)).map(|(x, y)| x.min(y)).sum();
        let most: f64 = row.terms().map(|(j, a)| ends(j, a)).map(|(x, y)| x.max(y)).sum();
        let slack = OUT_OF_REACH * size(lp, i);
        let weight = match row.sense {
            Sense::AtMost | Sense::Equal if least > row.rhs + slack => 1.0,
            Sense::AtLeast if most < row.rhs - slack => 1.0,
            Sense::Equal if most < row.rhs - slack => -1.0,
            _ => continue,
        };
        let mut ray = vec![0.0; lp.row_count()];
        ray[i] = weight;
        return Err(SolveError::Infeasible { proof: Some(ray) });
    }
    Ok(())
}

/// Works out what `answer` is worth.
///
/// # Errors
/// [`SolveError::Refuted`] if it has the wrong number of values, holds a value that is not finite, or misses a row or a column's
/// bound by more than [`MISS`].
pub fn audit(lp: &Lp, answer: &Answer) -> Result<Audit, SolveError> {
    let refuted = |reason: String| Err(SolveError::Refuted { reason });
    let point = &answer.point;
    if point.len() != lp.column_count() {
        return refuted(format!("it has {} values for {} columns", point.len(), lp.column_count()));
    }
    if let Some(j) = point.iter().position(|x| !x.is_finite()) {
        return refuted(format!("{} is {}", Place::Column(lp.column(j)), point[j]));
    }
    if let Some(prices) = &answer.prices {
        if prices.len() != lp.row_count() {
            return refuted(format!("it has {} prices for {} rows", prices.len(), lp.row_count()));
        }
        if let Some(i) = prices.iter().position(|y| !y.is_finite()) {
            return refuted(format!("the price of {} is {}", Place::Row(lp.row_key(i)), prices[i]));
        }
    }
    let (miss, worst) = worst_miss(lp, point);
    if let (true, Some(place)) = (miss > MISS, worst) {
        return refuted(format!("{place} is missed by {miss:.1e} of its size"));
    }
    let objective = lp.objective(point);
    let bound = answer.prices.as_ref().map(|prices| bound(lp, prices));
    let gap = bound.map(|bound| (bound - objective) / scale_of_gap(lp, objective));
    Ok(Audit { objective, bound, gap, miss, worst })
}

/// The upper bound on every point of `lp` that follows from any `prices` (one for each row; those with the wrong sign count as 0).
#[must_use]
pub fn bound(lp: &Lp, prices: &[f64]) -> f64 {
    let (constant, slopes) = combine(lp, prices);
    let best = |j: usize| {
        let reduced = lp.cost()[j] - slopes[j];
        if reduced > 0.0 { reduced * lp.upper()[j] } else { reduced * lp.lower()[j] }
    };
    constant + (0..lp.column_count()).map(best).sum::<f64>()
}

/// `sum_i s_i y_i b_i` and, for each column, `sum_i s_i y_i a_ij`: the rows added up as one `<=` row.
fn combine(lp: &Lp, prices: &[f64]) -> (f64, Vec<f64>) {
    let mut constant = 0.0;
    let mut slopes = vec![0.0; lp.column_count()];
    for (row, &price) in lp.rows().zip(prices) {
        let weight = match row.sense {
            Sense::AtMost => price.max(0.0),
            Sense::AtLeast => -price.max(0.0),
            Sense::Equal => price,
        };
        constant += weight * row.rhs;
        for (j, a) in row.terms() {
            slopes[j] += weight * a;
        }
    }
    (constant, slopes)
}

/// The largest number that row `i` can hold: what a miss is compared with.
fn size(lp: &Lp, i: usize) -> f64 {
    let row = lp.row(i);
    row.terms().map(|(j, a)| a.abs() * largest(lp, j)).fold(row.rhs.abs().max(LEAST_SIZE), f64::max)
}

/// The largest value of column `j`, without its sign.
fn largest(lp: &Lp, j: usize) -> f64 {
    lp.lower()[j].abs().max(lp.upper()[j].abs())
}

fn worst_miss(lp: &Lp, point: &[f64]) -> (f64, Option<Place>) {
    let mut worst = (0.0, None);
    let mut note = |miss: f64, size: f64, place: Place| {
        let relative = miss / size;
        if relative > worst.0 {
            worst = (relative, Some(place));
        }
    };
    for (j, (&x, key)) in point.iter().zip(lp.columns()).enumerate() {
        let over = (lp.lower()[j] - x).max(x - lp.upper()[j]);
        note(over, largest(lp, j).max(LEAST_SIZE), Place::Column(key));
    }
    for (i, row) in lp.rows().enumerate() {
        let over = row.activity(point) - row.rhs;
        let miss = match row.sense {
            Sense::AtMost => over,
            Sense::AtLeast => -over,
            Sense::Equal => over.abs(),
        };
        note(miss, size(lp, i), Place::Row(row.key));
    }
    worst
}

/// What a gap of points is compared with: `objective`, but no less than a part of what is at stake (see [`LEAST_BENEFIT`]).
#[must_use]
pub fn scale_of_gap(lp: &Lp, objective: f64) -> f64 {
    let stake: f64 = lp.cost().iter().enumerate().map(|(j, c)| c.abs() * largest(lp, j)).sum();
    objective.abs().max(LEAST_BENEFIT * stake).max(f64::MIN_POSITIVE)
}
