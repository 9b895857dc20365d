//! The plan: whole rupiah per payment. It knows nothing of how it was made.

use crate::id::PaymentId;
use crate::input::PaymentRow;
use crate::model::Programme;
use crate::units::Rupiah;

/// Whole rupiah for each payment of a programme, by its index in [`Programme::payments`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    paid: Vec<Rupiah>,
}

impl Plan {
    /// The plan that pays `paid`, one amount for each of [`Programme::payments`].
    #[must_use]
    pub fn new(paid: Vec<Rupiah>) -> Self {
        Self { paid }
    }

    /// What each payment gets, by its index.
    #[must_use]
    pub fn paid(&self) -> &[Rupiah] {
        &self.paid
    }

    /// What `payment` gets.
    #[must_use]
    pub fn get(&self, payment: PaymentId) -> Rupiah {
        self.paid[payment.index()]
    }

    /// All money paid.
    #[must_use]
    pub fn total(&self) -> Rupiah {
        self.paid.iter().copied().sum()
    }

    /// Its payments above 0 as rows of `plan.csv`, by (need, year, source) in the model's order.
    pub fn rows<'a>(&'a self, programme: &'a Programme) -> impl Iterator<Item = PaymentRow> + 'a {
        programme.payments().iter().zip(&self.paid).filter(|(_, rupiah)| rupiah.get() != 0).map(|(payment, &rupiah)| {
            PaymentRow {
                need: programme.needs()[payment.need.index()].code.clone(),
                year: programme.year(payment.year),
                source: programme.sources()[payment.source.index()].code.clone(),
                rupiah,
            }
        })
    }
}
