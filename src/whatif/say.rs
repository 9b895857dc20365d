//! Changes as the sentences that a planner reads.

use std::collections::BTreeSet;

use crate::id::NeedId;
use crate::input::{Bound, ProgrammeData, RuleName, Scope};
use crate::model::Programme;
use crate::units::Rupiah;
use crate::words::change::{Amount, What, Would};
use crate::words::importance::Important;
use crate::words::names::Names;
use crate::words::{Language, Message, phrase};

use super::edit::bound_of;
use super::{Change, Displaced, Edit, Importance, Insisted, Lab, Way};

/// Needs that get another sum, of which so many are told.
const TOLD: usize = 12;

/// What a change that was tried in `lab` comes to.
#[must_use]
pub fn say_change(change: &Change, lab: &Lab, language: Language) -> String {
    let (paid, data) = (change.paid, lab.data());
    let none = || none_of(change);
    let row = |code: &str| data.needs.iter().find(|row| row.code.as_str() == code);
    let would = match &change.edit {
        Some(Edit::Benefit { need, points }) => {
            row(need).map(|row| Would::Benefit { now: row.benefit, points: *points, paid })
        }
        Some(Edit::Cost { need, rupiah }) => row(need).map(|row| Would::Cost { now: row.cost, rupiah: *rupiah, paid }),
        Some(Edit::Ceiling { source, scope, code, year, rupiah }) => {
            ceiling(lab.programme(), (source, *scope, code, *year)).map(|(ceiling, now)| Would::Ceiling {
                ceiling,
                now,
                rupiah: *rupiah,
                paid,
            })
        }
        Some(Edit::Bound { rule, bound, year, value }) => bound_now(data, rule, *bound, *year).map(|(kind, now)| {
            Would::Bound { rule: rule.clone(), year: *year, now: amount(kind, now), bound: amount(kind, *value), paid }
        }),
        Some(Edit::Drop { rule }) => Some(Would::Rule { rule: rule.clone(), paid }),
        Some(Edit::Window { first, last, .. }) => Some(Would::Window { first: *first, last: *last, paid }),
        Some(Edit::Insist { .. } | Edit::Without { .. }) | None => None,
    };
    would.unwrap_or_else(none).say(language)
}

fn none_of(change: &Change) -> Would {
    let (what, none) = match change.way {
        Way::Benefit => (What::Benefit, Would::NoBenefit),
        Way::Cost => (What::Cost, Would::NoCost),
        Way::Ceiling => (What::Ceiling, Would::NoCeiling),
        Way::Rule => (What::Rule, Would::NoRule),
        Way::Window => (What::Window, Would::NoWindow),
    };
    if change.gave_up { Would::GaveUp { what } } else { none }
}

fn ceiling(
    programme: &Programme,
    (source, scope, code, year): (&str, Scope, &str, i32),
) -> Option<(phrase::Ceiling, Rupiah)> {
    let id = programme.ceiling_of(source, (scope, code, year))?;
    Some((Names::new(programme).ceiling(id), programme.ceilings()[id.index()].rupiah))
}

/// The family of a rule and its bound as it is.
fn bound_now(
    data: &ProgrammeData,
    rule: &str,
    which: crate::words::why::Bound,
    year: Option<i32>,
) -> Option<(RuleName, f64)> {
    let mut row = data.rules.iter().find(|row| row.id == rule)?.clone();
    let kind = row.rule;
    let now = match bound_of(&mut row, which) {
        None => 0.0,
        Some(Bound::Same(value)) => *value,
        Some(Bound::ByYear(values)) => year.and_then(|year| values.get(&year.to_string()).copied()).unwrap_or(0.0),
    };
    Some((kind, now))
}

fn amount(kind: RuleName, value: f64) -> Amount {
    match kind {
        RuleName::Share | RuleName::Coverage | RuleName::Match => Amount::Share(value),
        RuleName::Count => Amount::Count(value),
        #[allow(clippy::cast_possible_truncation)] // whole rupiah that a programme may state
        _ => Amount::Rupiah(Rupiah::new(value as i64)),
    }
}

/// What insisting on a need of `programme`, or doing without it, comes to.
#[must_use]
pub fn say_insisted(insisted: Option<&Insisted>, programme: &Programme, language: Language) -> Vec<String> {
    let Some(insisted) = insisted else { return vec![Would::Impossible.say(language)] };
    let lost = insisted.lost;
    let head = match &insisted.edit {
        Edit::Insist { rupiah, .. } => Would::Insist { rupiah: *rupiah, lost },
        Edit::Without { needs } if needs.len() > 1 => Would::WithoutAll { needs: needs.len(), lost },
        _ => Would::Without { lost },
    };
    // That what is left out gets nothing, and what is insisted on its sum, goes without saying.
    let itself: BTreeSet<&str> = match &insisted.edit {
        Edit::Without { needs } => needs.iter().map(String::as_str).collect(),
        edit => edit.need().into_iter().collect(),
    };
    let others: Vec<&Displaced> =
        insisted.displaced.iter().filter(|moved| !itself.contains(moved.need.as_str())).collect();
    let names = Names::new(programme);
    let moved = others.iter().take(TOLD).filter_map(|moved| {
        let n = programme.needs().iter().position(|row| row.code.as_str() == moved.need)?;
        let need = names.need(NeedId::new(n));
        Some(Would::Displaced { need, before: moved.before, after: moved.after })
    });
    let rest = others.len().saturating_sub(TOLD);
    let more = (rest > 0).then_some(Would::More { needs: rest });
    let bounds = insisted.least.zip(insisted.most).filter(|_| insisted.whole);
    let between = bounds.map(|(least, most)| Would::Between { least: least.max(0.0), most });
    std::iter::once(head).chain(between).chain(moved).chain(more).map(|would| would.say(language)).collect()
}

/// How much each of a list is worth, a sentence a line.
#[must_use]
pub fn say_importance(list: &[Importance], language: Language) -> Vec<String> {
    let each = list.iter().map(|of| {
        let (what, paid) = (of.what.clone(), of.paid);
        match of.lost {
            Some(lost) => Important::Worth { what, paid, lost },
            None => Important::Needed { what, paid },
        }
    });
    each.map(|important| important.say(language)).collect()
}
