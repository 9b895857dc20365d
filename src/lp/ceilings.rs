//! Ceiling rows (pagu): what a source pays in the nation, a province or a region in one year.
//!
//! ```text
//! sum_{n in place} x[n,t,f] <= ceiling[f,place,t]        for each ceiling under which something can be paid
//!
//! x[n,t,f]             paid to need n in year t by source f, Rp 1 million
//! ceiling[f,place,t]   Rp 1 million; no row = no limit; all that apply hold together
//! ```

use crate::lp::draft::Draft;
use crate::lp::matrix::RowKey;

/// Adds the rows.
pub(super) fn add_rows(draft: &mut Draft<'_>) {
    let programme = draft.programme;
    for (id, ceiling) in programme.ceiling_ids().zip(programme.ceilings()) {
        let members = draft.cells.payments_at(programme, ceiling.place, ceiling.year, ceiling.source);
        let sum = draft.sum(members);
        draft.at_most(RowKey::Ceiling(id), sum, ceiling.rupiah);
    }
}
