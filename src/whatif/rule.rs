//! Rules that would have to give way for a need to come in: the dearest one in its way, and the next that costs it more than is missing.
//!
//! ```text
//! soon      its bound followed from the basis, on the columns that are in doubt (way.rs); most that help do so in some ten steps
//! far       followed on, some hundreds to thousands of steps, while the pace at which the need comes nearer says that it will come in
//! without   beside it the rule left out: where even that brings nothing, no bound of it is looked for; kept, since it is the same for every need
//! crossing  else the bound is looked for by solves (crossing.rs), from where the way led; where no bound does, the rule left out is the answer
//! ```

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::explain::NeedFacts;
use crate::input::{Bound, PerKey, RuleName};
use crate::lp::{Lp, formulate};
use crate::solve::Control;
use crate::words::why::{Bound as Which, Reason};

use super::change::{Found, NEARLY};
use super::crossing::{Crossing, Start};
use super::edit::{Edit, bound_of};
use super::lab::{Lab, LabError, Optimum};
use super::search::{Least, down, least, up};
use super::way::{Came, Way};

/// Rules that are looked at.
const LOOKED_AT: usize = 2;
/// Steps after which a basis is still a good start for what is solved where they lead.
const SOON: usize = 60;
/// A pace that leads to more than this many times as far as a bound can be loosened promises no end. Not tuned.
const HOPELESS: f64 = 3.0;
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
        let wanted = (facts.paid + self.enough(facts)).as_millions();
        let payments = self.payments(facts);
        // Where no optimum of the linear program without the rule pays it anything, no plan is needed to say so.
        let pays = |optimum: &Optimum| payments.iter().map(|&j| optimum.point[j]).sum::<f64>() >= NOTHING * wanted;
        if let Some(optimum) = self.without.get(&rule)
            && !pays(optimum)
        {
            return Ok(Found::None);
        }
        let loosened = self.bound(&rule, which, year);
        let next = loosened.as_ref().and_then(|loosened| self.step_of(loosened));
        let mut way = loosened.as_ref().zip(next.as_ref()).and_then(|(loosened, (next, step))| {
            // Without the row it is not known what a step of the bound does.
            self.loosening(facts, row, loosened.most, (next, *step))
        });
        let mut came = way.as_mut().map_or(Came::Unknown, |way| way.go(SOON));
        if let (Came::To(amount), Some(way), Some(loosened)) = (came, &way, &loosened)
            && let Some(found) = self.at_end(facts, amount, way, loosened)?
        {
            return Ok(found);
        }
        if let (Came::To(_) | Came::Perhaps(_), Some(way), Some((next, step)), Some(loosened)) =
            (came, &mut way, &next, &loosened)
        {
            came = self.followed((way, came), (next, *step), (loosened, &rule));
            if let Came::To(amount) = came
                && let Some(found) = self.at_end(facts, amount, way, loosened)?
            {
                return Ok(found);
            }
        }
        let without = self.best_without(&rule);
        if without.as_ref().is_some_and(|optimum| !pays(optimum)) {
            return Ok(Found::None);
        }
        if let (Some(loosened), Some(next)) = (&loosened, &next)
            && let found @ Found::Change(..) = self.crossed(facts, (loosened, came), next, without.as_deref())?
        {
            return Ok(found);
        }
        let dropped = Edit::Drop { rule };
        self.far = without.map(|optimum| optimum.known.clone());
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

    /// The bound loosened by a little more than the `amount` to which `way` came, if that does.
    fn at_end(
        &mut self,
        facts: &NeedFacts,
        amount: f64,
        way: &Way,
        loosened: &Loosened,
    ) -> Result<Option<Found>, LabError> {
        self.at_once(facts, (amount, (loosened.most, loosened.step)), Some(way.vertex()), |more| loosened.by(more))
    }

    /// The optimum without the rule of this id; kept once it is found.
    fn best_without(&mut self, rule: &str) -> Option<Arc<Optimum>> {
        if let Some(optimum) = self.without.get(rule) {
            return Some(Arc::clone(optimum));
        }
        self.count_solves(1);
        let optimum = Arc::new(self.optimum_without(rule, self.control())?);
        self.without.insert(rule.to_owned(), Arc::clone(&optimum));
        Some(optimum)
    }

    /// Follows `way`, which `came` so far, on as long as that promises an end; beside it the optimum with the rule left out, which is of no use to who comes
    /// in on the way, and is not waited for then.
    fn followed(
        &mut self,
        (way, came): (&mut Way, Came),
        next: (&Lp, f64),
        (loosened, rule): (&Loosened, &str),
    ) -> Came {
        let cancel = Arc::new(AtomicBool::new(false));
        let control = Control { cancel: Arc::clone(&cancel), ..self.control().clone() };
        let this = &*self;
        // Where its pace says that no bound will do, the steps would only take the other's time.
        let hopeless = matches!(came, Came::Perhaps(amount) if amount > HOPELESS * loosened.most);
        let ground = if hopeless { None } else { this.ground(next) };
        let on = || {
            let came = ground.map_or(came, |ground| way.go_far(&ground));
            cancel.store(matches!(came, Came::To(_)), Ordering::Relaxed);
            came
        };
        let known = self.without.contains_key(rule);
        let (came, without) = rayon::join(on, || if known { None } else { this.optimum_without(rule, &control) });
        if !known {
            self.count_solves(1);
        }
        // One that was stopped is none.
        if let Some(optimum) = without {
            self.without.insert(rule.to_owned(), Arc::new(optimum));
        }
        came
    }

    /// The bound at which the need of `facts` comes in, which a way along it `came` to, or did not.
    fn crossed(
        &mut self,
        facts: &NeedFacts,
        (loosened, came): (&Loosened, Came),
        (next, step): &(Lp, f64),
        without: Option<&Optimum>,
    ) -> Result<Found, LabError> {
        let start = match came {
            Came::To(amount) => Start::Near(amount),
            Came::Perhaps(amount) if amount < loosened.most => Start::Perhaps(amount),
            // A pace that leads nowhere says nothing; most that help lie within the size of the bound itself.
            Came::Perhaps(_) => Start::Perhaps(loosened.scale()),
            Came::Unknown => Start::Scale(loosened.scale()),
        };
        match self.crossing(facts, (loosened, start), (next, *step), without)? {
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

#[cfg(test)]
mod tests {
    //! Source of truth: the programme stated anew without the rule, solved whole.

    use super::*;
    use crate::allocate::Options;
    use crate::model::Programme;
    use crate::solve::audit::audited;
    use crate::solve::structured::Structured;
    use crate::synthetic::{Spec, make};

    #[test]
    fn rows_left_out_are_the_rule_left_out() {
        let data = make(&Spec { sentra: 80, years: 3, ..Spec::default() });
        let mut lab = Lab::new(data.clone(), Options::default()).expect("a plan");
        assert!(lab.basis().is_some());
        let cost = lab.found().expect("a basis").lp.cost().to_vec();
        let mut gained = 0;
        for i in 0..data.rules.len() {
            let optimum = lab.optimum_without(&data.rules[i].id, lab.control()).expect("an optimum");
            let found: f64 = cost.iter().zip(&optimum.point).map(|(cost, x)| cost * x).sum();
            let mut without = data.clone();
            without.rules.remove(i);
            let programme = Programme::try_from(&without).expect("valid");
            let (_, whole) =
                audited(&Structured, &formulate(&programme).expect("linear"), &Control::default()).expect("a plan");
            let id = &data.rules[i].id;
            assert!(
                (found - whole.objective).abs() <= 1e-7 * whole.objective,
                "{id}: {found} is not {}",
                whole.objective
            );
            gained += usize::from(found > lab.base().benefit * (1.0 + 1e-5));
        }
        assert!(gained > 1, "only {gained} rules cost anything");
    }
}
