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

#[cfg(test)]
mod tests {
    //! Source of truth: causes written out by hand, one of each kind and two of one, and their sums.

    use super::*;
    use crate::words::Name;
    use crate::words::cells::Row;
    use crate::words::phrase::{Ceiling, Group, Need, Place, Rule};

    fn rule() -> Rule {
        Rule { id: "r".into(), title: crate::input::Title::default(), group: Group::default() }
    }

    fn ceiling() -> Ceiling {
        Ceiling { source: Name::new("dak", "DAK"), place: Place::Nation, year: 2019 }
    }

    fn cause(of: CauseOf, lines: usize, gained: i64, lost: i64, points: f64) -> Cause {
        Cause { of, lines, gained: Rupiah::new(gained), lost: Rupiah::new(lost), points }
    }

    #[test]
    fn each_cause_has_its_kind_and_kinds_add_up() {
        let changes = [
            Change::CeilingNew { ceiling: ceiling(), rupiah: Rupiah::new(1) },
            Change::RuleGone { rule: rule() },
            Change::PriorityNew { of: String::new(), times: 2.0 },
            Change::RowNew { row: Row::Source(Name::new("dak", "DAK")) },
            Change::Years { before: vec![2019], after: vec![2020] },
        ];
        let need = Need { code: "N1".into(), activity: Name::new("a", ""), sentra: Name::new("s", "") };
        let order = Reason::Order { need: need.clone(), before: need, year: 2019 };
        let by = [
            Reason::Ceiling { ceiling: ceiling() },
            Reason::Rule { rule: rule(), bound: crate::words::why::Bound::AtMost },
            order,
        ];
        let [over_ceiling, over_rule, over_order] = by.map(|by| CauseOf::Row { by });
        let input = |number| CauseOf::Input { number };
        let causes = [
            cause(input(1), 1, 900, 0, 1.0),
            cause(input(2), 2, 0, -30, -0.5),
            cause(input(3), 3, 50, -20, 0.25),
            cause(input(4), 4, 700, 0, 4.0),
            cause(input(5), 5, 600, 0, 5.0),
            cause(over_ceiling, 6, 0, -500, 6.0),
            cause(over_rule, 7, 0, -400, 7.0),
            cause(over_order, 8, 300, 0, 8.0),
            cause(CauseOf::Rounding, 9, 1, 0, 0.5),
            cause(CauseOf::Unknown, 10, 0, -2, 0.5),
        ];
        let changes: Vec<&Change> = changes.iter().collect();
        let told = by_kind(&causes, &changes);
        let found: Vec<(KindOf, usize, i64, i64)> =
            told.iter().map(|kind| (kind.kind, kind.sum.lines, kind.sum.gained.get(), kind.sum.lost.get())).collect();
        // What moved most money first.
        assert_eq!(
            found,
            [
                (KindOf::Ceilings, 1, 900, 0),
                (KindOf::Tables, 4, 700, 0),
                (KindOf::Terms, 5, 600, 0),
                (KindOf::ThroughCeilings, 6, 0, -500),
                (KindOf::ThroughRules, 7, 0, -400),
                (KindOf::ThroughOthers, 8, 300, 0),
                (KindOf::Rules, 5, 50, -50),
                (KindOf::Rest, 19, 1, -2),
            ]
        );
        // Within a kind too, and each cause is of one kind.
        let rules = &told[6].causes;
        assert_eq!((rules[0].of.clone(), rules[1].of.clone()), (input(3), input(2)));
        assert_eq!(told.iter().map(|kind| kind.causes.len()).sum::<usize>(), causes.len());
        assert!((told[6].sum.points + 0.25).abs() < 1e-12);
    }
}
