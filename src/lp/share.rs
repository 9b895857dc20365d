//! Rule `share`: bounds on a sum as a share of another.
//!
//! ```text
//! sum_{j in of} x[j] - share * sum_{j in in} x[j]  + short >= 0        at_least, for each group
//! sum_{j in of} x[j] - share * sum_{j in in} x[j]  - over  <= 0        at_most
//! sum_{j in of} x[j] - share * sum_{j in in} x[j]  + short - over = 0  exactly
//!
//! x[j]         payment j, Rp 1 million
//! share        the bound, in [0, 1]
//! short, over  only where the rule is soft: breach, Rp 1 million, at the rule's penalty
//! ```
//! `of` is not cut down to `in`: both are summed as the planner wrote them.

use crate::id::RuleId;
use crate::lp::draft::{Demand, Draft, Group, stated};
use crate::model::Bounds;
use crate::units::{PPM, Ratio, Rupiah};

/// Adds the rows of rule `id`.
pub(super) fn add_rows(draft: &mut Draft<'_>, id: RuleId, groups: &[Group], bounds: &Bounds<Ratio>) {
    for group in groups {
        for (bound, share) in stated(bounds, group.key.year) {
            let sums = &[(group.of, PPM), (group.within, -share.ppm())];
            draft.demand(id, group, Demand { bound, sums, columns: Vec::new(), rhs: Rupiah::ZERO, scale: PPM });
        }
    }
}
