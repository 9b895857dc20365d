//! Policy with codes to ids: selectors, bounds, priorities, rules.

use std::collections::{BTreeMap, HashMap};

use crate::id::{
    ActivityId, IslandId, NeedId, ProvinceId, RegionId, SectorCode, SentraId, SourceCode, SourceId, TagId,
};
use crate::input::{self, Bound, OneOrMany, ProgrammeData, RuleName};
use crate::model::build::index::Index;
use crate::model::policy::{Bounds, ByYear, Kind, Per, Priority, Rule, Selector, YearSet};
use crate::units::{Ratio, Rupiah};

/// All priorities, in the planner's order.
pub(super) fn priorities(data: &ProgrammeData, index: &Index<'_>) -> Vec<Priority> {
    data.priorities.iter().map(|p| Priority { of: selector(index, &p.of), times: p.times }).collect()
}

/// All rules, in the planner's order.
pub(super) fn rules(data: &ProgrammeData, index: &Index<'_>) -> Vec<Rule> {
    data.rules.iter().map(|row| rule(data, index, row)).collect()
}

fn selector(index: &Index<'_>, of: &input::Selector) -> Selector {
    let all = YearSet::all(index.years.len());
    Selector {
        sectors: of.sector.as_ref().map(|chosen| subtrees(index, chosen.values())),
        activities: flags(of.activity.as_ref(), &index.activities, ActivityId::index),
        provinces: flags(of.province.as_ref(), &index.provinces, ProvinceId::index),
        regions: flags(of.region.as_ref(), &index.regions, RegionId::index),
        islands: flags(of.island.as_ref(), &index.islands, IslandId::index),
        sources: flags(of.source.as_ref(), &index.sources, SourceId::index),
        years: of
            .year
            .as_ref()
            .map_or(all, |years| years.values().iter().fold(YearSet::NONE, |set, &year| set.with(index.year(year)))),
        names_years: of.year.is_some(),
        tags: flags(of.tag.as_ref(), &index.tags, TagId::index),
        sentra: flags(of.sentra.as_ref(), &index.sentra, SentraId::index),
        needs: flags(of.need.as_ref(), &index.needs, NeedId::index),
    }
}

/// For each known code whether it is chosen; a tag that nobody carries has no place and so chooses nothing.
fn flags<Code: AsRef<str>, Id: Copy>(
    chosen: Option<&OneOrMany<Code>>,
    ids: &HashMap<&str, Id>,
    place: impl Fn(Id) -> usize,
) -> Option<Vec<bool>> {
    chosen.map(|chosen| {
        let mut flags = vec![false; ids.len()];
        for &id in chosen.values().iter().filter_map(|code| ids.get(code.as_ref())) {
            flags[place(id)] = true;
        }
        flags
    })
}

/// For each sector whether it is one of `chosen` or below one in the tree.
fn subtrees(index: &Index<'_>, chosen: &[SectorCode]) -> Vec<bool> {
    let is_below = |code: &str, top: &SectorCode| {
        code.strip_prefix(top.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    index.sector_codes.iter().map(|code| chosen.iter().any(|top| is_below(code, top))).collect()
}

fn by_year<T: Copy>(years: &[i32], bound: Option<&Bound>, convert: impl Fn(f64) -> T) -> ByYear<T> {
    match bound {
        None => ByYear::None,
        Some(Bound::Same(value)) => ByYear::Same(convert(*value)),
        Some(Bound::ByYear(values)) => {
            let values: BTreeMap<i32, f64> =
                values.iter().filter_map(|(year, value)| Some((year.parse().ok()?, *value))).collect();
            ByYear::Each(years.iter().map(|year| values.get(year).map(|&value| convert(value))).collect())
        }
    }
}

#[allow(clippy::cast_possible_truncation)] // validated: whole and below 2^52
fn rupiah(value: f64) -> Rupiah {
    Rupiah::new(value as i64)
}
fn ratio(value: f64) -> Ratio {
    Ratio::from_decimal(value).expect("validated: a ratio of six decimals")
}
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // validated: whole and below 2^32
fn number(value: f64) -> u32 {
    value as u32
}

fn bounds<T: Copy>(years: &[i32], rule: &input::Rule, convert: impl Fn(f64) -> T + Copy) -> Bounds<T> {
    Bounds {
        at_least: by_year(years, rule.at_least.as_ref(), convert),
        at_most: by_year(years, rule.at_most.as_ref(), convert),
        exactly: by_year(years, rule.exactly.as_ref(), convert),
        zero_or_at_least: by_year(years, rule.zero_or_at_least.as_ref(), convert),
    }
}

/// `kind` with the bounds that `row` states, which is of the same family.
pub(in crate::model) fn rebound(kind: &Kind, row: &input::Rule, years: &[i32]) -> Kind {
    match kind {
        Kind::Amount(_) => Kind::Amount(bounds(years, row, rupiah)),
        Kind::Share { within, .. } => Kind::Share { within: within.clone(), bounds: bounds(years, row, ratio) },
        Kind::Coverage(_) => Kind::Coverage(bounds(years, row, ratio)),
        Kind::Growth { .. } => Kind::Growth {
            times: by_year(years, row.times.as_ref(), ratio),
            plus: by_year(years, row.plus.as_ref(), rupiah),
        },
        &Kind::Match { source, to, .. } => Kind::Match { source, to, bounds: bounds(years, row, ratio) },
        &Kind::Count { what, counting, least, .. } => {
            Kind::Count { what, counting, least, bounds: bounds(years, row, number) }
        }
        Kind::Together => Kind::Together,
        Kind::Exclusive => Kind::Exclusive,
        Kind::Stability(_) => Kind::Stability(by_year(years, row.at_most.as_ref(), rupiah)),
    }
}

fn rule(data: &ProgrammeData, index: &Index<'_>, rule: &input::Rule) -> Rule {
    let source = |code: &Option<SourceCode>| {
        code.as_ref().and_then(|code| index.sources.get(code.as_str()).copied()).expect("validated: a known source")
    };
    let kind = match rule.rule {
        RuleName::Amount => Kind::Amount(bounds(index.years, rule, rupiah)),
        RuleName::Share => Kind::Share {
            within: selector(index, &rule.within.clone().unwrap_or_default()),
            bounds: bounds(index.years, rule, ratio),
        },
        RuleName::Coverage => Kind::Coverage(bounds(index.years, rule, ratio)),
        RuleName::Growth => Kind::Growth {
            times: by_year(index.years, rule.times.as_ref(), ratio),
            plus: by_year(index.years, rule.plus.as_ref(), rupiah),
        },
        RuleName::Match => {
            Kind::Match { source: source(&rule.source), to: source(&rule.to), bounds: bounds(index.years, rule, ratio) }
        }
        RuleName::Count => Kind::Count {
            what: rule.what.expect("validated: count says what"),
            counting: rule.counting.unwrap_or_default(),
            least: rule.least.map_or(data.unit, rupiah),
            bounds: bounds(index.years, rule, number),
        },
        RuleName::Together => Kind::Together,
        RuleName::Exclusive => Kind::Exclusive,
        RuleName::Stability => Kind::Stability(by_year(index.years, rule.at_most.as_ref(), rupiah)),
    };
    Rule {
        id: rule.id.clone(),
        title: rule.title.clone().unwrap_or_default(),
        of: selector(index, &rule.of),
        basis: rule.basis.clone().unwrap_or_default(),
        law: rule.law,
        per: Per::new(&rule.per),
        penalty: rule.soft.map(|soft| soft.penalty),
        kind,
    }
}
