//! The smallest single change that brings a need in.
//!
//! ```text
//! where     points, ceilings: followed from the basis of the optimum to the amount at which the need comes in
//!           cost, bounds of rules: guessed from that amount, or looked for by halving, the basis carried along
//! confirm   the programme is stated, solved, rounded, judged and proved again with the change, and with 99 % of it
//! ```
//! A need is in when it gets at least 1 % of its cost more than it has (`Lab::enough`). Only what was confirmed is told as a change.

use serde::{Deserialize, Serialize};

use crate::explain::NeedFacts;
use crate::finish::vertex::Vertex;
use crate::units::Rupiah;
use crate::words::why::Reason;

use super::edit::Edit;
use super::lab::{Lab, LabError};
use super::search::{Least, down, least, up};

/// What is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// The need's points.
    Benefit,
    /// The need's cost.
    Cost,
    /// A ceiling of its region or its province, in any year in which it can be paid.
    Ceiling,
    /// A bound of the dearest rule in its way, or of the next that costs it more than is missing; where no bound does, the rule left out.
    Rule,
    /// Its window.
    Window,
}

impl Way {
    /// All of them, in order.
    pub const ALL: [Self; 5] = [Self::Benefit, Self::Cost, Self::Ceiling, Self::Rule, Self::Window];
}

/// An answer to "what would change it".
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// What is changed.
    pub way: Way,
    /// The smallest change that brings the need in: it gets at least 1 % of its cost more; absent if none of this kind was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edit: Option<Edit>,
    /// What the need gets with it, in all.
    pub paid: Rupiah,
    /// Whether it was solved with the change, and, where it has an amount, with 99 % of it, which does not do.
    pub confirmed: bool,
    /// Whether the search ended before it knew: there may be such a change.
    #[serde(default)]
    pub gave_up: bool,
    /// Solves that it took.
    pub solves: usize,
}

/// What a search found.
#[derive(Debug)]
pub(super) enum Found {
    /// A change that was confirmed, and what it pays.
    Change(Edit, Rupiah),
    /// None.
    None,
    /// It ended before it knew.
    GaveUp,
}

/// A need may earn at most this many times what it earns now, or what the dearest earns, before a change of points counts as none.
pub(super) const MOST_TIMES: f64 = 1e4;
/// A cost may fall to this part of itself.
const LEAST_COST: f64 = 1e-4;
/// An amount that is named exceeds the one at which the need comes in by this part: 99 % of it does not do.
pub(super) const BEYOND: f64 = 1.004;
/// The part that must not do.
pub(super) const NEARLY: f64 = 0.99;
/// Digits of an increase of points. What is told is what was tried, so that who writes it down gets what was said; in so few digits it can be written.
const DIGITS: i32 = 4;

/// `now` and `more` points, up to a number of few decimals that adds less than a thousandth of the increase.
fn written(now: f64, more: f64) -> f64 {
    #[allow(clippy::cast_possible_truncation)] // the power of ten of a number
    let places = DIGITS - 1 - more.log10().floor() as i32;
    // Whole numbers, and what is finer than a number can hold, stay as they are.
    if !(1..=12).contains(&places) {
        return now + more;
    }
    let tens = 10.0_f64.powi(places);
    ((now + more) * tens).ceil() / tens
}

impl Lab {
    /// The smallest change of each kind that gives more to the need of `facts`, which are those of this programme's plan.
    ///
    /// # Errors
    /// A solver that fails.
    pub fn changes(&mut self, facts: &NeedFacts, ways: &[Way]) -> Result<Vec<Change>, LabError> {
        ways.iter().map(|&way| self.change(facts, way)).collect()
    }

    /// The smallest change of kind `way` that gives more to the need of `facts`.
    ///
    /// # Errors
    /// A solver that fails.
    pub fn change(&mut self, facts: &NeedFacts, way: Way) -> Result<Change, LabError> {
        let before = self.solves();
        let found = match way {
            Way::Benefit => self.benefit(facts)?,
            Way::Cost => self.cost(facts)?,
            Way::Ceiling => self.ceiling(facts)?,
            Way::Rule => self.rule(facts)?,
            Way::Window => self.window(facts)?,
        };
        let gave_up = matches!(found, Found::GaveUp);
        let (edit, paid) = match found {
            Found::Change(edit, paid) => (Some(edit), paid),
            Found::None | Found::GaveUp => (None, self.base().paid_to(&facts.need.code)),
        };
        Ok(Change { way, confirmed: edit.is_some(), edit, paid, gave_up, solves: self.solves() - before })
    }

    /// How much more a need has to get to be in: 1 % of its cost, or what is wanting of it, but no less than a unit of payment.
    pub(super) fn enough(&self, facts: &NeedFacts) -> Rupiah {
        let part = Rupiah::new(facts.cost.get() / 100).min(facts.cost - facts.paid);
        part.max(self.programme().unit())
    }

    /// What `edit` pays to the need of `facts`, if that brings it in. A change that would put the programme at fault brings nothing.
    pub(super) fn brings(&mut self, facts: &NeedFacts, edit: &Edit) -> Result<Option<Rupiah>, LabError> {
        let wanted = self.base().paid_to(&facts.need.code) + self.enough(facts);
        match self.try_out(edit) {
            Ok(tried) => Ok(tried.map(|tried| tried.paid_to(&facts.need.code)).filter(|paid| *paid >= wanted)),
            Err(LabError::Invalid(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// What `edit` pays to the need of `facts`, if that brings it in and `less` does not.
    pub(super) fn confirmed(
        &mut self,
        facts: &NeedFacts,
        edit: (&Edit, Option<&Vertex>),
        less: &Edit,
    ) -> Result<Option<Rupiah>, LabError> {
        let had = self.base().paid_to(&facts.need.code);
        let wanted = had + self.enough(facts);
        match self.try_both(edit, less) {
            Ok((full, part)) => {
                let paid = full.map(|tried| tried.paid_to(&facts.need.code)).filter(|paid| *paid >= wanted);
                let part = part.map_or(had, |tried| tried.paid_to(&facts.need.code));
                Ok(paid.filter(|_| part < wanted))
            }
            Err(LabError::Invalid(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Whether the linear program with `edit` pays more to the need of `facts`, at a glance; by a solve where there is no basis.
    pub(super) fn seems(&mut self, facts: &NeedFacts, edit: &Edit) -> Result<bool, LabError> {
        let wanted = (facts.paid + self.enough(facts)).as_millions();
        let near = |paid: f64| paid >= wanted;
        match self.glance(edit, None) {
            Ok(Some(glance)) => {
                let payments = if glance.payments.is_empty() { self.payments(facts) } else { glance.payments };
                Ok(near(glance.vertex.sum(&payments)))
            }
            Ok(None) => Ok(self.brings(facts, edit)?.is_some()),
            Err(LabError::Invalid(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// The columns of the payments to the need of `facts` in the programme as it is.
    pub(super) fn payments(&self, facts: &NeedFacts) -> Vec<usize> {
        let found = self.programme().needs().iter().find(|row| row.code.as_str() == facts.need.code);
        found.map_or_else(Vec::new, |need| need.payments.clone().collect())
    }

    /// `edit` of a little more than `guess`, at most `most` and in whole steps of `step`, if that brings the need of `facts` in and 99 % of it does not.
    pub(super) fn at_once(
        &mut self,
        facts: &NeedFacts,
        (guess, (most, step)): (f64, (f64, f64)),
        near: Option<&Vertex>,
        edit: impl Fn(f64) -> Edit,
    ) -> Result<Option<Found>, LabError> {
        let amount = up(guess * BEYOND, step);
        if !(guess > 0.0 && guess.is_finite() && amount <= most) {
            return Ok(None);
        }
        let paid = self.confirmed(facts, (&edit(amount), near), &edit(down(NEARLY * amount, step)))?;
        Ok(paid.map(|paid| Found::Change(edit(amount), paid)))
    }

    /// The least amount at which `edit` does: first `guess`, confirmed at once; then by halving at a glance, confirmed at the end; at last,
    /// where glance and plan disagree, by solves alone.
    pub(super) fn amount(
        &mut self,
        facts: &NeedFacts,
        (guess, range): (f64, (f64, f64)),
        near: Option<&Vertex>,
        edit: impl Fn(f64) -> Edit,
    ) -> Result<Found, LabError> {
        if let Some(found) = self.at_once(facts, (guess, range), near, &edit)? {
            return Ok(found);
        }
        for by_glance in [true, false] {
            if by_glance && self.vertex().is_none() {
                continue;
            }
            let found = least(guess, range, |amount| {
                let edit = edit(amount);
                if by_glance { self.seems(facts, &edit) } else { Ok(self.brings(facts, &edit)?.is_some()) }
            })?;
            match found {
                Least::At(amount) => {
                    let edits = (edit(amount), edit(NEARLY * amount));
                    if let Some(paid) = self.confirmed(facts, (&edits.0, None), &edits.1)? {
                        return Ok(Found::Change(edits.0, paid));
                    }
                }
                Least::None => return Ok(Found::None),
                Least::GaveUp if !by_glance => return Ok(Found::GaveUp),
                Least::GaveUp => {}
            }
        }
        Ok(Found::GaveUp)
    }

    /// How many more points bring the need of `facts` in, as the basis tells, and the vertex there; `None` without a basis, infinite if no
    /// number does.
    fn more_points(&mut self, facts: &NeedFacts) -> Option<(f64, Option<Vertex>)> {
        let (now, most) = self.points_of(facts)?;
        let enough = self.enough(facts).as_millions();
        let payments = self.payments(facts);
        let programme = self.programme();
        let by: Vec<(usize, f64)> = payments
            .iter()
            .map(|&p| (p, programme.benefit_per_rupiah(&programme.payments()[p]) * crate::lp::matrix::MONEY / now))
            .filter(|(_, by)| by.is_finite() && *by > 0.0)
            .collect();
        let mut vertex = self.vertex()?.clone();
        if by.is_empty() {
            return None;
        }
        match vertex.raise(&by, most, (&payments, enough), &|| false) {
            Ok(Some(entry)) => Some((entry.amount, Some(vertex))),
            Ok(None) => Some((f64::INFINITY, None)),
            Err(_) => None,
        }
    }

    /// The points of the need of `facts`, and how many more it may have at most.
    fn points_of(&self, facts: &NeedFacts) -> Option<(f64, f64)> {
        let needs = &self.data().needs;
        let now = needs.iter().find(|row| row.code.as_str() == facts.need.code)?.benefit;
        let largest = needs.iter().fold(now, |most, row| row.benefit.max(most));
        Some((now, largest * MOST_TIMES))
    }

    fn benefit(&mut self, facts: &NeedFacts) -> Result<Found, LabError> {
        let (Some(best), Some((now, most))) = (facts.best, self.points_of(facts)) else { return Ok(Found::None) };
        let best = &facts.choices[best];
        let code = facts.need.code.clone();
        let edit = |more: f64| Edit::Benefit { need: code.clone(), points: written(now, more) };
        let (guess, near) = match self.more_points(facts) {
            Some((more, _)) if more.is_infinite() => return Ok(Found::None),
            Some((more, near)) => (more, near),
            // Points per Rp 1 million rise in step with the need's points.
            None if best.benefit > 0.0 => (now * best.shortfall / best.benefit, None),
            None => (0.0, None),
        };
        self.amount(facts, (guess, (most, 0.0)), near.as_ref(), edit)
    }

    fn cost(&mut self, facts: &NeedFacts) -> Result<Found, LabError> {
        let (Some(best), Some((points, _))) = (facts.best, self.points_of(facts)) else { return Ok(Found::None) };
        let best = &facts.choices[best];
        let (code, now) = (facts.need.code.clone(), facts.cost.as_millions());
        // What it earns, and what completion and order give back, grow as its cost falls.
        let gives_back = best.cost.parts.iter().filter(|part| {
            part.points < 0.0 && matches!(*part.reason, Reason::Completion { .. } | Reason::Order { .. })
        });
        let back: f64 = -gives_back.map(|part| part.points).sum::<f64>();
        let guess = match self.more_points(facts) {
            Some((more, _)) if more.is_finite() && points + more + back * now > 0.0 => {
                now * (1.0 - (points + back * now) / (points + more + back * now))
            }
            _ => now * (1.0 - (best.benefit + back) / (best.cost.total + back)),
        };
        #[allow(clippy::cast_possible_truncation)] // below the cost, which is an i64
        let edit = |less: f64| {
            let rupiah = Rupiah::new(((now - less) * 1e6).round() as i64);
            Edit::Cost { need: code.clone(), rupiah }
        };
        self.amount(facts, (guess, (now * (1.0 - LEAST_COST), 0.0)), None, edit)
    }

    /// The window wider by as few years as do, later ones first.
    fn window(&mut self, facts: &NeedFacts) -> Result<Found, LabError> {
        let years = &self.data().years;
        let row = self.data().needs.iter().find(|row| row.code.as_str() == facts.need.code);
        let (Some(row), Some(&start), Some(&end)) = (row, years.first(), years.last()) else { return Ok(Found::None) };
        let (first, last) = (row.first_year.unwrap_or(start), row.last_year.unwrap_or(end));
        let mut wider: Vec<(i32, i32)> = Vec::new();
        for more in 1..=(end - last).max(first - start) {
            if last + more <= end {
                wider.push((first, last + more));
            }
            if first - more >= start {
                wider.push((first - more, last));
            }
        }
        let edit = |(first, last): (i32, i32)| Edit::Window { need: facts.need.code.clone(), first, last };
        // The widest allows all that the others do: where even it brings nothing, none does.
        if wider.len() > 2 && self.vertex().is_some() && !self.seems(facts, &edit((start, end)))? {
            return Ok(Found::None);
        }
        for window in wider {
            let edit = edit(window);
            if self.seems(facts, &edit)?
                && let Some(paid) = self.brings(facts, &edit)?
            {
                return Ok(Found::Change(edit, paid));
            }
        }
        Ok(Found::None)
    }
}
