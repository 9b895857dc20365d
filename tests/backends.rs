//! One suite for every solver of this build; each case has one accepted ending.
//!
//! Source of truth: optima and prices worked out by hand in the comments, the published optimum of Lorie and Savage, and random
//! programs that are built around a known optimum and the prices that prove it.

// The allowance of clippy.toml reaches functions marked #[test] only, not their helpers.
#![allow(clippy::unwrap_used)]

mod bare;

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use alokasi::lp::Lp;
use alokasi::lp::Sense::{AtLeast, AtMost, Equal};
use alokasi::solve::audit::audit;
use alokasi::solve::{Answer, Choice, Control, Ended, SolveError, proves_infeasible};
use bare::certified::certified;
use bare::{assert_near, lp};

/// A relative gap that every solver here reaches on every case.
const GAP: f64 = 1e-9;

fn solve(choice: Choice, lp: &Lp) -> Result<Answer, SolveError> {
    bare::solve(choice, lp, &Control::default())
}

/// Solves and asserts the optimum, by our own arithmetic; where the solver gives prices the gap too.
#[track_caller]
fn assert_optimum(choice: Choice, lp: &Lp, optimum: f64) -> Answer {
    let answer = solve(choice, lp).unwrap();
    assert_eq!(answer.ended, Ended::Optimal);
    let audit = audit(lp, &answer).unwrap();
    assert_near(audit.objective, optimum, 1e-8);
    assert_eq!(audit.gap.is_some(), choice.solver().gives_prices());
    if let Some(gap) = audit.gap {
        assert!(gap.abs() <= GAP, "gap {gap:e}");
    }
    answer
}

#[track_caller]
fn assert_prices(answer: &Answer, expected: &[f64]) {
    if let Some(prices) = &answer.prices {
        assert_eq!(prices.len(), expected.len());
        for (&found, &expected) in prices.iter().zip(expected) {
            assert_near(found, expected, 1e-6);
        }
    }
}

/// `max 3x + 2y, x + y <= 4, x <= 3`: x = 3, y = 1, worth 11. One more unit in the row lets y grow: price 2.
fn at_most_row_has_its_price(choice: Choice) {
    let answer = assert_optimum(choice, &lp(&[(3.0, 0.0, 3.0), (2.0, 0.0, 10.0)], &[(AtMost, 4.0, &[1.0, 1.0])]), 11.0);
    assert_near(answer.point[0], 3.0, 1e-7);
    assert_near(answer.point[1], 1.0, 1e-7);
    assert_prices(&answer, &[2.0]);
}

/// `max -2x - 3y, x + y >= 5, x <= 2`: x = 2, y = 3, worth -13. One unit less to reach saves 3: price 3.
fn at_least_row_has_its_price(choice: Choice) {
    let answer =
        assert_optimum(choice, &lp(&[(-2.0, 0.0, 2.0), (-3.0, 0.0, 10.0)], &[(AtLeast, 5.0, &[1.0, 1.0])]), -13.0);
    assert_near(answer.point[1], 3.0, 1e-7);
    assert_prices(&answer, &[3.0]);
}

/// The programs above with the same rows written as `-x - y >= -4` and `-x - y <= -5`: same optimum, same prices.
fn a_row_has_one_price_however_it_is_written(choice: Choice) {
    let most = lp(&[(3.0, 0.0, 3.0), (2.0, 0.0, 10.0)], &[(AtLeast, -4.0, &[-1.0, -1.0])]);
    assert_prices(&assert_optimum(choice, &most, 11.0), &[2.0]);
    let least = lp(&[(-2.0, 0.0, 2.0), (-3.0, 0.0, 10.0)], &[(AtMost, -5.0, &[-1.0, -1.0])]);
    assert_prices(&assert_optimum(choice, &least, -13.0), &[3.0]);
}

/// `max x + 2y, x + y = 4`: all in y up to its bound 3, x = 1: 7; one more unit goes to x: price 1. With `max -x - 2y`: x = 4 at its
/// bound 3.5, y = 0.5: -4.5; one more unit costs 2: price -2. Written with turned signs the right-hand side turns, and the price with it.
fn equality_has_a_signed_price(choice: Choice) {
    let gain = lp(&[(1.0, 0.0, 10.0), (2.0, 0.0, 3.0)], &[(Equal, 4.0, &[1.0, 1.0])]);
    assert_prices(&assert_optimum(choice, &gain, 7.0), &[1.0]);
    let loss = lp(&[(-1.0, 0.0, 3.5), (-2.0, 0.0, 10.0)], &[(Equal, 4.0, &[1.0, 1.0])]);
    assert_prices(&assert_optimum(choice, &loss, -4.5), &[-2.0]);
    let turned = lp(&[(-1.0, 0.0, 3.5), (-2.0, 0.0, 10.0)], &[(Equal, -4.0, &[-1.0, -1.0])]);
    assert_prices(&assert_optimum(choice, &turned, -4.5), &[2.0]);
}

/// Both rules bind: `max 3x + 2y, x + y <= 4, y >= 2`: x = 2, y = 2, worth 10. Price of the ceiling 3 (to x); a unit less of the floor
/// turns a y into an x: price 1. The third row is slack: price 0.
fn floor_under_a_ceiling(choice: Choice) {
    let program = lp(
        &[(3.0, 0.0, 9.0), (2.0, 0.0, 9.0)],
        &[(AtMost, 4.0, &[1.0, 1.0]), (AtLeast, 2.0, &[0.0, 1.0]), (AtMost, 7.0, &[1.0, 0.5])],
    );
    assert_prices(&assert_optimum(choice, &program, 10.0), &[3.0, 1.0, 0.0]);
}

/// The same row three times, once turned: prices may be shared in any way, but they add up to the price of one, 2, and the bound holds.
fn copies_of_a_row_share_its_price(choice: Choice) {
    let program = lp(
        &[(3.0, 0.0, 3.0), (2.0, 0.0, 10.0)],
        &[(AtMost, 4.0, &[1.0, 1.0]), (AtLeast, -4.0, &[-1.0, -1.0]), (AtMost, 4.0, &[1.0, 1.0])],
    );
    let answer = assert_optimum(choice, &program, 11.0);
    if let Some(prices) = &answer.prices {
        assert!(prices.iter().all(|&y| y >= 0.0), "{prices:?}");
        assert_near(prices.iter().sum(), 2.0, 1e-6);
    }
}

/// Without rows every column with points goes to its upper bound, every other to its lower one: 2 * 5 - 3 * 1 = 7.
fn no_rows_at_all(choice: Choice) {
    assert_optimum(choice, &lp(&[(2.0, 0.0, 5.0), (-3.0, 1.0, 4.0)], &[]), 7.0);
}

/// No column, one row that is met all the same (`0 <= 1`): worth nothing, and that is optimal.
fn no_columns_at_all(choice: Choice) {
    let answer = assert_optimum(choice, &lp(&[], &[(AtMost, 1.0, &[])]), 0.0);
    assert!(answer.point.is_empty());
    assert_prices(&answer, &[0.0]);
}

/// Rows without columns say nothing (`0 <= 1`) and have price 0, wherever they stand.
fn rows_without_columns(choice: Choice) {
    let program = lp(
        &[(3.0, 0.0, 3.0), (2.0, 0.0, 10.0)],
        &[(AtMost, 1.0, &[0.0, 0.0]), (AtMost, 4.0, &[1.0, 1.0]), (Equal, 0.0, &[])],
    );
    assert_prices(&assert_optimum(choice, &program, 11.0), &[0.0, 2.0, 0.0]);
}

/// No money (all ceilings 0): nothing is paid, and that is optimal.
fn no_money(choice: Choice) {
    let program = lp(
        &[(3.0, 0.0, 5.0), (2.0, 0.0, 5.0)],
        &[(AtMost, 0.0, &[1.0, 1.0]), (AtMost, 0.0, &[0.0, 1.0]), (AtMost, 5.0, &[1.0, 0.0])],
    );
    assert_optimum(choice, &program, 0.0);
}

/// A column that its bounds hold fast (contracted in full): `max x + y, x = 2 by its bounds, x + y <= 5`: 5.
fn fixed_columns(choice: Choice) {
    assert_optimum(choice, &lp(&[(1.0, 2.0, 2.0), (1.0, 0.0, 9.0)], &[(AtMost, 5.0, &[1.0, 1.0])]), 5.0);
}

/// Lorie and Savage's capital budget, nine projects under budgets of 50 and 20: the relaxation is worth 773/11, prices 3/22 and 41/22.
/// Bare rows, since it is no programme: each project is paid from both budgets in a fixed proportion, which no rule of the format says
/// of a single need.
fn lorie_savage(choice: Choice) {
    let value = [14.0, 17.0, 17.0, 15.0, 40.0, 12.0, 14.0, 10.0, 12.0];
    let first = [12.0, 54.0, 6.0, 6.0, 30.0, 6.0, 48.0, 36.0, 18.0];
    let second = [3.0, 7.0, 6.0, 2.0, 35.0, 6.0, 4.0, 3.0, 3.0];
    let columns: Vec<_> = value.iter().map(|&v| (v, 0.0, 1.0)).collect();
    let program = lp(&columns, &[(AtMost, 50.0, &first), (AtMost, 20.0, &second)]);
    let answer = assert_optimum(choice, &program, 773.0 / 11.0);
    assert_prices(&answer, &[3.0 / 22.0, 41.0 / 22.0]);
}

/// Two rows that contradict each other, each possible by itself: `x + y >= 6` and `x + y <= 5`.
fn infeasible(choice: Choice) {
    let program = lp(&[(1.0, 0.0, 10.0), (1.0, 0.0, 10.0)], &[(AtLeast, 6.0, &[1.0, 1.0]), (AtMost, 5.0, &[1.0, 1.0])]);
    let error = solve(choice, &program).unwrap_err();
    let SolveError::Infeasible { proof } = error else { panic!("{error}") };
    // microlp and HiGHS give no ray.
    assert_eq!(proof.is_some(), ["structured", "clarabel"].contains(&choice.name()));
    if let Some(ray) = proof {
        assert!(proves_infeasible(&program, &ray), "{ray:?}");
    }
}

/// Random programs with a known optimum.
fn certified_by_construction(choice: Choice) {
    for seed in 0..40 {
        let case = certified(seed);
        let answer = assert_optimum(choice, &case.lp, case.optimum);
        assert_eq!(answer.point.len(), case.lp.column_count());
    }
}

/// A stop before the start is a stop, whatever the solver can do later.
fn cancelled_before_the_start(choice: Choice) {
    let control = Control::default();
    control.cancel.store(true, Ordering::Relaxed);
    let error = bare::solve(choice, &certified(1).lp, &control).unwrap_err();
    assert_eq!(error, SolveError::Stopped { solver: choice.name(), ended: Ended::Cancelled });
}

/// No time at all is a stop too; all the time in the world is none.
fn time_limits_at_both_ends(choice: Choice) {
    let mut control = Control::default();
    control.time_limit = Some(Duration::ZERO);
    let case = certified(1);
    let error = bare::solve(choice, &case.lp, &control).unwrap_err();
    assert_eq!(error, SolveError::Stopped { solver: choice.name(), ended: Ended::TimeLimit });
    control.time_limit = Some(Duration::MAX);
    assert_eq!(bare::solve(choice, &case.lp, &control).unwrap().ended, Ended::Optimal);
}

/// The same program gives the same bytes.
fn same_program_same_answer(choice: Choice) {
    let case = certified(7);
    let [first, second] = [0, 1].map(|_| solve(choice, &case.lp).unwrap());
    let bits = |values: &[f64]| values.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
    assert_eq!(bits(&first.point), bits(&second.point));
    assert_eq!(first.prices.as_deref().map(bits), second.prices.as_deref().map(bits));
}

macro_rules! suite {
    ($($name:ident)*; $solver:ident = $choice:expr) => {
        mod $solver {
            use super::*;
            $(#[test] fn $name() { super::$name($choice); })*
        }
    };
}

macro_rules! suite_of {
    ($solver:ident = $choice:expr) => {
        suite! {
            at_most_row_has_its_price at_least_row_has_its_price a_row_has_one_price_however_it_is_written
            equality_has_a_signed_price floor_under_a_ceiling copies_of_a_row_share_its_price
            no_rows_at_all no_columns_at_all rows_without_columns no_money fixed_columns lorie_savage infeasible
            certified_by_construction cancelled_before_the_start time_limits_at_both_ends same_program_same_answer;
            $solver = $choice
        }
    };
}

suite_of!(structured = Choice::Structured);
#[cfg(feature = "clarabel")]
suite_of!(clarabel = Choice::Clarabel);
#[cfg(feature = "microlp")]
suite_of!(microlp = Choice::Microlp);
#[cfg(feature = "highs")]
suite_of!(highs = Choice::Highs);

/// The interior-point solvers that run in Rust tell of each iteration and stop at any; the others of none.
#[test]
fn iterations_are_told_and_can_be_the_last() {
    for &choice in Choice::all() {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let mut control = Control::default();
        let (list, cancel) = (seen.clone(), control.cancel.clone());
        control.on_progress = Some(Arc::new(move |progress| {
            list.lock().unwrap().push(progress.iteration);
            if progress.iteration == 3 {
                cancel.store(true, Ordering::Relaxed);
            }
        }));
        let found = bare::solve(choice, &certified(3).lp, &control);
        let seen = seen.lock().unwrap();
        if ["structured", "clarabel"].contains(&choice.name()) {
            assert_eq!(found.unwrap_err(), SolveError::Stopped { solver: choice.name(), ended: Ended::Cancelled });
            assert_eq!(*seen, [0, 1, 2, 3], "{choice}");
        } else {
            assert_eq!((found.unwrap().ended, seen.len()), (Ended::Optimal, 0), "{choice}");
        }
    }
}
