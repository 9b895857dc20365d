//! Plans: faults by line.

use std::fs;

use alokasi::io;
use alokasi::units::Rupiah;

use crate::good::{SENTRA, folder};

#[test]
fn a_plan_is_read_with_its_faults_by_line() {
    let programme = io::read(folder(&[]).path()).unwrap().programme;
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("plan.csv");
    fs::write(&file, "need,year,source,rupiah\nN1,2019,dak,5000\nN3,2020,dak,0\n").unwrap();
    assert_eq!(io::read_plan(dir.path(), &programme).unwrap().total(), Rupiah::new(5000));

    let bad = "need,year,source,rupiah\nN9,2019,dak,1\nN1,2031,dak,1\nN1,2019,apbd,1\nN1,2019,dak,-1\nN1,2019,dak,1\nN1,2019,dak,2\n\
               N1,2020,dak,5000000000000000\n";
    fs::write(&file, bad).unwrap();
    let error = io::read_plan(&file, &programme).unwrap_err().to_string();
    let expected = [
        "plan.csv:2: need: the programme has no need \"N9\"",
        "plan.csv:3: year: the programme has no year \"2031\"",
        "plan.csv:4: source: the programme has no source \"apbd\"",
        "plan.csv:5: rupiah: \"-1\" is not an amount; write whole rupiah without sign, point or separator, such as 1500000000",
        "plan.csv:7: the same need, year and source stand in line 6 already; keep one",
        "plan.csv:8: rupiah: \"5000000000000000\" is too large; write at most 4000000000000000",
    ];
    assert_eq!(error.lines().collect::<Vec<_>>(), expected);

    let gone = folder(&[("sentra.csv", SENTRA.replace("verified", "gone").as_bytes())]);
    let programme = io::read(gone.path()).unwrap().programme;
    fs::write(&file, "need,year,source,rupiah\nN1,2019,dak,1\n").unwrap();
    let error = io::read_plan(&file, &programme).unwrap_err().to_string();
    assert!(error.starts_with("plan.csv:2: this payment cannot exist: "), "{error}");
}
