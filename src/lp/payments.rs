//! Columns of payments, with what is contracted as their lower bounds.
//!
//! ```text
//! contracted[n,t,f] <= x[n,t,f] <= limit          one column for each payment that may be made
//! points per Rp 1 million: v[n] * priorities * d^(t-1) / c[n] * 1e6
//!
//! x[n,t,f]           paid to need n in year t by source f, Rp 1 million
//! contracted[n,t,f]  already committed, Rp 1 million; 0 where nothing is
//! limit              what need and ceiling rows leave at most (see `limits`)
//! v[n]               points for need n wholly paid
//! priorities         product of the factors whose selectors select the payment
//! d                  discount, t = 1 for the first year
//! c[n]               cost of the need, rupiah
//! ```

use crate::id::PaymentId;
use crate::lp::draft::Draft;
use crate::lp::matrix::{ColumnKey, MONEY};

/// Adds the columns; they must be the first.
pub(super) fn add_columns(draft: &mut Draft<'_>) {
    let programme = draft.programme;
    for (p, (payment, contracted)) in programme.payments().iter().zip(programme.contracted()).enumerate() {
        let id = PaymentId::new(p);
        draft.lp.add_column(
            ColumnKey::Payment(id),
            programme.benefit_per_rupiah(payment) * MONEY,
            contracted.as_millions(),
            draft.limits.payment(id).as_millions(),
        );
    }
}
