//! The lines added up by their first reason.

use serde::{Deserialize, Serialize};

use super::lines::Line;
use crate::units::Rupiah;
use crate::words::Language;
use crate::words::Message;
use crate::words::because::Because;
use crate::words::cause::{CauseOf, KindOf};
use crate::words::inputs::Change;
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

/// Causes of one kind, the largest first.
pub(super) struct OfKind<'a> {
    pub(super) kind: KindOf,
    pub(super) causes: Vec<&'a Cause>,
    /// All of them as one.
    pub(super) sum: Cause,
}

/// Money that moved.
fn size(cause: &Cause) -> i128 {
    i128::from(cause.gained.get()) - i128::from(cause.lost.get())
}

/// `causes` by kind, the kind that moved most money first; `changes` are those that causes number.
pub(super) fn by_kind<'a>(causes: &'a [Cause], changes: &[&Change]) -> Vec<OfKind<'a>> {
    let mut kinds: std::collections::BTreeMap<KindOf, Vec<&Cause>> = std::collections::BTreeMap::new();
    for cause in causes {
        kinds.entry(kind(&cause.of, changes)).or_default().push(cause);
    }
    let mut kinds: Vec<OfKind<'_>> = kinds
        .into_iter()
        .map(|(kind, mut causes)| {
            causes.sort_by_key(|cause| std::cmp::Reverse((size(cause), cause.lines)));
            let sum = sum(&causes);
            OfKind { kind, causes, sum }
        })
        .collect();
    kinds.sort_by_key(|kind| std::cmp::Reverse(size(&kind.sum)));
    kinds
}

/// `causes` as one, which is of the first.
pub(super) fn sum(causes: &[&Cause]) -> Cause {
    let of = causes.first().map_or(CauseOf::Unknown, |cause| cause.of.clone());
    let mut sum = Cause { of, lines: 0, gained: Rupiah::ZERO, lost: Rupiah::ZERO, points: 0.0 };
    for cause in causes {
        sum.lines += cause.lines;
        sum.gained += cause.gained;
        sum.lost += cause.lost;
        sum.points += cause.points;
    }
    sum
}

fn kind(of: &CauseOf, changes: &[&Change]) -> KindOf {
    match of {
        CauseOf::Input { number } => match number.checked_sub(1).and_then(|place| changes.get(place)) {
            Some(Change::CeilingNew { .. } | Change::CeilingGone { .. } | Change::CeilingChanged { .. }) => {
                KindOf::Ceilings
            }
            Some(
                Change::RuleNew { .. }
                | Change::RuleGone { .. }
                | Change::RuleChanged { .. }
                | Change::PriorityNew { .. }
                | Change::PriorityGone { .. },
            ) => KindOf::Rules,
            Some(Change::Years { .. } | Change::Unit { .. } | Change::Discount { .. } | Change::Completion { .. }) => {
                KindOf::Terms
            }
            _ => KindOf::Tables,
        },
        CauseOf::Row { by: Reason::Ceiling { .. } } => KindOf::ThroughCeilings,
        CauseOf::Row { by: Reason::Rule { .. } } => KindOf::ThroughRules,
        CauseOf::Row { .. } => KindOf::ThroughOthers,
        CauseOf::Rounding | CauseOf::Needs | CauseOf::Money | CauseOf::Choice | CauseOf::Unknown => KindOf::Rest,
    }
}
