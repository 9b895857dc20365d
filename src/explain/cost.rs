//! What a rupiah costs for one payment, taken apart by the rows that make it dear.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::id::PaymentId;
use crate::lp::names::row_name;
use crate::lp::{BoundKey, Formulation, RowKey, Sense};
use crate::words::names::Names;
use crate::words::why::{Bound, Reason};

use super::book::Book;

/// What Rp 1 million costs for one payment, in points.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cost {
    /// All of it: exactly the sum of [`parts`](Self::parts), added in their order.
    pub total: f64,
    /// By row, in the order of rows: those that are not 0.
    pub parts: Vec<Part>,
}

/// A part of a cost.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Name of the row, as in `certificate.json`.
    pub row: Arc<str>,
    /// What the row says.
    pub reason: Arc<Reason>,
    /// Points per Rp 1 million; below 0 where the row gives back.
    pub points: f64,
}

impl Cost {
    /// Without the need's own row: what anybody would have to pay in its place.
    #[must_use]
    pub fn market(&self) -> f64 {
        self.parts.iter().filter(|part| *part.reason != Reason::Whole).map(|part| part.points).sum()
    }
}

impl Book<'_> {
    /// The parts of what `payment` costs as (row, points per Rp 1 million).
    pub(crate) fn parts(&self, payment: PaymentId) -> impl Iterator<Item = (usize, f64)> + '_ {
        self.meets[payment.index()].iter().map(|&(row, a)| {
            let row = row as usize;
            let sign = if self.formulation.lp.senses()[row] == Sense::AtLeast { -1.0 } else { 1.0 };
            (row, sign * a * self.prices[row])
        })
    }

    /// Points per Rp 1 million that `payment` costs, the need's own row aside.
    pub(super) fn market(&self, payment: PaymentId) -> f64 {
        let lp = &self.formulation.lp;
        self.parts(payment)
            .filter(|&(row, _)| !matches!(lp.row_key(row), RowKey::Need(_)))
            .map(|(_, points)| points)
            .sum()
    }

    /// What Rp 1 million costs for `payment`.
    #[must_use]
    pub fn cost(&self, payment: PaymentId) -> Cost {
        let mut cost = Cost::default();
        for (row, points) in self.parts(payment) {
            cost.total += points;
            let (row, reason) = self.shared.row(row, || {
                let key = self.formulation.lp.row_key(row);
                (row_name(&self.formulation, key).into(), Arc::new(reason(&self.formulation, key)))
            });
            cost.parts.push(Part { row, reason, points });
        }
        cost
    }
}

/// What the row `key` says, in a planner's words.
#[must_use]
pub fn reason(formulation: &Formulation<'_>, key: RowKey) -> Reason {
    let programme = formulation.programme;
    let names = Names::new(programme);
    match key {
        // Rows of whole-number decisions are not in the linear relaxation, whose prices these are; they read as what they link.
        RowKey::Need(_) | RowKey::Funding { .. } | RowKey::OneYear(_) => Reason::Whole,
        RowKey::Ceiling(id) => Reason::Ceiling { ceiling: names.ceiling(id) },
        // Totals are put in by their definitions, so that none is left to give a reason.
        RowKey::Total(number) => Reason::Total { number },
        RowKey::Order { need, before, year } => {
            Reason::Order { need: names.need(need), before: names.need(before), year: programme.year(year) }
        }
        RowKey::Completion { need, year } => Reason::Completion { need: names.need(need), year: programme.year(year) },
        RowKey::Rule { rule, group, bound } | RowKey::Link { rule, group, bound, .. } => Reason::Rule {
            rule: names.rule(rule, &formulation.lp.groups()[rule.index()][group as usize]),
            bound: match bound {
                BoundKey::AtLeast => Bound::AtLeast,
                BoundKey::AtMost => Bound::AtMost,
                BoundKey::Exactly => Bound::Exactly,
            },
        },
        RowKey::ChangeUp(id) | RowKey::ChangeDown(id) => Reason::Earlier { payment: names.payment(id) },
    }
}
