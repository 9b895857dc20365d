//! Codes to ids, once the tables are in order.

use std::collections::{BTreeSet, HashMap};

use crate::id::{ActivityId, IslandId, NeedId, ProvinceId, RegionId, SectorId, SentraId, SourceId, TagId, YearId};
use crate::input::{ActivityRow, NeedRow, ProgrammeData, ProvinceRow, RegionRow, SectorRow, SentraRow, SourceRow};

/// The rows of every table in the model's order.
pub(super) struct Sorted<'a> {
    pub(super) islands: Vec<&'a str>,
    pub(super) provinces: Vec<&'a ProvinceRow>,
    pub(super) regions: Vec<&'a RegionRow>,
    pub(super) sectors: Vec<&'a SectorRow>,
    pub(super) activities: Vec<&'a ActivityRow>,
    pub(super) sources: Vec<&'a SourceRow>,
    pub(super) tags: Vec<&'a str>,
    pub(super) sentra: Vec<&'a SentraRow>,
    pub(super) needs: Vec<&'a NeedRow>,
}

/// The id of each code.
pub(super) struct Index<'a> {
    pub(super) years: &'a [i32],
    pub(super) islands: HashMap<&'a str, IslandId>,
    pub(super) provinces: HashMap<&'a str, ProvinceId>,
    pub(super) regions: HashMap<&'a str, RegionId>,
    pub(super) sectors: HashMap<&'a str, SectorId>,
    pub(super) activities: HashMap<&'a str, ActivityId>,
    pub(super) sources: HashMap<&'a str, SourceId>,
    pub(super) tags: HashMap<&'a str, TagId>,
    pub(super) sentra: HashMap<&'a str, SentraId>,
    pub(super) needs: HashMap<&'a str, NeedId>,
    pub(super) sector_codes: Vec<&'a str>,
}

impl Index<'_> {
    /// The id of `year`, which is one of the horizon.
    pub(super) fn year(&self, year: i32) -> YearId {
        YearId::new(self.years.iter().position(|&y| y == year).expect("validated: year of the horizon"))
    }
}

/// Sorts every table and numbers its codes; each table is sorted by the ids of the one above it.
pub(super) fn sort(data: &ProgrammeData) -> (Sorted<'_>, Index<'_>) {
    let islands = distinct(data.provinces.iter().map(|row| row.island.as_str()));
    let provinces = sorted(&data.provinces, |row| row.code.as_str());
    let province_ids = ids(provinces.iter().map(|row| row.code.as_str()), ProvinceId::new);
    let regions = sorted(&data.regions, |row| (province_ids[row.province.as_str()], row.code.as_str()));
    let region_ids = ids(regions.iter().map(|row| row.code.as_str()), RegionId::new);
    let sectors = sorted(&data.sectors, |row| row.code.as_str());
    let activities = sorted(&data.activities, |row| row.code.as_str());
    let sources = sorted(&data.sources, |row| row.code.as_str());
    let tags = distinct(data.sentra.iter().flat_map(|row| row.tags.iter().map(String::as_str)));
    let sentra = sorted(&data.sentra, |row| (region_ids[row.region.as_str()], row.code.as_str()));
    let sentra_ids = ids(sentra.iter().map(|row| row.code.as_str()), SentraId::new);
    let needs = sorted(&data.needs, |row| (sentra_ids[row.sentra.as_str()], row.code.as_str()));

    let index = Index {
        years: &data.years,
        islands: ids(islands.iter().copied(), IslandId::new),
        provinces: province_ids,
        regions: region_ids,
        sectors: ids(sectors.iter().map(|row| row.code.as_str()), SectorId::new),
        activities: ids(activities.iter().map(|row| row.code.as_str()), ActivityId::new),
        sources: ids(sources.iter().map(|row| row.code.as_str()), SourceId::new),
        tags: ids(tags.iter().copied(), TagId::new),
        sentra: sentra_ids,
        needs: ids(needs.iter().map(|row| row.code.as_str()), NeedId::new),
        sector_codes: sectors.iter().map(|row| row.code.as_str()).collect(),
    };
    (Sorted { islands, provinces, regions, sectors, activities, sources, tags, sentra, needs }, index)
}

fn distinct<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    names.collect::<BTreeSet<_>>().into_iter().collect()
}

fn ids<'a, Id>(codes: impl Iterator<Item = &'a str>, new: impl Fn(usize) -> Id) -> HashMap<&'a str, Id> {
    codes.enumerate().map(|(i, code)| (code, new(i))).collect()
}

fn sorted<'a, Row, Key: Ord>(rows: &'a [Row], key: impl Fn(&'a Row) -> Key) -> Vec<&'a Row> {
    let mut rows: Vec<&Row> = rows.iter().collect();
    rows.sort_by_cached_key(|row| key(row));
    rows
}
