//! Branch and bound of small whole programmes: what it starts from, and what is told where the relaxation has no prices.
//!
//! Source of truth: cases by hand, and the proof that comes with each plan.
#![allow(clippy::unwrap_used)] // helpers of tests may panic as tests do

use alokasi::allocate::{Options, allocate, allocate_with};
use alokasi::input::ProgrammeData;
use alokasi::lp::{Formulation, Lp, formulate_whole};
use alokasi::solve::whole::exact::{FIRST_WORK, Known, Referee, search};
use alokasi::solve::{Answer, Control, Ended, SolveError, Solver};
use alokasi::{Programme, verify};
use serde_json::{Value, json};

/// Six sectors of five sentra, each with a building of 300 to 600 and machinery of 150 to 310 after it, in Rp 1 million; 9,000 in one year; exactly three
/// funded sentra in each sector, where one rupiah counts.
fn pilot() -> Programme {
    let (mut sentra, mut needs): (Vec<Value>, Vec<Value>) = (Vec::new(), Vec::new());
    for s in 0..6 {
        for r in 0..5 {
            let (code, mix) = (format!("s{s}-{r}"), s * 37 + r * 53 + s * r * 11);
            sentra.push(json!({"code": code, "region": format!("18.0{r}"), "sector": format!("k{s}"), "completion_benefit": 15}));
            needs.push(json!({"code": format!("{code}-b"), "sentra": code, "activity": "building", "essential": true,
                "cost": (300 + mix % 7 * 50) * 1_000_000, "benefit": 20 + mix % 9, "funding": "whole"}));
            needs.push(json!({"code": format!("{code}-m"), "sentra": code, "activity": "machinery", "essential": true,
                "cost": (150 + mix % 5 * 40) * 1_000_000, "benefit": 14 + mix % 6, "funding": "whole", "after": [format!("{code}-b")]}));
        }
    }
    let codes =
        |prefix: &str, count: usize| (0..count).map(|i| json!({"code": format!("{prefix}{i}")})).collect::<Vec<_>>();
    let regions: Vec<Value> = (0..5).map(|r| json!({"code": format!("18.0{r}"), "province": "18"})).collect();
    let data = json!({
        "name": "pilot", "years": [2026], "completion": "all_or_nothing",
        "provinces": [{"code": "18", "island": "Sumatera"}], "regions": regions, "sectors": codes("k", 6),
        "activities": [{"code": "building"}, {"code": "machinery"}], "sources": [{"code": "dak"}],
        "sentra": sentra, "needs": needs,
        "ceilings": [{"source": "dak", "scope": "nation", "year": 2026, "rupiah": 9_000_000_000_i64}],
        "rules": [{"id": "three", "rule": "count", "what": "sentra", "exactly": 3, "per": ["sector"]}],
    });
    Programme::try_from(serde_json::from_value::<ProgrammeData>(data).unwrap()).unwrap()
}

/// One rupiah funds a sentra, so fractions of decisions say nothing of which three can be paid: from a plan it is found all the same.
#[test]
fn a_pilot_that_counts_every_rupiah_is_solved() {
    let programme = pilot();
    let mut options = Options::default();
    options.control.gap = 0.02;
    let outcome = allocate(&programme, &options).unwrap();
    assert!(verify::check(&programme, &outcome.plan).is_empty());
    assert!(outcome.relative_gap().unwrap() <= 0.02, "{:?}", outcome.relative_gap());
    assert_eq!((outcome.ended, outcome.unpriced), (Ended::Optimal, None));
}

/// Both sides of a fork are solved at once, on as many threads as there are: what comes of it is the same.
#[test]
fn the_number_of_threads_changes_nothing() {
    let programme = pilot();
    let solve = |threads| {
        let mut options = Options::default();
        (options.control.gap, options.control.threads) = (0.005, Some(threads));
        let outcome = allocate(&programme, &options).unwrap();
        println!("{threads}: {} {:?} {}", outcome.benefit.total, outcome.bound, outcome.iterations);
        (outcome.plan, outcome.bound.map(f64::to_bits), outcome.iterations)
    };
    let one = solve(1);
    assert!(one.2 > 1, "{}", one.2);
    assert_eq!(solve(2), one);
    assert_eq!(solve(8), one);
}

/// A solver that cannot.
struct Unable;

impl Solver for Unable {
    fn name(&self) -> &'static str {
        "unable"
    }
    fn solve(&self, _: &Formulation<'_>, _: &Control) -> Result<Answer, SolveError> {
        Err(SolveError::Failed { solver: "unable", reason: "it is out of order".to_owned() })
    }
}

/// The plan stands, and what the solver said of the relaxation is told.
#[test]
fn a_solver_that_fails_at_the_relaxation_is_told_of() {
    let mut options = Options::default();
    options.control.gap = 0.02;
    let outcome = allocate_with(&pilot(), &Unable, &options).unwrap();
    let why = outcome.unpriced.unwrap();
    assert!(why.contains("unable") && why.contains("it is out of order"), "{why}");
    assert!(outcome.certificate.is_none() && outcome.prices.is_none());
    assert!(outcome.bound.is_some(), "branch and bound, or regions, prove one all the same");
}

/// A referee who is asked for nothing.
struct Idle;

impl Referee for Idle {
    fn bound(&self, _: &Lp, _: &[f64]) -> f64 {
        unreachable!("no node is solved")
    }
    fn is_empty(&self, _: &Lp, _: &[f64]) -> bool {
        unreachable!("no node is solved")
    }
    fn plan(&mut self, _: &[f64], _: f64) -> Option<f64> {
        unreachable!("no plan is made")
    }
    fn stop(&self) -> Option<Ended> {
        None
    }
}

/// A plan of 800 points under a bound of 801 is near enough where a part in a hundred is asked for: no node is looked at.
#[test]
fn what_is_known_cuts_the_search() {
    let programme = pilot();
    let known = Known { points: Some(800.0), bound: 801.0 };
    let found = search(&formulate_whole(&programme).lp, 0.01, known, FIRST_WORK, &mut Idle);
    assert_eq!((found.nodes, found.best, found.bound, found.ended), (0, Some(800.0), 801.0, Ended::Optimal));
}
