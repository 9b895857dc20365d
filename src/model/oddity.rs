//! What is valid but senseless in a programme: warnings for the planner, told once for each kind and table.

mod ceilings;
mod needs;
mod policy;

use std::fmt;

use crate::input::ProgrammeData;
use crate::model::Programme;
use crate::model::fault::Place;
use crate::units::Rupiah;

/// Something valid but senseless.
#[derive(Debug, Clone, PartialEq)]
pub struct Oddity {
    /// Where; the column of a table as a whole where it is odd in several rows.
    pub place: Place,
    /// What is odd.
    pub kind: OddityKind,
}

impl fmt::Display for Oddity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.kind)
    }
}

/// What can be odd; its text says what follows from it.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum OddityKind {
    /// Ceilings above 0 where nothing can be paid.
    #[error("ceilings under which nothing can be paid: {0}")]
    UnusableCeilings(Several),
    /// Ceilings ten times what can be paid under them, or more.
    #[error("ceilings ten times as high as all needs under them cost, or higher: {0}")]
    CeilingsFarAboveNeeds(Several),
    /// Ceilings of regions that together are above that of their province.
    #[error(
        "ceilings of regions that come to more than the ceiling of their province, so that not all can be used: {0}"
    )]
    RegionsAboveProvince(Several),
    /// Ceilings of provinces that together are above that of the nation.
    #[error("ceilings of provinces that come to more than the ceiling of the nation, so that not all can be used: {0}")]
    ProvincesAboveNation(Several),
    /// Ceilings of regions that together are above that of the nation, where provinces have none.
    #[error("ceilings of regions that come to more than the ceiling of the nation, so that not all can be used: {0}")]
    RegionsAboveNation(Several),
    /// Sources that may pay in a year in which they have no ceiling at all.
    #[error("sources without any ceiling in a year, so that they may pay everything: {0}")]
    UnlimitedSources(Several),

    /// Needs that cost a thousand times the median, or more.
    #[error("needs that cost a thousand times the median of {median}, or more: {which}")]
    CostsFarAboveMedian {
        /// The median of all costs.
        median: Rupiah,
        /// The needs.
        which: Several,
    },
    /// Needs whose cost is no multiple of the unit.
    #[error("needs whose cost is no multiple of the unit of {unit}, so that they can never be wholly paid: {which}")]
    CostsOffUnit {
        /// The unit of payment.
        unit: Rupiah,
        /// The needs.
        which: Several,
    },
    /// Needs that no source pays for.
    #[error("needs of an activity that no source pays for: {0}")]
    NeedsWithoutSource(Several),
    /// Needs whose window has no year in which their region is eligible.
    #[error("needs whose window has no year in which their region is eligible: {0}")]
    NeedsWithoutYear(Several),
    /// Needs that come after one that can never be paid.
    #[error("needs that come after one that can never be paid, so that they get nothing: {0}")]
    NeedsAfterUnpayable(Several),
    /// Sentra without any need.
    #[error("sentra without needs: {0}")]
    SentraWithoutNeeds(Several),
    /// Sentra with points for completion and an essential need that can never be paid.
    #[error("sentra with an essential need that can never be paid, so that they are never complete: {0}")]
    NeverComplete(Several),
    /// Regions that spent more than all of a grant.
    #[error("regions with an absorption above 1: {0}")]
    AbsorptionAboveOne(Several),
    /// Sentra that exist with more than certainty.
    #[error("sentra with a survival above 1: {0}")]
    SurvivalAboveOne(Several),

    /// A selector of a rule that no need fits.
    #[error("the selector fits no need")]
    SelectsNothing,
    /// A selector of a rule that fits needs, none of which can be paid as it says.
    #[error("the selector fits no payment that can be made")]
    SelectsNothingPayable,
    /// A priority that changes no points.
    #[error("the priority applies to nothing that earns points")]
    PriorityWithoutEffect,
    /// A lower bound above the upper bound of the same rule.
    #[error("at_least is above at_most, so that no plan can meet the rule{}", in_year(*year))]
    FloorAboveCap {
        /// The first year in which it is so, where the bounds differ by year.
        year: Option<i32>,
    },
    /// A share floor that every plan meets.
    #[error("every plan meets this floor, since the share is 1 whatever is paid, or the floor is 0")]
    FloorCannotBind,
    /// A share cap that every plan meets.
    #[error("every plan meets this cap, since no share is above 1 here")]
    CapCannotBind,
    /// A share floor where nothing counts towards it.
    #[error(
        "nothing that `of` selects can be paid, so that the floor forbids all that `in` selects, in these groups: {0}"
    )]
    FloorForbids(Several),
    /// A rule that may not be bent, and nothing says why.
    #[error("the rule is law, but no basis names the regulation")]
    LawWithoutBasis,
    /// A stability rule without an earlier plan.
    #[error("there is no table previous, so that every payment counts as a change")]
    NoPreviousPlan,
    /// Payments of the earlier plan that can no longer be made.
    #[error("payments that can no longer be made, so that they count in full as changed: {0}")]
    PreviousImpossible(Several),
}

fn in_year(year: Option<i32>) -> String {
    year.map_or_else(String::new, |year| format!(" in {year}"))
}

/// How many are named before "and N more".
const MOST_NAMED: usize = 3;

/// How many there are, and the first few by name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Several {
    /// How many.
    pub count: usize,
    /// The first three.
    pub first: Vec<String>,
}

impl Several {
    fn add(&mut self, name: impl FnOnce() -> String) {
        self.count += 1;
        if self.first.len() < MOST_NAMED {
            self.first.push(name());
        }
    }

    /// Those of `names`.
    fn of(names: impl IntoIterator<Item = String>) -> Self {
        let mut several = Self::default();
        names.into_iter().for_each(|name| several.add(|| name));
        several
    }
}

impl fmt::Display for Several {
    /// `N1, N2, N3 and 4 more`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.first.join(", "))?;
        let more = self.count.saturating_sub(self.first.len());
        if more > 0 { write!(f, " and {more} more") } else { Ok(()) }
    }
}

/// The oddity of `which` in a column of a table, if there is one; `row` finds the row of the first by its name.
fn in_table(
    table: &'static str,
    column: &str,
    which: Several,
    row: impl FnOnce(&str) -> Option<usize>,
    kind: impl FnOnce(Several) -> OddityKind,
) -> Option<Oddity> {
    let first = which.first.first()?;
    let row = if which.count == 1 { row(first) } else { None };
    Some(Oddity { place: Place::Cell { table, row, column: column.to_owned() }, kind: kind(which) })
}

/// Everything odd in `programme`, which was built from `data`.
pub(super) fn find(data: &ProgrammeData, programme: &Programme) -> Vec<Oddity> {
    let mut oddities = policy::find(data, programme);
    oddities.extend(needs::find(data, programme));
    oddities.extend(ceilings::find(data, programme));
    oddities
}
