//! Rule `exclusive`: at most one of a set.
//!
//! ```text
//! for each group g:   number of selected needs n with  sum of x over n's selected payments in g > 0   <=  1
//! ```

use super::books::Books;
use super::count::funded;
use super::finding::{Finding, Measure, last_year};
use super::violation::Breach;
use crate::input::What;
use crate::model::Rule;

pub(super) fn findings(books: &Books<'_>, rule: &Rule) -> Vec<Finding> {
    funded(books, rule, What::Need, 1)
        .into_iter()
        .map(|(group, number)| Finding {
            group,
            breach: Breach::MoreThanOne,
            slack: 1 - number,
            measure: Measure::Number,
            last: last_year(books, group, rule.of.years),
        })
        .collect()
}
