//! Sets that a sum points at: a rule above what ceilings leave, with the ceilings over its payments.

use std::collections::{BTreeMap, BTreeSet};

use crate::conflict::base::{Base, Member};
use crate::lp::{RowKey, Sense};
use crate::model::Place;
use crate::model::groups::groups;
use crate::words::Names;
use crate::words::phrase::Rule;

/// The row of `rule` and the ceilings over its payments, the widest first and the narrowest first; `None` if no row asks for money in its name.
pub(super) fn seeds(base: &Base<'_>, rule: &Rule) -> Option<[Vec<Member>; 2]> {
    let hard = &base.hard;
    let programme = hard.programme;
    let names = Names::new(programme);
    let (row, id, group) = hard.lp.row_keys().enumerate().find_map(|(i, key)| match key {
        RowKey::Rule { rule: id, group, .. }
            if programme.rules()[id.index()].id == rule.id
                && hard.lp.senses()[i] != Sense::AtMost
                && names.rule(id, &hard.lp.groups()[id.index()][group as usize]) == *rule =>
        {
            Some((i, id, group))
        }
        _ => None,
    })?;
    let mut touched: BTreeSet<(Place, usize, usize)> = BTreeSet::new();
    for payment in &groups(programme, &programme.rules()[id.index()]).get(group as usize)?.of {
        let payment = programme.payments()[payment.index()];
        let (region, province) = (programme.region_of(payment.need), programme.province_of(payment.need));
        for place in [Place::Nation, Place::Province(province), Place::Region(region)] {
            touched.insert((place, payment.year.index(), payment.source.index()));
        }
    }
    let mut ceilings: BTreeMap<(Place, usize, usize), usize> = BTreeMap::new();
    for (i, key) in hard.lp.row_keys().enumerate() {
        if let RowKey::Ceiling(id) = key {
            let ceiling = programme.ceilings()[id.index()];
            ceilings.insert((ceiling.place, ceiling.year.index(), ceiling.source.index()), i);
        }
    }
    // Places are in order: nation, provinces, regions.
    let over: Vec<Member> = touched.iter().filter_map(|key| ceilings.get(key)).map(|&i| Member::Row(i)).collect();
    let last = [Member::Row(row)];
    let narrowest = over.iter().rev().copied().chain(last).collect();
    Some([over.into_iter().chain(last).collect(), narrowest])
}
