//! Rule `match`: bounds on what one source pays as a ratio of what another pays.
//!
//! ```text
//! r * TO[g] <= FROM[g]  (at_least),   FROM[g] <= r * TO[g]  (at_most),   FROM[g] = r * TO[g]  (exactly)
//! FROM[g], TO[g] = sums of x over the payments of group g that `of` selects and source `source`, `to` makes    rupiah
//! r = the ratio in parts per million, may exceed 1
//! ```

use super::books::Books;
use super::finding::{Finding, Measure, compare, last_year};
use super::sums::Sums;
use crate::id::SourceId;
use crate::model::{Bounds, Rule};
use crate::units::{PPM, Ratio};

pub(super) fn findings(
    books: &Books<'_>,
    rule: &Rule,
    source: SourceId,
    to: SourceId,
    bounds: &Bounds<Ratio>,
) -> Vec<Finding> {
    let sum = |source| Sums::paid(books, rule.per, &rule.of, Some(source)).by_group(rule.per, rule.of.years);
    // Both have the groups of `of`, since groups come from needs.
    let (from, to) = (sum(source), sum(to));
    let mut findings = Vec::new();
    for ((group, from), to) in from.into_iter().zip(to.into_values()) {
        let last = last_year(books, group, rule.of.years);
        compare(&mut findings, group, last, Measure::RupiahPpm, bounds, from * i128::from(PPM), |ratio| {
            i128::from(ratio.ppm()) * to
        });
    }
    findings
}
