//! Bounds of rules: numbers of the right kind, by year only where the rule's groups have years.

use crate::input::{Bound, PerKey, Rule};
use crate::model::fault::{FaultKind, Place};
use crate::model::validate::checker::Checker;
use crate::model::validate::families::{Family, Measure};
use crate::units::{Ratio, Rupiah};

/// Checks the bounds of `rule`, which stands at `path`, as far as its `family` takes them.
pub(super) fn check(checker: &mut Checker<'_>, path: &str, rule: &Rule, family: &Family) {
    let stated: Vec<(&'static str, &Bound)> = [
        ("at_least", &rule.at_least),
        ("at_most", &rule.at_most),
        ("exactly", &rule.exactly),
        ("zero_or_at_least", &rule.zero_or_at_least),
        ("times", &rule.times),
        ("plus", &rule.plus),
    ]
    .into_iter()
    .filter_map(|(key, bound)| Some((key, bound.as_ref()?)))
    .filter(|(key, _)| family.bounds.contains(key))
    .collect();
    if stated.is_empty() && !family.bounds.is_empty() {
        checker.fault(Place::policy(path), FaultKind::NoBound { family: rule.rule, keys: family.bounds });
    }
    if rule.exactly.is_some()
        && let Some(&(beside, _)) = stated.iter().find(|(key, _)| *key != "exactly")
        && family.bounds.contains(&"exactly")
    {
        checker.fault(Place::policy(format!("{path}.exactly")), FaultKind::ExactlyNotAlone { beside });
    }
    // A growth rule has no year in `per`, since it is about neighbouring years: a bound by year is that of the later one.
    let may_differ_by_year = !family.by_year || rule.per.contains(&PerKey::Year);
    for (key, bound) in stated {
        check_bound(checker, &format!("{path}.{key}"), bound, family.measure(key), may_differ_by_year);
    }
}

fn check_bound(checker: &mut Checker<'_>, path: &str, bound: &Bound, measure: Measure, may_differ_by_year: bool) {
    let values = match bound {
        Bound::Same(value) => return check_number(checker, path, *value, measure),
        Bound::ByYear(values) => values,
    };
    if values.is_empty() {
        checker.fault(Place::policy(path), FaultKind::BoundWithoutYears);
    } else if !may_differ_by_year {
        checker.fault(Place::policy(path), FaultKind::BoundByYearWithoutYear);
    }
    for (text, value) in values {
        let path = format!("{path}.{text}");
        // Only the plain way of writing a year, so that no year can stand there twice.
        match text.parse::<i32>().ok().filter(|year| year.to_string() == *text) {
            Some(year) => {
                checker.year(year, || Place::policy(path.clone()));
            }
            None => checker.fault(Place::policy(path.clone()), FaultKind::BoundYearMalformed { found: text.clone() }),
        }
        check_number(checker, &path, *value, measure);
    }
}

fn check_number(checker: &mut Checker<'_>, path: &str, found: f64, measure: Measure) {
    let (is_right, kind) = match measure {
        Measure::Amount => (is_amount(found), FaultKind::BoundNotAmount { found }),
        Measure::Share => (
            Ratio::from_decimal(found).is_some_and(|share| share.ppm() <= crate::units::PPM),
            FaultKind::BoundNotShare { found },
        ),
        Measure::Ratio => (Ratio::from_decimal(found).is_some(), FaultKind::BoundNotRatio { found }),
        Measure::Count => (is_whole(found, f64::from(u32::MAX)), FaultKind::BoundNotCount { found }),
    };
    if !is_right {
        checker.fault(Place::policy(path), kind);
    }
}

/// Whether `found` is whole rupiah that a programme may state.
pub(super) fn is_amount(found: f64) -> bool {
    is_whole(found, Rupiah::LARGEST.get() as f64)
}

fn is_whole(found: f64, largest: f64) -> bool {
    (0.0..=largest).contains(&found) && found.fract().abs() < f64::MIN_POSITIVE
}
