//! The plan and the prices that a programme is built around. Money in whole rupiah, prices in points per Rp 1 million.

use std::collections::BTreeMap;

use super::need::{Fraction, Need};
use super::prices::{Prices, prices};
use super::random::Random;
use super::tables::{PROVINCES, REGIONS, SENTRA};

pub(crate) const YEARS: [i32; 3] = [2019, 2020, 2021];
pub(crate) const SOURCES: [&str; 2] = ["dak", "apbd"];

pub(crate) const DISCOUNT: f64 = 0.9;
/// What a point of each year counts.
pub(crate) const BY_YEAR: [f64; 3] = [1.0, DISCOUNT, DISCOUNT * DISCOUNT];
/// A region takes at most 1.5 times last year's money and `PLUS` on top.
pub(crate) const GROWTH: f64 = 1.5;
pub(crate) const PLUS: i64 = 40 * M;
/// Own money is at least a quarter of the DAK: a fifth of all.
pub(crate) const MATCH: f64 = 0.25;
/// Support is at most a twentieth of a region's year.
pub(crate) const SUPPORT: f64 = 0.05;
/// A province gets at least an eighth of what it needs.
pub(crate) const COVERAGE: f64 = 0.125;
/// Points for each Rp 1 million that the soft rule misses.
pub(crate) const PENALTY: f64 = 0.003;
/// What the earlier plan gave to the sentra that is gone.
pub(crate) const LOST: i64 = 5 * M;

const M: i64 = 1_000_000;
/// Rupiah of a payment are a multiple of this, the programme's unit.
pub(crate) const UNIT: i64 = 1000;

/// Needs with their plan, and the prices.
pub(crate) struct Draft {
    pub(crate) random: Random,
    pub(crate) prices: Prices,
    pub(crate) needs: Vec<Need>,
    /// The least share of dry food by year, in tenths.
    pub(crate) tenths: [i64; 3],
    /// What the soft rule misses by year.
    pub(crate) short: [i64; 3],
    /// What that costs, in points.
    pub(crate) penalties: f64,
    /// By need and year: the earlier plan of the DAK, and the price of change that a payment takes on, below 0 where it lowers the change.
    pub(crate) previous: BTreeMap<(usize, usize), (i64, f64)>,
    /// The most that may change in a year.
    pub(crate) change: [i64; 3],
    /// Payments that are made because they must be, with what a million of them loses.
    pub(crate) contracted: BTreeMap<(usize, usize, usize), f64>,
}

impl Draft {
    pub(crate) fn new(seed: u64) -> Self {
        let mut random = Random(seed);
        let short = [0, 1, 2].map(|_| if random.chance(50) { random.upto(300) * M } else { 0 });
        let prices = prices(&mut random, short);
        let tenths = [0, 1, 2].map(|_| random.upto(3) + 1);
        let needs = Vec::new();
        let (previous, contracted) = (BTreeMap::new(), BTreeMap::new());
        let mut draft =
            Self { random, prices, needs, tenths, short, penalties: 0.0, previous, change: [0; 3], contracted };
        draft.pay();
        draft.size();
        draft.ask();
        draft.look_back();
        draft
    }

    /// Splits the money of each region and year into payments such that every rule whose bound is a share is met, exactly at a price.
    fn pay(&mut self) {
        for t in 0..3 {
            for pair in 0..REGIONS / 2 {
                let regions = [2 * pair, 2 * pair + 1];
                let total = regions.map(|r| self.region_year(r, t));
                let smaller = total[0].min(total[1]);
                // What one region is above the share, the other is below, so that both together meet it; without a price both are above.
                let spread = |draft: &mut Self, price: f64| {
                    let off = draft.random.upto(smaller / (20 * M)) * M;
                    if price > 0.0 { [off, -off] } else { [off, off] }
                };
                let dry = spread(self, self.prices.dry[t]);
                let own = spread(self, self.prices.matched[t]);
                for (i, &r) in regions.iter().enumerate() {
                    let dry = total[i] / 10 * self.tenths[t] + dry[i];
                    let own = total[i] / 5 + own[i];
                    let support = total[i] / if self.prices.support[r][t] > 0.0 { 20 } else { 40 };
                    self.split(r, t, total[i], dry, own, support);
                }
            }
        }
    }

    /// All money of a region in a year: a multiple of Rp 20 million that keeps the limit on growth, and meets it at a price.
    fn region_year(&mut self, r: usize, t: usize) -> i64 {
        if t == 0 {
            return (2 + self.random.upto(6)) * 80 * M;
        }
        let before = self.sum(|need, year, _| need.region == r && year == t - 1);
        if self.prices.growth[r][t] > 0.0 {
            return before / 2 * 3 + PLUS;
        }
        let step = if t == 1 { 40 * M } else { 20 * M };
        self.random.upto(before / step) * step
    }

    /// Cuts `total` at the borders of dry food, own money and support, and now and then in between; each piece is a payment.
    fn split(&mut self, region: usize, t: usize, total: i64, dry: i64, own: i64, support: i64) {
        let start = (self.random.upto((total - support) / UNIT) - 1) * UNIT;
        let mut cuts = vec![0, dry, total - own, start, start + support, total];
        for _ in 0..self.random.index(3) {
            cuts.push(self.random.upto(total / UNIT - 1) * UNIT);
        }
        cuts.sort_unstable();
        cuts.dedup();
        for piece in cuts.windows(2) {
            let (from, rupiah) = (piece[0], piece[1] - piece[0]);
            let (is_dry, f) = (from < dry, usize::from(from >= total - own));
            let activity = if (start..start + support).contains(&from) {
                "support"
            } else {
                ["building", "machinery", "ipal"][self.random.index(3)]
            };
            let more = self.needs.iter().position(|need| {
                (need.region, need.dry, need.activity) == (region, is_dry, activity)
                    && need.paid.len() < 3
                    && need.paid_at(t, f) == 0
            });
            match more {
                Some(n) if self.random.chance(50) => self.needs[n].paid.push((t, f, rupiah)),
                _ => self.add(region, is_dry, activity, vec![(t, f, rupiah)]),
            }
        }
    }

    fn add(&mut self, region: usize, dry: bool, activity: &'static str, paid: Vec<(usize, usize, i64)>) {
        let sentra = self.random.index(SENTRA / 2) + if dry { 0 } else { SENTRA / 2 };
        let (cost, window, price) = (0, (0, 2), 0.0);
        self.needs.push(Need {
            region,
            sentra,
            dry,
            activity,
            cost,
            window,
            price,
            essential: false,
            after: Vec::new(),
            paid,
        });
    }

    /// Costs, windows and prices of the needs that are paid: some wholly, at a price, some in part.
    fn size(&mut self) {
        let Self { needs, random, contracted, .. } = self;
        for (n, need) in needs.iter_mut().enumerate() {
            need.cost = need.paid.iter().map(|&(_, _, rupiah)| rupiah).sum();
            if random.chance(60) {
                need.price = 0.002 + 0.03 * random.unit();
            } else {
                need.cost += random.upto(100 * M);
            }
            let years = need.paid.iter().map(|&(t, _, _)| t);
            let (first, last) = (years.clone().min().unwrap_or(0), years.max().unwrap_or(2));
            need.window = (random.index(first + 1), last + random.index(3 - last));
            for &(t, f, _) in &need.paid {
                if random.chance(5) {
                    contracted.insert((n, t, f), 0.01 * random.unit());
                }
            }
        }
    }

    /// Needs that get nothing: a few everywhere, and where a province's share is at a price as many as make it exactly an eighth.
    fn ask(&mut self) {
        for r in 0..REGIONS {
            for _ in 0..4 {
                let cost = self.random.upto(400 * M);
                self.add_unpaid(r, cost);
            }
        }
        for p in (0..PROVINCES).filter(|&p| self.prices.coverage[p] > 0.0).collect::<Vec<_>>() {
            let mut lacking = 8 * self.sum(|need, _, _| need.province() == p) - self.base(p);
            while lacking > 0 {
                let cost = lacking.min(self.random.upto(8000) * M);
                let region = p * (REGIONS / PROVINCES) + self.random.index(REGIONS / PROVINCES);
                self.add_unpaid(region, cost);
                lacking -= cost;
            }
            assert_eq!(lacking, 0, "the needs before were less than eight times what is paid");
        }
    }

    fn add_unpaid(&mut self, region: usize, cost: i64) {
        let activity = ["building", "machinery", "ipal", "support"][self.random.index(4)];
        let dry = self.random.chance(40);
        self.add(region, dry, activity, Vec::new());
        let first = self.random.index(3);
        let window = (first, first + self.random.index(3 - first));
        let need = self.needs.last_mut().expect("just added");
        (need.cost, need.window) = (cost, window);
    }

    /// The earlier plan, around the new one.
    fn look_back(&mut self) {
        let Self { needs, random, previous, change, prices, .. } = self;
        change[0] = LOST;
        for (n, need) in needs.iter().enumerate() {
            for (t, change) in change.iter_mut().enumerate().take(need.window.1 + 1).skip(need.window.0) {
                let (paid, price) = (need.paid_at(t, 0), prices.change[t]);
                let off = random.upto(20_000) * UNIT;
                let (before, price) = match random.index(4) {
                    0 if paid > 0 => (paid, price * (2.0 * random.unit() - 1.0)),
                    1 if paid > off => (paid - off, price),
                    2 if paid + off <= need.cost && (paid > 0 || random.chance(20)) => (paid + off, -price),
                    _ => (0, price),
                };
                *change += (paid - before).abs();
                previous.insert((n, t), (before, price));
            }
        }
        for (change, price) in change.iter_mut().zip(prices.change) {
            if price <= 0.0 {
                *change += random.upto(50) * M;
            }
        }
    }

    /// What the rows that all payments of this kind stand in ask for a million of it.
    pub(crate) fn price(&self, n: usize, t: usize, f: usize) -> f64 {
        let (p, need) = (&self.prices, &self.needs[n]);
        let r = need.region;
        let if_ = |holds: bool| if holds { 1.0 } else { 0.0 };
        let later = p.growth[r].get(t + 1).copied().unwrap_or(0.0);
        let of_dak = p.province[need.province()][t] + p.region[r][t] + self.previous[&(n, t)].1 + p.matched[t] * MATCH;
        p.nation[f][t]
            + if f == 0 { of_dak } else { -p.matched[t] }
            + p.dry[t] * (self.floor(t) - if_(need.dry))
            + p.support[r][t] * (if_(need.activity == "support") - SUPPORT)
            + (p.growth[r][t] - GROWTH * later)
            - p.coverage[need.province()]
            - p.ipal[t] * if_(need.activity == "ipal")
            + p.building[t] * if_(need.activity == "building" && need.island() == 0)
            - p.wish[t] * if_(need.wisata())
    }

    /// The least share of dry food.
    pub(crate) fn floor(&self, t: usize) -> f64 {
        self.tenths[t] as f64 / 10.0
    }

    pub(crate) fn loss(&self, n: usize, t: usize, f: usize) -> f64 {
        self.contracted.get(&(n, t, f)).copied().unwrap_or(0.0)
    }

    /// What the plan pays where `of` (need, year, source) holds.
    pub(crate) fn sum(&self, of: impl Fn(&Need, usize, usize) -> bool) -> i64 {
        let paid = self.needs.iter().flat_map(|need| need.paid.iter().map(move |&(t, f, rupiah)| (need, t, f, rupiah)));
        paid.filter(|&(need, t, f, _)| of(need, t, f)).map(|(_, _, _, rupiah)| rupiah).sum()
    }

    /// What the needs of a province cost.
    pub(crate) fn base(&self, p: usize) -> i64 {
        self.needs.iter().filter(|need| need.province() == p).map(|need| need.cost).sum()
    }

    /// How much of need `n` is paid by the end of `t`.
    pub(crate) fn share(&self, n: usize, t: usize) -> Fraction {
        let need = &self.needs[n];
        let paid = need.paid.iter().filter(|&&(year, _, _)| year <= t).map(|&(_, _, rupiah)| rupiah).sum();
        Fraction { paid, cost: need.cost }
    }

    pub(crate) fn room(&mut self) -> i64 {
        self.random.upto(50) * M
    }
}
