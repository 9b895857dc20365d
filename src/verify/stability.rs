//! Rule `stability`: bound on the change against the earlier plan.
//!
//! ```text
//! sum over the payments of group g that `of` selects  | x[n,t,f] - previous[n,t,f] |   <=  at_most[g]      rupiah
//! ```
//! A payment that can no longer be made has x = 0, so it counts in full; one that was not planned before has previous = 0.

use super::books::Books;
use super::finding::{Finding, Measure, compare, last_year};
use super::sums::{Sums, place};
use crate::model::{Bounds, ByYear, Rule};
use crate::units::Rupiah;

pub(super) fn findings(books: &Books<'_>, rule: &Rule, at_most: &ByYear<Rupiah>) -> Vec<Finding> {
    let programme = books.programme;
    let mut before = vec![0; programme.payments().len()];
    for row in programme.previous() {
        if let Some(payment) = row.payment {
            before[payment.index()] = i128::from(row.rupiah.get());
        }
    }
    let mut changes = Sums::collect(
        books,
        &rule.of,
        None,
        |need| place(books, rule.per, need),
        |payment| (books.paid(payment) - before[payment]).abs(),
    );
    for row in programme.previous().iter().filter(|row| row.payment.is_none()) {
        if rule.of.years.contains(row.year)
            && rule.of.admits_source(row.source)
            && rule.of.selects_need(programme, row.need)
        {
            let slot = changes.slot(place(books, rule.per, row.need));
            changes.add(slot, row.year, i128::from(row.rupiah.get()));
        }
    }
    let bounds = Bounds { at_most: at_most.clone(), ..Bounds::default() };
    let mut findings = Vec::new();
    for (group, change) in changes.by_group(rule.per, rule.of.years) {
        let last = last_year(books, group, rule.of.years);
        compare(&mut findings, group, last, Measure::Rupiah, &bounds, change, |bound: Rupiah| i128::from(bound.get()));
    }
    findings
}
