//! Solvers behind one trait. What a solver returns is a claim; nothing here is believed before it is recomputed.

pub mod audit;
mod choice;
mod farkas;
// Each general solver uses its own part of these two, so that a build with one of them leaves a part unused.
#[cfg(any(feature = "clarabel", feature = "microlp", feature = "highs"))]
#[cfg_attr(not(all(feature = "clarabel", feature = "microlp")), allow(dead_code))]
pub mod general;
#[cfg(any(feature = "clarabel", feature = "microlp", feature = "highs"))]
#[cfg_attr(not(feature = "clarabel"), allow(dead_code))]
mod scale;
pub(crate) mod sift;
pub mod structured;
pub mod whole;

pub use choice::{Choice, UnknownSolver};
pub use farkas::proves_infeasible;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::lp::Formulation;

/// A solver of linear programs.
pub trait Solver: Sync {
    /// Its name, as `--solver` and `summary.json` write it.
    fn name(&self) -> &'static str;

    /// Whether its answers carry prices; without prices a plan has no certificate.
    fn gives_prices(&self) -> bool {
        true
    }

    /// Solves `formulation`.
    ///
    /// # Errors
    /// See [`SolveError`].
    fn solve(&self, formulation: &Formulation<'_>, control: &Control) -> Result<Answer, SolveError>;

    /// Solves `formulation`, and on the way shows prices that are near the optimum (their bound within some thousandths), once at most, to whoever has a use for
    /// them before the answer is there. A solver that has none on the way shows nothing.
    ///
    /// # Errors
    /// As [`solve`](Self::solve).
    fn solve_showing(
        &self,
        formulation: &Formulation<'_>,
        control: &Control,
        show: &mut OnPrices<'_>,
    ) -> Result<Answer, SolveError> {
        let _ = show;
        self.solve(formulation, control)
    }
}

/// A function that is shown prices, one for each row, while the solver waits.
pub type OnPrices<'a> = dyn FnMut(&[f64]) + Send + 'a;

/// What a solver claims.
#[derive(Debug, Clone)]
pub struct Answer {
    /// A value for each column.
    pub point: Vec<f64>,
    /// A price for each row, in the convention of [`crate::lp::matrix`]; `None` from a solver without prices.
    pub prices: Option<Vec<f64>>,
    /// What it claims that no point is worth more than, in points, where it gives no prices that would prove it: its word.
    pub claimed: Option<f64>,
    /// How it ended.
    pub ended: Ended,
    /// Iterations (0 = the solver does not say).
    pub iterations: usize,
}

/// How a solver ended, when it has a point to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ended {
    /// It claims the gap asked for.
    Optimal,
    /// No step brings it further; the point is its best.
    Stalled,
    /// Time was up.
    TimeLimit,
    /// It was told to stop.
    Cancelled,
}

/// Why there is no point.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SolveError {
    /// No point meets all rows. `proof` is a ray: a weight for each row under which the rows contradict each other; `None` where
    /// the solver gives none. It is a claim until it is checked.
    #[error("no plan can meet all the rules")]
    Infeasible {
        /// Weights of the rows, in the sign convention of prices.
        proof: Option<Vec<f64>>,
    },
    /// The solver cannot take this program.
    #[error("solver {solver} cannot take this programme: {reason}")]
    Unsupported {
        /// Its name.
        solver: &'static str,
        /// What it cannot take.
        reason: String,
    },
    /// A number of the program is not finite; solvers answer such programs wrongly without a word.
    #[error(
        "the linear program holds a number that is not finite, in {place}; this is a fault of alokasi, please report it"
    )]
    NotFinite {
        /// The row or column.
        place: String,
    },
    /// Time was up, or it was told to stop, before there was a point.
    #[error("solver {solver} had no plan yet when it was stopped ({ended:?})")]
    Stopped {
        /// Its name.
        solver: &'static str,
        /// Why it stopped.
        ended: Ended,
    },
    /// Its answer does not hold.
    #[error("the solver's answer does not hold: {reason}")]
    Refuted {
        /// What is wrong with it.
        reason: String,
    },
    /// It failed.
    #[error("solver {solver} failed: {reason}")]
    Failed {
        /// Its name.
        solver: &'static str,
        /// What it said.
        reason: String,
    },
}

/// How far a solver is, for progress.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    /// Iterations done.
    pub iteration: usize,
    /// Relative gap between point and bound at this iteration.
    pub gap: f64,
    /// Seconds since the start.
    pub seconds: f64,
}

/// A function that is told of progress.
pub type OnProgress = Arc<dyn Fn(&Progress) + Send + Sync>;

/// Limits of a solve, and the way to watch and stop it.
#[derive(Clone)]
#[non_exhaustive]
pub struct Control {
    /// Relative gap at which to stop (default 1e-9).
    pub gap: f64,
    /// Time for the solver (default: none).
    pub time_limit: Option<Duration>,
    /// Threads (default: as many as rayon takes). Never changes the answer.
    pub threads: Option<usize>,
    /// Set to true to stop.
    pub cancel: Arc<AtomicBool>,
    /// Told of each iteration.
    pub on_progress: Option<OnProgress>,
}

impl Default for Control {
    fn default() -> Self {
        Self { gap: 1e-9, time_limit: None, threads: None, cancel: Arc::default(), on_progress: None }
    }
}

impl fmt::Debug for Control {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Control")
            .field("gap", &self.gap)
            .field("time_limit", &self.time_limit)
            .field("threads", &self.threads)
            .field("cancel", &self.cancel)
            .field("on_progress", &self.on_progress.is_some())
            .finish()
    }
}

impl Control {
    /// Why to stop now, if there is a reason; `start` is when the solver began.
    #[must_use]
    pub fn stop(&self, start: Instant) -> Option<Ended> {
        if self.cancel.load(Ordering::Relaxed) {
            Some(Ended::Cancelled)
        } else if self.time_limit.is_some_and(|limit| start.elapsed() >= limit) {
            Some(Ended::TimeLimit)
        } else {
            None
        }
    }
}
