//! Whole programmes of national size whose best plan is known, since they are built around it.
//!
//! Source of truth: by hand, see each programme. Runs end by their gap, so that no clock decides.
#![allow(clippy::unwrap_used)] // helpers of tests may panic as tests do

use std::collections::BTreeSet;

use alokasi::allocate::{Options, allocate};
use alokasi::solve::{Control, Ended};
use alokasi::{Programme, verify};
use serde_json::{Value, json};

const MILLION: i64 = 1_000_000;
const REGIONS: usize = 474;
const SENTRA: usize = 7_437;
const YEARS: usize = 3;

/// Numbers that are the same everywhere.
struct Draw(u64);

impl Draw {
    fn below(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }
}

/// A programme and the points of its best plan.
///
/// Each sentra has a building and, after it, machines, both whole and each in one year, and points for being complete. Money costs `p` in region `r`, and in the first
/// year, for which regions have no ceilings that count, 1.6, which no region's own price is above. Of each sentra it is drawn whether and when both are paid. What is paid is
/// worth more than it costs, what is not less, and a part of a sentra always less: no sentra gains more at these prices than in that plan, all of whose ceilings are spent.
/// Rules stand around it: three sentra of each sector begin in the first year; food has the share of each year that it has there; no region gets less in a year
/// than the least grant there; no more regions are paid in the last year than there.
fn planted() -> (Value, f64) {
    let mut draw = Draw(1);
    let (mut sentra, mut needs, mut best) = (Vec::new(), Vec::new(), 0.0);
    let mut spent = vec![[0_i64; YEARS]; REGIONS];
    let mut food = [0_i64; YEARS];
    let mut pilots = [0; 2];
    for s in 0..SENTRA {
        let (r, sector) = (s % REGIONS, s / REGIONS % 2);
        let p = 1.0 + (r % 7) as f64 / 10.0;
        let costs = [0; 2].map(|_| 5 + i64::try_from(draw.below(40)).unwrap());
        let paid = draw.below(3) == 0;
        let is_pilot = paid && r % 7 == 6 && pilots[sector] < 3;
        let apart = 0.05 + draw.below(40) as f64 / 100.0;
        let rate = if paid { p + apart } else { p - apart };
        let first = if is_pilot { 0 } else { 1 + usize::try_from(draw.below(2)).unwrap() };
        let all = (costs[0] + costs[1]) as f64;
        if paid {
            pilots[sector] += i32::from(is_pilot);
            best += rate * all;
            let second = first.max(1 + usize::try_from(draw.below(2)).unwrap());
            for (cost, year) in [(costs[0], first), (costs[1], second)] {
                spent[r][year] += cost;
                food[year] += if sector == 0 { cost } else { 0 };
            }
        }
        sentra.push(json!({"code": format!("S{s:04}"), "region": region(r), "sector": SECTORS[sector],
            "completion_benefit": (rate - 0.3 * p) * all}));
        for (letter, cost) in ["A", "B"].iter().zip(costs) {
            let activity = if *letter == "A" { "building" } else { "machinery" };
            let after = if *letter == "A" { json!([]) } else { json!([format!("A{s:04}")]) };
            needs.push(json!({"code": format!("{letter}{s:04}"), "sentra": format!("S{s:04}"), "activity": activity, "cost": cost * MILLION,
                "benefit": 0.3 * p * cost as f64, "essential": true, "funding": "whole", "one_year": true, "after": after}));
        }
    }
    assert_eq!(pilots, [3, 3]);
    let all: Vec<i64> = (0..YEARS).map(|year| spent.iter().map(|of| of[year]).sum()).collect();
    let mut ceilings: Vec<Value> = (0..YEARS)
        .map(|year| json!({"source": "dak", "scope": "nation", "year": 2026 + year, "rupiah": all[year] * MILLION}))
        .collect();
    for (r, year) in (0..REGIONS).flat_map(|r| (1..YEARS).map(move |year| (r, year))) {
        ceilings.push(json!({"source": "dak", "scope": "region", "code": region(r), "year": 2026 + year, "rupiah": spent[r][year] * MILLION}));
    }
    let least = spent.iter().flatten().copied().filter(|&grant| grant > 0).min().unwrap();
    let paid: BTreeSet<usize> = (0..REGIONS).filter(|&r| spent[r][YEARS - 1] > 0).collect();
    // Down to six decimals, as the format has them.
    let share = |year: usize| (food[year] as f64 / all[year] as f64 * 1e6).floor() / 1e6;
    let shares: serde_json::Map<String, Value> =
        (0..YEARS).map(|year| ((2026 + year).to_string(), json!(share(year)))).collect();
    let last = 2026 + YEARS - 1;
    let rules = json!([
        {"id": "pilot", "rule": "count", "what": "sentra", "of": {"year": 2026}, "exactly": 3, "per": ["sector"]},
        {"id": "food", "rule": "share", "of": {"sector": SECTORS[0]}, "in": {}, "at_least": shares, "per": ["year"]},
        {"id": "least", "rule": "amount", "of": {}, "zero_or_at_least": least * MILLION, "per": ["region", "year"]},
        {"id": "regions", "rule": "count", "what": "region", "of": {"year": last}, "at_most": paid.len()},
    ]);
    let data = json!({
        "name": "planted", "years": (2026..=last).collect::<Vec<_>>(), "completion": "all_or_nothing", "unit": MILLION,
        "provinces": [{"code": "18", "island": "Sumatera"}],
        "regions": (0..REGIONS).map(|r| json!({"code": region(r), "province": "18"})).collect::<Vec<_>>(),
        "sectors": SECTORS.map(|code| json!({"code": code})), "activities": [{"code": "building"}, {"code": "machinery"}],
        "sources": [{"code": "dak"}], "sentra": sentra, "needs": needs, "ceilings": ceilings, "rules": rules,
    });
    (data, best)
}

const SECTORS: [&str; 2] = ["pangan", "sandang"];

fn region(r: usize) -> String {
    format!("18.{r:03}")
}

/// The bound is never below the planted plan, no plan is above it, and both come near.
#[test]
fn a_plan_planted_among_rules_that_count_is_bounded_and_found() {
    let (data, best) = planted();
    let programme = Programme::try_from(serde_json::from_value::<alokasi::ProgrammeData>(data).unwrap()).unwrap();
    let mut control = Control::default();
    control.gap = 0.01;
    let outcome = allocate(&programme, &Options::default().with_control(control)).unwrap();
    assert!(verify::check(&programme, &outcome.plan).is_empty());
    let (points, bound) = (outcome.benefit.total, outcome.bound.unwrap());
    assert!(bound >= best - 1e-6 && points <= best + 1e-6, "{bound} {best} {points}");
    assert!(bound <= 1.005 * best && outcome.ended == Ended::Optimal, "{bound} {best} {points} {:?}", outcome.ended);
}
