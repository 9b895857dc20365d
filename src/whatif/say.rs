//! Changes as the sentences that a planner reads.

use crate::words::change::Would;
use crate::words::{Language, Message};

use super::{Change, Edit, Insisted, Way};

/// Needs that get another sum, of which so many are told.
const TOLD: usize = 12;

/// What a change that was tried comes to.
#[must_use]
pub fn say_change(change: &Change, language: Language) -> String {
    let paid = change.paid;
    let would = match (&change.edit, change.way) {
        (Some(Edit::Benefit { points, .. }), _) => Would::Benefit { points: *points, paid },
        (Some(Edit::Cost { rupiah, .. }), _) => Would::Cost { rupiah: *rupiah, paid },
        (Some(Edit::Ceiling { source, code, year, rupiah, .. }), _) => {
            Would::Ceiling { ceiling: format!("{source} {code} {year}"), rupiah: *rupiah, paid }
        }
        (Some(Edit::Drop { rule }), _) => Would::Rule { rule: rule.clone(), paid },
        (Some(Edit::Window { first, last, .. }), _) => Would::Window { first: *first, last: *last, paid },
        (_, Way::Benefit) => Would::NoBenefit,
        (_, Way::Cost) => Would::NoCost,
        (_, Way::Ceiling) => Would::NoCeiling,
        (_, Way::Rule) => Would::NoRule,
        (_, Way::Window) => Would::NoWindow,
    };
    would.say(language)
}

/// What insisting on a need, or doing without it, comes to.
#[must_use]
pub fn say_insisted(insisted: Option<&Insisted>, language: Language) -> Vec<String> {
    let Some(insisted) = insisted else { return vec![Would::Impossible.say(language)] };
    let lost = insisted.lost;
    let head = match &insisted.edit {
        Edit::Insist { rupiah, .. } => Would::Insist { rupiah: *rupiah, lost },
        _ => Would::Without { lost },
    };
    let moved = insisted.displaced.iter().take(TOLD).map(|moved| Would::Displaced {
        need: moved.need.clone(),
        before: moved.before,
        after: moved.after,
    });
    std::iter::once(head).chain(moved).map(|would| would.say(language)).collect()
}
