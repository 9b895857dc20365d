//! Bound `zero_or_at_least` of the rules `amount` and `coverage`: a group gets nothing, or at least so much.
//!
//! ```text
//! y[g] in {0,1}                                  for each group g that can get anything
//! least * y[g] <= sum_{j in of} x[j] + short     with the links of `link` for what y = 0 forbids
//!
//! x[j]    payment j, Rp 1 million
//! least   the bound, Rp 1 million; of a hard rule up to whole units of payment
//! short   only where the rule is soft: what a group that gets something falls short by, Rp 1 million, at the rule's penalty
//! ```
//! Where a group cannot reach the least, a hard rule holds y at 0. A soft bound that is no whole number of rupiah (coverage) counts down
//! to one, so that no plan pays more penalty here than it really does: the bound on its points stays true.

use crate::id::RuleId;
use crate::lp::draft::{Draft, Group};
use crate::lp::funding::units_up;
use crate::lp::link::{Set, down, up};
use crate::lp::matrix::ColumnKey;
use crate::units::{PPM, Rupiah};

/// States that `group` of rule `id` gets nothing, or at least `ppm` millionths of a rupiah.
pub(super) fn add_rows(draft: &mut Draft<'_>, id: RuleId, group: &Group, ppm: i128) {
    let programme = draft.programme;
    let whole = |ppm: i128| Rupiah::new(i64::try_from(ppm).unwrap_or(i64::MAX));
    let most = draft.most(group.of);
    if most == Rupiah::ZERO || ppm <= 0 {
        return;
    }
    let key = ColumnKey::Open(id, group.index);
    let set = |column| Set { rule: id, group: group.index, item: None, sum: group.of, column };
    match draft.penalty(id, group) {
        None => {
            let least = units_up(programme, whole(-(-ppm).div_euclid(PPM.into())));
            if least <= programme.unit() {
                return;
            }
            let possible = f64::from(u8::from(least <= most));
            let set = set(draft.lp.add_whole_column(key, 0.0, 0.0, possible));
            up(draft, &set, least, None);
            down(draft, &set, Rupiah::ZERO);
        }
        Some(penalty) => {
            let least = whole(ppm.div_euclid(PPM.into()));
            let set = set(draft.lp.add_whole_column(key, 0.0, 0.0, 1.0));
            let key = ColumnKey::ShortOfLeast(id, group.index);
            let short = draft.lp.add_column(key, -penalty, 0.0, least.as_millions());
            up(draft, &set, least, Some(short));
            down(draft, &set, Rupiah::ZERO);
        }
    }
}
