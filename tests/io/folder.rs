//! The folder as a whole: all faults at once, none twice, files that are missing.

use std::fs;

use alokasi::io::{self, ReadError};

use crate::good::{CEILINGS, NEEDS, PROGRAMME, REGIONS, faults_at, folder};

#[test]
fn all_faults_of_text_and_data_come_at_once_by_file_and_line() {
    let dir = folder(&[
        ("programme.json", PROGRAMME.replace("\"at_least\": 0.3", "\"at_least\": 1.3").as_bytes()),
        ("regions.csv", REGIONS.replace("18.71,Bandar Lampung,18", "18.71,Bandar Lampung,81").as_bytes()),
        ("needs.csv", NEEDS.replace("1000000", "1,5").replace("N3,S2", "N3,S9").as_bytes()),
    ]);
    let (faults, complete) = faults_at(dir.path());
    let places: Vec<String> = faults.iter().map(|f| f.splitn(4, ':').take(3).collect::<Vec<_>>().join(":")).collect();
    assert!(complete);
    assert_eq!(
        places,
        [
            "programme.json: rules[0].at_least: 1.3 is no share; give a number from 0 to 1 with at most six decimals",
            "regions.csv:3: province",
            "needs.csv:2: the row has 12 cells where the header has 11; quote text that holds a comma, and fill up with commas",
            "needs.csv:4: sentra",
        ]
    );
}

#[test]
fn a_malformed_cell_is_not_reported_a_second_time_for_what_it_states() {
    // A cost that does not read is no cost of 0, and money contracted for it is not above it.
    let contracted = b"need,year,source,rupiah\nN1,2019,dak,900000\n";
    let text = NEEDS.replace("1000000", "1.000.000");
    let (faults, _) = faults_at(folder(&[("needs.csv", text.as_bytes()), ("contracted.csv", contracted)]).path());
    assert_eq!(faults.len(), 1, "{faults:?}");
    // Two ceilings with years that do not read do not collide.
    let text = CEILINGS.replace("2019", "x").replace("2020", "y").replace("region,18.01", "nation,");
    let (faults, _) = faults_at(folder(&[("ceilings.csv", text.as_bytes())]).path());
    assert_eq!(faults.len(), 2, "{faults:?}");
    // A misspelt bound is no rule without bound, a misspelt family no rule of another family.
    let text = PROGRAMME.replace("at_least", "at_leest");
    let (faults, _) = faults_at(folder(&[("programme.json", text.as_bytes())]).path());
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(faults[0].ends_with("is \"at_least\" meant? Then use that name"), "{}", faults[0]);
    let text = PROGRAMME.replace("\"share\"", "\"shares\"").replace("\"of\"", "\"in\": {}, \"of\"");
    let (faults, _) = faults_at(folder(&[("programme.json", text.as_bytes())]).path());
    assert_eq!(
        faults,
        [
            "programme.json: rules[0].rule: \"shares\" is unknown here; write amount, share, coverage, growth, match, count, \
             together, exclusive or stability"
        ]
    );
}

#[test]
fn missing_files_are_told_with_the_name_that_may_be_meant() {
    let dir = folder(&[]);
    fs::rename(dir.path().join("needs.csv"), dir.path().join("Need.csv")).unwrap();
    fs::remove_file(dir.path().join("programme.json")).unwrap();
    assert_eq!(
        faults_at(dir.path()),
        (
            vec![
                "programme.json: the file is missing; add it".to_owned(),
                "needs.csv: the file is missing; add it; is \"Need.csv\" meant? Then rename it".to_owned(),
            ],
            false
        )
    );
    // An optional table under a wrong name would silently be left out; other files are none of our business.
    let rows = b"need,year,source,rupiah\n".as_slice();
    let dir = folder(&[("contract.csv", rows), ("README.md", b"# hello"), ("notes.csv", b"a;b")]);
    assert_eq!(
        faults_at(dir.path()).0,
        [
            "contract.csv: this is no table of a programme; rename it to contracted.csv if that is meant, or give it a name unlike it"
        ]
    );
    let empty = tempfile::tempdir().unwrap();
    assert!(
        faults_at(empty.path()).0[0].contains("this folder holds no programme; it needs programme.json and the tables")
    );
    let nowhere = io::read(&empty.path().join("nowhere")).unwrap_err();
    assert!(matches!(nowhere, ReadError::Io { .. }), "{nowhere}");
}

#[test]
fn a_table_is_no_programme() {
    let dir = folder(&[]);
    assert_eq!(
        faults_at(&dir.path().join("needs.csv")),
        (vec!["needs.csv: this is one table, not a programme; name the folder that holds it".to_owned()], false)
    );
}

#[test]
fn a_table_that_is_a_folder_cannot_be_read() {
    let dir = folder(&[]);
    fs::remove_file(dir.path().join("needs.csv")).unwrap();
    fs::create_dir(dir.path().join("needs.csv")).unwrap();
    assert!(faults_at(dir.path()).0[0].starts_with("needs.csv: the file cannot be read: "));
}
