//! Rules that would have to give way for a need to come in: the dearest one in its way, and the next that costs it more than is missing.
//!
//! ```text
//! soon      its bound followed from the basis, on the columns that are in doubt; most that help do so in some ten steps
//! without   the rule left out: where even that brings nothing, no bound of it is looked for
//! crossing  else the bound is looked for by solves (crossing.rs), from where the way led; where no bound does, the rule left out is the answer
//! ```

use crate::explain::NeedFacts;
use crate::finish::vertex::{Ended, Move, Until, Vertex};
use crate::input::{Bound, PerKey, RuleName};
use crate::lp::{ColumnKey, Formulation, Lp, RowKey, formulate};
use crate::solve::sift::Sieve;
use crate::words::why::{Bound as Which, Reason};

use super::change::{Found, NEARLY};
use super::crossing::{Crossing, Start};
use super::edit::{Edit, bound_of};
use super::lab::{Lab, LabError};
use super::search::{Least, down, least, up};

/// Rules that are looked at.
const LOOKED_AT: usize = 2;
/// Steps after which a basis is still a good start for what is solved where they lead.
const SOON: usize = 60;
/// Steps that are taken while the rule is left out on trial, a quarter of a second for the largest programmes.
const LATER: usize = 260;
/// Of what a need has to be paid to be in, less than this part is nothing.
const NOTHING: f64 = 1e-3;

impl Lab {
    /// A bound of a rule in its way, moved as little as does; else the rule left out.
    pub(super) fn rule(&mut self, facts: &NeedFacts) -> Result<Found, LabError> {
        let Some(best) = facts.best.map(|best| &facts.choices[best]) else { return Ok(Found::None) };
        let rules = best.cost.parts.iter().filter_map(|part| match &*part.reason {
            Reason::Rule { rule, bound } if part.points > 0.0 => Some((part, rule.id.clone(), *bound)),
            _ => None,
        });
        let mut rules: Vec<_> = rules.collect();
        rules.sort_by(|a, b| b.0.points.total_cmp(&a.0.points));
        let mut without = Found::None;
        for (k, (part, rule, which)) in rules.into_iter().take(LOOKED_AT).enumerate() {
            // What costs less than is missing could go, and the need would still cost more than it earns.
            if k > 0 && part.points <= best.shortfall {
                break;
            }
            match (self.rule_of(facts, (&part.row, rule, which), best.year)?, &without) {
                (found @ Found::Change(Edit::Bound { .. }, _), _) => return Ok(found),
                (found @ (Found::Change(..) | Found::GaveUp), Found::None)
                | (found @ Found::Change(..), Found::GaveUp) => without = found,
                _ => {}
            }
        }
        Ok(without)
    }

    /// A bound of `rule`, whose row of this name is in the way in this year, moved as little as does; else the rule left out.
    fn rule_of(
        &mut self,
        facts: &NeedFacts,
        (row, rule, which): (&str, String, Which),
        year: i32,
    ) -> Result<Found, LabError> {
        let loosened = self.bound(&rule, which, year);
        let next = loosened.as_ref().and_then(|loosened| self.step_of(loosened));
        let mut way = loosened.as_ref().zip(next.as_ref()).and_then(|(loosened, next)| {
            // Without the row it is not known what a step of the bound does.
            self.loosening(facts, row, loosened, next)
        });
        let soon = way.as_mut().map_or(Came::Unknown, |way| way.go(SOON));
        if let (Came::To(amount), Some(way), Some(loosened)) = (soon, &way, &loosened)
            && let Some(found) =
                self.at_once(facts, (amount, (loosened.most, loosened.step)), Some(&way.vertex), |more| {
                    loosened.by(more)
                })?
        {
            return Ok(found);
        }
        let dropped = Edit::Drop { rule };
        let further = || match (soon, &mut way) {
            (Came::Perhaps(_), Some(way)) => way.go(LATER),
            _ => soon,
        };
        let (came, without) = rayon::join(further, || self.optimum_with(&dropped));
        self.count_solves(1);
        let without = without?;
        let wanted = (facts.paid + self.enough(facts)).as_millions();
        // Where no optimum of the linear program pays it anything, no plan is needed to say so.
        if without.as_ref().is_some_and(|optimum| optimum.paid_to(&facts.need.code) < NOTHING * wanted) {
            return Ok(Found::None);
        }
        if let (Some(loosened), Some(next)) = (&loosened, &next)
            && let found @ Found::Change(..) = self.crossed(facts, loosened, came, next)?
        {
            return Ok(found);
        }
        self.far = without.map(|optimum| optimum.known);
        let paid = self.brings(facts, &dropped);
        self.far = None;
        let Some(paid) = paid? else { return Ok(Found::None) };
        if let (Some(loosened), None) = (&loosened, &next)
            && let found @ Found::Change(..) = self.halved(facts, loosened)?
        {
            return Ok(found);
        }
        Ok(Found::Change(dropped, paid))
    }

    /// The bound at which the need of `facts` comes in, which a way along it `came` to, or did not.
    fn crossed(
        &mut self,
        facts: &NeedFacts,
        loosened: &Loosened,
        came: Came,
        (next, step): &(Lp, f64),
    ) -> Result<Found, LabError> {
        let start = match came {
            Came::To(amount) => Start::Near(amount),
            Came::Perhaps(amount) => Start::Perhaps(amount),
            Came::Unknown => Start::Scale(loosened.scale()),
        };
        match self.crossing(facts, (loosened, start), (next, *step))? {
            Crossing::At(amount, known) => {
                let (edit, less) =
                    (loosened.by(up(amount, loosened.step)), loosened.by(down(NEARLY * amount, loosened.step)));
                self.far = Some(known);
                let paid = self.confirmed(facts, (&edit, None), &less);
                self.far = None;
                match paid? {
                    Some(paid) => Ok(Found::Change(edit, paid)),
                    None => self.halved(facts, loosened),
                }
            }
            Crossing::Nowhere => Ok(Found::None),
            Crossing::Unknown => self.halved(facts, loosened),
        }
    }

    /// The bound that brings the need of `facts` in, by halving alone.
    fn halved(&mut self, facts: &NeedFacts, loosened: &Loosened) -> Result<Found, LabError> {
        let (most, step) = (loosened.most, loosened.step);
        self.far = self.basis().map(|basis| basis.known.clone());
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
        self.far = None;
        found
    }

    /// The program with the bound looser by a step, and that step.
    fn step_of(&mut self, loosened: &Loosened) -> Option<(Lp, f64)> {
        self.basis()?;
        // Small enough for a share, and whole for an amount.
        let step = if loosened.most <= 100.0 { loosened.most.min(0.001) } else { 1e6_f64.min(loosened.most) };
        let programme = self.edited(&loosened.by(step)).ok()?;
        let lp = formulate(&programme).ok()?.lp;
        Some((lp, step))
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
    /// basis, or where the bound moves nothing. For a rule of sums the way is exact as far as the columns go that are in doubt, which is where it is
    /// followed; for one of shares it is as good as the sums in it stay the same.
    fn loosening(&mut self, facts: &NeedFacts, name: &str, loosened: &Loosened, next: &(Lp, f64)) -> Option<Way> {
        let (payments, enough) = (self.payments(facts), self.enough(facts).as_millions());
        let basis = self.found()?;
        let mut moves = moves_of_a_step(self.row_of_name(name)?, &basis.vertex, next);
        // Rp 1 million of the row that moves most is the unit of the way, whatever that of the bound.
        let money = moves.iter().fold(0.0_f64, |most, (_, by)| most.max(by.abs()));
        if money <= 0.0 {
            return None;
        }
        let whole = Formulation { programme: self.programme(), lp: basis.lp.clone() };
        let mut sieve = Sieve::new(&whole, &basis.known);
        sieve.keep(&payments);
        let (lp, rows) = sieve.part(&whole.lp);
        let part = Formulation { programme: self.programme(), lp };
        let vertex = basis.vertex.again(&part, &|| false).ok()?;
        // Rows that are not in it move nothing that is.
        moves = moves.into_iter().filter_map(|(i, by)| Some((rows.binary_search(&i).ok()?, by / money))).collect();
        let is_its = |key: ColumnKey| payments.iter().any(|&j| key == whole.lp.column(j));
        let watch: Vec<usize> = (0..part.lp.column_count()).filter(|&j| is_its(part.lp.column(j))).collect();
        let reach = (loosened.most * money).min(1e9);
        let (lacked, wanted) = (lacks(&vertex, &watch), vertex.sum(&watch) + enough);
        Some(Way { vertex, moves, money, reach, at: 0.0, lacked, watch, wanted })
    }
}

/// By how much, Rp 1 million, one unit of the bound moves the right-hand side of each row of the rule of `row` at the optimum, as if its
/// coefficients stayed the same; empty where that is not known.
fn moves_of_a_step(row: usize, vertex: &Vertex, (next, step): &(Lp, f64)) -> Vec<Move> {
    let keys = vertex.row_keys();
    let Some(RowKey::Rule { rule, .. }) = keys.get(row).copied() else { return Vec::new() };
    let point = vertex.point();
    if !next.row_keys().eq(keys.iter().copied()) || next.column_count() != point.len() {
        return Vec::new();
    }
    let own = keys.iter().enumerate().filter(|(_, key)| matches!(key, RowKey::Rule { rule: r, .. } if *r == rule));
    let by = own.map(|(i, _)| {
        let found = next.row(i);
        (i, (found.rhs - found.activity(&point) - vertex.room_of(i)) / step)
    });
    // What rounding leaves of a row that the bound does not move is no move.
    by.filter(|(_, by)| by.abs() * step > 1e-9).collect()
}

/// A way on which rows are loosened until a need comes in.
struct Way {
    vertex: Vertex,
    /// How far it went, in the unit of the way, and what the need lacked at its start.
    at: f64,
    lacked: f64,
    moves: Vec<Move>,
    /// Rp 1 million of the row that moves most, for each unit of the bound.
    money: f64,
    reach: f64,
    watch: Vec<usize>,
    wanted: f64,
}

/// Where a way came to.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Came {
    /// The need comes in at this amount, in the unit of the bound.
    To(f64),
    /// Not in so many steps; where it would if what it lacks went on to fall at this pace.
    Perhaps(f64),
    /// Nothing is known.
    Unknown,
}

impl Way {
    /// Follows it for so many steps.
    fn go(&mut self, steps: usize) -> Came {
        self.vertex.allow(steps);
        let missing = (self.wanted - self.vertex.sum(&self.watch)).max(0.0);
        let until = Until::Grown(&self.watch, missing);
        let Ok(traced) = self.vertex.trace(&self.moves, self.reach - self.at, until, &|| false) else {
            return Came::Unknown;
        };
        self.at += traced.to;
        match traced.ended {
            Ended::Grown => Came::To(self.at / self.money),
            Ended::GaveUp => {
                let amount = self.at * self.lacked / (self.lacked - lacks(&self.vertex, &self.watch)) / self.money;
                Came::Perhaps(if amount.is_finite() && amount > 0.0 { amount } else { f64::INFINITY })
            }
            Ended::Reached | Ended::Impossible | Ended::Pieces => Came::Unknown,
        }
    }
}

/// Points that the payments `watch` earn less than they cost, by Rp 1 million, where that is least.
fn lacks(vertex: &Vertex, watch: &[usize]) -> f64 {
    watch.iter().map(|&j| -vertex.gain_of(j)).fold(f64::INFINITY, f64::min)
}

/// A bound of a rule that may be loosened.
pub(super) struct Loosened {
    rule: String,
    which: Which,
    /// The year whose bound it is, where they may differ.
    year: Option<i32>,
    /// As it is, in its own unit.
    now: f64,
    /// Whether it is loosened by a smaller number.
    falls: bool,
    /// The least by which it can be stated otherwise.
    pub(super) step: f64,
    /// How far it can go.
    pub(super) most: f64,
}

impl Loosened {
    /// An amount of the size of the bound itself, in which it can be loosened.
    pub(super) fn scale(&self) -> f64 {
        if self.falls { self.now / 2.0 } else { self.now.max(self.most / 1e3).min(self.most) }
    }

    /// The bound loosened by `amount`.
    fn by(&self, amount: f64) -> Edit {
        let value = if self.falls { self.now - amount } else { self.now + amount };
        let value = if self.step < 1.0 { (value / self.step).round() / self.step.recip() } else { value.round() };
        Edit::Bound { rule: self.rule.clone(), bound: self.which, year: self.year, value: value.max(0.0) }
    }
}
