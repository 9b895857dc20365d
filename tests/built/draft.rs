//! The plan and the prices that a programme is built around. Money in whole rupiah, prices in points per Rp 1 million.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use serde_json::{Value, json};

pub(crate) const YEARS: [i32; 3] = [2019, 2020, 2021];
pub(crate) const SOURCES: [&str; 2] = ["dak", "apbd"];
pub(crate) const PROVINCES: usize = 6;
pub(crate) const REGIONS: usize = 42;
/// Sentra of a region; the first half of them make dry food.
const SENTRA: usize = 8;

pub(crate) const DISCOUNT: f64 = 0.9;
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
const UNIT: i64 = 1000;
/// The largest price of anything but a nation's ceiling, whose prices are so much larger that no payment is asked for less than nothing.
const SMALL: f64 = 0.004;

pub(crate) fn millions(rupiah: i64) -> f64 {
    rupiah as f64 / 1e6
}
pub(crate) fn province_code(p: usize) -> String {
    format!("P{p}")
}
pub(crate) fn region_code(r: usize) -> String {
    format!("P{}.{r:02}", r / (REGIONS / PROVINCES))
}

/// A need, and what the plan pays for it.
pub(crate) struct Need {
    pub(crate) region: usize,
    /// Among the sentra of its region.
    pub(crate) sentra: usize,
    pub(crate) dry: bool,
    pub(crate) activity: &'static str,
    pub(crate) cost: i64,
    /// First and last year in which it may be paid.
    pub(crate) window: (usize, usize),
    /// Price of its cost; above 0 only where it is wholly paid.
    pub(crate) price: f64,
    pub(crate) essential: bool,
    pub(crate) after: Vec<usize>,
    /// Year, source and rupiah.
    paid: Vec<(usize, usize, i64)>,
}

impl Need {
    pub(crate) fn code(&self, n: usize) -> String {
        format!("N{n:04}-{}", self.activity)
    }
    pub(crate) fn sentra_code(&self) -> String {
        format!("{}-{}", region_code(self.region), self.sentra)
    }
    pub(crate) fn province(&self) -> usize {
        self.region / (REGIONS / PROVINCES)
    }
    pub(crate) fn island(&self) -> usize {
        self.province() % 2
    }
    pub(crate) fn wisata(&self) -> bool {
        wisata(self.region, self.sentra)
    }
    /// Years and sources in which it may be paid.
    pub(crate) fn slots(&self) -> impl Iterator<Item = (usize, usize)> + use<> {
        (self.window.0..=self.window.1).flat_map(|t| [(t, 0), (t, 1)])
    }
    pub(crate) fn paid_at(&self, t: usize, f: usize) -> i64 {
        self.paid.iter().find(|&&(year, source, _)| (year, source) == (t, f)).map_or(0, |&(_, _, rupiah)| rupiah)
    }
}

fn wisata(region: usize, sentra: usize) -> bool {
    (region + sentra) % 5 == 0
}

/// A share paid, compared exactly.
#[derive(Clone, Copy)]
pub(crate) struct Fraction {
    paid: i64,
    cost: i64,
}

impl Fraction {
    pub(crate) fn is_one(self) -> bool {
        self.paid == self.cost
    }
    pub(crate) fn as_f64(self) -> f64 {
        self.paid as f64 / self.cost as f64
    }
}
impl Ord for Fraction {
    fn cmp(&self, other: &Self) -> Ordering {
        (i128::from(self.paid) * i128::from(other.cost)).cmp(&(i128::from(other.paid) * i128::from(self.cost)))
    }
}
impl PartialOrd for Fraction {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl PartialEq for Fraction {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Fraction {}

/// Prices of rows; 0 = the row has room.
pub(crate) struct Prices {
    pub(crate) nation: [[f64; 3]; 2],
    pub(crate) province: Vec<[f64; 3]>,
    pub(crate) region: Vec<[f64; 3]>,
    dry: [f64; 3],
    support: Vec<[f64; 3]>,
    /// From the second year on.
    pub(crate) growth: Vec<[f64; 3]>,
    matched: [f64; 3],
    pub(crate) coverage: Vec<f64>,
    pub(crate) ipal: [f64; 3],
    pub(crate) building: [f64; 3],
    pub(crate) wish: [f64; 3],
    pub(crate) change: [f64; 3],
}

/// Needs with their plan, and the prices.
pub(crate) struct Draft {
    pub(crate) random: Random,
    pub(crate) prices: Prices,
    pub(crate) needs: Vec<Need>,
    /// The least share of dry food by year.
    pub(crate) floor: [f64; 3],
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
        let floor = [0, 1, 2].map(|_| [0.2, 0.3, 0.4][random.index(3)]);
        let needs = Vec::new();
        let (previous, contracted) = (BTreeMap::new(), BTreeMap::new());
        let mut draft =
            Self { random, prices, needs, floor, short, penalties: 0.0, previous, change: [0; 3], contracted };
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
                    let tenths = (self.floor[t] * 10.0).round() as i64;
                    let dry = total[i] / 10 * tenths + dry[i];
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
        cuts.extend((0..self.random.index(3)).map(|_| 0).collect::<Vec<i64>>());
        for cut in cuts.iter_mut().skip(6) {
            *cut = self.random.upto(total / UNIT - 1) * UNIT;
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
            for t in need.window.0..=need.window.1 {
                let (paid, price) = (need.paid_at(t, 0), prices.change[t]);
                let off = random.upto(20_000) * UNIT;
                let (before, price) = match random.index(4) {
                    0 if paid > 0 => (paid, price * (2.0 * random.unit() - 1.0)),
                    1 if paid > off => (paid - off, price),
                    2 if paid + off <= need.cost && (paid > 0 || random.chance(20)) => (paid + off, -price),
                    _ => (0, price),
                };
                change[t] += (paid - before).abs();
                previous.insert((n, t), (before, price));
            }
        }
        for t in 0..3 {
            if prices.change[t] == 0.0 {
                change[t] += random.upto(50) * M;
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
            + p.dry[t] * (self.floor[t] - if_(need.dry))
            + p.support[r][t] * (if_(need.activity == "support") - SUPPORT)
            + (p.growth[r][t] - GROWTH * later)
            - p.coverage[need.province()]
            - p.ipal[t] * if_(need.activity == "ipal")
            + p.building[t] * if_(need.activity == "building" && need.island() == 0)
            - p.wish[t] * if_(need.wisata())
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

    /// Table `sentra`; `completion` gives the points of each.
    pub(crate) fn sentra(&self, completion: impl Fn((usize, usize), bool) -> f64) -> Vec<Value> {
        let mut rows = vec![json!({"code": "gone", "region": region_code(0), "sector": "logam", "status": "gone"})];
        for r in 0..REGIONS {
            for k in 0..SENTRA {
                let dry = k < SENTRA / 2;
                rows.push(json!({
                    "code": format!("{}-{k}", region_code(r)), "region": region_code(r),
                    "sector": if dry { "pangan.kering" } else { ["sandang", "logam"][k % 2] },
                    "completion_benefit": completion((r, k), dry),
                    "tags": if wisata(r, k) { vec!["wisata"] } else { vec![] },
                }));
            }
        }
        rows
    }

    /// A programme with all but its sentra, needs, money and policy.
    pub(crate) fn places(&self) -> Value {
        let codes = |codes: &[&str]| codes.iter().map(|code| json!({"code": code})).collect::<Vec<_>>();
        json!({
            "name": "built around its optimum", "years": YEARS, "unit": UNIT, "discount": DISCOUNT, "completion": "proportional",
            "provinces": (0..PROVINCES).map(|p| json!({"code": province_code(p), "island": format!("I{}", p % 2)})).collect::<Vec<_>>(),
            "regions": (0..REGIONS)
                .map(|r| json!({"code": region_code(r), "province": province_code(r / (REGIONS / PROVINCES))}))
                .collect::<Vec<_>>(),
            "sectors": codes(&["pangan", "pangan.kering", "sandang", "logam"]),
            "activities": codes(&["building", "machinery", "ipal", "support"]),
            "sources": codes(&SOURCES),
        })
    }
}

/// Prices for all rows. A soft rule that is missed has the price of missing it, one that is just met at most that.
fn prices(random: &mut Random, short: [i64; 3]) -> Prices {
    let mut by_place = |count: usize, largest: f64| -> Vec<[f64; 3]> {
        (0..count).map(|_| [0, 1, 2].map(|_| random.price(largest))).collect()
    };
    let [province, region, support] = [PROVINCES, REGIONS, REGIONS].map(|count| by_place(count, SMALL));
    let mut growth = by_place(REGIONS, SMALL);
    growth.iter_mut().for_each(|years| years[0] = 0.0);
    let mut by_year = || [0, 1, 2].map(|_| random.price(SMALL));
    let [dry, matched, ipal, building, change] = [(); 5].map(|()| by_year());
    let wish = [0, 1, 2].map(|t| {
        let penalty = PENALTY * DISCOUNT.powi(t as i32);
        if short[t] > 0 { penalty } else { penalty * random.unit() }
    });
    let coverage = (0..PROVINCES).map(|_| random.price(SMALL)).collect();
    let nation = [(); 2].map(|()| [0, 1, 2].map(|_| 0.06 + 0.04 * random.unit()));
    Prices { nation, province, region, dry, support, growth, matched, coverage, ipal, building, wish, change }
}

/// splitmix64: enough for test data, the same everywhere.
pub(crate) struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) >> 33
    }
    /// A fraction from 0 to below 1.
    pub(crate) fn unit(&mut self) -> f64 {
        self.next() as f64 / 2_f64.powi(31)
    }
    /// A whole number from 1 to `last`; 1 if that is less.
    fn upto(&mut self, last: i64) -> i64 {
        1 + i64::try_from(self.next()).expect("31 bits") % last.max(1)
    }
    /// An index below `len`.
    pub(crate) fn index(&mut self, len: usize) -> usize {
        usize::try_from(self.next()).expect("31 bits") % len
    }
    pub(crate) fn chance(&mut self, percent: u64) -> bool {
        self.next() % 100 < percent
    }
    /// A price up to `largest`, or none.
    pub(crate) fn price(&mut self, largest: f64) -> f64 {
        if self.chance(60) { largest * (0.1 + 0.9 * self.unit()) } else { 0.0 }
    }
}
