//! One bound of one rule in one group, compared exactly.

use std::cmp::Ordering;

use super::books::Books;
use super::violation::{Breach, Quantity, Violation, rupiah, saturate};
use crate::id::YearId;
use crate::model::policy::{Bounds, GroupKey, YearSet};
use crate::model::{Programme, Rule};
use crate::units::PPM;

/// What a finding is measured in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Measure {
    /// Whole rupiah.
    Rupiah,
    /// Parts per million of a rupiah: what comparing a share without rounding gives.
    RupiahPpm,
    /// Things counted.
    Number,
}

/// How far a group is from one bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Finding {
    pub(super) group: GroupKey,
    /// What it would be a breach of.
    pub(super) breach: Breach,
    /// Distance to the bound in `measure`; negative = the bound does not hold.
    pub(super) slack: i128,
    pub(super) measure: Measure,
    /// The year by which a penalty is discounted.
    pub(super) last: YearId,
}

impl Finding {
    fn parts(&self) -> i128 {
        if self.measure == Measure::RupiahPpm { i128::from(PPM) } else { 1 }
    }

    /// Slack in whole rupiah or number, rounded down.
    pub(super) fn slack_quantity(&self) -> Quantity {
        let whole = self.slack.div_euclid(self.parts());
        if self.measure == Measure::Number { Quantity::Number(saturate(whole)) } else { rupiah(whole) }
    }

    /// Which of two findings of one rule has less slack; one rule measures all its groups alike.
    pub(super) fn compare_slack(&self, other: &Self) -> Ordering {
        self.slack.cmp(&other.slack)
    }

    /// The breach in the unit that penalties count in: Rp 1 million, or one.
    pub(super) fn breach_in_units(&self) -> f64 {
        let units = if self.measure == Measure::Number { 1.0 } else { 1e6 };
        (-self.slack) as f64 / (self.parts() as f64 * units)
    }

    pub(super) fn violation(&self, programme: &Programme, rule: &Rule) -> Violation {
        let by = match self.slack_quantity() {
            Quantity::Rupiah(slack) => Quantity::Rupiah(-slack),
            Quantity::Number(slack) => Quantity::Number(slack.saturating_neg()),
        };
        Violation { rule: rule.id.clone(), group: self.group.describe(programme), breach: self.breach, by }
    }
}

/// The year by which the penalty of `group` is discounted: its own, else the last that `admitted` has.
pub(super) fn last_year(books: &Books<'_>, group: GroupKey, admitted: YearSet) -> YearId {
    let horizon = books.last_year();
    group.year.or(admitted.last()).unwrap_or(horizon).min(horizon)
}

/// Compares `value` with each stated bound; `exact` gives a bound in `measure`.
pub(super) fn compare<T: Copy>(
    findings: &mut Vec<Finding>,
    group: GroupKey,
    last: YearId,
    measure: Measure,
    bounds: &Bounds<T>,
    value: i128,
    exact: impl Fn(T) -> i128,
) {
    let finding = |breach, slack| Finding { group, breach, slack, measure, last };
    let exactly = bounds.exactly.get(group.year);
    for bound in [bounds.at_least.get(group.year), exactly].into_iter().flatten() {
        findings.push(finding(Breach::BelowLeast, value - exact(bound)));
    }
    for bound in [bounds.at_most.get(group.year), exactly].into_iter().flatten() {
        findings.push(finding(Breach::AboveMost, exact(bound) - value));
    }
    if value > 0
        && let Some(bound) = bounds.zero_or_at_least.get(group.year)
    {
        findings.push(finding(Breach::BetweenNothingAndLeast, value - exact(bound)));
    }
}

/// Number of groups among `findings`, which lists each group's together.
pub(super) fn group_count(findings: &[Finding]) -> usize {
    findings.chunk_by(|a, b| a.group == b.group).count()
}
