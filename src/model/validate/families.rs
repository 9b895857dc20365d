//! Which keys go with which family of rules (the table in `FORMAT.md`).

use crate::input::{PerKey, Rule, RuleName};

/// What a family's bounds are numbers of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Measure {
    /// Whole rupiah.
    Amount,
    /// From 0 to 1.
    Share,
    /// 0 or more, may exceed 1.
    Ratio,
    /// A whole number.
    Count,
}

/// The shape of one family.
#[derive(Debug)]
pub(super) struct Family {
    /// Keys that bound something, with their measure; a rule without any says nothing.
    pub(super) bounds: &'static [&'static str],
    /// What the bounds are numbers of (growth: see `measure`).
    measure: Measure,
    /// Keys beside the bounds.
    others: &'static [&'static str],
    /// Which of `others` must be there.
    pub(super) required: &'static [&'static str],
    /// Keys that `of` may not name.
    pub(super) not_in_of: &'static [&'static str],
    /// Whether `per` may name year.
    pub(super) by_year: bool,
    /// Whether it may be soft.
    pub(super) may_be_soft: bool,
}

const PLAIN: Family = Family {
    bounds: &["at_least", "at_most", "exactly"],
    measure: Measure::Amount,
    others: &[],
    required: &[],
    not_in_of: &[],
    by_year: true,
    may_be_soft: true,
};

/// The shape of `rule`.
pub(super) fn family(rule: RuleName) -> Family {
    match rule {
        RuleName::Amount => Family { bounds: &["at_least", "at_most", "exactly", "zero_or_at_least"], ..PLAIN },
        RuleName::Share => Family { measure: Measure::Share, others: &["in"], ..PLAIN },
        RuleName::Coverage => {
            Family { bounds: &["at_least", "at_most", "exactly", "zero_or_at_least"], measure: Measure::Share, ..PLAIN }
        }
        RuleName::Growth => Family {
            bounds: &["times", "plus"],
            measure: Measure::Ratio,
            not_in_of: &["year"],
            by_year: false,
            ..PLAIN
        },
        RuleName::Match => Family {
            measure: Measure::Ratio,
            others: &["source", "to"],
            required: &["source", "to"],
            not_in_of: &["source"],
            ..PLAIN
        },
        RuleName::Count => {
            Family { measure: Measure::Count, others: &["what", "counting", "least"], required: &["what"], ..PLAIN }
        }
        RuleName::Together => {
            Family { bounds: &[], not_in_of: &["year", "source"], by_year: false, may_be_soft: false, ..PLAIN }
        }
        RuleName::Exclusive => Family { bounds: &[], may_be_soft: false, ..PLAIN },
        RuleName::Stability => Family { bounds: &["at_most"], ..PLAIN },
    }
}

impl Family {
    /// Whether its rules take `key`.
    pub(super) fn takes(&self, key: &str) -> bool {
        self.bounds.contains(&key) || self.others.contains(&key)
    }

    /// What the bound `key` is a number of.
    pub(super) fn measure(&self, key: &str) -> Measure {
        if key == "plus" { Measure::Amount } else { self.measure }
    }
}

/// The keys that some families take and others do not, as far as `rule` states them.
pub(super) fn stated(rule: &Rule) -> Vec<&'static str> {
    [
        ("in", rule.within.is_some()),
        ("at_least", rule.at_least.is_some()),
        ("at_most", rule.at_most.is_some()),
        ("exactly", rule.exactly.is_some()),
        ("zero_or_at_least", rule.zero_or_at_least.is_some()),
        ("times", rule.times.is_some()),
        ("plus", rule.plus.is_some()),
        ("source", rule.source.is_some()),
        ("to", rule.to.is_some()),
        ("what", rule.what.is_some()),
        ("counting", rule.counting.is_some()),
        ("least", rule.least.is_some()),
    ]
    .into_iter()
    .filter_map(|(key, is_stated)| is_stated.then_some(key))
    .collect()
}

/// A key of `per` as it is written.
pub(super) fn per_name(key: PerKey) -> &'static str {
    match key {
        PerKey::Year => "year",
        PerKey::Region => "region",
        PerKey::Province => "province",
        PerKey::Island => "island",
        PerKey::Sector => "sector",
        PerKey::Sentra => "sentra",
    }
}
