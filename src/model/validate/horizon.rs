//! The numbers of the whole programme: years, unit, discount, goals, size.

use crate::input::Goal;
use crate::model::fault::{FaultKind, Item, Place};
use crate::model::validate::checker::Checker;
use crate::model::validate::needs;
use crate::units::Rupiah;

/// The most years a programme can have: one bit each in a [`YearSet`](crate::model::YearSet).
const MOST_YEARS: usize = 64;

/// Years, unit and discount.
pub(super) fn check(checker: &mut Checker<'_>) {
    let data = checker.data;
    if data.years.is_empty() {
        checker.fault(Place::policy("years"), FaultKind::NoYears);
    }
    if data.years.len() > MOST_YEARS {
        checker.fault(Place::policy("years"), FaultKind::TooManyYears { years: data.years.len() });
    }
    for (i, pair) in data.years.windows(2).enumerate() {
        if i64::from(pair[1]) != i64::from(pair[0]) + 1 {
            let place = Place::policy(format!("years[{}]", i + 1));
            checker.fault(place, FaultKind::YearsNotNeighbouring { before: pair[0], after: pair[1] });
        }
    }
    if data.unit < Rupiah::new(1) {
        checker.fault(Place::policy("unit"), FaultKind::UnitTooSmall { unit: data.unit });
    } else {
        checker.amount(data.unit, || Place::policy("unit"));
    }
    // Written so that NaN is caught too.
    if !(data.discount > 0.0 && data.discount <= 1.0) {
        checker.fault(Place::policy("discount"), FaultKind::DiscountOutOfRange { discount: data.discount });
    }
}

/// The goals: benefit and nothing else, until ranked goals exist.
pub(super) fn check_goals(checker: &mut Checker<'_>) {
    let goals = &checker.data.goals;
    if *goals != [Goal::default()] {
        let found = goals.iter().map(|goal| goal.maximise.as_str()).collect::<Vec<_>>().join(", ");
        checker.fault(Place::policy("goals"), FaultKind::UnknownGoals { found });
    }
}

/// That every possible payment has an id of 32 bits.
pub(super) fn check_size(checker: &mut Checker<'_>) {
    let data = checker.data;
    let for_all = data.sources.iter().filter(|source| source.activities.is_empty()).count();
    let payers: Vec<usize> = data
        .activities
        .iter()
        .map(|a| for_all + data.sources.iter().filter(|source| source.activities.contains(&a.code)).count())
        .collect();
    let payments: u64 = data
        .needs
        .iter()
        .filter_map(|need| {
            let payers = payers[checker.row(Item::Activity, need.activity.as_str())?];
            let (first, last) = needs::window(checker, need)?;
            let years = i64::from(last) - i64::from(first) + 1;
            Some(payers as u64 * u64::try_from(years).ok()?)
        })
        .sum();
    if payments >= u64::from(u32::MAX) {
        checker.fault(Place::table("needs"), FaultKind::TooManyPayments { payments });
    }
}
