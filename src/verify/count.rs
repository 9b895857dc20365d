//! Rule `count`: bounds on how many items are funded or completed.
//!
//! ```text
//! at_least[g] <= N[g] <= at_most[g],   N[g] = exactly[g]
//! funded:     N[g] = number of items (sentra, needs or regions) of g with  sum of x over the item's payments in g  >= least
//! completed:  N[g] = number of sentra of g with  paid by the end of g's last year = c[n]  for every essential need n
//! ```
//! Completion is cumulative. A sentra without essential needs is never complete: there is nothing to complete.

use std::collections::BTreeMap;

use super::books::Books;
use super::finding::{Finding, Measure, compare, last_year};
use super::sums::{Sums, place, years};
use crate::id::{SentraId, YearId};
use crate::input::{Counting, What};
use crate::model::policy::GroupKey;
use crate::model::{Bounds, Rule};
use crate::units::Rupiah;

pub(super) fn findings(
    books: &Books<'_>,
    rule: &Rule,
    what: What,
    counting: Counting,
    least: Rupiah,
    bounds: &Bounds<u32>,
) -> Vec<Finding> {
    let numbers = match counting {
        Counting::Funded => funded(books, rule, what, i128::from(least.get())),
        Counting::Completed => completed(books, rule),
    };
    let mut findings = Vec::new();
    for (group, number) in numbers {
        let last = last_year(books, group, rule.of.years);
        compare(&mut findings, group, last, Measure::Number, bounds, number, i128::from);
    }
    findings
}

/// `N[g]` by sums of at least `least` rupiah.
pub(super) fn funded(books: &Books<'_>, rule: &Rule, what: What, least: i128) -> BTreeMap<GroupKey, i128> {
    let programme = books.programme;
    let items = Sums::collect(
        books,
        &rule.of,
        None,
        |need| {
            let item = match what {
                What::Need => need.index(),
                What::Sentra => programme.needs()[need.index()].sentra.index(),
                What::Region => programme.region_of(need).index(),
            };
            (place(books, rule.per, need), item)
        },
        |payment| books.paid(payment),
    );
    let mut numbers = BTreeMap::new();
    for ((key, _), row) in items.rows() {
        if rule.per.year {
            for year in years(rule.of.years, row.len()) {
                let group = GroupKey { year: Some(year), ..key };
                *numbers.entry(group).or_insert(0) += i128::from(row[year.index()] >= least);
            }
        } else {
            *numbers.entry(key).or_insert(0) += i128::from(row.iter().sum::<i128>() >= least);
        }
    }
    numbers
}

fn completed(books: &Books<'_>, rule: &Rule) -> BTreeMap<GroupKey, i128> {
    let programme = books.programme;
    // Selected needs only tell which groups and sentra there are: `of` names no activity and no need.
    let items = Sums::collect(
        books,
        &rule.of,
        None,
        |need| (place(books, rule.per, need), programme.needs()[need.index()].sentra),
        |_| 0,
    );
    let mut numbers = BTreeMap::new();
    for ((key, sentra), row) in items.rows() {
        if rule.per.year {
            for year in years(rule.of.years, row.len()) {
                let group = GroupKey { year: Some(year), ..key };
                *numbers.entry(group).or_insert(0) += i128::from(is_complete(books, sentra, year));
            }
        } else {
            let year = last_year(books, key, rule.of.years);
            *numbers.entry(key).or_insert(0) += i128::from(is_complete(books, sentra, year));
        }
    }
    numbers
}

/// Whether every essential need of `sentra` is wholly paid by the end of `year`, and there is one.
fn is_complete(books: &Books<'_>, sentra: SentraId, year: YearId) -> bool {
    let mut essential = super::completion::essential(books, sentra).peekable();
    essential.peek().is_some() && essential.all(|need| books.paid_by(need, year) >= books.cost(need))
}
