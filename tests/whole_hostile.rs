//! Whole programmes of a few hundred sentra: hostile ones, and ones whose best plan is known since they are built around it.
//!
//! Source of truth: by hand, for each programme. Work is counted in moves and rounds, so that no clock decides.
#![allow(clippy::unwrap_used)] // helpers of tests may panic as tests do

use std::sync::atomic::{AtomicBool, Ordering};

use alokasi::allocate::{Options, allocate, allocate_with};
use alokasi::input::{Funding, ProgrammeData};
use alokasi::lp::{Formulation, formulate};
use alokasi::solve::whole::bound::{Assembly, Bounds, Improved, Start};
use alokasi::solve::whole::search::{Ground, Run, Search};
use alokasi::solve::{Answer, Control, SolveError, Solver, structured::Structured};
use alokasi::{Programme, verify};
use serde_json::{Value, json};

const MILLION: i64 = 1_000_000;

/// A need: code, sentra, cost in Rp 1 million, points.
struct Need {
    code: String,
    sentra: usize,
    cost: i64,
    points: f64,
}

/// A programme of `regions` regions with `sentra` sentra, each in region `s % regions`, whole essential needs, and ceilings `(region or nation, year, Rp 1 million)`.
fn programme(
    (regions, sentra, years): (usize, usize, i32),
    completion: f64,
    needs: &[Need],
    ceilings: &[(Option<usize>, i32, i64)],
    rules: &Value,
) -> Programme {
    Programme::try_from(data((regions, sentra, years), completion, needs, ceilings, rules)).unwrap()
}

fn data(
    (regions, sentra, years): (usize, usize, i32),
    completion: f64,
    needs: &[Need],
    ceilings: &[(Option<usize>, i32, i64)],
    rules: &Value,
) -> ProgrammeData {
    let region = |r: usize| format!("18.{r:03}");
    let data = json!({
        "name": "large", "years": (2026..2026 + years).collect::<Vec<_>>(), "completion": "all_or_nothing", "unit": MILLION,
        "provinces": [{"code": "18", "island": "Sumatera"}],
        "regions": (0..regions).map(|r| json!({"code": region(r), "province": "18"})).collect::<Vec<_>>(),
        "sectors": [{"code": "pangan"}], "activities": [{"code": "machinery"}], "sources": [{"code": "dak"}],
        "sentra": (0..sentra).map(|s| json!({"code": format!("S{s:03}"), "region": region(s % regions), "sector": "pangan",
            "completion_benefit": completion})).collect::<Vec<_>>(),
        "needs": needs.iter().map(|need| json!({"code": need.code, "sentra": format!("S{:03}", need.sentra), "activity": "machinery",
            "cost": need.cost * MILLION, "benefit": need.points, "essential": true, "funding": "whole", "one_year": true})).collect::<Vec<_>>(),
        "ceilings": ceilings.iter().map(|&(place, year, millions)| match place {
            None => json!({"source": "dak", "scope": "nation", "year": 2026 + year, "rupiah": millions * MILLION}),
            Some(r) => json!({"source": "dak", "scope": "region", "code": region(r), "year": 2026 + year, "rupiah": millions * MILLION}),
        }).collect::<Vec<_>>(),
        "rules": rules,
    });
    serde_json::from_value(data).unwrap()
}

/// The bound after so many rounds from the prices of the relaxation, and the points of the best plan of so many moves, started from region plans.
fn solved(programme: &Programme, rounds: usize, moves: usize) -> (f64, Option<f64>) {
    let relaxed = programme.relaxed().0;
    let formulation = formulate(&relaxed).unwrap();
    let answer = Structured.solve(&formulation, &Control::default());
    // Of a relaxation without a plan there are no prices.
    let prices = answer.ok().and_then(|answer| answer.prices).unwrap_or_else(|| vec![0.0; formulation.lp.row_count()]);
    let control = Control::default();
    let mut bounds = Bounds::new(programme, &formulation, &prices, &control).unwrap();
    for _ in 0..rounds {
        if !matches!(bounds.improve(&control), Improved::By(_)) {
            break;
        }
    }
    let ground = Ground::new(programme);
    let mut search = Search::new(&ground, 1);
    search.find(moves, || false);
    search.run(Run { moves, heat: (0.05, 0.001) }, || false);
    let mut points = search.best();
    if bounds.bound().is_finite() {
        let mut seen = bounds.seen();
        bounds.mix(&mut seen);
        let mut assembly = Assembly::new(&seen, 1);
        assembly.fill(&seen, Start::Mixed, || false);
        assembly.run(20_000, (0.2, 0.001), || false);
        search.start_from(&assembly.plans());
        search.run(Run { moves, heat: (0.02, 0.001) }, || false);
        points = if search.best() > points { search.best() } else { points };
    }
    if let Some(plan) = search.plan() {
        assert!(verify::check(programme, &plan).is_empty());
        let own = verify::benefit(programme, &plan).total;
        assert!((own - search.best().unwrap()).abs() <= 1e-9 * (1.0 + own.abs()));
    }
    if let Some(points) = points {
        assert!(bounds.bound() >= points - 1e-9 * (1.0 + points.abs()), "{} below {points}", bounds.bound());
    }
    (bounds.bound(), points)
}

fn one_each(sentra: usize, cost: i64, points: f64) -> Vec<Need> {
    (0..sentra).map(|s| Need { code: format!("N{s:03}"), sentra: s, cost, points }).collect()
}

/// By hand: 300 sentra of 5 each, 200 to be funded in the first year, and money for 199: no plan, and the search ends after its moves.
#[test]
fn a_large_pilot_that_no_plan_can_hold() {
    let rules = json!([{"id": "pilot", "rule": "count", "what": "sentra", "of": {"year": 2026}, "exactly": 200, "least": 5 * MILLION}]);
    let needs = one_each(300, 5, 1.0);
    let (bound, points) =
        solved(&programme((30, 300, 2), 0.0, &needs, &[(None, 0, 999), (None, 1, 10)], &rules), 5, 20_000);
    assert_eq!(points, None, "{bound}");
}

/// By hand: no region may get 11 in a year, so a grant of at least 11 is none: nothing is paid, 0 points, and that is proved.
#[test]
fn least_grants_above_every_ceiling_leave_nothing_to_many() {
    let rules = json!([{"id": "least", "rule": "amount", "zero_or_at_least": 11 * MILLION, "per": ["region", "year"]}]);
    let ceilings: Vec<_> = (0..40).flat_map(|r| [(Some(r), 0, 10), (Some(r), 1, 10)]).collect();
    let (bound, points) = solved(&programme((40, 400, 2), 3.0, &one_each(400, 5, 1.0), &ceilings, &rules), 3, 20_000);
    assert!(bound.abs() < 1e-6 && points == Some(0.0), "{bound} {points:?}");
}

/// By hand: in each of 80 sets a with b, b with c, a or c but not both, so none of them; the fourth sentra is left: 1 point and 10 for completion.
#[test]
fn eighty_circles_of_together_and_exclusive() {
    let mut needs = Vec::new();
    let mut rules = Vec::new();
    for k in 0..80 {
        for (i, (letter, points)) in [("a", 9.0), ("b", 9.0), ("c", 9.0), ("d", 1.0)].into_iter().enumerate() {
            needs.push(Need { code: format!("{letter}{k:02}"), sentra: 4 * k + i, cost: 1, points });
        }
        let need = |letter: &str| format!("{letter}{k:02}");
        rules.push(json!({"id": format!("ab{k}"), "rule": "together", "of": {"need": [need("a"), need("b")]}}));
        rules.push(json!({"id": format!("bc{k}"), "rule": "together", "of": {"need": [need("b"), need("c")]}}));
        rules.push(json!({"id": format!("ac{k}"), "rule": "exclusive", "of": {"need": [need("a"), need("c")]}}));
    }
    let (bound, points) =
        solved(&programme((20, 320, 1), 10.0, &needs, &[(None, 0, 1000)], &json!(rules)), 60, 100_000);
    assert!((points.unwrap() - 880.0).abs() < 1e-6, "{points:?}");
    // At the best prices of the sets a share of them is left to the bound: a third of a with b and c costs nothing there.
    assert!(bound >= 880.0 - 1e-6, "{bound}");
}

/// By hand: 100 sentra, each of twelve needs of 10 in twenty years, and 60 a year in all of a nation: 120 of 1,200 needs, 10 sentra complete: 120 x 2 and 10 x 10.
#[test]
fn a_hundred_sentra_with_twelve_needs_in_twenty_years() {
    let needs: Vec<Need> =
        (0..1200).map(|n| Need { code: format!("N{n:04}"), sentra: n / 12, cost: 10, points: 2.0 }).collect();
    let ceilings: Vec<_> = (0..20).map(|year| (None, year, 60)).collect();
    let (bound, points) = solved(&programme((20, 100, 20), 10.0, &needs, &ceilings, &json!([])), 1, 100_000);
    let points = points.unwrap();
    // To complete a sentra all twelve are paid, however little each is worth at these prices: the walk knows it before it has looked at all of 20^12 ways.
    assert!((bound - 340.0).abs() < 1e-3 && (200.0..=340.0 + 1e-6).contains(&points), "{bound} {points}");
}

/// Two years, 150 regions of 20 sentra, each with one need. A price of money in each region's year is chosen first, the same within a region's year; of each sentra it is
/// drawn in which year it is paid, or not at all. A paid need earns a little more than its cost at that price and less than in the other year; one that is not
/// paid earns less than the cheapest. Ceilings are what the plan spends. So no plan has more: each point of difference is a sum of amounts above or below price.
#[test]
fn a_plan_planted_at_national_size_is_bounded_and_found() {
    let (regions, sentra) = (150_usize, 3_000_usize);
    let (mut needs, mut ceilings, mut planted) = (Vec::new(), vec![[0_i64; 2]; regions], 0.0);
    let mut spent = [0_i64; 2];
    let mut state = 1_u64;
    let mut draw = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    for s in 0..sentra {
        let (cost, year) = (5 + i64::try_from(draw(40)).unwrap(), usize::try_from(draw(4)).unwrap());
        // Price of money 1 in the first year, 2 in the second; needs that are not paid earn less than 1 a million.
        let rate = match year {
            0 => 1.0 + draw(100) as f64 / 100.0,
            1 => 2.0 + draw(100) as f64 / 100.0,
            _ => draw(95) as f64 / 100.0,
        };
        let points = (rate * cost as f64 * 100.0).round() / 100.0;
        if year < 2 {
            planted += points;
            spent[year] += cost;
            ceilings[s % regions][year] += cost;
        }
        needs.push(Need { code: format!("N{s:04}"), sentra: s, cost, points });
    }
    let mut all: Vec<_> =
        (0..regions).flat_map(|r| [(Some(r), 0, ceilings[r][0]), (Some(r), 1, ceilings[r][1])]).collect();
    all.extend([(None, 0, spent[0]), (None, 1, spent[1])]);
    let programme = programme((regions, sentra, 2), 0.0, &needs, &all, &json!([]));
    let (bound, points) = solved(&programme, 10, 400_000);
    let points = points.unwrap();
    // Both years pay alike, so the plan is that of all needs that earn 1 or more: they are worth `planted`, whatever the year, and all others less for each million.
    assert!(bound >= planted - 1e-6 && points <= planted + 1e-6, "{bound} {planted} {points}");
    assert!(bound - points <= 5e-3 * planted, "{bound} {planted} {points}");
}

/// 6,000 needs of 100, each worth a point, all but one of which may be split, and money of 33,333: too many for branch and bound.
fn splittable() -> Programme {
    let mut data = data((100, 6_000, 1), 0.0, &one_each(6_000, 100, 1.0), &[(None, 0, 33_333)], &json!([]));
    for need in data.needs.iter_mut().skip(1) {
        (need.funding, need.one_year) = (Funding::Divisible, false);
        need.essential = false;
    }
    Programme::try_from(data).unwrap()
}

/// By hand: 333.33 points. The search pays quarters of a need, which make 333.25 at most; the linear program beside its decisions pays the rest.
#[test]
fn money_that_may_be_split_is_spent_to_the_last() {
    let mut options = Options::default();
    options.control.gap = 1e-3;
    let outcome = allocate(&splittable(), &options).unwrap();
    assert!((outcome.benefit.total - 333.33).abs() < 1e-6, "{:?} by {}", outcome.benefit, outcome.solver);
    assert_eq!((outcome.solver, outcome.unaided), ("regions", None));
}

/// A solver that gives prices, and then breaks.
#[derive(Default)]
struct Once {
    asked: AtomicBool,
}

impl Solver for Once {
    fn name(&self) -> &'static str {
        "once"
    }
    fn solve(&self, formulation: &Formulation<'_>, control: &Control) -> Result<Answer, SolveError> {
        if self.asked.swap(true, Ordering::Relaxed) {
            let reason = "it is out of order".to_owned();
            return Err(SolveError::Failed { solver: self.name(), reason });
        }
        Structured.solve(formulation, control)
    }
}

/// The plan of the search stands without the rest, and why it is no better is told.
#[test]
fn a_solver_that_fails_after_the_search_is_told_of() {
    let mut options = Options::default();
    options.control.gap = 3e-4;
    let outcome = allocate_with(&splittable(), &Once::default(), &options).unwrap();
    assert!((outcome.benefit.total - 333.25).abs() < 1e-6, "{:?}", outcome.benefit);
    assert_eq!(outcome.unpriced, None);
    assert_eq!(outcome.unaided.unwrap(), "solver once failed: it is out of order");
}
