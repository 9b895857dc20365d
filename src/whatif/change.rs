//! The smallest single change that brings a need in.

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::explain::{Choice, NeedFacts};
use crate::id::NeedId;
use crate::input::Scope;
use crate::units::Rupiah;
use crate::words::phrase::Place;
use crate::words::why::Reason;

use super::edit::Edit;
use super::lab::Lab;
use super::search::least;

/// What is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// The need's points.
    Benefit,
    /// The need's cost.
    Cost,
    /// A ceiling of its region, or of its province where the region's is not in the way.
    Ceiling,
    /// The dearest rule in its way, left out.
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
    /// The smallest change that brings the need in; absent if none of this kind was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edit: Option<Edit>,
    /// What the need gets with it, in all.
    pub paid: Rupiah,
    /// Whether it was solved with the change, and, where it has an amount, with 99 % of it, which does not do.
    pub confirmed: bool,
    /// Solves that it took.
    pub solves: usize,
}

/// A need may earn at most this many times what it earns now, or what the dearest earns, before a change of points counts as none.
const MOST_TIMES: f64 = 1e4;
/// A cost may fall to this part of itself.
const LEAST_COST: f64 = 1e-4;

impl Lab {
    /// The smallest change of each kind that gives more to the need of `facts`, which are those of this programme's plan.
    ///
    /// # Errors
    /// A solver that fails.
    pub fn changes(&mut self, facts: &NeedFacts, ways: &[Way]) -> Result<Vec<Change>, Error> {
        ways.iter().map(|&way| self.change(facts, way)).collect()
    }

    /// The smallest change of kind `way` that gives more to the need of `facts`.
    ///
    /// # Errors
    /// A solver that fails.
    pub fn change(&mut self, facts: &NeedFacts, way: Way) -> Result<Change, Error> {
        let before = self.solves();
        let edit = match (way, facts.best.map(|best| &facts.choices[best])) {
            (Way::Window, _) => self.window(facts)?,
            (_, None) => None,
            (Way::Benefit, Some(best)) => self.benefit(facts, best)?,
            (Way::Cost, Some(best)) => self.cost(facts, best)?,
            (Way::Ceiling, Some(best)) => self.ceiling(facts, best)?,
            (Way::Rule, Some(best)) => self.rule(facts, best)?,
        };
        let paid = match &edit {
            Some(edit) => self.try_out(edit)?.map_or(Rupiah::ZERO, |tried| tried.paid_to(&facts.need.code)),
            None => self.base().paid_to(&facts.need.code),
        };
        // The amount was tried in the search; the last try says what it brings.
        let confirmed = edit.is_some() && paid > self.base().paid_to(&facts.need.code);
        Ok(Change { way, edit, paid, confirmed, solves: self.solves() - before })
    }

    /// Whether `edit` gives the need of `facts` more than it has.
    fn brings(&mut self, facts: &NeedFacts, edit: &Edit) -> Result<bool, Error> {
        let had = self.base().paid_to(&facts.need.code);
        Ok(self.try_out(edit)?.is_some_and(|tried| tried.paid_to(&facts.need.code) > had))
    }

    fn benefit(&mut self, facts: &NeedFacts, best: &Choice) -> Result<Option<Edit>, Error> {
        let code = facts.need.code.clone();
        let Some(now) = self.data().needs.iter().find(|row| row.code.as_str() == code).map(|row| row.benefit) else {
            return Ok(None);
        };
        let largest = self.data().needs.iter().fold(now, |most, row| row.benefit.max(most));
        // Points per Rp 1 million rise in step with the need's points.
        let guess = if best.benefit > 0.0 { now * best.shortfall / best.benefit } else { 0.0 };
        let edit = |more: f64| Edit::Benefit { need: code.clone(), points: now + more };
        let found = least(guess, largest * MOST_TIMES, |more| self.brings(facts, &edit(more)))?;
        Ok(found.map(edit))
    }

    fn cost(&mut self, facts: &NeedFacts, best: &Choice) -> Result<Option<Edit>, Error> {
        let code = facts.need.code.clone();
        let now = facts.cost.as_millions();
        // What it earns, and what completion and order give back, grow as its cost falls.
        let back: f64 = best.cost.parts.iter().map(|part| part.points).filter(|points| *points < 0.0).sum();
        let (earns, costs) = (best.benefit - back, best.cost.total - back);
        let guess = if costs > 0.0 { now * (1.0 - earns / costs) } else { 0.0 };
        #[allow(clippy::cast_possible_truncation)] // below the cost, which is an i64
        let edit = |less: f64| {
            let rupiah = Rupiah::new(((now - less) * 1e6).round() as i64);
            Edit::Cost { need: code.clone(), rupiah }
        };
        let found = least(guess, now * (1.0 - LEAST_COST), |less| self.brings(facts, &edit(less)))?;
        Ok(found.map(edit))
    }

    /// The ceiling of the region, else of the province, that makes the money dear in the year in which least is missing.
    fn ceiling(&mut self, facts: &NeedFacts, best: &Choice) -> Result<Option<Edit>, Error> {
        let local = best.cost.parts.iter().rev().find_map(|part| match &part.reason {
            Reason::Ceiling { ceiling } if part.points > 0.0 => match &ceiling.place {
                Place::Region(name) => Some((Scope::Region, name.code.clone())),
                Place::Province(name) => Some((Scope::Province, name.code.clone())),
                Place::Nation => None,
            },
            _ => None,
        });
        let Some((scope, code)) = local else { return Ok(None) };
        let (source, year) = (best.source.code.clone(), best.year);
        let now =
            self.data().ceilings.iter().find(|row| {
                row.source.as_str() == source && row.scope == scope && row.code == code && row.year == year
            });
        let Some(now) = now.map(|row| row.rupiah) else { return Ok(None) };
        // All that is asked for under the ceiling: with so much more nothing is left for it to stop.
        let programme = self.programme();
        let under = programme.needs().iter().zip(0..).filter(|&(_, n)| {
            let region = programme.region_of(NeedId::new(n));
            let place = &programme.regions()[region.index()];
            match scope {
                Scope::Nation => true,
                Scope::Province => programme.provinces()[place.province.index()].code.as_str() == code,
                Scope::Region => place.code.as_str() == code,
            }
        });
        let most = under.map(|(need, _)| need.cost.as_millions()).sum::<f64>().min(1e9);
        let edit = |more: f64| {
            #[allow(clippy::cast_possible_truncation)] // at most 1e15
            let more = Rupiah::new((more * 1e6).round() as i64);
            Edit::Ceiling { source: source.clone(), scope, code: code.clone(), year, rupiah: now + more }
        };
        // Removing it must do, before the least is looked for.
        if !self.brings(facts, &edit(most))? {
            return Ok(None);
        }
        let found = least(facts.cost.as_millions() / 16.0, most, |more| self.brings(facts, &edit(more)))?;
        Ok(found.map(edit))
    }

    /// Leaving out the dearest rule in its way.
    fn rule(&mut self, facts: &NeedFacts, best: &Choice) -> Result<Option<Edit>, Error> {
        let rules = best.cost.parts.iter().filter_map(|part| match &part.reason {
            Reason::Rule { rule, .. } if part.points > 0.0 => Some((part.points, rule.id.clone())),
            _ => None,
        });
        let Some((_, rule)) = rules.max_by(|a, b| a.0.total_cmp(&b.0)) else { return Ok(None) };
        let edit = Edit::Drop { rule };
        Ok(self.brings(facts, &edit)?.then_some(edit))
    }

    /// The window wider by as few years as do, later ones first.
    fn window(&mut self, facts: &NeedFacts) -> Result<Option<Edit>, Error> {
        let years = self.data().years.clone();
        let row = self.data().needs.iter().find(|row| row.code.as_str() == facts.need.code);
        let (Some(row), Some(&start), Some(&end)) = (row, years.first(), years.last()) else { return Ok(None) };
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
        for (first, last) in wider {
            let edit = Edit::Window { need: facts.need.code.clone(), first, last };
            if self.brings(facts, &edit)? {
                return Ok(Some(edit));
            }
        }
        Ok(None)
    }
}
