//! Rule `amount`: bounds on a sum.
//!
//! ```text
//! sum_{j in of} x[j]  + short >= at_least        for each group
//! sum_{j in of} x[j]  - over  <= at_most
//! sum_{j in of} x[j]  + short - over = exactly
//!
//! x[j]         payment j, Rp 1 million
//! at_least...  the bounds, Rp 1 million
//! short, over  only where the rule is soft: breach, Rp 1 million, at the rule's penalty
//! ```
//! `zero_or_at_least` is stated by `least`. A group without payments keeps a bound that it cannot meet, as a row `0 >= at_least`.

use crate::id::RuleId;
use crate::lp::draft::{Demand, Draft, Group, stated};
use crate::lp::least;
use crate::model::Bounds;
use crate::units::{PPM, Rupiah};

/// Adds the rows of rule `id`.
pub(super) fn add_rows(draft: &mut Draft<'_>, id: RuleId, groups: &[Group], bounds: &Bounds<Rupiah>) {
    for group in groups {
        if let Some(least) = bounds.zero_or_at_least.get(group.key.year) {
            least::add_rows(draft, id, group, i128::from(least.get()) * i128::from(PPM));
        }
        for (bound, rhs) in stated(bounds, group.key.year) {
            draft.demand(id, group, Demand { bound, sums: &[(group.of, 1)], columns: Vec::new(), rhs, scale: 1 });
        }
    }
}
