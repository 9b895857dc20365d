//! Two plans side by side: what changed, what it costs and brings, and why, line by line.
//!
//! A [`Side`] is a programme with a plan and, where there is one, the [`Book`](crate::explain::Book) of its prices. Nothing is solved.
//!
//! ```text
//! inputs   what the two programmes state otherwise, table by table: the planner's own doing
//! lines    one for each need whose money or points differ, each sentra whose completion, each rule whose penalty:
//!          before, after, the payments that moved, and reasons, the first of which counts
//! causes   the lines added up by their first reason
//! groups   all money and points by region, sector and sentra where something differs
//! ```
//! # Sums
//! Money is whole. Points are put on a grid of a power of two, so coarse that every sum of them is exact and so fine that none moves by more than
//! `2^-51` of all points. So lines, causes and totals add up exactly, in any order.
//!
//! # Reasons
//! In this order; the first that holds is the one that counts:
//!
//! | reason | what must hold |
//! | --- | --- |
//! | an input of its own | its row, its sentra's, its region's, what its source may pay, what is contracted, or a priority that selects it differs |
//! | rounding | no payment moved by more than ten units of payment |
//! | a ceiling or rule over it | that differs, and is priced on a payment that moved; without prices, a ceiling that is spent before or after, a rule that selects it |
//! | an input of all | fiscal years, discount or how completion counts differ |
//! | it was displaced | a row that does not differ became dearer where it gets less, or cheaper where it gets more |
//! | it stands at the margin | a row that does not differ is priced on it, and it earns just what it costs there before and after: it takes what others leave |
//! | money moved under a full ceiling | without prices: a ceiling that does not differ is spent before and after |
//! | the choice | (looked at first) the programmes state the same, so that how they were solved differs |
//! | unknown | none of these: it is said so |
//!
//! Prices are those of linear programs: where a programme takes whole numbers they are a hint, and the two proofs are told beside the lines.

mod causes;
mod diff;
mod grid;
mod groups;
mod lines;
mod prices;
mod reasons;
mod say;
mod side;
mod tables;

use serde::{Deserialize, Serialize};

pub use causes::Cause;
pub use groups::GroupLine;
pub use lines::{Amount, Line, Moved, Subject};
pub use say::{Told, say};
pub use side::{Side, SideError};

use crate::explain::Proof;
use crate::units::Rupiah;
use crate::words::inputs::Change;

/// Money and points of a plan.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Totals {
    /// Money paid.
    pub rupiah: Rupiah,
    /// Points for needs.
    pub needs: f64,
    /// Points for completed sentra.
    pub completion: f64,
    /// Points that breaches of soft rules cost.
    pub penalties: f64,
    /// Needs and completion less penalties.
    pub points: f64,
}

/// One change of the programme, with what it did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// What differs.
    pub change: Change,
    /// For a ceiling of another amount: points that the difference is worth at the prices before. Where nothing else differs and prices are exact, the
    /// optimum moves by something between this and [`at_after`](Self::at_after).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_before: Option<f64>,
    /// The same at the prices after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_after: Option<f64>,
}

/// Two plans side by side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Comparison {
    /// The plan before.
    pub before: Totals,
    /// The plan after.
    pub after: Totals,
    /// After less before: exactly the sum of the lines.
    pub difference: Totals,
    /// What prices prove of the plan before; absent without prices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof_before: Option<Proof>,
    /// What prices prove of the plan after; absent without prices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof_after: Option<Proof>,
    /// What the two programmes state otherwise, in the order of tables.
    pub inputs: Vec<Input>,
    /// What differs, needs first, then sentra, then rules, each in the order of codes.
    pub lines: Vec<Line>,
    /// The lines added up by the reason that counts, in the order in which reasons are looked for.
    pub causes: Vec<Cause>,
    /// By region.
    pub regions: Vec<GroupLine>,
    /// By sector, as sentra state it.
    pub sectors: Vec<GroupLine>,
    /// By sentra.
    pub sentra: Vec<GroupLine>,
}

/// Holds `after` against `before`.
#[must_use]
pub fn compare(before: &Side<'_>, after: &Side<'_>) -> Comparison {
    let diff = diff::Diff::new(before, after);
    let ledger = lines::Ledger::new(before, after);
    let prices = prices::Prices::new(before, after, &diff);
    let lines = lines::lines(before, after, &ledger, &diff, prices.as_ref());
    let inputs = diff.changes.iter().enumerate().map(|(i, change)| {
        let worth = prices.as_ref().and_then(|prices| prices.worth(i, change));
        Input { change: change.clone(), at_before: worth.map(|w| w.0), at_after: worth.map(|w| w.1) }
    });
    let [regions, sectors, sentra] = groups::groups(before, after, &ledger);
    Comparison {
        before: ledger.totals[0],
        after: ledger.totals[1],
        difference: ledger.difference(),
        proof_before: before.book.as_ref().map(|book| book.proof().clone()),
        proof_after: after.book.as_ref().map(|book| book.proof().clone()),
        inputs: inputs.collect(),
        causes: causes::causes(&lines),
        lines,
        regions,
        sectors,
        sentra,
    }
}
