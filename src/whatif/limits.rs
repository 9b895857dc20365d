//! Ceilings and bounds of rules that would have to move for a need to come in.

use crate::explain::{Choice, NeedFacts};
use crate::finish::vertex::{Ended, Move, Until, Vertex};
use crate::id::NeedId;
use crate::input::{Bound, PerKey, RuleName, Scope};
use crate::lp::{RowKey, formulate};
use crate::model::Place;
use crate::units::Rupiah;
use crate::words::why::{Bound as Which, Reason};

use super::change::Found;
use super::edit::{Edit, bound_of};
use super::lab::{Lab, LabError};

/// A ceiling that may be raised.
struct Candidate {
    key: RowKey,
    edit: Edit,
    now: Rupiah,
    /// All that is asked for under it, Rp 1 million: with so much more nothing is left for it to stop.
    most: f64,
}

impl Lab {
    /// The ceiling of its region or province, in any year in which it can be paid, that has to rise least.
    pub(super) fn ceiling(&mut self, facts: &NeedFacts) -> Result<Found, LabError> {
        let (payments, enough) = (self.payments(facts), self.enough(facts).as_millions());
        let candidates = self.ceilings(facts);
        let Some(vertex) = self.vertex() else { return self.ceiling_by_solves(facts, &candidates) };
        let mut best: Option<(f64, usize, Vertex)> = None;
        let mut gave_up = false;
        for (k, candidate) in candidates.iter().enumerate() {
            let reach = best.as_ref().map_or(candidate.most, |(amount, ..)| amount.min(candidate.most));
            // A ceiling without payments has no row.
            let Some(row) = vertex.row_of_key(candidate.key) else { continue };
            let mut vertex = vertex.clone();
            match vertex.trace(&[(row, 1.0)], reach, Until::Grown(&payments, enough), &|| false) {
                Ok(traced) if traced.ended == Ended::Grown => best = Some((traced.to, k, vertex)),
                Ok(traced) => gave_up |= traced.ended == Ended::GaveUp,
                Err(_) => gave_up = true,
            }
        }
        let Some((amount, k, near)) = best else { return Ok(if gave_up { Found::GaveUp } else { Found::None }) };
        let candidate = &candidates[k];
        self.amount(facts, (amount, candidate.most), Some(&near), |more| candidate.raised(more))
    }

    /// Without a basis: the ceilings in turn, those of the year in which least is missing first, removed to see whether that does.
    fn ceiling_by_solves(&mut self, facts: &NeedFacts, candidates: &[Candidate]) -> Result<Found, LabError> {
        for candidate in candidates.iter().take(2) {
            if self.brings(facts, &candidate.raised(candidate.most))?.is_some() {
                let guess = facts.cost.as_millions() / 16.0;
                return self.amount(facts, (guess, candidate.most), None, |more| candidate.raised(more));
            }
        }
        Ok(Found::None)
    }

    /// The ceilings of the region and the province of the need of `facts`, nearest year first.
    fn ceilings(&self, facts: &NeedFacts) -> Vec<Candidate> {
        let programme = self.programme();
        let Some(need) = programme.needs().iter().position(|row| row.code.as_str() == facts.need.code) else {
            return Vec::new();
        };
        let region = programme.region_of(NeedId::new(need));
        let province = programme.regions()[region.index()].province;
        let asked = |inside: &dyn Fn(usize) -> bool| {
            let needs = programme.needs().iter().enumerate().filter(|&(n, _)| inside(n));
            needs.map(|(_, need)| need.cost.as_millions()).sum::<f64>().min(1e9)
        };
        let in_region = asked(&|n| programme.region_of(NeedId::new(n)) == region);
        let in_province = asked(&|n| programme.province_of(NeedId::new(n)) == province);
        let mut choices: Vec<&Choice> = facts.choices.iter().collect();
        choices.sort_by(|a, b| a.shortfall.total_cmp(&b.shortfall));
        let mut found = Vec::new();
        for choice in choices {
            for (id, ceiling) in programme.ceiling_ids().zip(programme.ceilings()) {
                let source = programme.sources()[ceiling.source.index()].code.as_str();
                if programme.year(ceiling.year) != choice.year || source != choice.source.code {
                    continue;
                }
                let (scope, code, most) = match ceiling.place {
                    Place::Region(id) if id == region => {
                        (Scope::Region, programme.regions()[id.index()].code.to_string(), in_region)
                    }
                    Place::Province(id) if id == province => {
                        (Scope::Province, programme.provinces()[id.index()].code.to_string(), in_province)
                    }
                    _ => continue,
                };
                let (source, year, now) = (source.to_owned(), choice.year, ceiling.rupiah);
                let edit = Edit::Ceiling { source, scope, code, year, rupiah: now };
                found.push(Candidate { key: RowKey::Ceiling(id), edit, now, most });
            }
        }
        found
    }

    /// A bound of the dearest rule in its way, moved as little as does; else the rule left out.
    pub(super) fn rule(&mut self, facts: &NeedFacts) -> Result<Found, LabError> {
        let Some(best) = facts.best.map(|best| &facts.choices[best]) else { return Ok(Found::None) };
        let rules = best.cost.parts.iter().filter_map(|part| match &part.reason {
            Reason::Rule { rule, bound } if part.points > 0.0 => Some((part, rule.id.clone(), *bound)),
            _ => None,
        });
        let dearest = rules.max_by(|a, b| a.0.points.total_cmp(&b.0.points));
        let Some((part, rule, which)) = dearest else { return Ok(Found::None) };
        let mut found = Found::None;
        if let Some((moved, most)) = self.bound(&rule, which, best.year) {
            // Where its groups could be loosened for ever in vain, the bound is not what is in the way.
            if let Some((guess, near)) = self.guess(facts, &part.row, most, &moved) {
                found = self.amount(facts, (guess, most), near.as_ref(), moved)?;
            }
        }
        if let Found::Change(..) = found {
            return Ok(found);
        }
        let edit = Edit::Drop { rule };
        Ok(self.brings(facts, &edit)?.map_or(found, |paid| Found::Change(edit, paid)))
    }

    /// How `rule` is loosened, by an amount in its bound's own unit, and how far that can go.
    fn bound(&self, rule: &str, which: Which, year: i32) -> Option<(impl Fn(f64) -> Edit + use<>, f64)> {
        let mut row = self.data().rules.iter().find(|row| row.id == rule)?.clone();
        let is_growth = row.rule == RuleName::Growth;
        let by_year = row.per.contains(&PerKey::Year) || is_growth;
        let name = row.rule;
        let now = match bound_of(&mut row, which).clone() {
            None if is_growth => 0.0,
            None => return None,
            Some(Bound::Same(value)) => value,
            Some(Bound::ByYear(values)) => *values.get(&year.to_string())?,
        };
        // `exactly` is loosened by neither more nor less; which of the two would help is not known.
        let down = match which {
            Which::AtLeast => true,
            Which::AtMost => false,
            Which::Exactly => return None,
        };
        let is_share = matches!(name, RuleName::Share | RuleName::Coverage | RuleName::Match);
        let most = match (down, name) {
            (true, _) => now,
            (false, RuleName::Share | RuleName::Coverage) => 1.0 - now,
            (false, RuleName::Match) => 100.0,
            (false, _) => self.data().needs.iter().map(|need| need.cost.get() as f64).sum::<f64>().min(1e15),
        };
        let rule = rule.to_owned();
        let moved = move |amount: f64| {
            let value = if down { now - amount } else { now + amount };
            // Shares have six decimals, all else is whole; rounded so that no more is let through.
            let step = if is_share { 1e6 } else { 1.0 };
            let value = (value * step).round() / step;
            Edit::Bound { rule: rule.clone(), bound: which, year: by_year.then_some(year), value: value.max(0.0) }
        };
        (most > 0.0).then_some((moved, most))
    }

    /// The amount, in the unit of the bound, at which the need comes in when every row that the bound moves is loosened by as much as it is at
    /// the optimum, as the basis tells, and the vertex there: 0 if it does not tell, `None` if no amount does. For a rule of sums that is
    /// exact; for one of shares it is as good as the sums in it stay the same.
    fn guess(
        &mut self,
        facts: &NeedFacts,
        name: &str,
        most: f64,
        moved: impl Fn(f64) -> Edit,
    ) -> Option<(f64, Option<Vertex>)> {
        let (payments, enough) = (self.payments(facts), self.enough(facts).as_millions());
        self.vertex();
        let row = self.row_of_name(name);
        let Some((row, mut vertex)) = row.zip(self.vertex().cloned()) else { return Some((0.0, None)) };
        let mut moves = self.moves_of_a_step(row, &vertex, most, moved);
        // Rp 1 million of the row that moves most is the unit of the way, whatever that of the bound.
        let money = moves.iter().fold(0.0_f64, |most, (_, by)| most.max(by.abs()));
        if money <= 0.0 {
            return Some((0.0, None));
        }
        for (_, by) in &mut moves {
            *by /= money;
        }
        match vertex.trace(&moves, (most * money).min(1e9), Until::Grown(&payments, enough), &|| false) {
            Ok(traced) if traced.ended == Ended::Grown => Some((traced.to / money, Some(vertex))),
            Ok(traced) if traced.ended != Ended::GaveUp => None,
            Ok(_) | Err(_) => Some((0.0, None)),
        }
    }

    /// By how much, Rp 1 million, one unit of the bound moves the right-hand side of each row of the rule of `row` at the optimum, as if its
    /// coefficients stayed the same; empty where that is not known.
    fn moves_of_a_step(&self, row: usize, vertex: &Vertex, most: f64, moved: impl Fn(f64) -> Edit) -> Vec<Move> {
        // Small enough for a share, and whole for an amount.
        let step = if most <= 100.0 { most.min(0.001) } else { 1e6_f64.min(most) };
        let keys = vertex.row_keys();
        let Some(RowKey::Rule { rule, .. }) = keys.get(row).copied() else { return Vec::new() };
        let Ok(programme) = self.edited(&moved(step)) else { return Vec::new() };
        let Ok(formulation) = formulate(&programme) else { return Vec::new() };
        let point = vertex.point();
        if formulation.lp.row_keys() != keys || formulation.lp.column_count() != point.len() {
            return Vec::new();
        }
        let own = keys.iter().enumerate().filter(|(_, key)| matches!(key, RowKey::Rule { rule: r, .. } if *r == rule));
        let by = own.map(|(i, _)| {
            let found = formulation.lp.row(i);
            (i, (found.rhs - found.activity(&point) - vertex.room_of(i)) / step)
        });
        // What rounding leaves of a row that the bound does not move is no move.
        by.filter(|(_, by)| by.abs() * step > 1e-9).collect()
    }
}

impl Candidate {
    fn raised(&self, more: f64) -> Edit {
        let mut edit = self.edit.clone();
        if let Edit::Ceiling { rupiah, .. } = &mut edit {
            #[allow(clippy::cast_possible_truncation)] // at most 1e15
            let more = Rupiah::new((more * 1e6).round() as i64);
            *rupiah = self.now + more;
        }
        edit
    }
}
