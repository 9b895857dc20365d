//! The lines added up by their first reason.

use serde::{Deserialize, Serialize};

use super::lines::Line;
use crate::units::Rupiah;
use crate::words::Language;
use crate::words::Message;
use crate::words::because::{Because, CauseOf};
use crate::words::why::Reason;

/// What comes of one cause: what it costs and brings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cause {
    /// The cause.
    pub of: CauseOf,
    /// Lines whose first reason it is.
    pub lines: usize,
    /// Money that those lines get more.
    pub gained: Rupiah,
    /// Money that those lines get less, 0 or below.
    pub lost: Rupiah,
    /// Points that those lines gain or lose.
    pub points: f64,
}

/// The cause that a reason belongs to.
fn cause(because: &Because) -> CauseOf {
    match because {
        Because::Own { number, .. } | Because::Bound { number, .. } | Because::General { number, .. } => {
            CauseOf::Input { number: *number }
        }
        Because::Displaced { by, .. } | Because::Margin { by, .. } => CauseOf::Row { by: by.clone() },
        Because::Full { ceiling } => CauseOf::Row { by: Reason::Ceiling { ceiling: ceiling.clone() } },
        Because::Rounding { .. } => CauseOf::Rounding,
        Because::Needs => CauseOf::Needs,
        Because::Money => CauseOf::Money,
        Because::Choice => CauseOf::Choice,
        Because::Unknown => CauseOf::Unknown,
    }
}

/// Where a cause stands among others: inputs by number, then rows by name, then the rest.
fn place(of: &CauseOf) -> (u8, usize, String) {
    match of {
        CauseOf::Input { number } => (0, *number, String::new()),
        CauseOf::Row { by } => (1, 0, by.say(Language::En)),
        CauseOf::Rounding => (2, 0, String::new()),
        CauseOf::Needs => (3, 0, String::new()),
        CauseOf::Money => (4, 0, String::new()),
        CauseOf::Choice => (5, 0, String::new()),
        CauseOf::Unknown => (6, 0, String::new()),
    }
}

/// Adds `lines` up.
pub(super) fn causes(lines: &[Line]) -> Vec<Cause> {
    let mut causes: std::collections::BTreeMap<(u8, usize, String), Cause> = std::collections::BTreeMap::new();
    for line in lines {
        let of = line.because.first().map_or(CauseOf::Unknown, cause);
        let sums = causes.entry(place(&of)).or_insert_with(|| Cause {
            of,
            lines: 0,
            gained: Rupiah::ZERO,
            lost: Rupiah::ZERO,
            points: 0.0,
        });
        let rupiah = line.rupiah();
        sums.lines += 1;
        sums.gained += rupiah.max(Rupiah::ZERO);
        sums.lost += rupiah.min(Rupiah::ZERO);
        sums.points += line.points();
    }
    causes.into_values().collect()
}
