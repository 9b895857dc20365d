//! The facts of one need.

use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::id::{NeedId, PaymentId};
use crate::input::Status;
use crate::units::Rupiah;
use crate::words::Name;
use crate::words::names::Names;
use crate::words::phrase;
use crate::words::why::{Blocked, Fate, NoPayment};

use super::book::Book;
use super::cost::Cost;
use super::queue::Neighbour;

/// Why a need got what it got.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NeedFacts {
    /// The need.
    pub need: Arc<phrase::Need>,
    /// Its region.
    pub region: Arc<Name>,
    /// Its sector, as stated.
    pub sector: Arc<Name>,
    /// What became of it.
    pub fate: Fate,
    /// What it costs.
    pub cost: Rupiah,
    /// What it gets in all.
    pub paid: Rupiah,
    /// What it gets, by year and source.
    pub payments: Vec<Paid>,
    /// Every year and source that could pay it, in order, with what a rupiah earns and costs there.
    pub choices: Vec<Choice>,
    /// The place in [`choices`](Self::choices) where the least is missing; absent if it cannot be paid at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub best: Option<usize>,
    /// Rules of whole numbers, and needs that go before it, that stand in its way by arithmetic.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocked: Vec<Blocked>,
}

/// Money that a need gets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paid {
    /// Fiscal year.
    pub year: i32,
    /// Who pays.
    pub source: Arc<Name>,
    /// How much.
    pub rupiah: Rupiah,
}

/// A year and source that could pay a need.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Fiscal year.
    pub year: i32,
    /// Who would pay.
    pub source: Arc<Name>,
    /// What the plan pays here.
    pub paid: Rupiah,
    /// Points that Rp 1 million earns, discounted, completion apart.
    pub benefit: f64,
    /// What Rp 1 million costs, in points.
    pub cost: Cost,
    /// Points per Rp 1 million missing: `cost.total - benefit`; about 0 where it is paid.
    pub shortfall: f64,
    /// The need just above in the queue of the region, year and source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub above: Option<Neighbour>,
    /// The need just below.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub below: Option<Neighbour>,
}

impl Book<'_> {
    /// The facts of every need, in the model's order.
    #[must_use]
    pub fn all_needs(&self) -> Vec<NeedFacts> {
        (0..self.stated.needs().len()).into_par_iter().map(|n| self.need(NeedId::new(n))).collect()
    }

    /// The facts of the need with this code.
    #[must_use]
    pub fn need_of(&self, code: &str) -> Option<NeedFacts> {
        let place = self.stated.needs().iter().position(|need| need.code.as_str() == code);
        place.map(|n| self.need(NeedId::new(n)))
    }

    /// The facts of `id`.
    #[must_use]
    pub fn need(&self, id: NeedId) -> NeedFacts {
        let (programme, shared) = (self.stated, &self.shared);
        let need = &programme.needs()[id.index()];
        let choices: Vec<Choice> = need.payments.clone().map(|p| self.choice(PaymentId::new(p))).collect();
        let least = |(i, choice): (usize, &Choice)| (i, choice.shortfall);
        let best = choices.iter().enumerate().map(least).min_by(|a, b| a.1.total_cmp(&b.1)).map(|(i, _)| i);
        let paid = |choice: &Choice| Paid { year: choice.year, source: choice.source.clone(), rupiah: choice.paid };
        NeedFacts {
            need: self.need_name(id),
            region: Arc::clone(&shared.regions[programme.region_of(id).index()]),
            sector: Arc::clone(&shared.sectors[programme.sentra_of(id).sector.index()]),
            fate: self.fate(id),
            cost: need.cost,
            paid: self.paid[id.index()],
            payments: choices.iter().filter(|choice| choice.paid != Rupiah::ZERO).map(paid).collect(),
            choices,
            best,
            blocked: self.blocked(id),
        }
    }

    fn choice(&self, id: PaymentId) -> Choice {
        let payment = self.stated.payments()[id.index()];
        let cost = self.cost(id);
        let (above, below) = self.neighbours(id);
        Choice {
            year: self.stated.year(payment.year),
            source: Arc::clone(&self.shared.sources[payment.source.index()]),
            paid: self.plan.get(id),
            benefit: self.earns(id),
            shortfall: cost.total - self.earns(id),
            cost,
            above,
            below,
        }
    }

    /// What became of `id`.
    #[must_use]
    pub fn fate(&self, id: NeedId) -> Fate {
        let need = &self.stated.needs()[id.index()];
        let payments = &self.stated.payments()[need.payments.clone()];
        let paid = self.paid[id.index()];
        let Some(first) = payments.first() else { return Fate::Never { why: self.never(id) } };
        if paid <= Rupiah::ZERO {
            return Fate::Nothing;
        }
        let amounts = payments.iter().zip(need.payments.clone());
        let begun = amounts.filter(|&(_, p)| self.plan.paid()[p] > Rupiah::ZERO).map(|(payment, _)| payment.year).min();
        // A rest below one unit of payment cannot be paid.
        if need.cost - paid >= self.stated.unit() {
            Fate::Part
        } else if let Some(begun) = begun.filter(|&begun| begun > first.year) {
            Fate::Later { first: self.stated.year(first.year), begun: self.stated.year(begun) }
        } else {
            Fate::Whole
        }
    }

    /// Why no payment to `id` exists.
    fn never(&self, id: NeedId) -> NoPayment {
        let programme = self.stated;
        let need = &programme.needs()[id.index()];
        if programme.sentra_of(id).status == Status::Gone {
            NoPayment::Gone
        } else if !programme.sources().iter().any(|source| source.pays_for[need.activity.index()]) {
            NoPayment::NoSource { activity: Names::new(programme).activity(need.activity) }
        } else {
            NoPayment::NotEligible {
                region: Names::new(programme).region(programme.region_of(id)),
                first: programme.year(need.first),
                last: programme.year(need.last),
            }
        }
    }
}
