//! The good folder, and what is wrong with it once it is changed.

use std::fs;
use std::path::Path;

use alokasi::input::ProgrammeData;
use alokasi::io::{self, ReadError};
use alokasi::words::{Language, Message};

use crate::read;

pub(crate) const PROGRAMME: &str = r#"{"name": "Kecil", "years": [2019, 2020], "rules": [
  {"id": "floor", "rule": "share", "of": {"sector": "pangan"}, "at_least": 0.3, "per": ["year"]}
]}
"#;
pub(crate) const PROVINCES: &str = "code,name,island\n18,Lampung,Sumatera\n";
pub(crate) const REGIONS: &str = "code,name,province\n18.01,Lampung Selatan,18\n18.71,Bandar Lampung,18\n";
pub(crate) const SECTORS: &str = "code,name\npangan,Pangan\npangan.kering,Pangan kering\n";
pub(crate) const ACTIVITIES: &str = "code,name\nbuilding,Bangunan\nmachinery,Mesin\n";
pub(crate) const SOURCES: &str = "code,name,activities\ndak,DAK,\n";
pub(crate) const SENTRA: &str = "code,name,region,sector,units,workers,status,completion_benefit\n\
    S1,Kopi,18.01,pangan.kering,12,30,verified,5.5\nS2,Keripik,18.71,pangan,,,,\n";
pub(crate) const NEEDS: &str = "code,sentra,activity,cost,benefit,first_year,last_year,essential,after,funding,one_year\n\
    N1,S1,building,1000000,3,,,true,,,\nN2,S1,machinery,500000,2.5,2019,2020,false,N1,at_least:0.5,true\n\
    N3,S2,building,700000,1,,,,,whole,\n";
pub(crate) const CEILINGS: &str =
    "source,scope,code,year,rupiah\ndak,nation,,2019,900000\ndak,region,18.01,2020,800000\n";

pub(crate) const GOOD: [(&str, &str); 9] = [
    ("programme.json", PROGRAMME),
    ("provinces.csv", PROVINCES),
    ("regions.csv", REGIONS),
    ("sectors.csv", SECTORS),
    ("activities.csv", ACTIVITIES),
    ("sources.csv", SOURCES),
    ("sentra.csv", SENTRA),
    ("needs.csv", NEEDS),
    ("ceilings.csv", CEILINGS),
];

/// The good folder, with some files in another text.
pub(crate) fn folder(changed: &[(&str, &[u8])]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in GOOD {
        fs::write(dir.path().join(name), text).unwrap();
    }
    for (name, bytes) in changed {
        fs::write(dir.path().join(name), bytes).unwrap();
    }
    dir
}

/// The faults of what is at `path`, one a line, and whether all could be checked.
pub(crate) fn faults_at(path: &Path) -> (Vec<String>, bool) {
    match io::read(path) {
        Ok(_) => panic!("no fault is found"),
        Err(ReadError::Faults(faults)) => {
            for fault in &faults.faults {
                read::in_both(&fault.what);
            }
            let told = faults.faults.iter().map(|fault| fault.say(Language::En));
            assert!(told.eq(faults.faults.iter().map(ToString::to_string)));
            (faults.faults.iter().map(ToString::to_string).collect(), faults.complete)
        }
        Err(other) => panic!("{other}"),
    }
}

/// The faults of the good folder after `from` is replaced by `to` in `file`.
#[track_caller]
pub(crate) fn assert_faults(file: &str, from: &str, to: &str, expected: &[&str]) {
    let good = GOOD.iter().find(|(name, _)| *name == file).unwrap().1;
    assert!(good.contains(from), "{file} has no {from:?}");
    let dir = folder(&[(file, good.replacen(from, to, 1).as_bytes())]);
    assert_eq!(faults_at(dir.path()).0, expected);
}

/// The data of the good folder with `file` in another text that means the same.
pub(crate) fn read_with(file: &str, bytes: &[u8]) -> ProgrammeData {
    io::read(folder(&[(file, bytes)]).path()).unwrap().data
}
