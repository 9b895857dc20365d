//! The rules of a programme that can be split in any way: each linear family, with bounds around the reference plan.

use super::draft::{Draft, KINDS, MACHINERY, NeedDraft, PACKAGING, SECTORS, SentraDraft};
use super::money::Ceilings;
use super::reference::{GROWTH_TENTHS, Reference};
use super::{BUILDING, DRY, Spec};
use crate::input::{Bound, OneOrMany, PerKey, Rule, RuleName, Selector, Soft, Title};

/// Room between what the reference plan reaches and a bound, so that a bound is met with some money to spare.
const FLOOR_PART: f64 = 0.96;
const CAP_PART: f64 = 1.06;
/// More room where a bound holds for each place alone.
const COVERAGE_PART: f64 = 0.85;

/// A rule with nothing but a name and a sentence.
pub(super) fn rule(id: impl Into<String>, rule: RuleName, en: impl Into<String>, text: impl Into<String>) -> Rule {
    Rule { id: id.into(), rule, title: Some(Title { en: en.into(), id: text.into() }), ..Rule::default() }
}

/// Selects `sector`, and `activity` if there is one.
pub(super) fn of_sector(sector: &str, activity: Option<&str>) -> Selector {
    Selector {
        sector: Some(OneOrMany::One(sector.into())),
        activity: activity.map(|a| OneOrMany::One(a.into())),
        ..Selector::default()
    }
}

/// Selects what the DAK pays.
pub(super) fn of_dak() -> Selector {
    Selector { source: Some(OneOrMany::One("dak".into())), ..Selector::default() }
}

fn of_islands(islands: &[&str]) -> Selector {
    Selector { island: Some(OneOrMany::Many(islands.iter().map(|&i| i.to_owned()).collect())), ..Selector::default() }
}

/// Down or up to three decimals, as a planner would write a share.
pub(super) fn share_below(part: i64, whole: i64, factor: f64) -> f64 {
    if whole == 0 { 0.0 } else { (part as f64 / whole as f64 * factor * 1000.0).floor() / 1000.0 }
}
fn share_above(part: i64, whole: i64, factor: f64) -> f64 {
    if whole == 0 { 0.0 } else { (part as f64 / whole as f64 * factor * 1000.0).ceil() / 1000.0 }
}

/// A bound for each year; a year without one is not named. `None` if no year has one.
pub(super) fn by_year(spec: &Spec, values: impl Iterator<Item = Option<f64>>) -> Option<Bound> {
    let named: std::collections::BTreeMap<String, f64> =
        spec.calendar().iter().zip(values).filter_map(|(year, value)| value.map(|v| (year.to_string(), v))).collect();
    (!named.is_empty()).then_some(Bound::ByYear(named))
}

fn positive(value: f64) -> Option<f64> {
    (value > 0.0).then_some(value)
}

/// Whole rupiah as the number that a rule holds; exact below 2^53.
fn rupiah(amount: i64) -> f64 {
    amount as f64
}

/// All rules.
pub(super) fn rules(spec: &Spec, reference: &Reference<'_>, money: &Ceilings) -> Vec<Rule> {
    let mut rules = sectors(spec, reference);
    rules.extend(shares(spec, reference));
    rules.push(Rule {
        of: Selector { activity: Some(OneOrMany::One("support".into())), ..of_dak() },
        within: Some(of_dak()),
        at_most: Some(0.05.into()),
        per: vec![PerKey::Region, PerKey::Year],
        ..rule(
            "support-cap",
            RuleName::Share,
            "Support takes at most 5 % of a region's DAK in a year",
            "Penunjang paling banyak 5 % dari DAK daerah dalam setahun",
        )
    });
    rules.extend(coverage(reference));
    rules.push(Rule {
        of: of_dak(),
        times: Some((GROWTH_TENTHS as f64 / 10.0).into()),
        plus: Some(rupiah(money.step).into()),
        per: vec![PerKey::Region],
        ..rule(
            "absorption",
            RuleName::Growth,
            "A region can take on only so much more DAK than the year before",
            "DAK suatu daerah hanya dapat tumbuh sebatas daya serapnya",
        )
    });
    if spec.sources >= 2 {
        rules.push(Rule {
            source: Some("apbd".into()),
            to: Some("dak".into()),
            at_least: Some(0.1.into()),
            per: vec![PerKey::Region, PerKey::Year],
            ..rule(
                "own-money",
                RuleName::Match,
                "A region adds at least 10 % of its DAK from its own budget",
                "Daerah menambah paling sedikit 10 % dari DAK-nya lewat APBD",
            )
        });
    }
    rules.extend(amounts(spec, reference));
    rules.push(Rule {
        of: Selector {
            activity: Some(OneOrMany::One("building".into())),
            year: Some(OneOrMany::One(spec.first_year)),
            ..Selector::default()
        },
        at_most: Some(0.0.into()),
        soft: Some(Soft { penalty: 0.02 }),
        ..rule(
            "published",
            RuleName::Stability,
            "Buildings promised for the first year stay as published",
            "Bangunan yang dijanjikan untuk tahun pertama tetap seperti diumumkan",
        )
    });
    rules
}

/// A floor and a cap on each sector's share of a year's money.
fn sectors(spec: &Spec, reference: &Reference<'_>) -> Vec<Rule> {
    let all = reference.by_year(|_, _| true);
    SECTORS
        .iter()
        .enumerate()
        .map(|(index, (code, name))| {
            let part = reference.by_year(|_, sentra| KINDS[sentra.kind].2 == index);
            let floor = (0..spec.years).map(|t| share_below(part[t], all[t], FLOOR_PART)).fold(1.0, f64::min);
            let cap =
                (0..spec.years).map(|t| share_above(part[t], all[t], CAP_PART)).fold(0.0, f64::max).clamp(0.001, 1.0);
            Rule {
                of: of_sector(code, None),
                at_least: positive(floor).map(Bound::Same),
                at_most: Some(cap.into()),
                per: vec![PerKey::Year],
                ..rule(
                    format!("sector-{code}"),
                    RuleName::Share,
                    format!("Share of sector {code} in a year's money"),
                    format!("Bagian sektor {name} dari uang setahun"),
                )
            }
        })
        .collect()
}

/// Dry food and packaging of food, by year; left out where the reference plan has none.
fn shares(spec: &Spec, reference: &Reference<'_>) -> Vec<Rule> {
    let all = reference.by_year(|_, _| true);
    let dry = reference.by_year(|_, sentra| sentra.kind == DRY);
    let is_food = |sentra: &SentraDraft| KINDS[sentra.kind].2 == 0;
    let food = reference.by_year(|_, sentra| is_food(sentra));
    let packed = reference.by_year(|need: &NeedDraft, sentra| need.activity == PACKAGING && is_food(sentra));
    let floors = |part: &[i64], whole: &[i64]| {
        by_year(spec, (0..spec.years).map(|t| positive(share_below(part[t], whole[t], FLOOR_PART))))
    };
    let dry_food = floors(&dry, &all).map(|bound| Rule {
        of: of_sector("pangan.kering", None),
        at_least: Some(bound),
        per: vec![PerKey::Year],
        ..rule(
            "dry-food",
            RuleName::Share,
            "Dry food has its part of a year's money",
            "Pangan kering mendapat bagian dari uang setahun",
        )
    });
    let packaging = floors(&packed, &food).map(|bound| Rule {
        of: of_sector("pangan", Some("packaging")),
        within: Some(of_sector("pangan", None)),
        at_least: Some(bound),
        per: vec![PerKey::Year],
        ..rule(
            "food-packaging",
            RuleName::Share,
            "Packaging has its part of the money for food",
            "Kemasan mendapat bagian dari uang untuk pangan",
        )
    });
    dry_food.into_iter().chain(packaging).collect()
}

/// A part of its cost for each region and each province over the horizon: a little less than what the reference plan reaches where it
/// reaches least.
fn coverage(reference: &Reference<'_>) -> Vec<Rule> {
    let draft: &Draft = reference.draft;
    let least = |places: usize, place: &dyn Fn(usize) -> usize| {
        let mut cost = vec![0_i64; places];
        for need in draft.needs.iter().filter(|n| draft.payable(n)) {
            cost[place(draft.sentra[need.sentra].region)] += need.cost;
        }
        let paid = reference.by_place(places, place);
        paid.iter().zip(cost).filter(|(_, c)| *c > 0).map(|(&p, c)| p as f64 / c as f64).fold(1.0, f64::min)
    };
    let decimals = |share: f64| (share * 1e5).floor() / 1e5;
    let region = decimals(COVERAGE_PART * least(draft.regions.len(), &|r| r));
    let province = decimals(COVERAGE_PART * least(draft.provinces.len(), &|r| draft.province_of[r]));
    let cover = |per: PerKey, share: f64, id: &str, en: &str, text: &str| {
        positive(share).map(|share| Rule {
            at_least: Some(share.into()),
            per: vec![per],
            ..rule(id, RuleName::Coverage, en, text)
        })
    };
    let of_region = cover(
        PerKey::Region,
        region,
        "region-coverage",
        "Each region gets a least part of its need",
        "Setiap kabupaten/kota mendapat bagian terkecil dari kebutuhannya",
    );
    let of_province = cover(
        PerKey::Province,
        province,
        "province-coverage",
        "Each province gets a least part of its need",
        "Setiap provinsi mendapat bagian terkecil dari kebutuhannya",
    );
    of_region.into_iter().chain(of_province).collect()
}

/// Sums: a cap on machinery, a floor for the far east, and a wish for Papua that may be broken at a price.
fn amounts(spec: &Spec, reference: &Reference<'_>) -> Vec<Rule> {
    let millions = |amount: f64| (amount / 1e6).floor() * 1e6;
    let machinery = reference.by_year(|need, _| need.activity == MACHINERY);
    let island =
        |sentra: &SentraDraft| reference.draft.provinces[reference.draft.province_of[sentra.region]].island.as_str();
    let east = reference.by_year(|_, sentra| matches!(island(sentra), "Maluku" | "Papua"));
    let papua = reference.by_year(|_, sentra| island(sentra) == "Papua");
    let cap =
        by_year(spec, machinery.iter().map(|&m| positive(millions(rupiah(m) * CAP_PART + 1e6)))).map(|bound| Rule {
            of: Selector { activity: Some(OneOrMany::One("machinery".into())), ..Selector::default() },
            at_most: Some(bound),
            per: vec![PerKey::Year],
            ..rule(
                "machinery-cap",
                RuleName::Amount,
                "The makers of machinery deliver only so much in a year",
                "Pembuat mesin hanya mampu memasok sebanyak ini dalam setahun",
            )
        });
    let floor = by_year(spec, east.iter().map(|&m| positive(millions(rupiah(m) * FLOOR_PART)))).map(|bound| Rule {
        of: of_islands(&["Maluku", "Papua"]),
        at_least: Some(bound),
        per: vec![PerKey::Year],
        ..rule(
            "east-floor",
            RuleName::Amount,
            "Maluku and Papua get at least this in a year",
            "Maluku dan Papua mendapat paling sedikit sekian dalam setahun",
        )
    });
    let wish = millions(rupiah(papua.iter().copied().max().unwrap_or(0)) * 1.5);
    let wish = positive(wish).map(|wish| Rule {
        of: of_islands(&["Papua"]),
        at_least: Some(wish.into()),
        per: vec![PerKey::Year],
        soft: Some(Soft { penalty: 0.03 }),
        ..rule(
            "papua-wish",
            RuleName::Amount,
            "Papua should get this in a year",
            "Papua sebaiknya mendapat sekian dalam setahun",
        )
    });
    cap.into_iter().chain(floor).chain(wish).collect()
}

/// Whether the reference plan's payment of `need` in `year` is among the published ones.
pub(super) fn is_published(need: &NeedDraft, year: usize) -> bool {
    need.activity == BUILDING && year == 0
}
