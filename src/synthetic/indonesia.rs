//! The real tables that a made-up programme stands on, as shipped in `data/indonesia`, and what is assumed where they are blank.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::input::{ProvinceRow, RegionRow};

const PROVINCES: &str = include_str!("../../data/indonesia/provinces.csv");
const REGIONS: &str = include_str!("../../data/indonesia/regions.csv");
const SENTRA_BY_PROVINCE: &str = include_str!("../../data/indonesia/sentra_by_province_2024.csv");
const SENTRA_BY_SECTOR: &str = include_str!("../../data/indonesia/sentra_by_sector_2017.csv");
const DAK_HISTORY: &str = include_str!("../../data/indonesia/dak_ikm_history.csv");

/// Sentra counted by the ministry in 2017: the number that the real ceilings belong to.
pub(super) const SENTRA_2017: i64 = 7437;

/// Sentra counted by BPS in 2024, in all provinces; the listed provinces add up to less.
const SENTRA_2024: f64 = 8889.0;

#[derive(Deserialize)]
struct ProvinceCount {
    province_code: String,
    sentra: Option<f64>,
}

#[derive(Deserialize)]
struct SectorShare {
    share_percent: f64,
}

#[derive(Deserialize)]
struct Total {
    year: i32,
    total_rupiah: Option<i64>,
}

fn table<Row: DeserializeOwned>(text: &str) -> Vec<Row> {
    csv::Reader::from_reader(text.as_bytes())
        .deserialize()
        .collect::<Result<_, _>>()
        .expect("the embedded tables are well formed, which a test of each shows")
}

/// The 38 provinces, by code.
pub(super) fn provinces() -> Vec<ProvinceRow> {
    table(PROVINCES)
}

/// The 514 regions, by code.
pub(super) fn regions() -> Vec<RegionRow> {
    #[derive(Deserialize)]
    struct Row {
        code: String,
        name: String,
        province: String,
    }
    table::<Row>(REGIONS)
        .into_iter()
        .map(|row| RegionRow {
            code: row.code.into(),
            name: row.name,
            province: row.province.into(),
            ..RegionRow::default()
        })
        .collect()
}

/// For each of `provinces`, its part of the sentra of 2024. Provinces that the count leaves blank share what it leaves over, in
/// proportion to their number of regions, which `regions_in` gives.
pub(super) fn province_weights(provinces: &[ProvinceRow], regions_in: &[usize]) -> Vec<f64> {
    let counts: Vec<ProvinceCount> = table(SENTRA_BY_PROVINCE);
    let counted: Vec<Option<f64>> = provinces
        .iter()
        .map(|p| counts.iter().find(|c| c.province_code == p.code.as_str()).and_then(|c| c.sentra))
        .collect();
    let rest = SENTRA_2024 - counted.iter().flatten().sum::<f64>();
    let regions_without: usize = counted.iter().zip(regions_in).filter(|(c, _)| c.is_none()).map(|(_, r)| r).sum();
    counted
        .iter()
        .zip(regions_in)
        .map(|(count, &regions)| count.unwrap_or_else(|| rest * regions as f64 / regions_without as f64))
        .collect()
}

/// Shares of the six sectors in per cent, in the order of [`SECTORS`](super::draft::SECTORS).
pub(super) fn sector_weights() -> Vec<f64> {
    table::<SectorShare>(SENTRA_BY_SECTOR).iter().map(|row| row.share_percent).collect()
}

/// What the DAK for small industry held in `year`, in rupiah, and whether that is a published figure. A year without one takes the
/// nearest year before it that has one, else the nearest after it.
pub(super) fn dak(year: i32) -> (i64, bool) {
    let known: Vec<(i32, i64)> =
        table::<Total>(DAK_HISTORY).iter().filter_map(|row| row.total_rupiah.map(|total| (row.year, total))).collect();
    let before = known.iter().rev().find(|(y, _)| *y <= year);
    let &(found, total) = before.or_else(|| known.first()).expect("the embedded table has figures");
    (total, found == year)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_have_the_known_sizes() {
        let (provinces, regions) = (provinces(), regions());
        assert_eq!((provinces.len(), regions.len()), (38, 514));
        assert!(regions.iter().all(|r| provinces.iter().any(|p| p.code == r.province)));
        assert_eq!(sector_weights(), [40.0, 23.0, 16.0, 10.0, 6.0, 5.0]);
    }

    #[test]
    fn provinces_without_a_count_share_what_is_left_over() {
        let provinces = provinces();
        let regions_in: Vec<usize> =
            provinces.iter().map(|p| regions().iter().filter(|r| r.province == p.code).count()).collect();
        let weights = province_weights(&provinces, &regions_in);
        assert!((weights.iter().sum::<f64>() - 8889.0).abs() < 1e-9);
        let of = |code: &str| weights[provinces.iter().position(|p| p.code.as_str() == code).unwrap()];
        assert!((of("35") - 1664.0).abs() < 1e-9);
        // Banten, Bali and Papua Pegunungan have 8, 9 and 8 regions, and 8,889 - 8,568 = 321 sentra are left over.
        assert!((of("36") - 321.0 * 8.0 / 25.0).abs() < 1e-9);
        assert!((of("51") - 321.0 * 9.0 / 25.0).abs() < 1e-9);
    }

    #[test]
    fn years_without_a_figure_take_the_last_known_one() {
        assert_eq!(dak(2018), (173_700_000_000, true));
        assert_eq!(dak(2021), (400_000_000_000, false));
        assert_eq!(dak(2022), (400_000_000_000, false));
        assert_eq!(dak(2030), (395_000_000_000, false));
        assert_eq!(dak(2000), (166_300_000_000, false));
    }
}
