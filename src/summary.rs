//! The summary of a solved programme, as `summary.json` holds it and as other tools read it.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::model::Programme;
use crate::plan::Plan;
use crate::tables::{By, Reached, Spending};
use crate::units::Rupiah;
use crate::verify::certificate::relative_gap;
use crate::verify::{Benefit, Quantity, RuleOutcome};

/// How a plan came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Status {
    /// The proved gap is no larger than the one asked for.
    Optimal,
    /// As `optimal`, but for the relaxation of a whole-number programme: the plan need not keep the parts listed as relaxed.
    Relaxation,
    /// The solver proved its optimum, but whole units of payment cost more than is usual; the gap that is left stands beside it.
    Rounded,
    /// The solver could get no nearer; the gap that is proved stands beside it.
    Stalled,
    /// Time was up; the plan is the best there was.
    TimeLimit,
    /// It was told to stop; the plan is the best there was.
    Cancelled,
}

/// A bound that a solver claims without a proof.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claimed {
    /// Name of the solver.
    pub by: String,
    /// By its word no plan has more points.
    pub bound: f64,
}

/// A fault or oddity as plain data.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Note {
    /// Name of the file.
    pub file: String,
    /// Its line, where it has lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// Name of the column.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub column: String,
    /// Path in a JSON file.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// What is wrong and what to do.
    pub message: String,
}

impl fmt::Display for Status {
    /// In words.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Optimal => "optimal",
            Self::Relaxation => "optimal for the relaxation",
            Self::Rounded => "optimal but for whole units",
            Self::Stalled => "stalled",
            Self::TimeLimit => "stopped at the time limit",
            Self::Cancelled => "cancelled",
        })
    }
}

/// What is to be known of a plan at one glance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Summary {
    /// Name of the programme.
    pub programme: String,
    /// How it ended.
    pub status: Status,
    /// Points of the plan, discounted, penalties deducted.
    pub benefit: f64,
    /// No plan of the programme (where `relaxed` says so, of its relaxation) has more points; absent where the solver gives no
    /// prices to prove it by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bound: Option<f64>,
    /// What proves the bound of a programme with whole-number decisions: `lp` (the certificate, by prices of the relaxation), `regions` (prices, and whole answers for each region) or `exact`
    /// (branch and bound); the last two are checked by solving again. Absent where there are no such decisions: then it is the certificate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proved_by: Option<String>,
    /// `(bound - benefit) / |benefit|`; absent without a bound, or where the benefit is 0 and the bound is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relative_gap: Option<f64>,
    /// What the benefit is made of.
    pub points: Points,
    /// Money.
    pub spent: Spent,
    /// Sentra in the programme.
    pub sentra: usize,
    /// Sentra that get any money.
    pub sentra_funded: usize,
    /// Sentra whose essential needs are all wholly paid.
    pub sentra_complete: usize,
    /// Needs in the programme.
    pub needs: usize,
    /// Needs that get any money.
    pub needs_funded: usize,
    /// Regions that get any money.
    pub regions_funded: usize,
    /// Each rule with its slack.
    pub rules: Vec<RuleSummary>,
    /// Why the plan was not made from the one optimum that the tie-break names, where it was not: several plans may then be as good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unfinished: Option<String>,
    /// Why nothing is proved by prices of the relaxation of a programme with whole-number decisions, where nothing is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unpriced: Option<String>,
    /// What a solver said that was asked for more than the search had found and failed at it, where one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unaided: Option<String>,
    /// A bound below the proved one that a solver claims; nothing proves it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claimed: Option<Claimed>,
    /// With `--relax`: the parts of the programme that were taken less strictly than they are stated. The plan need not keep them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub relaxed: Vec<String>,
    /// What is valid but senseless in the programme.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub oddities: Vec<Note>,
    /// Name of the solver.
    pub solver: String,
    /// How large the linear program was, and how many steps it took.
    pub size: Size,
    /// Seconds by stage: `read`, `formulate`, `solve` and so on.
    pub seconds: BTreeMap<String, f64>,
}

/// Points by kind, discounted.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Points {
    /// For needs.
    pub needs: f64,
    /// For completed sentra.
    pub completion: f64,
    /// What breaches of soft rules cost; deducted.
    pub penalties: f64,
}

/// Money of a plan, whole rupiah.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spent {
    /// All of it.
    pub total: Rupiah,
    /// By fiscal year.
    pub by_year: BTreeMap<String, Rupiah>,
    /// By code of the source.
    pub by_source: BTreeMap<String, Rupiah>,
}

/// Size of the linear program that was solved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Size {
    /// Columns.
    pub columns: usize,
    /// Iterations of the solver; 0 where it does not say.
    pub iterations: usize,
}

/// How one rule fares.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleSummary {
    /// Its id.
    pub id: String,
    /// Whether it may be broken at a price.
    pub soft: bool,
    /// In how many groups it states a bound.
    pub groups: usize,
    /// Distance from the bound in the group that is nearest to it or furthest beyond it, which is then below 0: whole rupiah, or a number
    /// where the rule counts. Absent where the rule bounds nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slack: Option<i64>,
    /// Whether `slack` is rupiah or a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<SlackUnit>,
    /// That group, in codes.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub group: String,
    /// Points that breaches cost.
    #[serde(default)]
    pub penalty: f64,
}

/// What a slack is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SlackUnit {
    /// Whole rupiah.
    Rupiah,
    /// Sentra, needs or regions.
    Number,
}

impl From<RuleOutcome> for RuleSummary {
    fn from(outcome: RuleOutcome) -> Self {
        let (slack, unit, group) = match outcome.worst {
            None => (None, None, String::new()),
            Some(worst) => {
                let unit = match worst.slack {
                    Quantity::Rupiah(_) => SlackUnit::Rupiah,
                    Quantity::Number(_) => SlackUnit::Number,
                };
                (Some(worst.slack.get()), Some(unit), worst.name)
            }
        };
        Self {
            id: outcome.id,
            soft: outcome.soft,
            groups: outcome.groups,
            slack,
            unit,
            group,
            penalty: outcome.penalty,
        }
    }
}

impl fmt::Display for RuleSummary {
    /// `absorption: Rp 0 left in 2020, 18.03`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.id)?;
        let Some(slack) = self.slack else { return f.write_str("bounds nothing here") };
        let amount = slack.saturating_abs();
        match self.unit {
            Some(SlackUnit::Number) => write!(f, "{amount}")?,
            _ => write!(f, "{}", Rupiah::new(amount))?,
        }
        write!(f, " {} in {}", if slack < 0 { "missed" } else { "left" }, self.group)?;
        if self.penalty > 0.0 { write!(f, ", at a price of {:.6} points", self.penalty) } else { Ok(()) }
    }
}

impl Spent {
    /// Adds up `plan`.
    ///
    /// # Panics
    /// If `plan` is not a plan of `programme`.
    #[must_use]
    pub fn new(programme: &Programme, plan: &Plan) -> Self {
        let spending = Spending::new(programme, plan, By::Source);
        Self {
            total: spending.total(),
            by_year: spending.by_year().into_iter().map(|(year, rupiah)| (year.to_string(), rupiah)).collect(),
            by_source: spending.by_column().into_iter().map(|(label, rupiah)| (label.code.clone(), rupiah)).collect(),
        }
    }
}

/// What a [`Summary`] is told, since it cannot see it in the plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    /// How it ended.
    pub status: Status,
    /// Points of the plan.
    pub benefit: Benefit,
    /// The proved bound; `None` or infinite where nothing is proved.
    pub bound: Option<f64>,
    /// What proves it, with whole-number decisions.
    pub proved_by: Option<String>,
    /// How each rule fares.
    pub rules: Vec<RuleOutcome>,
    /// Why the plan was not made from the optimum that the tie-break names; `None` where it was.
    pub unfinished: Option<String>,
    /// Why nothing is proved by prices of the relaxation, where nothing is.
    pub unpriced: Option<String>,
    /// What a solver said that failed to help, where one did.
    pub unaided: Option<String>,
    /// A bound that a solver claims, where one does.
    pub claimed: Option<Claimed>,
    /// Parts that were relaxed.
    pub relaxed: Vec<String>,
    /// Oddities of the programme.
    pub oddities: Vec<Note>,
    /// Name of the solver.
    pub solver: String,
    /// Size of the linear program.
    pub size: Size,
    /// Seconds by stage.
    pub seconds: BTreeMap<String, f64>,
}

impl Summary {
    /// The summary of `plan` and what is known of it.
    ///
    /// # Panics
    /// If `plan` is not a plan of `programme`.
    #[must_use]
    pub fn new(programme: &Programme, plan: &Plan, facts: Facts) -> Self {
        let reached = Reached::new(programme, plan);
        let bound = facts.bound.filter(|bound| bound.is_finite());
        let gap = bound.map(|bound| relative_gap(bound, facts.benefit.total)).filter(|gap| gap.is_finite());
        Self {
            programme: programme.name().to_owned(),
            status: facts.status,
            benefit: facts.benefit.total,
            bound,
            proved_by: facts.proved_by,
            relative_gap: gap,
            points: Points {
                needs: facts.benefit.needs,
                completion: facts.benefit.completion,
                penalties: facts.benefit.penalties,
            },
            spent: Spent::new(programme, plan),
            sentra: programme.sentra().len(),
            sentra_funded: reached.sentra,
            sentra_complete: reached.complete,
            needs: programme.needs().len(),
            needs_funded: reached.needs,
            regions_funded: reached.regions,
            rules: facts.rules.into_iter().map(RuleSummary::from).collect(),
            unfinished: facts.unfinished,
            unpriced: facts.unpriced,
            unaided: facts.unaided,
            claimed: facts.claimed,
            relaxed: facts.relaxed,
            oddities: facts.oddities,
            solver: facts.solver,
            size: facts.size,
            seconds: facts.seconds,
        }
    }
}
