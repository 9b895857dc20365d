//! Whole-number programmes: tiny random ones of every rule family against exhaustive search over all plans in whole units, and hostile ones.
//!
//! Source of truth: `tiny::judge`, which reads the data as the planner wrote it and shares nothing with the library.
#![allow(clippy::unwrap_used)] // helpers of tests may panic as tests do

mod tiny;

use std::collections::BTreeMap;

use alokasi::allocate::{Options, allocate};
use alokasi::error::Error;
use alokasi::input::{Funding, ProgrammeData, RuleName};
use alokasi::model::Programme;
use tiny::judge::{Judge, best, points_per_unit};
use tiny::{Families, Random, UNIT, rule_of};

/// What was met, by what a programme holds.
#[derive(Debug, Default)]
struct Tally {
    solved: usize,
    impossible: usize,
    far: usize,
    /// Solved to the very optimum of whole units.
    exact: usize,
    holds: BTreeMap<String, usize>,
}

fn compare(seeds: std::ops::Range<u64>) -> Tally {
    let mut tally = Tally::default();
    for seed in seeds {
        compare_one(seed, &tiny::programme(seed, Families::All, 6), &mut tally);
    }
    tally
}

/// Whether `data` were a whole programme, so that there was something to compare.
fn compare_one(seed: u64, data: &ProgrammeData, tally: &mut Tally) -> bool {
    let Ok(programme) = Programme::try_from(data) else { return false };
    if programme.whole_parts().is_empty() {
        return false;
    }
    let best = best(&Judge::new(data));
    match (allocate(&programme, &Options::default()), best) {
        (Ok(outcome), Some(best)) => {
            let bound = outcome.bound.unwrap();
            let close = 1e-9 * (1.0 + best.abs());
            assert!(bound >= best - 1e-12 * best.abs(), "{seed}: bound {bound} below the best plan {best}: {data:#?}");
            assert!(outcome.benefit.total <= best + close, "{seed}: {} above {best}", outcome.benefit.total);
            let allowed = points_per_unit(data) * (programme.payments().len() + 1) as f64;
            assert!(best - outcome.benefit.total <= allowed, "{seed}: {} of {best}", outcome.benefit.total);
            assert!(bound - best <= allowed, "{seed}: bound {bound} far above the best plan {best}: {data:#?}");
            // Where no payment can be split, whole units cost nothing.
            let unsplit = data.sources.len() == 1 && data.years.len() == 1;
            if unsplit && data.needs.iter().all(|need| need.funding == Funding::Whole) {
                assert!(
                    best - outcome.benefit.total <= close,
                    "{seed}: {} of {best}: {data:#?}",
                    outcome.benefit.total
                );
                assert!(bound - best <= close, "{seed}: {bound} over {best}: {data:#?}");
            }
            tally.exact += usize::from(best - outcome.benefit.total <= close && bound - best <= close);
            tally.solved += 1;
        }
        (Err(Error::Infeasible(infeasible)), None) => {
            assert!(infeasible.proved, "{seed}: {data:#?}");
            tally.impossible += 1;
        }
        (Err(Error::NoPlanNearby(_)), None) => tally.impossible += 1,
        (Err(Error::NoPlanNearby(_)), Some(_)) => tally.far += 1,
        (found, best) => panic!("{seed}: {:?} where the best is {best:?}: {data:#?}", found.map(|o| o.benefit)),
    }
    for rule in &data.rules {
        *tally.holds.entry(tiny::kind(rule)).or_default() += 1;
    }
    true
}

#[test]
fn every_family_and_pairs_of_them_against_all_plans() {
    let tally = compare(0..1200);
    println!("{tally:?}");
    assert!(tally.solved >= 400 && tally.impossible >= 40, "{tally:?}");
    assert!(tally.exact * 2 > tally.solved, "{tally:?}");
    assert!(tally.far * 50 <= tally.solved, "{tally:?}");
    for name in [RuleName::Count, RuleName::Together, RuleName::Exclusive] {
        assert!(tally.holds[&format!("{name:?}")] >= 20, "{tally:?}");
    }
    for name in ["least", "soft least", "soft Count"] {
        assert!(tally.holds[name] >= 10, "{tally:?}");
    }
}

/// Rules that can be hard or soft, and those that are hard only.
const EITHER: [&str; 9] =
    ["Amount", "Share", "Coverage", "Growth", "Match", "Stability", "Count", "Completed", "least"];
const HARD: [&str; 2] = ["Together", "Exclusive"];

/// Every pair of rules, hard and soft, and nothing but that pair, on tables of whole needs and others. Two that need two years and two sources at once, as growth
/// and match do, have few tables to stand on.
#[test]
fn each_pair_of_rules_hard_and_soft_against_all_plans() {
    let soft = EITHER.iter().map(|kind| format!("soft {kind}"));
    let kinds: Vec<String> = EITHER.iter().chain(&HARD).map(|&kind| kind.to_owned()).chain(soft).collect();
    let mut tally = Tally::default();
    let mut seed = 0;
    for (a, first) in kinds.iter().enumerate() {
        for second in &kinds[a..] {
            let mut met = 0;
            for _ in 0..200 {
                seed += 1;
                let mut data = tiny::programme(seed + 20_000, Families::All, 6);
                let mut random = Random::new(seed);
                let needs = |word: &str| [first, second].iter().any(|kind| kind.contains(word));
                let lacks = (needs("Growth") && data.years.len() < 2)
                    || (needs("Match") && data.sources.len() < 2)
                    || (needs("Stability") && data.previous.is_none());
                if lacks {
                    continue;
                }
                let rules = [(first, 0), (second, 1)].map(|(kind, i)| rule_of(&mut random, &data, kind, 6, i));
                let [Some(one), Some(other)] = rules else { continue };
                data.rules = vec![one, other];
                met += usize::from(compare_one(seed, &data, &mut tally));
                if met == 3 {
                    break;
                }
            }
            assert!(met > 0, "no programme of {first} and {second}");
        }
    }
    println!("{tally:?}");
    assert!(tally.solved >= 300 && tally.exact * 2 > tally.solved && tally.far * 50 <= tally.solved, "{tally:?}");
}

/// A programme of one region, one source and `needs`, each `(code, sentra, cost in units, points)`, whole and essential.
fn hostile(years: i32, needs: &[(&str, &str, i64, f64)], rules: &serde_json::Value) -> Programme {
    let mut sentra: Vec<&str> = needs.iter().map(|need| need.1).collect();
    sentra.dedup();
    let data = serde_json::json!({
        "name": "hostile", "years": (2019..2019 + years).collect::<Vec<_>>(), "unit": UNIT,
        "provinces": [{"code": "18", "island": "Sumatera"}], "regions": [{"code": "18.01", "province": "18"}],
        "sectors": [{"code": "pangan"}], "activities": [{"code": "machinery"}], "sources": [{"code": "dak"}],
        "sentra": sentra.iter().map(|code| serde_json::json!(
            {"code": code, "region": "18.01", "sector": "pangan", "completion_benefit": 10.0})).collect::<Vec<_>>(),
        "needs": needs.iter().map(|(code, sentra, cost, benefit)| serde_json::json!({
            "code": code, "sentra": sentra, "activity": "machinery", "cost": cost * UNIT, "benefit": benefit,
            "funding": "whole", "one_year": true, "essential": true})).collect::<Vec<_>>(),
        "ceilings": (2019..2019 + years).map(|year| serde_json::json!(
            {"source": "dak", "scope": "nation", "year": year, "rupiah": 10 * UNIT})).collect::<Vec<_>>(),
        "rules": rules,
    });
    Programme::try_from(serde_json::from_value::<ProgrammeData>(data).unwrap()).unwrap()
}

/// By hand: three sentra in year one at Rp 5 million each do not fit into 10: there is no plan, and that is proved.
#[test]
fn a_pilot_that_no_plan_can_hold() {
    let needs = [("a", "A", 5, 1.0), ("b", "B", 5, 1.0), ("c", "C", 5, 1.0)];
    let rules = serde_json::json!([
        {"id": "pilot", "rule": "count", "what": "sentra", "of": {"year": 2019}, "exactly": 3, "least": 5_000_000}]);
    match allocate(&hostile(2, &needs, &rules), &Options::default()) {
        Err(Error::Infeasible(infeasible)) => assert!(infeasible.proved),
        other => panic!("{:?}", other.map(|outcome| outcome.benefit)),
    }
}

/// By hand: a grant of at least 11 under a ceiling of 10 is none.
#[test]
fn a_least_grant_above_every_ceiling_leaves_nothing() {
    let rules = serde_json::json!([
        {"id": "least", "rule": "amount", "zero_or_at_least": 11 * UNIT, "per": ["region", "year"]}]);
    let outcome = allocate(&hostile(1, &[("a", "A", 5, 1.0)], &rules), &Options::default()).unwrap();
    assert_eq!(outcome.plan.total().get(), 0);
    assert!(outcome.bound.unwrap() < 1e-6, "{:?}", outcome.bound);
}

/// By hand: a with b, b with c, and a or c but not both: none of them; d alone is left, 1 point and 10 for completion.
#[test]
fn together_and_exclusive_in_a_circle() {
    let needs = [("a", "A", 1, 9.0), ("b", "A", 1, 9.0), ("c", "B", 1, 9.0), ("d", "C", 1, 1.0)];
    let rules = serde_json::json!([
        {"id": "ab", "rule": "together", "of": {"need": ["a", "b"]}},
        {"id": "bc", "rule": "together", "of": {"need": ["b", "c"]}},
        {"id": "ac", "rule": "exclusive", "of": {"need": ["a", "c"]}}]);
    let outcome = allocate(&hostile(1, &needs, &rules), &Options::default()).unwrap();
    assert!((outcome.benefit.total - 11.0).abs() < 1e-9, "{:?}", outcome.benefit);
    assert!(outcome.relative_gap().unwrap() < 1e-9);
}

/// By hand: twelve needs of 10 in twelve of twenty years, one a year, all are paid; without a discount the years do not matter.
#[test]
fn one_sentra_with_twelve_needs_in_twenty_years() {
    let codes: Vec<String> = (10..22).map(|i| format!("n{i}")).collect();
    let needs: Vec<(&str, &str, i64, f64)> = codes.iter().map(|code| (code.as_str(), "A", 10, 2.0)).collect();
    let outcome = allocate(&hostile(20, &needs, &serde_json::json!([])), &Options::default()).unwrap();
    assert!((outcome.benefit.total - 34.0).abs() < 1e-9, "{:?}", outcome.benefit);
    assert!(outcome.relative_gap().unwrap() < 1e-9);
}
