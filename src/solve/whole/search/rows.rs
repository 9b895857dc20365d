//! What a plan must keep, as rows in whole numbers, straight from the rules.
//!
//! ```text
//! lo <= activity <= hi,    activity = 0 or activity >= step
//! activity = sum over payments  coefficient * rupiah  +  sum over payments  |rupiah - before|  +  number of its items
//! item: counts 1 once its payments make `least` rupiah; or once its sentra is complete by the end of a year
//! ```
//! | what | coefficient | lo, hi, step |
//! | --- | --- | --- |
//! | ceiling, amount | 1 | rupiah |
//! | coverage | 10^6 | share in parts per million times the cost of the group |
//! | share, match, growth | 10^6 on the one side, less the ratio in parts per million on the other | 0, growth: 10^6 plus |
//! | count | items | numbers |
//! | together | 1 | step: the cost of all its needs |
//! | exclusive | items with any rupiah | hi 1 |
//! | stability | changes | rupiah, less what can no longer be paid |
//!
//! Rows that hold whatever is paid are left out.

use std::collections::BTreeMap;

use crate::id::{NeedId, PaymentId, YearId};
use crate::input::{Counting, What};
use crate::model::groups::{Group, groups};
use crate::model::policy::{Bounds, GroupKey, Kind};
use crate::model::{Place, Programme, Rule};
use crate::units::{PPM, Ratio, Rupiah};

use super::choices::count;

/// A row.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) lo: i128,
    pub(super) hi: i128,
    /// 0 = none.
    pub(super) step: i128,
    /// The activity with nothing paid.
    pub(super) start: i128,
    /// Breach in the unit that penalties count in (Rp 1 million, or one), for each unit of activity.
    pub(super) unit: f64,
    /// Points for each such unit of breach; `None` = hard.
    pub(super) penalty: Option<f64>,
    /// Payments with their coefficients.
    pub(super) terms: Vec<(u32, i64)>,
    /// Payments whose change counts, with what was paid before.
    pub(super) changes: Vec<(u32, i64)>,
    /// Items of the row.
    pub(super) items: Vec<u32>,
}

/// A sum of payments that counts once it is large enough.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub(super) payments: Vec<u32>,
    pub(super) least: i128,
    pub(super) row: u32,
}

/// A sentra that counts once it is complete.
#[derive(Debug, Clone, Copy)]
pub(super) struct Completed {
    pub(super) sentra: u32,
    pub(super) year: u8,
    pub(super) row: u32,
}

/// All rows of a programme.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub(super) stated: Vec<Row>,
    pub(super) items: Vec<Item>,
    pub(super) completed: Vec<Completed>,
    /// Whether a hard row is broken whatever is paid.
    pub(super) impossible: bool,
}

const NONE: (i128, i128) = (i128::MIN, i128::MAX);

struct Builder<'a> {
    programme: &'a Programme,
    out: Rows,
    /// Hard rows of plain sums, by their payments: a ceiling and a least grant are often of the same.
    sums: BTreeMap<Vec<(u32, i64)>, usize>,
}

impl Rows {
    pub(super) fn new(programme: &Programme) -> Self {
        let mut builder = Builder { programme, out: Self::default(), sums: BTreeMap::new() };
        builder.ceilings();
        for rule in programme.rules() {
            if rule.kind == Kind::Together {
                builder.together(rule);
                continue;
            }
            for group in &groups(programme, rule) {
                builder.rule(rule, group);
            }
        }
        builder.out
    }
}

impl Builder<'_> {
    fn ceilings(&mut self) {
        let programme = self.programme;
        let years = programme.years().len();
        let mut by_cell: Vec<Vec<u32>> = vec![Vec::new(); years * programme.sources().len()];
        for (p, payment) in programme.payments().iter().enumerate() {
            by_cell[payment.source.index() * years + payment.year.index()].push(count(p));
        }
        for ceiling in programme.ceilings() {
            let cell = &by_cell[ceiling.source.index() * years + ceiling.year.index()];
            let region = |p: &u32| programme.region_of(programme.payments()[*p as usize].need);
            // Payments are sorted by region, regions by province.
            let regions = match ceiling.place {
                Place::Nation => 0..programme.regions().len(),
                Place::Province(province) => programme.provinces()[province.index()].regions.clone(),
                Place::Region(region) => region.index()..region.index() + 1,
            };
            let from = cell.partition_point(|p| region(p).index() < regions.start);
            let to = cell.partition_point(|p| region(p).index() < regions.end);
            let terms = cell[from..to].iter().map(|&p| (p, 1)).collect();
            self.sum(terms, (i128::MIN, i128::from(ceiling.rupiah.get())), 0, 1, None);
        }
    }

    fn rule(&mut self, rule: &Rule, group: &Group) {
        let year = group.key.year;
        let penalty =
            rule.penalty.map(|p| p * self.programme.discount_factor(last_year(self.programme, rule, group.key)));
        let plain = || group.of.iter().map(|p| (count(p.index()), 1)).collect::<Vec<(u32, i64)>>();
        match &rule.kind {
            Kind::Amount(bounds) => {
                let money = |rupiah: Rupiah| i128::from(rupiah.get());
                let step = bounds.zero_or_at_least.get(year).map_or(0, money);
                self.sum(plain(), limits(bounds, year, money), step, 1, penalty);
            }
            Kind::Coverage(bounds) => {
                let base = self.base(group);
                let parts = |share: Ratio| i128::from(share.ppm()) * base;
                let step = bounds.zero_or_at_least.get(year).map_or(0, parts);
                let terms = group.of.iter().map(|p| (count(p.index()), PPM)).collect();
                self.sum(terms, limits(bounds, year, parts), step, PPM, penalty);
            }
            Kind::Share { bounds, .. } | Kind::Match { bounds, .. } => self.ratios(group, bounds, penalty),
            Kind::Growth { times, plus } => {
                let times = if times.is_none() { Some(Ratio::default()) } else { times.get(year) };
                let plus = if plus.is_none() { Some(Rupiah::ZERO) } else { plus.get(year) };
                if let (Some(times), Some(plus)) = (times, plus) {
                    let most = i128::from(plus.get()) * i128::from(PPM);
                    self.sum(sides(group, times), (i128::MIN, most), 0, PPM, penalty);
                }
            }
            Kind::Count { what, counting: Counting::Funded, least, bounds } => {
                let limits = limits(bounds, year, i128::from);
                self.funded(group, *what, i128::from(least.get()), limits, penalty);
            }
            Kind::Count { counting: Counting::Completed, bounds, .. } => {
                let one_year = rule.per.year.then_some(year).flatten();
                self.completed(rule, group.key, one_year, limits(bounds, one_year, i128::from), penalty);
            }
            Kind::Exclusive => self.funded(group, What::Need, 1, (i128::MIN, 1), None),
            Kind::Together => {}
            Kind::Stability(at_most) => {
                if let Some(bound) = at_most.get(year) {
                    self.stability(rule, group, bound, penalty);
                }
            }
        }
    }

    /// A row of sums of money, unless it holds whatever is paid.
    fn sum(
        &mut self,
        mut terms: Vec<(u32, i64)>,
        (lo, hi): (i128, i128),
        step: i128,
        parts: i64,
        penalty: Option<f64>,
    ) {
        terms.sort_unstable();
        terms.dedup_by(|later, kept| {
            let same = later.0 == kept.0;
            if same {
                kept.1 += later.1;
            }
            same
        });
        terms.retain(|&(_, a)| a != 0);
        let step = step.max(0);
        let cost = |p: u32| {
            let need = self.programme.payments()[p as usize].need;
            i128::from(self.programme.needs()[need.index()].cost.get())
        };
        let reach = |sign: i64| -> i128 { terms.iter().map(|&(p, a)| i128::from((a * sign).max(0)) * cost(p)).sum() };
        if lo <= -reach(-1) && hi >= reach(1) && step == 0 {
            return;
        }
        if penalty.is_none() && (lo > reach(1) || hi < -reach(-1)) {
            self.out.impossible = true;
            return;
        }
        let place = self.out.stated.len();
        if penalty.is_none() && parts == 1 {
            if let Some(&known) = self.sums.get(&terms) {
                let row = &mut self.out.stated[known];
                (row.lo, row.hi, row.step) = (row.lo.max(lo), row.hi.min(hi), row.step.max(step));
                return;
            }
            if step > 0 || terms.len() < 2_000 {
                self.sums.insert(terms.clone(), place);
            }
        }
        self.push(lo, hi, step, 1.0 / (parts as f64 * 1e6), penalty, terms);
    }

    fn push(&mut self, lo: i128, hi: i128, step: i128, unit: f64, penalty: Option<f64>, terms: Vec<(u32, i64)>) {
        self.out.stated.push(Row {
            lo,
            hi,
            step,
            start: 0,
            unit,
            penalty,
            terms,
            changes: Vec::new(),
            items: Vec::new(),
        });
    }

    fn ratios(&mut self, group: &Group, bounds: &Bounds<Ratio>, penalty: Option<f64>) {
        let year = group.key.year;
        if let Some(ratio) = bounds.exactly.get(year) {
            self.sum(sides(group, ratio), (0, 0), 0, PPM, penalty);
        }
        if let Some(ratio) = bounds.at_least.get(year) {
            self.sum(sides(group, ratio), (0, i128::MAX), 0, PPM, penalty);
        }
        if let Some(ratio) = bounds.at_most.get(year) {
            self.sum(sides(group, ratio), (i128::MIN, 0), 0, PPM, penalty);
        }
    }

    /// Cost of the needs with a payment in `group`.
    fn base(&self, group: &Group) -> i128 {
        let mut needs: Vec<NeedId> = group.of.iter().map(|p| self.programme.payments()[p.index()].need).collect();
        needs.dedup();
        needs.iter().map(|need| i128::from(self.programme.needs()[need.index()].cost.get())).sum()
    }

    fn funded(&mut self, group: &Group, what: What, least: i128, (lo, hi): (i128, i128), penalty: Option<f64>) {
        let row = count(self.out.stated.len());
        let from = count(self.out.items.len());
        let item = |p: &PaymentId| counted(self.programme, what, *p);
        // A `least` of nothing is reached by every item, paid or not.
        for of in group.of.chunk_by(|a, b| item(a) == item(b)) {
            let payments = of.iter().map(|p| count(p.index())).collect();
            self.out.items.push(Item { payments, least, row });
        }
        let items: Vec<u32> = (from..count(self.out.items.len())).collect();
        self.counted(items.len(), (lo, hi), penalty, items);
    }

    /// A row of `number` things that are counted.
    fn counted(&mut self, number: usize, (lo, hi): (i128, i128), penalty: Option<f64>, items: Vec<u32>) {
        let number = i128::try_from(number).unwrap_or(i128::MAX);
        self.out.impossible |= penalty.is_none() && lo > number;
        self.push(lo, hi, 0, 1.0, penalty, Vec::new());
        if let Some(row) = self.out.stated.last_mut() {
            row.items = items;
        }
    }

    fn completed(
        &mut self,
        rule: &Rule,
        key: GroupKey,
        year: Option<YearId>,
        limits: (i128, i128),
        penalty: Option<f64>,
    ) {
        let programme = self.programme;
        let last = last_year(programme, rule, GroupKey { year, ..key });
        let row = count(self.out.stated.len());
        let before = self.out.completed.len();
        for (s, sentra) in programme.sentra().iter().enumerate() {
            let selected = sentra.needs.clone().map(NeedId::new).find(|&n| rule.of.selects_need(programme, n));
            let Some(selected) = selected else { continue };
            let here = GroupKey { year: None, ..rule.per.key(programme, selected, YearId::new(0)) };
            let essential = sentra.needs.clone().any(|n| programme.needs()[n].essential);
            if essential && here == (GroupKey { year: None, ..key }) {
                let year = u8::try_from(last.index()).expect("at most 64 years");
                self.out.completed.push(Completed { sentra: count(s), year, row });
            }
        }
        self.counted(self.out.completed.len() - before, limits, penalty, Vec::new());
    }

    fn together(&mut self, rule: &Rule) {
        let programme = self.programme;
        let mut groups: BTreeMap<GroupKey, Vec<NeedId>> = BTreeMap::new();
        for n in (0..programme.needs().len()).map(NeedId::new).filter(|&n| rule.of.selects_need(programme, n)) {
            groups.entry(rule.per.key(programme, n, YearId::new(0))).or_default().push(n);
        }
        for needs in groups.into_values() {
            let rows = needs.iter().map(|n| &programme.needs()[n.index()]);
            let cost: i128 = rows.clone().map(|need| i128::from(need.cost.get())).sum();
            let terms: Vec<(u32, i64)> = rows.flat_map(|need| need.payments.clone()).map(|p| (count(p), 1)).collect();
            self.sum(terms, NONE, cost, 1, None);
        }
    }

    fn stability(&mut self, rule: &Rule, group: &Group, bound: Rupiah, penalty: Option<f64>) {
        let programme = self.programme;
        let mut before = BTreeMap::new();
        let mut start = 0;
        for earlier in programme.previous() {
            let rupiah = earlier.rupiah.get();
            if let Some(payment) = earlier.payment {
                before.insert(payment, rupiah);
            } else if rule.of.years.contains(earlier.year)
                && rule.of.admits_source(earlier.source)
                && rule.of.selects_need(programme, earlier.need)
                && rule.per.key(programme, earlier.need, earlier.year) == group.key
            {
                start += i128::from(rupiah);
            }
        }
        let of = |p: &PaymentId| (count(p.index()), before.get(p).copied().unwrap_or(0));
        let changes: Vec<(u32, i64)> = group.of.iter().map(of).collect();
        start += changes.iter().map(|&(_, rupiah)| i128::from(rupiah)).sum::<i128>();
        self.push(i128::MIN, i128::from(bound.get()), 0, 1e-6, penalty, Vec::new());
        if let Some(row) = self.out.stated.last_mut() {
            (row.changes, row.start) = (changes, start);
        }
    }
}

/// `10^6 of - ratio within`.
fn sides(group: &Group, ratio: Ratio) -> Vec<(u32, i64)> {
    let of = group.of.iter().map(|p| (count(p.index()), PPM));
    of.chain(group.within.iter().map(|p| (count(p.index()), -ratio.ppm()))).collect()
}

/// The bounds of a group by `exact`; none = the widest.
fn limits<T: Copy>(bounds: &Bounds<T>, year: Option<YearId>, exact: impl Fn(T) -> i128) -> (i128, i128) {
    let exactly = bounds.exactly.get(year);
    let lo = bounds.at_least.get(year).or(exactly).map_or(NONE.0, &exact);
    let hi = bounds.at_most.get(year).or(exactly).map_or(NONE.1, &exact);
    (lo, hi)
}

/// The year by which a penalty in the group is discounted.
fn last_year(programme: &Programme, rule: &Rule, key: GroupKey) -> YearId {
    let horizon = YearId::new(programme.years().len().saturating_sub(1));
    let last = |years: crate::model::YearSet| years.last().unwrap_or(horizon).min(horizon);
    let within = match &rule.kind {
        Kind::Share { within, .. } => Some(last(within.years)),
        _ => None,
    };
    key.year.map_or_else(|| last(rule.of.years).max(within.unwrap_or(YearId::new(0))), |year| year.min(horizon))
}

/// What a count counts, as a number that parts payments.
fn counted(programme: &Programme, what: What, payment: PaymentId) -> usize {
    let need = programme.payments()[payment.index()].need;
    match what {
        What::Need => need.index(),
        What::Sentra => programme.needs()[need.index()].sentra.index(),
        What::Region => programme.region_of(need).index(),
    }
}
