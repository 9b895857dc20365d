//! Rule `together`: all of a set or none of it.
//!
//! ```text
//! for each group g:   sum_{t,f} x[n,t,f] = c[n] for every selected need n,   or   = 0 for every one
//! ```
//! The breach is the lesser of what is paid and what is missing, in rupiah: the cheaper way to mend it.

use super::books::Books;
use super::finding::{Finding, Measure, last_year};
use super::sums::place;
use super::violation::Breach;
use crate::model::Rule;

pub(super) fn findings(books: &Books<'_>, rule: &Rule) -> Vec<Finding> {
    let mut groups = std::collections::BTreeMap::new();
    for need in books.needs().filter(|&need| rule.of.selects_need(books.programme, need)) {
        let (paid, missing) = groups.entry(place(books, rule.per, need)).or_insert((0, 0));
        *paid += books.paid_to(need);
        // A need paid above its cost is the breach of another rule and makes up for nothing here.
        *missing += (books.cost(need) - books.paid_to(need)).max(0);
    }
    groups
        .into_iter()
        .map(|(group, (paid, missing)): (_, (i128, i128))| Finding {
            group,
            breach: Breach::Torn,
            slack: -paid.min(missing),
            measure: Measure::Rupiah,
            last: last_year(books, group, rule.of.years),
        })
        .collect()
}
