//! Points of a plan.
//!
//! ```text
//! total = needs + completion - penalties
//! needs = sum over payments   v[n] * x[n,t,f] / c[n] * d^(t-1),     v[n] = points times the priorities that apply
//! ```

use super::books::Books;

/// Points of a plan, discounted.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Benefit {
    /// For needs, pro rata to the share paid.
    pub needs: f64,
    /// For completed sentra.
    pub completion: f64,
    /// What breaches of soft rules cost.
    pub penalties: f64,
    /// Needs and completion less penalties.
    pub total: f64,
}

impl Benefit {
    pub(super) fn new(needs: f64, completion: f64, penalties: f64) -> Self {
        Self { needs, completion, penalties, total: sum([needs, completion, -penalties].into_iter()) }
    }
}

/// Points of all payments.
pub(super) fn needs(books: &Books<'_>) -> f64 {
    let payments = books.programme.payments().iter().enumerate();
    sum(payments
        .filter(|&(i, _)| books.paid(i) != 0)
        .map(|(i, payment)| books.programme.benefit_per_rupiah(payment) * books.paid(i) as f64))
}

/// A sum that does not lose its small terms (Neumaier's compensation), so that a plan's benefit is right to the last digits also
/// with a million payments.
pub(super) fn sum(terms: impl Iterator<Item = f64>) -> f64 {
    let mut total = 0.0_f64;
    let mut lost = 0.0;
    for term in terms {
        let next = total + term;
        lost += if total.abs() >= term.abs() { (total - next) + term } else { (term - next) + total };
        total = next;
    }
    total + lost
}
