//! What a ceiling leaves unspent, put down to what stopped it, rupiah by rupiah.
//!
//! The rest would go to those next in the queue: needs under the ceiling that are not wholly paid, from the greatest margin to the
//! least, each with what it still asks for. Each is put down to the one thing that stops it, the first that holds of: another ceiling
//! that is spent, a rule of whole numbers that what is left cannot meet (a count that is full, say), the dearest priced rule, a need before it, or that
//! it earns less than it costs. What nobody asks for is put down to that. The amounts add up to the rest.

use serde::{Deserialize, Serialize};

use crate::id::{CeilingId, NeedId, PaymentId};
use crate::lp::RowKey;
use crate::units::Rupiah;
use crate::words::leftover::Stop;
use crate::words::names::Names;
use crate::words::phrase;
use crate::words::why::{Blocked, Bound, Reason};

use super::book::Book;
use super::cost::reason;

/// What one ceiling leaves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Leftover {
    /// The ceiling.
    pub ceiling: phrase::Ceiling,
    /// Its amount.
    pub rupiah: Rupiah,
    /// What is not spent.
    pub left: Rupiah,
    /// What stopped it, largest first; adds up to [`left`](Self::left).
    pub stopped: Vec<Stopped>,
}

/// A part of what is left, and what stopped it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stopped {
    /// How much.
    pub rupiah: Rupiah,
    /// By what.
    pub by: Stop,
}

impl Book<'_> {
    /// Every ceiling with money left, in the model's order.
    #[must_use]
    pub fn leftovers(&self) -> Vec<Leftover> {
        let mut under: Vec<Vec<PaymentId>> = vec![Vec::new(); self.stated.ceilings().len()];
        for p in 0..self.stated.payments().len() {
            for c in self.ceilings_of(p) {
                if self.left[c] > Rupiah::ZERO {
                    under[c].push(PaymentId::new(p));
                }
            }
        }
        let left = self.stated.ceiling_ids().filter(|id| self.left[id.index()] > Rupiah::ZERO);
        left.map(|id| self.leftover(id, &under[id.index()])).collect()
    }

    fn leftover(&self, id: CeilingId, under: &[PaymentId]) -> Leftover {
        let left = self.left[id.index()];
        let mut next: Vec<(f64, PaymentId)> = under.iter().map(|&p| (self.margin(p), p)).collect();
        next.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut rest = left;
        let mut stopped: Vec<Stopped> = Vec::new();
        let mut put = |rupiah: Rupiah, by: Stop| {
            if rupiah > Rupiah::ZERO {
                match stopped.iter_mut().find(|known| known.by == by) {
                    Some(known) => known.rupiah += rupiah,
                    None => stopped.push(Stopped { rupiah, by }),
                }
            }
        };
        for (_, p) in next {
            if rest < self.stated.unit() {
                break;
            }
            let need = self.stated.payments()[p.index()].need;
            let asked = self.stated.needs()[need.index()].cost - self.paid[need.index()];
            let taken = asked.max(Rupiah::ZERO).min(rest);
            put(taken, self.stop(id, p, need, asked));
            rest -= taken;
        }
        let by = if rest < self.stated.unit() { Stop::Unit } else { Stop::NobodyAsks };
        put(rest, by);
        stopped.sort_by_key(|stopped| std::cmp::Reverse(stopped.rupiah));
        let ceiling = Names::new(self.stated).ceiling(id);
        Leftover { ceiling, rupiah: self.stated.ceilings()[id.index()].rupiah, left, stopped }
    }

    /// What stops `payment` from taking more of the ceiling `own`.
    fn stop(&self, own: CeilingId, payment: PaymentId, need: NeedId, asked: Rupiah) -> Stop {
        let unit = self.stated.unit();
        if asked < unit {
            return Stop::Unit;
        }
        if let Some(c) = self.ceilings_of(payment.index()).find(|&c| c != own.index() && self.left[c] < unit) {
            return Stop::Ceiling { ceiling: Names::new(self.stated).ceiling(CeilingId::new(c)) };
        }
        // A full count holds whatever it would cost; prices, those of the relaxation, know nothing of it.
        if let Some(blocked) = self.barred(payment, self.left[own.index()]) {
            return by(blocked);
        }
        let lp = &self.formulation.lp;
        let rules = self
            .parts(payment)
            .filter(|&(row, points)| points > 0.0 && !matches!(lp.row_key(row), RowKey::Need(_) | RowKey::Ceiling(_)));
        if let Some((row, _)) = rules.max_by(|a, b| a.1.total_cmp(&b.1)) {
            return Stop::Row { reason: reason(&self.formulation, lp.row_key(row)) };
        }
        self.blocked(need).into_iter().next().map_or(Stop::EarnsTooLittle, by)
    }
}

/// What is in a need's way, as what stops money.
fn by(blocked: Blocked) -> Stop {
    match blocked {
        Blocked::After { before, .. } => Stop::After { before },
        Blocked::TooDear { .. } => Stop::Least,
        Blocked::LeastGrant { rule, .. } | Blocked::Together { rule, .. } => {
            Stop::Row { reason: Reason::Rule { rule, bound: Bound::AtLeast } }
        }
        Blocked::Full { rule, .. } | Blocked::Exclusive { rule, .. } => {
            Stop::Row { reason: Reason::Rule { rule, bound: Bound::AtMost } }
        }
        Blocked::Incomplete { .. } => Stop::EarnsTooLittle,
    }
}
