//! Some needs of a programme by themselves, under what of its rules says something of them alone.
//!
//! ```text
//! inside    every need that the rule means in the group is one of them: all its bounds stay
//! partly    what cannot be broken by paying others nothing stays: upper bounds of sums and counts, exclusive; of a share the bound whose other
//!           needs only make it harder
//! ```
//! So what holds of a plan of the whole holds of its part that pays these needs; and a plan of the part, with nothing paid to others, keeps every demand that
//! stays. What cannot hold together here cannot hold together in the whole programme, and any of it that can here can there.

use std::collections::{BTreeMap, BTreeSet};

use crate::id::{NeedId, PaymentId, SentraId, YearId};
use crate::input::Counting;
use crate::model::policy::{Bounds, ByYear, GroupKey, Kind, Rule, Selector};
use crate::model::{Need, Previous, Programme};

/// A part of a programme.
#[derive(Debug)]
pub struct Within {
    /// It as a programme. Rules are one for each group; ceilings and years are as they were.
    pub programme: Programme,
    /// For each of its rules, the group that it holds in.
    pub keys: Vec<GroupKey>,
    /// For each of its rules, the rule that it comes from.
    pub rules: Vec<usize>,
    /// For each of its needs, which one it is in the whole.
    pub needs: Vec<usize>,
    /// Likewise for its payments.
    pub payments: Vec<usize>,
}

/// The needs that a rule means in one place, whatever the year.
#[derive(Debug, Clone, Default)]
pub struct Meant {
    /// Those that it bounds, in order.
    pub of: Vec<usize>,
    /// Those that a share is measured against, in order.
    pub within: Vec<usize>,
}

/// For each rule of a programme, what it means by place: the key of its groups without the year.
#[derive(Debug)]
pub struct Reach(pub Vec<BTreeMap<GroupKey, Meant>>);

impl Reach {
    /// What the rules of `programme` mean.
    #[must_use]
    pub fn new(programme: &Programme) -> Self {
        let of_rule = |rule: &Rule| {
            let mut places: BTreeMap<GroupKey, Meant> = BTreeMap::new();
            for n in 0..programme.needs.len() {
                if rule.of.selects_need(programme, NeedId::new(n)) {
                    places.entry(programme.place_in(rule, n)).or_default().of.push(n);
                }
                if let Kind::Share { within, .. } = &rule.kind
                    && within.selects_need(programme, NeedId::new(n))
                {
                    places.entry(programme.place_in(rule, n)).or_default().within.push(n);
                }
            }
            places
        };
        Self(programme.rules.iter().map(of_rule).collect())
    }
}

impl Programme {
    /// The place of need `n` in `rule`: the key of its groups without the year.
    #[must_use]
    pub fn place_in(&self, rule: &Rule, n: usize) -> GroupKey {
        GroupKey { year: None, ..rule.per.key(self, NeedId::new(n), YearId::new(0)) }
    }

    /// The needs in `chosen` by themselves; `reach` is that of this programme. Needs that come before a chosen one must be chosen too. Soft rules are
    /// left out, and so are priorities.
    #[must_use]
    pub fn within(&self, reach: &Reach, chosen: &BTreeSet<usize>) -> Within {
        let old: Vec<usize> = chosen.iter().copied().collect();
        let new: BTreeMap<usize, usize> = old.iter().copied().zip(0..).collect();
        let mut payments: Vec<usize> = Vec::new();
        let needs: Vec<Need> = old
            .iter()
            .map(|&n| {
                let need = &self.needs[n];
                let start = payments.len();
                payments.extend(need.payments.clone());
                let after = need.after.iter().filter_map(|before| new.get(&before.index()).copied().map(NeedId::new));
                Need { after: after.collect(), payments: start..payments.len(), ..need.clone() }
            })
            .collect();
        let mut sentra = self.sentra.clone();
        let mut from = 0;
        for (i, row) in sentra.iter_mut().enumerate() {
            let own = needs[from..].iter().take_while(|need| need.sentra == SentraId::new(i)).count();
            row.needs = from..from + own;
            from += own;
        }
        let place_of: BTreeMap<usize, usize> = payments.iter().copied().zip(0..).collect();
        let previous = self.previous.iter().filter_map(|row| {
            let need = NeedId::new(*new.get(&row.need.index())?);
            let payment = row.payment.and_then(|payment| place_of.get(&payment.index()).copied().map(PaymentId::new));
            Some(Previous { need, payment, ..*row })
        });
        let mut part = Within {
            programme: Self {
                name: self.name.clone(),
                years: self.years.clone(),
                unit: self.unit,
                discount: self.discount,
                completion: self.completion,
                islands: self.islands.clone(),
                provinces: self.provinces.clone(),
                regions: self.regions.clone(),
                sectors: self.sectors.clone(),
                activities: self.activities.clone(),
                sources: self.sources.clone(),
                tags: self.tags.clone(),
                payments: payments
                    .iter()
                    .map(|&p| {
                        let mut payment = self.payments[p];
                        payment.need = NeedId::new(new[&payment.need.index()]);
                        payment
                    })
                    .collect(),
                contracted: payments.iter().map(|&p| self.contracted[p]).collect(),
                previous: previous.collect(),
                ceilings: self.ceilings.clone(),
                priorities: Vec::new(),
                rules: Vec::new(),
                oddities: Vec::new(),
                sentra,
                needs,
            },
            keys: Vec::new(),
            rules: Vec::new(),
            needs: old,
            payments,
        };
        for (i, rule) in self.rules.iter().enumerate().filter(|(_, rule)| rule.penalty.is_none()) {
            let touched: BTreeSet<GroupKey> = chosen.iter().map(|&n| self.place_in(rule, n)).collect();
            for key in touched {
                let Some(meant) = reach.0[i].get(&key) else { continue };
                if meant.of.iter().chain(&meant.within).any(|n| chosen.contains(n)) {
                    self.add_groups(&mut part, (i, rule), (key, meant), chosen);
                }
            }
        }
        part
    }

    /// Adds what stays of `rule` in one place to `part`, a rule for each year that it tells apart.
    fn add_groups(
        &self,
        part: &mut Within,
        (i, rule): (usize, &Rule),
        (key, meant): (GroupKey, &Meant),
        chosen: &BTreeSet<usize>,
    ) {
        let by_year = rule.per.year || matches!(rule.kind, Kind::Growth { .. });
        // Growth bounds every year but the first.
        let first = usize::from(matches!(rule.kind, Kind::Growth { .. }));
        let years: Vec<Option<YearId>> =
            if by_year { (first..self.years.len()).map(|year| Some(YearId::new(year))).collect() } else { vec![None] };
        for year in years {
            let Some(kind) = self.stays(rule, year, meant, chosen) else { continue };
            let masked = |selector: &Selector, meant: &[usize]| {
                let needs = part.needs.iter().map(|n| meant.binary_search(n).is_ok()).collect();
                Selector { needs: Some(needs), ..selector.clone() }
            };
            let kind = match kind {
                Kind::Share { within, bounds } => Kind::Share { within: masked(&within, &meant.within), bounds },
                kind => kind,
            };
            let of = masked(&rule.of, &meant.of);
            part.programme.rules.push(Rule { of, kind, ..rule.clone() });
            part.keys.push(GroupKey { year, ..key });
            part.rules.push(i);
        }
    }

    /// What stays of `rule` in a place in `year`, if anything does.
    fn stays(&self, rule: &Rule, year: Option<YearId>, meant: &Meant, chosen: &BTreeSet<usize>) -> Option<Kind> {
        let all = |needs: &[usize]| needs.iter().all(|n| chosen.contains(n));
        let inside = all(&meant.of) && all(&meant.within);
        match &rule.kind {
            Kind::Amount(bounds) => self.kept(bounds, year, (inside, true), inside).map(Kind::Amount),
            Kind::Coverage(bounds) => self.kept(bounds, year, (inside, inside), inside).map(Kind::Coverage),
            Kind::Share { within, bounds } => {
                // Others that are measured against but not bounded only make a lower bound harder; an upper one easier.
                let lower = all(&meant.of);
                let others = meant.within.iter().filter(|n| meant.of.binary_search(n).is_err());
                let same_payments = rule.of.years == within.years && rule.of.sources == within.sources;
                let upper = inside || (same_payments && others.into_iter().all(|n| chosen.contains(n)));
                let bounds = self.kept(bounds, year, (lower, upper), false)?;
                Some(Kind::Share { within: within.clone(), bounds })
            }
            Kind::Match { source, to, bounds } => {
                let bounds = self.kept(bounds, year, (inside, inside), false)?;
                Some(Kind::Match { source: *source, to: *to, bounds })
            }
            Kind::Count { what, counting, least, bounds } => {
                let (lower, upper) = match counting {
                    Counting::Funded => (inside, true),
                    // A sentra counts by all its essential needs.
                    Counting::Completed => {
                        let whole =
                            inside && meant.of.iter().all(|&n| self.essential_beside(n).all(|n| chosen.contains(&n)));
                        (whole, whole)
                    }
                };
                let bounds = self.kept(bounds, year, (lower, upper), false)?;
                Some(Kind::Count { what: *what, counting: *counting, least: *least, bounds })
            }
            Kind::Growth { times, plus } if inside => {
                // Where a key is by year, a year that it does not name has no bound.
                let unbounded =
                    (!times.is_none() && times.get(year).is_none()) || (!plus.is_none() && plus.get(year).is_none());
                (!unbounded).then(|| Kind::Growth { times: self.only(times, year), plus: self.only(plus, year) })
            }
            Kind::Stability(bound) if inside => {
                let bound = self.only(bound, year);
                (!bound.is_none()).then_some(Kind::Stability(bound))
            }
            Kind::Together if inside => Some(Kind::Together),
            Kind::Exclusive => Some(Kind::Exclusive),
            Kind::Growth { .. } | Kind::Stability(_) | Kind::Together => None,
        }
    }

    /// The essential needs of the sentra of need `n`.
    pub fn essential_beside(&self, n: usize) -> impl Iterator<Item = usize> + '_ {
        let sentra = &self.sentra[self.needs[n].sentra.index()];
        sentra.needs.clone().filter(|&n| self.needs[n].essential)
    }

    /// `bound` in `year` alone; as it is where years are not told apart.
    fn only<T: Copy>(&self, bound: &ByYear<T>, year: Option<YearId>) -> ByYear<T> {
        if year.is_none() { bound.clone() } else { self.only_in(year, bound.get(year)) }
    }

    /// Of `bounds` in `year` the lower and the upper ones, as told; `None` if nothing is left.
    fn kept<T: Copy>(
        &self,
        bounds: &Bounds<T>,
        year: Option<YearId>,
        (lower, upper): (bool, bool),
        zero: bool,
    ) -> Option<Bounds<T>> {
        let own = |stated: bool, bound: &ByYear<T>| if stated { self.only(bound, year) } else { ByYear::None };
        let mut kept = Bounds {
            at_least: own(lower, &bounds.at_least),
            at_most: own(upper, &bounds.at_most),
            exactly: own(lower && upper, &bounds.exactly),
            zero_or_at_least: own(zero, &bounds.zero_or_at_least),
        };
        // One that is stated exactly is not stated otherwise.
        let exactly = self.only(&bounds.exactly, year);
        if lower && !upper && !exactly.is_none() {
            kept.at_least = exactly;
        } else if upper && !lower && !exactly.is_none() {
            kept.at_most = exactly;
        }
        let stated = [&kept.at_least, &kept.at_most, &kept.exactly, &kept.zero_or_at_least];
        let is_stated = stated.iter().any(|bound| !bound.is_none());
        is_stated.then_some(kept)
    }
}

#[cfg(test)]
mod tests {
    //! Source of truth: the judge, on plans of made-up programmes of every whole rule family and on parts of them.

    use super::*;
    use crate::allocate::{Options, allocate};
    use crate::plan::Plan;
    use crate::solve::Control;
    use crate::synthetic::{Kind as Made, Spec, make};
    use crate::verify;

    /// The needs of `starts` with all that comes before them.
    fn closed(programme: &Programme, starts: impl Iterator<Item = usize>) -> BTreeSet<usize> {
        let mut open: Vec<usize> = starts.collect();
        let mut closed = BTreeSet::new();
        while let Some(n) = open.pop() {
            if closed.insert(n) {
                open.extend(programme.needs()[n].after.iter().map(|before| before.index()));
            }
        }
        closed
    }

    #[test]
    fn what_holds_of_a_plan_holds_of_its_parts() {
        let (mut kept, mut whole) = (BTreeSet::new(), 0);
        for (seed, kind) in [(1, Made::Whole), (2, Made::Rules), (3, Made::Whole), (4, Made::Rules)] {
            let spec = Spec { sentra: 60, years: 3, seed, kind, sources: 2, ..Spec::default() };
            let programme = Programme::try_from(make(&spec)).expect("valid");
            let control = Control { gap: 0.2, ..Control::default() };
            let options = Options::default().with_control(control);
            let plan = allocate(&programme, &options).expect("it has a plan").plan;
            assert!(verify::check(&programme, &plan).is_empty());
            let hard = programme.pointless();
            let reach = Reach::new(&hard);
            let all = 0..hard.needs().len();
            let regions = hard.regions().iter().map(|region| {
                let sentra = &hard.sentra()[region.sentra.clone()];
                sentra.iter().flat_map(|sentra| sentra.needs.clone()).collect::<Vec<usize>>()
            });
            let some = [2, 3, 7].map(|step| all.clone().step_by(step).collect::<Vec<usize>>());
            for start in regions.chain(some).chain([all.clone().collect()]) {
                let chosen = closed(&hard, start.into_iter());
                let part = hard.within(&reach, &chosen);
                let own = Plan::new(part.payments.iter().map(|&p| plan.paid()[p]).collect());
                let broken = verify::check(&part.programme, &own);
                assert!(broken.is_empty(), "seed {seed}: {broken:?}");
                kept.extend(part.rules.iter().map(|&i| hard.rules()[i].id.clone()));
                assert_eq!((part.keys.len(), part.rules.len()), (part.programme.rules().len(), part.keys.len()));
                if chosen.len() == hard.needs().len() {
                    // All needs are a part too: every rule that bounds anything stays, in as many groups.
                    let groups = |programme: &Programme| -> usize {
                        verify::rules(programme, &own).iter().map(|rule| rule.groups).sum()
                    };
                    assert_eq!(groups(&part.programme), groups(&hard), "seed {seed}");
                    whole += 1;
                }
            }
        }
        assert!(whole == 4 && kept.len() >= 10, "{whole} {kept:?}");
    }
}
