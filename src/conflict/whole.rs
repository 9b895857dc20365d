//! Whole decisions that contradict each other while their linear relaxation does not.
//!
//! ```text
//! small     a programme without some of its parts has a plan if one is found and judged, and none if branch and bound to the end proves it
//! larger    first what a rule, a contract or a region speaks of by itself (`local`), each decided to the end; then the search of large programmes
//! ```
//! A trial ends after counted work (`trial`), so that the same programme gets the same answer on any machine. What single sums show is asked first. Where
//! nothing decides, that is the answer, with how far it was looked.
//!
//! In a small programme a rule is one part with all its groups, and so is all that a need comes after.

use crate::conflict::parts::{Ground, is_proof};
use crate::conflict::trial::{self, Effort, Trial, any};
use crate::conflict::{Conflict, Finding, Looked, Options, Verdict, local};
use crate::model::Programme;

/// Looks for it.
pub(super) fn find(programme: &Programme, findings: Vec<Finding>, options: &Options) -> Conflict {
    let stated = trial::to_try(programme);
    let is_small = trial::is_small(&stated);
    // A small programme is decided as a whole, which says more; in a large one parts come first, since they take less.
    let mut looked = Looked::default();
    let mut here = if is_small { None } else { local::find(programme, &stated, options, &mut looked) };
    if here.is_none() {
        let by_sums = findings.iter().any(is_proof);
        let tried = if by_sums { Trial::None } else { any(&stated, Effort::FIRST, options) };
        here = match tried {
            Trial::Plan(_) => Some(Conflict::bare(Verdict::FitsWhole)),
            Trial::None => Some(Ground { programme: &stated, keys: None, options }.contradiction()),
            Trial::Unknown if is_small => local::find(programme, &stated, options, &mut looked),
            Trial::Unknown => None,
        };
    }
    let found = here.unwrap_or_else(|| Conflict { looked: Some(looked), ..Conflict::bare(Verdict::FitsLinear) });
    Conflict { findings, ..found }
}
