//! What of a programme needs whole-number columns, and the programme without it: its linear relaxation.

use std::fmt;

use crate::id::{NeedCode, SentraId};
use crate::input::{Completion, Funding};
use crate::model::policy::{Bounds, ByYear, Kind};
use crate::model::{Need, Programme, Rule};

/// A part of a programme that a linear program cannot state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WholePart {
    /// A rule that counts, or sets all or none: `count`, `together` or `exclusive`.
    Rule {
        /// Its id.
        id: String,
        /// Its family, as `programme.json` writes it.
        family: &'static str,
    },
    /// The bound `zero_or_at_least` of a rule.
    ZeroOrAtLeast {
        /// The rule's id.
        id: String,
    },
    /// Payable needs with funding `whole` or `at_least`.
    Funding(Vec<NeedCode>),
    /// Needs with `one_year` that could be paid in several years.
    OneYear(Vec<NeedCode>),
    /// Completion is `all_or_nothing` and earns points in this many sentra.
    Completion(usize),
}

/// How many codes a message names before it says "and N more".
const NAMED: usize = 5;

fn list(f: &mut fmt::Formatter<'_>, what: &str, codes: &[NeedCode]) -> fmt::Result {
    let named: Vec<&str> = codes.iter().take(NAMED).map(NeedCode::as_str).collect();
    write!(f, "{what} of {}", named.join(", "))?;
    if codes.len() > NAMED { write!(f, " and {} more needs", codes.len() - NAMED) } else { Ok(()) }
}

impl fmt::Display for WholePart {
    /// What it is: `rule pilot (count)`, `funding whole or at_least of N-1, N-2`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rule { id, family } => write!(f, "rule {id} ({family})"),
            Self::ZeroOrAtLeast { id } => write!(f, "rule {id} (zero_or_at_least)"),
            Self::Funding(codes) => list(f, "funding whole or at_least", codes),
            Self::OneYear(codes) => list(f, "one_year", codes),
            Self::Completion(sentra) => write!(f, "completion all_or_nothing of {sentra} sentra"),
        }
    }
}

impl WholePart {
    /// What its linear relaxation does with it.
    fn relaxation(&self) -> String {
        match self {
            Self::Rule { .. } | Self::ZeroOrAtLeast { .. } => format!("{self}: left out"),
            Self::Funding(_) => format!("{self}: taken as divisible"),
            Self::OneYear(_) => format!("{self}: may be paid over several years"),
            Self::Completion(_) => format!("{self}: taken as proportional"),
        }
    }
}

/// Whether `need` may only be paid wholly, or from some share on.
fn is_indivisible(need: &Need) -> bool {
    match need.funding {
        Funding::Divisible => false,
        Funding::AtLeast(share) => share > 0.0 && !need.payments.is_empty(),
        Funding::Whole => !need.payments.is_empty(),
    }
}

fn zero_or_at_least(kind: &Kind) -> bool {
    match kind {
        Kind::Amount(bounds) => !bounds.zero_or_at_least.is_none(),
        Kind::Coverage(bounds) => !bounds.zero_or_at_least.is_none(),
        _ => false,
    }
}

fn has_linear_bound<T>(bounds: &Bounds<T>) -> bool
where
    T: Copy,
{
    !(bounds.at_least.is_none() && bounds.at_most.is_none() && bounds.exactly.is_none())
}

/// `rule` without what needs whole numbers; `None` if nothing is left.
fn relaxed_rule(rule: &Rule) -> Option<Rule> {
    let mut rule = rule.clone();
    let remains = match &mut rule.kind {
        Kind::Count { .. } | Kind::Together | Kind::Exclusive => false,
        Kind::Amount(bounds) => {
            bounds.zero_or_at_least = ByYear::None;
            has_linear_bound(bounds)
        }
        Kind::Coverage(bounds) => {
            bounds.zero_or_at_least = ByYear::None;
            has_linear_bound(bounds)
        }
        Kind::Share { .. } | Kind::Growth { .. } | Kind::Match { .. } | Kind::Stability(_) => true,
    };
    remains.then_some(rule)
}

impl Programme {
    /// Whether `sentra` can earn completion points: it has some, an essential need, and every essential need can be paid.
    #[must_use]
    pub fn can_be_completed(&self, sentra: SentraId) -> bool {
        self.has_completion(sentra)
            && self.needs()[self.sentra()[sentra.index()].needs.clone()]
                .iter()
                .all(|need| !need.essential || !need.payments.is_empty())
    }

    /// All that a linear program cannot state; empty for a purely linear programme.
    #[must_use]
    pub fn whole_parts(&self) -> Vec<WholePart> {
        let mut parts = Vec::new();
        for rule in self.rules() {
            let family = match rule.kind {
                Kind::Count { .. } => Some("count"),
                Kind::Together => Some("together"),
                Kind::Exclusive => Some("exclusive"),
                _ => None,
            };
            if let Some(family) = family {
                parts.push(WholePart::Rule { id: rule.id.clone(), family });
            } else if zero_or_at_least(&rule.kind) {
                parts.push(WholePart::ZeroOrAtLeast { id: rule.id.clone() });
            }
        }
        let codes = |holds: &dyn Fn(&Need) -> bool| -> Vec<NeedCode> {
            self.needs().iter().filter(|need| holds(need)).map(|need| need.code.clone()).collect()
        };
        let indivisible = codes(&is_indivisible);
        if !indivisible.is_empty() {
            parts.push(WholePart::Funding(indivisible));
        }
        let one_year = codes(&|need| {
            let payments = &self.payments()[need.payments.clone()];
            need.one_year && payments.first().map(|p| p.year) != payments.last().map(|p| p.year)
        });
        if !one_year.is_empty() {
            parts.push(WholePart::OneYear(one_year));
        }
        if self.completion() == Completion::AllOrNothing {
            let sentra = (0..self.sentra().len()).filter(|&i| self.can_be_completed(SentraId::new(i))).count();
            if sentra > 0 {
                parts.push(WholePart::Completion(sentra));
            }
        }
        parts
    }

    /// The linear relaxation: this programme without its [`whole_parts`](Self::whole_parts), and a sentence on each of them.
    ///
    /// Every plan of this programme is a plan of the relaxation and earns no less there, so a bound on the benefit of the relaxation
    /// bounds this programme too. Rules that are left out shift the [`RuleId`](crate::id::RuleId) of those after them.
    #[must_use]
    pub fn relaxed(&self) -> (Self, Vec<String>) {
        let parts = self.whole_parts();
        let mut relaxed = self.clone();
        if !parts.is_empty() {
            relaxed.completion = Completion::Proportional;
            relaxed.rules = self.rules.iter().filter_map(relaxed_rule).collect();
            for need in &mut relaxed.needs {
                need.funding = Funding::Divisible;
                need.one_year = false;
            }
        }
        (relaxed, parts.iter().map(WholePart::relaxation).collect())
    }
}
