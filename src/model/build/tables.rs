//! The tables of the model from the sorted rows of the data.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::id::{NeedId, SourceId, TagId, YearId};
use crate::input::{
    CeilingRow, PaymentRow, ProgrammeData, ProvinceRow, RegionRow, Scope, SectorRow, SentraRow, SourceRow, Status,
};
use crate::model::build::index::{Index, Sorted};
use crate::model::policy::YearSet;
use crate::model::{
    Activity, Ceiling, Need, Payment, Place, Previous, Programme, Province, Region, Sector, Sentra, Source,
};
use crate::units::Rupiah;

pub(super) fn provinces(sorted: &Sorted<'_>, index: &Index<'_>) -> Vec<Province> {
    let of_regions = sorted.regions.iter().map(|row| index.provinces[row.province.as_str()].index());
    let regions = ranges(sorted.provinces.len(), of_regions);
    let build = |(row, regions): (&&ProvinceRow, Range<usize>)| Province {
        code: row.code.clone(),
        name: row.name.clone(),
        island: index.islands[row.island.as_str()],
        regions,
    };
    sorted.provinces.iter().zip(regions).map(build).collect()
}

pub(super) fn regions(sorted: &Sorted<'_>, index: &Index<'_>) -> Vec<Region> {
    let of_sentra = sorted.sentra.iter().map(|row| index.regions[row.region.as_str()].index());
    let sentra = ranges(sorted.regions.len(), of_sentra);
    let build = |(row, sentra): (&&RegionRow, Range<usize>)| Region {
        code: row.code.clone(),
        name: row.name.clone(),
        province: index.provinces[row.province.as_str()],
        eligible: if row.eligible_years.is_empty() {
            YearSet::all(index.years.len())
        } else {
            row.eligible_years.iter().fold(YearSet::NONE, |set, &year| set.with(index.year(year)))
        },
        sentra,
    };
    sorted.regions.iter().zip(sentra).map(build).collect()
}

pub(super) fn sectors(sorted: &Sorted<'_>, index: &Index<'_>) -> Vec<Sector> {
    let build = |row: &&SectorRow| {
        let code = row.code.as_str();
        Sector {
            code: row.code.clone(),
            name: row.name.clone(),
            parent: code.rsplit_once('.').map(|(parent, _)| index.sectors[parent]),
            top: index.sectors[code.split_once('.').map_or(code, |(top, _)| top)],
        }
    };
    sorted.sectors.iter().map(build).collect()
}

pub(super) fn activities(sorted: &Sorted<'_>) -> Vec<Activity> {
    sorted.activities.iter().map(|row| Activity { code: row.code.clone(), name: row.name.clone() }).collect()
}

pub(super) fn sources(sorted: &Sorted<'_>) -> Vec<Source> {
    let build = |row: &&SourceRow| Source {
        code: row.code.clone(),
        name: row.name.clone(),
        pays_for: sorted
            .activities
            .iter()
            .map(|activity| row.activities.is_empty() || row.activities.contains(&activity.code))
            .collect(),
    };
    sorted.sources.iter().map(build).collect()
}

pub(super) fn sentra(sorted: &Sorted<'_>, index: &Index<'_>) -> Vec<Sentra> {
    let of_needs = sorted.needs.iter().map(|row| index.sentra[row.sentra.as_str()].index());
    let needs = ranges(sorted.sentra.len(), of_needs);
    let build = |(row, needs): (&&SentraRow, Range<usize>)| {
        let tags: BTreeSet<TagId> = row.tags.iter().map(|tag| index.tags[tag.as_str()]).collect();
        Sentra {
            code: row.code.clone(),
            name: row.name.clone(),
            region: index.regions[row.region.as_str()],
            sector: index.sectors[row.sector.as_str()],
            status: row.status,
            completion_benefit: row.completion_benefit,
            tags: tags.into_iter().collect(),
            needs,
        }
    };
    sorted.sentra.iter().zip(needs).map(build).collect()
}

/// Needs, and every payment that may be made for them.
pub(super) fn needs(
    sorted: &Sorted<'_>,
    index: &Index<'_>,
    regions: &[Region],
    sources: &[Source],
    all_sentra: &[Sentra],
) -> (Vec<Need>, Vec<Payment>) {
    let horizon_end = YearId::new(index.years.len() - 1);
    let mut payments = Vec::new();
    let mut needs = Vec::with_capacity(sorted.needs.len());
    for (i, row) in sorted.needs.iter().enumerate() {
        let sentra = index.sentra[row.sentra.as_str()];
        let activity = index.activities[row.activity.as_str()];
        let first = row.first_year.map_or(YearId::new(0), |year| index.year(year));
        let last = row.last_year.map_or(horizon_end, |year| index.year(year));
        let start = payments.len();
        let place = &all_sentra[sentra.index()];
        if place.status != Status::Gone {
            let eligible = regions[place.region.index()].eligible;
            for year in (first.index()..=last.index()).map(YearId::new).filter(|&year| eligible.contains(year)) {
                for (f, _) in sources.iter().enumerate().filter(|(_, source)| source.pays_for[activity.index()]) {
                    payments.push(Payment { need: NeedId::new(i), year, source: SourceId::new(f) });
                }
            }
        }
        let after: BTreeSet<NeedId> = row.after.iter().map(|code| index.needs[code.as_str()]).collect();
        needs.push(Need {
            code: row.code.clone(),
            sentra,
            activity,
            cost: row.cost,
            benefit: row.benefit,
            first,
            last,
            essential: row.essential,
            after: after.into_iter().collect(),
            funding: row.funding,
            one_year: row.one_year,
            payments: start..payments.len(),
        });
    }
    (needs, payments)
}

pub(super) fn ceilings(data: &ProgrammeData, index: &Index<'_>) -> Vec<Ceiling> {
    let build = |row: &CeilingRow| Ceiling {
        source: index.sources[row.source.as_str()],
        place: match row.scope {
            Scope::Nation => Place::Nation,
            Scope::Province => Place::Province(index.provinces[row.code.as_str()]),
            Scope::Region => Place::Region(index.regions[row.code.as_str()]),
        },
        year: index.year(row.year),
        rupiah: row.rupiah,
    };
    let mut ceilings: Vec<Ceiling> = data.ceilings.iter().map(build).collect();
    ceilings.sort_by_key(|c| (c.place, c.year, c.source));
    ceilings
}

/// For each payment of `programme` what is contracted.
pub(super) fn contracted(data: &ProgrammeData, index: &Index<'_>, programme: &Programme) -> Vec<Rupiah> {
    let mut contracted = vec![Rupiah::ZERO; programme.payments.len()];
    // A row of Rp 0 commits nothing and so may also stand at a payment that cannot be made.
    for row in data.contracted.iter().filter(|row| row.rupiah > Rupiah::ZERO) {
        let (need, source) = (index.needs[row.need.as_str()], index.sources[row.source.as_str()]);
        let payment =
            programme.payment(need, index.year(row.year), source).expect("validated: a payment that can be made");
        contracted[payment.index()] = row.rupiah;
    }
    contracted
}

pub(super) fn previous(data: &ProgrammeData, index: &Index<'_>, programme: &Programme) -> Vec<Previous> {
    let build = |row: &PaymentRow| {
        let (need, source) = (index.needs[row.need.as_str()], index.sources[row.source.as_str()]);
        let year = index.year(row.year);
        Previous { need, year, source, rupiah: row.rupiah, payment: programme.payment(need, year, source) }
    };
    let mut previous: Vec<Previous> =
        data.previous.iter().flatten().filter(|row| row.rupiah > Rupiah::ZERO).map(build).collect();
    previous.sort_by_key(|p| (p.need, p.year, p.source));
    previous
}

/// For each of `parents` parents the range of its children, which stand sorted by parent.
fn ranges(parents: usize, parent_of: impl Iterator<Item = usize>) -> Vec<Range<usize>> {
    let mut counts = vec![0; parents];
    parent_of.for_each(|parent| counts[parent] += 1);
    let mut start = 0;
    let range = |count: usize| {
        start += count;
        start - count..start
    };
    counts.into_iter().map(range).collect()
}
