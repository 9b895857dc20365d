//! A checked programme with other bounds of one rule, without one, with other points or less cost of one need, or with another sum of one ceiling: what else
//! it is made of was checked already.
//!
//! At national size all checks together are what a change that is tried out would wait for.
//! Bounds and points come in as data do and are checked by the same checks, costs and ceilings only where no check could fail. Warnings are for who states a programme: none are looked for.

use crate::id::CeilingId;
use crate::input::{self, Scope};
use crate::model::build::policy::rebound;
use crate::model::policy::{Kind, Per};
use crate::model::{Faults, Place, Programme, validate};
use crate::units::Rupiah;

impl Programme {
    /// This programme with the bounds that `row` states for the rule of its id; `None` where that rule is of another family, or makes other groups.
    /// Of `row` nothing else counts.
    ///
    /// # Errors
    /// Every fault of the bounds.
    pub(crate) fn rebound(&self, row: &input::Rule) -> Result<Option<Self>, Faults> {
        let here = self.rules.iter().position(|rule| rule.id == row.id && rule.per == Per::new(&row.per));
        let Some(i) = here.filter(|&i| family(&self.rules[i].kind) == row.rule) else { return Ok(None) };
        validate::check_bounds(&self.years, i, row)?;
        let mut changed = self.clone();
        changed.rules[i].kind = rebound(&self.rules[i].kind, row, &self.years);
        changed.oddities.clear();
        Ok(Some(changed))
    }

    /// This programme with these points of a need, which is number `i` of the data; `None` if it has no such need.
    ///
    /// # Errors
    /// Every fault of the points.
    pub(crate) fn with_points(&self, i: usize, need: &str, points: f64) -> Result<Option<Self>, Faults> {
        let Some(here) = self.needs.iter().position(|row| row.code.as_str() == need) else { return Ok(None) };
        validate::check_points(i, points)?;
        let mut changed = self.clone();
        changed.needs[here].benefit = points;
        validate::check_built(&changed)?;
        changed.oddities.clear();
        Ok(Some(changed))
    }

    /// This programme with this cost of a need; `None` if it has no such need, or if a check could fail: where the cost rises, is not positive, or is
    /// below what is contracted.
    pub(crate) fn with_less_cost(&self, need: &str, cost: Rupiah) -> Option<Self> {
        let here = self.needs.iter().position(|row| row.code.as_str() == need)?;
        let row = &self.needs[here];
        let contracted = self.contracted[row.payments.clone()].iter().map(|rupiah| i128::from(rupiah.get()));
        let least = contracted.sum::<i128>().max(1);
        if cost > row.cost || i128::from(cost.get()) < least {
            return None;
        }
        let mut changed = self.clone();
        changed.needs[here].cost = cost;
        changed.oddities.clear();
        Some(changed)
    }

    /// The ceiling that the planner's codes name.
    pub(crate) fn ceiling_of(&self, source: &str, (scope, code, year): (Scope, &str, i32)) -> Option<CeilingId> {
        self.ceiling_ids().zip(&self.ceilings).find_map(|(id, ceiling)| {
            let at = match ceiling.place {
                Place::Nation => (Scope::Nation, ""),
                Place::Province(id) => (Scope::Province, self.provinces[id.index()].code.as_str()),
                Place::Region(id) => (Scope::Region, self.regions[id.index()].code.as_str()),
            };
            let is_it = self.sources[ceiling.source.index()].code.as_str() == source
                && at == (scope, code)
                && self.year(ceiling.year) == year;
            is_it.then_some(id)
        })
    }

    /// This programme with this sum of a ceiling; `None` if it has no such ceiling, or if a check could fail: where the sum, or that of all ceilings, is too
    /// large or too small.
    pub(crate) fn with_ceiling(
        &self,
        source: &str,
        (scope, code, year): (Scope, &str, i32),
        rupiah: Rupiah,
    ) -> Option<Self> {
        let here = self.ceiling_of(source, (scope, code, year))?.index();
        let all: i128 = self.ceilings.iter().map(|ceiling| i128::from(ceiling.rupiah.get())).sum();
        let then = all + i128::from(rupiah.get()) - i128::from(self.ceilings[here].rupiah.get());
        if !(Rupiah::ZERO..=Rupiah::LARGEST).contains(&rupiah) || then > i128::from(i64::MAX) {
            return None;
        }
        let mut changed = self.clone();
        changed.ceilings[here].rupiah = rupiah;
        changed.oddities.clear();
        Some(changed)
    }

    /// This programme without the rule of this id; `None` if it has none.
    pub(crate) fn without_rule(&self, id: &str) -> Option<Self> {
        let i = self.rules.iter().position(|rule| rule.id == id)?;
        let mut changed = self.clone();
        changed.rules.remove(i);
        changed.oddities.clear();
        Some(changed)
    }
}

/// The name of a family.
fn family(kind: &Kind) -> input::RuleName {
    match kind {
        Kind::Amount(_) => input::RuleName::Amount,
        Kind::Share { .. } => input::RuleName::Share,
        Kind::Coverage(_) => input::RuleName::Coverage,
        Kind::Growth { .. } => input::RuleName::Growth,
        Kind::Match { .. } => input::RuleName::Match,
        Kind::Count { .. } => input::RuleName::Count,
        Kind::Together => input::RuleName::Together,
        Kind::Exclusive => input::RuleName::Exclusive,
        Kind::Stability(_) => input::RuleName::Stability,
    }
}

#[cfg(test)]
mod tests {
    //! Source of truth: the door for all data.

    use super::*;
    use crate::input::{Bound, ProgrammeData};
    use crate::synthetic::{Kind as Made, Spec, make};

    /// `data` with each number of rule `i` put through `change`.
    fn with(data: &ProgrammeData, i: usize, change: impl Fn(f64) -> f64) -> ProgrammeData {
        let mut data = data.clone();
        let rule = &mut data.rules[i];
        let bounds = [
            &mut rule.at_least,
            &mut rule.at_most,
            &mut rule.exactly,
            &mut rule.zero_or_at_least,
            &mut rule.times,
            &mut rule.plus,
        ];
        for bound in bounds.into_iter().flatten() {
            match bound {
                Bound::Same(value) => *value = change(*value),
                Bound::ByYear(values) => values.values_mut().for_each(|value| *value = change(*value)),
            }
        }
        data
    }

    #[test]
    fn what_comes_in_by_the_narrow_door_is_what_the_wide_one_makes() {
        let (mut changed, mut faulty) = (0, 0);
        for (kind, sources) in [(Made::Rules, 2), (Made::Whole, 1)] {
            let data = make(&Spec { sentra: 60, kind, sources, ..Spec::default() });
            let programme = Programme::try_from(&data).expect("valid");
            for i in 0..data.rules.len() {
                let changes: [fn(f64) -> f64; 4] =
                    [|value| value * 2.0, |value| (value / 2.0).floor(), |_| 1.0, |value| -value - 0.1];
                for change in changes {
                    let data = with(&data, i, change);
                    match (programme.rebound(&data.rules[i]), Programme::try_from(&data)) {
                        (Ok(Some(narrow)), Ok(wide)) => {
                            assert_eq!(narrow.rules, wide.rules);
                            changed += 1;
                        }
                        (Err(narrow), Err(wide)) => {
                            assert_eq!(narrow, wide);
                            faulty += 1;
                        }
                        (narrow, wide) => panic!("rule {i}: {narrow:?} is not {wide:?}"),
                    }
                }
                let mut without = data.clone();
                without.rules.remove(i);
                let wide = Programme::try_from(&without).expect("valid");
                assert_eq!(programme.without_rule(&data.rules[i].id).map(|narrow| narrow.rules), Some(wide.rules));
            }
        }
        assert!(changed > 40 && faulty > 15, "{changed} and {faulty}");
    }

    #[test]
    fn points_come_in_as_by_the_wide_door() {
        let data = make(&Spec { sentra: 60, ..Spec::default() });
        let programme = Programme::try_from(&data).expect("valid");
        for (i, row) in data.needs.iter().enumerate().step_by(17) {
            for points in [0.0, row.benefit * 3.5, -1.0, f64::NAN, 1e300, 1e15, 1.1e15] {
                let mut data = data.clone();
                data.needs[i].benefit = points;
                match (programme.with_points(i, row.code.as_str(), points), Programme::try_from(&data)) {
                    (Ok(Some(narrow)), Ok(wide)) => assert_eq!(narrow.needs, wide.needs),
                    // A number that is none equals nothing, itself included.
                    (Err(narrow), Err(wide)) => assert_eq!(narrow.to_string(), wide.to_string()),
                    (narrow, wide) => panic!("need {i}, {points} points: {narrow:?} is not {wide:?}"),
                }
            }
        }
        assert!(programme.with_points(0, "none", 1.0).is_ok_and(|none| none.is_none()));
    }

    #[test]
    fn costs_come_in_as_by_the_wide_door_or_not_at_all() {
        let mut data = make(&Spec { sentra: 60, sources: 2, ..Spec::default() });
        let paid = Programme::try_from(&data).expect("valid");
        // Some are contracted, up to half of their cost.
        for payment in paid.payments().iter().step_by(29) {
            let need = &paid.needs()[payment.need.index()];
            data.contracted.push(input::PaymentRow {
                need: need.code.clone(),
                year: paid.year(payment.year),
                source: paid.sources()[payment.source.index()].code.clone(),
                rupiah: Rupiah::new(need.cost.get() / 2),
            });
        }
        let programme = Programme::without_oddities(&data).expect("valid");
        let (mut narrow, mut wide) = (0, 0);
        for i in (0..data.needs.len()).step_by(7) {
            let now = data.needs[i].cost.get();
            for cost in [0, -1, 1, now / 3, now / 2, now / 2 + 1, now - 1, now, now + 1, i64::MAX].map(Rupiah::new) {
                let mut data = data.clone();
                data.needs[i].cost = cost;
                match (programme.with_less_cost(data.needs[i].code.as_str(), cost), Programme::without_oddities(&data))
                {
                    (Some(changed), Ok(made)) => {
                        assert_eq!(format!("{changed:?}"), format!("{made:?}"));
                        narrow += 1;
                    }
                    (None, _) => wide += 1,
                    (Some(_), Err(faults)) => panic!("need {i}, {cost}: {faults}"),
                }
            }
        }
        assert!(narrow > 20 && wide > 20, "{narrow} and {wide}");
        assert!(programme.with_less_cost("none", Rupiah::new(1)).is_none());
    }

    #[test]
    fn ceilings_come_in_as_by_the_wide_door_or_not_at_all() {
        let data = make(&Spec { sentra: 60, sources: 2, ..Spec::default() });
        let programme = Programme::without_oddities(&data).expect("valid");
        let (mut narrow, mut wide) = (0, 0);
        for i in (0..data.ceilings.len()).step_by(31) {
            let now = data.ceilings[i].rupiah.get();
            for rupiah in [0, -1, now / 2, now + 1, now * 3, Rupiah::LARGEST.get(), i64::MAX].map(Rupiah::new) {
                let mut data = data.clone();
                data.ceilings[i].rupiah = rupiah;
                let row = &data.ceilings[i];
                let changed = programme.with_ceiling(row.source.as_str(), (row.scope, &row.code, row.year), rupiah);
                match (changed, Programme::without_oddities(&data)) {
                    (Some(changed), Ok(made)) => {
                        assert_eq!(format!("{changed:?}"), format!("{made:?}"));
                        narrow += 1;
                    }
                    (None, Err(_)) => wide += 1,
                    (changed, made) => panic!("ceiling {i}, {rupiah}: {} for {made:?}", changed.is_some()),
                }
            }
        }
        assert!(narrow > 20 && wide > 10, "{narrow} and {wide}");
        assert!(programme.with_ceiling("dak", (Scope::Nation, "", 1), Rupiah::new(1)).is_none());
    }

    #[test]
    fn other_groups_or_families_do_not_pass() {
        let data = make(&Spec { sentra: 60, ..Spec::default() });
        let programme = Programme::try_from(&data).expect("valid");
        let row = &data.rules[0];
        assert!(programme.rebound(row).is_ok_and(|same| same.is_some()));
        for other in [
            input::Rule { per: Vec::new(), ..row.clone() },
            input::Rule { rule: input::RuleName::Coverage, ..row.clone() },
            input::Rule { id: "none".to_owned(), ..row.clone() },
        ] {
            assert!(programme.rebound(&other).is_ok_and(|none| none.is_none()), "{other:?}");
        }
        assert!(programme.without_rule("none").is_none());
    }
}
