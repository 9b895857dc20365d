//! Completion: a sentra is as far complete as its least-paid essential need, or, all or nothing, complete when each is wholly paid.
//!
//! ```text
//! c[n] * z[i,t] - sum_{s <= t, f} x[n,s,f] <= 0        for each essential need n of sentra i, each year t
//! 0 <= z[i,t] <= 1,  and whole where completion is all or nothing
//! objective: sum_t V[i] * d^(t-1) * (z[i,t] - z[i,t-1])
//!          = sum_{t<T} V[i] * (d^(t-1) - d^t) * z[i,t]  +  V[i] * d^(T-1) * z[i,T]
//!
//! z[i,t]    how far sentra i is complete by the end of year t, a share; z[i,0] = 0
//! c[n]      cost of need n, Rp 1 million
//! x[n,s,f]  paid to need n in year s by source f, Rp 1 million
//! V[i]      points for completing i, times the priorities that speak of sentra alone
//! d         discount; T the last year
//! ```
//! A column exists only where it can be above 0 and earns points: where every essential need can be paid by year t, and, without a
//! discount, in the last year alone. So a sentra with an essential need that nobody may pay has none. All or nothing, a sentra with an essential need whose cost
//! is no multiple of the unit of payment is never complete: its column is held at 0.

use crate::id::{NeedId, SentraId, YearId};
use crate::input::Completion;
use crate::lp::draft::Draft;
use crate::lp::funding::whole_units;
use crate::lp::matrix::{ColumnKey, RowKey, Sense};
use crate::lp::order::paid_by;
use crate::lp::totals::column_of;

/// Adds columns and rows.
pub(super) fn add_rows(draft: &mut Draft<'_>) {
    let programme = draft.programme;
    let years = programme.years().len();
    for (i, sentra) in programme.sentra().iter().enumerate() {
        let id = SentraId::new(i);
        if !programme.can_be_completed(id) {
            continue;
        }
        let points = programme.completion_points(id);
        let essential: Vec<usize> = sentra.needs.clone().filter(|&n| programme.needs()[n].essential).collect();
        for year in (0..years).map(YearId::new) {
            let now = programme.discount_factor(year);
            let later =
                if year.index() + 1 < years { programme.discount_factor(YearId::new(year.index() + 1)) } else { 0.0 };
            let paid = |n: usize| paid_by(programme, programme.needs()[n].payments.clone(), year);
            if now - later <= 0.0 || essential.iter().any(|&n| paid(n).is_empty()) {
                continue;
            }
            let (key, earns) = (ColumnKey::Completion(id, year), points * (now - later));
            let z = match programme.completion() {
                Completion::Proportional => draft.lp.add_column(key, earns, 0.0, 1.0),
                Completion::AllOrNothing => {
                    let payable = essential.iter().all(|&n| whole_units(programme, NeedId::new(n)));
                    draft.lp.add_whole_column(key, earns, 0.0, f64::from(u8::from(payable)))
                }
            };
            for &n in &essential {
                let terms = paid(n).map(|p| (column_of(p), -1.0));
                let whole = [(z, programme.needs()[n].cost.as_millions())];
                let key = RowKey::Completion { need: NeedId::new(n), year };
                draft.lp.add_row(key, Sense::AtMost, 0.0, 0.0, whole.into_iter().chain(terms));
            }
        }
    }
}
