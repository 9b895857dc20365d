//! Programmes of some hundred sentra that are built around a known optimum.
//!
//! First come a plan and a price for each row of the linear program (`draft`): a row that has a price is met exactly by the plan, any
//! other has room. Then the data are chosen so that plan and prices fit together, which is what complementary slackness asks:
//!
//! ```text
//! bounds      what the plan uses, and room on top where there is no price
//! points      of a payment that is made: what the prices ask for its million rupiah; of any other: no more than that
//! ```
//! Then the points of the plan are the optimum, and so is the value of the prices. Both are summed here, apart from the library, and
//! must agree. Every linear rule family takes part, and windows, order, proportional completion, contracts, priorities and discount.

mod draft;
mod need;
mod prices;
mod random;
mod tables;

use std::collections::BTreeMap;

use alokasi::input::{PaymentRow, ProgrammeData};
use draft::{BY_YEAR, COVERAGE, Draft, GROWTH, LOST, MATCH, PENALTY, PLUS, SOURCES, SUPPORT, YEARS};
use need::{Need, millions};
use serde_json::{Value, json};

/// Factor on all points of dry food.
const FOOD: f64 = 1.25;

/// A programme and its optimum.
pub(crate) struct Built {
    pub(crate) data: ProgrammeData,
    /// An optimal plan, in whole units.
    pub(crate) plan: Vec<PaymentRow>,
    /// Its points, which no plan exceeds.
    pub(crate) optimum: f64,
}

/// The programme of a seed.
pub(crate) fn built(seed: u64) -> Built {
    let mut draft = Draft::new(seed);
    let mut room = Room { draft: &mut draft, tables: BTreeMap::new(), dual: 0.0 };
    room.ceilings();
    let rules = room.rules();
    let previous = room.stability();
    let tied = room.order_and_completion();
    let Room { mut tables, mut dual, .. } = room;
    let mut primal = -draft.penalties;

    let mut priorities = vec![json!({"of": {"sector": "pangan.kering"}, "times": FOOD})];
    let mut needs = Vec::new();
    let (mut contracted, mut plan) = (Vec::new(), Vec::new());
    for (n, need) in draft.needs.iter().enumerate() {
        let own = if need.dry { FOOD } else { 1.0 };
        // What the prices ask for a million of each payment, with the need's own price, over the discount of its year.
        let asked: Vec<(usize, usize, f64)> = need
            .slots()
            .map(|(t, f)| {
                let price = draft.price(n, t, f) + tied.by_need[n][t];
                assert!(price > 0.0, "prices of ceilings outweigh all others");
                (t, f, (price + need.price - draft.loss(n, t, f)) / BY_YEAR[t])
            })
            .collect();
        let least = asked.iter().map(|&(_, _, asked)| asked).fold(f64::INFINITY, f64::min);
        let rate = if asked.iter().any(|&(t, f, asked)| asked <= least && need.paid_at(t, f) > 0) {
            least
        } else {
            0.98 * least
        };
        let points = rate * millions(need.cost) / own;
        for &(t, f, asked) in asked.iter().filter(|&&(t, f, _)| need.paid_at(t, f) > 0) {
            let paid = need.paid_at(t, f);
            let mut worth = points * own;
            if asked > rate {
                let of = json!({"need": need.code(n), "year": YEARS[t], "source": SOURCES[f]});
                priorities.push(json!({"of": of, "times": asked / rate}));
                worth *= asked / rate;
            }
            primal += worth * BY_YEAR[t] * (paid as f64 / need.cost as f64);
            plan.push(payment(need, n, t, f, paid));
            if draft.contracted.contains_key(&(n, t, f)) {
                contracted.push(payment(need, n, t, f, paid));
            }
            dual -= draft.loss(n, t, f) * millions(paid);
        }
        dual += need.price * millions(need.cost);
        needs.push(json!({
            "code": need.code(n), "sentra": need.sentra_code(), "activity": need.activity, "cost": need.cost, "benefit": points,
            "first_year": YEARS[need.window.0], "last_year": YEARS[need.window.1], "essential": need.essential,
            "after": need.after.iter().map(|&m| draft.needs[m].code(m)).collect::<Vec<_>>(),
        }));
    }
    needs.push(json!({"code": "gone", "sentra": "gone", "activity": "machinery", "cost": 70_000_000, "benefit": 1e6}));
    primal += tied.points;
    dual += tied.bounds;
    assert!((primal - dual).abs() <= 1e-12 * primal, "plan {primal} and prices {dual} do not prove each other");

    tables.insert(
        "sentra",
        tables::sentra(|sentra, dry| tied.completion.get(&sentra).map_or(0.0, |v| if dry { v / FOOD } else { *v })),
    );
    tables.insert("needs", needs);
    tables.insert("contracted", contracted);
    tables.insert("previous", previous);
    tables.insert("rules", rules);
    tables.insert("priorities", priorities);
    let mut data = tables::places();
    for (table, rows) in tables {
        data[table] = rows.into();
    }
    let plan = serde_json::from_value(plan.into()).expect("payments");
    Built { data: serde_json::from_value(data).expect("a programme"), plan, optimum: primal }
}

fn payment(need: &Need, n: usize, t: usize, f: usize, rupiah: i64) -> Value {
    json!({"need": need.code(n), "year": YEARS[t], "source": SOURCES[f], "rupiah": rupiah})
}

/// What order and completion ask of payments, and earn.
struct Tied {
    /// Points per Rp 1 million, by need and year; below 0 where paying helps.
    by_need: Vec<[f64; 3]>,
    /// Completion points by sentra, all priorities in.
    completion: BTreeMap<(usize, usize), f64>,
    /// Completion points of the plan.
    points: f64,
    /// Value of the prices of "complete at most once".
    bounds: f64,
}

/// Bounds being set: tables in the making, and the value of the prices so far.
struct Room<'a> {
    draft: &'a mut Draft,
    tables: BTreeMap<&'static str, Vec<Value>>,
    dual: f64,
}

impl Room<'_> {
    /// An upper bound on what uses `used`: exactly that at a price, else with room.
    fn at_most(&mut self, used: i64, price: f64) -> i64 {
        let bound = if price > 0.0 { used } else { used + self.draft.room() };
        self.dual += price * millions(bound);
        bound
    }
    /// A lower bound on what comes to `used`.
    fn at_least(&mut self, used: i64, price: f64) -> i64 {
        let bound = if price > 0.0 { used } else { (used - self.draft.room()).max(0) };
        self.dual -= price * millions(bound);
        bound
    }

    fn ceilings(&mut self) {
        let mut rows = Vec::new();
        for (t, year) in YEARS.into_iter().enumerate() {
            let mut ceiling =
                |room: &mut Self, f: usize, scope: &str, code: String, price: f64, of: &dyn Fn(&Need) -> bool| {
                    let used = room.draft.sum(|need, when, source| (when, source) == (t, f) && of(need));
                    let rupiah = room.at_most(used, price);
                    rows.push(
                        json!({"source": SOURCES[f], "scope": scope, "code": code, "year": year, "rupiah": rupiah}),
                    );
                };
            for f in 0..2 {
                let price = self.draft.prices.nation[f][t];
                ceiling(self, f, "nation", String::new(), price, &|_| true);
            }
            for p in 0..tables::PROVINCES {
                let price = self.draft.prices.province[p][t];
                ceiling(self, 0, "province", tables::province_code(p), price, &|need| need.province() == p);
            }
            for r in 0..tables::REGIONS {
                let price = self.draft.prices.region[r][t];
                ceiling(self, 0, "region", tables::region_code(r), price, &|need| need.region == r);
            }
        }
        self.tables.insert("ceilings", rows);
    }

    fn rules(&mut self) -> Vec<Value> {
        // Rules whose bound is a share were met by the draft; those that have a right-hand side add to the value of the prices.
        let growth: f64 = self.draft.prices.growth.iter().flatten().sum();
        self.dual += growth * millions(PLUS);
        for p in 0..tables::PROVINCES {
            self.dual -= self.draft.prices.coverage[p] * COVERAGE * millions(self.draft.base(p));
        }
        let by_year = |bounds: [i64; 3]| -> Value {
            YEARS
                .iter()
                .zip(bounds)
                .map(|(year, bound)| (year.to_string(), bound.into()))
                .collect::<serde_json::Map<_, _>>()
                .into()
        };
        let years = [0, 1, 2];
        let ipal = years.map(|t| {
            let used = self.draft.sum(|need, year, _| year == t && need.activity == "ipal");
            self.at_least(used, self.draft.prices.ipal[t])
        });
        let building = years.map(|t| {
            let used = self.draft.sum(|need, year, _| year == t && need.activity == "building" && need.island() == 0);
            self.at_most(used, self.draft.prices.building[t])
        });
        let wish = years.map(|t| {
            let used = self.draft.sum(|need, year, _| year == t && need.wisata());
            let bound = used + self.draft.short[t];
            self.draft.penalties += PENALTY * BY_YEAR[t] * millions(self.draft.short[t]);
            self.dual -= self.draft.prices.wish[t] * millions(bound);
            bound
        });
        let floor: serde_json::Map<String, Value> =
            YEARS.iter().zip(years).map(|(year, t)| (year.to_string(), self.draft.floor(t).into())).collect();
        vec![
            json!({"id": "dry", "rule": "share", "of": {"sector": "pangan.kering"}, "in": {}, "at_least": floor, "per": ["year"]}),
            json!({"id": "support", "rule": "share", "of": {"activity": "support"}, "at_most": SUPPORT, "per": ["region", "year"]}),
            json!({"id": "cover", "rule": "coverage", "at_least": COVERAGE, "per": ["province"]}),
            json!({"id": "absorb", "rule": "growth", "times": GROWTH, "plus": PLUS, "per": ["region"]}),
            json!({"id": "own", "rule": "match", "source": "apbd", "to": "dak", "at_least": MATCH, "per": ["year"]}),
            json!({"id": "ipal", "rule": "amount", "of": {"activity": "ipal"}, "at_least": by_year(ipal), "per": ["year"]}),
            json!({"id": "building", "rule": "amount", "of": {"activity": "building", "island": "I0"}, "at_most": by_year(building), "per": ["year"]}),
            json!({"id": "wish", "rule": "amount", "of": {"tag": "wisata"}, "at_least": by_year(wish), "per": ["year"], "soft": {"penalty": PENALTY}}),
            json!({"id": "published", "rule": "stability", "of": {"source": "dak"}, "at_most": by_year(self.draft.change), "per": ["year"]}),
        ]
    }

    /// The earlier plan; a payment that is above it pays the price of change, one that is below it earns it, one that is equal may do either.
    fn stability(&mut self) -> Vec<Value> {
        let mut rows = vec![json!({"need": "gone", "year": YEARS[0], "source": "dak", "rupiah": LOST})];
        for t in 0..3 {
            // What was meant for the sentra that is gone counts as changed whatever the plan.
            let bound = self.draft.change[t] - if t == 0 { LOST } else { 0 };
            self.dual += self.draft.prices.change[t] * millions(bound);
        }
        for (&(n, t), &(before, price)) in &self.draft.previous {
            self.dual += price * millions(before);
            if before > 0 {
                rows.push(payment(&self.draft.needs[n], n, t, 0, before));
            }
        }
        rows
    }

    /// Ties needs that the plan pays in step: `after` where the shares allow it, at a price where they are equal; completion where a
    /// sentra has two needs or more, its points taken by needs that hold it back.
    fn order_and_completion(&mut self) -> Tied {
        let draft = &mut *self.draft;
        let mut tied =
            Tied { by_need: vec![[0.0; 3]; draft.needs.len()], completion: BTreeMap::new(), points: 0.0, bounds: 0.0 };
        let mut by_sentra: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
        for (n, need) in draft.needs.iter().enumerate() {
            by_sentra.entry((need.region, need.sentra)).or_default().push(n);
        }
        for (sentra, needs) in by_sentra.into_iter().filter(|(_, needs)| needs.len() > 1) {
            for (i, &n) in needs.iter().enumerate().skip(1) {
                let before = needs[draft.random.index(i)];
                if (0..3).all(|t| draft.share(n, t) <= draft.share(before, t)) {
                    draft.needs[n].after.push(before);
                    let smaller = millions(draft.needs[n].cost.min(draft.needs[before].cost));
                    for t in 0..3 {
                        if draft.share(n, t) != draft.share(before, t) {
                            continue;
                        }
                        let price = draft.random.price(0.001) * smaller;
                        // Paid by the end of t is paid in t or before.
                        for year in 0..=t {
                            tied.by_need[n][year] += price / millions(draft.needs[n].cost);
                            tied.by_need[before][year] -= price / millions(draft.needs[before].cost);
                        }
                    }
                }
            }
            if draft.random.chance(60) {
                let essential: Vec<usize> = needs[..needs.len().min(3)].to_vec();
                let points = 0.004 * millions(essential.iter().map(|&n| draft.needs[n].cost).min().unwrap_or(0));
                tied.completion.insert(sentra, points);
                let mut before = 0.0;
                for t in 0..3 {
                    let least = essential.iter().map(|&n| draft.share(n, t)).min().expect("two needs or more");
                    tied.points += points * BY_YEAR[t] * (least.as_f64() - before);
                    before = least.as_f64();
                    // z of this year earns what it gains over z of the next.
                    let worth = points * (BY_YEAR[t] - if t < 2 { BY_YEAR[t + 1] } else { 0.0 });
                    let taken = if least.is_one() { worth * draft.random.unit() } else { worth };
                    tied.bounds += worth - taken;
                    let held: Vec<usize> = essential.iter().copied().filter(|&n| draft.share(n, t) == least).collect();
                    let n = held[draft.random.index(held.len())];
                    for year in 0..=t {
                        tied.by_need[n][year] -= taken / millions(draft.needs[n].cost);
                    }
                }
                for n in essential {
                    draft.needs[n].essential = true;
                }
            }
        }
        tied
    }
}
