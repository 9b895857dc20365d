//! Programmes of some 340 sentra with every linear rule family, through the whole way.
//!
//! Source of truth: the optimum that each programme is built around, proved by a plan and prices that were chosen before the data
//! (`built`), by arithmetic apart from the library.

// The allowance of clippy.toml reaches functions marked #[test] only, not their helpers.
#![allow(clippy::unwrap_used)]

mod built;

use alokasi::allocate::{Options, allocate};
use alokasi::model::Programme;
use alokasi::plan::Plan;
use alokasi::solve::Choice;
use alokasi::units::Rupiah;
use alokasi::verify;
use built::{Built, built};

/// The plan was made in whole units, so the optimum over those is the optimum of all; what is found may lose this part of it by rounding.
const ROUNDING: f64 = 1e-6;
/// Of the optimum, by which the sums of thousands of points may differ in the last digits.
const DIGITS: f64 = 1e-12;

fn assert_optimum(seed: u64, solver: Choice) {
    let Built { data, optimum, .. } = built(seed);
    let programme = Programme::try_from(data).unwrap_or_else(|faults| panic!("{faults}"));
    let outcome =
        allocate(&programme, &Options::default().with_solver(solver)).unwrap_or_else(|error| panic!("{error}"));
    let (benefit, bound) = (outcome.benefit.total / optimum, outcome.certificate.unwrap().bound / optimum);
    assert!((1.0 - ROUNDING..=1.0 + DIGITS).contains(&benefit), "{benefit} of the optimum");
    assert!((1.0 - DIGITS..=1.0 + 1e-7).contains(&bound), "the bound is {bound} of the optimum");
}

#[test]
fn the_optimum_is_found_and_proved() {
    for seed in 1..=12 {
        assert_optimum(seed, Choice::Structured);
    }
}

#[cfg(feature = "clarabel")]
#[test]
fn the_optimum_is_found_and_proved_by_a_general_solver() {
    assert_optimum(7, Choice::Clarabel);
}

/// The plan that a programme is built around keeps every rule and is worth the optimum, says the judge: so what is certified here is
/// the programme as the format means it. It is large, every family is there, and every row of it that can bind does so somewhere.
#[test]
fn the_judge_agrees_with_the_construction() {
    for seed in 1..=20 {
        let Built { data, plan, optimum } = built(seed);
        let programme = Programme::try_from(data).unwrap_or_else(|faults| panic!("{faults}"));
        let mut paid = vec![Rupiah::ZERO; programme.payments().len()];
        for row in &plan {
            let need = programme.needs().iter().position(|need| need.code == row.need).unwrap();
            let source = programme.sources().iter().position(|source| source.code == row.source).unwrap();
            let payment = programme.needs()[need].payments.clone().find(|&p| {
                let payment = &programme.payments()[p];
                programme.year(payment.year) == row.year && payment.source.index() == source
            });
            paid[payment.unwrap()] = row.rupiah;
        }
        let plan = Plan::new(paid);
        assert_eq!(verify::check(&programme, &plan), vec![], "{seed}");
        let benefit = verify::benefit(&programme, &plan);
        assert!((benefit.total - optimum).abs() <= DIGITS * optimum, "{seed}: {benefit:?}, built for {optimum}");
        assert!(benefit.completion > 0.0, "{seed}");
        assert!(programme.sentra().len() > 300 && programme.payments().len() > 2500, "{}", programme.payments().len());
        let rules = verify::rules(&programme, &plan);
        assert_eq!(rules.len(), 9);
    }
}
