//! Rule `together`: every selected need of a group is paid its whole cost over the horizon, or none gets a rupiah.
//!
//! ```text
//! paid[n] = c[n] * y[g]        for each selected need n of group g
//! y[g] in {0,1}
//!
//! paid[n]   sum of x[n,t,f] over the horizon, Rp 1 million
//! c[n]      cost of need n, Rp 1 million
//! ```
//! Where one of the needs cannot be paid wholly (nobody may pay it, ceilings leave less, or its cost is no multiple of the unit of payment), y is
//! held at 0.

use std::collections::BTreeMap;

use crate::id::{NeedId, PaymentId, RuleId, YearId};
use crate::lp::draft::{Draft, Group};
use crate::lp::funding::whole_units;
use crate::lp::matrix::{BoundKey, ColumnKey, RowKey, Sense};
use crate::model::policy::GroupKey;
use crate::units::Rupiah;

/// Adds the rows of rule `id`.
pub(super) fn add_rows(draft: &mut Draft<'_>, id: RuleId, groups: &[Group]) {
    let programme = draft.programme;
    let rule = &programme.rules()[id.index()];
    let mut members: BTreeMap<GroupKey, Vec<NeedId>> = BTreeMap::new();
    for need in (0..programme.needs().len()).map(NeedId::new).filter(|&n| rule.of.selects_need(programme, n)) {
        members.entry(rule.per.key(programme, need, YearId::new(0))).or_default().push(need);
    }
    for group in groups {
        let Some(needs) = members.get(&group.key) else { continue };
        let sums: Vec<_> = needs
            .iter()
            .map(|need| draft.sum(programme.needs()[need.index()].payments.clone().map(PaymentId::new).collect()))
            .collect();
        let mut possible = true;
        for (need, &sum) in needs.iter().zip(&sums) {
            possible &= whole_units(programme, *need) && draft.most(sum) >= programme.needs()[need.index()].cost;
        }
        let key = ColumnKey::Open(id, group.index);
        let column = draft.lp.add_whole_column(key, 0.0, 0.0, f64::from(u8::from(possible)));
        for (&need, &sum) in needs.iter().zip(&sums) {
            if draft.members(sum).is_empty() {
                continue;
            }
            let key =
                RowKey::Link { rule: id, group: group.index, item: None, need: Some(need), bound: BoundKey::Exactly };
            let cost = programme.needs()[need.index()].cost;
            draft.link(key, Sense::Equal, sum, vec![(column, -cost)], Vec::new(), Rupiah::ZERO);
        }
    }
}
