//! The rows of a programme over its features, straight from the rules, each as `sum coefficient * feature <= rhs`.
//!
//! ```text
//! money     rows in Rp 1 million: coefficient of payment j = (coefficient of the rule) * c[n(j)] / 10^6
//! counts    coefficient of item k, in items
//! order     share of n paid by the end of t <= share of m, times c[n] (only where n and m are of different sentra)
//! exactly   two rows;   soft   the price of a row is at most its penalty
//! ```
//! Where a need can be split, a row that counts is replaced by what is true of split payments too:
//! `counted <= sum / least` and `counted >= (sum - least + unit) / (most - least + unit)`.

use crate::id::{CeilingId, NeedId, PaymentId, RuleId, SentraId, YearId};
use crate::input::{Counting, What};
use crate::model::groups::{Group, groups};
use crate::model::policy::{Bounds, GroupKey, Kind};
use crate::model::{Place, Programme, Rule};
use crate::units::{Ratio, Rupiah};

use super::counts;
use super::items::{Item, Nature, cost_of, need_of};

/// What a row states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Link {
    /// A ceiling.
    Ceiling(CeilingId),
    /// A lower bound of a rule in a group (index in [`groups`]).
    AtLeast(RuleId, u32),
    /// An upper bound of a rule in a group.
    AtMost(RuleId, u32),
    /// All or none: the share of the first need is at most that of the second, its neighbour in their group.
    Together(RuleId, NeedId, NeedId),
    /// `share of need paid by the end of year <= share of before`.
    Order(NeedId, NeedId, YearId),
    /// A contracted payment of a need that can be split.
    Contracted(PaymentId),
}

/// `sum terms <= rhs`, at a price of 0 to `penalty` (hard: no limit).
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) link: Link,
    pub(super) terms: Vec<(u32, f64)>,
    pub(super) rhs: f64,
    pub(super) penalty: Option<f64>,
}

/// A sum of one region's payments that is 0 or at least `least`.
#[derive(Debug, Clone)]
pub(super) struct Step {
    /// The rule and group that state it.
    pub(super) link: Link,
    pub(super) payments: Vec<u32>,
    pub(super) least: Rupiah,
    pub(super) in_sentra: bool,
}

/// The rows under construction.
#[derive(Debug)]
pub(super) struct Rows<'a> {
    pub(super) programme: &'a Programme,
    pub(super) nature: Nature,
    pub(super) stated: Vec<Row>,
    pub(super) steps: Vec<Step>,
    pub(super) items: Vec<Item>,
}

impl<'a> Rows<'a> {
    /// All rows of `programme`.
    pub(super) fn new(programme: &'a Programme) -> Self {
        let nature = Nature::new(programme);
        let mut rows = Self { programme, nature, stated: Vec::new(), steps: Vec::new(), items: Vec::new() };
        rows.ceilings();
        rows.order();
        rows.contracted();
        for (id, rule) in programme.rule_ids().zip(programme.rules()) {
            for (group, index) in groups(programme, rule).iter().zip(0..) {
                rows.rule(id, rule, group, index);
            }
            if rule.kind == Kind::Together {
                rows.together(id, rule);
            }
        }
        rows
    }

    /// The place of `item` among the features, made if it is new. Equal items of one rule are asked for one after the other.
    pub(super) fn item(&mut self, item: Item) -> u32 {
        self.items.push(item);
        index(self.programme.payments().len() + self.items.len() - 1)
    }

    /// Adds a row, unless it holds whatever is paid.
    pub(super) fn push(&mut self, link: Link, mut terms: Vec<(u32, f64)>, rhs: f64, penalty: Option<f64>) {
        let payments = self.programme.payments().len();
        terms.retain(|&(f, a)| a != 0.0 && (f as usize >= payments || self.nature.may_pay(self.programme, f as usize)));
        terms.sort_unstable_by_key(|&(feature, _)| feature);
        terms.dedup_by(|later, kept| {
            let same = later.0 == kept.0;
            if same {
                kept.1 += later.1;
            }
            same
        });
        if rhs < 0.0 || terms.iter().any(|&(_, a)| a > 0.0) {
            self.stated.push(Row { link, terms, rhs, penalty });
        }
    }

    /// Terms of `payments` in Rp 1 million, times `factor`.
    fn money(&self, payments: &[PaymentId], factor: f64) -> Vec<(u32, f64)> {
        let programme = self.programme;
        payments
            .iter()
            .map(|p| (index(p.index()), factor * cost_of(programme, index(p.index())).as_millions()))
            .collect()
    }

    fn ceilings(&mut self) {
        let programme = self.programme;
        // By source and year, so that a ceiling looks at no more payments than it may hold.
        let years = programme.years().len();
        let mut by_cell: Vec<Vec<u32>> = vec![Vec::new(); years * programme.sources().len()];
        for (p, payment) in programme.payments().iter().enumerate() {
            by_cell[payment.source.index() * years + payment.year.index()].push(index(p));
        }
        for (id, ceiling) in programme.ceiling_ids().zip(programme.ceilings()) {
            let cell = &by_cell[ceiling.source.index() * years + ceiling.year.index()];
            let first = |region: usize| first_payment(programme, region);
            // Payments are sorted by region, regions by province.
            let range = match ceiling.place {
                Place::Nation => 0..programme.payments().len(),
                Place::Province(province) => {
                    let regions = &programme.provinces()[province.index()].regions;
                    first(regions.start)..first(regions.end)
                }
                Place::Region(region) => first(region.index())..first(region.index() + 1),
            };
            let from = cell.partition_point(|&p| (p as usize) < range.start);
            let to = cell.partition_point(|&p| (p as usize) < range.end);
            let terms = cell[from..to].iter().map(|&p| (p, cost_of(programme, p).as_millions())).collect();
            self.push(Link::Ceiling(id), terms, ceiling.rupiah.as_millions(), None);
        }
    }

    fn order(&mut self) {
        let programme = self.programme;
        for (n, need) in programme.needs().iter().enumerate() {
            for &before in &need.after {
                let earlier = &programme.needs()[before.index()];
                if earlier.sentra == need.sentra || self.nature.barred[n] {
                    continue;
                }
                let cost = need.cost.as_millions();
                for year in (0..programme.years().len()).map(YearId::new) {
                    let by = |range: &std::ops::Range<usize>, coefficient: f64| {
                        let paid = range.clone().filter(|&p| programme.payments()[p].year <= year);
                        paid.map(|p| (index(p), coefficient)).collect::<Vec<_>>()
                    };
                    let mut terms = by(&need.payments, cost);
                    terms.extend(by(&earlier.payments, -cost));
                    self.push(Link::Order(NeedId::new(n), before, year), terms, 0.0, None);
                }
            }
        }
    }

    /// Of a need that is paid by one payment or not, the contract says which (see `sentra`); of others it is a row.
    fn contracted(&mut self) {
        let programme = self.programme;
        for (p, &rupiah) in programme.contracted().iter().enumerate() {
            if rupiah > Rupiah::ZERO && !self.nature.exact[programme.payments()[p].need.index()] {
                let terms = self.money(&[PaymentId::new(p)], -1.0);
                self.push(Link::Contracted(PaymentId::new(p)), terms, -rupiah.as_millions(), None);
            }
        }
    }

    fn rule(&mut self, id: RuleId, rule: &Rule, group: &Group, number: u32) {
        let (least, most) = (Link::AtLeast(id, number), Link::AtMost(id, number));
        let penalty =
            rule.penalty.map(|p| p * self.programme.discount_factor(last_year(self.programme, rule, group.key)));
        let year = group.key.year;
        match &rule.kind {
            Kind::Amount(bounds) => {
                let terms = self.money(&group.of, 1.0);
                self.bounded(least, most, &terms, bounds, year, Rupiah::as_millions, penalty);
                if let (Some(step), None) = (bounds.zero_or_at_least.get(year), penalty) {
                    self.step(least, rule, group, step);
                }
            }
            Kind::Coverage(bounds) => {
                let base = self.base(group);
                let terms = self.money(&group.of, 1.0);
                self.bounded(least, most, &terms, bounds, year, |share| share.as_f64() * base.as_millions(), penalty);
                if let (Some(share), None) = (bounds.zero_or_at_least.get(year), penalty) {
                    let parts = i128::from(share.ppm()) * i128::from(base.get());
                    // Rounded down: what is not a whole number of rupiah asks for a little less than the rule.
                    let rupiah = i64::try_from(parts.div_euclid(1_000_000)).unwrap_or(i64::MAX);
                    self.step(least, rule, group, Rupiah::new(rupiah));
                }
            }
            Kind::Share { bounds, .. } | Kind::Match { bounds, .. } => {
                self.ratios(least, most, group, bounds, penalty);
            }
            Kind::Growth { times, plus } => {
                let times = if times.is_none() { Some(Ratio::default()) } else { times.get(year) };
                let plus = if plus.is_none() { Some(Rupiah::ZERO) } else { plus.get(year) };
                if let (Some(times), Some(plus)) = (times, plus) {
                    let mut terms = self.money(&group.of, 1.0);
                    terms.extend(self.money(&group.within, -times.as_f64()));
                    self.push(most, terms, plus.as_millions(), penalty);
                }
            }
            Kind::Count { what, counting, least: rupiah, bounds } => {
                let one_year = rule.per.year.then_some(year).flatten();
                match counting {
                    Counting::Funded => counts::funded(self, (least, most), group, *what, *rupiah, bounds, penalty),
                    Counting::Completed => {
                        counts::completed(self, (least, most), rule, group.key, one_year, bounds, penalty);
                    }
                }
            }
            Kind::Exclusive => {
                let terms = group.of.iter().map(|p| (index(p.index()), 1.0)).collect();
                self.push(most, terms, 1.0, None);
            }
            Kind::Together => {}
            Kind::Stability(at_most) => {
                if let Some(bound) = at_most.get(year) {
                    self.stability(most, rule, group, bound, penalty);
                }
            }
        }
    }

    /// `value(bound)` as a bound on `terms`, in each direction that is stated.
    #[allow(clippy::too_many_arguments)] // the two rows of one bound
    pub(super) fn bounded<T: Copy>(
        &mut self,
        least: Link,
        most: Link,
        terms: &[(u32, f64)],
        bounds: &Bounds<T>,
        year: Option<YearId>,
        value: impl Fn(T) -> f64,
        penalty: Option<f64>,
    ) {
        let exactly = bounds.exactly.get(year);
        if let Some(bound) = bounds.at_least.get(year).or(exactly) {
            let negated = terms.iter().map(|&(f, a)| (f, -a)).collect();
            self.push(least, negated, -value(bound), penalty);
        }
        if let Some(bound) = bounds.at_most.get(year).or(exactly) {
            self.push(most, terms.to_vec(), value(bound), penalty);
        }
    }

    fn ratios(&mut self, least: Link, most: Link, group: &Group, bounds: &Bounds<Ratio>, penalty: Option<f64>) {
        let exactly = bounds.exactly.get(group.key.year);
        let mut state = |link, bound: Option<Ratio>, sign: f64| {
            if let Some(ratio) = bound.or(exactly) {
                let mut terms = self.money(&group.of, sign);
                terms.extend(self.money(&group.within, -sign * ratio.as_f64()));
                self.push(link, terms, 0.0, penalty);
            }
        };
        state(least, bounds.at_least.get(group.key.year), -1.0);
        state(most, bounds.at_most.get(group.key.year), 1.0);
    }

    /// Cost of the needs with a payment in `group`.
    fn base(&self, group: &Group) -> Rupiah {
        let mut needs: Vec<NeedId> = group.of.iter().map(|p| self.programme.payments()[p.index()].need).collect();
        needs.dedup();
        needs.iter().map(|need| self.programme.needs()[need.index()].cost).sum()
    }

    /// Nothing or at least `least`, where one region holds the group; else left out, which loosens the bound only.
    fn step(&mut self, link: Link, rule: &Rule, group: &Group, least: Rupiah) {
        let programme = self.programme;
        let payments: Vec<u32> =
            group.of.iter().map(|p| index(p.index())).filter(|&p| self.nature.may_pay(programme, p as usize)).collect();
        let (Some(&first), Some(&last)) = (payments.first(), payments.last()) else { return };
        let region = |p: u32| programme.region_of(need_of(programme, p));
        if region(first) == region(last) && least > Rupiah::ZERO {
            self.steps.push(Step { link, payments, least, in_sentra: rule.per.sentra });
        }
    }

    /// All or none, as equal shares: each need of a group and the next.
    fn together(&mut self, id: RuleId, rule: &Rule) {
        let programme = self.programme;
        let mut groups: std::collections::BTreeMap<GroupKey, Vec<usize>> = std::collections::BTreeMap::new();
        for n in 0..programme.needs().len() {
            if rule.of.selects_need(programme, NeedId::new(n)) {
                groups.entry(rule.per.key(programme, NeedId::new(n), YearId::new(0))).or_default().push(n);
            }
        }
        for needs in groups.values() {
            for pair in needs.windows(2) {
                let share = |n: usize, sign: f64| {
                    programme.needs()[n].payments.clone().map(|p| (index(p), sign)).collect::<Vec<_>>()
                };
                let mut terms = share(pair[0], 1.0);
                terms.extend(share(pair[1], -1.0));
                let back = terms.iter().map(|&(f, a)| (f, -a)).collect();
                let (one, other) = (NeedId::new(pair[0]), NeedId::new(pair[1]));
                self.push(Link::Together(id, one, other), terms, 0.0, None);
                self.push(Link::Together(id, other, one), back, 0.0, None);
            }
        }
    }

    /// Change against the earlier plan. Of a need that can be split, `|x - previous|` is taken as 0 where the earlier plan pays it.
    fn stability(&mut self, link: Link, rule: &Rule, group: &Group, bound: Rupiah, penalty: Option<f64>) {
        let programme = self.programme;
        let mut rhs = bound;
        let mut before = std::collections::BTreeMap::new();
        for earlier in programme.previous() {
            if let Some(payment) = earlier.payment {
                before.insert(payment, earlier.rupiah);
            } else if rule.of.years.contains(earlier.year)
                && rule.of.admits_source(earlier.source)
                && rule.of.selects_need(programme, earlier.need)
                && rule.per.key(programme, earlier.need, earlier.year) == group.key
            {
                rhs -= earlier.rupiah;
            }
        }
        let mut terms = Vec::new();
        for &payment in &group.of {
            let p = index(payment.index());
            let cost = cost_of(programme, p);
            match before.get(&payment) {
                None => terms.push((p, cost.as_millions())),
                Some(&previous) if self.nature.exact[need_of(programme, p).index()] => {
                    // |c - previous| where it is paid, previous where it is not.
                    let change = if cost > previous { cost - previous } else { previous - cost };
                    terms.push((p, (change - previous).as_millions()));
                    rhs -= previous;
                }
                Some(_) => {}
            }
        }
        self.push(link, terms, rhs.as_millions(), penalty);
    }
}

/// The first payment of `region` or of those after it.
pub(super) fn first_payment(programme: &Programme, region: usize) -> usize {
    let sentra = programme.regions().get(region).map_or(programme.sentra().len(), |region| region.sentra.start);
    first_payment_of(programme, sentra)
}

/// The first payment of `sentra` or of those after it.
pub(super) fn first_payment_of(programme: &Programme, sentra: usize) -> usize {
    let need = programme.sentra().get(sentra).map_or(programme.needs().len(), |sentra| sentra.needs.start);
    let later = &programme.needs()[need..];
    later.iter().find(|need| !need.payments.is_empty()).map_or(programme.payments().len(), |need| need.payments.start)
}

/// The year by which a penalty in the group is discounted.
fn last_year(programme: &Programme, rule: &Rule, key: GroupKey) -> YearId {
    let within = match &rule.kind {
        Kind::Share { within, .. } => within.years.last(),
        _ => None,
    };
    let horizon = YearId::new(programme.years().len().saturating_sub(1));
    key.year.or_else(|| rule.of.years.last().max(within)).unwrap_or(horizon).min(horizon)
}

/// The last year of a count's group.
pub(super) fn last_of(programme: &Programme, rule: &Rule, year: Option<YearId>) -> YearId {
    let horizon = YearId::new(programme.years().len().saturating_sub(1));
    year.or(rule.of.years.last()).unwrap_or(horizon).min(horizon)
}

/// A place as it is stored.
pub(super) fn index(place: usize) -> u32 {
    u32::try_from(place).expect("the model refuses tables of 2^32 rows")
}

/// The sentra of `payment`.
pub(super) fn sentra_of(programme: &Programme, payment: u32) -> SentraId {
    programme.needs()[need_of(programme, payment).index()].sentra
}

/// What a count counts, as a number that parts payments.
pub(super) fn counted(programme: &Programme, what: What, payment: u32) -> usize {
    match what {
        What::Need => need_of(programme, payment).index(),
        What::Sentra => sentra_of(programme, payment).index(),
        What::Region => programme.region_of(need_of(programme, payment)).index(),
    }
}
