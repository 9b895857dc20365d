//! Whole decisions that contradict each other while their linear relaxation does not.
//!
//! A programme without some of its parts has a plan if one is found and judged, and has none if a branch and bound to the end proves it. By that
//! parts are left out, many at once, then few, as long as the rest is proved to have no plan. What is left cannot hold together; a part without
//! which a plan was found is needed. A trial that ends in neither, since it takes too long, leaves its part in the set, which is then not
//! called smallest.
//!
//! A trial ends after counted work (`trial`), so that the same programme gets the same answer on any machine. What single sums show is asked first.
//!
//! Here a rule is one part with all its groups, and so is all that a need comes after.

use crate::conflict::trial::{self, Effort, Trial, any, best};
use crate::conflict::{Conflict, Demand, Done, Finding, Given, Giving, Options, Set, Verdict, Way, arithmetic, rupiah};
use crate::id::{CeilingId, NeedId, PaymentId, RuleId};
use crate::input::Funding;
use crate::lp::formulate_whole;
use crate::model::policy::GroupKey;
use crate::model::{Kind, Part, Programme};
use crate::plan::Plan;
use crate::solve::whole::exact;
use crate::units::Rupiah;
use crate::verify;
use crate::words::Names;
use crate::words::conflict::Demanded;

/// Trials at most.
const MOST_TRIALS: usize = 200;
/// Trials without an answer after which the set is taken as it is: of a small programme, and of a larger one, whose trials take longer.
const MOST_UNKNOWN: (usize, usize) = (12, 3);

/// Looks for it.
pub(super) fn find(programme: &Programme, findings: Vec<Finding>, options: &Options) -> Conflict {
    let nothing = |verdict| Conflict { verdict, findings: Vec::new(), sets: Vec::new(), ways: Vec::new(), least: None };
    let stated = trial::to_try(programme);
    let tried = if findings.iter().any(is_proof) { Trial::None } else { any(&stated, Effort::FIRST, options) };
    let mut conflict = match tried {
        Trial::Plan(_) => nothing(Verdict::FitsWhole),
        Trial::Unknown => nothing(Verdict::FitsLinear),
        Trial::None => {
            let (set, smallest) = reduce(&stated, options);
            let ways = ways(&stated, &set, options);
            let demands = set.iter().map(|&part| demand(&stated, part)).collect();
            let set = Set { demands, whole: true, proved: true, smallest, costs: None };
            Conflict { sets: vec![set], ways, ..nothing(Verdict::Clashes) }
        }
    };
    conflict.findings = findings;
    conflict
}

/// Whether a sum alone shows that there is no plan.
fn is_proof(finding: &Finding) -> bool {
    !matches!(finding, Finding::SharesAboveOne { .. } | Finding::FloorAboveCap { .. })
}

/// Whether `programme` has a plan: by sums, else by searching.
fn try_out(programme: &Programme, options: &Options) -> Trial {
    if arithmetic::find(programme).iter().any(is_proof) { Trial::None } else { any(programme, Effort::ONE, options) }
}

/// All parts that may be left out.
fn parts(programme: &Programme) -> Vec<Part> {
    let needs = || programme.needs().iter().enumerate();
    let mut parts: Vec<Part> =
        needs().filter(|(_, need)| !need.after.is_empty()).map(|(n, _)| Part::Order(n)).collect();
    let undivided = needs().filter(|(_, need)| need.one_year || need.funding != Funding::Divisible);
    parts.extend(undivided.map(|(n, _)| Part::Undivided(n)));
    let contracted = programme.contracted().iter().enumerate().filter(|(_, rupiah)| **rupiah > Rupiah::ZERO);
    parts.extend(contracted.map(|(p, _)| Part::Contract(p)));
    parts.extend((0..programme.ceilings().len()).map(Part::Ceiling));
    parts.extend((0..programme.rules().len()).map(Part::Rule));
    parts
}

/// The parts that cannot hold together, and whether each is needed.
fn reduce(programme: &Programme, options: &Options) -> (Vec<Part>, bool) {
    let all = parts(programme);
    let mut left = all.clone();
    let (mut size, mut trials, mut unknown, mut smallest) = (left.len().div_ceil(2), 0, 0, true);
    let is_small = exact::is_small(&formulate_whole(programme).lp);
    let most_unknown = if is_small { MOST_UNKNOWN.0 } else { MOST_UNKNOWN.1 };
    while size > 0 {
        let mut start = 0;
        while start < left.len() {
            if trials == MOST_TRIALS || unknown == most_unknown {
                return (told(left), false);
            }
            trials += 1;
            let end = (start + size).min(left.len());
            let rest: Vec<Part> = left[..start].iter().chain(&left[end..]).copied().collect();
            let out: Vec<Part> = all.iter().copied().filter(|part| !rest.contains(part)).collect();
            match try_out(&programme.without(&out), options) {
                Trial::None => left = rest,
                Trial::Plan(_) => start = end,
                Trial::Unknown => {
                    unknown += 1;
                    // Of a single part nothing is known then.
                    smallest &= size > 1;
                    start = end;
                }
            }
        }
        size = if size == 1 { 0 } else { size.div_ceil(2) };
    }
    (told(left), smallest)
}

/// Rules first, as a planner would look.
fn told(mut parts: Vec<Part>) -> Vec<Part> {
    parts.sort_unstable();
    parts
}

fn what(programme: &Programme, part: Part) -> Demanded {
    let names = Names::new(programme);
    match part {
        Part::Rule(i) => Demanded::Rule(names.rule(RuleId::new(i), &GroupKey::default())),
        Part::Ceiling(i) => Demanded::Ceiling(names.ceiling(CeilingId::new(i))),
        Part::Contract(p) => Demanded::Contract(names.payment(PaymentId::new(p))),
        Part::Undivided(n) => Demanded::Undivided(names.need(NeedId::new(n))),
        Part::Order(n) => Demanded::After(names.need(NeedId::new(n))),
    }
}

fn demand(programme: &Programme, part: Part) -> Demand {
    let rule = if let Part::Rule(i) = part { Some(&programme.rules()[i]) } else { None };
    let code = |n: usize| programme.needs()[n].code.to_string();
    let row = match part {
        Part::Rule(i) => format!("rule:{}", programme.rules()[i].id),
        Part::Ceiling(i) => crate::lp::names::ceiling_name(programme, CeilingId::new(i)),
        Part::Contract(p) => crate::lp::names::payment_name("contracted", programme, PaymentId::new(p)),
        Part::Undivided(n) => format!("funding:{}", code(n)),
        Part::Order(n) => format!("order:{}", code(n)),
    };
    Demand {
        what: what(programme, part),
        row,
        law: rule.is_some_and(|rule| rule.law),
        basis: rule.map_or_else(String::new, |rule| rule.basis.clone()),
        figures: None,
    }
}

/// Ways to give in: each rule of the set that is no law, as little as was found to do, then other parts, each left out.
fn ways(programme: &Programme, set: &[Part], options: &Options) -> Vec<Way> {
    let may = |part: &Part| !matches!(part, Part::Rule(i) if programme.rules()[*i].law);
    let mut ways = Vec::new();
    for &part in set.iter().filter(|part| may(part)).take(options.most_ways) {
        let what = what(programme, part);
        let (by, outcome) = match part {
            Part::Rule(i) if !matches!(programme.rules()[i].kind, Kind::Together | Kind::Exclusive) => {
                let bent = programme.bending(i);
                match best(&bent, Effort::FIRST, options) {
                    Trial::Plan(plan) => (by_how_much(&bent, i, &plan), Done::Confirmed),
                    Trial::None => (Giving::All, Done::NotEnough),
                    Trial::Unknown => (Giving::All, Done::Unknown),
                }
            }
            _ => match try_out(&programme.without(&[part]), options) {
                Trial::Plan(_) => (Giving::All, Done::Confirmed),
                Trial::None => (Giving::All, Done::NotEnough),
                Trial::Unknown => (Giving::All, Done::Unknown),
            },
        };
        let total = if let Giving::Rupiah(rupiah) = by { rupiah } else { Rupiah::ZERO };
        let allows = false;
        ways.push(Way { parts: vec![Given { what, allows, by }], rupiah: total, outcome });
    }
    ways.sort_by_key(|way| (way.outcome != Done::Confirmed, way.rupiah));
    ways
}

/// What `plan` breaks of rule `i`, whose breach costs one point for each Rp 1 million or each thing counted.
fn by_how_much(bent: &Programme, i: usize, plan: &Plan) -> Giving {
    let penalty = verify::benefit(bent, plan).penalties.abs();
    if let Kind::Count { .. } = bent.rules()[i].kind {
        // A number of things, kept as a float.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let number = penalty.round() as usize;
        return Giving::Number(number);
    }
    Giving::Rupiah(rupiah((penalty * crate::lp::matrix::MONEY).round()))
}
