//! Whole decisions that contradict each other while their linear relaxation does not.
//!
//! A programme without some of its parts has a plan if one is found and judged, and has none if a branch and bound to the end proves it. By that
//! parts are left out, many at once, then few, as long as the rest is proved to have no plan. What is left cannot hold together; a part without
//! which a plan was found is needed. A trial that ends in neither, since it takes too long, leaves its part in the set, which is then not
//! called smallest.
//!
//! A trial is stopped by the clock, so that on a slower machine more may be left not known; what is said to be proved or needed is so on any.
//!
//! Here a rule is one part with all its groups, and so is all that a need comes after.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use crate::allocate::{OnIncumbent, Options as How, allocate};
use crate::conflict::{Conflict, Demand, Done, Finding, Given, Giving, Options, Set, Verdict, Way, rupiah};
use crate::error::{Error, Infeasible};
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
/// Time for one trial where the caller sets none.
const PATIENCE: Duration = Duration::from_secs(5);

/// What a trial comes to.
enum Trial {
    Plan(Plan),
    None,
    Unknown,
}

/// Looks for it.
pub(super) fn find(programme: &Programme, findings: Vec<Finding>, options: &Options) -> Conflict {
    let nothing = |verdict| Conflict { verdict, findings: Vec::new(), sets: Vec::new(), ways: Vec::new(), least: None };
    let stated = programme.pointless();
    let mut conflict = match try_out(&stated, options, true) {
        Trial::Plan(_) => nothing(Verdict::FitsWhole),
        Trial::Unknown => nothing(Verdict::FitsLinear),
        // What is no small program is not proved to have no plan.
        Trial::None if !exact::is_small(&formulate_whole(&stated).lp) => nothing(Verdict::FitsLinear),
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

/// Looks for a plan of `programme`: any, or one that pays least penalty.
fn try_out(programme: &Programme, options: &Options, any: bool) -> Trial {
    let mut control = options.control.clone();
    control.time_limit = control.time_limit.or(Some(PATIENCE));
    // Its own, so that a plan found ends this search and no other.
    let cancel = Arc::new(std::sync::atomic::AtomicBool::new(control.cancel.load(Ordering::Relaxed)));
    control.cancel = Arc::clone(&cancel);
    let mut how = How::default().with_solver(options.solver).with_control(control);
    if any {
        how = how.with_incumbents(OnIncumbent(Arc::new(move |_| cancel.store(true, Ordering::Relaxed))));
    }
    match allocate(programme, &how) {
        Ok(outcome) => Trial::Plan(outcome.plan),
        Err(Error::Infeasible(Infeasible { proved: true, .. })) => Trial::None,
        Err(_) => Trial::Unknown,
    }
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
    let (mut size, mut trials, mut smallest) = (left.len().div_ceil(2), 0, true);
    while size > 0 {
        let mut start = 0;
        while start < left.len() {
            if trials == MOST_TRIALS {
                return (told(left), false);
            }
            trials += 1;
            let end = (start + size).min(left.len());
            let rest: Vec<Part> = left[..start].iter().chain(&left[end..]).copied().collect();
            let out: Vec<Part> = all.iter().copied().filter(|part| !rest.contains(part)).collect();
            match try_out(&programme.without(&out), options, true) {
                Trial::None => left = rest,
                Trial::Plan(_) => start = end,
                Trial::Unknown => {
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
                match try_out(&bent, options, false) {
                    Trial::Plan(plan) => (by_how_much(&bent, i, &plan), Done::Confirmed),
                    Trial::None => (Giving::All, Done::NotEnough),
                    Trial::Unknown => (Giving::All, Done::Unknown),
                }
            }
            _ => match try_out(&programme.without(&[part]), options, true) {
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
