//! The structured solver at national size, where most needs start late (`src/solve/structured/late.rs`).
//!
//! Sources of truth: optima that programmes are built around; weak duality over the whole linear program, by sums apart from the library (`proved`),
//! which knows nothing of who started late; and the library's own exact judge of rays.
#![allow(clippy::unwrap_used)] // helpers of tests may panic as tests do

mod proved;

use std::collections::{BTreeMap, BTreeSet};

use alokasi::id::{ProvinceCode, RegionCode};
use alokasi::input::{CeilingRow, ProgrammeData, Scope, SentraRow, Status};
use alokasi::lp::formulate;
use alokasi::solve::structured::Structured;
use alokasi::solve::{Answer, Control, Ended, SolveError, Solver, proves_infeasible};
use alokasi::synthetic::{Kind, Spec, make};
use alokasi::{Programme, Rupiah};
use proved::{add, audited};
use serde_json::json;

fn solve(programme: &Programme, threads: Option<usize>) -> Result<Answer, SolveError> {
    let mut control = Control::default();
    control.threads = threads;
    Structured.solve(&formulate(programme).unwrap(), &control)
}

fn checked(data: ProgrammeData) -> Programme {
    Programme::try_from(data).unwrap_or_else(|faults| panic!("{faults}"))
}

/// The proved optimum.
fn optimum(data: ProgrammeData) -> f64 {
    let programme = checked(data);
    let answer = solve(&programme, None).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(answer.ended, Ended::Optimal);
    audited(&formulate(&programme).unwrap().lp, &answer)
}

/// All sentra in the first `count` regions, each with its share of all money.
fn in_few_regions(mut data: ProgrammeData, count: usize) -> ProgrammeData {
    let regions: Vec<_> = data.regions.iter().take(count).map(|region| region.code.clone()).collect();
    for (i, row) in data.sentra.iter_mut().enumerate() {
        row.region = regions[i % count].clone();
    }
    let mut money: BTreeMap<(usize, i32), i64> = BTreeMap::new();
    for (i, row) in data.ceilings.iter().filter(|row| row.scope == Scope::Region).enumerate() {
        *money.entry((i % count, row.year)).or_default() += row.rupiah.get();
    }
    let source = data.ceilings[0].source.clone();
    data.ceilings.retain(|row| row.scope == Scope::Nation);
    data.ceilings.extend(money.into_iter().map(|((r, year), rupiah)| CeilingRow {
        source: source.clone(),
        scope: Scope::Region,
        code: regions[r].to_string(),
        year,
        rupiah: Rupiah::new(rupiah),
    }));
    data
}

fn core(sentra: usize) -> ProgrammeData {
    make(&Spec { sentra, kind: Kind::Core, ..Spec::default() })
}

/// `core` without priorities, discount, windows, order, completion, sources but one, or needs that cannot be paid.
fn plain(sentra: usize) -> ProgrammeData {
    let mut data = core(sentra);
    data.priorities.clear();
    data.discount = 1.0;
    data.regions.iter_mut().for_each(|row| row.eligible_years = Vec::new());
    data.sources.truncate(1);
    data.sources[0].activities = Vec::new();
    data.sentra.iter_mut().for_each(|row| row.completion_benefit = 0.0);
    let gone = |row: &&SentraRow| row.status == Status::Gone;
    let gone: BTreeSet<_> = data.sentra.iter().filter(gone).map(|row| row.code.clone()).collect();
    data.needs.retain(|need| !gone.contains(&need.sentra));
    for need in &mut data.needs {
        (need.first_year, need.last_year) = (None, None);
        need.after.clear();
    }
    data.ceilings.clear();
    data
}

/// 7,437 sentra. One need in twenty is to be paid, so the ceiling of each region and year is what those cost together that are paid there then; a rupiah is worth
/// the region's own price, and a paid need earns more for each rupiah, any other less. So nothing better exists: by those prices no need has a gain
/// beyond what it is paid for, and all money is spent.
#[test]
fn an_optimum_planted_at_national_size_is_found() {
    let mut data = plain(7437);
    let region_of: BTreeMap<_, _> = data.sentra.iter().map(|row| (row.code.clone(), row.region.clone())).collect();
    let (source, years) = (data.sources[0].code.clone(), data.years.clone());
    let mut ceilings = BTreeMap::new();
    let mut planted = 0.0;
    for (n, need) in data.needs.iter_mut().enumerate() {
        let region = &region_of[&need.sentra];
        let price = 1.0 + f64::from(region.to_string().bytes().map(u32::from).sum::<u32>() % 7) / 10.0;
        let apart = 0.01 + ((n * 7919) % 1000) as f64 / 2500.0;
        let paid = n % 20 == 0;
        let rate = if paid { price + apart } else { price - apart };
        need.benefit = rate * need.cost.as_millions();
        if paid {
            planted += need.benefit;
            *ceilings.entry((region.clone(), years[(n / 20) % years.len()])).or_insert(0) += need.cost.get();
        }
    }
    for region in &data.regions {
        for &year in &years {
            data.ceilings.push(CeilingRow {
                source: source.clone(),
                scope: Scope::Region,
                code: region.code.to_string(),
                year,
                rupiah: Rupiah::new(ceilings.get(&(region.code.clone(), year)).copied().unwrap_or(0)),
            });
        }
    }
    let found = optimum(data);
    assert!((found - planted).abs() <= 2e-9 * planted, "planted {planted}, found {found}");
}

/// 7,437 sentra with rules of five families, built around an optimum. Pairs of needs are to be paid in the same year, one of food that costs 3 of 10 and one of
/// another sector that costs 7, as much in each year as in any other. Every bound is what that plan reaches and has a price (points per Rp 1 million):
///
/// ```text
/// food >= 30 % a year               0.2: food costs 0.7 x 0.2 less, the others 0.3 x 0.2 more
/// money of a year <= the year's before    0.2: the first year costs 0.2 less, the last 0.2 more
/// wastewater of a year >= so much   0.15: costs so much less
/// building of a province and year <= so much    0.1: costs so much more
/// packaging of a year >= Rp 5 billion more than it gets, at a penalty of 0.1: costs so much less, and 0.1 x 5,000 is lost in each year
/// ceiling of the nation             0.3
/// ceiling of a region and year      the region's own, less in the last year and more in the first, so that every year costs the same
/// ```
///
/// A need that is to be paid earns more for each rupiah than all that costs, any other less. So by these prices no plan is worth more, and every optimum pays
/// just those needs.
#[test]
fn an_optimum_planted_among_rules_is_found() {
    let mut data = plain(7437);
    let years = data.years.clone();
    let place: BTreeMap<_, _> =
        data.sentra.iter().map(|row| (row.code.clone(), (row.region.clone(), row.sector.clone()))).collect();
    let province_of: BTreeMap<_, _> = data.regions.iter().map(|row| (row.code.clone(), row.province.clone())).collect();
    let is_food = |n: usize, data: &ProgrammeData| place[&data.needs[n].sentra].1.as_str().starts_with("pangan");
    let (food, others): (Vec<usize>, Vec<usize>) = (0..data.needs.len()).partition(|&n| is_food(n, &data));
    let pairs = food.len().min(others.len()) / 20 / years.len() * years.len();
    let mut year_of = vec![None; data.needs.len()];
    for i in 0..pairs {
        let part = i64::try_from(3 + (i / years.len() * 7919) % 50).unwrap() * 10_000_000;
        for (n, parts) in [(food[20 * i], 3), (others[20 * i], 7)] {
            data.needs[n].cost = Rupiah::new(parts * part);
            year_of[n] = Some(years[i % years.len()]);
        }
    }
    let mut planted = -0.1 * 5000.0 * years.len() as f64;
    let mut nation: BTreeMap<i32, i64> = BTreeMap::new();
    let mut regions: BTreeMap<(RegionCode, i32), i64> = BTreeMap::new();
    let mut activities: BTreeMap<(String, i32), i64> = BTreeMap::new();
    let mut building: BTreeMap<(ProvinceCode, i32), i64> =
        data.provinces.iter().flat_map(|row| years.iter().map(|&year| ((row.code.clone(), year), 0))).collect();
    for (n, need) in data.needs.iter_mut().enumerate() {
        let (region, sector) = &place[&need.sentra];
        let activity = need.activity.to_string();
        let own = 1.0 + f64::from(region.to_string().bytes().map(u32::from).sum::<u32>() % 7) / 10.0;
        let of_sector = if sector.as_str().starts_with("pangan") { -0.7 * 0.2 } else { 0.3 * 0.2 };
        let of_activity = match activity.as_str() {
            "ipal" => -0.15,
            "building" => 0.1,
            "packaging" => -0.1,
            _ => 0.0,
        };
        let price = 0.3 + own + of_sector + of_activity;
        let apart = 0.01 + ((n * 7919) % 1000) as f64 / 2500.0;
        let rate = if year_of[n].is_some() { price + apart } else { price - apart };
        need.benefit = rate * need.cost.as_millions();
        if let Some(year) = year_of[n] {
            planted += need.benefit;
            *nation.entry(year).or_default() += need.cost.get();
            *regions.entry((region.clone(), year)).or_default() += need.cost.get();
            if activity == "building" {
                *building.entry((province_of[region].clone(), year)).or_default() += need.cost.get();
            }
            *activities.entry((activity, year)).or_default() += need.cost.get();
        }
    }
    assert!(pairs > 500 && nation.values().all(|all| *all == nation[&years[0]]), "{pairs}: {nation:?}");
    let source = data.sources[0].code.clone();
    let ceiling = |scope, code: String, year, rupiah| CeilingRow {
        source: source.clone(),
        scope,
        code,
        year,
        rupiah: Rupiah::new(rupiah),
    };
    let mut ceilings: Vec<CeilingRow> =
        nation.iter().map(|(&year, &all)| ceiling(Scope::Nation, String::new(), year, all)).collect();
    for region in &data.regions {
        ceilings.extend(years.iter().map(|&year| {
            let all = regions.get(&(region.code.clone(), year)).copied().unwrap_or(0);
            ceiling(Scope::Region, region.code.to_string(), year, all)
        }));
    }
    data.ceilings = ceilings;
    add(&mut data, "food", json!({"rule": "share", "of": {"sector": "pangan"}, "at_least": 0.3, "per": ["year"]}));
    add(&mut data, "steady", json!({"rule": "growth", "of": {}, "times": 1.0, "plus": 0}));
    for &year in &years {
        let of = |activity: &str| json!({"activity": activity, "year": year});
        let paid = |activity: &str| activities.get(&(activity.to_owned(), year)).copied().unwrap_or(0);
        let ipal = json!({"rule": "amount", "of": of("ipal"), "at_least": paid("ipal")});
        add(&mut data, &format!("ipal-{year}"), ipal);
        let more = paid("packaging") + 5_000_000_000;
        let packaging = json!({"rule": "amount", "of": of("packaging"), "at_least": more, "soft": {"penalty": 0.1}});
        add(&mut data, &format!("packaging-{year}"), packaging);
    }
    for ((province, year), most) in building {
        let of = json!({"activity": "building", "province": province, "year": year});
        let rule = json!({"rule": "amount", "of": of, "at_most": most});
        add(&mut data, &format!("building-{province}-{year}"), rule);
    }
    let is_paid: BTreeMap<_, _> =
        data.needs.iter().zip(&year_of).map(|(need, year)| (need.code.to_string(), year.is_some())).collect();
    let programme = checked(data);
    let formulation = formulate(&programme).unwrap();
    let answer = solve(&programme, None).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(answer.ended, Ended::Optimal);
    let found = audited(&formulation.lp, &answer);
    assert!((found - planted).abs() <= 2e-9 * planted, "planted {planted}, found {found}");
    for need in programme.needs() {
        let paid: f64 = need.payments.clone().map(|p| answer.point[p]).sum::<f64>() / need.cost.as_millions();
        let meant = f64::from(u8::from(is_paid[&need.code.to_string()]));
        assert!((paid - meant).abs() < 1e-3, "{}: {paid} of {meant}", need.code);
    }
}

/// Every family of rules over 2,000 sentra in two regions and in 514: what is proved is proved of the whole program.
#[test]
fn late_needs_are_part_of_the_proof() {
    for seed in 1..=3 {
        optimum(make(&Spec { sentra: 4000, seed, ..Spec::default() }));
        optimum(in_few_regions(core(2000), 2));
    }
}

/// Points in proportion to cost: everybody is as good as everybody else, so whoever starts late is as good as those who start.
#[test]
fn late_needs_that_are_as_good_as_all_others() {
    let mut data = in_few_regions(core(2000), 1);
    data.needs.iter_mut().for_each(|need| need.benefit = need.cost.as_millions());
    optimum(data);
}

/// A floor that takes more of one activity than starts, where that is worth next to nothing: prices call the others in, or all come in.
#[test]
fn late_needs_that_a_floor_asks_for() {
    let mut data = in_few_regions(core(2000), 2);
    for need in data.needs.iter_mut().filter(|need| need.activity.as_str() == "ipal") {
        need.benefit /= 1e3;
    }
    let without = optimum(data.clone());
    add(&mut data, "floor", json!({"rule": "share", "of": {"activity": "ipal"}, "at_least": 0.9, "per": ["year"]}));
    assert!(optimum(data) < 0.999 * without);
}

#[test]
fn a_contradiction_is_proved_whoever_started_late() {
    let mut data = in_few_regions(core(2000), 2);
    add(&mut data, "a", json!({"rule": "share", "of": {"activity": "ipal"}, "at_least": 0.6}));
    add(&mut data, "b", json!({"rule": "share", "of": {"activity": "building"}, "at_least": 0.6}));
    add(&mut data, "some", json!({"rule": "amount", "of": {}, "at_least": 1_000_000}));
    let programme = checked(data);
    match solve(&programme, None) {
        Err(SolveError::Infeasible { proof: Some(ray) }) => {
            assert!(proves_infeasible(&formulate(&programme).unwrap().lp, &ray));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn threads_do_not_change_a_byte() {
    let programme = checked(make(&Spec { sentra: 3000, ..Spec::default() }));
    let bytes = |threads| {
        let answer = solve(&programme, Some(threads)).unwrap();
        let numbers = answer.point.iter().chain(answer.prices.as_ref().unwrap());
        (answer.iterations, numbers.map(|x| x.to_bits()).collect::<Vec<u64>>())
    };
    let one = bytes(1);
    assert_eq!(one, bytes(2));
    assert_eq!(one, bytes(8));
}

/// Ten years, three sources, order and completion in every sentra, every family of rules, each alone and all together.
#[test]
fn ten_years_three_sources_order_and_completion() {
    let plain = Spec { sentra: 700, ..Spec::default() };
    optimum(make(&Spec { years: 10, ..plain.clone() }));
    optimum(make(&Spec { sources: 3, ..plain.clone() }));
    optimum(make(&Spec { order: true, completion: true, ..plain.clone() }));
    optimum(make(&Spec { years: 10, sources: 3, order: true, completion: true, ..plain }));
}
