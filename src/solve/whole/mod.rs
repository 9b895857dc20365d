//! Programmes with whole-number decisions.
//!
//! | size | plan | bound |
//! | --- | --- | --- |
//! | small: up to 2,000,000 rows times columns left of the mixed-integer program | [`search`] in a few turns, [`exact`] | [`exact`]: every node's bound is proved |
//! | larger | [`search`]: annealing in whole numbers, from one plan for each region that the bound gives | [`bound`]: prices and whole answers for each region |
//!
//! Both leave out payments that no plan can make ([`reach`]). [`turns`] lets bound and search take turns. Money of needs that may be split is settled by a linear program at the end ([`rest`]). Where the search finds no plan a solver of mixed-integer programs is asked ([`mixed_solver`]);
//! a build with HiGHS goes on with it from the plan of a programme of middle size ([`going_on`]), for half of the time.

pub mod bound;
pub mod exact;
pub mod reach;
pub mod rest;
pub mod search;
mod side;
pub mod turns;
mod waiting;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::lp::Lp;
use crate::model::Programme;
use crate::plan::Plan;
use crate::solve::{Choice, SolveError, Solver};

/// What proves a bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Proof {
    /// Prices of the linear program, or of the relaxation: the certificate.
    Lp,
    /// Prices of the rows that join regions, and each region decided whole at those prices.
    Regions,
    /// Branch and bound, each node by its own prices. It is checked by searching again.
    Exact,
}

impl Proof {
    /// Its name, as `summary.json` writes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Lp => "lp",
            Self::Regions => "regions",
            Self::Exact => "exact",
        }
    }
}

impl fmt::Display for Proof {
    /// In words.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Lp => "prices of the linear program",
            Self::Regions => "prices and whole answers for each region",
            Self::Exact => "branch and bound",
        })
    }
}

/// The largest program, in columns, that microlp is given: it has all of a program in one dense factor, and its search is plain.
const MOST_MICROLP: usize = 5_000;

/// The largest programme, in payments, that HiGHS goes on with from our plan: 350 sentra in five years have fewer. At 7,000 sentra its first linear program alone
/// takes four minutes.
const MOST_HIGHS: usize = 10_000;

/// Whether this build has a solver that may make more of a plan of `programme` than bound and search in turns: programmes of middle size have few
/// regions, whose plans fit together badly, and HiGHS sees them as one.
#[must_use]
pub fn goes_on(programme: &Programme) -> bool {
    cfg!(feature = "highs") && programme.payments().len() <= MOST_HIGHS
}

/// That solver, started from `plan` and cut off at a `bound` on all plans; `None` if there is none.
#[must_use]
pub fn going_on(plan: &Plan, bound: Option<f64>) -> Option<Box<dyn Solver>> {
    #[cfg(feature = "highs")]
    let solver: Option<Box<dyn Solver>> = {
        let paid = plan.paid().iter().map(|paid| paid.as_millions()).collect();
        Some(Box::new(crate::solve::general::HighsFrom { paid, bound }))
    };
    #[cfg(not(feature = "highs"))]
    let solver = {
        let _ = (plan, bound);
        None
    };
    solver
}

/// A solver of this build that takes `lp` with its decisions: HiGHS, else microlp for what is not too large.
///
/// # Errors
/// [`SolveError::Unsupported`] if there is none.
pub fn mixed_solver(lp: &Lp) -> Result<Box<dyn Solver>, SolveError> {
    let named = |name: &str| Choice::all().iter().find(|choice| choice.name() == name);
    let fits = lp.column_count() <= MOST_MICROLP;
    if let Some(choice) = named("highs").or_else(|| named("microlp").filter(|_| fits)) {
        return Ok(choice.solver());
    }
    let reason = format!(
        "{} columns, some of them decisions, are too many for the solvers of this build; the feature `highs` brings one that takes more, and --relax \
         (Programme::relaxed) bounds the programme",
        lp.column_count()
    );
    Err(SolveError::Unsupported { solver: exact::NAME, reason })
}
