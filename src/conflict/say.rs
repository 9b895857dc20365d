//! A conflict as the sentences that a planner reads.

use crate::conflict::{Conflict, Demand, Done, Figures, Finding, Given, Giving, Set, Verdict, Way};
use crate::words::conflict::{Clash, Demanded};
use crate::words::giving_in::GivingIn;
use crate::words::{Language, Message};

/// Findings, demands of a set, and parts of a way, that are told one by one.
const TOLD: usize = 12;

/// All that was found, a sentence a line.
#[must_use]
pub fn say(conflict: &Conflict, language: Language) -> Vec<String> {
    let mut told = say_sums(&conflict.findings, language);
    let mut clashes: Vec<Clash> = Vec::new();
    match conflict.verdict {
        Verdict::Fits => clashes.push(Clash::Fits),
        Verdict::FitsWhole => clashes.push(Clash::FitsWhole),
        Verdict::FitsLinear => {
            clashes.push(Clash::FitsLinear);
            if let Some(looked) = conflict.looked.filter(|looked| looked.parts > 0) {
                clashes.push(Clash::Looked { parts: looked.parts, needs: looked.needs });
            }
            if let Some(looked) = conflict.looked.filter(|looked| looked.left > 0) {
                clashes.push(Clash::NotLooked { parts: looked.left });
            }
        }
        Verdict::Clashes => {
            conflict.sets.iter().for_each(|set| clashes.extend(of_set(set)));
            if let Some(rupiah) = conflict.least.filter(|least| least.get() > 0) {
                clashes.push(Clash::Least { rupiah });
            }
            let gives = conflict.ways.iter().any(|way| way.parts.iter().any(|part| is_rule(&part.what)));
            if !gives {
                clashes.push(Clash::NothingGives);
            }
        }
    }
    told.extend(clashes.iter().map(|clash| clash.say(language)));
    for way in &conflict.ways {
        told.extend(of_way(way).iter().map(|giving| giving.say(language)));
        if way.parts.len() > TOLD && way.outcome == Done::Confirmed {
            told.push(Clash::More { demands: way.parts.len() - TOLD }.say(language));
        }
    }
    told
}

/// What single sums show, a sentence a line.
#[must_use]
pub fn say_sums(findings: &[Finding], language: Language) -> Vec<String> {
    let mut told: Vec<String> = findings.iter().take(TOLD).map(|finding| finding.say(language)).collect();
    if findings.len() > TOLD {
        told.push(Clash::MoreSums { findings: findings.len() - TOLD }.say(language));
    }
    told
}

fn is_rule(what: &Demanded) -> bool {
    matches!(what, Demanded::Rule(_))
}

fn of_set(set: &Set) -> Vec<Clash> {
    let demands = set.demands.len();
    let mut told = vec![match (set.whole, set.smallest, demands) {
        (true, _, 1) => Clash::WholeSingle,
        (true, true, _) => Clash::Whole { demands },
        (true, false, _) => Clash::WholeSome { demands },
        (_, true, 1) => Clash::Single,
        (_, true, _) => Clash::Together { demands },
        (_, false, _) => Clash::Some { demands },
    }];
    let (together, each) = together(set);
    told.extend(each.iter().take(TOLD).map(|demand| of_demand(demand)));
    if each.len() > TOLD {
        told.push(Clash::More { demands: each.len() - TOLD });
    }
    told.extend(together);
    if let Some((needs, rupiah)) = set.costs {
        told.push(Clash::Costs { needs, rupiah });
    }
    for demand in set.demands.iter().filter(|demand| demand.law).take(TOLD) {
        if let Demanded::Rule(rule) = &demand.what {
            let (rule, basis) = (rule.id.clone(), demand.basis.clone());
            let law = if basis.is_empty() { Clash::Law { rule } } else { Clash::Basis { rule, basis } };
            if !told.contains(&law) {
                told.push(law);
            }
        }
    }
    told
}

/// Ceilings from which on they are told in one sentence.
const MANY: usize = 3;

/// Ceilings that leave something together, and the demands that are told one by one. They do so where each is missed by the same: then a
/// rupiah under one is as good as under another, and what they allow may be added up.
fn together(set: &Set) -> (Option<Clash>, Vec<&Demand>) {
    let ceiling = |demand: &&Demand| matches!(demand.what, Demanded::Ceiling(_)) && demand.figures.is_some();
    let (ceilings, others): (Vec<&Demand>, Vec<&Demand>) = set.demands.iter().partition(ceiling);
    let figures: Vec<Figures> = ceilings.iter().filter_map(|demand| demand.figures).collect();
    if ceilings.len() < MANY || figures.iter().any(|each| each.missing != figures[0].missing) {
        return (None, set.demands.iter().collect());
    }
    let rupiah = figures.iter().map(|each| each.asked).sum();
    let named = ceilings.into_iter().filter_map(|demand| match &demand.what {
        Demanded::Ceiling(ceiling) => Some(ceiling.clone()),
        _ => None,
    });
    (Some(Clash::Ceilings { ceilings: named.collect(), rupiah }), others)
}

fn of_demand(demand: &Demand) -> Clash {
    let what = demand.what.clone();
    match demand.figures {
        None => Clash::Stands { what },
        Some(f) if f.allows => Clash::Allows { what, asked: f.asked, best: f.best, missing: f.missing },
        Some(f) => Clash::Asks { what, asked: f.asked, best: f.best, missing: f.missing },
    }
}

fn of_way(way: &Way) -> Vec<GivingIn> {
    match (way.outcome, way.parts.as_slice()) {
        (Done::Confirmed, [part]) => vec![of_part(part)],
        (Done::Confirmed, parts) => {
            let several = GivingIn::Several { demands: parts.len(), rupiah: way.rupiah };
            std::iter::once(several).chain(parts.iter().take(TOLD).map(one_of_several)).collect()
        }
        (Done::Here, [part]) => vec![of_part_here(part)],
        (Done::NotEnough, [part]) => vec![GivingIn::NotAlone { what: part.what.clone() }],
        (Done::Unknown, [part]) => vec![GivingIn::NotKnown { what: part.what.clone() }],
        (Done::Here | Done::NotEnough | Done::Unknown, _) => Vec::new(),
    }
}

fn of_part(part: &Given) -> GivingIn {
    let what = part.what.clone();
    match (part.by, part.allows) {
        (Giving::Rupiah(rupiah), true) => GivingIn::Raise { what, rupiah },
        (Giving::Rupiah(rupiah), false) => GivingIn::Lower { what, rupiah },
        (Giving::Number(number), _) => GivingIn::ByNumber { what, number },
        (Giving::All, _) => GivingIn::Without { what },
    }
}

fn of_part_here(part: &Given) -> GivingIn {
    let what = part.what.clone();
    match (part.by, part.allows) {
        (Giving::Rupiah(rupiah), true) => GivingIn::HereRaise { what, rupiah },
        (Giving::Rupiah(rupiah), false) => GivingIn::HereLower { what, rupiah },
        (Giving::Number(number), _) => GivingIn::HereNumber { what, number },
        (Giving::All, _) => GivingIn::HereWithout { what },
    }
}

fn one_of_several(part: &Given) -> GivingIn {
    let what = part.what.clone();
    match (part.by, part.allows) {
        (Giving::Rupiah(rupiah), true) => GivingIn::PartRaise { what, rupiah },
        (Giving::Rupiah(rupiah), false) => GivingIn::PartLower { what, rupiah },
        (Giving::Number(number), _) => GivingIn::ByNumber { what, number },
        (Giving::All, _) => GivingIn::Without { what },
    }
}
