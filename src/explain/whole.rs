//! Rules of whole numbers that keep a need out: least grants, counts, sets of all or none, sets of at most one, completion.
//!
//! A rule is in the way of an unpaid need where each of its payments lies in a group that is shut: a grant of 0 that may only be 0 or large, a
//! count that is full without it, a set of which another is paid, a set of which none is paid.

use std::collections::{BTreeMap, BTreeSet};

use crate::id::{NeedId, PaymentId, RegionId, RuleId, SentraId};
use crate::input::{Completion, Counting, What};
use crate::model::groups::groups;
use crate::model::policy::GroupKey;
use crate::model::{Kind, Programme};
use crate::plan::Plan;
use crate::units::{PPM, Rupiah};
use crate::words::names::Names;
use crate::words::why::Blocked;

use super::book::Book;

/// A group of a rule of whole numbers, and what its payments come to.
#[derive(Debug)]
struct Group {
    rule: RuleId,
    key: GroupKey,
    of: Vec<PaymentId>,
    paid: Rupiah,
    /// Needs that get something in it.
    funded: BTreeSet<NeedId>,
    /// Things that count in it, where the rule counts.
    counted: BTreeSet<usize>,
}

/// All groups of rules of whole numbers.
#[derive(Debug, Default)]
pub(super) struct WholeGroups {
    groups: Vec<Group>,
    /// The groups that each payment lies in.
    of_payment: BTreeMap<PaymentId, Vec<usize>>,
}

impl WholeGroups {
    pub(super) fn new(programme: &Programme, plan: &Plan) -> Self {
        let mut all = Self::default();
        for (id, rule) in programme.rule_ids().zip(programme.rules()) {
            let is_whole = match &rule.kind {
                Kind::Amount(bounds) => !bounds.zero_or_at_least.is_none(),
                Kind::Coverage(bounds) => !bounds.zero_or_at_least.is_none(),
                Kind::Count { counting, .. } => *counting == Counting::Funded,
                Kind::Together | Kind::Exclusive => true,
                _ => false,
            };
            if !is_whole || rule.penalty.is_some() {
                continue;
            }
            for found in groups(programme, rule) {
                let place = all.groups.len();
                let mut by_item: BTreeMap<usize, Rupiah> = BTreeMap::new();
                let mut group = Group {
                    rule: id,
                    key: found.key,
                    paid: Rupiah::ZERO,
                    funded: BTreeSet::new(),
                    counted: BTreeSet::new(),
                    of: found.of,
                };
                for &payment in &group.of {
                    all.of_payment.entry(payment).or_default().push(place);
                    let (need, paid) = (programme.payments()[payment.index()].need, plan.get(payment));
                    group.paid += paid;
                    if paid > Rupiah::ZERO {
                        group.funded.insert(need);
                    }
                    if let Kind::Count { what, .. } = &rule.kind {
                        *by_item.entry(item(programme, *what, need)).or_insert(Rupiah::ZERO) += paid;
                    }
                }
                if let Kind::Count { least, .. } = &rule.kind {
                    group.counted = by_item.iter().filter(|(_, paid)| *paid >= least).map(|(item, _)| *item).collect();
                }
                all.groups.push(group);
            }
        }
        all
    }
}

/// What `need` counts as.
fn item(programme: &Programme, what: What, need: NeedId) -> usize {
    match what {
        What::Need => need.index(),
        What::Sentra => programme.needs()[need.index()].sentra.index(),
        What::Region => RegionId::index(programme.region_of(need)),
    }
}

impl Book<'_> {
    /// Rules of whole numbers that stand in the way of `id`, which gets nothing.
    pub(super) fn shut(&self, id: NeedId) -> Vec<Blocked> {
        let need = &self.stated.needs()[id.index()];
        let payments: Vec<PaymentId> = need.payments.clone().map(PaymentId::new).collect();
        let mut by_rule: BTreeMap<RuleId, (usize, Option<Blocked>)> = BTreeMap::new();
        for payment in &payments {
            for &place in self.whole.of_payment.get(payment).into_iter().flatten() {
                let group = &self.whole.groups[place];
                if let Some(blocked) = self.shuts(group, id) {
                    let entry = by_rule.entry(group.rule).or_insert((0, None));
                    entry.0 += 1;
                    entry.1.get_or_insert(blocked);
                }
            }
        }
        let mut shut: Vec<Blocked> = by_rule
            .into_values()
            .filter(|(times, _)| *times >= payments.len())
            .filter_map(|(_, blocked)| blocked)
            .collect();
        shut.extend(self.incomplete(id));
        shut
    }

    /// The rule of whole numbers by which `payment` cannot be made with `left`, whatever money costs: a count that is full without it, a set of which
    /// another is paid, a grant or a set of all or none that takes more than there is.
    pub(super) fn barred(&self, payment: PaymentId, left: Rupiah) -> Option<Blocked> {
        let need = self.stated.payments()[payment.index()].need;
        let groups = self.whole.of_payment.get(&payment).into_iter().flatten();
        let mut shut = groups.filter_map(|&place| self.shuts(&self.whole.groups[place], need));
        shut.find(|blocked| match blocked {
            Blocked::Full { .. } | Blocked::Exclusive { .. } => true,
            Blocked::LeastGrant { least, .. } => left < *least,
            Blocked::Together { cost, .. } => left < *cost,
            _ => false,
        })
    }

    /// Whether `group` is shut to `id`, and how.
    fn shuts(&self, group: &Group, id: NeedId) -> Option<Blocked> {
        let (programme, names) = (self.stated, Names::new(self.stated));
        let rule = names.rule(group.rule, &group.key);
        match &programme.rules()[group.rule.index()].kind {
            Kind::Amount(bounds) => {
                let least = bounds.zero_or_at_least.get(group.key.year)?;
                (group.paid == Rupiah::ZERO && least > Rupiah::ZERO).then_some(Blocked::LeastGrant { rule, least })
            }
            Kind::Coverage(bounds) => {
                let share = bounds.zero_or_at_least.get(group.key.year)?;
                let needs: BTreeSet<NeedId> = group.of.iter().map(|p| programme.payments()[p.index()].need).collect();
                let base: i128 = needs.iter().map(|need| i128::from(programme.needs()[need.index()].cost.get())).sum();
                let least = i128::from(share.ppm()) * base / i128::from(PPM);
                let least = Rupiah::new(i64::try_from(least).unwrap_or(i64::MAX));
                (group.paid == Rupiah::ZERO && least > Rupiah::ZERO).then_some(Blocked::LeastGrant { rule, least })
            }
            Kind::Count { what, bounds, .. } => {
                let most = bounds.at_most.get(group.key.year).or(bounds.exactly.get(group.key.year))?;
                let full = group.counted.len() >= most as usize;
                (full && !group.counted.contains(&item(programme, *what, id))).then_some(Blocked::Full { rule, most })
            }
            Kind::Together => {
                let needs: BTreeSet<NeedId> = group.of.iter().map(|p| programme.payments()[p.index()].need).collect();
                let cost = needs.iter().map(|need| programme.needs()[need.index()].cost).sum();
                (group.funded.is_empty() && needs.len() > 1).then_some(Blocked::Together {
                    rule,
                    needs: needs.len(),
                    cost,
                })
            }
            Kind::Exclusive => {
                let other = group.funded.iter().find(|other| **other != id)?;
                Some(Blocked::Exclusive { rule, other: names.need(*other) })
            }
            _ => None,
        }
    }

    /// What its sentra lacks, where that counts as complete only with every essential need.
    fn incomplete(&self, id: NeedId) -> Option<Blocked> {
        let programme = self.stated;
        let need = &programme.needs()[id.index()];
        let sentra: SentraId = need.sentra;
        if programme.completion() != Completion::AllOrNothing || !need.essential || !programme.has_completion(sentra) {
            return None;
        }
        let row = &programme.sentra()[sentra.index()];
        let essential = row.needs.clone().filter(|&n| programme.needs()[n].essential);
        let missing = essential.map(|n| programme.needs()[n].cost - self.paid[n]).sum();
        let points = programme.completion_points(sentra);
        Some(Blocked::Incomplete { sentra: crate::words::Name::new(&row.code, &row.name), missing, points })
    }
}
