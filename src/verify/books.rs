//! A plan opened for reading: exact amounts, and what each need has got by the end of each year.

use crate::id::{NeedId, YearId};
use crate::model::Programme;
use crate::plan::Plan;

/// A programme, a plan for it, and the running totals of its needs.
#[derive(Debug)]
pub(super) struct Books<'a> {
    pub(super) programme: &'a Programme,
    paid: Vec<i128>,
    /// `paid_by[n * years + t]`: rupiah for need n by the end of year t, all sources.
    paid_by: Vec<i128>,
}

impl<'a> Books<'a> {
    /// Opens `plan`; payments that it does not have count as 0.
    pub(super) fn new(programme: &'a Programme, plan: &Plan) -> Self {
        let mut paid: Vec<i128> = plan.paid().iter().map(|rupiah| i128::from(rupiah.get())).collect();
        paid.resize(programme.payments().len(), 0);
        let years = programme.years().len();
        let mut paid_by = vec![0; programme.needs().len() * years];
        for (need, row) in paid_by.chunks_exact_mut(years.max(1)).enumerate() {
            for payment in programme.needs()[need].payments.clone() {
                row[programme.payments()[payment].year.index()] += paid[payment];
            }
            let mut sum = 0;
            for cell in row {
                sum += *cell;
                *cell = sum;
            }
        }
        Self { programme, paid, paid_by }
    }

    /// Number of years.
    pub(super) fn years(&self) -> usize {
        self.programme.years().len()
    }
    /// The last year of the horizon.
    pub(super) fn last_year(&self) -> YearId {
        YearId::new(self.years().saturating_sub(1))
    }
    /// Rupiah of the payment of index `payment`.
    pub(super) fn paid(&self, payment: usize) -> i128 {
        self.paid[payment]
    }
    /// Rupiah that `need` has got by the end of `year`.
    pub(super) fn paid_by(&self, need: NeedId, year: YearId) -> i128 {
        self.paid_by[need.index() * self.years() + year.index()]
    }
    /// Rupiah that `need` gets over the horizon.
    pub(super) fn paid_to(&self, need: NeedId) -> i128 {
        self.paid_by(need, self.last_year())
    }
    /// The cost of `need` in rupiah.
    pub(super) fn cost(&self, need: NeedId) -> i128 {
        i128::from(self.programme.needs()[need.index()].cost.get())
    }
    /// The ids of all needs.
    pub(super) fn needs(&self) -> impl Iterator<Item = NeedId> + use<> {
        (0..self.programme.needs().len()).map(NeedId::new)
    }
    /// The code of `need`.
    pub(super) fn code(&self, need: NeedId) -> &str {
        self.programme.needs()[need.index()].code.as_str()
    }
}
