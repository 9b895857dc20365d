//! Curves of benefit, and the prices at their corners.

use alokasi::allocate::Options;
use alokasi::lp::formulate;
use alokasi::prices::{Knob, steps};
use alokasi::solve::audit::audited;
use alokasi::solve::{Choice, Control};
use alokasi::synthetic::{Kind, Money, Spec, make};
use alokasi::units::Rupiah;
use alokasi::whatif::Lab;
use alokasi::{Programme, ProgrammeData};
use serde_json::json;

use crate::certificate_of;
use crate::small;

/// A national ceiling over needs of 60, 80 and 10 million at 3, 2 and 1 a million: 3 up to 60, 2 up to 140, 1 up to 150, then nothing.
#[test]
fn by_hand_the_curve_has_its_corners() {
    let needs =
        [small::need("N1", "A", 60, 180.0), small::need("N2", "B", 80, 160.0), small::need("N3", "C", 10, 10.0)];
    for (now, down, up) in [(100, (2.0, 60.0), (2.0, 140.0)), (140, (2.0, 60.0), (1.0, 150.0))] {
        let data = small::data(json!({"needs": needs, "ceilings": [small::ceiling("dak", 2019, now)]}));
        let mut lab = Lab::new(data, Options::default()).unwrap();
        let mut knob = Knob::new(&mut lab, "ceiling:dak:nation:2019").unwrap().unwrap();
        let worth = knob.worth().unwrap().unwrap();
        for (side, (price, to)) in [(worth.down.unwrap(), down), (worth.up.unwrap(), up)] {
            assert!((side.price - price).abs() < 1e-4 && (side.to - to).abs() < 0.01, "{now}: {worth:?}");
        }
        assert_eq!(worth.is_one(), now == 100);
        let curve = knob.curve(0.0, 200.0, 50).unwrap().unwrap();
        let found: Vec<(f64, f64)> =
            curve.segments.iter().map(|s| (s.to.round(), (s.price * 1e3).round() / 1e3)).collect();
        assert_eq!(found, [(60.0, 3.0), (140.0, 2.0), (150.0, 1.0), (200.0, 0.0)], "{curve:?}");
        assert!(curve.complete);
    }
}

/// The most that any plan of `data` earns under a national ceiling of so many Rp 1 million, by another solver.
fn most_under(data: &ProgrammeData, millions: f64) -> f64 {
    let mut data = data.clone();
    #[allow(clippy::cast_possible_truncation)] // a ceiling
    let rupiah = Rupiah::new((millions * 1e6).round() as i64);
    data.ceilings[0].rupiah = rupiah;
    let programme = Programme::try_from(&data).unwrap();
    let solver = Choice::Clarabel.solver();
    audited(solver.as_ref(), &formulate(&programme).unwrap(), &Control::default()).unwrap().1.objective
}

/// Random needs of three sentra under one ceiling, and one sentra's needs under a cap of their own: the curve has its corners at whole millions. At each of
/// them less costs more than more brings; both prices as solves just below and just above by another solver say.
#[test]
fn at_corners_the_left_and_the_right_price_are_those_of_solves_beside() {
    let (mut asked, mut differ) = (0, 0);
    let mut state = 7_u64;
    let mut below = |most: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from((state >> 33) % most).unwrap()
    };
    for case in 0..20 {
        let sentra = ["A", "B", "C"];
        let needs: Vec<_> = (0..9)
            .map(|n| {
                let cost = 5 + below(40);
                let points = cost as f64 * (1.0 + below(900) as f64 / 100.0);
                small::need(&format!("N{n}"), sentra[n % 3], cost, points)
            })
            .collect();
        let cap =
            json!([{"id": "cap", "rule": "amount", "of": {"sentra": "A"}, "at_most": (10 + below(40)) * 1_000_000}]);
        let ceilings = [small::ceiling("dak", 2019, 100)];
        let mut data = small::data(json!({"needs": needs, "ceilings": ceilings, "rules": cap}));
        let row = "ceiling:dak:nation:2019";
        let mut lab = Lab::new(data.clone(), Options::default()).unwrap();
        let curve = Knob::new(&mut lab, row).unwrap().unwrap().curve(0.0, 300.0, 0).unwrap().unwrap();
        for corner in curve.segments.windows(2).map(|pair| pair[0].to.round()) {
            #[allow(clippy::cast_possible_truncation)] // a ceiling
            let millions = corner as i64;
            data.ceilings[0].rupiah = Rupiah::millions(millions);
            let mut lab = Lab::new(data.clone(), Options::default()).unwrap();
            let worth = Knob::new(&mut lab, row).unwrap().unwrap().worth().unwrap().unwrap();
            let (down, up) = (worth.down.unwrap(), worth.up.unwrap());
            let at = most_under(&data, corner);
            for (side, beside) in [(down, -0.5), (up, 0.5)] {
                let price = (most_under(&data, corner + beside) - at) / beside;
                assert!((price - side.price).abs() < 1e-3, "case {case} at {corner}: {worth:?}, {price}");
                asked += 1;
            }
            differ += usize::from(!worth.is_one() && down.price > up.price);
        }
    }
    println!("{asked} prices, {differ} corners with two");
    assert!(asked >= 200 && 2 * differ == asked, "{asked} prices, {differ} corners with two");
}

/// 100 million: at least 50 for B, which earns 2 a million, where A earns 3 up to 60. Loosened by 10, A has its 60 and the rule binds no
/// more; tightened, B's 80 are all there is to have.
#[test]
fn by_hand_a_rule_has_its_price() {
    let needs =
        [small::need("N1", "A", 60, 180.0), small::need("N2", "B", 80, 160.0), small::need("N3", "C", 10, 25.0)];
    let rules = json!([{"id": "floor", "rule": "amount", "of": {"sentra": "B"}, "at_least": 50_000_000, "per": []}]);
    let case = json!({"needs": needs, "ceilings": [small::ceiling("dak", 2019, 100)], "rules": rules});
    let data = small::data(case);
    let mut lab = Lab::new(data.clone(), Options::default()).unwrap();
    let certificate = certificate_of(&lab);
    let row = certificate.prices.iter().find(|price| price.row.contains("floor")).unwrap().row.clone();
    let worth = Knob::new(&mut lab, &row).unwrap().unwrap().worth().unwrap().unwrap();
    let (down, up) = (worth.down.unwrap(), worth.up.unwrap());
    assert!((up.price - 1.0).abs() < 1e-9 && (up.to - 10.0).abs() < 1e-9 && up.breaks, "{worth:?}");
    assert!((down.price - 1.0).abs() < 1e-9 && (down.to + 30.0).abs() < 1e-9 && down.breaks, "{worth:?}");
    assert!(!worth.confirmed, "no programme says so of one group");
    let curve = Knob::new(&mut lab, &row).unwrap().unwrap().curve(-20.0, 30.0, 0).unwrap().unwrap();
    let found: Vec<(f64, f64)> = curve.segments.iter().map(|s| (s.to.round(), (s.price * 1e3).round() / 1e3)).collect();
    assert_eq!(found, [(10.0, 1.0), (20.0, 0.5), (30.0, 0.0)], "{curve:?}");
}

/// Whole needs of 60, 80 and 10 for 180, 160 and 10 points: 10 are had for 50 million, 190 for 100, 340 for 140, 350 for 150; with at most one need
/// 180 for 200 million.
#[test]
fn by_hand_the_curve_of_whole_needs_has_its_steps() {
    let mut needs =
        [small::need("N1", "A", 60, 180.0), small::need("N2", "B", 80, 160.0), small::need("N3", "C", 10, 10.0)];
    for need in &mut needs {
        need["funding"] = json!("whole");
    }
    let rules = json!([{"id": "few", "rule": "count", "what": "need", "at_most": 3}]);
    let case = json!({"needs": needs, "ceilings": [small::ceiling("dak", 2019, 150)], "rules": rules});
    let mut lab = Lab::new(small::data(case), Options::default()).unwrap();
    let mut curve = |row: &str, ends, count| {
        let found = steps(&mut lab, row, ends, count).unwrap().unwrap();
        let each = found.steps.iter().map(|step| (step.benefit.unwrap(), step.bound.unwrap()));
        each.map(|(benefit, bound)| {
            assert!((bound - benefit).abs() < 1e-6, "{found:?}");
            (benefit * 1e3).round() / 1e3
        })
        .collect::<Vec<f64>>()
    };
    assert_eq!(curve("ceiling:dak:nation:2019", (0.0, 150.0), 4), [0.0, 10.0, 190.0, 350.0]);
    assert_eq!(curve("ceiling:dak:nation:2019", (140.0, 60.0), 2), [340.0, 180.0]);
    // Amounts of things are whole: 0, 1, 2, 3 though eight are asked for.
    assert_eq!(curve("rule:few:at_most", (0.0, 3.0), 8), [0.0, 180.0, 340.0, 350.0]);
    for unknown in ["rule:few:at_least", "rule:fewer:at_most", "ceiling:dak:nation:2020"] {
        assert!(steps(&mut lab, unknown, (0.0, 1.0), 2).unwrap().is_none(), "{unknown}");
    }
}

/// Without a time limit each solve ends by its gap: the curve has the same bytes on one thread and on two.
#[test]
fn a_curve_by_gap_is_the_same_on_any_number_of_threads() {
    let data = make(&Spec { sentra: 50, years: 2, kind: Kind::Whole, money: Money::Tight, ..Spec::default() });
    let source = data.sources[0].code.clone();
    let (row, year) = (format!("ceiling:{source}:nation:{}", data.years[1]), data.years[1]);
    let now = data.ceilings.iter().find(|row| row.code.is_empty() && row.year == year).unwrap().rupiah.as_millions();
    let curve = |threads: usize| {
        let mut control = Control::default();
        (control.threads, control.gap) = (Some(threads), 0.2);
        let mut lab = Lab::new(data.clone(), Options::default().with_control(control)).unwrap();
        serde_json::to_string(&steps(&mut lab, &row, (0.8 * now, now), 2).unwrap().unwrap()).unwrap()
    };
    let (one, two) = (curve(1), curve(2));
    assert!(one.contains("bound"), "{one}");
    assert_eq!(one, two);
}
