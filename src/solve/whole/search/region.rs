//! A plan of a region as the bound tells it, in choices of its needs.

use std::collections::BTreeMap;

use super::choices::count;
use super::table::Table;
use crate::id::PaymentId;

/// The choices by which a region makes `payments` and no others; what is not a choice of its need is left out.
pub(super) fn choices(table: &Table<'_>, region: usize, payments: &[PaymentId]) -> Vec<(u32, u16)> {
    let by_need: BTreeMap<u32, u32> = payments.iter().map(|p| (table.need_of[p.index()], count(p.index()))).collect();
    let needs = table.open_in(region).flat_map(|s| table.sentra[s as usize].needs.clone());
    needs
        .map(|need| {
            let wanted = by_need.get(&need).and_then(|p| table.choices.by_payment(need, *p));
            (need, wanted.unwrap_or(0))
        })
        .collect()
}
