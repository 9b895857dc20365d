//! Rule `coverage`: bounds on a sum as a share of what the needs cost.
//!
//! ```text
//! s * C[g] <= S[g]  (at_least),   S[g] <= s * C[g]  (at_most),   S[g] = 0 or S[g] >= s * C[g]  (zero_or_at_least)
//! S[g] = sum of x over the payments of group g that `of` selects                  rupiah
//! C[g] = sum of c[n] over the selected needs with at least one such payment       rupiah
//! ```

use super::books::Books;
use super::finding::{Finding, Measure, compare, last_year};
use super::sums::{Sums, place, years};
use crate::id::YearId;
use crate::model::{Bounds, Rule};
use crate::units::{PPM, Ratio};

pub(super) fn findings(books: &Books<'_>, rule: &Rule, bounds: &Bounds<Ratio>) -> Vec<Finding> {
    let costs = costs(books, rule).by_group(rule.per, rule.of.years);
    let mut findings = Vec::new();
    for (group, sum) in Sums::paid(books, rule.per, &rule.of, None).by_group(rule.per, rule.of.years) {
        let cost = costs.get(&group).copied().unwrap_or(0);
        let last = last_year(books, group, rule.of.years);
        compare(&mut findings, group, last, Measure::RupiahPpm, bounds, sum * i128::from(PPM), |share| {
            i128::from(share.ppm()) * cost
        });
    }
    findings
}

/// `C[g]`; a need counts once in a group, however many years and sources may pay it.
fn costs(books: &Books<'_>, rule: &Rule) -> Sums<crate::model::policy::GroupKey> {
    let programme = books.programme;
    let mut costs = Sums::new(books.years());
    for need in books.needs().filter(|&need| rule.of.selects_need(programme, need)) {
        let payments = &programme.payments()[programme.needs()[need.index()].payments.clone()];
        let payable = |year: YearId| payments.iter().any(|p| p.year == year && rule.of.admits_source(p.source));
        let slot = costs.slot(place(books, rule.per, need));
        let mut payable_years = years(rule.of.years, books.years()).filter(|&year| payable(year));
        if rule.per.year {
            for year in payable_years {
                costs.add(slot, year, books.cost(need));
            }
        } else if let Some(year) = payable_years.next() {
            costs.add(slot, year, books.cost(need));
        }
    }
    costs
}
