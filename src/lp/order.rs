//! Order (column `after`): the share paid of a need never runs ahead of the share paid of a need that goes before it.
//!
//! ```text
//! paid[n,t] - (c[n] / c[m]) * paid[m,t] <= 0        for each need n, each m in after(n), each year t
//!
//! paid[n,t]  sum_{s <= t, f} x[n,s,f]: paid to need n by the end of year t, Rp 1 million
//! c[n]       cost of need n, Rp 1 million
//! ```
//! This is `paid[n,t] / c[n] <= paid[m,t] / c[m]` times `c[n]`. Its `scale` is `c[m]` over the greatest common divisor of both costs in
//! rupiah, so that its whole coefficients are the two costs over that divisor: exact up to 2^51.
//!
//! A year in which n cannot be paid says nothing that the year before does not (`paid[n,t]` stays, `paid[m,t]` does not fall), and neither
//! does a year after which m cannot be paid before n can again: those rows are left out. A need m that nobody may pay leaves the last
//! year's row, `paid[n] <= 0`.

use std::ops::Range;

use crate::id::{NeedId, YearId};
use crate::lp::draft::{Draft, greatest_common_divisor};
use crate::lp::matrix::{RowKey, Sense};
use crate::lp::totals::column_of;
use crate::model::Programme;

/// Adds the rows.
pub(super) fn add_rows(draft: &mut Draft<'_>) {
    let programme = draft.programme;
    for (n, need) in programme.needs().iter().enumerate() {
        let years = years_of(programme, need.payments.clone());
        for &before in &need.after {
            let earlier = &programme.needs()[before.index()];
            let earlier_years = years_of(programme, earlier.payments.clone());
            let common = greatest_common_divisor(need.cost.get(), earlier.cost.get());
            let scale = (earlier.cost.get() / common) as f64;
            let ratio = (need.cost.get() / common) as f64 / scale;
            for (i, &year) in years.iter().enumerate() {
                let implied =
                    years.get(i + 1).is_some_and(|&next| !earlier_years.iter().any(|&y| year < y && y <= next));
                if implied {
                    continue;
                }
                let paid = paid_by(programme, need.payments.clone(), year).map(|p| (column_of(p), 1.0));
                let paid_before = paid_by(programme, earlier.payments.clone(), year).map(|p| (column_of(p), -ratio));
                let key = RowKey::Order { need: NeedId::new(n), before, year };
                draft.lp.add_row(key, Sense::AtMost, 0.0, scale, paid.chain(paid_before));
            }
        }
    }
}

/// The years in which one of `payments` falls, in order.
fn years_of(programme: &Programme, payments: Range<usize>) -> Vec<YearId> {
    let mut years: Vec<YearId> = programme.payments()[payments].iter().map(|payment| payment.year).collect();
    years.dedup();
    years
}

/// Those of a need's `payments` that fall in `year` or before.
pub(super) fn paid_by(programme: &Programme, payments: Range<usize>, year: YearId) -> Range<usize> {
    let start = payments.start;
    let count = programme.payments()[payments].partition_point(|payment| payment.year <= year);
    start..start + count
}
