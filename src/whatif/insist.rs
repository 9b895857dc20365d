//! The price of insisting, and the importance of what is funded: benefit lost when a need is forced in, or left out, and who moves.

use serde::{Deserialize, Serialize};

use crate::units::Rupiah;

use super::edit::Edit;
use super::lab::{Lab, LabError};

/// What insisting comes to, by a solve.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Insisted {
    /// The change that was solved.
    pub edit: Edit,
    /// Points that the plan has less than before; below 0 where the search finds a better one with it.
    pub lost: f64,
    /// What is proved of it: no less than this is lost by the best plans, and no more than [`most`](Self::most). For a linear programme the
    /// two are one but for whole units; for whole-number programmes they are as far apart as the bounds of the two searches.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least: Option<f64>,
    /// See [`least`](Self::least).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<f64>,
    /// Whether whole-number decisions were searched; if not, a linear program was solved.
    #[serde(default)]
    pub whole: bool,
    /// Needs that get other sums than before, largest loss first.
    pub displaced: Vec<Displaced>,
}

/// A need that gets another sum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Displaced {
    /// Its code.
    pub need: String,
    /// What it got.
    pub before: Rupiah,
    /// What it gets now.
    pub after: Rupiah,
}

impl Lab {
    /// The benefit lost when `need` gets at least `rupiah`, and whom that displaces; `None` if no plan can.
    ///
    /// # Errors
    /// A solver that fails.
    pub fn insist(&mut self, need: &str, rupiah: Rupiah) -> Result<Option<Insisted>, LabError> {
        self.compared(Edit::Insist { need: need.to_owned(), rupiah })
    }

    /// The importance of `needs`, one or all of a sentra, region or sector: the benefit lost without them; `None` if no plan can do without.
    ///
    /// # Errors
    /// A solver that fails.
    pub fn without(&mut self, needs: &[&str]) -> Result<Option<Insisted>, LabError> {
        self.compared(Edit::Without { needs: needs.iter().map(|&need| need.to_owned()).collect() })
    }

    fn compared(&mut self, edit: Edit) -> Result<Option<Insisted>, LabError> {
        let Some(tried) = self.try_out(&edit)? else { return Ok(None) };
        let base = self.base();
        let mut codes: Vec<&String> = base.paid.keys().chain(tried.paid.keys()).collect();
        codes.sort();
        codes.dedup();
        let moved = codes.into_iter().map(|code| Displaced {
            need: code.clone(),
            before: base.paid_to(code),
            after: tried.paid_to(code),
        });
        let mut displaced: Vec<Displaced> = moved.filter(|moved| moved.before != moved.after).collect();
        displaced.sort_by_key(|moved| moved.after - moved.before);
        let least = tried.bound.map(|bound| base.benefit - bound);
        let most = base.bound.map(|bound| bound - tried.benefit);
        let whole = !self.programme().whole_parts().is_empty();
        Ok(Some(Insisted { edit, lost: base.benefit - tried.benefit, least, most, whole, displaced }))
    }
}
