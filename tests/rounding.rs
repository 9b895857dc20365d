//! A point of the linear program becomes a plan in whole units near it that breaks nothing, or an error that says what and by how much.
//!
//! Source of truth: the judge, which knows no rounding; plans in whole units that are turned into points; sums by hand.
#![allow(clippy::unwrap_used)] // helpers of tests may panic as tests do

mod small;
mod tiny;

use alokasi::allocate::{Options, allocate};
use alokasi::lp::{ColumnKey, Formulation, formulate};
use alokasi::model::Programme;
use alokasi::plan::Plan;
use alokasi::round::{NoPlanNearby, to_plan};
use alokasi::synthetic::{Kind, Spec, make};
use alokasi::units::Rupiah;
use alokasi::verify::{benefit, check};
use serde_json::json;
use small::{ceiling, lines, need, programme};
use tiny::Random;

fn made_up(sentra: usize, sources: usize, full: bool, seed: u64) -> Programme {
    let spec =
        Spec { sentra, sources, seed, years: 3, kind: Kind::Rules, order: full, completion: full, ..Spec::default() };
    Programme::try_from(make(&spec)).unwrap()
}

/// The point at which each payment is `rupiah(j)` and other columns are what they are at least.
fn point(formulation: &Formulation<'_>, rupiah: impl Fn(usize) -> f64) -> Vec<f64> {
    let lp = &formulation.lp;
    let mut point = lp.lower().to_vec();
    for (j, key) in lp.columns().enumerate() {
        if let ColumnKey::Payment(_) = key {
            point[j] = rupiah(j) / 1e6;
        }
    }
    point
}

/// Interior points, with junk in every column, of programmes with all linear rule families.
#[test]
fn interior_points_round_to_plans_that_pass_the_check() {
    for seed in 1..=6 {
        for (sources, full) in [(1, false), (2, true), (3, true)] {
            let programme = made_up(60, sources, full, seed);
            let outcome = allocate(&programme, &Options::default()).unwrap();
            assert_eq!(check(&programme, &outcome.plan), []);
            // Some 3,000 payments: none moves by more than a few units on average.
            let units = outcome.moved.get().div_euclid(programme.unit().get());
            let lines = outcome.plan.rows(&programme).count();
            assert!(units <= 3 * i64::try_from(lines).unwrap(), "moved {} over {lines} lines", outcome.moved);
            assert!(outcome.relative_gap().unwrap() < 1e-4, "{:?}", outcome.relative_gap());
        }
    }
}

/// With a unit of one rupiah there is almost nothing to lose: the plan is worth the bound to one part in ten million.
#[test]
fn a_unit_of_one_rupiah_loses_next_to_nothing() {
    let mut data = make(&Spec { sentra: 60, years: 3, sources: 2, order: true, completion: true, ..Spec::default() });
    data.unit = Rupiah::new(1);
    let programme = Programme::try_from(data).unwrap();
    let outcome = allocate(&programme, &Options::default()).unwrap();
    assert!(outcome.relative_gap().unwrap() < 1e-7, "{:?}", outcome.relative_gap());
}

/// A vertex, where most payments are exactly nothing or all of a need's cost.
#[test]
#[cfg(feature = "microlp")]
fn vertices_round_as_well() {
    let programme = made_up(50, 1, false, 1);
    let formulation = formulate(&programme).unwrap();
    let microlp = alokasi::solve::Choice::Microlp.solver();
    let answer = microlp.solve(&formulation, &alokasi::solve::Control::default()).unwrap();
    let rounded = to_plan(&formulation, &answer.point).unwrap();
    assert_eq!(check(&programme, &rounded.plan), []);
    let optimum = formulation.lp.objective(&answer.point);
    let found = benefit(&programme, &rounded.plan).total;
    assert!((optimum - found) <= 1e-4 * optimum, "{optimum} {found}");
}

/// A plan in whole units that breaks nothing, as a point, comes back rupiah for rupiah: also under noise as solvers leave it.
#[test]
fn a_plan_taken_as_a_point_comes_back() {
    // Without completion points, which whole units can always be moved to for a little more.
    let programme = made_up(60, 3, false, 2);
    let formulation = formulate(&programme).unwrap();
    let again = |plan: &Plan| to_plan(&formulation, &point(&formulation, |j| plan.paid()[j].get() as f64)).unwrap();
    let worth = |plan: &Plan| benefit(&programme, plan).total;
    let made = allocate(&programme, &Options::default()).unwrap().plan;
    // Only plans that leave nothing to spend stay as they are, so money that rounding left over goes first.
    let plan = again(&made).plan;
    assert!(worth(&plan) >= worth(&made), "{} {}", worth(&plan), worth(&made));
    let exact = again(&plan);
    assert!(exact.plan == plan && exact.moved == Rupiah::ZERO, "moved {}", exact.moved);
    let mut random = Random::new(5);
    let noise: Vec<f64> = (0..plan.paid().len()).map(|_| random.range(-400, 400) as f64 / 1e3).collect();
    let noisy = to_plan(&formulation, &point(&formulation, |j| plan.paid()[j].get() as f64 + noise[j])).unwrap();
    assert_eq!(check(&programme, &noisy.plan), []);
    // Half a rupiah in a thousand may cost a unit here and there.
    assert!(worth(&noisy.plan) >= worth(&plan) * (1.0 - 1e-4), "{} {}", worth(&noisy.plan), worth(&plan));
}

/// Two needs of 10 M share 10,001 thousand: 5,000.5 each. One gets the odd thousand, and it is the one that earns more.
#[test]
fn the_odd_unit_goes_where_it_earns_more() {
    let programme = programme(json!({
        "needs": [need("N1", "A", 10, 1.0), need("N2", "B", 10, 2.0)],
        "ceilings": [{"source": "dak", "scope": "nation", "year": 2019, "rupiah": 10_001_000}]
    }));
    let formulation = formulate(&programme).unwrap();
    let rounded = to_plan(&formulation, &point(&formulation, |_| 5_000_500.0)).unwrap();
    assert_eq!(lines(&programme, &rounded.plan), ["N1 2019 dak 5000000", "N2 2019 dak 5001000"]);
    assert_eq!(rounded.moved, Rupiah::new(1000));
    // N1 loses 500 rupiah at 0.1 points per million, N2 wins 500 at 0.2.
    assert!((rounded.lost + 500.0 * 0.1 / 1e6).abs() < 1e-15, "{}", rounded.lost);
}

/// A share that holds with equality, halves of units on both sides: the part is rounded up and the whole down.
#[test]
fn a_binding_share_is_not_broken_by_rounding() {
    let programme = programme(json!({
        "needs": [need("N1", "A", 10, 1.0), need("N2", "B", 10, 2.0)],
        "ceilings": [ceiling("dak", 2019, 10)],
        "rules": [{"id": "dry", "rule": "share", "of": {"sector": "pangan.kering"}, "at_least": 0.333_333, "per": ["year"]}]
    }));
    let formulation = formulate(&programme).unwrap();
    // 3,333,330 of 10,000,000: 3,333.33 and 6,666.67 thousand.
    let rounded = to_plan(&formulation, &point(&formulation, |j| [3_333_330.0, 6_666_670.0][j])).unwrap();
    assert_eq!(lines(&programme, &rounded.plan), ["N1 2019 dak 3334000", "N2 2019 dak 6666000"]);
}

/// Points that are no points: whatever they hold, what comes back passes the check or is an error that names rows.
#[test]
fn any_point_gives_a_plan_that_passes_or_an_error() {
    let awkward = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300, -1e300, -5.0, 0.0, 1e-9, 3.0];
    let (mut plans, mut errors) = (0, 0);
    for seed in 0..300 {
        let data = tiny::programme(seed, tiny::Families::Linear, 6);
        let Ok(programme) = Programme::try_from(&data) else { continue };
        let formulation = formulate(&programme).unwrap();
        let mut random = Random::new(seed);
        let length = formulation.lp.column_count() + usize::try_from(random.below(3)).unwrap();
        let point: Vec<f64> = (1..length).map(|_| random.pick(&awkward)).collect();
        match to_plan(&formulation, &point) {
            Ok(rounded) => {
                assert_eq!(check(&programme, &rounded.plan), [], "seed {seed}: {point:?}");
                plans += 1;
            }
            Err(NoPlanNearby { rows, .. }) => {
                assert!(!rows.is_empty() && rows.iter().all(|row| row.by > Rupiah::ZERO && !row.name.is_empty()));
                errors += 1;
            }
        }
    }
    assert!(plans > 50 && errors > 10, "{plans} {errors}");
}

/// The error counts what it does not list.
#[test]
fn an_error_lists_the_first_rows_and_counts_the_rest() {
    let rules: Vec<_> =
        (0..7).map(|i| json!({"id": format!("odd{i}"), "rule": "amount", "exactly": 1_500 + i})).collect();
    let programme = programme(json!({"needs": [need("N1", "A", 10, 1.0)], "rules": rules}));
    let formulation = formulate(&programme).unwrap();
    let error = to_plan(&formulation, &point(&formulation, |_| 1_500.0)).unwrap_err();
    assert_eq!(error.rows.len(), 7);
    let text = error.to_string();
    assert!(text.starts_with(
        "no plan in whole multiples of Rp 1.000 was found near the optimum: rule:odd0:all:exactly is off by Rp 500, "
    ));
    assert!(text.contains(" and 2 more; "), "{text}");
}
