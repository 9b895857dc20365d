//! Rule `growth`: bound on a year's sum by the sum of the year before.
//!
//! ```text
//! S[g,t] <= times[t] * S[g,t-1] + plus[t]     for t = 2..T in which `times` or `plus` is stated; what is not stated is 0
//! S[g,t] = sum of x over the payments of group g in year t that `of` selects      rupiah
//! ```

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
            let (times, plus) = (times.get(Some(year)), plus.get(Some(year)));
            if times.is_none() && plus.is_none() {
                continue;
            }
            let most = i128::from(times.map_or(0, Ratio::ppm)) * pair[0]
                + i128::from(PPM) * i128::from(plus.map_or(0, Rupiah::get));
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
