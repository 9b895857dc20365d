//! Links between the money of a set of payments and a decision: together the set is a group of a rule, or an item that is counted.
//!
//! ```text
//! up      S >= least * y                                         y may be 1 only if the set gets `least`
//!         sum of w[n] or w[n,t] >= y                             in its place, where any one decision of the set brings `least`
//! down    S <= below + (most - below) * y                        y may be 0 only if the set gets no more than `below`
//!         w[n] or sum_t w[n,t] <= y                              for each need of the set whose decision alone brings it above `below`
//!         S[n] <= below + (most[n] - below) * y                  for each other need that alone can bring it above
//!
//! S, S[n]   what the set, and need n in it, is paid, Rp 1 million
//! least     what counts, up to whole units of payment
//! below     the most that does not count: `least` less one unit, since plans are made of whole units
//! most      the most that S or S[n] can be, by need and ceiling rows, in whole units of payment
//! ```
//! The links per need say nothing that the sum does not, for whole y; for fractions of y they say much more.

use crate::id::{NeedId, PaymentId, RuleId};
use crate::lp::draft::Draft;
use crate::lp::matrix::{BoundKey, Item, RowKey, Sense};
use crate::lp::totals::SumId;
use crate::units::Rupiah;

/// A set of payments of rule `rule` in group `group`, and what is decided of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Set {
    pub(super) rule: RuleId,
    pub(super) group: u32,
    /// What is counted; `None` where it is the group itself.
    pub(super) item: Option<Item>,
    /// Its payments.
    pub(super) sum: SumId,
    /// The decision.
    pub(super) column: u32,
}

impl Set {
    fn key(&self, need: Option<NeedId>, bound: BoundKey) -> RowKey {
        RowKey::Link { rule: self.rule, group: self.group, item: self.item, need, bound }
    }
}

/// States that `set` gets at least `least` if it is decided on, `short` of it aside (a column that makes up for what is missing).
pub(super) fn up(draft: &mut Draft<'_>, set: &Set, least: Rupiah, short: Option<u32>) {
    let key = set.key(None, BoundKey::AtLeast);
    if short.is_none()
        && let Some(decisions) = decided_by_any(draft, set.sum, least)
    {
        let terms = decisions.into_iter().map(|column| (column, 1.0)).chain([(set.column, -1.0)]);
        draft.lp.add_row(key, Sense::AtLeast, 0.0, 0.0, terms.collect::<Vec<_>>());
        return;
    }
    let columns = short.map(|column| (column, 1)).into_iter().collect();
    draft.link(key, Sense::AtLeast, set.sum, vec![(set.column, -least)], columns, Rupiah::ZERO);
}

/// The decisions of all needs in `sum`, if the set is paid by them alone and each brings it at least `least`. For fractions of decisions a sum of
/// money says nothing of how many: a thousandth of a need may be all that `least` asks for.
fn decided_by_any(draft: &mut Draft<'_>, sum: SumId, least: Rupiah) -> Option<Vec<u32>> {
    let members = draft.members(sum).to_vec();
    let mut columns = Vec::new();
    for (need, own) in needs_of(draft, &members) {
        let decisions = draft.decisions.covering(draft.programme, need, &own)?;
        if decisions.iter().any(|decision| decision.least < least) {
            return None;
        }
        columns.extend(decisions.iter().map(|decision| decision.column));
    }
    Some(columns)
}

/// States that `set` gets no more than `below` unless it is decided on.
pub(super) fn down(draft: &mut Draft<'_>, set: &Set, below: Rupiah) {
    let programme = draft.programme;
    let most = draft.most(set.sum);
    if most <= below {
        return;
    }
    let key = set.key(None, BoundKey::AtMost);
    draft.link(key, Sense::AtMost, set.sum, vec![(set.column, below - most)], Vec::new(), below);
    let members = draft.members(set.sum).to_vec();
    let by_need = needs_of(draft, &members);
    if by_need.len() == 1 && draft.decisions.covering(programme, by_need[0].0, &members).is_none() {
        return;
    }
    for (need, own) in by_need {
        let key = set.key(Some(need), BoundKey::AtMost);
        match draft.decisions.covering(programme, need, &own) {
            Some(decisions) if decisions.iter().all(|decision| decision.least > below) => {
                let terms = decisions.iter().map(|decision| (decision.column, 1.0)).chain([(set.column, -1.0)]);
                draft.lp.add_row(key, Sense::AtMost, 0.0, 0.0, terms.collect::<Vec<_>>());
            }
            _ => {
                let sum = draft.sum(own);
                let most = draft.most(sum);
                if most > below {
                    draft.link(key, Sense::AtMost, sum, vec![(set.column, below - most)], Vec::new(), below);
                }
            }
        }
    }
}

/// `members`, which are in order, by need.
pub(super) fn needs_of(draft: &Draft<'_>, members: &[PaymentId]) -> Vec<(NeedId, Vec<PaymentId>)> {
    let need = |payment: &PaymentId| draft.programme.payments()[payment.index()].need;
    members.chunk_by(|a, b| need(a) == need(b)).map(|own| (need(&own[0]), own.to_vec())).collect()
}
