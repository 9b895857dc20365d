//! Rule `share`: bounds on one sum as a share of another.
//!
//! ```text
//! s * IN[g] <= OF[g]  (at_least),   OF[g] <= s * IN[g]  (at_most),   OF[g] = s * IN[g]  (exactly)
//! OF[g], IN[g] = sums of x over the payments of group g that `of`, `in` select    rupiah, `of` not cut down to `in`
//! s = the share, in parts per million, so that both sides are whole
//! ```
//! Groups are those of `of` and those of `in`; where one has none its sum is 0.

use std::collections::BTreeMap;

use super::books::Books;
use super::finding::{Finding, Measure, compare, last_year};
use super::sums::Sums;
use crate::model::policy::GroupKey;
use crate::model::{Bounds, Rule, Selector};
use crate::units::{PPM, Ratio};

pub(super) fn findings(books: &Books<'_>, rule: &Rule, within: &Selector, bounds: &Bounds<Ratio>) -> Vec<Finding> {
    let mut groups: BTreeMap<GroupKey, (i128, i128)> = BTreeMap::new();
    for (group, sum) in Sums::paid(books, rule.per, &rule.of, None).by_group(rule.per, rule.of.years) {
        groups.entry(group).or_default().0 = sum;
    }
    for (group, sum) in Sums::paid(books, rule.per, within, None).by_group(rule.per, within.years) {
        groups.entry(group).or_default().1 = sum;
    }
    let mut findings = Vec::new();
    for (group, (of, all)) in groups {
        let last = last_year(books, group, rule.of.years).max(last_year(books, group, within.years));
        compare(&mut findings, group, last, Measure::RupiahPpm, bounds, of * i128::from(PPM), |share| {
            i128::from(share.ppm()) * all
        });
    }
    findings
}
