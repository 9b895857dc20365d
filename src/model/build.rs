//! Checked data to the model: codes become ids, tables are sorted, payments are listed.
//!
//! Runs after [`validate`](super::validate), so every code is known and every number is in its range.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::id::{ActivityId, IslandId, NeedId, ProvinceId, RegionId, SectorId, SentraId, SourceId, TagId, YearId};
use crate::input::{self, Bound, ProgrammeData, RuleName, Scope, Status};
use crate::model::policy::{Bounds, ByYear, Kind, Per, Priority, Rule, Selector, YearSet};
use crate::model::{
    Activity, Ceiling, Need, Payment, Place, Previous, Programme, Province, Region, Sector, Sentra, Source,
};
use crate::units::{Ratio, Rupiah};

/// Codes to ids, once the tables are in order.
struct Index<'a> {
    years: &'a [i32],
    islands: HashMap<&'a str, IslandId>,
    provinces: HashMap<&'a str, ProvinceId>,
    regions: HashMap<&'a str, RegionId>,
    sectors: HashMap<&'a str, SectorId>,
    activities: HashMap<&'a str, ActivityId>,
    sources: HashMap<&'a str, SourceId>,
    tags: HashMap<&'a str, TagId>,
    sentra: HashMap<&'a str, SentraId>,
    needs: HashMap<&'a str, NeedId>,
    sector_codes: Vec<&'a str>,
}

impl Index<'_> {
    fn year(&self, year: i32) -> YearId {
        YearId::new(self.years.iter().position(|&y| y == year).expect("validated: year of the horizon"))
    }
}

fn ids<'a, Id>(codes: impl Iterator<Item = &'a str>, new: impl Fn(usize) -> Id) -> HashMap<&'a str, Id> {
    codes.enumerate().map(|(i, code)| (code, new(i))).collect()
}

/// Builds the model of `data`, which [`validate`](super::validate) has passed.
pub(super) fn build(data: &ProgrammeData) -> Programme {
    let islands: Vec<String> =
        data.provinces.iter().map(|p| p.island.clone()).collect::<BTreeSet<_>>().into_iter().collect();
    let provinces = sorted(&data.provinces, |p| p.code.as_str());
    let province_of: HashMap<&str, &str> =
        data.regions.iter().map(|r| (r.code.as_str(), r.province.as_str())).collect();
    let regions = sorted(&data.regions, |r| (r.province.as_str(), r.code.as_str()));
    let sectors = sorted(&data.sectors, |s| s.code.as_str());
    let activities = sorted(&data.activities, |a| a.code.as_str());
    let sources = sorted(&data.sources, |s| s.code.as_str());
    let place_of: HashMap<&str, (&str, &str, &str)> = data
        .sentra
        .iter()
        .map(|s| (s.code.as_str(), (province_of[s.region.as_str()], s.region.as_str(), s.code.as_str())))
        .collect();
    let sentra = sorted(&data.sentra, |s| place_of[s.code.as_str()]);
    let needs = sorted(&data.needs, |n| (place_of[n.sentra.as_str()], n.code.as_str()));
    let tags: Vec<String> =
        data.sentra.iter().flat_map(|s| s.tags.iter().cloned()).collect::<BTreeSet<_>>().into_iter().collect();

    let index = Index {
        years: &data.years,
        islands: ids(islands.iter().map(String::as_str), IslandId::new),
        provinces: ids(provinces.iter().map(|p| p.code.as_str()), ProvinceId::new),
        regions: ids(regions.iter().map(|r| r.code.as_str()), RegionId::new),
        sectors: ids(sectors.iter().map(|s| s.code.as_str()), SectorId::new),
        activities: ids(activities.iter().map(|a| a.code.as_str()), ActivityId::new),
        sources: ids(sources.iter().map(|s| s.code.as_str()), SourceId::new),
        tags: ids(tags.iter().map(String::as_str), TagId::new),
        sentra: ids(sentra.iter().map(|s| s.code.as_str()), SentraId::new),
        needs: ids(needs.iter().map(|n| n.code.as_str()), NeedId::new),
        sector_codes: sectors.iter().map(|s| s.code.as_str()).collect(),
    };

    let model_regions: Vec<Region> = regions
        .iter()
        .map(|r| Region {
            code: r.code.clone(),
            name: r.name.clone(),
            province: index.provinces[r.province.as_str()],
            eligible: if r.eligible_years.is_empty() {
                YearSet::all(data.years.len())
            } else {
                r.eligible_years.iter().fold(YearSet::NONE, |set, &year| set.with(index.year(year)))
            },
            sentra: range_of(
                &sentra,
                |s| index.regions[s.region.as_str()] < index.regions[r.code.as_str()],
                |s| s.region == r.code,
            ),
        })
        .collect();
    let model_provinces = provinces
        .iter()
        .map(|p| Province {
            code: p.code.clone(),
            name: p.name.clone(),
            island: index.islands[p.island.as_str()],
            regions: range_of(&regions, |r| r.province < p.code, |r| r.province == p.code),
        })
        .collect();
    let model_sources: Vec<Source> = sources
        .iter()
        .map(|s| Source {
            code: s.code.clone(),
            name: s.name.clone(),
            pays_for: activities.iter().map(|a| s.activities.is_empty() || s.activities.contains(&a.code)).collect(),
        })
        .collect();
    let model_sentra: Vec<Sentra> = sentra
        .iter()
        .map(|s| {
            let id = index.sentra[s.code.as_str()];
            let tags: BTreeSet<TagId> = s.tags.iter().map(|tag| index.tags[tag.as_str()]).collect();
            Sentra {
                code: s.code.clone(),
                name: s.name.clone(),
                region: index.regions[s.region.as_str()],
                sector: index.sectors[s.sector.as_str()],
                status: s.status,
                completion_benefit: s.completion_benefit,
                tags: tags.into_iter().collect(),
                needs: range_of(&needs, |n| index.sentra[n.sentra.as_str()] < id, |n| n.sentra == s.code),
            }
        })
        .collect();

    let last = YearId::new(data.years.len() - 1);
    let mut payments = Vec::new();
    let mut model_needs = Vec::with_capacity(needs.len());
    for (i, n) in needs.iter().enumerate() {
        let id = NeedId::new(i);
        let sentra = index.sentra[n.sentra.as_str()];
        let activity = index.activities[n.activity.as_str()];
        let first = n.first_year.map_or(YearId::new(0), |year| index.year(year));
        let last = n.last_year.map_or(last, |year| index.year(year));
        let start = payments.len();
        let place = &model_sentra[sentra.index()];
        if place.status != Status::Gone {
            let eligible = model_regions[place.region.index()].eligible;
            for year in (first.index()..=last.index()).map(YearId::new).filter(|&year| eligible.contains(year)) {
                for (f, source) in model_sources.iter().enumerate() {
                    if source.pays_for[activity.index()] {
                        payments.push(Payment { need: id, year, source: SourceId::new(f) });
                    }
                }
            }
        }
        let after: BTreeSet<NeedId> = n.after.iter().map(|code| index.needs[code.as_str()]).collect();
        model_needs.push(Need {
            code: n.code.clone(),
            sentra,
            activity,
            cost: n.cost,
            benefit: n.benefit,
            first,
            last,
            essential: n.essential,
            after: after.into_iter().collect(),
            funding: n.funding,
            one_year: n.one_year,
            payments: start..payments.len(),
        });
    }

    let mut ceilings: Vec<Ceiling> = data
        .ceilings
        .iter()
        .map(|c| Ceiling {
            source: index.sources[c.source.as_str()],
            place: match c.scope {
                Scope::Nation => Place::Nation,
                Scope::Province => Place::Province(index.provinces[c.code.as_str()]),
                Scope::Region => Place::Region(index.regions[c.code.as_str()]),
            },
            year: index.year(c.year),
            rupiah: c.rupiah,
        })
        .collect();
    ceilings.sort_by_key(|c| (c.place, c.year, c.source));

    let priorities = data.priorities.iter().map(|p| Priority { of: selector(&index, &p.of), times: p.times }).collect();
    let rules = data.rules.iter().map(|r| rule(data, &index, r)).collect();

    let mut programme = Programme {
        name: data.name.clone(),
        years: data.years.clone(),
        unit: data.unit,
        discount: data.discount,
        completion: data.completion,
        sectors: model_sectors(&sectors, &index),
        activities: activities.iter().map(|a| Activity { code: a.code.clone(), name: a.name.clone() }).collect(),
        sources: model_sources,
        contracted: vec![Rupiah::ZERO; payments.len()],
        previous: Vec::new(),
        islands: islands.clone(),
        provinces: model_provinces,
        regions: model_regions,
        tags: tags.clone(),
        sentra: model_sentra,
        needs: model_needs,
        payments,
        ceilings,
        priorities,
        rules,
        oddities: Vec::new(),
    };
    for row in &data.contracted {
        let payment = programme
            .payment(index.needs[row.need.as_str()], index.year(row.year), index.sources[row.source.as_str()])
            .expect("validated: a payment that exists");
        programme.contracted[payment.index()] = row.rupiah;
    }
    programme.previous = previous(data, &index, &programme);
    programme
}

fn sorted<'a, Row, Key: Ord>(rows: &'a [Row], key: impl Fn(&'a Row) -> Key) -> Vec<&'a Row> {
    let mut rows: Vec<&Row> = rows.iter().collect();
    rows.sort_by_key(|row| key(row));
    rows
}

/// The range of the sorted `rows` that `equal` holds for; `below` holds for all before it.
fn range_of<Row>(rows: &[&Row], below: impl Fn(&Row) -> bool, equal: impl Fn(&Row) -> bool) -> std::ops::Range<usize> {
    let start = rows.partition_point(|row| below(row));
    let len = rows[start..].partition_point(|row| equal(row));
    start..start + len
}

fn model_sectors(sectors: &[&input::SectorRow], index: &Index<'_>) -> Vec<Sector> {
    sectors
        .iter()
        .map(|s| {
            let code = s.code.as_str();
            Sector {
                code: s.code.clone(),
                name: s.name.clone(),
                parent: code.rsplit_once('.').map(|(parent, _)| index.sectors[parent]),
                top: index.sectors[code.split('.').next().unwrap_or(code)],
            }
        })
        .collect()
}

fn previous(data: &ProgrammeData, index: &Index<'_>, programme: &Programme) -> Vec<Previous> {
    let mut previous: Vec<Previous> = data
        .previous
        .iter()
        .flatten()
        .filter(|row| row.rupiah > Rupiah::ZERO)
        .map(|row| {
            let (need, year, source) =
                (index.needs[row.need.as_str()], index.year(row.year), index.sources[row.source.as_str()]);
            Previous { need, year, source, rupiah: row.rupiah, payment: programme.payment(need, year, source) }
        })
        .collect();
    previous.sort_by_key(|p| (p.need, p.year, p.source));
    previous
}

fn flags<'a, Code: 'a, Id>(
    chosen: Option<&'a input::OneOrMany<Code>>,
    len: usize,
    find: impl Fn(&'a Code) -> Option<Id>,
    place: impl Fn(Id) -> usize,
) -> Option<Vec<bool>> {
    chosen.map(|chosen| {
        let mut flags = vec![false; len];
        for id in chosen.values().iter().filter_map(find) {
            flags[place(id)] = true;
        }
        flags
    })
}

fn selector(index: &Index<'_>, of: &input::Selector) -> Selector {
    let all = YearSet::all(index.years.len());
    Selector {
        sectors: of.sector.as_ref().map(|chosen| {
            index
                .sector_codes
                .iter()
                .map(|code| {
                    chosen.values().iter().any(|c| {
                        code.strip_prefix(c.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
                    })
                })
                .collect()
        }),
        activities: flags(
            of.activity.as_ref(),
            index.activities.len(),
            |c| index.activities.get(c.as_str()),
            |id| id.index(),
        ),
        provinces: flags(
            of.province.as_ref(),
            index.provinces.len(),
            |c| index.provinces.get(c.as_str()),
            |id| id.index(),
        ),
        regions: flags(of.region.as_ref(), index.regions.len(), |c| index.regions.get(c.as_str()), |id| id.index()),
        islands: flags(of.island.as_ref(), index.islands.len(), |c| index.islands.get(c.as_str()), |id| id.index()),
        sources: flags(of.source.as_ref(), index.sources.len(), |c| index.sources.get(c.as_str()), |id| id.index()),
        years: of
            .year
            .as_ref()
            .map_or(all, |years| years.values().iter().fold(YearSet::NONE, |set, &year| set.with(index.year(year)))),
        names_years: of.year.is_some(),
        tags: flags(of.tag.as_ref(), index.tags.len(), |c| index.tags.get(c.as_str()), |id| id.index()),
        sentra: flags(of.sentra.as_ref(), index.sentra.len(), |c| index.sentra.get(c.as_str()), |id| id.index()),
        needs: flags(of.need.as_ref(), index.needs.len(), |c| index.needs.get(c.as_str()), |id| id.index()),
    }
}

fn by_year<T: Copy>(index: &Index<'_>, bound: Option<&Bound>, convert: impl Fn(f64) -> T) -> ByYear<T> {
    match bound {
        None => ByYear::None,
        Some(Bound::Same(value)) => ByYear::Same(convert(*value)),
        Some(Bound::ByYear(values)) => {
            let values: BTreeMap<i32, f64> =
                values.iter().filter_map(|(year, value)| Some((year.parse().ok()?, *value))).collect();
            ByYear::Each(index.years.iter().map(|year| values.get(year).map(|&value| convert(value))).collect())
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

fn bounds<T: Copy>(index: &Index<'_>, rule: &input::Rule, convert: impl Fn(f64) -> T + Copy) -> Bounds<T> {
    Bounds {
        at_least: by_year(index, rule.at_least.as_ref(), convert),
        at_most: by_year(index, rule.at_most.as_ref(), convert),
        exactly: by_year(index, rule.exactly.as_ref(), convert),
        zero_or_at_least: by_year(index, rule.zero_or_at_least.as_ref(), convert),
    }
}

fn rule(data: &ProgrammeData, index: &Index<'_>, rule: &input::Rule) -> Rule {
    let source = |code: &Option<crate::id::SourceCode>| {
        code.as_ref().and_then(|code| index.sources.get(code.as_str()).copied()).expect("validated: a known source")
    };
    let kind = match rule.rule {
        RuleName::Amount => Kind::Amount(bounds(index, rule, rupiah)),
        RuleName::Share => Kind::Share {
            within: selector(index, &rule.within.clone().unwrap_or_default()),
            bounds: bounds(index, rule, ratio),
        },
        RuleName::Coverage => Kind::Coverage(bounds(index, rule, ratio)),
        RuleName::Growth => Kind::Growth {
            times: by_year(index, rule.times.as_ref(), ratio),
            plus: by_year(index, rule.plus.as_ref(), rupiah),
        },
        RuleName::Match => {
            Kind::Match { source: source(&rule.source), to: source(&rule.to), bounds: bounds(index, rule, ratio) }
        }
        RuleName::Count => Kind::Count {
            what: rule.what.expect("validated: count says what"),
            counting: rule.counting.unwrap_or_default(),
            least: rule.least.map_or(data.unit, rupiah),
            bounds: bounds(index, rule, number),
        },
        RuleName::Together => Kind::Together,
        RuleName::Exclusive => Kind::Exclusive,
        RuleName::Stability => Kind::Stability(by_year(index, rule.at_most.as_ref(), rupiah)),
    };
    Rule {
        id: rule.id.clone(),
        title: rule.title.clone().unwrap_or_default(),
        of: selector(index, &rule.of),
        per: Per::new(&rule.per),
        penalty: rule.soft.map(|soft| soft.penalty),
        kind,
    }
}
