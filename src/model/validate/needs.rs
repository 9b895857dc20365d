//! Table needs: codes, references, cost, points, window, funding.

use crate::input::{Funding, NeedRow};
use crate::model::fault::{FaultKind, Item, Place};
use crate::model::validate::checker::Checker;
use crate::model::validate::codes::own_codes;
use crate::units::{Ratio, Rupiah};

/// Every cell of table needs but `after`, which [`order`](super::order) reads.
pub(super) fn check(checker: &mut Checker<'_>) {
    let data = checker.data;
    own_codes(checker, Item::Need, data.needs.iter().map(|row| row.code.as_str()));
    for (i, need) in data.needs.iter().enumerate() {
        checker.reference(Item::Sentra, need.sentra.as_str(), || Place::cell("needs", i, "sentra"));
        checker.reference(Item::Activity, need.activity.as_str(), || Place::cell("needs", i, "activity"));
        if need.cost <= Rupiah::ZERO {
            let kind = FaultKind::CostNotPositive { need: need.code.clone(), cost: need.cost };
            checker.fault(Place::cell("needs", i, "cost"), kind);
        } else {
            checker.amount(need.cost, || Place::cell("needs", i, "cost"));
        }
        checker.points(need.benefit, || Place::cell("needs", i, "benefit"));
        check_window(checker, i, need);
        if let Funding::AtLeast(found) = need.funding
            && !(found > 0.0 && found <= 1.0 && Ratio::from_decimal(found).is_some_and(|share| share.ppm() > 0))
        {
            checker.fault(Place::cell("needs", i, "funding"), FaultKind::FundingShareOutOfRange { found });
        }
    }
    // No plan pays more than all needs cost, so with this every sum of payments is exact, as `i64` and as `f64`.
    let largest = i128::from(Rupiah::LARGEST.get());
    checker.total("needs", "cost", data.needs.iter().map(|need| need.cost), largest);
}

fn check_window(checker: &mut Checker<'_>, i: usize, need: &NeedRow) {
    let first = need.first_year.is_none_or(|year| checker.year(year, || Place::cell("needs", i, "first_year")));
    let last = need.last_year.is_none_or(|year| checker.year(year, || Place::cell("needs", i, "last_year")));
    if let (true, true, Some(first), Some(last)) = (first, last, need.first_year, need.last_year)
        && first > last
    {
        let kind = FaultKind::WindowReversed { need: need.code.clone(), first, last };
        checker.fault(Place::cell("needs", i, "first_year"), kind);
    }
}

/// First and last year of the window of `need`, if it is in order.
pub(super) fn window(checker: &Checker<'_>, need: &NeedRow) -> Option<(i32, i32)> {
    let years = &checker.data.years;
    let first = need.first_year.or_else(|| years.first().copied())?;
    let last = need.last_year.or_else(|| years.last().copied())?;
    (checker.is_planned(first) && checker.is_planned(last) && first <= last).then_some((first, last))
}
