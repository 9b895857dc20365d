//! What a search leaves to a linear program: the money of needs that may be split, with all that was decided as it is in a plan.
//!
//! The search pays a need in a few amounts only (see `search`). Where no decision hangs on a need, any amount is as good for the rules that a linear program
//! states, and it finds the best of them:
//!
//! ```text
//! x[n,t,f] = as in the plan     needs that are whole, at least a share, or paid in one year; needs that a rule of 0 or at least, a count,
//!                               together or exclusive selects; essential needs where completion is all or nothing, or counted
//! the rest                      by the linear program of the relaxation
//! ```
//! Whoever takes what comes out judges it: the relaxation knows no more than half of the rules.

use crate::id::NeedId;
use crate::input::{Completion, Counting, Funding};
use crate::lp::{ColumnKey, Lp};
use crate::model::{Kind, Programme, Rule};
use crate::plan::Plan;

/// `relaxed`, the linear program of the relaxation of `programme`, with every payment held as in `plan` that a decision hangs on; `None` if that is all of them.
#[must_use]
pub fn beside_decisions(programme: &Programme, plan: &Plan, relaxed: &Lp) -> Option<Lp> {
    let free = free(programme);
    if !free.contains(&true) {
        return None;
    }
    let mut lp = relaxed.clone();
    for (j, key) in relaxed.columns().enumerate() {
        if let ColumnKey::Payment(id) = key
            && !free[id.index()]
        {
            let paid = plan.paid()[id.index()].as_millions();
            lp.set_bounds(j, paid, paid);
        }
    }
    Some(lp)
}

/// For each payment whether no decision hangs on it.
fn free(programme: &Programme) -> Vec<bool> {
    let counts_complete = |rule: &Rule| matches!(rule.kind, Kind::Count { counting: Counting::Completed, .. });
    let completes = programme.completion() == Completion::AllOrNothing || programme.rules().iter().any(counts_complete);
    let deciding: Vec<&Rule> = programme.rules().iter().filter(|rule| decides(rule)).collect();
    let payments = programme.payments().iter();
    payments
        .map(|payment| {
            let need = &programme.needs()[payment.need.index()];
            let hangs = |rule: &&Rule| {
                rule.of.years.contains(payment.year)
                    && rule.of.admits_source(payment.source)
                    && rule.of.selects_need(programme, NeedId::new(payment.need.index()))
            };
            let decided = need.funding != Funding::Divisible || need.one_year || (need.essential && completes);
            !decided && !deciding.iter().any(hangs)
        })
        .collect()
}

/// Whether `rule` takes decisions about money.
fn decides(rule: &Rule) -> bool {
    match &rule.kind {
        Kind::Amount(bounds) => !bounds.zero_or_at_least.is_none(),
        Kind::Coverage(bounds) => !bounds.zero_or_at_least.is_none(),
        Kind::Count { .. } | Kind::Together | Kind::Exclusive => true,
        _ => false,
    }
}
