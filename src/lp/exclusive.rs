//! Rule `exclusive`: at most one of the selected needs gets any rupiah in a group.
//!
//! ```text
//! sum_n y[g,n] <= 1                          for each group g with two needs or more that can be paid
//! S[g,n] <= most[g,n] * y[g,n]               y[g,n] in {0,1}: need n gets money in g
//!
//! S[g,n]      what need n is paid by the selected payments in g, Rp 1 million
//! most[g,n]   the most that need and ceiling rows leave, in whole units of payment
//! ```
//! A need whose own decisions pay just these payments has no further column: y is `w[n]`, or the sum of its `w[n,t]`.

use crate::id::RuleId;
use crate::lp::draft::{Draft, Group};
use crate::lp::link::{Set, down, needs_of};
use crate::lp::matrix::{BoundKey, ColumnKey, Item, RowKey, Sense};
use crate::units::Rupiah;

/// Adds the rows of rule `id`.
pub(super) fn add_rows(draft: &mut Draft<'_>, id: RuleId, groups: &[Group]) {
    let programme = draft.programme;
    for group in groups {
        let members = draft.members(group.of).to_vec();
        let mut needs = Vec::new();
        for (need, own) in needs_of(draft, &members) {
            let sum = draft.sum(own);
            if draft.most(sum) > Rupiah::ZERO {
                needs.push((need, sum));
            }
        }
        if needs.len() < 2 {
            continue;
        }
        let mut terms = Vec::new();
        for (need, sum) in needs {
            let own = draft.members(sum).to_vec();
            if let Some(decisions) = draft.decisions.covering(programme, need, &own) {
                terms.extend(decisions.iter().map(|decision| (decision.column, 1.0)));
            } else {
                let item = Item::Need(need);
                let key = ColumnKey::Counts(id, group.index, item);
                let column = draft.lp.add_whole_column(key, 0.0, 0.0, 1.0);
                down(draft, &Set { rule: id, group: group.index, item: Some(item), sum, column }, Rupiah::ZERO);
                terms.push((column, 1.0));
            }
        }
        let key = RowKey::Rule { rule: id, group: group.index, bound: BoundKey::AtMost };
        draft.lp.add_row(key, Sense::AtMost, 1.0, 0.0, terms);
    }
}
