//! Rule `stability`: bound on the change against the earlier plan.
//!
//! ```text
//! sum_{j in of} change[j]  - over <= at_most - gone        for each group
//! change[j] >= x[j] - previous[j]                          for each payment of the earlier plan
//! change[j] >= previous[j] - x[j]
//!
//! x[j]         payment j, Rp 1 million
//! previous[j]  what the earlier plan pays, Rp 1 million
//! change[j]    |x[j] - previous[j]|; x[j] itself where the earlier plan pays nothing
//! gone         what the earlier plan pays, in this group, by payments that can no longer be made, Rp 1 million
//! over         only where the rule is soft: breach, Rp 1 million, at the rule's penalty
//! ```
//! Several stability rules share the change columns.

use crate::id::{PaymentId, RuleId};
use crate::lp::draft::{Demand, Draft, Group};
use crate::lp::matrix::{BoundKey, ColumnKey, RowKey, Sense};
use crate::lp::totals::column_of;
use crate::model::{ByYear, Payment, Rule};
use crate::units::Rupiah;

/// Adds the rows of rule `id`.
pub(super) fn add_rows(draft: &mut Draft<'_>, id: RuleId, groups: &[Group], at_most: &ByYear<Rupiah>) {
    let rule = &draft.programme.rules()[id.index()];
    let gone = gone(draft, rule, groups);
    let mut previous = vec![Rupiah::ZERO; draft.programme.payments().len()];
    for earlier in draft.programme.previous() {
        if let Some(payment) = earlier.payment {
            previous[payment.index()] = earlier.rupiah;
        }
    }
    for (group, gone) in groups.iter().zip(gone) {
        let Some(at_most) = at_most.get(group.key.year) else { continue };
        let (paid, new): (Vec<PaymentId>, Vec<PaymentId>) =
            draft.members(group.of).iter().partition(|p| previous[p.index()] > Rupiah::ZERO);
        let columns = paid.into_iter().map(|p| (change(draft, p, previous[p.index()]), 1)).collect();
        let sums = &[(draft.sum(new), 1)];
        draft.demand(id, group, Demand { bound: BoundKey::AtMost, sums, columns, rhs: at_most - gone, scale: 1 });
    }
}

/// For each group, what the earlier plan pays by payments that can no longer be made.
fn gone(draft: &Draft<'_>, rule: &Rule, groups: &[Group]) -> Vec<Rupiah> {
    let mut gone = vec![Rupiah::ZERO; groups.len()];
    for earlier in draft.programme.previous().iter().filter(|earlier| earlier.payment.is_none()) {
        let payment = Payment { need: earlier.need, year: earlier.year, source: earlier.source };
        if rule.of.selects(draft.programme, &payment) {
            let key = rule.per.key(draft.programme, earlier.need, earlier.year);
            if let Ok(group) = groups.binary_search_by_key(&key, |group| group.key) {
                gone[group] += earlier.rupiah;
            }
        }
    }
    gone
}

/// The change column of `payment`, made with its two rows when first asked for.
fn change(draft: &mut Draft<'_>, payment: PaymentId, previous: Rupiah) -> u32 {
    if let Some(&column) = draft.changes.get(&payment) {
        return column;
    }
    // An optimum has no use for a change beyond what the payment can make.
    let upper = previous.max(draft.limits.payment(payment) - previous);
    let change = draft.lp.add_column(ColumnKey::Change(payment), 0.0, 0.0, upper.as_millions());
    let paid = column_of(payment.index());
    let previous = previous.as_millions();
    draft.lp.add_row(RowKey::ChangeUp(payment), Sense::AtLeast, -previous, 1.0, [(paid, -1.0), (change, 1.0)]);
    draft.lp.add_row(RowKey::ChangeDown(payment), Sense::AtLeast, previous, 1.0, [(paid, 1.0), (change, 1.0)]);
    draft.changes.insert(payment, change);
    change
}
