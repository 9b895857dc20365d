//! The published figures, as the shipped data hold them. Source of truth: the totals typed here from the reports that each row names.

// The allowance of clippy.toml reaches functions marked #[test] only, not their helpers.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::path::Path;

fn rows(name: &str) -> Vec<csv::StringRecord> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/indonesia").join(name);
    csv::Reader::from_path(path).unwrap().records().collect::<Result<_, _>>().unwrap()
}

#[test]
fn dak_totals_and_regions_of_each_year() {
    let history = rows("dak_ikm_history.csv");
    for (year, total, regions) in [
        ("2016", "166300000000", "149"),
        ("2017", "161500000000", "113"),
        ("2018", "173700000000", "73"),
        ("2019", "178300000000", "79"),
        ("2020", "400000000000", "106"),
        ("2023", "395000000000", "56"),
    ] {
        let row = history.iter().find(|row| &row[0] == year).unwrap_or_else(|| panic!("no row for {year}"));
        assert_eq!((&row[1], &row[2]), (total, regions), "{year}");
        assert!(row[3].starts_with("https://"), "{year} names no source");
    }
}

#[test]
fn totals_that_were_not_published_stay_blank() {
    for year in ["2021", "2022", "2024", "2025"] {
        let history = rows("dak_ikm_history.csv");
        let row = history.iter().find(|row| &row[0] == year).unwrap_or_else(|| panic!("no row for {year}"));
        assert_eq!(&row[1], "", "{year}");
    }
}

#[test]
fn there_are_514_regions_in_38_provinces() {
    let (regions, provinces) = (rows("regions.csv"), rows("provinces.csv"));
    assert_eq!((regions.len(), provinces.len()), (514, 38));
    let codes: BTreeSet<&str> = regions.iter().map(|row| &row[0]).collect();
    assert_eq!(codes.len(), 514);
    let kota = regions.iter().filter(|row| row[1].starts_with("Kota ")).count();
    assert_eq!(kota, 98, "98 kota and 416 kabupaten");
    let provinces: BTreeSet<&str> = provinces.iter().map(|row| &row[0]).collect();
    // Each region lies in a known province, and its code begins with it.
    for row in &regions {
        assert!(provinces.contains(&row[2]) && row[0].starts_with(&row[2]), "{}", &row[0]);
    }
    let used: BTreeSet<&str> = regions.iter().map(|row| &row[2]).collect();
    assert_eq!(used, provinces);
}

#[test]
fn sentra_by_province_and_by_sector() {
    let by_province = rows("sentra_by_province_2024.csv");
    let counted: Vec<u32> = by_province.iter().filter_map(|row| row[2].parse().ok()).collect();
    // 35 of 38 provinces are in the report; they add up to 8,568.
    assert_eq!((by_province.len(), counted.len(), counted.iter().sum::<u32>()), (38, 35, 8568));
    let shares: Vec<u32> = rows("sentra_by_sector_2017.csv").iter().map(|row| row[1].parse().unwrap()).collect();
    assert_eq!(shares, [40, 23, 16, 10, 6, 5]);
}
