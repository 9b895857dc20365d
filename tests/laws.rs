//! What holds of every programme, whatever its numbers.
//!
//! Source of truth: the laws themselves; each compares two answers of the library, or an answer with its own check. Programmes are tiny
//! ones of every linear rule family, by seed; a failing seed is kept in `proptest-regressions`.
#![allow(clippy::unwrap_used, clippy::float_cmp)] // helpers of tests may panic as tests do; equal means equal here

mod tiny;

use alokasi::allocate::{Options, Outcome, allocate};
use alokasi::error::Error;
use alokasi::input::{ProgrammeData, RuleName, Scope};
use alokasi::model::Programme;
use alokasi::plan::Plan;
use alokasi::units::Rupiah;
use alokasi::verify;
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;
use tiny::{Families, Random, UNIT};

/// Programmes large beside their unit, so that rounding is small; `None` where the seed makes an invalid one.
fn programme(seed: u64) -> Option<(ProgrammeData, Programme)> {
    let mut data = tiny::programme(seed, Families::Linear, 40);
    data.unit = Rupiah::new(UNIT / 1000);
    let programme = Programme::try_from(&data).ok()?;
    Some((data, programme))
}

/// The outcome; `None` where the rules contradict each other or no plan is in whole units.
fn outcome(programme: &Programme) -> Option<Outcome> {
    match allocate(programme, &Options::default()) {
        Ok(outcome) => Some(outcome),
        Err(Error::Infeasible(_) | Error::NoPlanNearby(_)) => None,
        Err(error) => panic!("{error}"),
    }
}

/// What a bound may be off by: the gap that a solver leaves.
fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-6 * (1.0 + a.abs().max(b.abs()))
}

fn bound(outcome: &Outcome) -> f64 {
    outcome.certificate.as_ref().unwrap().bound
}

fn rows(programme: &Programme, plan: &Plan) -> Vec<(String, i32, String, i64)> {
    let row = |r: alokasi::input::PaymentRow| (r.need.to_string(), r.year, r.source.to_string(), r.rupiah.get());
    plan.rows(programme).map(row).collect()
}

fn shuffle<T>(random: &mut Random, rows: &mut [T]) {
    for i in (1..rows.len()).rev() {
        rows.swap(i, usize::try_from(random.below(i as u64 + 1)).unwrap());
    }
}

/// `data` with every table in another order.
fn shuffled(data: &ProgrammeData, seed: u64) -> ProgrammeData {
    let mut random = Random::new(seed);
    let mut data = data.clone();
    shuffle(&mut random, &mut data.provinces);
    shuffle(&mut random, &mut data.regions);
    shuffle(&mut random, &mut data.sectors);
    shuffle(&mut random, &mut data.activities);
    shuffle(&mut random, &mut data.sources);
    shuffle(&mut random, &mut data.sentra);
    shuffle(&mut random, &mut data.needs);
    shuffle(&mut random, &mut data.ceilings);
    data.previous.iter_mut().for_each(|rows| shuffle(&mut random, rows));
    data
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 128,
        failure_persistence: Some(Box::new(FileFailurePersistence::WithSource("proptest-regressions"))),
        ..ProptestConfig::default()
    })]

    /// A plan that comes out passes its check, is what it says, and is not above its bound.
    #[test]
    fn every_plan_passes_its_check_and_stays_below_its_bound(seed: u64) {
        let Some((_, programme)) = programme(seed) else { return Ok(()) };
        let Some(outcome) = outcome(&programme) else { return Ok(()) };
        prop_assert_eq!(verify::check(&programme, &outcome.plan), vec![]);
        prop_assert_eq!(verify::benefit(&programme, &outcome.plan), outcome.benefit);
        prop_assert!(outcome.benefit.total <= bound(&outcome) + 1e-12 * bound(&outcome).abs());
        let slacks = verify::rules(&programme, &outcome.plan);
        let hard = slacks.iter().filter(|rule| !rule.soft).filter_map(|rule| rule.worst.as_ref());
        prop_assert!(hard.into_iter().all(|worst| worst.slack.get() >= 0));
        let penalties: f64 = slacks.iter().map(|rule| rule.penalty).sum();
        prop_assert!((penalties - outcome.benefit.penalties).abs() <= 1e-12 * (1.0 + penalties));
    }

    /// More money of the nation only takes a limit away.
    #[test]
    fn more_national_money_never_lowers_the_optimum(seed: u64, more in 1_i64..20) {
        let Some((data, before)) = programme(seed) else { return Ok(()) };
        let mut data = data;
        for ceiling in data.ceilings.iter_mut().filter(|ceiling| ceiling.scope == Scope::Nation) {
            ceiling.rupiah += Rupiah::new(more * UNIT);
        }
        let Some(less) = outcome(&before) else { return Ok(()) };
        let after = Programme::try_from(&data).unwrap();
        match allocate(&after, &Options::default()) {
            Ok(more) => prop_assert!(bound(&more) >= bound(&less) - 1e-6 * (1.0 + bound(&less).abs())),
            // The optimum is there, but between whole units.
            Err(Error::NoPlanNearby(_)) => {}
            Err(error) => prop_assert!(false, "{}", error),
        }
    }

    /// The order of rows means nothing: same plan, same points, to the last digit.
    #[test]
    fn the_order_of_the_input_changes_nothing(seed: u64) {
        let Some((data, programme)) = programme(seed) else { return Ok(()) };
        let other = Programme::try_from(shuffled(&data, seed)).unwrap();
        match (outcome(&programme), outcome(&other)) {
            (Some(a), Some(b)) => {
                prop_assert_eq!(rows(&programme, &a.plan), rows(&other, &b.plan));
                prop_assert_eq!(a.benefit, b.benefit);
                prop_assert_eq!(a.certificate, b.certificate);
            }
            (a, b) => prop_assert_eq!(a.is_some(), b.is_some()),
        }
    }

    /// Saying a hard rule twice says nothing new.
    #[test]
    fn a_doubled_rule_changes_no_value(seed: u64) {
        let Some((data, programme)) = programme(seed) else { return Ok(()) };
        let mut data = data;
        let again: Vec<_> = data.rules.iter().filter(|rule| rule.soft.is_none()).cloned().collect();
        for mut rule in again {
            rule.id += "-again";
            data.rules.push(rule);
        }
        let doubled = Programme::try_from(&data).unwrap();
        if let (Some(once), Some(twice)) = (outcome(&programme), outcome(&doubled)) {
            prop_assert!(near(bound(&once), bound(&twice)), "{} {}", bound(&once), bound(&twice));
        }
    }

    /// Without money, and without rules that ask for some, nothing is paid and nothing earned.
    #[test]
    fn no_money_earns_nothing(seed: u64) {
        let Some((mut data, _)) = programme(seed) else { return Ok(()) };
        data.contracted.clear();
        // Those that hold when nothing is paid.
        data.rules.retain(|rule| {
            matches!(rule.rule, RuleName::Share | RuleName::Match | RuleName::Growth) && rule.soft.is_none()
        });
        data.ceilings.clear();
        for source in &data.sources {
            for &year in &data.years {
                data.ceilings.push(alokasi::input::CeilingRow {
                    source: source.code.clone(),
                    year,
                    ..alokasi::input::CeilingRow::default()
                });
            }
        }
        let programme = Programme::try_from(&data).unwrap();
        let outcome = allocate(&programme, &Options::default()).unwrap();
        prop_assert_eq!(outcome.plan.total(), Rupiah::ZERO);
        prop_assert_eq!(outcome.benefit.total, 0.0);
        prop_assert!(bound(&outcome) <= 1e-6);
    }
}

/// The laws above skip programmes without a plan; most have one.
#[test]
fn most_seeds_have_a_plan() {
    let plans = (0..100).filter_map(programme).filter_map(|(_, programme)| outcome(&programme)).count();
    assert!(plans >= 60, "{plans}");
}
