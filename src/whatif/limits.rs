//! Ceilings and bounds of rules that would have to move for a need to come in.

use crate::explain::{Choice, NeedFacts};
use crate::finish::vertex::{Ended, Move, Until, Vertex};
use crate::id::NeedId;
use crate::input::{Bound, PerKey, RuleName, Scope};
use crate::lp::{RowKey, formulate};
use crate::model::Place;
use crate::units::Rupiah;
use crate::words::why::{Bound as Which, Reason};

use super::change::{Found, NEARLY};
use super::edit::{Edit, bound_of};
use super::lab::{Lab, LabError};
use super::search::{Least, down, least};

/// Steps in which a bound that helps does so, mostly: a seventh of a second for the largest programmes.
const SOON: usize = 60;

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
        self.amount(facts, (amount, (candidate.most, 0.0)), Some(&near), |more| candidate.raised(more))
    }

    /// Without a basis: the ceilings in turn, those of the year in which least is missing first, removed to see whether that does.
    fn ceiling_by_solves(&mut self, facts: &NeedFacts, candidates: &[Candidate]) -> Result<Found, LabError> {
        for candidate in candidates.iter().take(2) {
            if self.brings(facts, &candidate.raised(candidate.most))?.is_some() {
                let guess = facts.cost.as_millions() / 16.0;
                return self.amount(facts, (guess, (candidate.most, 0.0)), None, |more| candidate.raised(more));
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
    ///
    /// A bound is followed from the basis for a little; most that help do so soon. Then the rule is left out on trial: where even that
    /// brings nothing, no bound of it is looked for. Where it does, the bound is followed as far as it takes.
    pub(super) fn rule(&mut self, facts: &NeedFacts) -> Result<Found, LabError> {
        let Some(best) = facts.best.map(|best| &facts.choices[best]) else { return Ok(Found::None) };
        let rules = best.cost.parts.iter().filter_map(|part| match &*part.reason {
            Reason::Rule { rule, bound } if part.points > 0.0 => Some((part, rule.id.clone(), *bound)),
            _ => None,
        });
        let dearest = rules.max_by(|a, b| a.0.points.total_cmp(&b.0.points));
        let Some((part, rule, which)) = dearest else { return Ok(Found::None) };
        let loosened = self.bound(&rule, which, best.year);
        let mut way = loosened.as_ref().and_then(|loosened| self.loosening(facts, &part.row, loosened));
        let soon = way.as_mut().map_or(Came::Unknown, |way| way.go(SOON));
        if let (Came::To(amount), Some(loosened), Some(way)) = (soon, &loosened, &way)
            && let Some(found) =
                self.at_once(facts, (amount, (loosened.most, loosened.step)), Some(&way.vertex), |more| {
                    loosened.by(more)
                })?
        {
            return Ok(found);
        }
        let edit = Edit::Drop { rule };
        let Some(paid) = self.brings(facts, &edit)? else { return Ok(Found::None) };
        if let Some(loosened) = &loosened
            // Where its rows could be loosened for ever in vain, the bound is not what is in the way.
            && soon != Came::Never
            && let Found::Change(edit, paid) = self.far(facts, loosened)?
        {
            return Ok(Found::Change(edit, paid));
        }
        Ok(Found::Change(edit, paid))
    }

    /// The bound that brings the need of `facts` in, far off: by halving, each try solved from nothing, since the basis is too far off to help.
    fn far(&mut self, facts: &NeedFacts, loosened: &Loosened) -> Result<Found, LabError> {
        let (most, step) = (loosened.most, loosened.step);
        self.afresh = true;
        let found = least(0.0, (most, step), |amount| Ok(self.brings(facts, &loosened.by(amount))?.is_some()));
        let found = match found {
            Ok(Least::At(amount)) => {
                let (edit, less) = (loosened.by(amount), loosened.by(down(NEARLY * amount, step)));
                let paid = self.confirmed(facts, (&edit, None), &less);
                paid.map(|paid| paid.map_or(Found::GaveUp, |paid| Found::Change(edit, paid)))
            }
            Ok(Least::None) => Ok(Found::None),
            Ok(Least::GaveUp) => Ok(Found::GaveUp),
            Err(error) => Err(error),
        };
        self.afresh = false;
        found
    }

    /// How `rule` is loosened.
    fn bound(&self, rule: &str, which: Which, year: i32) -> Option<Loosened> {
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
        // Shares have six decimals, all else is whole.
        let step = if is_share { 1e-6 } else { 1.0 };
        let year = by_year.then_some(year);
        (most > 0.0).then(|| Loosened { rule: rule.to_owned(), which, year, now, falls: down, step, most })
    }

    /// The way on which every row that the bound moves is loosened by as much as it is at the optimum, until the need comes in; `None` without a
    /// basis, or where the bound moves nothing. For a rule of sums the way is exact; for one of shares it is as good as the sums in it
    /// stay the same.
    fn loosening(&mut self, facts: &NeedFacts, name: &str, loosened: &Loosened) -> Option<Way> {
        let (watch, enough) = (self.payments(facts), self.enough(facts).as_millions());
        self.vertex();
        let row = self.row_of_name(name)?;
        let vertex = self.vertex()?.clone();
        let mut moves = self.moves_of_a_step(row, &vertex, loosened);
        // Rp 1 million of the row that moves most is the unit of the way, whatever that of the bound.
        let money = moves.iter().fold(0.0_f64, |most, (_, by)| most.max(by.abs()));
        if money <= 0.0 {
            return None;
        }
        for (_, by) in &mut moves {
            *by /= money;
        }
        let wanted = vertex.sum(&watch) + enough;
        Some(Way { vertex, moves, money, reach: (loosened.most * money).min(1e9), came: 0.0, watch, wanted })
    }

    /// By how much, Rp 1 million, one unit of the bound moves the right-hand side of each row of the rule of `row` at the optimum, as if its
    /// coefficients stayed the same; empty where that is not known.
    fn moves_of_a_step(&self, row: usize, vertex: &Vertex, loosened: &Loosened) -> Vec<Move> {
        let most = loosened.most;
        // Small enough for a share, and whole for an amount.
        let step = if most <= 100.0 { most.min(0.001) } else { 1e6_f64.min(most) };
        let keys = vertex.row_keys();
        let Some(RowKey::Rule { rule, .. }) = keys.get(row).copied() else { return Vec::new() };
        let Ok(programme) = self.edited(&loosened.by(step)) else { return Vec::new() };
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

/// A way on which rows are loosened until a need comes in.
struct Way {
    vertex: Vertex,
    moves: Vec<Move>,
    /// Rp 1 million of the row that moves most, for each unit of the bound.
    money: f64,
    reach: f64,
    came: f64,
    watch: Vec<usize>,
    wanted: f64,
}

/// Where a way came to.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Came {
    /// The need comes in at this amount, in the unit of the bound.
    To(f64),
    /// It does not, however far.
    Never,
    /// It was not followed to its end.
    Unknown,
}

impl Way {
    /// Follows it for so many steps.
    fn go(&mut self, steps: usize) -> Came {
        self.vertex.allow(steps);
        let missing = (self.wanted - self.vertex.sum(&self.watch)).max(0.0);
        let until = Until::Grown(&self.watch, missing);
        let Ok(traced) = self.vertex.trace(&self.moves, self.reach - self.came, until, &|| false) else {
            return Came::Unknown;
        };
        self.came += traced.to;
        match traced.ended {
            Ended::Grown => Came::To(self.came / self.money),
            Ended::GaveUp => Came::Unknown,
            Ended::Reached | Ended::Impossible | Ended::Pieces => Came::Never,
        }
    }
}

/// A bound of a rule that may be loosened.
struct Loosened {
    rule: String,
    which: Which,
    /// The year whose bound it is, where they may differ.
    year: Option<i32>,
    /// As it is, in its own unit.
    now: f64,
    /// Whether it is loosened by a smaller number.
    falls: bool,
    /// The least by which it can be stated otherwise.
    step: f64,
    /// How far it can go.
    most: f64,
}

impl Loosened {
    /// The bound loosened by `amount`.
    fn by(&self, amount: f64) -> Edit {
        let value = if self.falls { self.now - amount } else { self.now + amount };
        let value = if self.step < 1.0 { (value / self.step).round() / self.step.recip() } else { value.round() };
        Edit::Bound { rule: self.rule.clone(), bound: self.which, year: self.year, value: value.max(0.0) }
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
