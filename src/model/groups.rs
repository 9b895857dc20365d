//! The groups of a rule: which exist, and which payments each holds.
//!
//! A group exists for each combination of the keys of `per` that at least one selected need holds, whether that need can be paid
//! or not, and, where the rule tells years apart, for every year that its selector admits. So a group may hold no payment at all.

use std::collections::BTreeSet;

use crate::id::{NeedId, PaymentId, SourceId, YearId};
use crate::model::policy::{GroupKey, Kind, Rule, Selector};
use crate::model::{Payment, Programme};

/// One group of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Its name.
    pub key: GroupKey,
    /// The payments that the rule bounds, in order: those `of` selects; for growth those of the later year only; for match those
    /// by the source that must put in.
    pub of: Vec<PaymentId>,
    /// The payments they are measured against, in order: share: those `in` selects; growth: those of the year before; match: those
    /// by the other source. Empty for the other families.
    pub within: Vec<PaymentId>,
}

/// Where the payments of a side go.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Of,
    Within,
}

/// One of the two sums that a rule speaks of.
struct Side<'a> {
    part: Part,
    selector: &'a Selector,
    /// Takes payments by this source only.
    source: Option<SourceId>,
    /// The group's year is this many years after the payment's.
    delay: usize,
    /// For each need whether the selector selects it.
    needs: Vec<bool>,
}

impl<'a> Side<'a> {
    fn new(programme: &Programme, part: Part, selector: &'a Selector, source: Option<SourceId>, delay: usize) -> Self {
        let needs = (0..programme.needs().len()).map(|n| selector.selects_need(programme, NeedId::new(n))).collect();
        Self { part, selector, source, delay, needs }
    }

    fn takes(&self, payment: &Payment) -> bool {
        self.selector.years.contains(payment.year)
            && self.selector.admits_source(payment.source)
            && self.source.is_none_or(|source| source == payment.source)
    }
}

/// The groups of `rule`, sorted by key.
#[must_use]
pub fn groups(programme: &Programme, rule: &Rule) -> Vec<Group> {
    let of = |source, delay| Side::new(programme, Part::Of, &rule.of, source, delay);
    let within = |selector, source, delay| Side::new(programme, Part::Within, selector, source, delay);
    let sides = match &rule.kind {
        Kind::Share { within: selector, .. } => vec![of(None, 0), within(selector, None, 0)],
        Kind::Match { source, to, .. } => vec![of(Some(*source), 0), within(&rule.of, Some(*to), 0)],
        Kind::Growth { .. } => vec![of(None, 0), within(&rule.of, None, 1)],
        Kind::Amount(_)
        | Kind::Coverage(_)
        | Kind::Count { .. }
        | Kind::Together
        | Kind::Exclusive
        | Kind::Stability(_) => vec![of(None, 0)],
    };
    let mut groups: Vec<Group> = existing(programme, rule, &sides)
        .into_iter()
        .map(|key| Group { key, of: Vec::new(), within: Vec::new() })
        .collect();
    for side in &sides {
        fill(programme, rule, side, &mut groups);
    }
    groups
}

/// Whether the groups of `rule` tell years apart.
fn by_year(rule: &Rule) -> bool {
    rule.per.year || matches!(rule.kind, Kind::Growth { .. })
}

/// The keys of the groups that exist.
fn existing(programme: &Programme, rule: &Rule, sides: &[Side<'_>]) -> BTreeSet<GroupKey> {
    // Growth bounds every year but the first by the year before.
    let first = usize::from(matches!(rule.kind, Kind::Growth { .. }));
    let mut keys = BTreeSet::new();
    for side in sides {
        let mut places = BTreeSet::new();
        for sentra in programme.sentra() {
            if let Some(need) = sentra.needs.clone().find(|&n| side.needs[n]) {
                places.insert(GroupKey { year: None, ..rule.per.key(programme, NeedId::new(need), YearId::new(0)) });
            }
        }
        if by_year(rule) {
            for year in (first..programme.years().len()).map(YearId::new) {
                if side.selector.years.contains(year) {
                    keys.extend(places.iter().map(|&place| GroupKey { year: Some(year), ..place }));
                }
            }
        } else {
            keys.extend(places);
        }
    }
    keys
}

/// Puts the payments of `side` into their groups.
fn fill(programme: &Programme, rule: &Rule, side: &Side<'_>, groups: &mut [Group]) {
    for sentra in programme.sentra() {
        let mut selected = sentra.needs.clone().filter(|&n| side.needs[n]).peekable();
        let Some(&first) = selected.peek() else { continue };
        // All needs of a sentra share the key but for the year, and the groups of one place lie together.
        let place = GroupKey { year: None, ..rule.per.key(programme, NeedId::new(first), YearId::new(0)) };
        let start = groups.partition_point(|group| group.key < place);
        let count = groups[start..].iter().take_while(|group| GroupKey { year: None, ..group.key } == place).count();
        let here = &mut groups[start..start + count];
        for need in selected {
            for index in programme.needs()[need].payments.clone() {
                let payment = programme.payments()[index];
                if !side.takes(&payment) {
                    continue;
                }
                let year = by_year(rule).then(|| YearId::new(payment.year.index() + side.delay));
                if let Some(group) = here.iter_mut().find(|group| group.key.year == year) {
                    match side.part {
                        Part::Of => group.of.push(PaymentId::new(index)),
                        Part::Within => group.within.push(PaymentId::new(index)),
                    }
                }
            }
        }
    }
}
