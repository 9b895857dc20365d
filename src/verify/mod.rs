//! The judge: every rule again, in whole rupiah, written from the formulas.
//!
//! It knows neither the rows of the linear program, nor a solver, nor rounding (only [`certificate`] and [`polish`] read rows), and it makes its
//! own groups and sums, so that an error made there is not made here again. One file for each rule family, its formula on top.
//!
//! Hard rules that do not hold are [`Violation`]s ([`check`]); soft ones cost penalty ([`benefit()`]); [`rules`] tells how near each
//! rule is to its bound.

mod amount;
mod benefit;
mod books;
mod ceilings;
pub mod certificate;
mod completion;
mod contracted;
mod count;
mod coverage;
mod exclusive;
mod finding;
mod growth;
pub use crate::interval;
mod match_;
mod need;
mod order;
pub mod polish;
mod share;
mod stability;
mod sums;
mod together;
mod unit;
mod violation;

pub use benefit::Benefit;
pub use certificate::Certificate;
pub use violation::{Breach, Quantity, RuleOutcome, Violation, Worst};

use crate::id::{RuleId, SentraId};
use crate::model::{Kind, Programme, Rule};
use crate::plan::Plan;
use books::Books;
use finding::Finding;

/// Every hard rule that `plan` breaks, with the group and by how much; empty = the plan may be signed.
///
/// A plan whose amounts cannot be money of this programme at all (wrong number of them, negative, beyond
/// [`Rupiah::LARGEST`](crate::units::Rupiah::LARGEST)) is told so, and nothing else about it.
#[must_use]
pub fn check(programme: &Programme, plan: &Plan) -> Vec<Violation> {
    let mut violations = unit::sanity(programme, plan);
    if !violations.is_empty() {
        return violations;
    }
    let books = Books::new(programme, plan);
    unit::check(&books, &mut violations);
    need::check(&books, &mut violations);
    contracted::check(&books, &mut violations);
    ceilings::check(&books, &mut violations);
    order::check(&books, &mut violations);
    for rule in programme.rules().iter().filter(|rule| rule.penalty.is_none()) {
        let broken = findings(&books, rule).into_iter().filter(|finding| finding.slack < 0);
        violations.extend(broken.map(|finding| finding.violation(programme, rule)));
    }
    violations
}

/// Points of `plan`: needs and completion, discounted, less the penalties of soft rules.
///
/// A plan of the wrong length earns by the payments that both know; [`check`] tells that it does not fit.
#[must_use]
pub fn benefit(programme: &Programme, plan: &Plan) -> Benefit {
    let books = Books::new(programme, plan);
    let penalties = programme.rules().iter().map(|rule| penalty(programme, rule, &findings(&books, rule)));
    Benefit::new(benefit::needs(&books), completion::points(&books), benefit::sum(penalties))
}

/// Points that completing each sentra earns under `plan`, discounted, by the sentra's index; they add up to [`Benefit::completion`].
#[must_use]
pub fn completion_by_sentra(programme: &Programme, plan: &Plan) -> Vec<f64> {
    let books = Books::new(programme, plan);
    (0..programme.sentra().len()).map(|sentra| completion::points_of(&books, SentraId::new(sentra))).collect()
}

/// How each rule of the programme fares under `plan`, in the programme's order.
#[must_use]
pub fn rules(programme: &Programme, plan: &Plan) -> Vec<RuleOutcome> {
    let books = Books::new(programme, plan);
    programme
        .rules()
        .iter()
        .enumerate()
        .map(|(i, rule)| {
            let findings = findings(&books, rule);
            // The first of the worst, in the order of groups.
            let worst = findings.iter().min_by(|a, b| a.compare_slack(b)).map(|finding| Worst {
                group: finding.group,
                name: finding.group.describe(programme),
                slack: finding.slack_quantity(),
            });
            RuleOutcome {
                rule: RuleId::new(i),
                id: rule.id.clone(),
                soft: rule.penalty.is_some(),
                groups: finding::group_count(&findings),
                worst,
                penalty: penalty(programme, rule, &findings),
            }
        })
        .collect()
}

/// ```text
/// penalty = sum over groups g  p * breach[g] * d^(t(g)-1)
/// ```
/// `p` points per Rp 1 million (or per one), `t(g)` the group's year, or the last that the selectors admit.
fn penalty(programme: &Programme, rule: &Rule, findings: &[Finding]) -> f64 {
    rule.penalty.map_or(0.0, |points| {
        let broken = findings.iter().filter(|finding| finding.slack < 0);
        benefit::sum(broken.map(|f| points * f.breach_in_units() * programme.discount_factor(f.last)))
    })
}

fn findings(books: &Books<'_>, rule: &Rule) -> Vec<Finding> {
    match &rule.kind {
        Kind::Amount(bounds) => amount::findings(books, rule, bounds),
        Kind::Share { within, bounds } => share::findings(books, rule, within, bounds),
        Kind::Coverage(bounds) => coverage::findings(books, rule, bounds),
        Kind::Growth { times, plus } => growth::findings(books, rule, times, plus),
        Kind::Match { source, to, bounds } => match_::findings(books, rule, *source, *to, bounds),
        Kind::Count { what, counting, least, bounds } => count::findings(books, rule, *what, *counting, *least, bounds),
        Kind::Together => together::findings(books, rule),
        Kind::Exclusive => exclusive::findings(books, rule),
        Kind::Stability(at_most) => stability::findings(books, rule, at_most),
    }
}
