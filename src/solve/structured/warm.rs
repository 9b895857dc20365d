//! Starting from a stored iterate, after a change of ceilings, priorities, bounds of rules or benefits.
//!
//! An interior-point method can't start from an optimum: there one side of every pair is 0, and a point on the boundary is slow to leave.
//! So a solve keeps the iterate that it passed at a gap of about 1e-1 (3e-2 where rows are open longer), where it is still well inside and already knows which needs are good
//! and what money costs. The next solve starts there, closes the residuals that the
//! change opened on its way, and ends by the same rules as a cold one, so that its answer is proved to the same gap: a bad state can cost
//! time, not truth. A solve that makes no progress from a state starts again without it and says so in [`Begun`].

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use serde::{Deserialize, Serialize};

use super::restart::{Iterate, Known, Pair};
use super::{Run, Structured, front, on_threads, solve};
use crate::lp::Formulation;
use crate::lp::identity::identities;
use crate::solve::{Answer, Control, Ended, SolveError, Solver};

/// The part of a program's columns and rows that a state must know: below it is a state of another programme, from which a start is no
/// better than a cold one.
pub(super) const LEAST_KNOWN: f64 = 0.5;

/// Iterations by which a solve from a state must be back at the gap at which states are kept. After a change of 5 % it takes 0 to 5, a
/// cold start of national size about 25: what takes longer than this has not gained anything from its state.
pub(super) const NEAR_BY: usize = 20;

/// An iterate of a solve, to start a later one from.
///
/// It can be written and read by serde and dropped at any time. It holds 24 bytes for each payment, need and row (about 4 MB for 7,437
/// sentra and five years) and belongs to no programme in particular: columns and rows are found again by the planner's codes, so needs,
/// ceilings and rules may come and go between solves. What it does not know starts cold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Stored")]
pub struct WarmStart {
    columns: Pairs,
    rows: Pairs,
}

/// Pairs in the order of the program that they come from.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pairs {
    /// [`Identities`](crate::lp::identity::Identities)
    keys: Vec<u64>,
    /// Room above the lower bound of a column, Rp 1 million or a share; room in a row.
    primal: Vec<f64>,
    /// Reduced cost of a column, price of a row; points per unit.
    dual: Vec<f64>,
}

/// A state as it is read, before its lists are compared.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    columns: Pairs,
    rows: Pairs,
}

/// A stored state whose lists are not of one length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a state that a solve left: {keys} keys, {primal} primal and {dual} dual values of {of}")]
pub struct BrokenState {
    of: &'static str,
    keys: usize,
    primal: usize,
    dual: usize,
}

impl TryFrom<Stored> for WarmStart {
    type Error = BrokenState;

    fn try_from(stored: Stored) -> Result<Self, BrokenState> {
        for (of, pairs) in [("columns", &stored.columns), ("rows", &stored.rows)] {
            let (keys, primal, dual) = (pairs.keys.len(), pairs.primal.len(), pairs.dual.len());
            if keys != primal || keys != dual {
                return Err(BrokenState { of, keys, primal, dual });
            }
        }
        Ok(Self { columns: stored.columns, rows: stored.rows })
    }
}

/// How a solve began.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Begun {
    /// Without a state: none was given, or there was nothing to iterate on.
    #[default]
    Cold,
    /// From the state that was given.
    Warm {
        /// Columns and rows that the state knew.
        known: usize,
        /// Of so many.
        of: usize,
    },
    /// Without the state that was given: it knew less than half of the programme's columns and rows.
    Unfit {
        /// Columns and rows that the state knew.
        known: usize,
        /// Of so many.
        of: usize,
    },
    /// From the state that was given, and when that made no more progress, again without it.
    Abandoned {
        /// Iterations that were lost; they count among the answer's.
        iterations: usize,
    },
}

impl fmt::Display for Begun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cold => f.write_str("started cold"),
            Self::Warm { known, of } => {
                write!(f, "started from the state, which knew {known} of {of} columns and rows")
            }
            Self::Unfit { known, of } => write!(
                f,
                "started cold: the state knew only {known} of {of} columns and rows, as one of another programme does"
            ),
            Self::Abandoned { iterations } => {
                write!(f, "started from the state, gave it up after {iterations} iterations and started again cold")
            }
        }
    }
}

/// An answer, how it was begun, and what the next solve may start from.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Resumed {
    /// The answer.
    pub answer: Answer,
    /// Whether the given state was used.
    pub begun: Begun,
    /// The state that this solve leaves; `None` if it was over before it came near the optimum.
    pub state: Option<WarmStart>,
}

impl Structured {
    /// Solves `formulation` as [`solve`](crate::solve::Solver::solve) does, from `state` where there is one, and leaves a state for the
    /// next solve.
    ///
    /// # Errors
    /// Those of `solve`; no state causes one.
    pub fn solve_from(
        &self,
        formulation: &Formulation<'_>,
        control: &Control,
        state: Option<&WarmStart>,
    ) -> Result<Resumed, SolveError> {
        let (lp, places) = (&formulation.lp, front::places(formulation));
        let identities = identities(formulation);
        let iterate = state.map(|state| Iterate {
            columns: state.columns.find(&identities.columns),
            rows: state.rows.find(&identities.rows),
        });
        let start = Instant::now();
        let run = on_threads(control, || {
            let run = solve(lp, &places, control, start, iterate.as_ref(), true, None)?;
            if !(matches!(run.begun, Begun::Warm { .. }) && run.answer.ended == Ended::Stalled) {
                return Ok(run);
            }
            let lost = run.answer.iterations;
            let mut run = solve(lp, &places, control, start, None, true, None)?;
            run.answer.iterations += lost;
            Ok(Run { begun: Begun::Abandoned { iterations: lost }, ..run })
        })?;
        let state = run.kept.map(|iterate| WarmStart {
            columns: Pairs::new(&identities.columns, &iterate.columns),
            rows: Pairs::new(&identities.rows, &iterate.rows),
        });
        Ok(Resumed { answer: run.answer, begun: run.begun, state })
    }
}

/// The structured solver as one that starts from a state, and remembers how it began and what it left.
#[derive(Debug)]
pub(crate) struct Resuming<'a> {
    state: Option<&'a WarmStart>,
    left: Mutex<(Begun, Option<WarmStart>)>,
}

impl<'a> Resuming<'a> {
    pub(crate) fn from(state: Option<&'a WarmStart>) -> Self {
        Self { state, left: Mutex::default() }
    }

    /// How its last solve began, and the state that it left.
    pub(crate) fn left(self) -> (Begun, Option<WarmStart>) {
        self.left.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Solver for Resuming<'_> {
    fn name(&self) -> &'static str {
        Structured.name()
    }

    fn solve(&self, formulation: &Formulation<'_>, control: &Control) -> Result<Answer, SolveError> {
        let resumed = Structured.solve_from(formulation, control, self.state)?;
        *self.left.lock().unwrap_or_else(PoisonError::into_inner) = (resumed.begun, resumed.state);
        Ok(resumed.answer)
    }
}

impl Begun {
    pub(super) fn from_known(known: Known, used: bool) -> Self {
        let Known { pairs, of } = known;
        if used { Self::Warm { known: pairs, of } } else { Self::Unfit { known: pairs, of } }
    }
}

impl Pairs {
    fn new(keys: &[Option<u64>], pairs: &[Option<Pair>]) -> Self {
        let mut stored = Self::default();
        for (key, pair) in keys.iter().zip(pairs) {
            if let (Some(key), Some(pair)) = (*key, *pair) {
                stored.keys.push(key);
                stored.primal.push(pair.primal);
                stored.dual.push(pair.dual);
            }
        }
        stored
    }

    /// The pair of each of `keys`.
    fn find(&self, keys: &[Option<u64>]) -> Vec<Option<Pair>> {
        let mut index: Vec<usize> = (0..self.keys.len()).collect();
        index.sort_by_key(|&place| self.keys[place]);
        // Most programmes keep their order from one solve to the next: look at the next place first.
        let mut next = 0;
        keys.iter()
            .map(|key| {
                let key = (*key)?;
                if self.keys.get(next) != Some(&key) {
                    next = index[index.binary_search_by_key(&key, |&place| self.keys[place]).ok()?];
                }
                next += 1;
                Some(Pair { primal: self.primal[next - 1], dual: self.dual[next - 1] })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Begun, WarmStart};
    use crate::lp::formulate;
    use crate::model::Programme;
    use crate::solve::structured::Structured;
    use crate::solve::{Control, Ended};
    use crate::synthetic::{Spec, make};

    /// Values that no JSON holds, so that only other formats can bring them in.
    #[test]
    fn what_is_not_finite_counts_as_not_known() {
        let programme = Programme::try_from(&make(&Spec { sentra: 50, ..Spec::default() })).unwrap();
        let formulation = formulate(&programme).unwrap();
        let solve = |state: Option<&WarmStart>| {
            let resumed = Structured.solve_from(&formulation, &Control::default(), state).unwrap();
            assert_eq!(resumed.answer.ended, Ended::Optimal);
            resumed
        };
        let state = solve(None).state.unwrap();
        let of = state.columns.keys.len() + state.rows.keys.len();
        for wrong in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let mut some = state.clone();
            some.columns.primal[0] = wrong;
            some.rows.dual[0] = wrong;
            assert_eq!(solve(Some(&some)).begun, Begun::Warm { known: of - 2, of });
            let mut all = state.clone();
            all.columns.dual.fill(wrong);
            all.rows.dual.fill(wrong);
            assert_eq!(solve(Some(&all)).begun, Begun::Unfit { known: 0, of });
        }
    }
}
