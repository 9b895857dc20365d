//! Spends what rounding down left over, where every row allows.

use super::snap::Goal;
use super::state::{Keep, State};
use crate::lp::Formulation;

/// A payment that the point does not make is made only if it is at least this part of the need's cost (one hundredth): nobody is
/// served by a grant of Rp 3.000.
const NEW_LINE: i64 = 100;

/// Raises payments: first of needs that the point pays wholly, since completion hangs on the last rupiah; then back to the point;
/// then beyond it; then payments that the point does not make. Within each, what is worth most first.
pub(super) fn fill(state: &mut State<'_>, formulation: &Formulation<'_>) {
    let paid = |state: &State<'_>, j: usize| state.goal[j] != Goal::Nothing;
    let mut order = by_worth(state, paid);
    raise(state, &order, |state, j| if let Goal::Whole(_) = state.goal[j] { i64::MAX } else { 0 });
    raise(state, &order, |state, j| state.goal[j].units() - state.units()[j]);
    let earns = |j: usize| formulation.lp.cost()[j] > 0.0;
    order.retain(|&j| earns(j));
    raise(state, &order, |_, _| i64::MAX);
    let payments = formulation.programme.payments();
    let worthwhile = |state: &State<'_>, j: usize| {
        let cost = formulation.programme.needs()[payments[j].need.index()].cost.get();
        let room = state.room(j, 1, Keep::All, None);
        if room.saturating_mul(state.rows.unit) >= cost.div_euclid(NEW_LINE) { room } else { 0 }
    };
    // Looked at in the order in which they lie in memory; only those that have room are put in order.
    let order = by_worth(state, |state, j| earns(j) && worthwhile(state, j) > 0);
    raise(state, &order, worthwhile);
}

/// The payments for which `counts` holds, what is worth most first.
fn by_worth(state: &State<'_>, counts: impl Fn(&State<'_>, usize) -> bool) -> Vec<usize> {
    let mut order: Vec<usize> = (0..state.units().len()).filter(|&j| counts(state, j)).collect();
    order.sort_by(|&a, &b| state.worth[b].total_cmp(&state.worth[a]).then(a.cmp(&b)));
    order
}

/// Raises each payment of `order` by at most `most` units, as far as every row allows.
fn raise(state: &mut State<'_>, order: &[usize], most: impl Fn(&State<'_>, usize) -> i64) {
    for &payment in order {
        let most = most(state, payment);
        if most > 0 {
            let steps = most.min(state.room(payment, 1, Keep::All, None));
            if steps > 0 {
                state.apply(payment, steps);
            }
        }
    }
}
