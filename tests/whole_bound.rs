//! The bound of whole programmes against exhaustive search, and against itself.
#![allow(clippy::unwrap_used)] // helpers of tests may panic as tests do

mod tiny;

use alokasi::input::{Funding, ProgrammeData};
use alokasi::lp::formulate;
use alokasi::solve::structured::Structured;
use alokasi::solve::whole::bound::{Bounds, Improved, WholeCertificate};
use alokasi::solve::{Control, Solver};
use alokasi::synthetic::{Kind, Spec, make};
use alokasi::{Programme, verify};
use tiny::Families;
use tiny::judge::{self, Judge};

/// The most points that any plan in whole units earns, by trying all; `None` if no plan keeps the rules.
fn best(data: &ProgrammeData) -> Option<f64> {
    judge::best(&Judge::new(data))
}

/// Bounds from prices of 0, so that the rounds have something to do.
fn unpriced<'a>(programme: &'a Programme, control: &Control) -> Bounds<'a> {
    let (relaxed, _) = programme.relaxed();
    let formulation = formulate(&relaxed).unwrap();
    Bounds::new(programme, &formulation, &vec![0.0; formulation.lp.row_count()], control).unwrap()
}

fn check(seed: u64, data: &ProgrammeData) -> Option<f64> {
    let programme = Programme::try_from(data).ok()?;
    let optimum = best(data);
    let mut bounds = unpriced(&programme, &Control::default());
    let slack = 1e-9 * (1.0 + optimum.unwrap_or(0.0).abs());
    for _ in 0..6 {
        if let Some(optimum) = optimum {
            assert!(bounds.bound() >= optimum - slack, "{seed}: {} below {optimum}: {data:#?}", bounds.bound());
        }
        bounds.improve(&Control::default());
    }
    let (bound, optimum) = (bounds.bound(), optimum?);
    Some((bound - optimum) / optimum.abs().max(1.0))
}

#[test]
fn no_plan_of_any_tiny_programme_is_above_the_bound() {
    let gaps: Vec<f64> = (0..4000).filter_map(|seed| check(seed, &tiny::programme(seed, Families::All, 4))).collect();
    assert!(gaps.len() > 1000, "{}", gaps.len());
}

/// The usual whole programme: every need whole, in one year. There the regions are exact.
#[test]
fn the_bound_of_whole_needs_is_true_and_often_met() {
    let mut met = 0;
    let mut all = 0;
    for seed in 0..4000 {
        let mut data = tiny::programme(seed, Families::All, 4);
        for need in &mut data.needs {
            (need.funding, need.one_year) = (Funding::Whole, true);
        }
        if let Some(gap) = check(seed, &data) {
            all += 1;
            met += usize::from(gap < 1e-6);
        }
    }
    assert!(all > 1000 && met * 2 > all, "{met} of {all}");
}

fn priced(programme: &Programme, control: &Control, rounds: usize) -> (f64, WholeCertificate, f64) {
    let (relaxed, _) = programme.relaxed();
    let formulation = formulate(&relaxed).unwrap();
    let answer = Structured.solve(&formulation, &Control::default()).unwrap();
    let prices = verify::certificate::polish(&formulation.lp, &answer.prices.unwrap(), formulation.lp.cost());
    let linear = verify::Certificate::new(&formulation, &prices, 0.0).bound;
    let mut bounds = Bounds::new(programme, &formulation, &prices, control).unwrap();
    for _ in 0..rounds {
        if bounds.improve(control) == Improved::Done {
            break;
        }
    }
    (bounds.bound(), bounds.certificate(0.0), linear)
}

#[test]
fn the_bound_is_below_the_linear_one_and_the_same_on_any_number_of_threads() {
    let programme = Programme::try_from(make(&Spec { sentra: 60, kind: Kind::Whole, ..Spec::default() })).unwrap();
    let on = |threads| {
        let mut control = Control::default();
        control.threads = Some(threads);
        priced(&programme, &control, 3)
    };
    let (bound, certificate, linear) = on(1);
    assert!(bound < linear, "{bound} {linear}");
    for threads in [2, 8] {
        assert_eq!(on(threads).1, certificate);
    }
    let json = serde_json::to_string(&certificate).unwrap();
    let read: WholeCertificate = serde_json::from_str(&json).unwrap();
    assert_eq!(read, certificate);
    assert_eq!(read.recheck(&programme, |_| true).unwrap().to_bits(), bound.to_bits());
    let mut false_claim = read;
    let claim = false_claim.regions.iter_mut().max_by(|a, b| a.bound.total_cmp(&b.bound)).unwrap();
    claim.bound *= 0.9;
    assert!(false_claim.recheck(&programme, |_| true).is_err());
}
