//! One rule of a programme loosened in one of its groups.

use crate::id::YearId;
use crate::model::Programme;
use crate::model::policy::{Bounds, ByYear, GroupKey, Kind, Rule, Selector};
use crate::units::Rupiah;

impl Programme {
    /// This programme with rule `i` loosened by `by`, rupiah or a number of things, in the group of `key` alone; `None` for families whose bounds are neither.
    /// A rule that holds in several places becomes two, the second of which comes last.
    #[must_use]
    pub fn loosened(&self, i: usize, key: GroupKey, by: i64) -> Option<Self> {
        let rule = &self.rules[i];
        let kind = match &rule.kind {
            Kind::Amount(bounds) => {
                let by = Rupiah::new(by);
                let (down, up) = (|asked: Rupiah| (asked - by).max(Rupiah::ZERO), |most: Rupiah| most + by);
                Kind::Amount(self.moved(bounds, key.year, down, up))
            }
            Kind::Count { what, counting, least, bounds } => {
                let by = u32::try_from(by).unwrap_or(u32::MAX);
                let (down, up) = (|asked: u32| asked.saturating_sub(by), |most: u32| most.saturating_add(by));
                let bounds = self.moved(bounds, key.year, down, up);
                Kind::Count { what: *what, counting: *counting, least: *least, bounds }
            }
            _ => return None,
        };
        let place = GroupKey { year: None, ..key };
        let mut changed = self.clone();
        if place == GroupKey::default() {
            changed.rules[i].kind = kind;
            return Some(changed);
        }
        let here = |n: usize| self.place_in(rule, n) == place;
        let masked = |inside: bool| Selector {
            needs: Some(
                (0..self.needs.len())
                    .map(|n| here(n) == inside && rule.of.needs.as_ref().is_none_or(|needs| needs[n]))
                    .collect(),
            ),
            ..rule.of.clone()
        };
        changed.rules[i].of = masked(false);
        changed.rules.push(Rule { of: masked(true), kind, ..rule.clone() });
        Some(changed)
    }

    /// `bounds` moved in `year`; in all years where these are not told apart.
    fn moved<T: Copy>(
        &self,
        bounds: &Bounds<T>,
        year: Option<YearId>,
        down: impl Fn(T) -> T,
        up: impl Fn(T) -> T,
    ) -> Bounds<T> {
        let mut moved = bounds.clone();
        moved.at_least = self.changed(&bounds.at_least, year, |bound| Some(down(bound)));
        moved.at_most = self.changed(&bounds.at_most, year, |bound| Some(up(bound)));
        moved.exactly = self.changed(&bounds.exactly, year, |_| None);
        // What is stated exactly is loosened both ways, and is not stated otherwise.
        if bounds.exactly.get(year).is_some() {
            let only = |bound: &dyn Fn(T) -> T| self.only_in(year, bounds.exactly.get(year).map(bound));
            (moved.at_least, moved.at_most) = (only(&down), only(&up));
        }
        moved
    }

    /// `bound` changed in `year`.
    fn changed<T: Copy>(&self, bound: &ByYear<T>, year: Option<YearId>, change: impl Fn(T) -> Option<T>) -> ByYear<T> {
        let Some(year) = year else {
            return match bound.get(None) {
                Some(value) => change(value).map_or(ByYear::None, ByYear::Same),
                None => bound.clone(),
            };
        };
        let each = (0..self.years.len()).map(YearId::new).map(|y| {
            let value = bound.get(Some(y));
            if y == year { value.and_then(&change) } else { value }
        });
        if bound.is_none() { ByYear::None } else { ByYear::Each(each.collect()) }
    }

    /// `value` in `year` alone; everywhere where years are not told apart.
    pub(super) fn only_in<T: Copy>(&self, year: Option<YearId>, value: Option<T>) -> ByYear<T> {
        match (year, value) {
            (_, None) => ByYear::None,
            (None, Some(value)) => ByYear::Same(value),
            (Some(year), Some(value)) => {
                let mut each = vec![None; self.years.len()];
                each[year.index()] = Some(value);
                ByYear::Each(each)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    //! Source of truth: bounds written out by hand.

    use super::*;
    use crate::id::NeedId;
    use crate::synthetic::{Kind as Made, Spec, make};

    fn programme(rule: serde_json::Value) -> Programme {
        let mut data = make(&Spec { sentra: 50, kind: Made::Core, years: 3, ..Spec::default() });
        data.rules = vec![serde_json::from_value(rule).expect("a rule")];
        Programme::try_from(data).expect("valid")
    }

    #[test]
    fn one_year_of_one_region_is_loosened() {
        let rule = serde_json::json!({"id": "r", "rule": "amount", "of": {}, "at_least": 500, "at_most": 900, "per": ["region", "year"]});
        let programme = programme(rule);
        let region = programme.region_of(NeedId::new(0));
        let key = GroupKey { region: Some(region), year: Some(YearId::new(1)), ..GroupKey::default() };
        let loosened = programme.loosened(0, key, 100).expect("an amount");
        let [rest, own] = loosened.rules() else { panic!("two rules") };
        let rupiah = Rupiah::new;
        let Kind::Amount(bounds) = &own.kind else { panic!("an amount") };
        let of = |bound: &ByYear<Rupiah>| [0, 1, 2].map(|y| bound.get(Some(YearId::new(y))));
        assert_eq!(of(&bounds.at_least), [500, 400, 500].map(|r| Some(rupiah(r))));
        assert_eq!(of(&bounds.at_most), [900, 1000, 900].map(|r| Some(rupiah(r))));
        let Kind::Amount(bounds) = &rest.kind else { panic!("an amount") };
        assert_eq!(of(&bounds.at_least), [500; 3].map(|r| Some(rupiah(r))));
        for n in (0..programme.needs().len()).map(NeedId::new) {
            let here = programme.region_of(n) == region;
            assert_eq!((own.of.selects_need(&programme, n), rest.of.selects_need(&programme, n)), (here, !here));
        }
    }

    #[test]
    fn a_number_stated_exactly_is_loosened_both_ways_and_a_share_not_at_all() {
        let count = serde_json::json!({"id": "r", "rule": "count", "what": "sentra", "of": {}, "exactly": 3});
        let programme = self::programme(count);
        let loosened = programme.loosened(0, GroupKey::default(), 1).expect("a count");
        let Kind::Count { bounds, .. } = &loosened.rules()[0].kind else { panic!("a count") };
        let all = [&bounds.at_least, &bounds.at_most, &bounds.exactly].map(|bound| bound.get(None));
        assert_eq!(all, [Some(2), Some(4), None]);
        let share =
            serde_json::json!({"id": "r", "rule": "share", "of": {"sector": "pangan"}, "in": {}, "at_least": 0.3});
        assert!(self::programme(share).loosened(0, GroupKey::default(), 1).is_none());
    }
}
