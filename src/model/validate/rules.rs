//! Priorities and rules: ids, keys, groups, penalties.

use std::collections::HashSet;

use crate::input::{Counting, PerKey, Rule, What};
use crate::model::fault::{FaultKind, Item, Place};
use crate::model::validate::checker::{Checker, MOST_POINTS};
use crate::model::validate::families::{Family, family, per_name, stated};
use crate::model::validate::{bounds, selector};

/// Every priority.
pub(super) fn check_priorities(checker: &mut Checker<'_>) {
    for (i, priority) in checker.data.priorities.iter().enumerate() {
        selector::check(checker, &format!("priorities[{i}].of"), &priority.of);
        if !(0.0..=MOST_POINTS).contains(&priority.times) {
            let place = Place::policy(format!("priorities[{i}].times"));
            checker.fault(place, FaultKind::FactorOutOfRange { found: priority.times });
        }
    }
}

/// Every rule.
pub(super) fn check(checker: &mut Checker<'_>) {
    let mut ids = HashSet::new();
    for (i, rule) in checker.data.rules.iter().enumerate() {
        let path = format!("rules[{i}]");
        if rule.id.is_empty() {
            checker.fault(Place::policy(format!("{path}.id")), FaultKind::RuleWithoutId);
        } else if !ids.insert(rule.id.as_str()) {
            checker.fault(Place::policy(format!("{path}.id")), FaultKind::DuplicateRule { id: rule.id.clone() });
        }
        let family = family(rule.rule);
        check_keys(checker, &path, rule, &family);
        check_per(checker, &path, rule, &family);
        selector::check(checker, &format!("{path}.of"), &rule.of);
        for key in selector::named(&rule.of, family.not_in_of) {
            let place = Place::policy(format!("{path}.of.{key}"));
            checker.fault(place, FaultKind::SelectorKeyNotAllowed { family: rule.rule, key });
        }
        if let Some(within) = rule.within.as_ref().filter(|_| family.takes("in")) {
            selector::check(checker, &format!("{path}.in"), within);
        }
        bounds::check(checker, &path, rule, &family);
        if family.takes("to") {
            check_sources(checker, &path, rule);
        }
        if family.takes("counting") {
            check_count(checker, &path, rule);
        }
    }
}

/// A rule's keys and bounds, which do not hang on what codes there are.
pub(super) fn check_bounds(checker: &mut Checker<'_>, path: &str, rule: &Rule) {
    let family = family(rule.rule);
    check_keys(checker, path, rule, &family);
    check_per(checker, path, rule, &family);
    bounds::check(checker, path, rule, &family);
}

fn check_keys(checker: &mut Checker<'_>, path: &str, rule: &Rule, family: &Family) {
    let stated = stated(rule);
    for &key in stated.iter().filter(|key| !family.takes(key)) {
        let place = Place::policy(format!("{path}.{key}"));
        checker.fault(place, FaultKind::KeyNotAllowed { family: rule.rule, key });
    }
    for &key in family.required.iter().filter(|key| !stated.contains(key)) {
        checker.fault(Place::policy(path), FaultKind::KeyRequired { family: rule.rule, key });
    }
    if rule.basis.as_ref().is_some_and(|basis| basis.trim().is_empty()) {
        checker.fault(Place::policy(format!("{path}.basis")), FaultKind::EmptyBasis);
    }
    let Some(soft) = rule.soft else { return };
    if rule.law {
        checker.fault(Place::policy(format!("{path}.soft")), FaultKind::LawIsSoft);
    }
    if !family.may_be_soft {
        checker.fault(Place::policy(format!("{path}.soft")), FaultKind::NeverSoft { family: rule.rule });
    } else if !(0.0..=MOST_POINTS).contains(&soft.penalty) {
        let place = Place::policy(format!("{path}.soft.penalty"));
        checker.fault(place, FaultKind::PenaltyOutOfRange { found: soft.penalty });
    }
}

fn check_per(checker: &mut Checker<'_>, path: &str, rule: &Rule, family: &Family) {
    let mut seen = HashSet::new();
    for (i, &key) in rule.per.iter().enumerate() {
        let name = per_name(key);
        let kind = if !seen.insert(key) {
            FaultKind::PerKeyTwice { key: name }
        } else if key == PerKey::Year && !family.by_year {
            FaultKind::PerKeyNotAllowed { family: rule.rule, key: name }
        } else {
            continue;
        };
        checker.fault(Place::policy(format!("{path}.per[{i}]")), kind);
    }
}

/// The two sources of a `match`.
fn check_sources(checker: &mut Checker<'_>, path: &str, rule: &Rule) {
    let mut known = |key: &str, code: Option<&crate::id::SourceCode>| {
        let place = || Place::policy(format!("{path}.{key}"));
        code.and_then(|code| checker.reference(Item::Source, code.as_str(), place))
    };
    let source = known("source", rule.source.as_ref());
    let to = known("to", rule.to.as_ref());
    if let (Some(source), Some(to), Some(code)) = (source, to, &rule.to)
        && source == to
    {
        let kind = FaultKind::MatchWithItself { source_code: code.clone() };
        checker.fault(Place::policy(format!("{path}.to")), kind);
    }
}

/// What is counted, and from when on.
fn check_count(checker: &mut Checker<'_>, path: &str, rule: &Rule) {
    if rule.counting != Some(Counting::Completed) {
        if let Some(found) = rule.least.filter(|least| !(bounds::is_amount(*least) && *least >= 1.0)) {
            checker.fault(Place::policy(format!("{path}.least")), FaultKind::LeastOutOfRange { found });
        }
        return;
    }
    if rule.least.is_some() {
        checker.fault(Place::policy(format!("{path}.least")), FaultKind::LeastWithCompleted);
    }
    if let Some(what) = rule.what.filter(|what| *what != What::Sentra) {
        checker.fault(Place::policy(format!("{path}.what")), FaultKind::CompletedNotSentra { what });
    }
    for key in selector::named(&rule.of, &["source", "activity", "need"]) {
        checker.fault(Place::policy(format!("{path}.of.{key}")), FaultKind::CompletedSelectorKey { key });
    }
}
