//! Programmes that are hard for an interior-point method: the structured solver must prove its optimum on each, or prove that there is none.
//!
//! Sources of truth: weak duality, by sums apart from the library (`proved`); laws (more money is worth no less, a rule said twice changes
//! nothing); and, for contradictions, the library's own exact judge of rays.
#![allow(clippy::unwrap_used)] // helpers of tests may panic as tests do

mod proved;

use std::collections::{BTreeMap, BTreeSet};

use alokasi::id::SentraCode;
use alokasi::input::{NeedRow, PaymentRow, ProgrammeData};
use alokasi::lp::formulate;
use alokasi::solve::audit::audit;
use alokasi::solve::structured::Structured;
use alokasi::solve::{Control, Ended, SolveError, Solver, proves_infeasible};
use alokasi::synthetic::{Kind, Money, Spec, make};
use alokasi::{Programme, Rupiah};
use proved::{add, audited};
use serde_json::json;

/// The proved optimum of a programme.
fn optimum(data: ProgrammeData) -> f64 {
    let programme = Programme::try_from(data).unwrap_or_else(|faults| panic!("{faults}"));
    let formulation = formulate(&programme).unwrap();
    let answer = Structured.solve(&formulation, &Control::default()).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(answer.ended, Ended::Optimal);
    audited(&formulation.lp, &answer)
}

/// Whether two optima, each proved to 1e-9, may be the same.
fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 2e-9 * a.abs().max(b.abs())
}

/// Order and completion in every sentra, no rules.
fn core(sentra: usize, years: usize) -> ProgrammeData {
    make(&Spec { sentra, years, kind: Kind::Core, order: true, completion: true, ..Spec::default() })
}

/// Multiplies every ceiling.
fn with_money(mut data: ProgrammeData, times: f64) -> ProgrammeData {
    #[allow(clippy::cast_possible_truncation)] // far below 2^53
    data.ceilings.iter_mut().for_each(|row| row.rupiah = Rupiah::new((row.rupiah.get() as f64 * times) as i64));
    data
}

/// A hundredth of the money, and a hundred times as much, with which every need can be paid at once.
#[test]
fn ceilings_of_any_size() {
    let [little, some, much] = [0.01, 1.0, 100.0].map(|times| optimum(with_money(core(350, 5), times)));
    assert!(0.0 < little && little < some && some < much, "{little}, {some}, {much}");
    // The value is concave in money and 0 without any.
    assert!(little >= 0.01 * some && some >= 0.01 * much);
}

#[test]
fn all_benefits_equal() {
    let mut data = core(350, 5);
    data.needs.iter_mut().for_each(|need| need.benefit = 100.0);
    optimum(data.clone());
    // As points for each rupiah: every plan that spends all money is optimal.
    data.needs.iter_mut().for_each(|need| need.benefit = need.cost.as_millions());
    data.sentra.iter_mut().for_each(|sentra| sentra.completion_benefit = 0.0);
    optimum(data);
}

/// Three twins of each sentra: every optimum comes in many ways.
#[test]
fn ties() {
    let mut data = core(120, 3);
    let (sentra, needs) = (data.sentra.clone(), data.needs.clone());
    for twin in 1..=2 {
        let code = |code: &str| format!("{code}-{twin}");
        data.sentra.extend(sentra.iter().cloned().map(|mut row| {
            row.code = SentraCode::from(code(row.code.as_str()));
            row
        }));
        data.needs.extend(needs.iter().cloned().map(|mut row| {
            row.code = code(row.code.as_str()).into();
            row.sentra = code(row.sentra.as_str()).into();
            row.after.iter_mut().for_each(|before| *before = code(before.as_str()).into());
            row
        }));
    }
    optimum(data);
}

/// Some needs cost a million times what others do.
#[test]
fn costs_far_apart() {
    let mut data = core(350, 5);
    for (i, need) in data.needs.iter_mut().enumerate() {
        match i % 20 {
            0 => need.cost = Rupiah::new(need.cost.get() * 1000),
            1 => need.cost = Rupiah::new((need.cost.get() / 1000).max(1)),
            _ => {}
        }
    }
    optimum(data);
}

#[test]
fn one_year_and_twenty() {
    optimum(core(350, 1));
    optimum(core(120, 20));
}

/// One sentra; one region of 30 sentra; one region of 2,000.
#[test]
fn one_place() {
    for (sentra, years) in [(1, 5), (30, 5), (2000, 3)] {
        let mut data = core(sentra.max(50), years);
        let gone = data.sentra.split_off(sentra);
        data.needs.retain(|need| gone.iter().all(|row| row.code != need.sentra));
        let region = data.regions[0].code.clone();
        data.sentra.iter_mut().for_each(|row| row.region = region.clone());
        // Only the nation's money stays the limit.
        data.ceilings.retain(|row| row.scope == alokasi::input::Scope::Nation);
        optimum(data);
    }
}

/// Rules about sectors in which there is no sentra, and about sources of which nothing comes.
#[test]
fn empty_sectors() {
    let mut data = core(350, 5);
    let used: std::collections::BTreeSet<String> = data.sentra.iter().map(|row| row.sector.to_string()).collect();
    let kept: Vec<String> = used.iter().take(3).cloned().collect();
    data.sentra.iter_mut().enumerate().for_each(|(i, row)| row.sector = kept[i % kept.len()].as_str().into());
    let plain = optimum(data.clone());
    for (k, sector) in used.iter().skip(3).enumerate() {
        let of = json!({"sector": sector});
        add(&mut data, &format!("cap-{k}"), json!({"rule": "share", "of": of, "at_most": 0.1, "per": ["year"]}));
        add(&mut data, &format!("within-{k}"), json!({"rule": "share", "of": {}, "in": of, "at_least": 0.0}));
        add(
            &mut data,
            &format!("amount-{k}"),
            json!({"rule": "amount", "of": of, "at_most": 0, "per": ["region", "year"]}),
        );
    }
    assert!(near(plain, optimum(data)));
}

/// A rule said twice, and in parts, changes nothing.
#[test]
fn rules_said_twice() {
    let data = make(&Spec { sentra: 350, ..Spec::default() });
    let mut twice = data.clone();
    for mut rule in data.rules.iter().filter(|rule| rule.soft.is_none()).cloned() {
        rule.id = format!("{}-again", rule.id);
        twice.rules.push(rule);
    }
    assert!(twice.rules.len() > data.rules.len());
    assert!(near(optimum(data), optimum(twice)));
}

/// For each family, a rule that no plan can keep: the ray proves it, and names a row of that rule.
#[test]
fn contradictions_of_every_family() {
    let rules = [
        json!({"rule": "amount", "of": {}, "at_least": 900_000_000_000_000_i64}),
        json!({"rule": "share", "of": {"activity": "building"}, "at_least": 1.0, "per": ["year"]}),
        json!({"rule": "coverage", "of": {}, "at_least": 0.999, "per": ["province"]}),
        json!({"rule": "growth", "of": {}, "times": 0.0, "plus": 0}),
        json!({"rule": "match", "of": {}, "source": "apbd", "to": "dak", "at_least": 1000.0}),
    ];
    for rule in rules {
        let mut data = make(&Spec { sentra: 120, sources: 2, kind: Kind::Core, ..Spec::default() });
        // Money that must be spent, on something else than buildings, in every year and from every source.
        for (id, of) in [("some", json!({"activity": "machinery"})), ("dak", json!({"source": "dak"}))] {
            add(&mut data, id, json!({"rule": "amount", "of": of, "at_least": 50_000_000, "per": ["year"]}));
        }
        add(&mut data, "wrong", rule.clone());
        let programme = Programme::try_from(data).unwrap_or_else(|faults| panic!("{faults}"));
        let formulation = formulate(&programme).unwrap();
        match Structured.solve(&formulation, &Control::default()) {
            Err(SolveError::Infeasible { proof: Some(ray) }) => assert!(proves_infeasible(&formulation.lp, &ray)),
            other => panic!("{rule}: {other:?}"),
        }
    }
}

/// Data can contradict each other as rules do: an earlier plan that may not change, and money already contracted, above a ceiling.
#[test]
fn contradictions_of_data() {
    for contracted in [true, false] {
        let mut data = core(120, 3);
        let year = data.years[0];
        let need = data.needs.iter().find(|need| need.first_year.is_none_or(|first| first <= year)).unwrap();
        let row = PaymentRow {
            need: need.code.clone(),
            year,
            source: data.ceilings[0].source.clone(),
            rupiah: Rupiah::new(1_000_000),
        };
        data.ceilings.iter_mut().for_each(|row| row.rupiah = Rupiah::ZERO);
        if contracted {
            data.contracted.push(row);
        } else {
            data.previous = Some(vec![row]);
            add(&mut data, "published", json!({"rule": "stability", "at_most": 999_000}));
        }
        let programme = Programme::try_from(data).unwrap_or_else(|faults| panic!("{faults}"));
        let formulation = formulate(&programme).unwrap();
        match Structured.solve(&formulation, &Control::default()) {
            Err(SolveError::Infeasible { proof: Some(ray) }) => assert!(proves_infeasible(&formulation.lp, &ray)),
            other => panic!("{other:?}"),
        }
    }
}

/// Money of the optimum by year and by the first part of the sector, rupiah.
fn by_sector(data: &ProgrammeData) -> BTreeMap<(i32, String), f64> {
    let programme = Programme::try_from(data).unwrap_or_else(|faults| panic!("{faults}"));
    let formulation = formulate(&programme).unwrap();
    let answer = Structured.solve(&formulation, &Control::default()).unwrap();
    let mut by = BTreeMap::new();
    for (payment, paid) in programme.payments().iter().zip(&answer.point) {
        let sentra = &programme.sentra()[programme.needs()[payment.need.index()].sentra.index()];
        let sector = programme.sectors()[sentra.sector.index()].code.to_string();
        let sector = sector.split('.').next().unwrap().to_owned();
        *by.entry((programme.year(payment.year), sector)).or_insert(0.0) += paid * 1e6;
    }
    by
}

/// The proved optimum, and how many iterations it took.
fn iterations(data: ProgrammeData) -> (f64, usize) {
    let programme = Programme::try_from(data).unwrap_or_else(|faults| panic!("{faults}"));
    let formulation = formulate(&programme).unwrap();
    let answer = Structured.solve(&formulation, &Control::default()).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(answer.ended, Ended::Optimal);
    (audited(&formulation.lp, &answer), answer.iterations)
}

/// Programmes without an interior that presolve leaves alone: floors of all sectors that sum to one, caps that do, two bounds that meet. Each says what
/// equalities say, so the optimum is theirs, and no more than a quarter of their iterations is added.
#[test]
fn what_leaves_no_room_costs_what_equalities_cost() {
    for money in [Money::Published, Money::Tight] {
        let data = make(&Spec { sentra: 350, kind: Kind::Core, money, ..Spec::default() });
        let paid = by_sector(&data);
        let sectors: BTreeSet<&String> = paid.keys().map(|(_, sector)| sector).collect();
        let spent = |year: i32, sector: &String| paid.get(&(year, sector.clone())).copied().unwrap_or(0.0);
        // Shares in parts per million, 2 % of all moved from the largest sector to the next, so that they cost something; the last takes the rest.
        let mut shares: Vec<(i32, &String, u32)> = Vec::new();
        for &year in &data.years {
            let all: f64 = sectors.iter().map(|sector| spent(year, sector)).sum();
            let mut order: Vec<&String> = sectors.iter().copied().collect();
            order.sort_by(|a, b| spent(year, b).total_cmp(&spent(year, a)));
            let mut left = 1_000_000;
            for (rank, &sector) in order.iter().enumerate() {
                let moved = [-2e4, 2e4].get(rank).copied().unwrap_or(0.0);
                #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a share
                let ppm = if rank + 1 == order.len() { left } else { (spent(year, sector) / all * 1e6 + moved) as u32 };
                left -= ppm;
                shares.push((year, sector, ppm));
            }
        }
        let share = |verb: &str, without_last: bool| {
            let mut data = data.clone();
            for (i, &(year, sector, ppm)) in shares.iter().enumerate() {
                let mut rule = json!({"rule": "share", "of": {"sector": sector, "year": year}, "in": {"year": year}});
                rule[verb] = json!(f64::from(ppm) / 1e6);
                if !(without_last && (i + 1) % sectors.len() == 0) {
                    add(&mut data, &format!("{sector}-{year}"), rule);
                }
            }
            iterations(data)
        };
        let amount = |verbs: &[&str]| {
            let mut data = data.clone();
            for ((year, sector), rupiah) in &paid {
                for verb in verbs {
                    let mut rule = json!({"rule": "amount", "of": {"sector": sector, "year": year}});
                    rule[*verb] = json!((0.95 * rupiah).round());
                    add(&mut data, &format!("{verb}-{sector}-{year}"), rule);
                }
            }
            iterations(data)
        };
        let free = optimum(data.clone());
        for (equal, others) in [
            (share("exactly", true), vec![share("at_least", false), share("at_most", false)]),
            (amount(&["exactly"]), vec![amount(&["at_least", "at_most"])]),
        ] {
            assert!(equal.0 < free, "{} of {free}", equal.0);
            for other in others {
                assert!(near(equal.0, other.0), "{equal:?} and {other:?}");
                assert!(4 * other.1 <= 5 * equal.1, "{equal:?} and {other:?}");
            }
        }
    }
}

/// Two needs of one sentra that are alike in all are one need of twice the cost and points.
#[test]
fn twins_are_one_need() {
    let data = make(&Spec { sentra: 350, kind: Kind::Core, ..Spec::default() });
    let (mut twins, mut merged) = (data.clone(), data.clone());
    for need in &data.needs {
        let code = format!("{}-twin", need.code).as_str().into();
        twins.needs.push(NeedRow { code, ..need.clone() });
    }
    for need in &mut merged.needs {
        (need.cost, need.benefit) = (Rupiah::new(2 * need.cost.get()), 2.0 * need.benefit);
    }
    let (twins, merged) = (iterations(twins), iterations(merged));
    assert!(near(twins.0, merged.0), "{twins:?} and {merged:?}");
    assert!(4 * twins.1 <= 5 * merged.1, "{twins:?} and {merged:?}");
}

/// Exactly next to nothing for a sector: less and less, until presolve takes it for nothing. What such a row lets through is so little that what keeps steps
/// near must be little, too (`proximal.rs`): it stalled at a gap of 3e-8. Rows may be off by a rupiah or so, and with them the bounds that follow from them.
#[test]
fn exactly_next_to_nothing() {
    let data = make(&Spec { sentra: 350, kind: Kind::Core, ..Spec::default() });
    let free = optimum(data.clone());
    for rupiah in [1_000_000, 1_000, 10, 3, 2, 1] {
        let mut data = data.clone();
        for (i, year) in data.years.clone().into_iter().enumerate() {
            let sector = ["logam", "kimia", "furnitur"][i % 3];
            let rule = json!({"rule": "amount", "of": {"sector": sector, "year": year}, "exactly": rupiah});
            add(&mut data, &format!("{sector}-{year}"), rule);
        }
        let programme = Programme::try_from(data).unwrap_or_else(|faults| panic!("{faults}"));
        let formulation = formulate(&programme).unwrap();
        let answer = Structured.solve(&formulation, &Control::default()).unwrap();
        let audit = audit(&formulation.lp, &answer).unwrap();
        assert_eq!(answer.ended, Ended::Optimal);
        assert!(audit.gap.unwrap().abs() <= 1e-9 && audit.objective < free, "{rupiah}: {audit:?}, {free}");
    }
}
