//! Rule `growth`: a year's sum is bounded by that of the year before.
//!
//! ```text
//! sum_{j in of, year t+1} x[j] - times * sum_{j in of, year t} x[j]  - over <= plus        for each group and t = 1..T-1
//!
//! x[j]   payment j, Rp 1 million
//! times  multiple of the year before; 0 where only `plus` is stated
//! plus   Rp 1 million; 0 where only `times` is stated
//! over   only where the rule is soft: breach, Rp 1 million, at the rule's penalty
//! ```
//! The first year is free. A group is named by the later year; where `times` or `plus` is by year, a year that it does not name has no
//! bound.

use crate::id::{RuleId, YearId};
use crate::lp::draft::{Demand, Draft, Group};
use crate::lp::matrix::BoundKey;
use crate::model::ByYear;
use crate::units::{PPM, Ratio, Rupiah};

/// Adds the rows of rule `id`.
pub(super) fn add_rows(
    draft: &mut Draft<'_>,
    id: RuleId,
    groups: &[Group],
    times: &ByYear<Ratio>,
    plus: &ByYear<Rupiah>,
) {
    for group in groups {
        let (Some(times), Some(rhs)) = (or_nothing(times, group.key.year), or_nothing(plus, group.key.year)) else {
            continue;
        };
        let sums = &[(group.of, PPM), (group.within, -times.ppm())];
        draft.demand(id, group, Demand { bound: BoundKey::AtMost, sums, columns: Vec::new(), rhs, scale: PPM });
    }
}

/// The value in `year`; 0 where the key is absent, `None` where it is by year and leaves this one out.
fn or_nothing<T: Copy + Default>(value: &ByYear<T>, year: Option<YearId>) -> Option<T> {
    if value.is_none() { Some(T::default()) } else { value.get(year) }
}
