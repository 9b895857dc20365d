//! The search for plans of whole programmes, and bound and search in turns.
//!
//! Source of truth: the judge, which shares nothing with the search; `tiny::judge`, which looks at every plan of tiny programmes; and the laws that
//! a search must obey whatever it finds.
#![allow(clippy::unwrap_used)] // helpers of tests may panic as tests do

mod tiny;

use std::sync::{Arc, Mutex};

use alokasi::allocate::{Incumbent, OnIncumbent, Options, Outcome, allocate};
use alokasi::input::Funding;
use alokasi::lp::formulate;
use alokasi::model::Programme;
use alokasi::plan::Plan;
use alokasi::solve::audit::bound;
use alokasi::solve::structured::Structured;
use alokasi::solve::whole::bound::{Assembly, Bounds, Improved, Start};
use alokasi::solve::whole::search::{Ground, Run, Search};
use alokasi::solve::{Control, Ended, Solver};
use alokasi::synthetic::{Kind, Money, Spec, make};
use alokasi::units::Rupiah;
use alokasi::verify;
use tiny::judge::{Judge, best};
use tiny::{Families, programme};

/// Each plan is one by the judge's word, is worth what the search says, and is never better than the best of all plans; where needs are
/// whole, so that the choices are all there is, it is the best in nearly all.
#[test]
fn plans_of_tiny_programmes_are_plans_and_mostly_the_best() {
    let (mut found, mut whole, mut missed, mut none) = (0, 0, 0, 0);
    for seed in 0..800 {
        let mut data = programme(seed, Families::All, 6);
        if seed % 2 == 1 {
            data.contracted.clear();
            for need in &mut data.needs {
                (need.funding, need.one_year) = (Funding::Whole, true);
            }
        }
        let Ok(checked) = Programme::try_from(&data) else { continue };
        let ground = Ground::new(&checked);
        let mut search = Search::new(&ground, seed);
        search.find(2_000, || false);
        search.run(Run { moves: 2_000, heat: (0.5, 0.01) }, || false);
        let best = best(&Judge::new(&data));
        let choices_are_all = seed % 2 == 1 && data.sources.len() == 1;
        match (search.plan(), best) {
            (Some(plan), Some(best)) => {
                let violations = verify::check(&checked, &plan);
                assert!(violations.is_empty(), "{seed}: {violations:?} {data:#?}");
                let points = verify::benefit(&checked, &plan).total;
                let close = 1e-9 * (1.0 + best.abs());
                assert!((points - search.best().unwrap()).abs() <= close, "{seed}: {points} {:?}", search.best());
                assert!(points <= best + close, "{seed}: {points} above {best}");
                found += 1;
                whole += usize::from(choices_are_all);
                missed += usize::from(choices_are_all && points < best - close);
            }
            (Some(plan), None) => {
                let violations = verify::check(&checked, &plan);
                panic!("{seed}: a plan where there is none: {violations:?} {:?} {data:#?}", plan.paid());
            }
            (None, Some(_)) => none += usize::from(choices_are_all),
            (None, None) => {}
        }
    }
    println!("{found} found, {whole} of whole needs: {missed} not the best, {none} without a plan");
    assert!(found > 300 && whole > 10, "{found} {whole}");
    assert!(missed * 20 <= whole && none * 20 <= whole, "{missed} and {none} of {whole}");
}

/// What an assembly says of its choice is what the judge says of the plan, wherever links state every rule between regions; and the best of all
/// plans is among those that regions showed often enough.
#[test]
fn assembled_plans_are_worth_what_is_said() {
    let (mut kept, mut broken, mut best_of_all) = (0, 0, 0);
    for seed in 0..600 {
        let mut data = programme(seed, Families::All, 6);
        data.contracted.clear();
        for need in &mut data.needs {
            (need.funding, need.one_year) = (Funding::Whole, true);
        }
        let Ok(checked) = Programme::try_from(&data) else { continue };
        if checked.sources().len() > 1 {
            continue;
        }
        let (relaxed, _) = checked.relaxed();
        let formulation = formulate(&relaxed).unwrap();
        let (control, prices) = (Control::default(), vec![0.0; formulation.lp.row_count()]);
        let mut bounds = Bounds::new(&checked, &formulation, &prices, &control).unwrap();
        while matches!(bounds.improve(&control), Improved::By(gain) if gain > 0.0) {}
        if bounds.bound() == f64::NEG_INFINITY {
            continue;
        }
        let mut seen = bounds.seen();
        bounds.mix(&mut seen);
        let mut assembly = Assembly::new(&seen, seed);
        for start in [Start::Mixed, Start::Own] {
            assembly.fill(&seen, start, || false);
            assembly.run(20_000, (0.2, 0.001), || false);
        }
        let Some(worth) = assembly.best() else { continue };
        let mut paid = vec![Rupiah::ZERO; checked.payments().len()];
        for p in assembly.plans().into_iter().flat_map(|(_, payments)| payments) {
            paid[p.index()] = checked.needs()[checked.payments()[p.index()].need.index()].cost;
        }
        let plan = Plan::new(paid);
        if !verify::check(&checked, &plan).is_empty() {
            broken += 1;
            continue;
        }
        kept += 1;
        let (points, best) = (verify::benefit(&checked, &plan).total, best(&Judge::new(&data)).unwrap());
        let close = 1e-9 * (1.0 + best.abs());
        // A soft "nothing or at least" costs what is missing; the regions' own sums leave that out, which a bound may.
        let exact = data.rules.iter().all(|rule| rule.soft.is_none() || rule.zero_or_at_least.is_none());
        assert!(!exact || (points - worth).abs() <= close, "{seed}: {points}, said to be {worth} {data:#?}");
        assert!(
            points <= best + close && worth <= bounds.bound() + close,
            "{seed}: {points} above {best}, {worth} above {}",
            bounds.bound()
        );
        best_of_all += usize::from(points >= best - close);
    }
    println!("{kept} plans, {broken} that break a rule, {best_of_all} the best of all");
    assert!(kept > 100 && broken * 10 <= kept && best_of_all * 2 >= kept, "{kept} {broken} {best_of_all}");
}

fn solve(spec: &Spec, gap: f64, threads: Option<usize>, watch: Option<OnIncumbent>) -> (Programme, Outcome) {
    let programme = Programme::try_from(make(spec)).unwrap();
    let mut control = Control::default();
    (control.gap, control.threads) = (gap, threads);
    let mut options = Options::default().with_control(control);
    options.on_incumbent = watch;
    let outcome = allocate(&programme, &options).unwrap();
    (programme, outcome)
}

fn sixty() -> Spec {
    Spec { sentra: 60, kind: Kind::Whole, money: Money::Loose, ..Spec::default() }
}

/// Stopped by the gap, the same plan, bound and number of moves come of any number of threads.
#[test]
fn the_same_bytes_on_any_number_of_threads() {
    let run = |threads| {
        let (_, outcome) = solve(&sixty(), 0.5, Some(threads), None);
        assert_eq!(outcome.ended, Ended::Optimal);
        (outcome.plan, outcome.bound.map(f64::to_bits), outcome.iterations)
    };
    let one = run(1);
    assert!(one == run(2) && one == run(8));
}

/// Prices on the way are shown once, before the answer; their bound is near the optimum, and never below it.
#[test]
fn near_prices_are_shown_on_the_way() {
    let programme = Programme::try_from(make(&sixty())).unwrap();
    let (relaxed, _) = programme.relaxed();
    let formulation = formulate(&relaxed).unwrap();
    let mut shown = Vec::new();
    let mut show = |prices: &[f64]| shown.push(bound(&formulation.lp, prices));
    let answer = Structured.solve_showing(&formulation, &Control::default(), &mut show).unwrap();
    let optimum = formulation.lp.objective(&answer.point);
    assert!(
        matches!(shown[..], [one] if one >= optimum * (1.0 - 1e-9) && one <= 1.02 * optimum),
        "{shown:?} {optimum}"
    );
}

/// Stopped once there is a plan made of regions, before the relaxation is solved: that plan comes out, and the prices that were shown on the way prove a bound.
#[test]
fn prices_on_the_way_prove_a_bound_where_it_is_stopped() {
    let control = Control::default();
    let cancel = Arc::clone(&control.cancel);
    let watch = OnIncumbent(Arc::new(move |found: &Incumbent<'_>| {
        cancel.store(found.bound.is_some(), std::sync::atomic::Ordering::Relaxed);
    }));
    let programme = Programme::try_from(make(&Spec { sentra: 350, money: Money::Tight, ..sixty() })).unwrap();
    let outcome = allocate(&programme, &Options::default().with_control(control).with_incumbents(watch)).unwrap();
    assert!(verify::check(&programme, &outcome.plan).is_empty());
    let (points, proof) = (outcome.benefit.total, outcome.certificate.unwrap());
    assert!(outcome.ended == Ended::Cancelled && outcome.point.is_empty());
    assert!(points <= outcome.bound.unwrap() && outcome.bound.unwrap() <= proof.bound, "{points} {}", proof.bound);
}

/// Points and bounds, in the order in which they were told.
type Seen = Vec<(f64, Option<f64>)>;

/// Plans get better, bounds never pass below a plan, and the last is what comes out.
#[test]
fn incumbents_rise_under_their_bounds() {
    let seen: Arc<Mutex<Seen>> = Arc::default();
    let record = Arc::clone(&seen);
    let watch = OnIncumbent(Arc::new(move |found: &Incumbent<'_>| {
        record.lock().unwrap().push((found.benefit, found.bound));
    }));
    let spec = Spec { money: Money::Tight, ..sixty() };
    let (programme, outcome) = solve(&spec, 0.03, None, Some(watch));
    let seen = seen.lock().unwrap();
    assert!(seen.len() > 2, "{seen:?}");
    assert!(seen.windows(2).all(|pair| pair[0].0 < pair[1].0));
    assert!(seen.iter().all(|(points, bound)| bound.is_none_or(|bound| bound >= *points)));
    assert!(verify::check(&programme, &outcome.plan).is_empty());
    assert!((seen.last().unwrap().0 - outcome.benefit.total).abs() < 1e-12);
    assert!(outcome.bound.unwrap() - outcome.benefit.total <= 0.03 * outcome.scale);
}

/// The bound can be proved again from what stands beside the plan: the sum, and every region decided again.
#[test]
fn regions_prove_the_bound_again() {
    let (programme, outcome) = solve(&sixty(), 0.5, None, None);
    let certificate = outcome.regions.unwrap();
    let again = certificate.recheck(&programme, |_| true);
    assert!(again.doubts.is_empty(), "{:?}", again.doubts);
    assert!(again.bound <= outcome.bound.unwrap() * (1.0 + 1e-12), "{} {:?}", again.bound, outcome.bound);
}

/// Stopped at its first plan, before there are prices, the plan is what comes out, with nothing proved of it.
#[test]
fn a_plan_at_hand_is_not_lost_when_it_is_stopped() {
    let programme = Programme::try_from(make(&sixty())).unwrap();
    let control = Control::default();
    let cancel = Arc::clone(&control.cancel);
    let watch =
        OnIncumbent(Arc::new(move |_: &Incumbent<'_>| cancel.store(true, std::sync::atomic::Ordering::Relaxed)));
    let outcome = allocate(&programme, &Options::default().with_control(control).with_incumbents(watch)).unwrap();
    assert_eq!(outcome.ended, Ended::Cancelled);
    assert!(verify::check(&programme, &outcome.plan).is_empty());
}
