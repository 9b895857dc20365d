//! The kept vertex: after any change the same plan, and the same curve of benefit, as a solve from nothing.
//!
//! Source of truth: cold solves of the changed programme by the structured solver, which knows no basis.

#![allow(clippy::unwrap_used)] // helpers of tests, which fail where they cannot go on

use alokasi::allocate::{Options, allocate, allocate_with};
use alokasi::finish::Finish;
use alokasi::finish::vertex::{Ended, Piece, Restart, Until, Vertex};
use alokasi::lp::{RowKey, formulate};
use alokasi::solve::Control;
use alokasi::solve::audit::audited;
use alokasi::solve::structured::Structured;
use alokasi::synthetic::{Spec, make};
use alokasi::{Programme, ProgrammeData, Rupiah};

fn kept(programme: &Programme) -> Vertex {
    let outcome = allocate(programme, &Options::default()).unwrap();
    let formulation = formulate(programme).unwrap();
    let vertex = Vertex::new(&formulation, &outcome.point, outcome.prices.as_deref(), &|| false).unwrap();
    let worth = formulation.lp.objective(&outcome.point);
    assert!((vertex.worth() - worth).abs() <= 1e-9 * worth, "{} is not {worth}", vertex.worth());
    vertex
}

fn part(rupiah: Rupiah, parts: i64) -> Rupiah {
    Rupiah::new(rupiah.get() / 100 * parts / 1000 * 1000)
}

/// A change of one number, or of many, by `case`.
fn change(data: &mut ProgrammeData, case: usize) {
    let (n, c) = (case * 7 % data.needs.len(), case * 5 % data.ceilings.len());
    match case % 5 {
        0 => data.needs[n].benefit *= 3.0,
        1 => data.needs[n].cost = part(data.needs[n].cost, 60),
        2 => data.ceilings[c].rupiah = part(data.ceilings[c].rupiah, 120),
        3 => data.ceilings[c].rupiah = part(data.ceilings[c].rupiah, 97),
        _ => (data.needs[n].first_year, data.needs[n].last_year) = (None, None),
    }
}

#[test]
fn a_change_leads_to_the_plan_of_a_cold_solve() {
    let mut solved = 0;
    for seed in 1..=3 {
        let data = make(&Spec { sentra: 50, years: 3, seed, ..Spec::default() });
        let vertex = kept(&Programme::try_from(&data).unwrap());
        for case in 0..15 {
            let mut data = data.clone();
            change(&mut data, case);
            let programme = Programme::try_from(&data).unwrap();
            let options = Options::default().with_finish(Finish::Interior);
            // A cut may leave no plan; then neither way finds one.
            match (
                allocate(&programme, &Options::default()),
                allocate_with(&programme, &Restart::from(&vertex), &options),
            ) {
                (Ok(cold), Ok(warm)) => {
                    assert_eq!(cold.plan.paid(), warm.plan.paid(), "seed {seed} case {case}");
                    assert!(warm.relative_gap().unwrap() < 1e-3);
                    solved += 1;
                }
                (Err(_), Err(_)) => {}
                (cold, warm) => panic!("seed {seed} case {case}: {:?} {:?}", cold.err(), warm.err()),
            }
        }
    }
    assert!(solved >= 40, "{solved}");
}

#[test]
fn a_trace_is_concave_and_goes_through_the_values_of_cold_solves() {
    for seed in 1..=2 {
        let data = make(&Spec { sentra: 50, years: 2, seed, ..Spec::default() });
        let programme = Programme::try_from(&data).unwrap();
        let vertex = kept(&programme);
        let mut pieces = 0;
        for (nation, stated) in data.ceilings.iter().enumerate().filter(|(_, row)| row.code.is_empty()) {
            let row = programme.ceiling_ids().zip(programme.ceilings()).find(|(_, ceiling)| {
                ceiling.place == alokasi::model::Place::Nation
                    && programme.year(ceiling.year) == stated.year
                    && programme.sources()[ceiling.source.index()].code == stated.source
            });
            let row = vertex.row_of_key(RowKey::Ceiling(row.unwrap().0)).unwrap();
            let reach = stated.rupiah.as_millions() * 0.3;
            let traced = vertex.clone().trace(&[(row, 1.0)], reach, Until::Reached, &|| false).unwrap();
            assert_eq!(traced.ended, Ended::Reached);
            let falls = |pair: &[Piece]| pair[0].price > pair[1].price && (pair[0].to - pair[1].from).abs() < 1e-9;
            assert!(traced.pieces.windows(2).all(falls), "{:?}", traced.pieces);
            pieces += traced.pieces.len();
            for piece in traced.pieces.iter().step_by(traced.pieces.len() / 3 + 1) {
                let mut data = data.clone();
                let more = f64::midpoint(piece.from, piece.to);
                #[allow(clippy::cast_possible_truncation)] // a ceiling
                let more = Rupiah::new((more * 1e6).round() as i64);
                data.ceilings[nation].rupiah += more;
                let programme = Programme::try_from(&data).unwrap();
                let cold = audited(&Structured, &formulate(&programme).unwrap(), &Control::default()).unwrap().1;
                let value = piece.worth + piece.price * (more.as_millions() - piece.from);
                assert!((cold.objective - value).abs() < 1e-7 * value, "{piece:?}: {} is not {value}", cold.objective);
            }
        }
        assert!(pieces > 10, "seed {seed}: {pieces}");
    }
}

/// Money for N1 (60 at 3 a million) is there, of N2 (80 at 2) it pays 40, of N3 none. With 45 more N2 is whole after 40 and N3 gets 5; the way back ends where
/// N3 has 2 left, and going on, where of N2 30 are left.
#[test]
fn a_way_back_ends_where_a_sum_has_fallen_by_enough() {
    let data: ProgrammeData = serde_json::from_value(serde_json::json!({
        "years": [2019],
        "provinces": [{"code": "18", "name": "Lampung", "island": "Sumatera"}],
        "regions": [{"code": "18.01", "name": "Lampung Selatan", "province": "18"}],
        "sectors": [{"code": "pangan"}], "activities": [{"code": "building"}], "sources": [{"code": "dak"}],
        "sentra": [{"code": "A", "region": "18.01", "sector": "pangan"}],
        "needs": [
            {"code": "N1", "sentra": "A", "activity": "building", "cost": 60_000_000, "benefit": 180.0},
            {"code": "N2", "sentra": "A", "activity": "building", "cost": 80_000_000, "benefit": 160.0},
            {"code": "N3", "sentra": "A", "activity": "building", "cost": 10_000_000, "benefit": 10.0}],
        "ceilings": [{"source": "dak", "scope": "nation", "year": 2019, "rupiah": 100_000_000}]
    }))
    .unwrap();
    let programme = Programme::try_from(data).unwrap();
    let mut vertex = kept(&programme);
    let row = vertex.row_keys().iter().position(|key| matches!(key, RowKey::Ceiling(_))).unwrap();
    let paid = |vertex: &Vertex| vertex.point().iter().map(|x| x.round()).collect::<Vec<_>>();
    assert!(vertex.trace(&[(row, 1.0)], 45.0, Until::Reached, &|| false).is_ok());
    assert_eq!(paid(&vertex), [60.0, 80.0, 5.0]);
    let back = vertex.trace(&[(row, -1.0)], 45.0, Until::Grown(&[2], -3.0), &|| false).unwrap();
    assert_eq!((back.ended, back.to.round()), (Ended::Grown, 3.0));
    assert_eq!(paid(&vertex), [60.0, 80.0, 2.0]);
    let back = vertex.trace(&[(row, -1.0)], 52.0, Until::Grown(&[1], -50.0), &|| false).unwrap();
    assert_eq!((back.ended, back.to.round()), (Ended::Grown, 52.0));
    assert_eq!(paid(&vertex), [60.0, 30.0, 0.0]);
}
