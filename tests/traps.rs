//! Traps that general solvers and their adapters fall into without a word: each is set once here and must be seen at our boundary.
//!
//! Source of truth: programs small enough to solve by hand, and claims that are wrong by construction.

// The allowance of clippy.toml reaches functions marked #[test] only, not their helpers.
#![allow(clippy::unwrap_used)]

mod bare;

use std::sync::Arc;
use std::sync::atomic::Ordering;
#[cfg(feature = "clarabel")]
use std::time::Duration;

use alokasi::id::NeedId;
use alokasi::lp::Sense::{AtLeast, AtMost, Equal};
use alokasi::lp::{Formulation, Lp, RowKey};
use alokasi::solve::audit::{Place, audit, audited, bound, screen};
use alokasi::solve::{Answer, Choice, Control, Ended, SolveError, Solver, proves_infeasible};
use bare::certified::{Random, certified};
use bare::{assert_near, lp};

fn solve(choice: Choice, lp: &Lp) -> Result<Answer, SolveError> {
    bare::solve(choice, lp, &Control::default())
}

/// NaN and infinity in every kind of number: `good_lp`'s back-ends answer "optimal" to most of these.
#[test]
fn no_number_may_be_nan_or_infinite() {
    for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let column = "column Payment(PaymentId(1))";
        let row = "row Need(NeedId(1))";
        let programs = [
            ("points", column, lp(&[(1.0, 0.0, 9.0), (bad, 0.0, 9.0)], &[(AtMost, 5.0, &[1.0, 1.0])])),
            ("lower bound", column, lp(&[(1.0, 0.0, 9.0), (1.0, bad, 9.0)], &[(AtMost, 5.0, &[1.0, 1.0])])),
            ("upper bound", column, lp(&[(1.0, 0.0, 9.0), (1.0, 0.0, bad)], &[(AtMost, 5.0, &[1.0, 1.0])])),
            ("right-hand side", row, lp(&[(1.0, 0.0, 9.0)], &[(AtMost, 5.0, &[1.0]), (AtMost, bad, &[1.0])])),
            ("coefficient", row, lp(&[(1.0, 0.0, 9.0)], &[(AtMost, 5.0, &[1.0]), (AtMost, 5.0, &[bad])])),
        ];
        for (what, place, program) in programs {
            for &choice in Choice::all() {
                let error = solve(choice, &program).unwrap_err();
                assert_eq!(error, SolveError::NotFinite { place: place.to_owned() }, "{choice}, {what} {bad}");
            }
        }
    }
}

/// Rows that no values within the columns' bounds can meet, one of them by 1e20 (which solvers take for "no limit").
#[test]
fn an_impossible_row_is_infeasible_with_a_proof() {
    let columns = [(1.0, 0.0, 10.0), (1.0, 0.0, 10.0)];
    for (sense, rhs, coefficients) in [
        (AtLeast, 1e20, [1.0, 1.0]),
        (AtLeast, 20.1, [1.0, 1.0]),
        (AtMost, -10.1, [1.0, -1.0]),
        (Equal, 30.0, [1.0, 1.0]),
        (Equal, -1.0, [1.0, 1.0]),
        (AtMost, -1.0, [0.0, 0.0]),
        (Equal, 1.0, [0.0, 0.0]),
    ] {
        let program = lp(&columns, &[(AtMost, 5.0, &[1.0, 0.0]), (sense, rhs, &coefficients)]);
        for &choice in Choice::all() {
            let error = solve(choice, &program).unwrap_err();
            let SolveError::Infeasible { proof: Some(ray) } = error else {
                panic!("{choice}, {sense:?} {rhs}: {error}")
            };
            assert!(proves_infeasible(&program, &ray), "{choice}, {sense:?} {rhs}: {ray:?}");
            assert!(ray[0].abs() < f64::EPSILON, "the first row is innocent: {ray:?}");
        }
    }
}

/// Rows that are met only at the very edge of the bounds are possible: 10 + 10 = 20.
#[test]
fn a_row_at_the_edge_of_its_reach_is_possible() {
    let program = lp(&[(1.0, 0.0, 10.0), (1.0, 0.0, 10.0)], &[(AtLeast, 20.0, &[1.0, 1.0])]);
    for &choice in Choice::all() {
        assert_near(program.objective(&solve(choice, &program).unwrap().point), 20.0, 1e-8);
    }
}

/// A column whose bounds cross.
#[test]
fn crossed_bounds_are_infeasible() {
    let program = lp(&[(1.0, 3.0, 1.0)], &[(AtMost, 5.0, &[1.0])]);
    for &choice in Choice::all() {
        assert_eq!(solve(choice, &program).unwrap_err(), SolveError::Infeasible { proof: None }, "{choice}");
    }
}

/// A ray proves nothing unless its sum is out of reach: none of these does, of rows that can be met.
#[test]
fn a_wrong_ray_is_no_proof() {
    let program = lp(&[(1.0, 0.0, 10.0)], &[(AtLeast, 4.0, &[1.0]), (AtMost, 6.0, &[1.0])]);
    for ray in [&[1.0, 1.0][..], &[-1.0, -1.0], &[0.0, 0.0], &[f64::NAN, 1.0], &[f64::INFINITY, f64::INFINITY], &[1.0]]
    {
        assert!(!proves_infeasible(&program, ray), "{ray:?}");
    }
    // The same rows turned round (at most 4, at least 6) contradict each other with equal weights, not with unequal ones.
    let program = lp(&[(1.0, 0.0, 10.0)], &[(AtMost, 4.0, &[1.0]), (AtLeast, 6.0, &[1.0])]);
    assert!(proves_infeasible(&program, &[1.0, 1.0]));
    assert!(!proves_infeasible(&program, &[2.0, 1.0]));
}

/// In rupiah, `max 1.1 x + y, x + y <= S, x <= 0.3 y`, S = 1,234,567,890,123: x = 0.3 y, so y = S / 1.3, worth 1.33 y; prices p, q with
/// `p + q = 1.1, p - 0.3 q = 1`. Clarabel alone answers [2.4, 3.3] and calls it solved.
#[test]
fn rupiah_scale() {
    let sum = 1_234_567_890_123.0;
    let program = lp(&[(1.1, 0.0, 1e12), (1.0, 0.0, 1e12)], &[(AtMost, sum, &[1.0, 1.0]), (AtMost, 0.0, &[1.0, -0.3])]);
    for &choice in Choice::all() {
        let answer = solve(choice, &program).unwrap();
        assert_eq!(answer.ended, Ended::Optimal, "{choice}");
        assert_near(answer.point[0], 0.3 * sum / 1.3, 1e-8);
        assert_near(answer.point[1], sum / 1.3, 1e-8);
        if let Some(prices) = answer.prices {
            assert_near(prices[0], 1.1 - 0.1 / 1.3, 1e-6);
            assert_near(prices[1], 0.1 / 1.3, 1e-6);
        }
    }
}

/// The same program in units 2^20 times as small is the same to the last bit, since all scaling is by powers of two.
#[test]
fn the_unit_of_money_changes_nothing() {
    const FACTOR: f64 = 1_048_576.0;
    let small = lp(
        &[(3.0, 0.0, 700.0), (2.0, 0.0, 900.0), (1.0, 100.0, 400.0)],
        &[(AtMost, 1100.0, &[1.0, 1.0, 1.0]), (AtLeast, 500.0, &[0.0, 1.0, 1.0])],
    );
    let large = lp(
        &[
            (3.0 / FACTOR, 0.0, 700.0 * FACTOR),
            (2.0 / FACTOR, 0.0, 900.0 * FACTOR),
            (1.0 / FACTOR, 100.0 * FACTOR, 400.0 * FACTOR),
        ],
        &[(AtMost, 1100.0 * FACTOR, &[1.0, 1.0, 1.0]), (AtLeast, 500.0 * FACTOR, &[0.0, 1.0, 1.0])],
    );
    for &choice in Choice::all() {
        let (small, large) = (solve(choice, &small).unwrap(), solve(choice, &large).unwrap());
        for (s, l) in small.point.iter().zip(&large.point) {
            assert_eq!((s * FACTOR).to_bits(), l.to_bits(), "{choice}");
        }
        for (s, l) in small.prices.iter().flatten().zip(large.prices.iter().flatten()) {
            assert_eq!((s / FACTOR).to_bits(), l.to_bits(), "{choice}");
        }
    }
}

/// `1e-10 x <= 1`: x = 1e10. HiGHS drops coefficients up to 1e-9 and calls it unbounded, Clarabel alone makes no progress.
#[test]
fn tiny_coefficients_alone_in_a_row() {
    let program = lp(&[(1.0, 0.0, 1e12)], &[(AtMost, 1.0, &[1e-10])]);
    for &choice in Choice::all() {
        let answer = solve(choice, &program).unwrap();
        assert_eq!(answer.ended, Ended::Optimal, "{choice}");
        assert_near(answer.point[0], 1e10, 1e-8);
    }
}

/// A tiny coefficient beside a large one: `y + 1e-10 x <= 50, y >= 20`: x = 3e11. In the unit that fits x, the row is within the tolerances
/// of Clarabel and HiGHS whatever y is: both rest at a point that misses it by a third and more (HiGHS calls it optimal), and are found out.
#[test]
fn tiny_coefficients_beside_large_ones() {
    let program = lp(&[(1.0, 0.0, 1e12), (0.0, 20.0, 100.0)], &[(AtMost, 50.0, &[1e-10, 1.0])]);
    for &choice in Choice::all() {
        let found = solve(choice, &program);
        if ["clarabel", "highs"].contains(&choice.name()) {
            let message = found.unwrap_err().to_string();
            assert!(message.contains("row Need(NeedId(0)) is missed by"), "{choice}: {message}");
        } else {
            let answer = found.unwrap();
            assert_eq!(answer.ended, Ended::Optimal, "{choice}");
            assert_near(answer.point[0], 3e11, 1e-8);
        }
    }
}

/// A bound so wide that solvers take it for none: the program is bounded all the same, and "unbounded" is an error, not an answer.
#[test]
fn no_program_is_unbounded() {
    let mut columns = vec![(1.0, 0.0, 1.0); 9];
    columns.push((1.0, 0.0, 1e60));
    let program = lp(&columns, &[(AtMost, 5.0, &[1.0; 9])]);
    for &choice in Choice::all() {
        let found = solve(choice, &program);
        if ["structured", "microlp"].contains(&choice.name()) {
            assert_near(program.objective(&found.unwrap().point), 1e60, 1e-9);
        } else {
            let reason = "it called the program unbounded, although every column has a bound".to_owned();
            assert_eq!(found.unwrap_err(), SolveError::Failed { solver: choice.name(), reason });
        }
    }
}

/// `max 3x + 2y, x + y <= 4, x <= 3`: optimum 11 at (3, 1), price 2.
fn small() -> Lp {
    lp(&[(3.0, 0.0, 3.0), (2.0, 0.0, 10.0)], &[(AtMost, 4.0, &[1.0, 1.0])])
}

fn claim(point: &[f64], prices: Option<&[f64]>) -> Answer {
    let prices = prices.map(<[f64]>::to_vec);
    Answer { point: point.to_vec(), prices, claimed: None, ended: Ended::Optimal, iterations: 1 }
}

#[test]
fn a_true_claim_passes() {
    let audit = audit(&small(), &claim(&[3.0, 1.0], Some(&[2.0]))).unwrap();
    assert_near(audit.objective, 11.0, 1e-15);
    assert_near(audit.bound.unwrap(), 11.0, 1e-15);
    assert_eq!((audit.worst, audit.ended(Ended::Optimal, 1e-9)), (None, Ended::Optimal));
    // Proved is proved, whatever the solver thinks of it.
    assert_eq!(audit.ended(Ended::TimeLimit, 1e-9), Ended::Optimal);
}

/// A solver that always says "optimal": the point is allowed, but worth 10, and the bound of its prices is 11.
#[test]
fn optimal_without_a_closed_gap_is_stalled() {
    let audit = audit(&small(), &claim(&[2.0, 2.0], Some(&[2.0]))).unwrap();
    assert_near(audit.gap.unwrap(), 0.1, 1e-12);
    assert_eq!(audit.ended(Ended::Optimal, 1e-9), Ended::Stalled);
    assert_eq!(audit.ended(Ended::Optimal, 0.2), Ended::Optimal);
    assert_eq!(audit.ended(Ended::TimeLimit, 1e-9), Ended::TimeLimit);
}

/// The right point with a turned price: the bound, still true, is 3*3 + 2*10 = 29, so the turned sign shows.
#[test]
fn a_turned_price_shows_as_a_gap() {
    let audit = audit(&small(), &claim(&[3.0, 1.0], Some(&[-2.0]))).unwrap();
    assert_near(audit.bound.unwrap(), 29.0, 1e-15);
    assert_eq!(audit.ended(Ended::Optimal, 1e-9), Ended::Stalled);
}

/// Without prices there is no bound and no gap; the claim stands as a claim.
#[test]
fn missing_prices_are_no_gap_of_zero() {
    let audit = audit(&small(), &claim(&[3.0, 1.0], None)).unwrap();
    assert_eq!((audit.bound, audit.gap), (None, None));
    assert_eq!(audit.ended(Ended::Optimal, 1e-9), Ended::Optimal);
}

#[cfg(feature = "microlp")]
#[test]
fn microlp_says_beforehand_that_it_gives_no_prices() {
    assert!(!Choice::Microlp.solver().gives_prices());
    assert_eq!(solve(Choice::Microlp, &small()).unwrap().prices, None);
}

/// Point, prices, and why it does not hold.
type Claim<'a> = (&'a [f64], Option<&'a [f64]>, &'a str);

#[test]
fn claims_that_do_not_hold_are_refuted() {
    let cases: [Claim<'_>; 8] = [
        (&[3.0, 1.5], Some(&[2.0]), "row Need(NeedId(0)) is missed by 5.0e-2 of its size"),
        (&[4.0, 0.0], Some(&[2.0]), "column Payment(PaymentId(0)) is missed by 1.0e-1 of its size"),
        (&[3.0, -0.5], None, "column Payment(PaymentId(1)) is missed by 5.0e-2 of its size"),
        (&[3.0], Some(&[2.0]), "it has 1 values for 2 columns"),
        (&[3.0, f64::NAN], Some(&[2.0]), "column Payment(PaymentId(1)) is NaN"),
        (&[3.0, 1.0], Some(&[]), "it has 0 prices for 1 rows"),
        (&[3.0, 1.0], Some(&[f64::NAN]), "the price of row Need(NeedId(0)) is NaN"),
        (&[3.0, 1.0], Some(&[f64::INFINITY]), "the price of row Need(NeedId(0)) is inf"),
    ];
    for (point, prices, reason) in cases {
        let error = audit(&small(), &claim(point, prices)).unwrap_err();
        assert_eq!(error, SolveError::Refuted { reason: reason.to_owned() });
    }
}

/// The residual of an interior-point solver is told, with its place, but passes.
#[test]
fn a_small_miss_is_told() {
    let audit = audit(&small(), &claim(&[3.0, 1.0 + 1e-9], Some(&[2.0]))).unwrap();
    assert_near(audit.miss, 1e-10, 1e-12);
    assert_eq!(audit.worst, Some(Place::Row(RowKey::Need(NeedId::new(0)))));
}

/// A solver that says what it is told to say.
struct Parrot(Result<Answer, SolveError>);

impl Solver for Parrot {
    fn name(&self) -> &'static str {
        "parrot"
    }
    fn solve(&self, _: &Formulation<'_>, _: &Control) -> Result<Answer, SolveError> {
        self.0.clone()
    }
}

/// Whatever a solver says of [`small`], what comes out of the audit is true.
#[test]
fn a_solver_is_not_believed() {
    let programme = bare::programme();
    let formulation = Formulation { programme: &programme, lp: small() };
    let ask = |said: Result<Answer, SolveError>| {
        audited(&Parrot(said), &formulation, &Control::default()).map(|(answer, _)| answer.ended)
    };
    let ended = |point: &[f64], ended: Ended| Ok(Answer { ended, ..claim(point, Some(&[2.0])) });

    assert_eq!(ask(ended(&[3.0, 1.0], Ended::Stalled)), Ok(Ended::Optimal), "the gap is closed");
    assert_eq!(ask(ended(&[2.0, 2.0], Ended::Optimal)), Ok(Ended::Stalled), "worth 10 of 11");
    assert_eq!(ask(ended(&[2.0, 2.0], Ended::TimeLimit)), Ok(Ended::TimeLimit));
    // (3, 2) misses the row.
    assert!(matches!(ask(ended(&[3.0, 2.0], Ended::Optimal)), Err(SolveError::Refuted { .. })));
    assert!(matches!(ask(ended(&[3.0, 2.0], Ended::Stalled)), Err(SolveError::Failed { solver: "parrot", .. })));
    for stopped in [Ended::TimeLimit, Ended::Cancelled] {
        assert_eq!(ask(ended(&[3.0, 2.0], stopped)), Err(SolveError::Stopped { solver: "parrot", ended: stopped }));
    }
    // The program can be met, so no ray proves the contrary.
    let proof = Some(vec![1.0]);
    assert!(matches!(ask(Err(SolveError::Infeasible { proof })), Err(SolveError::Refuted { .. })));
}

/// Any prices at all, hostile ones too, give a bound that no optimum passes.
#[test]
fn the_bound_holds_for_any_prices() {
    let mut random = Random::new(5);
    for seed in 0..60 {
        let case = certified(seed);
        for _ in 0..20 {
            let scale = [1e-3, 1.0, 1e3][random.index(3)];
            let prices: Vec<f64> =
                (0..case.lp.row_count()).map(|_| (random.below(2001) - 1000) as f64 * 0.01 * scale).collect();
            let bound = bound(&case.lp, &prices);
            assert!(bound >= case.optimum - 1e-9 * bound.abs(), "seed {seed}: {bound} < {}", case.optimum);
        }
    }
}

/// Interrupted at any iteration, a half-solved point (`good_lp` would say "optimal" of Clarabel's) is no point, or one with its true gap.
#[test]
fn a_half_solved_point_is_never_optimal() {
    let case = certified(11);
    for choice in Choice::all().iter().copied().filter(|choice| ["structured", "clarabel"].contains(&choice.name())) {
        let whole = solve(choice, &case.lp).unwrap();
        assert!(whole.iterations > 4, "{choice}: nothing to interrupt");
        for stop_at in 0..whole.iterations {
            let mut control = Control::default();
            let cancel = control.cancel.clone();
            control.on_progress = Some(Arc::new(move |p| cancel.store(p.iteration >= stop_at, Ordering::Relaxed)));
            match bare::solve(choice, &case.lp, &control) {
                Err(error) => assert_eq!(error, SolveError::Stopped { solver: choice.name(), ended: Ended::Cancelled }),
                Ok(answer) => {
                    let gap = audit(&case.lp, &answer).unwrap().gap.unwrap().abs();
                    assert_eq!(
                        answer.ended == Ended::Optimal,
                        gap <= 1e-9,
                        "{choice}, iteration {stop_at}, gap {gap:e}"
                    );
                }
            }
        }
    }
}

/// Clarabel calls "almost solved" what it was at when time was up: here it sleeps through the limit in one of its last iterations.
#[cfg(feature = "clarabel")]
#[test]
fn time_that_is_up_is_told() {
    let case = certified(11);
    let iterations = solve(Choice::Clarabel, &case.lp).unwrap().iterations;
    for late in iterations - 5..iterations - 1 {
        let mut control = Control::default();
        control.time_limit = Some(Duration::from_millis(100));
        control.on_progress = Some(Arc::new(move |p| {
            if p.iteration == late {
                std::thread::sleep(Duration::from_millis(110));
            }
        }));
        match bare::solve(Choice::Clarabel, &case.lp, &control) {
            Err(error) => assert_eq!(error, SolveError::Stopped { solver: "clarabel", ended: Ended::TimeLimit }),
            Ok(answer) => {
                let gap = audit(&case.lp, &answer).unwrap().gap.unwrap().abs();
                let expected = if gap <= 1e-9 { Ended::Optimal } else { Ended::TimeLimit };
                assert_eq!(answer.ended, expected, "iteration {late}, gap {gap:e}");
            }
        }
    }
}

/// The screen passes what is sound.
#[test]
fn the_screen_passes_sound_programs() {
    for seed in 0..60 {
        assert_eq!(screen(&certified(seed).lp), Ok(()), "seed {seed}");
    }
}
