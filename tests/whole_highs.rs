//! Hundreds of small whole programmes, too large to try all plans, against HiGHS at a gap of zero.
//!
//! Source of truth: HiGHS on the mixed-integer program, whose rows `tests/lp_whole.rs` and `tests/whole.rs` check by other means. It takes money as
//! divisible down to nothing, where plans are made of whole units: so its optimum is never below the best plan, and above it by a few units at most; where every need
//! is whole, paid in one year and by one source, they are the same.
#![cfg(feature = "highs")]
#![allow(clippy::unwrap_used)] // helpers of tests may panic as tests do

mod tiny;

use std::time::Duration;

use alokasi::allocate::{Options, allocate};
use alokasi::error::Error;
use alokasi::input::Funding;
use alokasi::lp::formulate_whole;
use alokasi::model::Programme;
use alokasi::solve::audit::ask;
use alokasi::solve::whole::{goes_on, going_on};
use alokasi::solve::{Choice, Control, Ended, SolveError};
use alokasi::synthetic::{Kind, Money, Spec, make};
use tiny::judge::points_per_unit;
use tiny::{Families, Random, sized};

/// Years, sources and needs.
const SIZES: [(usize, usize, usize); 5] = [(2, 1, 8), (3, 1, 6), (2, 2, 5), (1, 1, 12), (1, 2, 8)];

/// The optimum of the mixed-integer program; `None` if it has none.
fn optimum(seed: u64, programme: &Programme) -> Option<f64> {
    let mixed = formulate_whole(programme);
    let mut control = Control::default();
    control.gap = 0.0;
    match ask(Choice::Highs.solver().as_ref(), &mixed, &control) {
        // Its rows hold to about 1e-6 of their size, which the audit would refuse: what it is worth is what counts here.
        Ok(answer) => {
            let points: f64 = answer.point.iter().zip(mixed.lp.cost()).map(|(x, c)| x * c).sum();
            let claimed = answer.claimed.unwrap_or_else(|| {
                assert!(!mixed.lp.is_mixed() && answer.prices.is_some(), "{seed}");
                points
            });
            assert!((claimed - points).abs() <= 1e-6 * (1.0 + points.abs()), "{seed}: {points}, and claims {claimed}");
            Some(points)
        }
        Err(SolveError::Infeasible { .. }) => None,
        Err(error) => panic!("{seed}: {error}"),
    }
}

#[test]
fn no_bound_is_below_and_no_plan_above_what_highs_proves() {
    let (mut same, mut solved, mut none, mut exact, mut far) = (0, 0, 0, 0, 0);
    for seed in 0..400 {
        let mut random = Random::new(seed + 50_000);
        let size = random.pick(&SIZES);
        let mut data = sized(seed, &mut random, size, Families::All, 6);
        let whole = size.1 == 1 && seed % 2 == 1;
        if whole {
            data.contracted.clear();
            data.needs.iter_mut().for_each(|need| (need.funding, need.one_year) = (Funding::Whole, true));
        }
        let Ok(programme) = Programme::try_from(&data) else { continue };
        if programme.whole_parts().is_empty() {
            continue;
        }
        let mut options = Options::default();
        options.control.gap = 1e-9;
        match (allocate(&programme, &options), optimum(seed, &programme)) {
            (Ok(outcome), Some(best)) => {
                let (points, bound) = (outcome.benefit.total, outcome.bound.unwrap());
                let close = 1e-5 * (1.0 + best.abs());
                let units = points_per_unit(&data) * (programme.payments().len() + 1) as f64;
                assert!(points <= best + close, "{seed}: {points} above {best}: {data:#?}");
                let allowed = if whole { close } else { close + units };
                assert!(bound >= best - allowed, "{seed}: bound {bound} below {best}: {data:#?}");
                assert!(bound - points <= allowed.max(2.0 * units), "{seed}: {points}, {bound}, {best}: {data:#?}");
                solved += 1;
                exact += usize::from(whole);
                same += usize::from(whole && bound - points <= close);
            }
            (Err(Error::Infeasible(infeasible)), None) => {
                assert!(infeasible.proved, "{seed}");
                none += 1;
            }
            (Err(Error::NoPlanNearby(_)), _) => far += 1,
            (found, best) => panic!("{seed}: {:?} where HiGHS has {best:?}: {data:#?}", found.map(|o| o.benefit)),
        }
    }
    println!("{solved} solved, {same} of {exact} whole ones to the end, {none} without a plan, {far} with none near");
    assert!(solved >= 150 && none >= 10 && exact >= 40, "{solved} {none} {exact}");
    assert!(same * 20 >= exact * 19 && far * 20 <= solved, "{same} of {exact}, {far}");
}

/// Started from a plan, HiGHS ends at one that is no worse; alone it has none by then.
#[test]
fn highs_goes_on_from_a_plan() {
    let spec = Spec { sentra: 350, kind: Kind::Whole, money: Money::Tight, ..Spec::default() };
    let programme = Programme::try_from(make(&spec)).unwrap();
    let mut options = Options::default();
    options.control.gap = 0.1;
    let outcome = allocate(&programme, &options).unwrap();
    assert!(goes_on(&programme));
    let mixed = formulate_whole(&programme);
    let mut control = Control::default();
    (control.gap, control.time_limit) = (1e-4, Some(Duration::from_secs(5)));
    let worth = |point: &[f64]| point.iter().zip(mixed.lp.cost()).map(|(x, c)| x * c).sum::<f64>();
    let from = ask(going_on(&outcome.plan, None).unwrap().as_ref(), &mixed, &control).unwrap();
    let from = worth(&from.point);
    assert!(from >= outcome.benefit.total * (1.0 - 1e-6), "{from} {}", outcome.benefit.total);
    // Told that no plan has more, it looks no further.
    let told = going_on(&outcome.plan, Some(outcome.benefit.total)).unwrap();
    let told = ask(told.as_ref(), &mixed, &control).unwrap();
    assert_eq!(told.ended, Ended::Optimal);
    assert!(worth(&told.point) >= outcome.benefit.total * (1.0 - 2e-4));
    let alone = ask(Choice::Highs.solver().as_ref(), &mixed, &control);
    assert!(matches!(alone, Err(SolveError::Stopped { .. })), "{:?}", alone.map(|answer| worth(&answer.point)));
}

/// Too large for our own branch and bound: what HiGHS' comes to is told, as its word.
#[test]
fn what_highs_claims_is_told_beside_what_is_proved() {
    let spec = Spec { sentra: 50, kind: Kind::Whole, money: Money::Loose, ..Spec::default() };
    let programme = Programme::try_from(make(&spec)).unwrap();
    let mut options = Options::default();
    (options.control.gap, options.control.time_limit) = (1e-4, Some(Duration::from_secs(20)));
    let outcome = allocate(&programme, &options).unwrap();
    assert_eq!(outcome.unaided, None);
    let (points, proved) = (outcome.benefit.total, outcome.bound.unwrap());
    let claim = outcome.claimed.unwrap_or_else(|| panic!("{points} {proved} by {}", outcome.solver));
    println!("{points} claimed {} proved {proved} by {:?}", claim.bound, outcome.proved_by);
    assert_eq!(claim.by, "highs");
    // The certificate is of the last plan, HiGHS' or not, although it was there before.
    assert_eq!(outcome.regions.unwrap().benefit.to_bits(), points.to_bits());
    assert!(points <= claim.bound && claim.bound < proved, "{points} {} {proved}", claim.bound);
}
