//! How much each of a list is worth to the plan: the benefit lost without it, by a solve for each.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::units::Rupiah;
use crate::words::Name;

use super::edit::Edit;
use super::lab::{Lab, LabError};

/// One of a list: a need, or all needs of a sentra.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Importance {
    /// What it is.
    pub what: Name,
    /// What it gets in the plan.
    pub paid: Rupiah,
    /// Points that the plan without it has less; absent if no plan was found that does without it. For whole-number programmes as good as the searches.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lost: Option<f64>,
}

impl Lab {
    /// The importance of each of `list`, its name and the codes of its needs, by itself: without whom most is lost first, those that no plan does
    /// without before all.
    ///
    /// # Errors
    /// A solver that fails.
    pub fn importance(&mut self, list: &[(Name, Vec<String>)]) -> Result<Vec<Importance>, LabError> {
        self.vertex();
        self.count_solves(list.len());
        let this = &*self;
        let importance = |(what, needs): &(Name, Vec<String>)| {
            let tried = this.tried(&Edit::Without { needs: needs.clone() })?;
            let paid = needs.iter().map(|need| this.base().paid_to(need)).sum();
            let lost = tried.map(|tried| this.base().benefit - tried.benefit);
            Ok(Importance { what: what.clone(), paid, lost })
        };
        let is_whole = !this.programme().whole_parts().is_empty();
        // A search takes all threads itself, and what it finds in a limited time must not hang on others beside it.
        let all: Result<Vec<Importance>, LabError> =
            if is_whole { list.iter().map(importance).collect() } else { list.par_iter().map(importance).collect() };
        let mut all = all?;
        let size = |of: &Importance| of.lost.unwrap_or(f64::INFINITY);
        all.sort_by(|a, b| size(b).total_cmp(&size(a)).then_with(|| a.what.code.cmp(&b.what.code)));
        Ok(all)
    }
}
