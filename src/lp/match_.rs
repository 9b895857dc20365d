//! Rule `match`: what one source pays as a ratio of what another pays.
//!
//! ```text
//! sum_{j in of, by source} x[j] - ratio * sum_{j in of, by to} x[j]  + short >= 0        at_least, for each group
//! sum_{j in of, by source} x[j] - ratio * sum_{j in of, by to} x[j]  - over  <= 0        at_most
//! sum_{j in of, by source} x[j] - ratio * sum_{j in of, by to} x[j]  + short - over = 0  exactly
//!
//! x[j]         payment j, Rp 1 million
//! ratio        the bound, may exceed 1
//! short, over  only where the rule is soft: breach, Rp 1 million, at the rule's penalty
//! ```

use crate::id::RuleId;
use crate::lp::draft::{Demand, Draft, Group, stated};
use crate::model::Bounds;
use crate::units::{PPM, Ratio, Rupiah};

/// Adds the rows of rule `id`.
pub(super) fn add_rows(draft: &mut Draft<'_>, id: RuleId, groups: &[Group], bounds: &Bounds<Ratio>) {
    for group in groups {
        for (bound, ratio) in stated(bounds, group.key.year) {
            let sums = &[(group.of, PPM), (group.within, -ratio.ppm())];
            draft.demand(id, group, Demand { bound, sums, columns: Vec::new(), rhs: Rupiah::ZERO, scale: PPM });
        }
    }
}
