//! Ways to give in, each solved on the whole programme.
//!
//! Each set must give in somewhere. The ways tried take from each set one rule that is no law, the cheapest first, then the second cheapest and so on;
//! then, in the same way, ceilings and contracts. If no way of rules does, since they contradict more than the sets found, all rules that are no law
//! give in together.

use crate::conflict::base::{Base, Member};
use crate::conflict::least::Least;
use crate::conflict::{Done, Given, Giving, Options, Tried, Way, name, rupiah_up, try_out};
use crate::lp::{RowKey, Sense};
use crate::units::Rupiah;

/// The ways out of `sets`; `rules` tells whether giving in on rules that are no law may do at all.
pub(super) fn find(base: &Base<'_>, sets: &[Least], options: &Options, rules: bool) -> Vec<Way> {
    let mut ways: Vec<Way> = Vec::new();
    if rules {
        for members in choices(sets, options.most_ways, |member| is_policy(base, member)) {
            ways.push(solve(base, &members, options));
        }
        if !ways.iter().any(|way| way.outcome == Done::Confirmed) {
            let all: Vec<Member> =
                (0..base.hard.lp.row_count()).filter(|&i| base.may_give(i)).map(Member::Row).collect();
            ways.push(solve(base, &all, options));
        }
        ways.sort_by_key(|way| (way.outcome != Done::Confirmed, way.rupiah, way.parts.len()));
    }
    let left = options.most_ways.saturating_sub(ways.len()).max(1);
    for members in choices(sets, left, |member| is_money(base, member)) {
        ways.push(solve(base, &members, options));
    }
    ways.sort_by_key(|way| way.outcome != Done::Confirmed);
    ways
}

/// Whether `member` is of a rule that is no law.
fn is_policy(base: &Base<'_>, member: Member) -> bool {
    matches!(member, Member::Row(i) if base.may_give(i))
}

/// Whether `member` is a ceiling or a contract.
fn is_money(base: &Base<'_>, member: Member) -> bool {
    match member {
        Member::Row(i) => matches!(base.hard.lp.row_key(i), RowKey::Ceiling(_)),
        Member::Contract(_) => true,
        Member::Order(_) => false,
    }
}

/// From each set one demand that `may` give in: the cheapest of each, then the second cheapest, and so on; at most `most` such choices, none if a set
/// has no such demand.
fn choices(sets: &[Least], most: usize, may: impl Fn(Member) -> bool) -> Vec<Vec<Member>> {
    let of = |set: &Least| -> Vec<Member> {
        let givable = set.needed.iter().filter(|needed| may(needed.member));
        let mut givable: Vec<(f64, Member)> =
            givable.map(|needed| (needed.missing.unwrap_or(f64::INFINITY), needed.member)).collect();
        givable.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        givable.into_iter().map(|(_, member)| member).collect()
    };
    let each: Vec<Vec<Member>> = sets.iter().map(of).collect();
    if each.iter().any(Vec::is_empty) {
        return Vec::new();
    }
    let count = each.iter().map(Vec::len).max().unwrap_or(0).min(most);
    (0..count).map(|k| each.iter().map(|members| members[k.min(members.len() - 1)]).collect()).collect()
}

/// Solves the programme in which `members` give in.
fn solve(base: &Base<'_>, members: &[Member], options: &Options) -> Way {
    let (outcome, by) = match try_out(base, members, options) {
        Ok(Tried::Gives { by, .. }) => (Done::Confirmed, by),
        Ok(Tried::Fits) => (Done::Confirmed, Vec::new()),
        Ok(Tried::Clashes(_)) => (Done::NotEnough, Vec::new()),
        Err(_) => (Done::Unknown, Vec::new()),
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
            let amount = rupiah_up(by.next().unwrap_or(0.0));
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
