//! What a plan of a tiny programme breaks and earns, by strings and loops over the data as the planner wrote it.
//!
//! Written from the formulas of the format alone: it shares no type but the input with the library.

use std::collections::{BTreeMap, BTreeSet};

use super::UNIT;
use alokasi::input::{
    Bound, Completion, Counting, Funding, NeedRow, OneOrMany, PerKey, ProgrammeData, Rule, RuleName, Scope, Selector,
    SentraRow, Status, What,
};

/// A payment that may be made: need, year and source by their place in the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    pub need: usize,
    pub year: i32,
    pub source: usize,
}

type Key = Vec<String>;

pub struct Judge<'a> {
    pub data: &'a ProgrammeData,
    pub slots: Vec<Slot>,
}

/// What a plan breaks (rule ids, and names of what tables state) and what it earns.
pub struct Verdict {
    pub broken: BTreeSet<String>,
    pub benefit: f64,
}

fn has<T: PartialEq>(chosen: Option<&OneOrMany<T>>, value: &T) -> bool {
    chosen.is_none_or(|chosen| chosen.values().contains(value))
}

impl<'a> Judge<'a> {
    pub fn new(data: &'a ProgrammeData) -> Self {
        let mut judge = Self { data, slots: Vec::new() };
        for (i, need) in data.needs.iter().enumerate() {
            let sentra = judge.sentra(need);
            let region = data.regions.iter().find(|r| r.code == sentra.region).unwrap();
            for &year in &data.years {
                let in_window = need.first_year.is_none_or(|first| first <= year)
                    && need.last_year.is_none_or(|last| year <= last)
                    && (region.eligible_years.is_empty() || region.eligible_years.contains(&year));
                for (source, row) in data.sources.iter().enumerate() {
                    let pays = row.activities.is_empty() || row.activities.contains(&need.activity);
                    if in_window && pays && sentra.status != Status::Gone {
                        judge.slots.push(Slot { need: i, year, source });
                    }
                }
            }
        }
        judge
    }

    fn sentra(&self, need: &NeedRow) -> &'a SentraRow {
        self.data.sentra.iter().find(|s| s.code == need.sentra).unwrap()
    }
    fn province(&self, sentra: &SentraRow) -> String {
        self.data.regions.iter().find(|r| r.code == sentra.region).unwrap().province.to_string()
    }
    fn island(&self, sentra: &SentraRow) -> String {
        let province = self.province(sentra);
        self.data.provinces.iter().find(|p| p.code.to_string() == province).unwrap().island.clone()
    }

    fn selects_sentra(&self, of: &Selector, sentra: &SentraRow) -> bool {
        let in_sector = of.sector.as_ref().is_none_or(|chosen| {
            chosen.values().iter().any(|code| {
                let own = sentra.sector.to_string();
                own == code.to_string() || own.starts_with(&format!("{code}."))
            })
        });
        let tagged = of.tag.as_ref().is_none_or(|chosen| chosen.values().iter().any(|tag| sentra.tags.contains(tag)));
        in_sector
            && tagged
            && has(of.sentra.as_ref(), &sentra.code)
            && has(of.region.as_ref(), &sentra.region)
            && has(of.province.as_ref(), &self.province(sentra).into())
            && has(of.island.as_ref(), &self.island(sentra))
    }
    fn selects_need(&self, of: &Selector, need: &NeedRow) -> bool {
        has(of.need.as_ref(), &need.code)
            && has(of.activity.as_ref(), &need.activity)
            && self.selects_sentra(of, self.sentra(need))
    }
    fn selects(&self, of: &Selector, slot: Slot) -> bool {
        has(of.year.as_ref(), &slot.year)
            && has(of.source.as_ref(), &self.data.sources[slot.source].code)
            && self.selects_need(of, &self.data.needs[slot.need])
    }

    /// The group of a need in a year; `with_year` = whether `per: year` counts.
    fn key(&self, rule: &Rule, need: usize, year: i32, with_year: bool) -> Key {
        let sentra = self.sentra(&self.data.needs[need]);
        let part = |key: &PerKey| match key {
            PerKey::Year => {
                if with_year {
                    year.to_string()
                } else {
                    String::new()
                }
            }
            PerKey::Region => sentra.region.to_string(),
            PerKey::Province => self.province(sentra),
            PerKey::Island => self.island(sentra),
            PerKey::Sector => sentra.sector.as_str().split('.').next().unwrap().to_owned(),
            PerKey::Sentra => sentra.code.to_string(),
        };
        rule.per.iter().map(part).collect()
    }

    /// Groups with their year, if years are told apart.
    fn groups(&self, rule: &Rule, selectors: &[&Selector]) -> BTreeMap<Key, Option<i32>> {
        let mut groups = BTreeMap::new();
        for of in selectors {
            for (i, _) in self.data.needs.iter().enumerate().filter(|(_, need)| self.selects_need(of, need)) {
                for &year in self.data.years.iter().filter(|year| has(of.year.as_ref(), year)) {
                    let named = rule.per.contains(&PerKey::Year).then_some(year);
                    groups.insert(self.key(rule, i, year, true), named);
                }
            }
        }
        groups
    }

    fn sum(&self, x: &[i64], mut keep: impl FnMut(usize, Slot) -> bool) -> i128 {
        let kept = self.slots.iter().enumerate().filter(|&(j, &slot)| keep(j, slot));
        kept.map(|(j, _)| i128::from(x[j])).sum()
    }
    /// Paid to a need by the end of a year.
    fn paid_by(&self, x: &[i64], need: usize, year: i32) -> i128 {
        self.sum(x, |_, slot| slot.need == need && slot.year <= year)
    }
    fn cost(&self, need: usize) -> i128 {
        i128::from(self.data.needs[need].cost.get())
    }
    fn last(&self) -> i32 {
        *self.data.years.last().unwrap()
    }
    fn discount(&self, year: i32) -> f64 {
        self.data.discount.powi(year - self.data.years[0])
    }
    /// The last year that one of the selectors admits.
    fn last_of(&self, selectors: &[&Selector]) -> i32 {
        let admitted = |year: &&i32| selectors.iter().any(|of| has(of.year.as_ref(), *year));
        self.data.years.iter().filter(admitted).max().copied().unwrap_or(self.last())
    }

    pub fn verdict(&self, x: &[i64]) -> Verdict {
        let mut broken = BTreeSet::new();
        self.tables(x, &mut broken);
        let mut benefit = self.need_points(x) + self.completion_points(x);
        for rule in &self.data.rules {
            // Breaches in millionths of the unit they are counted in: rupiah, or one.
            for (breach, year) in self.breaches(rule, x) {
                if breach > 0 {
                    if let Some(soft) = rule.soft {
                        let per = if rule.rule == RuleName::Count { 1e6 } else { 1e12 };
                        benefit -= soft.penalty * breach as f64 / per * self.discount(year);
                    } else {
                        broken.insert(rule.id.clone());
                    }
                }
            }
        }
        Verdict { broken, benefit }
    }

    fn tables(&self, x: &[i64], broken: &mut BTreeSet<String>) {
        let data = self.data;
        let mut note = |fails: bool, name: &str| {
            if fails {
                broken.insert(name.to_owned());
            }
        };
        for (j, slot) in self.slots.iter().enumerate() {
            note(x[j] % data.unit.get() != 0, "unit");
            let committed = data.contracted.iter().filter(|row| {
                row.need == data.needs[slot.need].code
                    && row.year == slot.year
                    && row.source == data.sources[slot.source].code
            });
            note(committed.into_iter().any(|row| x[j] < row.rupiah.get()), "contracted");
        }
        for (n, need) in data.needs.iter().enumerate() {
            let paid = self.paid_by(x, n, self.last());
            note(paid > self.cost(n), "need");
            let split = match need.funding {
                Funding::Divisible => false,
                Funding::Whole => paid > 0 && paid < self.cost(n),
                Funding::AtLeast(share) => paid > 0 && paid * 1_000_000 < ppm(share) * self.cost(n),
            };
            note(split, "funding");
            let years = data.years.iter().filter(|&&y| self.sum(x, |_, s| s.need == n && s.year == y) > 0).count();
            note(need.one_year && years > 1, "one_year");
            for before in &need.after {
                let m = data.needs.iter().position(|other| other.code == *before).unwrap();
                let ahead = data
                    .years
                    .iter()
                    .any(|&y| self.paid_by(x, n, y) * self.cost(m) > self.paid_by(x, m, y) * self.cost(n));
                note(ahead, "order");
            }
        }
        for row in &data.ceilings {
            let spent = self.sum(x, |_, slot| {
                let sentra = self.sentra(&data.needs[slot.need]);
                let inside = match row.scope {
                    Scope::Nation => true,
                    Scope::Province => self.province(sentra) == row.code,
                    Scope::Region => sentra.region.to_string() == row.code,
                };
                inside && slot.year == row.year && data.sources[slot.source].code == row.source
            });
            note(spent > i128::from(row.rupiah.get()), "ceiling");
        }
    }

    fn need_points(&self, x: &[i64]) -> f64 {
        let points = |(slot, &paid): (&Slot, &i64)| {
            let need = &self.data.needs[slot.need];
            let times: f64 =
                self.data.priorities.iter().filter(|p| self.selects(&p.of, *slot)).map(|p| p.times).product();
            need.benefit * times * paid as f64 / need.cost.get() as f64 * self.discount(slot.year)
        };
        self.slots.iter().zip(x).map(points).sum()
    }

    fn completion_points(&self, x: &[i64]) -> f64 {
        let mut points = 0.0;
        for sentra in &self.data.sentra {
            let own = |p: &&alokasi::input::Priority| {
                p.of.activity.is_none() && p.of.source.is_none() && p.of.year.is_none() && p.of.need.is_none()
            };
            let chosen = self.data.priorities.iter().filter(own).filter(|p| self.selects_sentra(&p.of, sentra));
            let worth = sentra.completion_benefit * chosen.map(|p| p.times).product::<f64>();
            let mut before = 0.0;
            for &year in &self.data.years {
                let now = self.completion(x, sentra, year);
                points += worth * (now - before) * self.discount(year);
                before = now;
            }
        }
        points
    }

    fn completion(&self, x: &[i64], sentra: &SentraRow, year: i32) -> f64 {
        let shares: Vec<f64> = (0..self.data.needs.len())
            .filter(|&n| self.data.needs[n].sentra == sentra.code && self.data.needs[n].essential)
            .map(|n| self.paid_by(x, n, year) as f64 / self.cost(n) as f64)
            .collect();
        let least = shares.iter().copied().fold(f64::INFINITY, f64::min).min(1.0);
        match self.data.completion {
            _ if shares.is_empty() => 0.0,
            Completion::Proportional => least,
            Completion::AllOrNothing => f64::from(u8::from(least >= 1.0)),
        }
    }

    /// Breach (positive = broken) and penalty year of each bound of each group.
    fn breaches(&self, rule: &Rule, x: &[i64]) -> Vec<(i128, i32)> {
        let all = Selector::default();
        let within = rule.within.as_ref().unwrap_or(&all);
        let selectors: &[&Selector] = if rule.rule == RuleName::Share { &[&rule.of, within] } else { &[&rule.of] };
        let mut breaches = Vec::new();
        if rule.rule == RuleName::Growth {
            self.growth(rule, x, &mut breaches);
            return breaches;
        }
        let with_year = rule.rule != RuleName::Together;
        for (key, named) in self.groups(rule, selectors) {
            let year = named.unwrap_or(self.last_of(selectors));
            let member = |slot: Slot| self.key(rule, slot.need, slot.year, with_year) == key;
            let of = |_: usize, slot: Slot| member(slot) && self.selects(&rule.of, slot);
            let by = |code: &Option<alokasi::id::SourceCode>| {
                self.sum(x, |j, slot| of(j, slot) && Some(&self.data.sources[slot.source].code) == code.as_ref())
            };
            // Left side and base of the bounds: left <=, >= bound * base, in millionths.
            let (left, base) = match rule.rule {
                RuleName::Amount => (self.sum(x, of) * 1_000_000, 1_000_000),
                RuleName::Share => {
                    let inner = self.sum(x, |_, slot| member(slot) && self.selects(within, slot));
                    (self.sum(x, of) * 1_000_000, inner)
                }
                RuleName::Coverage => {
                    let payable: BTreeSet<usize> =
                        self.slots.iter().filter(|&&slot| of(0, slot)).map(|slot| slot.need).collect();
                    (self.sum(x, of) * 1_000_000, payable.into_iter().map(|n| self.cost(n)).sum())
                }
                RuleName::Match => (by(&rule.source) * 1_000_000, by(&rule.to)),
                RuleName::Count => (self.count(rule, x, &key, year) * 1_000_000, 1_000_000),
                RuleName::Stability => (self.change(rule, x, &key) * 1_000_000, 1_000_000),
                RuleName::Together => {
                    breaches.push((i128::from(self.is_torn(rule, x, &key)), year));
                    continue;
                }
                RuleName::Exclusive => {
                    let paid: BTreeSet<usize> = (0..self.slots.len())
                        .filter(|&j| x[j] > 0 && of(j, self.slots[j]))
                        .map(|j| self.slots[j].need)
                        .collect();
                    breaches.push((paid.len() as i128 - 1, year));
                    continue;
                }
                RuleName::Growth => unreachable!("above"),
            };
            // Shares are stated in millionths; money and numbers are not.
            let is_share = matches!(rule.rule, RuleName::Share | RuleName::Coverage | RuleName::Match);
            let stated = |bound: &Option<Bound>| {
                let value = match bound.as_ref()? {
                    Bound::Same(value) => *value,
                    Bound::ByYear(values) => *values.get(&named?.to_string())?,
                };
                Some(if is_share { ppm(value) * base } else { whole(value) * base })
            };
            for least in [stated(&rule.at_least), stated(&rule.exactly)].into_iter().flatten() {
                breaches.push((least - left, year));
            }
            for most in [stated(&rule.at_most), stated(&rule.exactly)].into_iter().flatten() {
                breaches.push((left - most, year));
            }
            if let (true, Some(least)) = (left > 0, stated(&rule.zero_or_at_least)) {
                breaches.push((least - left, year));
            }
        }
        breaches
    }

    fn growth(&self, rule: &Rule, x: &[i64], breaches: &mut Vec<(i128, i32)>) {
        let value = |bound: &Option<Bound>, year: i32| match bound {
            None => Some(0.0),
            Some(Bound::Same(value)) => Some(*value),
            Some(Bound::ByYear(values)) => values.get(&year.to_string()).copied(),
        };
        for key in self.groups(rule, &[&rule.of]).keys() {
            for pair in self.data.years.windows(2) {
                let spent = |year: i32| {
                    self.sum(x, |_, slot| {
                        slot.year == year
                            && self.selects(&rule.of, slot)
                            && self.key(rule, slot.need, slot.year, true) == *key
                    })
                };
                if let (Some(times), Some(plus)) = (value(&rule.times, pair[1]), value(&rule.plus, pair[1])) {
                    let most = ppm(times) * spent(pair[0]) + 1_000_000 * whole(plus);
                    breaches.push((spent(pair[1]) * 1_000_000 - most, pair[1]));
                }
            }
        }
    }

    fn count(&self, rule: &Rule, x: &[i64], key: &Key, year: i32) -> i128 {
        let mut items: BTreeMap<String, i128> = BTreeMap::new();
        if rule.counting == Some(Counting::Completed) {
            for (n, need) in self.data.needs.iter().enumerate() {
                let selected = self.selects_need(&rule.of, need);
                let years = self.data.years.iter().filter(|y| has(rule.of.year.as_ref(), y));
                if selected && years.into_iter().any(|&y| self.key(rule, n, y, true) == *key) {
                    let sentra = self.sentra(need);
                    let mut essential = (0..self.data.needs.len())
                        .filter(|&m| self.data.needs[m].sentra == sentra.code && self.data.needs[m].essential)
                        .peekable();
                    let complete =
                        essential.peek().is_some() && essential.all(|m| self.paid_by(x, m, year) >= self.cost(m));
                    items.insert(sentra.code.to_string(), i128::from(complete));
                }
            }
            return items.values().sum();
        }
        for (j, slot) in self.slots.iter().enumerate() {
            if self.selects(&rule.of, *slot) && self.key(rule, slot.need, slot.year, true) == *key {
                let need = &self.data.needs[slot.need];
                let item = match rule.what.unwrap() {
                    What::Need => need.code.to_string(),
                    What::Sentra => need.sentra.to_string(),
                    What::Region => self.sentra(need).region.to_string(),
                };
                *items.entry(item).or_default() += i128::from(x[j]);
            }
        }
        let least = rule.least.map_or(i128::from(self.data.unit.get()), whole);
        items.values().filter(|&&paid| paid >= least).count() as i128
    }

    fn change(&self, rule: &Rule, x: &[i64], key: &Key) -> i128 {
        // What the earlier plan pays, made or not, and what is paid now.
        let mut both: BTreeMap<(usize, i32, usize), (i128, i128)> = BTreeMap::new();
        for (slot, &paid) in self.slots.iter().zip(x) {
            both.entry((slot.need, slot.year, slot.source)).or_default().0 = i128::from(paid);
        }
        for row in self.data.previous.iter().flatten() {
            let need = self.data.needs.iter().position(|n| n.code == row.need).unwrap();
            let source = self.data.sources.iter().position(|s| s.code == row.source).unwrap();
            both.entry((need, row.year, source)).or_default().1 = i128::from(row.rupiah.get());
        }
        both.into_iter()
            .filter(|&((need, year, source), _)| {
                self.selects(&rule.of, Slot { need, year, source }) && self.key(rule, need, year, true) == *key
            })
            .map(|(_, (now, before))| (now - before).abs())
            .sum()
    }

    fn is_torn(&self, rule: &Rule, x: &[i64], key: &Key) -> bool {
        let needs: Vec<usize> = (0..self.data.needs.len())
            .filter(|&n| self.selects_need(&rule.of, &self.data.needs[n]) && self.key(rule, n, 0, false) == *key)
            .collect();
        let paid = |n: usize| self.paid_by(x, n, self.last());
        !needs.iter().all(|&n| paid(n) >= self.cost(n)) && !needs.iter().all(|&n| paid(n) == 0)
    }

    /// Calls `visit` with every plan in whole units that pays no need more than its cost.
    pub fn each_plan(&self, visit: &mut impl FnMut(&[i64])) {
        let mut x = vec![0; self.slots.len()];
        self.fill(0, &mut x, visit);
    }
    fn fill(&self, j: usize, x: &mut Vec<i64>, visit: &mut impl FnMut(&[i64])) {
        let Some(slot) = self.slots.get(j) else { return visit(x) };
        let spent: i64 = self.slots[..j].iter().zip(&x[..j]).filter(|(s, _)| s.need == slot.need).map(|(_, x)| x).sum();
        let room = self.data.needs[slot.need].cost.get() - spent;
        for amount in (0..=room).step_by(usize::try_from(self.data.unit.get()).unwrap()) {
            x[j] = amount;
            self.fill(j + 1, x, visit);
        }
        x[j] = 0;
    }
}

fn ppm(value: f64) -> i128 {
    whole(value * 1e6)
}

#[allow(clippy::cast_possible_truncation)] // tiny numbers
fn whole(value: f64) -> i128 {
    value.round() as i128
}

/// The best plan in whole units by trying all.
pub fn best(judge: &Judge<'_>) -> Option<f64> {
    let mut best: Option<f64> = None;
    judge.each_plan(&mut |x| {
        let verdict = judge.verdict(x);
        if verdict.broken.is_empty() && best.is_none_or(|best| verdict.benefit > best) {
            best = Some(verdict.benefit);
        }
    });
    best
}

/// Points that a unit more or less somewhere can make at most: a need's own, a completion's, and the penalties of all soft rules.
pub fn points_per_unit(data: &ProgrammeData) -> f64 {
    let times: f64 = data.priorities.iter().map(|p| p.times.max(1.0)).product();
    let own = data.needs.iter().map(|n| n.benefit / n.cost.get() as f64).fold(0.0, f64::max);
    let completion = data.sentra.iter().map(|s| s.completion_benefit).fold(0.0, f64::max)
        / data.needs.iter().map(|n| n.cost.get() as f64).fold(f64::INFINITY, f64::min);
    let penalties: f64 = data.rules.iter().filter_map(|r| r.soft).map(|s| s.penalty / 1e6).sum();
    (times * (own + completion) + penalties) * UNIT as f64
}
