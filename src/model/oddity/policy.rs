//! Odd policy: selectors that fit nothing, bounds that contradict one another or can't bind, rules without their table.

use std::collections::BTreeMap;

use crate::id::{NeedId, SentraId, YearId};
use crate::input::ProgrammeData;
use crate::model::fault::Place;
use crate::model::oddity::{Oddity, OddityKind, Several, in_table};
use crate::model::policy::GroupKey;
use crate::model::{Bounds, ByYear, Kind, Programme, Rule, Selector};
use crate::units::{PPM, Ratio};

/// Everything odd in priorities, rules and the table previous.
pub(super) fn find(data: &ProgrammeData, programme: &Programme) -> Vec<Oddity> {
    let mut oddities = Vec::new();
    for (i, priority) in programme.priorities().iter().enumerate() {
        if !has_effect(programme, &priority.of) {
            let kind = OddityKind::PriorityWithoutEffect;
            oddities.push(Oddity { place: Place::policy(format!("priorities[{i}].of")), kind });
        }
    }
    for (i, rule) in programme.rules().iter().enumerate() {
        let mut odd = |key: &str, kind| {
            oddities.push(Oddity { place: Place::policy(format!("rules[{i}]{key}")), kind });
        };
        if rule.law && rule.basis.is_empty() {
            odd(".law", OddityKind::LawWithoutBasis);
        }
        let of = selected(programme, &rule.of);
        if let Some(kind) = of.oddity() {
            odd(".of", kind);
        }
        if let Some(kind) = contradiction(programme, rule) {
            odd(".at_least", kind);
        }
        if let Kind::Share { within, bounds } = &rule.kind {
            let within_selects = selected(programme, within);
            if let Some(kind) = within_selects.oddity() {
                odd(".in", kind);
            }
            if within_selects == Selected::Payments {
                for (key, kind) in odd_shares(programme, rule, within, bounds) {
                    odd(key, kind);
                }
            }
        }
        if matches!(rule.kind, Kind::Stability(_)) && data.previous.is_none() {
            odd("", OddityKind::NoPreviousPlan);
        }
    }
    if programme.rules().iter().any(|rule| matches!(rule.kind, Kind::Stability(_))) {
        oddities.extend(impossible_previous(data, programme));
    }
    oddities
}

/// What a selector selects.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Selected {
    Nothing,
    Needs,
    Payments,
}

impl Selected {
    fn oddity(self) -> Option<OddityKind> {
        match self {
            Self::Nothing => Some(OddityKind::SelectsNothing),
            Self::Needs => Some(OddityKind::SelectsNothingPayable),
            Self::Payments => None,
        }
    }
}

fn selected(programme: &Programme, of: &Selector) -> Selected {
    let mut selected = Selected::Nothing;
    for (i, need) in programme.needs().iter().enumerate() {
        if of.selects_need(programme, NeedId::new(i)) {
            selected = Selected::Needs;
            let payments = &programme.payments()[need.payments.clone()];
            if payments.iter().any(|p| of.years.contains(p.year) && of.admits_source(p.source)) {
                return Selected::Payments;
            }
        }
    }
    selected
}

/// Whether a priority `of` applies to points of a need or, where it speaks of sentra alone, of completion.
fn has_effect(programme: &Programme, of: &Selector) -> bool {
    let of_need = programme.needs().iter().enumerate().any(|(i, need)| {
        need.benefit > 0.0
            && of.selects_need(programme, NeedId::new(i))
            && programme.payments()[need.payments.clone()].iter().any(|payment| of.selects(programme, payment))
    });
    let of_completion = || {
        programme.sentra().iter().enumerate().any(|(i, sentra)| {
            sentra.completion_benefit > 0.0
                && of.selects_sentra(programme, SentraId::new(i))
                && programme.needs()[sentra.needs.clone()].iter().any(|need| need.essential)
        })
    };
    of_need || (of.speaks_of_sentra_alone() && of_completion())
}

/// The floor of `rule` above its cap.
fn contradiction(programme: &Programme, rule: &Rule) -> Option<OddityKind> {
    match &rule.kind {
        Kind::Amount(bounds) => crossing(programme, bounds),
        Kind::Share { bounds, .. } | Kind::Coverage(bounds) | Kind::Match { bounds, .. } => crossing(programme, bounds),
        Kind::Count { bounds, .. } => crossing(programme, bounds),
        Kind::Growth { .. } | Kind::Together | Kind::Exclusive | Kind::Stability(_) => None,
    }
}

fn crossing<T: Copy + PartialOrd>(programme: &Programme, bounds: &Bounds<T>) -> Option<OddityKind> {
    if let (ByYear::Same(floor), ByYear::Same(cap)) = (&bounds.at_least, &bounds.at_most) {
        return (floor > cap).then_some(OddityKind::FloorAboveCap { year: None });
    }
    let is_crossed = |year: YearId| matches!((bounds.at_least.get(Some(year)), bounds.at_most.get(Some(year))), (Some(floor), Some(cap)) if floor > cap);
    let year = (0..programme.years().len()).map(YearId::new).find(|&year| is_crossed(year))?;
    Some(OddityKind::FloorAboveCap { year: Some(programme.year(year)) })
}

/// What can be paid in one group of a share rule.
#[derive(Default)]
#[allow(clippy::struct_excessive_bools)] // four independent facts
struct Group {
    of: bool,
    within: bool,
    of_outside_within: bool,
    within_outside_of: bool,
}

/// Odd bounds of a share `rule`, each with its key.
fn odd_shares(
    programme: &Programme,
    rule: &Rule,
    within: &Selector,
    bounds: &Bounds<Ratio>,
) -> Vec<(&'static str, OddityKind)> {
    let groups = groups(programme, rule, within);
    let mut odd = Vec::new();
    if !bounds.at_least.is_none() {
        let floor = |key: &GroupKey| bounds.at_least.get(key.year).unwrap_or_default();
        let can_bind = |(key, group): (&GroupKey, &Group)| floor(key) > Ratio::default() && group.within_outside_of;
        if !groups.iter().any(can_bind) {
            odd.push((".at_least", OddityKind::FloorCannotBind));
        }
        if rule.penalty.is_none() {
            let forbids =
                |(key, group): &(&GroupKey, &Group)| floor(key) > Ratio::default() && group.within && !group.of;
            let which = Several::of(groups.iter().filter(forbids).map(|(key, _)| key.describe(programme)));
            if which.count > 0 {
                odd.push((".at_least", OddityKind::FloorForbids(which)));
            }
        }
    }
    if !bounds.at_most.is_none() {
        let is_below_one = |key: &GroupKey| bounds.at_most.get(key.year).is_some_and(|cap| cap.ppm() < PPM);
        let can_bind = |(key, group): (&GroupKey, &Group)| group.of && (is_below_one(key) || group.of_outside_within);
        if !groups.iter().any(can_bind) {
            odd.push((".at_most", OddityKind::CapCannotBind));
        }
    }
    odd
}

fn groups(programme: &Programme, rule: &Rule, within: &Selector) -> BTreeMap<GroupKey, Group> {
    let mut groups: BTreeMap<GroupKey, Group> = BTreeMap::new();
    for (i, need) in programme.needs().iter().enumerate() {
        let id = NeedId::new(i);
        let (in_of, in_within) = (rule.of.selects_need(programme, id), within.selects_need(programme, id));
        if !in_of && !in_within {
            continue;
        }
        // Payments of a need come year by year, so each run of a year is one look-up of its group.
        for payments in programme.payments()[need.payments.clone()].chunk_by(|a, b| a.year == b.year) {
            let mut found = Group::default();
            for payment in payments {
                let is_in = |selector: &Selector| {
                    selector.years.contains(payment.year) && selector.admits_source(payment.source)
                };
                let (of, within) = (in_of && is_in(&rule.of), in_within && is_in(within));
                found.of |= of;
                found.within |= within;
                found.of_outside_within |= of && !within;
                found.within_outside_of |= within && !of;
            }
            let group = groups.entry(rule.per.key(programme, id, payments[0].year)).or_default();
            group.of |= found.of;
            group.within |= found.within;
            group.of_outside_within |= found.of_outside_within;
            group.within_outside_of |= found.within_outside_of;
        }
    }
    groups
}

fn impossible_previous(data: &ProgrammeData, programme: &Programme) -> Option<Oddity> {
    let name = |need: &str, year: i32, source: &str| format!("{need} {year} {source}");
    let which = Several::of(programme.previous().iter().filter(|p| p.payment.is_none()).map(|p| {
        let need = programme.needs()[p.need.index()].code.as_str();
        name(need, programme.year(p.year), programme.sources()[p.source.index()].code.as_str())
    }));
    let row = |wanted: &str| {
        data.previous.iter().flatten().position(|r| name(r.need.as_str(), r.year, r.source.as_str()) == wanted)
    };
    in_table("previous", "", which, row, OddityKind::PreviousImpossible)
}
