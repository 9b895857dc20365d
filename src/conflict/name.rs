//! Sets of demands in the planner's words and numbers.

use crate::conflict::base::{Base, Member};
use crate::conflict::least::{Least, Needed};
use crate::conflict::{Demand, Figures, Set, rupiah};
use crate::id::NeedId;
use crate::lp::names::{contract_name, row_name};
use crate::lp::{Formulation, RowKey};
use crate::model::Kind;
use crate::model::groups::groups;
use crate::units::Rupiah;
use crate::words::Names;
use crate::words::conflict::Demanded;

/// `member` as a noun phrase.
pub(super) fn what(hard: &Formulation<'_>, member: Member) -> Demanded {
    let names = Names::new(hard.programme);
    let row = match member {
        Member::Contract(payment) => return Demanded::Contract(names.payment(payment)),
        Member::Row(i) | Member::Order(i) => hard.lp.row_key(i),
    };
    match row {
        RowKey::Ceiling(id) => Demanded::Ceiling(names.ceiling(id)),
        RowKey::Order { need, before, .. } => {
            let before = hard.programme.needs()[before.index()].code.to_string();
            Demanded::Order { need: names.need(need), before }
        }
        RowKey::Rule { rule, group, .. } => {
            Demanded::Rule(names.rule(rule, &hard.lp.groups()[rule.index()][group as usize]))
        }
        // No member is made of another row; the name at least is true.
        other => Demanded::Rule(crate::words::phrase::Rule {
            id: row_name(hard, other),
            title: crate::input::Title::default(),
            group: crate::words::phrase::Group::default(),
        }),
    }
}

/// A set as it is told.
pub(super) fn set(base: &Base<'_>, least: &Least) -> Set {
    let smallest = least.needed.iter().all(|needed| needed.missing.is_some());
    let mut demands: Vec<(u8, Demand)> =
        least.needed.iter().map(|needed| (order(base, needed.member), demand(base, needed))).collect();
    // What asks for money first, then what stands against it, each in the order of its rows.
    let place = |needed: &Needed| match needed.member {
        Member::Row(i) | Member::Order(i) => i,
        Member::Contract(p) => p.index(),
    };
    let mut places: Vec<usize> = (0..demands.len()).collect();
    places.sort_by_key(|&k| (demands[k].0, place(&least.needed[k])));
    let mut taken: Vec<Option<Demand>> = demands.drain(..).map(|(_, demand)| Some(demand)).collect();
    let demands = places.into_iter().filter_map(|k| taken[k].take()).collect();
    Set { demands, whole: false, proved: least.proved, smallest, costs: costs(base, least) }
}

fn order(base: &Base<'_>, member: Member) -> u8 {
    use crate::lp::Sense::AtMost;
    match member {
        Member::Row(i) if base.hard.lp.senses()[i] != AtMost => 0,
        Member::Contract(_) => 1,
        Member::Row(i) if matches!(base.hard.lp.row_key(i), RowKey::Rule { .. }) => 2,
        Member::Row(_) => 3,
        Member::Order(_) => 4,
    }
}

fn demand(base: &Base<'_>, needed: &Needed) -> Demand {
    let hard = &base.hard;
    let row = match needed.member {
        Member::Contract(payment) => contract_name(hard, payment),
        Member::Row(i) | Member::Order(i) => row_name(hard, hard.lp.row_key(i)),
    };
    let rule = match needed.member {
        Member::Row(i) => match hard.lp.row_key(i) {
            RowKey::Rule { rule, .. } => Some(&hard.programme.rules()[rule.index()]),
            _ => None,
        },
        _ => None,
    };
    Demand {
        what: what(hard, needed.member),
        row,
        law: rule.is_some_and(|rule| rule.law),
        basis: rule.map_or_else(String::new, |rule| rule.basis.clone()),
        figures: figures(base, needed),
    }
}

/// What a demand comes to at the point that misses it least.
fn figures(base: &Base<'_>, needed: &Needed) -> Option<Figures> {
    let hard = &base.hard;
    let missing = needed.missing?;
    let to_rupiah = |millions: f64| rupiah((millions * crate::lp::matrix::MONEY).round());
    let paid = match needed.member {
        Member::Contract(p) => needed.point[p.index()],
        Member::Order(_) => return None,
        Member::Row(i) => match hard.lp.row_key(i) {
            RowKey::Rule { rule, group, .. } => {
                let stated = &hard.programme.rules()[rule.index()];
                if let Kind::Stability(_) = stated.kind {
                    // What changed by payments that can no longer be made is in the right-hand side.
                    let (asked, best) = (hard.lp.rhs()[i].max(0.0), hard.lp.rhs()[i] + missing);
                    return Some(Figures::new(true, to_rupiah(asked), to_rupiah(best)));
                }
                let groups = groups(hard.programme, stated);
                groups.get(group as usize)?.of.iter().map(|p| needed.point[p.index()]).sum()
            }
            _ => hard.lp.row(i).activity(&needed.point),
        },
    };
    let asked = if needed.over { paid - missing } else { paid + missing };
    Some(Figures::new(needed.over, to_rupiah(asked), to_rupiah(paid)))
}

/// The needs whose rows the proof gives weight to.
fn costs(base: &Base<'_>, least: &Least) -> Option<(usize, Rupiah)> {
    let keys = base.hard.lp.row_keys().zip(&least.weights);
    let needs: Vec<NeedId> = keys
        .filter_map(|(key, weight)| if let RowKey::Need(id) = key { (*weight > 0.0).then_some(id) } else { None })
        .collect();
    let cost: Rupiah = needs.iter().map(|need| base.hard.programme.needs()[need.index()].cost).sum();
    (!needs.is_empty()).then_some((needs.len(), cost))
}
