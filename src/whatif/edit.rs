//! Single changes of a programme's data.

use serde::{Deserialize, Serialize};

use crate::input::{Bound, OneOrMany, ProgrammeData, Rule, RuleName, Scope, Selector, Title};
use crate::units::Rupiah;
use crate::words::why::Bound as Which;

/// A change of the data, in the planner's codes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Edit {
    /// A need has these points.
    Benefit {
        /// Code of the need.
        need: String,
        /// Points.
        points: f64,
    },
    /// A need costs this.
    Cost {
        /// Code of the need.
        need: String,
        /// Its cost.
        rupiah: Rupiah,
    },
    /// A ceiling is this.
    Ceiling {
        /// Who pays.
        source: String,
        /// Where.
        scope: Scope,
        /// Code of the place; empty for the nation.
        code: String,
        /// When.
        year: i32,
        /// How much.
        rupiah: Rupiah,
    },
    /// A need has this window.
    Window {
        /// Code of the need.
        need: String,
        /// Its first year.
        first: i32,
        /// Its last year.
        last: i32,
    },
    /// A bound of a rule is this.
    Bound {
        /// The rule's id.
        rule: String,
        /// Which of its bounds.
        bound: Which,
        /// The year whose bound it is; absent where the rule has one bound for all, which it then keeps.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        year: Option<i32>,
        /// The bound, in the rule's own unit: rupiah, a share, a number.
        value: f64,
    },
    /// A need gets at least this in all.
    Insist {
        /// Code of the need.
        need: String,
        /// The least.
        rupiah: Rupiah,
    },
    /// Needs get nothing.
    Without {
        /// Their codes.
        needs: Vec<String>,
    },
    /// A rule is left out.
    Drop {
        /// Its id.
        rule: String,
    },
}

/// The data have nothing that the change speaks of.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the programme has no {0} to change")]
pub struct EditError(pub String);

impl Edit {
    /// Makes the change.
    ///
    /// # Errors
    /// [`EditError`] if the data have nothing of the name.
    pub fn apply(&self, data: &mut ProgrammeData) -> Result<(), EditError> {
        let missing = |what: &str, code: &str| EditError(format!("{what} \"{code}\""));
        match self {
            Self::Benefit { need, .. } | Self::Cost { need, .. } | Self::Window { need, .. } => {
                let row = data.needs.iter_mut().find(|row| row.code.as_str() == need);
                let row = row.ok_or_else(|| missing("need", need))?;
                match *self {
                    Self::Benefit { points, .. } => row.benefit = points,
                    Self::Cost { rupiah, .. } => row.cost = rupiah,
                    Self::Window { first, last, .. } => (row.first_year, row.last_year) = (Some(first), Some(last)),
                    _ => {}
                }
            }
            Self::Ceiling { source, scope, code, year, rupiah } => {
                let row = data.ceilings.iter_mut().find(|row| {
                    row.source.as_str() == source && row.scope == *scope && row.code == *code && row.year == *year
                });
                row.ok_or_else(|| missing("ceiling", code))?.rupiah = *rupiah;
            }
            Self::Insist { need, rupiah } => {
                data.rules.push(total(data, std::slice::from_ref(need), Some(*rupiah)));
            }
            Self::Without { needs } => data.rules.push(total(data, needs, None)),
            Self::Bound { rule, .. } => {
                let i = data.rules.iter().position(|row| row.id == *rule).ok_or_else(|| missing("rule", rule))?;
                data.rules[i] = self.rule(data)?.ok_or_else(|| missing("bound of rule", rule))?;
            }
            Self::Drop { rule } => {
                let before = data.rules.len();
                data.rules.retain(|row| row.id != *rule);
                if data.rules.len() == before {
                    return Err(missing("rule", rule));
                }
            }
        }
        Ok(())
    }
}

impl Edit {
    /// The rule of `data` with the bound that this changes; `None` if it changes no bound.
    ///
    /// # Errors
    /// [`EditError`] if the data have no such rule or bound.
    pub(super) fn rule(&self, data: &ProgrammeData) -> Result<Option<Rule>, EditError> {
        let Self::Bound { rule, bound, year, value } = self else { return Ok(None) };
        let missing = |what: &str| EditError(format!("{what} \"{rule}\""));
        let mut row = data.rules.iter().find(|row| row.id == *rule).ok_or_else(|| missing("rule"))?.clone();
        // A growth rule without an amount on top has one of 0.
        let none = (row.rule == RuleName::Growth).then_some(Bound::Same(0.0));
        let stated = bound_of(&mut row, *bound);
        let now = stated.clone().or(none).ok_or_else(|| missing("bound of rule"))?;
        *stated = Some(match year {
            None => Bound::Same(*value),
            Some(year) => with_year(now, &data.years, *year, *value),
        });
        Ok(Some(row))
    }

    /// The one need that it speaks of.
    #[must_use]
    pub fn need(&self) -> Option<&str> {
        match self {
            Self::Benefit { need, .. }
            | Self::Cost { need, .. }
            | Self::Window { need, .. }
            | Self::Insist { need, .. } => Some(need),
            Self::Without { needs } => match needs.as_slice() {
                [need] => Some(need),
                _ => None,
            },
            Self::Ceiling { .. } | Self::Bound { .. } | Self::Drop { .. } => None,
        }
    }
}

/// Where `rule` states its bound `which`; for growth what it allows on top.
pub(super) fn bound_of(rule: &mut Rule, which: Which) -> &mut Option<Bound> {
    match which {
        Which::AtMost if rule.rule == RuleName::Growth => &mut rule.plus,
        Which::AtLeast => &mut rule.at_least,
        Which::AtMost => &mut rule.at_most,
        Which::Exactly => &mut rule.exactly,
    }
}

/// `bound` with another value in one year.
fn with_year(bound: Bound, years: &[i32], year: i32, value: f64) -> Bound {
    let mut by_year = match bound {
        Bound::Same(same) => years.iter().map(|year| (year.to_string(), same)).collect(),
        Bound::ByYear(by_year) => by_year,
    };
    by_year.insert(year.to_string(), value);
    Bound::ByYear(by_year)
}

/// A rule that gives `needs` at least so much together, or nothing.
fn total(data: &ProgrammeData, needs: &[String], least: Option<Rupiah>) -> Rule {
    let mut id = format!("what-if:{}", needs.first().map_or("", String::as_str));
    while data.rules.iter().any(|rule| rule.id == id) {
        id.push('\'');
    }
    // Where it contradicts other rules it is named as what it is.
    let (en, its) = if least.is_some() {
        ("as much as is asked for this need", "sebanyak yang diminta untuk kebutuhan ini")
    } else {
        ("nothing for what is left out", "tanpa dana untuk yang ditinggalkan")
    };
    let bound = |rupiah: Rupiah| Some(Bound::Same(rupiah.get() as f64));
    Rule {
        id,
        title: Some(Title { en: en.to_owned(), id: its.to_owned() }),
        rule: RuleName::Amount,
        of: Selector {
            need: Some(OneOrMany::Many(needs.iter().map(|need| need.as_str().into()).collect())),
            ..Selector::default()
        },
        at_least: least.and_then(bound),
        at_most: if least.is_none() { bound(Rupiah::ZERO) } else { None },
        ..Rule::default()
    }
}
