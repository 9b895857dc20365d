//! Made-up programmes: same seed, same data; shares as published; accepted by the model; and every one has a plan.
//! Source of truth: the published shares (typed here, not read), and the rules of the format.

use std::collections::{BTreeMap, BTreeSet};

use alokasi::input::{Bound, CeilingRow, ProgrammeData, RuleName, Scope, Status};
use alokasi::model::Programme;
use alokasi::synthetic::{Kind, Money, Spec, make};

const KINDS: [Kind; 3] = [Kind::Core, Kind::Rules, Kind::Whole];

fn nation(data: &ProgrammeData) -> Vec<i64> {
    let is_nation = |c: &&CeilingRow| c.scope == Scope::Nation && c.source.as_str() == "dak";
    data.ceilings.iter().filter(is_nation).map(|c| c.rupiah.get()).collect()
}

#[test]
fn the_same_seed_makes_the_same_data_and_another_seed_other_data() {
    for kind in KINDS {
        let spec = Spec { sentra: 300, kind, sources: 2, order: true, completion: true, ..Spec::default() };
        assert_eq!(make(&spec), make(&spec));
        assert_ne!(make(&spec), make(&Spec { seed: 2, ..spec.clone() }));
    }
}

#[test]
fn the_national_programme_has_the_published_figures() {
    let data = make(&Spec::default());
    assert_eq!((data.sentra.len(), data.regions.len(), data.provinces.len()), (7437, 514, 38));
    assert_eq!(data.years, [2018, 2019, 2020, 2021, 2022]);
    // 2021 and 2022 were not published and take the level of 2020.
    assert_eq!(nation(&data), [173_700_000_000, 178_300_000_000, 400_000_000_000, 400_000_000_000, 400_000_000_000]);
    assert!(data.name.contains("assumed for 2021, 2022"), "{}", data.name);

    let mut by_sector: BTreeMap<&str, f64> = BTreeMap::new();
    for sentra in &data.sentra {
        *by_sector.entry(sentra.sector.as_str().split('.').next().unwrap()).or_default() += 100.0 / 7437.0;
    }
    for (sector, share) in
        [("pangan", 40.0), ("kerajinan", 23.0), ("sandang", 16.0), ("kimia", 10.0), ("furnitur", 6.0), ("logam", 5.0)]
    {
        assert!((by_sector[sector] - share).abs() < 0.02, "{sector}: {}", by_sector[sector]);
    }

    // Jawa Timur has 1,664 of the 8,889 sentra of 2024.
    let east_java = data.sentra.iter().filter(|s| s.region.as_str().starts_with("35.")).count();
    assert!((1391..=1393).contains(&east_java), "{east_java}");
    let units = data.sentra.iter().filter_map(|s| s.units).sum::<u64>() as f64 / 7437.0;
    assert!((20.0..24.0).contains(&units), "{units}");
    let needs = data.needs.len() as f64 / 7437.0;
    assert!((4.0..6.0).contains(&needs), "{needs}");
    // Rp 0.5 to 36 billion for a sentra, as reported.
    let mut cost: BTreeMap<&str, i64> = BTreeMap::new();
    for need in &data.needs {
        *cost.entry(need.sentra.as_str()).or_default() += need.cost.get();
    }
    assert!(cost.values().all(|c| (450_000_000..36_100_000_000).contains(c)));
}

#[test]
fn money_is_in_whole_millions_or_units() {
    for kind in KINDS {
        let data = make(&Spec { sentra: 500, kind, sources: 3, ..Spec::default() });
        assert!(data.needs.iter().all(|n| n.cost.get() > 0 && n.cost.get() % 1_000_000 == 0));
        assert!(data.ceilings.iter().all(|c| c.rupiah.get() >= 0 && c.rupiah.get() % 1_000_000 == 0));
        let history = data.contracted.iter().chain(data.previous.iter().flatten());
        assert!(history.into_iter().all(|p| p.rupiah.get() > 0 && p.rupiah.get() % 1000 == 0));
    }
}

#[test]
fn the_model_accepts_every_kind_at_every_size() {
    for kind in KINDS {
        for sentra in [50, 51, 350, 1750] {
            for (years, sources) in [(1, 1), (2, 2), (5, 3), (10, 1), (20, 2)] {
                let spec =
                    Spec { sentra, years, sources, kind, order: sources > 1, completion: years > 1, ..Spec::default() };
                let data = make(&spec);
                let programme = Programme::try_from(&data).unwrap_or_else(|faults| panic!("{spec:?}:\n{faults}"));
                assert_eq!((programme.sentra().len(), programme.years().len()), (sentra, years));
                assert!(programme.payments().len() > sentra);
            }
        }
    }
}

#[test]
fn a_programme_with_rules_has_every_linear_family() {
    let data = make(&Spec { sources: 2, order: true, completion: true, ..Spec::default() });
    for family in
        [RuleName::Share, RuleName::Amount, RuleName::Coverage, RuleName::Growth, RuleName::Match, RuleName::Stability]
    {
        assert!(data.rules.iter().any(|r| r.rule == family), "{family:?}");
    }
    assert!(data.rules.iter().any(|r| r.soft.is_some() && r.rule == RuleName::Amount));
    assert!(!data.contracted.is_empty() && data.previous.as_ref().is_some_and(|p| !p.is_empty()));
    assert!(data.needs.iter().any(|n| !n.after.is_empty()));
    assert!(data.sentra.iter().any(|s| s.completion_benefit > 0.0));
    assert!(data.regions.iter().any(|r| !r.eligible_years.is_empty()));
    let closed = |c: &&CeilingRow| c.scope == Scope::Region && c.rupiah.get() == 0;
    assert!(data.ceilings.iter().any(|c| closed(&c)));
}

#[test]
fn a_whole_programme_has_the_pilot_the_least_grant_and_the_counts() {
    let data = make(&Spec { sentra: 350, kind: Kind::Whole, ..Spec::default() });
    let rule = |id: &str| data.rules.iter().find(|r| r.id == id).unwrap_or_else(|| panic!("no rule {id}"));
    assert_eq!(rule("pilot").exactly, Some(3.0.into()));
    assert_eq!(rule("least-grant").zero_or_at_least, Some(500e6.into()));
    assert!(rule("regions").at_least.is_some() && rule("regions").at_most.is_some());
    assert!(data.needs.iter().all(|n| n.one_year));
}

#[test]
fn a_spec_out_of_range_is_refused_with_a_reason() {
    let fault = Spec { sources: 4, ..Spec::default() }.check().unwrap_err();
    assert_eq!(fault.to_string(), "the number of sources of a made-up programme must be 1 to 3, not 4");
    assert!(Spec { sentra: 49, ..Spec::default() }.check().is_err());
    assert!(Spec { years: 0, ..Spec::default() }.check().is_err());
    assert_eq!(Spec::default().check(), Ok(()));
}

#[test]
fn tight_and_loose_money_is_a_quarter_of_all_costs_and_loose_regions_may_take_three_times_as_much() {
    let spec = Spec { sentra: 1750, kind: Kind::Whole, ..Spec::default() };
    let [tight, loose] = [Money::Tight, Money::Loose].map(|money| make(&Spec { money, ..spec.clone() }));
    assert_eq!((&tight.needs, &tight.sentra), (&loose.needs, &loose.sentra));
    assert_eq!(nation(&tight), nation(&loose));
    let gone: BTreeSet<_> = tight.sentra.iter().filter(|s| s.status == Status::Gone).map(|s| &s.code).collect();
    let cost: i64 = tight.needs.iter().filter(|n| !gone.contains(&n.sentra)).map(|n| n.cost.get()).sum();
    let part = nation(&tight).iter().sum::<i64>() as f64 / cost as f64;
    assert!((part - 0.27).abs() < 0.001, "{part}");
    let regions = |data: &ProgrammeData| -> i64 {
        data.ceilings.iter().filter(|c| c.scope == Scope::Region).map(|c| c.rupiah.get()).sum()
    };
    let times = regions(&loose) as f64 / regions(&tight) as f64;
    assert!((2.7..3.3).contains(&times), "{times}");
    // Completing a sentra is worth about what its needs are.
    let points: f64 = tight.needs.iter().map(|n| n.benefit).sum();
    let completion: f64 = tight.sentra.iter().map(|s| s.completion_benefit).sum();
    assert!((0.95..1.05).contains(&(completion / points)), "{}", completion / points);
    let bound = |data: &ProgrammeData, year: &str| {
        let rule = data.rules.iter().find(|r| r.id == "regions").unwrap();
        [&rule.at_least, &rule.at_most].map(|bound| match bound {
            Some(Bound::ByYear(years)) => years.get(year).copied(),
            _ => None,
        })
    };
    assert_eq!(bound(&tight, "2019"), [Some(56.0), Some(149.0)]);
    assert_eq!(bound(&tight, "2018"), [None, None]);
    let small = make(&Spec { sentra: 350, money: Money::Tight, kind: Kind::Whole, ..Spec::default() });
    assert_eq!(bound(&small, "2020"), [Some(20.0), Some(60.0)]);
}
