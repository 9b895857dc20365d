//! The bound is an upper bound whatever the prices, tight when they are right, and the same when it is worked out again.
//!
//! Source of truth: programs built around a known optimum and its prices, in whole numbers; tiny programmes searched exhaustively;
//! contradictions stated by hand.
#![allow(clippy::unwrap_used, clippy::float_cmp)] // helpers of tests may panic as tests do; equal means equal here

mod tiny;

use alokasi::allocate::{Options, allocate};
use alokasi::id::{CeilingId, NeedId, PaymentId};
use alokasi::lp::{ColumnKey, Lp, RowKey, Sense, formulate};
use alokasi::model::Programme;
use alokasi::verify::certificate::{RecheckError, bound, polish, proves_infeasible, relative_gap};
use alokasi::verify::{Certificate, certificate::Price};
use tiny::judge::Judge;
use tiny::{Families, Random};

/// Roundings behind an objective of whole numbers: none.
const WHOLE: u32 = 0;

/// A program with a known optimum and the prices that prove it.
struct Known {
    lp: Lp,
    prices: Vec<f64>,
    optimum: f64,
}

/// A random program over payments and spending totals, built around a point and prices that fit together: a row is slack or priced,
/// a column inside its bounds or with a reduced cost of the right sign. All whole numbers, so the optimum is exact.
fn known(seed: u64) -> Known {
    let mut r = Random::new(seed);
    let payments = usize::try_from(r.range(3, 30)).unwrap();
    let totals = usize::try_from(r.range(0, 4)).unwrap();
    let upper: Vec<i64> = (0..payments).map(|_| r.range(1, 40)).collect();
    let place: Vec<i64> = (0..payments).map(|_| r.range(0, 2)).collect();
    let mut point: Vec<i64> = (0..payments)
        .map(|j| match place[j] {
            0 => 0,
            1 => upper[j],
            _ => r.range(0, upper[j]),
        })
        .collect();
    let members: Vec<Vec<usize>> = (0..totals).map(|_| (0..payments).filter(|_| r.chance(40)).collect()).collect();
    point.extend(members.iter().map(|m| m.iter().map(|&j| point[j]).sum::<i64>()).collect::<Vec<_>>());
    // What rows and prices ask of each column: sum_i s_i a_ij y_i.
    let mut demand = vec![0; payments + totals];
    let mut rows = Vec::new();
    for _ in 0..r.range(2, 12) {
        let columns: Vec<usize> = (0..payments + totals).filter(|_| r.chance(30)).collect();
        let terms: Vec<(usize, i64)> = columns.into_iter().map(|j| (j, r.range(-3, 5))).collect();
        let activity: i64 = terms.iter().map(|&(j, a)| a * point[j]).sum();
        let (binding, price) = (r.chance(50), r.range(0, 7));
        let (sense, rhs, price) = match r.range(0, 2) {
            0 => {
                (Sense::AtMost, if binding { activity } else { activity + r.range(1, 20) }, i64::from(binding) * price)
            }
            1 => {
                (Sense::AtLeast, if binding { activity } else { activity - r.range(1, 20) }, i64::from(binding) * price)
            }
            _ => (Sense::Equal, activity, price - 3),
        };
        let signed = if sense == Sense::AtLeast { -price } else { price };
        for &(j, a) in &terms {
            demand[j] += a * signed;
        }
        rows.push((sense, rhs, price, terms));
    }
    let mut lp = Lp::default();
    let mut optimum = 0;
    // A total earns nothing, so the price of its definition answers what rows ask of it, and its members feel that price.
    for (k, members) in members.iter().enumerate() {
        let definition = -demand[payments + k];
        for &j in members {
            demand[j] -= definition;
        }
    }
    for j in 0..payments {
        let reduced = match place[j] {
            0 => -r.range(0, 9),
            1 => r.range(0, 9),
            _ => 0,
        };
        let cost = demand[j] + reduced;
        optimum += cost * point[j];
        lp.add_column(ColumnKey::Payment(PaymentId::new(j)), cost as f64, 0.0, upper[j] as f64);
    }
    let mut prices = Vec::new();
    for (k, members) in members.iter().enumerate() {
        let most: i64 = members.iter().map(|&j| upper[j]).sum();
        let key = u32::try_from(k).unwrap();
        let q = lp.add_column(ColumnKey::Total(key), 0.0, 0.0, most as f64);
        let terms = members.iter().map(|&j| (u32::try_from(j).unwrap(), -1.0)).chain([(q, 1.0)]);
        lp.add_row(RowKey::Total(key), Sense::Equal, 0.0, 1.0, terms);
        prices.push(-demand[payments + k] as f64);
    }
    for (i, (sense, rhs, price, terms)) in rows.into_iter().enumerate() {
        let terms = terms.into_iter().map(|(j, a)| (u32::try_from(j).unwrap(), a as f64));
        lp.add_row(RowKey::Ceiling(CeilingId::new(i)), sense, rhs as f64, 1.0, terms);
        prices.push(price as f64);
    }
    Known { lp, prices, optimum: optimum as f64 }
}

/// Prices that nobody would call such.
fn hostile(r: &mut Random, prices: &[f64]) -> Vec<f64> {
    let awkward =
        [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MAX, -f64::MAX, 1e300, -1e18, 5e-324, 1e-300, -0.0, 1e9];
    prices
        .iter()
        .map(|&price| match r.below(4) {
            0 => r.pick(&awkward),
            1 => (r.range(-1000, 1000) as f64) * r.pick(&[1e-9, 1e-3, 1.0, 1e6]),
            2 => price * (1.0 + r.range(-9, 9) as f64 * 1e-10),
            _ => price,
        })
        .collect()
}

#[test]
fn the_right_prices_prove_the_optimum() {
    for seed in 0..2000 {
        let Known { lp, prices, optimum } = known(seed);
        let found = bound(&lp, &prices, WHOLE);
        let size: f64 = lp.cost().iter().zip(lp.upper()).map(|(c, u)| c.abs() * u).sum::<f64>() + 1.0;
        assert!(found >= optimum, "seed {seed}: {found} below {optimum}");
        assert!(found - optimum <= 1e-12 * size, "seed {seed}: {found} far above {optimum}");
    }
}

#[test]
fn no_prices_push_the_bound_below_a_known_optimum() {
    let mut useless = 0;
    for seed in 0..2000 {
        let Known { lp, prices, optimum } = known(seed);
        let mut random = Random::new(seed + 7_000_000);
        for _ in 0..10 {
            let prices = hostile(&mut random, &prices);
            let found = bound(&lp, &prices, WHOLE);
            assert!(found >= optimum, "seed {seed}: {found} below {optimum} by {prices:?}");
            useless += usize::from(found == f64::INFINITY);
            let polished = bound(&lp, &polish(&lp, &prices, lp.cost()), WHOLE);
            assert!(polished >= optimum, "seed {seed}: polished {polished} below {optimum} by {prices:?}");
        }
    }
    // Some are so absurd that nothing follows from them, most are not.
    assert!(0 < useless && useless < 15_000, "{useless}");
}

/// One price too few, or too many, or none: missing ones are 0, the rest is not looked at.
#[test]
fn prices_may_be_missing() {
    let Known { lp, prices, optimum } = known(3);
    let mut more = prices.clone();
    more.push(17.0);
    assert_eq!(bound(&lp, &more, WHOLE), bound(&lp, &prices, WHOLE));
    assert!(bound(&lp, &prices[..1], WHOLE) >= optimum);
    assert!(bound(&lp, &[], WHOLE) >= optimum);
}

/// What polishing is for: noise on needs and definitions, which are large beside the money there is.
#[test]
fn polishing_takes_the_noise_off_definitions_and_needs() {
    // 1,000 needs of Rp 1 million each under one total with a ceiling of Rp 10 million; need j earns j points, so the optimum takes the
    // ten best: 990 + ... + 999 = 9945. Ceiling and definition cost 989.5 (between the tenth and the eleventh best).
    let mut lp = Lp::default();
    for j in 0..1000 {
        lp.add_column(ColumnKey::Payment(PaymentId::new(j)), j as f64, 0.0, 1.0);
    }
    let q = lp.add_column(ColumnKey::Total(0), 0.0, 0.0, 1000.0);
    for j in 0..1000_u32 {
        lp.add_row(RowKey::Need(NeedId::new(j as usize)), Sense::AtMost, 1.0, 1.0, [(j, 1.0)]);
    }
    lp.add_row(RowKey::Total(0), Sense::Equal, 0.0, 1.0, (0..1000).map(|j| (j, -1.0)).chain([(q, 1.0)]));
    lp.add_row(RowKey::Ceiling(CeilingId::new(0)), Sense::AtMost, 10.0, 1.0, [(q, 1.0)]);
    let noise = 1e-4;
    let mut prices: Vec<f64> = (0..1000).map(|j| (f64::from(j) - 989.5).max(0.0) + noise).collect();
    prices.extend([-989.5 - noise, 989.5]);
    let raw = bound(&lp, &prices, WHOLE);
    let polished = bound(&lp, &polish(&lp, &prices, lp.cost()), WHOLE);
    assert!(raw > 9945.0 + 0.09, "{raw}");
    assert!((9945.0..9945.0 + 1e-9).contains(&polished), "{polished}");
}

/// Where a ceiling says the same as a column's own bound, a solver may put the price on the bound, where no planner sees it.
#[test]
fn polishing_moves_a_price_from_a_columns_bound_to_the_ceiling() {
    let mut lp = Lp::default();
    let x = lp.add_column(ColumnKey::Payment(PaymentId::new(0)), 3.0, 0.0, 8.0);
    let q = lp.add_column(ColumnKey::Total(0), 0.0, 0.0, 5.0);
    lp.add_row(RowKey::Total(0), Sense::Equal, 0.0, 1.0, [(x, -1.0), (q, 1.0)]);
    lp.add_row(RowKey::Ceiling(CeilingId::new(0)), Sense::AtMost, 5.0, 1.0, [(q, 1.0)]);
    // The definition asks 3 for each rupiah, the ceiling nothing: the total's own bound pays.
    let prices = [-3.0, 0.0];
    assert!((15.0..15.0 + 1e-12).contains(&bound(&lp, &prices, WHOLE)));
    let polished = polish(&lp, &prices, lp.cost());
    assert_eq!(polished, [-3.0, 3.0]);
    assert!((15.0..15.0 + 1e-12).contains(&bound(&lp, &polished, WHOLE)));
}

/// A third is no `f64`: 1 point for a need of Rp 3 million, wholly paid, is 1 point and not a hair less.
#[test]
fn stored_numbers_are_taken_with_their_rounding() {
    let mut lp = Lp::default();
    lp.add_column(ColumnKey::Payment(PaymentId::new(0)), 1.0 / 3.0, 0.0, 3.0);
    assert!(bound(&lp, &[], 1) > 1.0);
    assert!(bound(&lp, &[], 1) < 1.0 + 1e-14);
}

#[test]
fn a_contradiction_is_proved_and_nothing_else_is() {
    // x <= 2 and x >= 3: the rows added up say 0 >= 1.
    let mut lp = Lp::default();
    let x = lp.add_column(ColumnKey::Payment(PaymentId::new(0)), 1.0, 0.0, 10.0);
    lp.add_row(RowKey::Ceiling(CeilingId::new(0)), Sense::AtMost, 2.0, 1.0, [(x, 1.0)]);
    lp.add_row(RowKey::Ceiling(CeilingId::new(1)), Sense::AtLeast, 3.0, 1.0, [(x, 1.0)]);
    assert!(proves_infeasible(&lp, &[1.0, 1.0]));
    assert!(proves_infeasible(&lp, &[1e-200, 1e-200]));
    assert!(proves_infeasible(&lp, &[1e300, 1e300]));
    assert!(!proves_infeasible(&lp, &[1.0, 0.0]));
    assert!(!proves_infeasible(&lp, &[-1.0, -1.0]));
    assert!(!proves_infeasible(&lp, &[f64::NAN, f64::INFINITY]));
    assert!(!proves_infeasible(&lp, &[]));
}

#[test]
fn no_ray_proves_a_program_impossible_that_has_a_point() {
    for seed in 0..500 {
        let Known { lp, prices, .. } = known(seed);
        let mut random = Random::new(seed + 9_000_000);
        for _ in 0..10 {
            let ray = hostile(&mut random, &prices);
            assert!(!proves_infeasible(&lp, &ray), "seed {seed}: {ray:?}");
        }
    }
}

/// Through a whole programme: whatever prices, no plan that exhaustive search finds is above the bound.
#[test]
fn no_prices_deny_a_plan_of_a_programme() {
    let mut tried = 0;
    for seed in 0..120 {
        let data = tiny::programme(seed, Families::Linear, 5);
        let Ok(programme) = Programme::try_from(&data) else { continue };
        let formulation = formulate(&programme).unwrap();
        let judge = Judge::new(&data);
        let mut best = f64::NEG_INFINITY;
        judge.each_plan(&mut |x| {
            let verdict = judge.verdict(x);
            if verdict.broken.is_empty() {
                best = best.max(verdict.benefit);
            }
        });
        let mut random = Random::new(seed);
        let nothing = vec![0.0; formulation.lp.row_count()];
        for _ in 0..20 {
            let prices = hostile(&mut random, &nothing);
            let certificate = Certificate::new(&formulation, &prices, best);
            // The judge sums in another order, so equal may be off by a rounding.
            assert!(certificate.bound >= best - 1e-12 * best.abs(), "seed {seed}: {} < {best}", certificate.bound);
        }
        tried += usize::from(best.is_finite());
    }
    assert!(tried > 60, "{tried}");
}

fn solved() -> (Programme, Certificate) {
    let data = (0..1000)
        .map(|seed| tiny::programme(seed, Families::Linear, 8))
        .find(|data| data.needs.len() > 2 && !data.ceilings.is_empty() && Programme::try_from(data).is_ok());
    let programme = Programme::try_from(data.unwrap()).unwrap();
    let certificate = allocate(&programme, &Options::default()).unwrap().certificate.unwrap();
    (programme, certificate)
}

#[test]
fn a_stored_certificate_gives_the_same_bound_again() {
    let (programme, certificate) = solved();
    assert!(!certificate.prices.is_empty());
    let json = serde_json::to_string(&certificate).unwrap();
    let read: Certificate = serde_json::from_str(&json).unwrap();
    let again = read.recheck(&formulate(&programme).unwrap()).unwrap();
    // JSON may read a number back one unit in the last place off.
    assert!((again - certificate.bound).abs() <= 1e-12 * certificate.bound.abs(), "{again} {}", certificate.bound);
    assert_eq!(certificate.recheck(&formulate(&programme).unwrap()).unwrap(), certificate.bound);
}

#[test]
fn a_certificate_of_another_programme_is_refused() {
    let (programme, certificate) = solved();
    let formulation = formulate(&programme).unwrap();
    let mut other = certificate.clone();
    other.prices.push(Price { row: "need:N99".to_owned(), price: 1.0 });
    assert_eq!(other.recheck(&formulation), Err(RecheckError::UnknownRow { row: "need:N99".to_owned() }));
    let mut twice = certificate;
    twice.prices.push(twice.prices[0].clone());
    assert_eq!(twice.recheck(&formulation), Err(RecheckError::Twice { row: twice.prices[0].row.clone() }));
}

#[test]
fn a_bound_that_proves_nothing_survives_json() {
    let certificate = Certificate { benefit: 1.0, bound: f64::INFINITY, prices: Vec::new() };
    let json = serde_json::to_string(&certificate).unwrap();
    assert_eq!(json, r#"{"benefit":1.0,"bound":null,"prices":[]}"#);
    assert_eq!(serde_json::from_str::<Certificate>(&json).unwrap(), certificate);
    assert_eq!(certificate.relative_gap(), f64::INFINITY);
}

#[test]
fn the_gap_is_relative_to_the_benefit() {
    assert_eq!(relative_gap(11.0, 10.0), 0.1);
    assert_eq!(relative_gap(-10.0, -20.0), 0.5);
    assert_eq!(relative_gap(0.0, 0.0), 0.0);
    assert_eq!(relative_gap(1.0, 0.0), f64::INFINITY);
    assert_eq!(relative_gap(f64::INFINITY, 5.0), f64::INFINITY);
}
