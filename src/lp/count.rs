//! Rule `count`: bounds on how many sentra, needs or regions are funded, or how many sentra are complete.
//!
//! ```text
//! sum_{i in g} y[g,i]  + fewer >= at_least         for each group g
//! sum_{i in g} y[g,i]  - more  <= at_most
//! sum_{i in g} y[g,i]  + fewer - more = exactly
//!
//! y[g,i] in {0,1}   item i counts in group g
//! fewer, more       only where the rule is soft: breach, in ones, at the rule's penalty
//! ```
//! *Funded*: y is tied to what the item gets in the group by the links of `link`, with `least` of the rule: upward where the rule has a lower bound,
//! downward where it has an upper one. A need whose own decision says just that has no further column: y is `w[n]`, or the sum of `w[n,t]`.
//!
//! *Completed*, with T the last year of the group, cumulative, by what is paid and not by z:
//!
//! ```text
//! c[n] * y[g,i] <= paid[n,T]                        for each essential need n of sentra i           (lower bound)
//! y[g,i] + sum_n e[g,n] >= 1                        e[g,n] in {0,1}: n is wanting                   (upper bound)
//! paid[n,T] <= c[n] - unit * e[g,n]                 in whole units, not wholly paid = at least one unit is missing
//! paid[n,T] <= c[n] - c[n] * e[g,n]                 where n is whole and decided by then: it gets nothing, or all
//! ```
//! A sentra with an essential need that nobody may pay by then, or whose cost is no multiple of the unit, cannot count.

use std::collections::BTreeMap;

use crate::id::{NeedId, PaymentId, RuleId, SentraId, YearId};
use crate::input::{Counting, Funding, What};
use crate::lp::draft::{Draft, Group, stated};
use crate::lp::funding::{units_up, whole_units};
use crate::lp::link::{Set, down, up};
use crate::lp::matrix::{BoundKey, ColumnKey, Item, RowKey, Sense};
use crate::lp::order::paid_by;
use crate::model::{Bounds, Programme, Rule};
use crate::units::Rupiah;

/// What a rule counts, and when.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counted {
    pub(super) what: What,
    pub(super) counting: Counting,
    pub(super) least: Rupiah,
}

/// Which sides of y the bounds of a group need.
#[derive(Debug, Clone, Copy)]
struct Sides {
    /// y = 1 only if the item counts.
    up: bool,
    /// y = 0 only if it does not.
    down: bool,
}

/// Adds the rows of rule `id`.
pub(super) fn add_rows(draft: &mut Draft<'_>, id: RuleId, groups: &[Group], counted: Counted, bounds: &Bounds<u32>) {
    for group in groups {
        let demands: Vec<(BoundKey, u32)> = stated(bounds, group.key.year).collect();
        let sides = Sides {
            up: demands.iter().any(|(bound, _)| *bound != BoundKey::AtMost),
            down: demands.iter().any(|(bound, _)| *bound != BoundKey::AtLeast),
        };
        if demands.is_empty() {
            continue;
        }
        let terms = match counted.counting {
            Counting::Funded => funded(draft, id, group, counted, sides),
            Counting::Completed => completed(draft, id, group, sides),
        };
        for (bound, number) in demands {
            bounded(draft, id, group, &terms, bound, number);
        }
    }
}

/// States one bound on the sum of `terms`.
fn bounded(draft: &mut Draft<'_>, id: RuleId, group: &Group, terms: &[u32], bound: BoundKey, number: u32) {
    let sense = match bound {
        BoundKey::AtLeast => Sense::AtLeast,
        BoundKey::AtMost => Sense::AtMost,
        BoundKey::Exactly => Sense::Equal,
    };
    let holds_anyway = match sense {
        Sense::AtLeast => number == 0,
        Sense::AtMost => terms.len() <= number as usize,
        Sense::Equal => terms.is_empty() && number == 0,
    };
    if holds_anyway {
        return;
    }
    let mut row: Vec<(u32, f64)> = terms.iter().map(|&column| (column, 1.0)).collect();
    if let Some(penalty) = draft.penalty(id, group) {
        // Beyond these an optimum never goes: all items count, or none.
        if sense != Sense::AtMost {
            let key = ColumnKey::Fewer(id, group.index);
            row.push((draft.lp.add_column(key, -penalty, 0.0, f64::from(number)), 1.0));
        }
        if sense != Sense::AtLeast {
            let key = ColumnKey::More(id, group.index);
            row.push((draft.lp.add_column(key, -penalty, 0.0, terms.len() as f64), -1.0));
        }
    }
    let key = RowKey::Rule { rule: id, group: group.index, bound };
    draft.lp.add_row(key, sense, f64::from(number), 0.0, row);
}

/// The columns that say which items of `group` are funded.
fn funded(draft: &mut Draft<'_>, id: RuleId, group: &Group, counted: Counted, sides: Sides) -> Vec<u32> {
    let programme = draft.programme;
    let least = units_up(programme, counted.least.max(programme.unit()));
    let mut items: BTreeMap<Item, Vec<PaymentId>> = BTreeMap::new();
    for &payment in draft.members(group.of) {
        let need = programme.payments()[payment.index()].need;
        let item = match counted.what {
            What::Need => Item::Need(need),
            What::Sentra => Item::Sentra(programme.needs()[need.index()].sentra),
            What::Region => Item::Region(programme.region_of(need)),
        };
        items.entry(item).or_default().push(payment);
    }
    let mut terms = Vec::new();
    for (item, members) in items {
        if let Item::Need(need) = item
            && let Some(decisions) = draft.decisions.covering(programme, need, &members)
            && decisions.iter().all(|decision| decision.least >= least)
        {
            terms.extend(decisions.iter().map(|decision| decision.column));
            continue;
        }
        let sum = draft.sum(members);
        if draft.most(sum) < least {
            continue;
        }
        let key = ColumnKey::Counts(id, group.index, item);
        let column = draft.lp.add_whole_column(key, 0.0, 0.0, 1.0);
        let set = Set { rule: id, group: group.index, item: Some(item), sum, column };
        if sides.up {
            up(draft, &set, least, None);
        }
        if sides.down {
            down(draft, &set, least - programme.unit());
        }
        terms.push(column);
    }
    terms
}

/// The columns that say which sentra of `group` are complete by the end of its last year.
fn completed(draft: &mut Draft<'_>, id: RuleId, group: &Group, sides: Sides) -> Vec<u32> {
    let programme = draft.programme;
    let rule = &programme.rules()[id.index()];
    let year = last_year(programme, rule, group);
    let mut terms = Vec::new();
    for (i, sentra) in programme.sentra().iter().enumerate() {
        let in_group = |n: &usize| rule.per.key(programme, NeedId::new(*n), year) == group.key;
        let selected = |n: &usize| rule.of.selects_need(programme, NeedId::new(*n));
        let essential: Vec<usize> = sentra.needs.clone().filter(|&n| programme.needs()[n].essential).collect();
        let payable = |&n: &usize| {
            !paid_by(programme, programme.needs()[n].payments.clone(), year).is_empty()
                && whole_units(programme, NeedId::new(n))
        };
        if essential.is_empty()
            || !essential.iter().all(payable)
            || !sentra.needs.clone().any(|n| selected(&n) && in_group(&n))
        {
            continue;
        }
        let item = Item::Sentra(SentraId::new(i));
        let column = draft.lp.add_whole_column(ColumnKey::Counts(id, group.index, item), 0.0, 0.0, 1.0);
        complete(draft, id, group, item, column, &essential, year, sides);
        terms.push(column);
    }
    terms
}

/// Ties `column`, whether the sentra `item` is complete by the end of `year`, to what its `essential` needs get.
#[allow(clippy::too_many_arguments)] // one decision and all that it hangs on
fn complete(
    draft: &mut Draft<'_>,
    rule: RuleId,
    group: &Group,
    item: Item,
    column: u32,
    essential: &[usize],
    year: YearId,
    sides: Sides,
) {
    let programme = draft.programme;
    let key = |need, bound| RowKey::Link { rule, group: group.index, item: Some(item), need, bound };
    let mut wanting = vec![(column, 1.0)];
    for &n in essential {
        let (need, row) = (NeedId::new(n), &programme.needs()[n]);
        let paid = draft.sum(paid_by(programme, row.payments.clone(), year).map(PaymentId::new).collect());
        if sides.up {
            let links = vec![(column, -row.cost)];
            draft.link(key(Some(need), BoundKey::AtLeast), Sense::AtLeast, paid, links, Vec::new(), Rupiah::ZERO);
        }
        if sides.down {
            let decided = draft.decisions.covering(programme, need, draft.members(paid)).is_some();
            let missing = if decided && row.funding == Funding::Whole { row.cost } else { programme.unit() };
            let e = draft.lp.add_whole_column(ColumnKey::Wanting(rule, group.index, need), 0.0, 0.0, 1.0);
            draft.link(
                key(Some(need), BoundKey::AtMost),
                Sense::AtMost,
                paid,
                vec![(e, missing)],
                Vec::new(),
                row.cost,
            );
            wanting.push((e, 1.0));
        }
    }
    if sides.down {
        draft.lp.add_row(key(None, BoundKey::AtMost), Sense::AtLeast, 1.0, 0.0, wanting);
    }
}

/// The year by whose end sentra must be complete to count in `group`.
fn last_year(programme: &Programme, rule: &Rule, group: &Group) -> YearId {
    let horizon = YearId::new(programme.years().len().saturating_sub(1));
    group.key.year.or(rule.of.years.last()).unwrap_or(horizon).min(horizon)
}
