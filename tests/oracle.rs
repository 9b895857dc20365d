//! Tiny random programmes of every rule family against exhaustive search over all plans in whole units.
//!
//! Source of truth: `tiny::judge`, an evaluator that reads the data as the planner wrote it and shares nothing with the library, and
//! the search over every plan it can judge.
#![allow(clippy::unwrap_used)] // helpers of tests may panic as tests do

mod tiny;

use alokasi::allocate::{Options, allocate};
use alokasi::error::Error;
use alokasi::input::ProgrammeData;
use alokasi::model::Programme;
use alokasi::plan::Plan;
use alokasi::units::Rupiah;
use alokasi::verify;
use tiny::judge::{Judge, best, points_per_unit};
use tiny::{Families, Random, UNIT};

/// The plan that pays `x`, one amount for each slot of the judge.
fn plan(programme: &Programme, judge: &Judge<'_>, x: &[i64]) -> Plan {
    let mut paid = vec![Rupiah::ZERO; programme.payments().len()];
    assert_eq!(paid.len(), x.len(), "judge and model list the same payments");
    for (slot, &amount) in judge.slots.iter().zip(x) {
        let need = programme.needs().iter().position(|n| n.code == judge.data.needs[slot.need].code).unwrap();
        let source = programme.sources().iter().position(|s| s.code == judge.data.sources[slot.source].code).unwrap();
        let year = programme.years().iter().position(|&y| y == slot.year).unwrap();
        let payment = programme
            .payments()
            .iter()
            .position(|p| (p.need.index(), p.year.index(), p.source.index()) == (need, year, source));
        paid[payment.unwrap()] = Rupiah::new(amount);
    }
    Plan::new(paid)
}

/// The programmes of these seeds that have no fault, with their data.
fn programmes(seeds: std::ops::Range<u64>, families: Families, most: i64) -> Vec<(ProgrammeData, Programme)> {
    let count = seeds.end - seeds.start;
    let found: Vec<_> = seeds
        .map(|seed| tiny::programme(seed, families, most))
        .filter_map(|data| Programme::try_from(&data).ok().map(|programme| (data, programme)))
        .collect();
    assert!(found.len() as u64 * 10 >= count * 7, "most programmes must be valid: {} of {count}", found.len());
    found
}

/// Random plans, good and bad: some keep to the grid and the costs, some do not.
#[test]
fn the_judge_of_the_library_agrees_with_the_evaluator_on_every_plan() {
    let mut kinds = std::collections::BTreeMap::<String, usize>::new();
    let mut clean = 0;
    for (seed, (data, programme)) in programmes(0..1500, Families::All, 6).into_iter().enumerate() {
        let judge = Judge::new(&data);
        let mut random = Random::new(seed as u64);
        for _ in 0..20 {
            let wild = random.chance(10);
            let x: Vec<i64> = judge
                .slots
                .iter()
                .map(|slot| {
                    let cost = data.needs[slot.need].cost.get();
                    match random.below(4) {
                        0 | 1 => 0,
                        2 => cost - cost % UNIT,
                        _ if wild => random.range(0, 2 * cost),
                        _ => random.range(0, cost.div_euclid(UNIT)) * UNIT,
                    }
                })
                .collect();
            let verdict = judge.verdict(&x);
            let plan = plan(&programme, &judge, &x);
            let violations = verify::check(&programme, &plan);
            let broken: std::collections::BTreeSet<String> = violations.iter().map(|v| v.rule.clone()).collect();
            assert_eq!(broken, verdict.broken, "{x:?} in {data:#?}");
            assert!(violations.iter().all(|v| v.by.get() > 0), "{violations:?}");
            let benefit = verify::benefit(&programme, &plan).total;
            assert!((benefit - verdict.benefit).abs() <= 1e-9 * (1.0 + benefit.abs()), "{x:?} in {data:#?}");
            clean += usize::from(broken.is_empty());
            for rule in &broken {
                let family = data.rules.iter().find(|r| r.id == *rule).map(|r| format!("{:?}", r.rule));
                *kinds.entry(family.unwrap_or_else(|| rule.clone())).or_default() += 1;
            }
        }
    }
    // The test has teeth: every family was broken by some plan, and many plans break nothing.
    let expected = [
        "Amount",
        "Count",
        "Coverage",
        "Exclusive",
        "Growth",
        "Match",
        "Share",
        "Stability",
        "Together",
        "ceiling",
        "contracted",
        "funding",
        "need",
        "one_year",
        "order",
        "unit",
    ];
    assert_eq!(kinds.keys().map(String::as_str).collect::<Vec<_>>(), expected, "{kinds:?}");
    assert!(clean > 500, "{clean}");
}

#[test]
fn no_plan_beats_the_bound_and_the_plan_is_the_best_up_to_rounding() {
    let (mut solved, mut impossible, mut unrounded) = (0, 0, 0);
    for (data, programme) in programmes(0..400, Families::Linear, 8) {
        let judge = Judge::new(&data);
        let best = best(&judge);
        match (allocate(&programme, &Options::default()), best) {
            (Ok(outcome), Some(best)) => {
                let bound = outcome.certificate.as_ref().unwrap().bound;
                assert!(bound >= best - 1e-12 * best.abs(), "bound {bound} below the best plan {best} of {data:#?}");
                assert!(outcome.benefit.total <= best + 1e-9 * (1.0 + best.abs()));
                // Rounding moves each payment by about a unit.
                let lost = best - outcome.benefit.total;
                let allowed = points_per_unit(&data) * (programme.payments().len() + 1) as f64;
                assert!(lost <= allowed, "lost {lost}, allowed {allowed}: {data:#?}");
                // Nor is the bound above what plans in whole units can come near: no rule is missing from the program.
                assert!(bound - best <= allowed, "bound {bound} far above the best plan {best}: {data:#?}");
                solved += 1;
            }
            (Err(Error::Infeasible(infeasible)), None) => {
                assert!(infeasible.proved, "{infeasible} of {data:#?}");
                impossible += 1;
            }
            // A point between units, and no plan in whole units there or anywhere.
            (Err(Error::NoPlanNearby(_)), None) => impossible += 1,
            // With costs of four to eight units a plan may be several units away; the error says so.
            (Err(Error::NoPlanNearby(_)), Some(_)) => unrounded += 1,
            (found, best) => panic!("{:?} where the best is {best:?}: {data:#?}", found.map(|o| o.benefit)),
        }
    }
    println!("solved {solved}, impossible {impossible}, not rounded {unrounded}");
    assert!(solved >= 100 && impossible >= 10, "{solved} {impossible}");
    assert_eq!(unrounded, 0);
}
