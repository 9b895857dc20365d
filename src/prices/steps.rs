//! The curve of benefit of a programme with whole-number decisions against a ceiling or a bound of a rule: by solving it again at some amounts.
//!
//! ```text
//! found[k]   points of the best plan found at amount k       bound[k]   no plan at amount k has more
//! looser amounts allow all that tighter ones do:   found[k] >= found of every tighter one,   bound[k] <= bound of every looser one
//! ```
//! Between the amounts nothing is said: with whole decisions the curve has steps, and need not be concave.

use serde::{Deserialize, Serialize};

use super::place;
use crate::error::Error;
use crate::input::{Bound, PerKey, RuleName};
use crate::lp::names::ceiling_name;
use crate::units::Rupiah;
use crate::whatif::{Edit, Lab, LabError};
use crate::words::change::Amount;
use crate::words::why::Bound as Which;

/// What the programme comes to at one amount.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// The ceiling, or the bound.
    pub amount: Amount,
    /// Points of the best plan that was found; absent if none was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub benefit: Option<f64>,
    /// No plan has more points; absent if nothing is proved, or no plan was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bound: Option<f64>,
}

/// The programme at several amounts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Steps {
    /// The ceiling's row, or the rule's bound.
    pub row: String,
    /// One for each amount, from the first to the last.
    pub steps: Vec<Step>,
}

/// What is set to another amount, and how.
struct Dial {
    edit: Edit,
    unit: Unit,
    /// Whether larger amounts are looser; `None` where neither is.
    larger_is_looser: Option<bool>,
}

/// What an amount counts.
#[derive(Clone, Copy)]
enum Unit {
    Millions,
    Share,
    Count,
}

/// Solves `lab`'s programme at `count` amounts (at least 2) from `from` to `to`: of the ceiling whose row has the name `row`, as
/// `ceiling:dak:nation:2019`, in Rp 1 million, or of a bound of a rule, as `rule:pilot:2019:exactly` (without the year where the rule has one bound
/// for all), in Rp 1 million, as a share, or as a number. `None` if there is no such ceiling or bound.
///
/// # Errors
/// A solver that fails; that it was stopped before it found a plan is no failure.
pub fn steps(lab: &mut Lab, row: &str, (from, to): (f64, f64), count: usize) -> Result<Option<Steps>, LabError> {
    let Some(dial) = ceiling(lab, row).or_else(|| bound(lab, row)) else { return Ok(None) };
    let count = count.max(2);
    let mut steps: Vec<Step> = Vec::with_capacity(count);
    for k in 0..count {
        let at = from + (to - from) * k as f64 / (count - 1) as f64;
        let (edit, amount) = dial.at(at);
        // Amounts of things are whole, so that two may be one.
        if steps.last().is_some_and(|last| last.amount == amount) {
            continue;
        }
        let (benefit, bound) = match lab.try_out(&edit) {
            Ok(tried) => tried.map_or((None, None), |tried| (Some(tried.benefit), tried.bound)),
            Err(LabError::Invalid(_) | LabError::Solve(Error::Solver(_) | Error::NoPlanNearby(_))) => (None, None),
            Err(error) => return Err(error),
        };
        steps.push(Step { amount, benefit, bound });
    }
    if let Some(larger) = dial.larger_is_looser {
        let rising = larger == (from <= to);
        level(&mut steps, rising);
    }
    Ok(Some(Steps { row: row.to_owned(), steps }))
}

/// Lets looser amounts have the plans of tighter ones, and tighter ones the bounds of looser ones; `rising`: the last is the loosest.
fn level(steps: &mut [Step], rising: bool) {
    if !rising {
        steps.reverse();
    }
    for k in 1..steps.len() {
        // No plan found is below every number.
        if steps[k].benefit < steps[k - 1].benefit {
            steps[k].benefit = steps[k - 1].benefit;
        }
    }
    for k in (1..steps.len()).rev() {
        if let (Some(own), Some(looser)) = (steps[k - 1].bound, steps[k].bound) {
            steps[k - 1].bound = Some(own.min(looser));
        }
    }
    if !rising {
        steps.reverse();
    }
}

/// The ceiling whose row has the name `row`.
fn ceiling(lab: &Lab, row: &str) -> Option<Dial> {
    let programme = lab.programme();
    let id = programme.ceiling_ids().find(|&id| ceiling_name(programme, id) == row)?;
    let stated = programme.ceilings()[id.index()];
    let (scope, code) = place(programme, stated.place);
    let source = programme.sources()[stated.source.index()].code.to_string();
    let edit = Edit::Ceiling { source, scope, code, year: programme.year(stated.year), rupiah: stated.rupiah };
    Some(Dial { edit, unit: Unit::Millions, larger_is_looser: Some(true) })
}

/// The bound that `row` names.
fn bound(lab: &Lab, row: &str) -> Option<Dial> {
    let (named, bound) = row.strip_prefix("rule:")?.rsplit_once(':')?;
    let which = match bound {
        "at_least" => Which::AtLeast,
        "at_most" => Which::AtMost,
        "exactly" => Which::Exactly,
        _ => return None,
    };
    let rules = &lab.data().rules;
    let found = rules.iter().find_map(|rule| {
        let rest = named.strip_prefix(rule.id.as_str())?;
        (rest.is_empty() || rest.starts_with(':')).then_some((rule, rest))
    });
    let (rule, group) = found?;
    let stated = match which {
        Which::AtMost if rule.rule == RuleName::Growth => &rule.plus,
        Which::AtLeast => &rule.at_least,
        Which::AtMost => &rule.at_most,
        Which::Exactly => &rule.exactly,
    };
    let year = group.split(':').find_map(|key| key.parse().ok()).filter(|year| lab.data().years.contains(year));
    // One bound for all years is changed for all, unless a year is named in whose groups it holds.
    let year = match stated.as_ref()? {
        Bound::Same(_) => year.filter(|_| rule.per.contains(&PerKey::Year)),
        Bound::ByYear(_) => Some(year?),
    };
    let unit = match rule.rule {
        RuleName::Share | RuleName::Coverage | RuleName::Match => Unit::Share,
        RuleName::Count => Unit::Count,
        _ => Unit::Millions,
    };
    let larger_is_looser = match which {
        Which::AtLeast => Some(false),
        Which::AtMost => Some(true),
        Which::Exactly => None,
    };
    let edit = Edit::Bound { rule: rule.id.clone(), bound: which, year, value: 0.0 };
    Some(Dial { edit, unit, larger_is_looser })
}

impl Dial {
    /// The change to `at`, and the amount that it states.
    fn at(&self, at: f64) -> (Edit, Amount) {
        let at = at.max(0.0);
        let mut edit = self.edit.clone();
        // Ceilings and amounts are below 4e15, which a float holds exactly.
        #[allow(clippy::cast_possible_truncation)]
        let money = Rupiah::new((at * 1e6).round() as i64).min(Rupiah::LARGEST);
        let amount = match self.unit {
            Unit::Millions => Amount::Rupiah(money),
            Unit::Share => Amount::Share((at * 1e6).round() / 1e6),
            Unit::Count => Amount::Count(at.round()),
        };
        match &mut edit {
            Edit::Ceiling { rupiah, .. } => *rupiah = money,
            Edit::Bound { value, .. } => {
                *value = match amount {
                    Amount::Rupiah(rupiah) => rupiah.get() as f64,
                    Amount::Share(value) | Amount::Count(value) => value,
                }
            }
            _ => {}
        }
        (edit, amount)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looser_amounts_have_what_tighter_ones_have() {
        let step = |benefit, bound| Step { amount: Amount::Count(0.0), benefit, bound };
        let mut steps =
            [step(None, None), step(Some(5.0), Some(9.0)), step(Some(4.0), Some(7.0)), step(Some(8.0), Some(8.0))];
        level(&mut steps, true);
        let found: Vec<_> = steps.iter().map(|step| (step.benefit, step.bound)).collect();
        let wanted = [(None, None), (Some(5.0), Some(7.0)), (Some(5.0), Some(7.0)), (Some(8.0), Some(8.0))];
        assert_eq!(found, wanted);
        let mut turned: Vec<Step> = wanted.iter().rev().map(|&(benefit, bound)| step(benefit, bound)).collect();
        level(&mut turned, false);
        assert_eq!(turned[0].benefit, Some(8.0));
    }
}
