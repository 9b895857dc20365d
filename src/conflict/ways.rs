//! Ways to give in, each solved on the whole programme.
//!
//! Each set must give in somewhere. The ways tried take from each set one rule that is no law, the cheapest first, then the second cheapest and so on.
//! For a single set, ceilings and contracts follow, each alone. If no way of rules does, since they contradict more than the sets found, all
//! rules that are no law give in together.

use crate::conflict::base::{Base, Member};
use crate::conflict::least::Least;
use crate::conflict::{Done, Given, Giving, Millions, Options, Tried, Way, name, rupiah, try_dearly, try_out};
use crate::lp::Sense;
use crate::units::Rupiah;

/// The ways out of `sets`; `rules` tells whether giving in on rules that are no law does at all.
pub(super) fn find(base: &Base<'_>, sets: &[Least], options: &Options, rules: bool) -> Vec<Way> {
    let mut ways: Vec<Way> = Vec::new();
    if rules {
        for members in by_rules(base, sets, options.most_ways) {
            ways.push(solve(base, &members, options));
        }
        if !ways.iter().any(|way| way.outcome == Done::Confirmed) {
            let all: Vec<Member> =
                (0..base.hard.lp.row_count()).filter(|&i| base.may_give(i)).map(Member::Row).collect();
            ways.push(solve(base, &all, options));
        }
        ways.sort_by_key(|way| (way.outcome != Done::Confirmed, way.rupiah, way.parts.len()));
    }
    if let [set] = sets {
        let others = set.needed.iter().filter(|needed| match needed.member {
            Member::Row(i) => matches!(base.hard.lp.row_keys()[i], crate::lp::RowKey::Ceiling(_)),
            Member::Contract(_) => true,
            Member::Order(_) => false,
        });
        let mut others: Vec<(f64, Member)> =
            others.filter_map(|needed| Some((needed.missing?, needed.member))).collect();
        others.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let left = options.most_ways.saturating_sub(ways.len()).max(1);
        ways.extend(others.into_iter().take(left).map(|(_, member)| solve(base, &[member], options)));
        ways.sort_by_key(|way| way.outcome != Done::Confirmed);
    }
    ways
}

/// From each set one rule: the cheapest of each, then the second cheapest, and so on; at most `most` such choices.
fn by_rules(base: &Base<'_>, sets: &[Least], most: usize) -> Vec<Vec<Member>> {
    let mut each: Vec<Vec<Member>> = Vec::new();
    for set in sets {
        let rules = set.needed.iter().filter(|needed| matches!(needed.member, Member::Row(i) if base.may_give(i)));
        let mut rules: Vec<(f64, Member)> =
            rules.map(|needed| (needed.missing.unwrap_or(f64::INFINITY), needed.member)).collect();
        rules.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        if !rules.is_empty() {
            each.push(rules.into_iter().map(|(_, member)| member).collect());
        }
    }
    let count = each.iter().map(Vec::len).max().unwrap_or(0).min(most);
    (0..count).map(|k| each.iter().map(|rules| rules[k.min(rules.len() - 1)]).collect()).collect()
}

/// Solves the programme in which `members` give in.
fn solve(base: &Base<'_>, members: &[Member], options: &Options) -> Way {
    let (outcome, by) = match try_out(base, members, options) {
        Ok(Tried::Gives { by, .. }) => (Done::Confirmed, by),
        Ok(Tried::Fits) => (Done::Confirmed, Vec::new()),
        Ok(Tried::Clashes(_)) => (Done::NotEnough, Vec::new()),
        Err(_) => match try_dearly(base, members, options) {
            Ok(Some(by)) => (Done::Confirmed, by),
            // Others give in too, though it is dear: that they must is not proved.
            Ok(None) | Err(_) => (Done::Unknown, Vec::new()),
        },
    };
    let mut parts = Vec::new();
    let mut by = by.into_iter();
    for &member in members {
        let sides: &[bool] = match member {
            Member::Row(i) => match base.hard.lp.senses()[i] {
                Sense::AtMost => &[true],
                Sense::AtLeast => &[false],
                Sense::Equal => &[false, true],
            },
            Member::Contract(_) => &[false],
            Member::Order(_) => &[],
        };
        for &allows in sides {
            let amount = rupiah(by.next().unwrap_or(0.0).ceil_rupiah());
            // What a solver leaves of a column that need not give in.
            let is_noise = amount < base.hard.programme.unit().min(Rupiah::new(1000));
            if !is_noise || (members.len() == 1 && outcome != Done::Confirmed) {
                let amount = if is_noise { Rupiah::ZERO } else { amount };
                let what = name::what(&base.hard, member);
                parts.push(Given { what, allows, by: Giving::Rupiah(amount) });
            }
            if outcome != Done::Confirmed {
                break;
            }
        }
    }
    let total = parts.iter().map(|part| if let Giving::Rupiah(by) = part.by { by } else { Rupiah::ZERO }).sum();
    Way { parts, rupiah: total, outcome }
}
