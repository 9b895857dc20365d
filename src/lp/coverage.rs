//! Rule `coverage`: bounds on a sum as a share of the cost of what is selected and can be paid.
//!
//! ```text
//! sum_{j in of} x[j]  + short >= share * base        at_least, for each group
//! sum_{j in of} x[j]  - over  <= share * base        at_most
//! sum_{j in of} x[j]  + short - over = share * base  exactly
//!
//! x[j]         payment j, Rp 1 million
//! share        the bound, in [0, 1]
//! base         cost of the needs with a payment in the group, each once, Rp 1 million
//! short, over  only where the rule is soft: breach, Rp 1 million, at the rule's penalty
//! ```
//! `zero_or_at_least` is stated by `least`. Where `share * base` is no whole number of rupiah the row is stated times the least factor that makes it one.

use crate::id::{NeedId, RuleId};
use crate::lp::draft::{Demand, Draft, Group, greatest_common_divisor, stated};
use crate::lp::least;
use crate::lp::matrix::BoundKey;
use crate::model::Bounds;
use crate::units::{PPM, Ratio, Rupiah};

/// Adds the rows of rule `id`.
pub(super) fn add_rows(draft: &mut Draft<'_>, id: RuleId, groups: &[Group], bounds: &Bounds<Ratio>) {
    let soft = draft.programme.rules()[id.index()].penalty.is_some();
    for group in groups {
        let base = base(draft, group);
        if let Some(share) = bounds.zero_or_at_least.get(group.key.year) {
            least::add_rows(draft, id, group, i128::from(share.ppm()) * i128::from(base.get()));
        }
        for (bound, share) in stated(bounds, group.key.year) {
            for (bound, factor, rhs) in whole(bound, share, base, soft) {
                let sums = &[(group.of, factor)];
                draft.demand(id, group, Demand { bound, sums, columns: Vec::new(), rhs, scale: 1 });
            }
        }
    }
}

/// The cost of the needs with a payment in `group`.
fn base(draft: &Draft<'_>, group: &Group) -> Rupiah {
    let programme = draft.programme;
    let mut needs: Vec<NeedId> = draft.members(group.of).iter().map(|p| programme.payments()[p.index()].need).collect();
    // Payments are sorted by need.
    needs.dedup();
    needs.iter().map(|need| programme.needs()[need.index()].cost).sum()
}

/// Bounds that say `share * base`, each with a factor and `factor * share * base` in whole rupiah.
///
/// Beyond [`Rupiah::LARGEST`] the product is not exact as `f64`. There the factor is 1. A hard bound is taken to the next whole rupiah
/// that means the same to a plan in whole rupiah: up for `at_least`, down for `at_most`; an `exactly` is rounded down. A soft one is
/// taken the other way, and `exactly` as both, so that no plan pays more penalty here than it really does: the bound on its points
/// stays true.
fn whole(bound: BoundKey, share: Ratio, base: Rupiah, soft: bool) -> Vec<(BoundKey, i64, Rupiah)> {
    let product = i128::from(share.ppm()) * i128::from(base.get());
    let (floor, rest) = (product.div_euclid(PPM.into()), product.rem_euclid(PPM.into()));
    let to_i64 = |value: i128| i64::try_from(value).unwrap_or(i64::MAX);
    if rest == 0 {
        return vec![(bound, 1, Rupiah::new(to_i64(floor)))];
    }
    let factor = PPM / greatest_common_divisor(PPM, to_i64(rest));
    let scaled = Rupiah::new(to_i64(product * i128::from(factor) / i128::from(PPM)));
    if scaled <= Rupiah::LARGEST {
        return vec![(bound, factor, scaled)];
    }
    let (down, up) = (Rupiah::new(to_i64(floor)), Rupiah::new(to_i64(floor + 1)));
    match (bound, soft) {
        (BoundKey::AtLeast, false) | (BoundKey::AtMost, true) => vec![(bound, 1, up)],
        (BoundKey::AtMost | BoundKey::Exactly, false) | (BoundKey::AtLeast, true) => vec![(bound, 1, down)],
        (BoundKey::Exactly, true) => vec![(BoundKey::AtLeast, 1, down), (BoundKey::AtMost, 1, up)],
    }
}
