//! Need rows: no need is paid more than its cost.
//!
//! ```text
//! sum_{t,f} x[n,t,f] <= c[n]        for each need n that can be paid
//!
//! x[n,t,f]  paid to need n in year t by source f, Rp 1 million
//! c[n]      cost of need n, Rp 1 million
//! ```

use crate::id::NeedId;
use crate::lp::draft::Draft;
use crate::lp::matrix::{RowKey, Sense};
use crate::lp::totals::column_of;

/// Adds the rows.
pub(super) fn add_rows(draft: &mut Draft<'_>) {
    for (n, need) in draft.programme.needs().iter().enumerate() {
        if !need.payments.is_empty() {
            let terms = need.payments.clone().map(|p| (column_of(p), 1.0));
            draft.lp.add_row(RowKey::Need(NeedId::new(n)), Sense::AtMost, need.cost.as_millions(), 1.0, terms);
        }
    }
}
