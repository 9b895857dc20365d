//! Rule `growth`: bound on a year's sum by the sum of the year before.
//!
//! ```text
//! S[g,t] <= times[t] * S[g,t-1] + plus[t]     for t = 2..T; a key that the rule does not have is 0
//! S[g,t] = sum of x over the payments of group g in year t that `of` selects      rupiah
//! ```
//! The first year is free, and so is a year that a key by year does not name.

use super::books::Books;
use super::finding::{Finding, Measure};
use super::sums::Sums;
use super::violation::Breach;
use crate::id::YearId;
use crate::model::policy::GroupKey;
use crate::model::{ByYear, Rule};
use crate::units::{PPM, Ratio, Rupiah};

pub(super) fn findings(books: &Books<'_>, rule: &Rule, times: &ByYear<Ratio>, plus: &ByYear<Rupiah>) -> Vec<Finding> {
    let sums = Sums::paid(books, rule.per, &rule.of, None);
    let mut findings = Vec::new();
    for (key, row) in sums.rows() {
        for (t, pair) in row.windows(2).enumerate() {
            let year = YearId::new(t + 1);
            let (Some(times), Some(plus)) = (stated(times, year), stated(plus, year)) else { continue };
            let most = i128::from(times.ppm()) * pair[0] + i128::from(PPM) * i128::from(plus.get());
            findings.push(Finding {
                group: GroupKey { year: Some(year), ..key },
                breach: Breach::AboveMost,
                slack: most - i128::from(PPM) * pair[1],
                measure: Measure::RupiahPpm,
                last: year,
            });
        }
    }
    findings
}

/// The value in `year`; zero where the rule lacks the key, `None` where the key is by year and leaves this one out.
fn stated<T: Copy + Default>(value: &ByYear<T>, year: YearId) -> Option<T> {
    if value.is_none() { Some(T::default()) } else { value.get(Some(year)) }
}
