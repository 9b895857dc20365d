//! Parts of a programme with whole decisions that cannot hold together: as few as can be, their names, and what they can give.
//!
//! Parts are left out, many at once, then few, as long as the rest is proved to have no plan. What is left cannot hold together; a part without
//! which a plan was found is needed. A trial that ends in neither, since it takes too long, leaves its part in the set, which is then not called
//! smallest.

use crate::conflict::trial::{self, Effort, Trial, any, best};
use crate::conflict::{Conflict, Demand, Done, Given, Giving, Options, Set, Verdict, Way, arithmetic, rupiah};
use crate::id::{CeilingId, NeedId, PaymentId, RuleId};
use crate::input::Funding;
use crate::lp::names::{ceiling_name, group_name, payment_name};
use crate::model::policy::GroupKey;
use crate::model::{Kind, Part, Programme};
use crate::plan::Plan;
use crate::units::Rupiah;
use crate::verify;
use crate::words::Names;
use crate::words::arithmetic::Sum;
use crate::words::conflict::Demanded;

/// Trials at most.
const MOST_TRIALS: usize = 200;
/// Trials without an answer after which the set is taken as it is: of a small programme, and of a larger one, whose trials take longer.
const MOST_UNKNOWN: (usize, usize) = (12, 3);

/// A programme whose parts are tried.
#[derive(Clone, Copy)]
pub(super) struct Ground<'a> {
    pub(super) programme: &'a Programme,
    /// The group in which each rule holds; absent where a rule is one part with all its groups.
    pub(super) keys: Option<&'a [GroupKey]>,
    pub(super) options: &'a Options,
}

/// Whether a sum alone shows that there is no plan.
pub(super) fn is_proof(finding: &Sum) -> bool {
    !matches!(finding, Sum::SharesAboveOne { .. } | Sum::FloorAboveCap { .. })
}

impl Ground<'_> {
    /// What contradicts itself in it, with ways to give in.
    pub(super) fn contradiction(&self) -> Conflict {
        let (set, smallest) = self.reduce();
        let ways = self.ways(&set).into_iter().map(|(_, way)| way).collect();
        Conflict { sets: vec![self.told(&set, smallest)], ways, ..Conflict::bare(Verdict::Clashes) }
    }

    /// `set` as it is told.
    pub(super) fn told(&self, set: &[Part], smallest: bool) -> Set {
        let demands = set.iter().map(|&part| self.demand(part)).collect();
        Set { demands, whole: true, proved: true, smallest, costs: None }
    }

    /// Whether `programme` has a plan: by sums, else by searching.
    fn try_out(&self, programme: &Programme) -> Trial {
        let by_sums = arithmetic::find(programme).iter().any(is_proof);
        if by_sums { Trial::None } else { any(programme, Effort::ONE, self.options) }
    }

    /// All parts that may be left out.
    fn parts(&self) -> Vec<Part> {
        let programme = self.programme;
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

    /// The parts that cannot hold together, rules first, as a planner would look, and whether each is needed.
    pub(super) fn reduce(&self) -> (Vec<Part>, bool) {
        let all = self.parts();
        let mut left = all.clone();
        let (mut size, mut trials, mut unknown, mut smallest) = (left.len().div_ceil(2), 0, 0, true);
        let most_unknown = if trial::is_small(self.programme) { MOST_UNKNOWN.0 } else { MOST_UNKNOWN.1 };
        'halves: while size > 0 {
            let mut start = 0;
            while start < left.len() {
                if trials == MOST_TRIALS || unknown == most_unknown {
                    smallest = false;
                    break 'halves;
                }
                trials += 1;
                let end = (start + size).min(left.len());
                let rest: Vec<Part> = left[..start].iter().chain(&left[end..]).copied().collect();
                let out: Vec<Part> = all.iter().copied().filter(|part| !rest.contains(part)).collect();
                match self.try_out(&self.programme.without(&out)) {
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
        left.sort_unstable();
        (left, smallest)
    }

    fn what(&self, part: Part) -> Demanded {
        let names = Names::new(self.programme);
        match part {
            Part::Rule(i) => {
                let key = self.keys.map_or_else(GroupKey::default, |keys| keys[i]);
                Demanded::Rule(names.rule(RuleId::new(i), &key))
            }
            Part::Ceiling(i) => Demanded::Ceiling(names.ceiling(CeilingId::new(i))),
            Part::Contract(p) => Demanded::Contract(names.payment(PaymentId::new(p))),
            Part::Undivided(n) => Demanded::Undivided(names.need(NeedId::new(n))),
            Part::Order(n) => Demanded::After(names.need(NeedId::new(n))),
        }
    }

    fn demand(&self, part: Part) -> Demand {
        let programme = self.programme;
        let rule = if let Part::Rule(i) = part { Some(&programme.rules()[i]) } else { None };
        let code = |n: usize| programme.needs()[n].code.to_string();
        let row = match part {
            Part::Rule(i) => match self.keys {
                None => format!("rule:{}", programme.rules()[i].id),
                Some(keys) => group_name("rule", programme, RuleId::new(i), keys[i]),
            },
            Part::Ceiling(i) => ceiling_name(programme, CeilingId::new(i)),
            Part::Contract(p) => payment_name("contracted", programme, PaymentId::new(p)),
            Part::Undivided(n) => format!("funding:{}", code(n)),
            Part::Order(n) => format!("order:{}", code(n)),
        };
        Demand {
            what: self.what(part),
            row,
            law: rule.is_some_and(|rule| rule.law),
            basis: rule.map_or_else(String::new, |rule| rule.basis.clone()),
            figures: None,
        }
    }

    /// Ways to give in: each rule of the set that is no law, as little as was found to do, then other parts, each left out.
    pub(super) fn ways(&self, set: &[Part]) -> Vec<(Part, Way)> {
        let programme = self.programme;
        let may = |part: &Part| !matches!(part, Part::Rule(i) if programme.rules()[*i].law);
        let mut ways = Vec::new();
        for &part in set.iter().filter(|part| may(part)).take(self.options.most_ways) {
            let (by, allows, outcome) = match part {
                Part::Rule(i) if !matches!(programme.rules()[i].kind, Kind::Together | Kind::Exclusive) => {
                    let bent = programme.bending(i);
                    match best(&bent, Effort::FIRST, self.options) {
                        Trial::Plan(plan) => {
                            let (by, allows) = (by_how_much(&bent, i, &plan), allows_more(programme, i, &plan));
                            (by, allows, Done::Confirmed)
                        }
                        Trial::None => (Giving::All, false, Done::NotEnough),
                        Trial::Unknown => (Giving::All, false, Done::Unknown),
                    }
                }
                _ => match self.try_out(&programme.without(&[part])) {
                    Trial::Plan(_) => (Giving::All, false, Done::Confirmed),
                    Trial::None => (Giving::All, false, Done::NotEnough),
                    Trial::Unknown => (Giving::All, false, Done::Unknown),
                },
            };
            let total = if let Giving::Rupiah(rupiah) = by { rupiah } else { Rupiah::ZERO };
            let what = self.what(part);
            ways.push((part, Way { parts: vec![Given { what, allows, by }], rupiah: total, outcome }));
        }
        ways.sort_by_key(|(_, way)| (way.outcome != Done::Confirmed, way.rupiah));
        ways
    }
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

/// Whether `plan` breaks rule `i` of `programme` upwards: then the rule would have to allow more, not to ask for less.
fn allows_more(programme: &Programme, i: usize, plan: &Plan) -> bool {
    let broken = verify::check(programme, plan);
    let mut own = broken.iter().filter(|violation| violation.rule == programme.rules()[i].id);
    own.any(|violation| violation.breach == verify::Breach::AboveMost)
}
