//! Rule `amount`: bounds on a sum of money.
//!
//! ```text
//! at_least[g] <= S[g] <= at_most[g],   S[g] = exactly[g],   S[g] = 0 or S[g] >= zero_or_at_least[g]
//! S[g] = sum of x[n,t,f] over the payments of group g that `of` selects           rupiah
//! ```

use super::books::Books;
use super::finding::{Finding, Measure, compare, last_year};
use super::sums::Sums;
use crate::model::{Bounds, Rule};
use crate::units::Rupiah;

pub(super) fn findings(books: &Books<'_>, rule: &Rule, bounds: &Bounds<Rupiah>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (group, sum) in Sums::paid(books, rule.per, &rule.of, None).by_group(rule.per, rule.of.years) {
        let last = last_year(books, group, rule.of.years);
        compare(&mut findings, group, last, Measure::Rupiah, bounds, sum, |bound| i128::from(bound.get()));
    }
    findings
}
