//! A solver that starts from the optimal vertex of a similar programme.
//!
//! Rows and columns are found again by their identities, that is by the planner's codes. What was basic is basic again, as far as it is
//! independent; what is new starts at its lower bound. A change of one number takes some ten steps from there.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Instant;

use crate::finish::simplex::At;
use crate::lp::Formulation;
use crate::solve::{self, Answer, Control, SolveError, Solver};

use super::{AGAIN, Lost, MOST_STEPS, Vertex};

/// Starts from a vertex, and leaves the one in which it ends.
#[derive(Debug)]
pub struct Restart<'a> {
    from: &'a Vertex,
    left: Mutex<Option<Vertex>>,
}

impl<'a> Restart<'a> {
    /// A solver that starts from `vertex`.
    #[must_use]
    pub fn from(vertex: &'a Vertex) -> Self {
        Self { from: vertex, left: Mutex::new(None) }
    }

    /// The vertex in which the last solve ended.
    #[must_use]
    pub fn left(self) -> Option<Vertex> {
        self.left.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Solver for Restart<'_> {
    fn name(&self) -> &'static str {
        "restart"
    }

    fn solve(&self, formulation: &Formulation<'_>, control: &Control) -> Result<Answer, SolveError> {
        let start = Instant::now();
        let stop = || control.stop(start).is_some();
        let failed = |reason: &str| SolveError::Failed { solver: "restart", reason: reason.to_owned() };
        let vertex = self.from.again(formulation, &stop).map_err(|lost| match lost {
            Lost::Empty(ray) => SolveError::Infeasible { proof: Some(ray) },
            Lost::Unstable => failed("the basis became singular"),
            Lost::Stopped => control
                .stop(start)
                .map_or(failed("it took too many steps"), |ended| SolveError::Stopped { solver: "restart", ended }),
        })?;
        let answer = Answer {
            point: vertex.point(),
            prices: Some(vertex.prices()),
            claimed: None,
            ended: solve::Ended::Optimal,
            iterations: vertex.steps,
        };
        *self.left.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(vertex);
        Ok(answer)
    }
}

impl Vertex {
    /// The optimal vertex of `formulation`, from this one of a similar program.
    ///
    /// # Errors
    /// [`Lost`] if the steps lead to no optimum.
    pub fn again(&self, formulation: &Formulation<'_>, stop: &dyn Fn() -> bool) -> Result<Self, Lost> {
        let mut next = Self::blank(formulation);
        let (old, new) = (&self.identities, &next.identities);
        let columns = places(&old.columns, &new.columns);
        let rows = places(&old.rows, &new.rows);
        let open = next.program.open;
        let of_column = columns.into_iter();
        let of_row = rows.into_iter().map(|place| place.map(|i| self.program.open + i));
        let mut candidates = Vec::new();
        for (j, place) in of_column.chain(of_row).enumerate() {
            // A total is what its rows say; a new row binds nothing yet.
            let is_total = next.program.is_free(j);
            let at = match place {
                Some(place) => self.at[place],
                None if is_total || (j >= open && next.identities.rows[j - open].is_some()) => At::Basic,
                None => At::Lower,
            };
            next.at[j] = match at {
                At::Lower if next.program.lower[j] == f64::NEG_INFINITY => At::Upper,
                At::Upper if next.program.upper[j] == f64::INFINITY => At::Lower,
                At::Lower | At::Upper => at,
                At::Basic | At::Between => {
                    candidates.push(j);
                    let value = place.map_or(0.0, |place| self.value[place]);
                    next.value[j] = value.max(next.program.lower[j]).min(next.program.upper[j]);
                    At::Between
                }
            };
        }
        next.most = AGAIN;
        next.choose(&candidates);
        next.mend(stop)?;
        next.most = MOST_STEPS;
        Ok(next)
    }
}

/// For each of `new` its place among `old`.
fn places(old: &[Option<u64>], new: &[Option<u64>]) -> Vec<Option<usize>> {
    if old == new {
        // Totals of the same number among the same rows are the same in what matters: they are free.
        return (0..new.len()).map(|k| new[k].map(|_| k)).collect();
    }
    let known: HashMap<u64, usize> = old.iter().enumerate().filter_map(|(k, id)| id.map(|id| (id, k))).collect();
    new.iter().map(|id| id.and_then(|id| known.get(&id).copied())).collect()
}
